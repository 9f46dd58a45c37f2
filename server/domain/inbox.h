// Who is told of what: the inbox events of a move.
#ifndef RUJUKAN_SERVER_DOMAIN_INBOX_H_
#define RUJUKAN_SERVER_DOMAIN_INBOX_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "server/domain/codes.h"
#include "server/domain/ids.h"
#include "server/domain/referral.h"

namespace rujukan {

struct InboxEvent {
  UnitId unit;
  // Dense within the unit from 1, in the order of commit.
  std::int64_t sequence = 0;
  // The name under which the unit knows the referral: for a post the first of the chain.
  ReferralId referral;
  // kUnspecified in a post's inbox.
  Move move = Move::kUnspecified;
  // In the words that the unit may see.
  ReferralState state = ReferralState::kUnspecified;
  Urgency urgency = Urgency::kUnspecified;
  std::string number;
  bool action_needed = false;
  absl::Time time;
  // False when the store found that the event is not as this installation wrote it (its keyed check differs).
  bool genuine = true;
};

// A place in an inbox: that of an event, or before the first.
struct InboxPlace {
  std::int64_t sequence = 0;
  // When it happened. Where an older copy of the database was put back, another event gets the sequence later.
  absl::Time time = absl::UnixEpoch();
};

// The events of one move, one for each unit that must know, by unit id. `before` is nullptr for a new referral. A post is told of
// what it sent only when its view changed, of a successor under the first name. `supervising_unit` (may be empty) is told when
// closing unserved was proposed. Sequences are given by the store.
std::vector<InboxEvent> NoticesOf(const Referral* before, const Referral& after, Move move, const UnitId& supervising_unit);

}  // namespace rujukan

#endif  // RUJUKAN_SERVER_DOMAIN_INBOX_H_
