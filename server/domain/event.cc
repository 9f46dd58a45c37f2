#include "server/domain/event.h"

#include <cstddef>

#include "absl/strings/str_cat.h"
#include "server/domain/digest_fields.h"

namespace rujukan {

std::string HashOf(const ReferralEvent& event, const Sealer& sealer) {
  DigestFields fields;
  fields.Text(event.referral.value).Int(event.sequence).Code(event.move).Code(event.from).Code(event.to);
  fields.Text(event.unit.value).Text(event.officer.value).Code(event.role).Int(event.sections).Int(event.version);
  fields.Int(static_cast<std::int64_t>(event.told.size()));
  for (const UnitId& unit : event.told) fields.Text(unit.value);
  fields.Text(event.record_digest).Text(event.text_digest).Time(event.time).Text(event.previous_hash);
  return sealer.Digest(fields.bytes());
}

std::int64_t BreakIn(const std::vector<ReferralEvent>& events, const Sealer& sealer) {
  std::string previous;
  for (std::size_t i = 0; i < events.size(); ++i) {
    const ReferralEvent& event = events[i];
    const bool whole = event.sequence == static_cast<std::int64_t>(i) + 1 && event.previous_hash == previous &&
                       event.text_digest == (event.text.empty() ? std::string() : sealer.Digest(event.text)) &&
                       event.hash == HashOf(event, sealer) && event.genuine;
    if (!whole) return static_cast<std::int64_t>(i) + 1;
    previous = event.hash;
  }
  return 0;
}

absl::Status VerifyChain(const std::vector<ReferralEvent>& events, const Sealer& sealer) {
  const std::int64_t broken = BreakIn(events, sealer);
  return broken == 0 ? absl::OkStatus() : absl::DataLossError(absl::StrCat("the chain breaks at event ", broken));
}

}  // namespace rujukan
