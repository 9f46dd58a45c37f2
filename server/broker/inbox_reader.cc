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
    for (InboxEvent& event : result) {
      RUJUKAN_TRY_ASSIGN(const std::optional<Referral> referral, transaction.referrals().Find(event.referral));
      if (referral && !Excludes(*referral, caller.officer)) continue;
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
