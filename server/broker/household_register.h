// The register of households (keluarga).
#ifndef RUJUKAN_SERVER_BROKER_HOUSEHOLD_REGISTER_H_
#define RUJUKAN_SERVER_BROKER_HOUSEHOLD_REGISTER_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "server/broker/workplace.h"
#include "server/domain/household.h"

namespace rujukan {

// Where a household begins to count its versions: a number that does not tell how often it was touched.
std::int64_t FirstVersion(const Sealer& sealer, const HouseholdId& id);

// A caller reads and writes the households whose village lies in the region scope of the session (a facilitator's or a post's
// village, a manager's kabupaten). Outside it they do not exist: NotFound; a new one there: RegionOutOfScope. Thread-safe.
class HouseholdRegister {
 public:
  explicit HouseholdRegister(const Workplace& workplace) : work_(workplace) {}

  // RegionUnknown, RegionOutOfScope, InvalidRequest with FaultsOf. An empty id is chosen here, one that does
  // not tell when.
  absl::StatusOr<Household> Create(const WriteRequest& request, Household household);
  absl::StatusOr<Household> Get(const Caller& caller, const HouseholdId& id);
  // Of one village, by id (RegionOutOfScope); `member_name` filters what was opened, so a page may be short. `next_after` is where
  // the next page begins, empty at the end.
  struct Page {
    std::vector<Household> households;
    std::string next_after;
  };
  absl::StatusOr<Page> List(const Caller& caller, std::string_view region, std::string_view member_name, const PageRequest& page);
  absl::StatusOr<Page> FindByFamilyCard(const Caller& caller, std::string_view number, const PageRequest& page);
  absl::StatusOr<Page> FindByNik(const Caller& caller, std::string_view nik, const PageRequest& page);
  // Region, unit, flags and times are kept. EtagStale.
  absl::StatusOr<Household> Update(const WriteRequest& request, Household household, std::string_view etag);
  // RecordFull.
  absl::StatusOr<Household> Flag(const WriteRequest& request, const HouseholdId& id, std::string_view etag,
                                 std::vector<HouseholdFlag> flags);

  struct Verdict {
    std::int64_t line_number = 0;
    bool rejected = false;
    RowResult result = RowResult::kUnchanged;
    HouseholdId household;
    Violations errors;
    Violations warnings;
  };
  // A verdict per row, in order; bad rows do not stop good ones. Rows of one family card in one village become one household; a
  // row without a card number is matched by NIK, else by name and birth date within the village and address. Sending the same rows
  // again changes nothing; a replay is answered from what is there, and does not undo what happened since.
  absl::StatusOr<std::vector<Verdict>> Import(const WriteRequest& request, const std::vector<HouseholdRow>& rows);

 private:
  Workplace work_;
};

}  // namespace rujukan

#endif  // RUJUKAN_SERVER_BROKER_HOUSEHOLD_REGISTER_H_
