#include "server/broker/inbox_reader.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "server/domain/try.h"

namespace rujukan {
namespace {

bool Excludes(const Referral& referral, const OfficerId& officer) {
  const auto& excluded = referral.details.excluded_officers;
  return std::find(excluded.begin(), excluded.end(), officer) != excluded.end();
}

}  // namespace

absl::StatusOr<std::vector<InboxEvent>> InboxReader::List(const Caller& caller, const UnitId& unit, const InboxPlace& after,
                                                          std::size_t size) {
  if (unit != caller.unit) return NotFound();
  std::vector<InboxEvent> result;
  RUJUKAN_TRY(work_.store.Read([&](Transaction& transaction) -> absl::Status {
    const bool from_the_first = after.sequence == 0;
    const std::int64_t before = from_the_first ? 0 : after.sequence - 1;
    RUJUKAN_TRY_ASSIGN(result, transaction.inboxes().List(unit, before, from_the_first ? size : size + 1));
    if (!from_the_first) {
      const bool is_there = !result.empty() && result.front().sequence == after.sequence && result.front().time == after.time;
      if (!is_there) return PageTokenForeign();
      result.erase(result.begin());
    }
    for (InboxEvent& event : result) {
      const absl::StatusOr<std::optional<Referral>> referral = transaction.referrals().Find(event.referral);
      // A record that does not open tells not whom it excludes, and must hide none of the others.
      if (!referral.ok() && referral.status() != RecordDamaged()) return referral.status();
      if (referral.ok() && referral->has_value() && !Excludes(**referral, caller.officer)) continue;
      InboxEvent blank;
      blank.unit = event.unit;
      blank.sequence = event.sequence;
      blank.time = event.time;
      event = std::move(blank);
    }
    return absl::OkStatus();
  }));
  return result;
}

}  // namespace rujukan
