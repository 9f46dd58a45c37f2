#include "server/rpc/inbox_event_conversion.h"

#include "server/broker/workplace.h"
#include "server/rpc/times.h"

namespace rujukan {

v1::InboxEvent ToProto(const InboxEvent& event, const InboxPosition& position, const Sealer& sealer) {
  v1::InboxEvent result;
  result.set_sequence(position.shown);
  result.set_referral(NameOf(event.referral));
  result.set_move(static_cast<v1::Move>(event.move));
  result.set_state(static_cast<v1::ReferralState>(event.state));
  result.set_urgency(static_cast<v1::Urgency>(event.urgency));
  result.set_number(event.number);
  result.set_action_needed(event.action_needed);
  *result.mutable_event_time() = ToProto(event.time);
  result.set_cursor(CursorFor(sealer, event.unit, position));
  return result;
}

}  // namespace rujukan
