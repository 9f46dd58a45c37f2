// What every use case works with, and the frame in which every write runs: exactly once.
#ifndef RUJUKAN_SERVER_BROKER_WORKPLACE_H_
#define RUJUKAN_SERVER_BROKER_WORKPLACE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/domain/errors.h"
#include "server/domain/ports.h"
#include "server/domain/storage.h"
#include "server/domain/unit.h"

namespace rujukan {

// The ports, built in main and owned there. They outlive every desk.
struct Workplace {
  Store& store;
  const Clock& clock;
  IdSource& ids;
  const Sealer& sealer;
};

// A write that a caller asked for, authenticated, coarsely authorized and checked for form.
struct WriteRequest {
  Caller caller;
  // "ReferralService/CreateReferral".
  std::string_view method;
  // A UUID; empty when the caller's was malformed, in which case `violations` says so.
  std::string request_id;
  // Sealer::Mac over the parsed request.
  std::string fingerprint;
  // All that is wrong with the form. Looked at after the receipt, so that a replay answers as the first time.
  Violations violations;
};

// Runs a write exactly once, in one transaction. When a receipt of this request exists, `act` is not run (RequestIdReused when the
// content differs); otherwise InvalidRequest when there are violations, and else `act` makes the change and returns the name of
// the resource for the receipt. In both cases `answer` then reads the resource under the caller's present rights. Both may be run
// several times; they must set what they return, not add to it.
absl::Status Once(const Workplace& workplace, const WriteRequest& request,
                  absl::FunctionRef<absl::StatusOr<std::string>(Transaction&)> act,
                  absl::FunctionRef<absl::Status(Transaction&, const std::string& resource)> answer);

// Once for an act that answers by itself, from what it has read; `again` answers a replay. Both name and read as there.
absl::Status OnceAnswering(const Workplace& workplace, const WriteRequest& request,
                           absl::FunctionRef<absl::StatusOr<std::string>(Transaction&)> act,
                           absl::FunctionRef<absl::Status(Transaction&, const std::string& resource)> again);

// The etag of version `version` of the resource `name`: opaque, the same as long as the version is.
std::string EtagOf(const Sealer& sealer, std::string_view name, std::int64_t version);

// Once for a write that answers differently the second time: `act` is told whether the request was carried out before, and then
// changes nothing. It may be run several times; it must set what it returns, not add to it.
absl::Status OnceOrAgain(const Workplace& workplace, const WriteRequest& request,
                         absl::FunctionRef<absl::Status(Transaction&, bool again)> act);

// Who acts, as an event of a chain says it.
Deed DeedOf(const Caller& caller, std::string_view method, absl::Time now);

// Appends to the chain of the officer that these records were read; nothing for none.
absl::Status RecordReading(const Deed& deed, std::vector<RecordName> records, Transaction& transaction);

// The request with what the use case itself finds wrong with the form, so that all violations are told at once.
WriteRequest WithViolations(const WriteRequest& request, const Violations& more);

// The record that was looked for; NotFound when there is none.
template <typename Record>
absl::StatusOr<Record> Existing(absl::StatusOr<std::optional<Record>> found) {
  if (!found.ok()) return found.status();
  if (!found->has_value()) return NotFound();
  return **std::move(found);
}

// Moves a result to where the caller of a closure waits for it.
template <typename Record>
absl::Status MoveInto(Record& destination, absl::StatusOr<Record> result) {
  if (!result.ok()) return result.status();
  destination = *std::move(result);
  return absl::OkStatus();
}

// RegionUnknown unless the region is in the table and holds today.
absl::Status CheckRegion(Transaction& transaction, std::string_view code, absl::Time now);

// "units/" + id and the like.
std::string NameOf(const UnitId& id);
std::string NameOf(const UnitId& unit, const OfficerId& officer);
std::string NameOf(const HouseholdId& id);
std::string NameOf(const CaseFileId& id);
std::string NameOf(const ReferralId& id);

// The id that a name made by NameOf ends with.
std::string IdIn(std::string_view name);

}  // namespace rujukan

#endif  // RUJUKAN_SERVER_BROKER_WORKPLACE_H_
