// What officers were refused, counted in memory and written to their chains in batches.
#ifndef RUJUKAN_SERVER_BROKER_REFUSAL_LEDGER_H_
#define RUJUKAN_SERVER_BROKER_REFUSAL_LEDGER_H_

#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "server/domain/audit.h"
#include "server/domain/storage.h"

namespace rujukan {

// A loop of refusals must not fill the disk, and "not yours" must cost the same statements as "not there": counting is done in
// memory, and a batch writes an officer at most kEntriesMax events. A crash loses what was refused since the last Write.
// Thread-safe.
class RefusalLedger {
 public:
  // Of one officer in one batch. Beyond half of it the names asked for are no longer told apart, at the end nothing is.
  static constexpr std::size_t kEntriesMax = 64;

  // `deed` says who was refused what, and when; its officer is not empty. `asked`: the record that was named, if one was.
  void Count(AuditAction action, const Deed& deed, const std::string& reason, const RecordName& asked);

  // Appends what was counted to the chains of the officers, a transaction each. What the store does not take stays counted.
  absl::Status Write(Store& store);

 private:
  struct Entry {
    AuditAction action = AuditAction::kRefused;
    UnitId unit;
    Role role = Role::kUnspecified;
    std::string method;
    std::string reason;
    RecordName asked;
    friend auto operator<=>(const Entry&, const Entry&) = default;
  };
  struct Counted {
    std::int64_t count = 0;
    absl::Time last = absl::InfinitePast();
  };
  using Entries = std::map<Entry, Counted>;

  static void Add(Entry entry, const Counted& counted, Entries& entries);
  static absl::Status Append(const OfficerId& officer, const Entries& entries, Transaction& transaction);

  std::mutex mutex_;
  std::map<OfficerId, Entries> counted_;
};

}  // namespace rujukan

#endif  // RUJUKAN_SERVER_BROKER_REFUSAL_LEDGER_H_
