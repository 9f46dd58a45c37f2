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

absl::StatusOr<std::vector<InboxEvent>> InboxReader::List(const Caller& caller, const UnitId& unit, std::int64_t after_sequence,
                                                          std::size_t size) {
  if (unit != caller.unit) return NotFound();
  std::vector<InboxEvent> result;
  RUJUKAN_TRY(work_.store.Read([&](Transaction& transaction) -> absl::Status {
    RUJUKAN_TRY_ASSIGN(result, transaction.inboxes().List(unit, after_sequence, size));
    if (result.empty() && after_sequence > 0) {
      // A cursor from what this database does not hold, an older copy was put back: going on would skip what comes. A head that was
      // read after the list is never too low.
      RUJUKAN_TRY_ASSIGN(const std::int64_t head, transaction.inboxes().Head(unit));
      if (after_sequence > head) return PageTokenForeign();
    }
    for (InboxEvent& event : result) {
      const absl::StatusOr<std::optional<Referral>> referral = transaction.referrals().Find(event.referral);
      // A record that does not open tells not whom it excludes, and must hide none of the others.
      if (!referral.ok() && referral.status() != RecordDamaged()) return referral.status();
      if (referral.ok() && referral->has_value() && !Excludes(**referral, caller.officer)) continue;
      InboxEvent blank;
      blank.unit = event.unit;
      blank.sequence = event.sequence;
      event = std::move(blank);
    }
    return absl::OkStatus();
  }));
  return result;
}

}  // namespace rujukan
