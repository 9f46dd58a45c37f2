// Reading a unit's inbox.
#ifndef RUJUKAN_SERVER_BROKER_INBOX_READER_H_
#define RUJUKAN_SERVER_BROKER_INBOX_READER_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "server/broker/workplace.h"

namespace rujukan {

// Thread-safe.
class InboxReader {
 public:
  explicit InboxReader(const Workplace& workplace) : work_(workplace) {}

  // The events after `sequence`, in order. Only the caller's own unit's; NotFound for any other. An event of a referral from which
  // the survivor excluded the caller is blank but for its sequence (its referral is empty): it is not shown, but the cursor moves
  // past it, so that a full page means the same to everybody.
  absl::StatusOr<std::vector<InboxEvent>> List(const Caller& caller, const UnitId& unit, std::int64_t after_sequence,
                                               std::size_t size);

 private:
  Workplace work_;
};

}  // namespace rujukan

#endif  // RUJUKAN_SERVER_BROKER_INBOX_READER_H_
