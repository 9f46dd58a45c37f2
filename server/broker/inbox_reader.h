// Reading a unit's inbox.
#ifndef RUJUKAN_SERVER_BROKER_INBOX_READER_H_
#define RUJUKAN_SERVER_BROKER_INBOX_READER_H_

#include <cstddef>
#include <vector>

#include "absl/status/statusor.h"
#include "server/broker/workplace.h"
#include "server/domain/inbox.h"

namespace rujukan {

// Thread-safe.
class InboxReader {
 public:
  explicit InboxReader(const Workplace& workplace) : work_(workplace) {}

  // The events after a place, in order. Only the caller's own unit's; NotFound for any other. PageTokenForeign when the event of
  // the place is not there: an older copy of the database was put back, and going on would pass over what came since. An event of a
  // referral from which the survivor excluded the caller is blank but for its place (its referral is empty): it is not shown, but
  // the cursor moves past it, so that a full page means the same to everybody.
  absl::StatusOr<std::vector<InboxEvent>> List(const Caller& caller, const UnitId& unit, const InboxPlace& after, std::size_t size);

 private:
  Workplace work_;
};

}  // namespace rujukan

#endif  // RUJUKAN_SERVER_BROKER_INBOX_READER_H_
