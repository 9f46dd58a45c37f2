#include "server/domain/household.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <optional>
#include <string_view>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "server/domain/civil_number.h"
#include "server/domain/region.h"
#include "server/domain/text.h"

namespace rujukan {
namespace {

// As in household.proto.
constexpr std::size_t kNameCharactersMax = 120;
constexpr std::size_t kAddressCharactersMax = 300;
constexpr std::size_t kNeighborhoodCharactersMax = 5;
constexpr int kDecileMax = 10;

bool IsDecileSourced(const Household& household) {
  return household.decile_source == DecileSource::kDtsen || household.decile_source == DecileSource::kDtks;
}

// -- Oddities ---------------------------------------------------------------------------------------------------------------

// An estimated date, or one of which only the year is known, cannot differ from the NIK's.
bool IsDayKnown(const Person& person) {
  return person.birth_date_precision == TimePrecision::kUnspecified || person.birth_date_precision == TimePrecision::kExact ||
         person.birth_date_precision == TimePrecision::kDay;
}

bool BirthDateDiffersFromNik(const Person& person) {
  const std::optional<absl::CivilDay> birth_date = ParseDate(person.birth_date);
  return birth_date && IsDayKnown(person) && !NikMayMean(person.nik, *birth_date);
}

bool IsNikOfRegency(std::string_view nik, std::string_view regency) {
  return nik.substr(0, 2) == regency.substr(0, 2) && nik.substr(2, 2) == regency.substr(3, 2);
}

// -- Cells ------------------------------------------------------------------------------------------------------------------

// One line without spaces at its ends: a cell may have line breaks in it, and spreadsheets like the space that does not break.
std::string Folded(const std::string& cell) {
  const std::string text = absl::StrReplaceAll(cell, {{"\u00A0", " "}});
  return absl::StrJoin(absl::StrSplit(text, absl::ByAnyChar(" \t\r\n\v\f"), absl::SkipEmpty()), " ");
}

// As Folded, without the apostrophe by which a spreadsheet keeps a number from being calculated with.
std::string WithoutApostrophe(const std::string& cell) {
  std::string text = Folded(cell);
  if (text.starts_with('\'')) text = Folded(text.substr(1));
  return text;
}

// `1990-07-01`, `01-07-1990` or `01/07/1990` as ISO 8601.
std::optional<std::string> IsoDate(std::string_view text) {
  std::string iso(text);
  const bool day_first = text.size() == 10 && text[2] == text[5] && (text[2] == '-' || text[2] == '/');
  if (day_first) iso = absl::StrCat(iso.substr(6), "-", iso.substr(3, 2), "-", iso.substr(0, 2));
  if (!ParseDate(iso)) return std::nullopt;
  return iso;
}

template <typename Code>
struct Word {
  std::string_view word;
  Code code;
};

constexpr Word<Sex> kSexWords[] = {{"L", Sex::kMale}, {"LAKI-LAKI", Sex::kMale}, {"P", Sex::kFemale}, {"PEREMPUAN", Sex::kFemale}};

// SHDK, status hubungan dalam keluarga.
constexpr Word<FamilyRelation> kRelationWords[] = {
    {"KEPALA KELUARGA", FamilyRelation::kHead},
    {"SUAMI", FamilyRelation::kHusband},
    {"ISTRI", FamilyRelation::kWife},
    {"ANAK", FamilyRelation::kChild},
    {"MENANTU", FamilyRelation::kChildInLaw},
    {"CUCU", FamilyRelation::kGrandchild},
    {"ORANG TUA", FamilyRelation::kParent},
    {"MERTUA", FamilyRelation::kParentInLaw},
    {"FAMILI LAIN", FamilyRelation::kOtherFamily},
    {"PEMBANTU", FamilyRelation::kDomesticWorker},
    {"LAINNYA", FamilyRelation::kOther},
};

constexpr Word<DecileSource> kDecileSourceWords[] = {
    {"DTSEN", DecileSource::kDtsen}, {"DTKS", DecileSource::kDtks}, {"BELUM TERDATA", DecileSource::kNotListed}};

// Reads cells one by one and remembers what is wrong. An empty cell is never wrong here, and a wrong one reads as empty.
class CellReader {
 public:
  CellReader(absl::CivilDay today, Violations& errors) : today_(today), errors_(errors) {}

  void Require(std::string_view field, const std::string& cell) {
    if (Folded(cell).empty()) Wrong(field, "REQUIRED");
  }

  std::string Text(std::string_view field, std::string text, std::size_t characters_max) {
    const bool too_long = CharactersIn(text) > characters_max;
    const bool has_control = HasControlCharacter(text, /*multiline=*/false);
    if (too_long) Wrong(field, "TOO_LONG", absl::StrCat(characters_max));
    if (has_control) Wrong(field, "CONTROL_CHARACTER");
    return too_long || has_control ? std::string() : text;
  }

  std::string Nik(std::string_view field, const std::string& cell) {
    return CivilNumber(field, cell, "NOT_A_NIK", [this](std::string_view text) { return IsNik(text, today_); });
  }

  std::string FamilyCardNumber(std::string_view field, const std::string& cell) {
    return CivilNumber(field, cell, "NOT_A_FAMILY_CARD_NUMBER", IsFamilyCardNumber);
  }

  std::string Date(std::string_view field, const std::string& cell) {
    const std::string text = WithoutApostrophe(cell);
    if (text.empty()) return text;
    const std::optional<std::string> date = IsoDate(text);
    if (!date) Wrong(field, "NOT_A_DATE");
    return date.value_or("");
  }

  std::string Village(std::string_view field, const std::string& cell) {
    const std::string text = WithoutApostrophe(cell);
    const RegionLevel level = LevelOf(text);
    if (text.empty() || level == RegionLevel::kVillage) return text;
    const bool is_bps = level == RegionLevel::kUnspecified && LooksLikeBpsCode(text);
    Wrong(field, is_bps ? "BPS_REGION_CODE" : "NOT_A_VILLAGE_CODE");
    return "";
  }

  std::int32_t Decile(std::string_view field, const std::string& cell) {
    const std::string text = WithoutApostrophe(cell);
    if (text.empty()) return 0;
    std::int32_t decile = 0;
    if (absl::SimpleAtoi(text, &decile) && decile >= 1 && decile <= kDecileMax) return decile;
    Wrong(field, "OUT_OF_RANGE", absl::StrCat("1-", kDecileMax));
    return 0;
  }

  std::string Phone(std::string_view field, const std::string& cell) {
    std::string text = WithoutApostrophe(cell);
    if (text.empty() || IsPhone(text)) return text;
    Wrong(field, IsDamagedBySpreadsheet(text) ? "DAMAGED_BY_SPREADSHEET" : "NOT_A_PHONE");
    return "";
  }

  template <typename Code, std::size_t kCount>
  Code Coded(std::string_view field, const std::string& cell, const Word<Code> (&words)[kCount]) {
    const std::string text = absl::AsciiStrToUpper(Folded(cell));
    if (text.empty()) return Code::kUnspecified;
    const auto found =
        std::find_if(std::begin(words), std::end(words), [&](const Word<Code>& entry) { return entry.word == text; });
    if (found != std::end(words)) return found->code;
    Wrong(field, "NOT_KNOWN_CODE");
    return Code::kUnspecified;
  }

 private:
  template <typename IsWellFormed>
  std::string CivilNumber(std::string_view field, const std::string& cell, std::string_view reason, IsWellFormed is_well_formed) {
    std::string text = WithoutApostrophe(cell);
    if (text.empty() || is_well_formed(text)) return text;
    Wrong(field, IsDamagedBySpreadsheet(text) ? "DAMAGED_BY_SPREADSHEET" : reason);
    return "";
  }

  void Wrong(std::string_view field, std::string_view reason, std::string argument = "") {
    errors_.push_back({std::string(field), std::string(reason), std::move(argument)});
  }

  absl::CivilDay today_;
  Violations& errors_;
};

// A row has columns where a household has paths: "members[0].nik" is the column "nik".
Violations AsColumns(Violations violations) {
  constexpr std::string_view kMemberPath = "members[0].";
  for (Violation& violation : violations) {
    if (violation.field.starts_with(kMemberPath)) violation.field.erase(0, kMemberPath.size());
  }
  return violations;
}

// -- Merging ----------------------------------------------------------------------------------------------------------------

bool SameName(const Person& one, const Person& other) { return absl::EqualsIgnoreCase(one.full_name, other.full_name); }

bool BirthDatesAgree(const Person& one, const Person& other) {
  return one.birth_date.empty() || other.birth_date.empty() || one.birth_date == other.birth_date;
}

// The member that `person` is: by NIK before by name.
Person* FindMember(std::vector<Person>& members, const Person& person) {
  const auto is_same = [&](const Person& member) { return SamePerson(member, person); };
  const auto has_same_nik = [&](const Person& member) { return member.nik == person.nik && is_same(member); };
  auto found = std::find_if(members.begin(), members.end(), has_same_nik);
  if (found == members.end()) found = std::find_if(members.begin(), members.end(), is_same);
  return found == members.end() ? nullptr : &*found;
}

void TakeText(const std::string& newer, std::string& text) {
  if (!newer.empty()) text = newer;
}

template <typename Code>
void TakeCode(Code newer, Code& code) {
  if (newer != Code::kUnspecified) code = newer;
}

void TakePerson(const Person& newer, Person& person) {
  TakeText(newer.nik, person.nik);
  TakeText(newer.full_name, person.full_name);
  TakeCode(newer.sex, person.sex);
  TakeText(newer.birth_date, person.birth_date);
  if (!newer.birth_date.empty()) person.birth_date_precision = newer.birth_date_precision;
  TakeCode(newer.relation, person.relation);
  TakeText(newer.phone, person.phone);
}

void TakeDecile(const Household& newer, Household& household) {
  const bool knows_less = newer.decile_source == DecileSource::kUnspecified || (newer.decile == 0 && household.decile != 0);
  if (knows_less || newer.decile_as_of < household.decile_as_of) return;
  household.decile = newer.decile;
  household.decile_source = newer.decile_source;
  household.decile_as_of = newer.decile_as_of;
}

}  // namespace

Violations OdditiesOf(const Household& household) {
  Violations oddities;
  const std::string_view regency = RegencyOf(household.region);
  for (std::size_t i = 0; i < household.members.size(); ++i) {
    const Person& person = household.members[i];
    if (person.nik.empty()) continue;
    const auto tell = [&](std::string_view field, std::string_view reason) {
      oddities.push_back({absl::StrCat("members[", i, "].", std::string(field)), std::string(reason), ""});
    };
    if (BirthDateDiffersFromNik(person)) tell("birth_date", "BIRTH_DATE_DIFFERS_FROM_NIK");
    if (person.sex != Sex::kUnspecified && person.sex != SexInNik(person.nik)) tell("sex", "SEX_DIFFERS_FROM_NIK");
    if (!household.region.empty() && !IsNikOfRegency(person.nik, regency)) tell("nik", "NIK_OF_OTHER_REGENCY");
    const auto earlier_end = household.members.begin() + static_cast<std::ptrdiff_t>(i);
    const bool is_twice =
        std::any_of(household.members.begin(), earlier_end, [&](const Person& earlier) { return earlier.nik == person.nik; });
    if (is_twice) tell("nik", "NIK_TWICE_IN_HOUSEHOLD");
  }
  return oddities;
}

Violations FaultsOf(const Household& household) {
  if (household.decile == 0 || IsDecileSourced(household)) return {};
  return {{"decile_source", "DECILE_WITHOUT_SOURCE", ""}};
}

ReadRow ReadHouseholdRow(const HouseholdRow& row, absl::CivilDay today) {
  ReadRow read;
  CellReader cells(today, read.errors);
  Household& household = read.household;
  Person person;

  household.family_card_number = cells.FamilyCardNumber("family_card_number", row.family_card_number);
  person.nik = cells.Nik("nik", row.nik);
  cells.Require("full_name", row.full_name);
  person.full_name = cells.Text("full_name", Folded(row.full_name), kNameCharactersMax);
  person.sex = cells.Coded("sex", row.sex, kSexWords);
  person.birth_date = cells.Date("birth_date", row.birth_date);
  if (!person.birth_date.empty()) person.birth_date_precision = TimePrecision::kExact;
  person.relation = cells.Coded("relation", row.relation, kRelationWords);
  household.address = cells.Text("address", Folded(row.address), kAddressCharactersMax);
  household.rt = cells.Text("rt", WithoutApostrophe(row.rt), kNeighborhoodCharactersMax);
  household.rw = cells.Text("rw", WithoutApostrophe(row.rw), kNeighborhoodCharactersMax);
  cells.Require("region", WithoutApostrophe(row.region));
  household.region = cells.Village("region", row.region);
  household.decile = cells.Decile("decile", row.decile);
  household.decile_source = cells.Coded("decile_source", row.decile_source, kDecileSourceWords);
  household.decile_as_of = cells.Date("decile_as_of", row.decile_as_of);
  person.phone = cells.Phone("phone", row.phone);
  household.members = {std::move(person)};

  // A source that could not be read has been told of already.
  const bool source_given = !Folded(row.decile_source).empty();
  const bool source_unread = source_given && household.decile_source == DecileSource::kUnspecified;
  const Violations faults = source_unread ? Violations() : FaultsOf(household);
  read.errors.insert(read.errors.end(), faults.begin(), faults.end());
  read.warnings = AsColumns(OdditiesOf(household));
  return read;
}

bool SamePerson(const Person& one, const Person& other) {
  const bool both_have_nik = !one.nik.empty() && !other.nik.empty();
  if (both_have_nik) return one.nik == other.nik && (SameName(one, other) || BirthDatesAgree(one, other));
  return SameName(one, other) && BirthDatesAgree(one, other);
}

bool SameContent(const Household& one, const Household& other) {
  return one.region == other.region && one.decile == other.decile && one.decile_source == other.decile_source &&
         one.decile_as_of == other.decile_as_of && one.family_card_number == other.family_card_number &&
         one.address == other.address && one.rt == other.rt && one.rw == other.rw && one.members == other.members;
}

RowResult MergeRow(Household& household, const Household& row) {
  const Household before = household;
  TakeText(row.family_card_number, household.family_card_number);
  TakeText(row.address, household.address);
  TakeText(row.rt, household.rt);
  TakeText(row.rw, household.rw);
  TakeDecile(row, household);

  const Person& person = row.members.front();
  Person* member = FindMember(household.members, person);
  if (member == nullptr) {
    household.members.push_back(person);
    return RowResult::kAdded;
  }
  TakePerson(person, *member);
  return SameContent(before, household) ? RowResult::kUnchanged : RowResult::kUpdated;
}

}  // namespace rujukan
