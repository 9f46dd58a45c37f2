// Households (keluarga) as the welfare side keeps them. Nothing here points to a violence case.
#ifndef RUJUKAN_SERVER_DOMAIN_HOUSEHOLD_H_
#define RUJUKAN_SERVER_DOMAIN_HOUSEHOLD_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "server/domain/codes.h"
#include "server/domain/errors.h"
#include "server/domain/ids.h"

namespace rujukan {

// Sealed as a whole.
struct Person {
  std::string nik;
  std::string full_name;
  Sex sex = Sex::kUnspecified;
  // ISO 8601 or empty.
  std::string birth_date;
  TimePrecision birth_date_precision = TimePrecision::kUnspecified;
  FamilyRelation relation = FamilyRelation::kUnspecified;
  std::string phone;

  friend bool operator==(const Person&, const Person&) = default;
};

struct HouseholdFlag {
  Vulnerability vulnerability = Vulnerability::kUnspecified;
  std::string note;
  absl::Time create_time;
};

struct Household {
  // In clear: id, unit, region, decile and its source, version.
  HouseholdId id;
  // The unit that first recorded it.
  UnitId unit;
  std::string region;
  std::int32_t decile = 0;
  DecileSource decile_source = DecileSource::kUnspecified;
  std::string decile_as_of;
  std::int64_t version = 1;
  // Sealed.
  absl::Time create_time;
  absl::Time update_time;
  std::string family_card_number;
  std::string address;
  std::string rt;
  std::string rw;
  std::vector<Person> members;
  std::vector<HouseholdFlag> flags;
};

// The most notes a household may gather; a register is not a diary, and a record must fit a message.
inline constexpr std::size_t kHouseholdFlagsMax = 200;
// As in household.proto.
inline constexpr std::size_t kHouseholdMembersMax = 50;

// What is odd about a household and hinders nothing: a birth date or sex that differs from the NIK's, a NIK of another kabupaten
// (lawful after moving: PP 40/2019 Art. 30(2)), two members with one NIK.
Violations OdditiesOf(const Household& household);

// What is wrong with a household beyond the notation of its fields: a decile without source.
Violations FaultsOf(const Household& household);

// One row of a district's export, as text.
struct HouseholdRow {
  std::int64_t line_number = 0;
  std::string family_card_number, nik, full_name, sex, birth_date, relation, address, rt, rw, region, decile, decile_source,
      decile_as_of, phone;
};

// A row that was read: a household of one member, and everything that is wrong or odd about the row.
struct ReadRow {
  Household household;
  Violations errors;
  Violations warnings;
};

// Reads the cells of a row, and reports all that is wrong. Damage by a spreadsheet is named as such.
ReadRow ReadHouseholdRow(const HouseholdRow& row, absl::CivilDay today);

// True when two records are of one person: the same NIK, unless both name and birth date differ, which is a slip of the pen; or,
// where one of them has no NIK, the same name and birth dates that do not contradict each other.
bool SamePerson(const Person& one, const Person& other);

// True when both say the same of the household: everything but id, unit, version, times and flags.
bool SameContent(const Household& one, const Household& other);

// Puts the one member of `row` into `household` and takes over what the row knows better (never replacing something by nothing,
// nor a decile by an older one). Says kAdded, kUpdated or kUnchanged.
enum class RowResult { kCreated, kAdded, kUpdated, kUnchanged };
RowResult MergeRow(Household& household, const Household& row);

}  // namespace rujukan

#endif  // RUJUKAN_SERVER_DOMAIN_HOUSEHOLD_H_
