#include "server/domain/household.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/testing/refusals.h"

namespace rujukan {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

constexpr absl::CivilDay kToday(2026, 11, 23);

HouseholdRow GoodRow() {
  HouseholdRow row;
  row.line_number = 2;
  row.family_card_number = "9901010107150001";
  row.nik = "9901014107900001";
  row.full_name = "Sari Contoh";
  row.sex = "P";
  row.birth_date = "1990-07-01";
  row.relation = "KEPALA KELUARGA";
  row.address = "Jl. Contoh 1";
  row.rt = "001";
  row.rw = "002";
  row.region = "99.01.01.2001";
  row.decile = "3";
  row.decile_source = "DTSEN";
  row.decile_as_of = "2026-01-31";
  row.phone = "0811-4000-129";
  return row;
}

ReadRow Read(const HouseholdRow& row) { return ReadHouseholdRow(row, kToday); }

// The one error of a good row with one cell replaced.
Violations ErrorsWith(std::string HouseholdRow::*column, const std::string& cell) {
  HouseholdRow row = GoodRow();
  row.*column = cell;
  return Read(row).errors;
}

Person PersonNamed(const std::string& name, const std::string& nik = "", const std::string& birth_date = "") {
  Person person;
  person.full_name = name;
  person.nik = nik;
  person.birth_date = birth_date;
  return person;
}

Household RowOf(const Person& person) {
  Household row;
  row.region = "99.01.01.2001";
  row.members = {person};
  return row;
}

std::vector<std::string> NamesIn(const Household& household) {
  std::vector<std::string> names;
  for (const Person& member : household.members) names.push_back(member.full_name);
  return names;
}

// -- Reading a row ----------------------------------------------------------------------------------------------------------

TEST(HouseholdRow, AGoodRowIsAHouseholdOfOne) {
  const ReadRow read = Read(GoodRow());
  EXPECT_THAT(read.errors, IsEmpty());
  EXPECT_THAT(read.warnings, IsEmpty());
  EXPECT_EQ(read.household.family_card_number, "9901010107150001");
  EXPECT_EQ(read.household.region, "99.01.01.2001");
  EXPECT_EQ(read.household.address, "Jl. Contoh 1");
  EXPECT_EQ(read.household.rt, "001");
  EXPECT_EQ(read.household.rw, "002");
  EXPECT_EQ(read.household.decile, 3);
  EXPECT_EQ(read.household.decile_source, DecileSource::kDtsen);
  EXPECT_EQ(read.household.decile_as_of, "2026-01-31");
  const Person expected = {.nik = "9901014107900001",
                           .full_name = "Sari Contoh",
                           .sex = Sex::kFemale,
                           .birth_date = "1990-07-01",
                           .birth_date_precision = TimePrecision::kExact,
                           .relation = FamilyRelation::kHead,
                           .phone = "0811-4000-129"};
  EXPECT_THAT(read.household.members, ElementsAre(expected));
}

TEST(HouseholdRow, ANameAndAVillageAreEnough) {
  HouseholdRow row;
  row.full_name = "Budi Contoh";
  row.region = "99.01.01.2001";
  const ReadRow read = Read(row);
  EXPECT_THAT(read.errors, IsEmpty());
  EXPECT_THAT(read.warnings, IsEmpty());
  EXPECT_EQ(read.household.decile, 0);
  EXPECT_EQ(read.household.members.front().birth_date_precision, TimePrecision::kUnspecified);
}

TEST(HouseholdRow, EveryWrongCellIsToldAtOnce) {
  HouseholdRow row;
  row.family_card_number = "9901010113150001";
  row.nik = "9,9E+15";
  row.full_name = " ";
  row.sex = "X";
  row.birth_date = "31-02-1990";
  row.relation = "TETANGGA";
  row.address = std::string(301, 'a');
  row.rt = "000001";
  row.rw = "0\x01";
  row.region = "9901012001";
  row.decile = "11";
  row.decile_source = "KIRA-KIRA";
  row.decile_as_of = "kemarin";
  row.phone = "tidak ada";
  EXPECT_THAT(Read(row).errors,
              UnorderedElementsAre(Violation{"family_card_number", "NOT_A_FAMILY_CARD_NUMBER", ""},
                                   Violation{"nik", "DAMAGED_BY_SPREADSHEET", ""}, Violation{"full_name", "REQUIRED", ""},
                                   Violation{"sex", "NOT_KNOWN_CODE", ""}, Violation{"birth_date", "NOT_A_DATE", ""},
                                   Violation{"relation", "NOT_KNOWN_CODE", ""}, Violation{"address", "TOO_LONG", "300"},
                                   Violation{"rt", "TOO_LONG", "5"}, Violation{"rw", "CONTROL_CHARACTER", ""},
                                   Violation{"region", "BPS_REGION_CODE", ""}, Violation{"decile", "OUT_OF_RANGE", "1-10"},
                                   Violation{"decile_source", "NOT_KNOWN_CODE", ""}, Violation{"decile_as_of", "NOT_A_DATE", ""},
                                   Violation{"phone", "NOT_A_PHONE", ""}));
}

TEST(HouseholdRow, ANameThatTurnsTheDirectionOfWritingIsRefusedAsInARequest) {
  for (const char* name : {"Sari\u202Eiras", "Sari\u2028", "Sa\u0085ri"}) {
    EXPECT_THAT(ErrorsWith(&HouseholdRow::full_name, name), ElementsAre(Violation{"full_name", "CONTROL_CHARACTER", ""})) << name;
  }
}

TEST(HouseholdRow, NumbersThatASpreadsheetDamagedAreNamedAsSuch) {
  const auto damaged = [](const char* field) { return ElementsAre(Violation{field, "DAMAGED_BY_SPREADSHEET", ""}); };
  EXPECT_THAT(ErrorsWith(&HouseholdRow::nik, "7,3E+15"), damaged("nik"));
  EXPECT_THAT(ErrorsWith(&HouseholdRow::family_card_number, "7.30901E15"), damaged("family_card_number"));
  EXPECT_THAT(ErrorsWith(&HouseholdRow::phone, "8,11E+11"), damaged("phone"));
}

TEST(HouseholdRow, TheApostropheBeforeANumberIsNotPartOfIt) {
  HouseholdRow row = GoodRow();
  const HouseholdRow plain = row;
  for (std::string* cell : {&row.family_card_number, &row.nik, &row.birth_date, &row.rt, &row.rw, &row.region, &row.decile,
                            &row.decile_as_of, &row.phone}) {
    *cell = " '" + *cell;
  }
  const ReadRow read = Read(row);
  EXPECT_THAT(read.errors, IsEmpty());
  EXPECT_TRUE(SameContent(read.household, Read(plain).household));
}

TEST(HouseholdRow, AnApostropheInANameIsPartOfIt) {
  HouseholdRow row = GoodRow();
  row.full_name = "'Aisyah Nu'man";
  EXPECT_EQ(Read(row).household.members.front().full_name, "'Aisyah Nu'man");
}

TEST(HouseholdRow, LineBreaksAndSpacesInACellAreFolded) {
  HouseholdRow row = GoodRow();
  row.full_name = "  Sari\u00A0  Contoh ";
  row.address = "Jl. Contoh 1\r\nDusun  Tengah";
  row.relation = " kepala   Keluarga";
  const ReadRow read = Read(row);
  EXPECT_THAT(read.errors, IsEmpty());
  EXPECT_EQ(read.household.members.front().full_name, "Sari Contoh");
  EXPECT_EQ(read.household.address, "Jl. Contoh 1 Dusun Tengah");
  EXPECT_EQ(read.household.members.front().relation, FamilyRelation::kHead);
}

TEST(HouseholdRow, LengthsAreCountedInCharacters) {
  std::string name;
  for (int i = 0; i < 120; ++i) name += "é";
  EXPECT_THAT(ErrorsWith(&HouseholdRow::full_name, name), IsEmpty());
  EXPECT_THAT(ErrorsWith(&HouseholdRow::full_name, name + "é"), ElementsAre(Violation{"full_name", "TOO_LONG", "120"}));
}

TEST(HouseholdRow, SexIsReadInTheFieldsWords) {
  const auto sex_of = [](const char* cell) {
    HouseholdRow row = GoodRow();
    row.nik.clear();
    row.sex = cell;
    return Read(row).household.members.front().sex;
  };
  EXPECT_EQ(sex_of("L"), Sex::kMale);
  EXPECT_EQ(sex_of("laki-laki"), Sex::kMale);
  EXPECT_EQ(sex_of("p"), Sex::kFemale);
  EXPECT_EQ(sex_of("PEREMPUAN"), Sex::kFemale);
  EXPECT_EQ(sex_of(""), Sex::kUnspecified);
}

TEST(HouseholdRow, EveryRelationOfTheFamilyCardIsKnown) {
  const std::vector<std::pair<std::string, FamilyRelation>> words = {
      {"Kepala Keluarga", FamilyRelation::kHead},
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
      {"", FamilyRelation::kUnspecified},
  };
  for (const auto& [word, relation] : words) {
    HouseholdRow row = GoodRow();
    row.relation = word;
    const ReadRow read = Read(row);
    EXPECT_THAT(read.errors, IsEmpty()) << word;
    EXPECT_EQ(read.household.members.front().relation, relation) << word;
  }
}

TEST(HouseholdRow, ADateIsIsoOrDayFirst) {
  for (const char* cell : {"1990-07-01", "01-07-1990", "01/07/1990"}) {
    HouseholdRow row = GoodRow();
    row.birth_date = cell;
    EXPECT_EQ(Read(row).household.members.front().birth_date, "1990-07-01") << cell;
  }
  for (const char* cell : {"07/13/1990", "1990/07/01", "1-7-1990", "01.07.1990", "29-02-1990", "01-07-90", "01-07/1990"}) {
    EXPECT_THAT(ErrorsWith(&HouseholdRow::birth_date, cell), ElementsAre(Violation{"birth_date", "NOT_A_DATE", ""})) << cell;
  }
}

TEST(HouseholdRow, TheVillageIsNamedByItsKemendagriCode) {
  const auto wrong = [](const char* reason) { return ElementsAre(Violation{"region", reason, ""}); };
  EXPECT_THAT(ErrorsWith(&HouseholdRow::region, ""), wrong("REQUIRED"));
  EXPECT_THAT(ErrorsWith(&HouseholdRow::region, "'"), wrong("REQUIRED")) << "an apostrophe is how a spreadsheet begins a text";
  EXPECT_THAT(ErrorsWith(&HouseholdRow::region, "7308010003"), wrong("BPS_REGION_CODE"));
  EXPECT_THAT(ErrorsWith(&HouseholdRow::region, "99.01.01"), wrong("NOT_A_VILLAGE_CODE"));
  EXPECT_THAT(ErrorsWith(&HouseholdRow::region, "99"), wrong("NOT_A_VILLAGE_CODE"));
  EXPECT_THAT(ErrorsWith(&HouseholdRow::region, "Tenrigangkae"), wrong("NOT_A_VILLAGE_CODE"));
}

TEST(HouseholdRow, ADecileNeedsASource) {
  EXPECT_THAT(ErrorsWith(&HouseholdRow::decile_source, ""), ElementsAre(Violation{"decile_source", "DECILE_WITHOUT_SOURCE", ""}));
  EXPECT_THAT(ErrorsWith(&HouseholdRow::decile_source, "belum terdata"),
              ElementsAre(Violation{"decile_source", "DECILE_WITHOUT_SOURCE", ""}));
  for (const char* cell : {"0", "11", "-1", "3,5", "tiga"}) {
    EXPECT_THAT(ErrorsWith(&HouseholdRow::decile, cell), ElementsAre(Violation{"decile", "OUT_OF_RANGE", "1-10"})) << cell;
  }
  EXPECT_THAT(ErrorsWith(&HouseholdRow::decile, ""), IsEmpty());
}

TEST(HouseholdRow, OdditiesAreWarningsOfTheirColumns) {
  HouseholdRow row = GoodRow();
  row.nik = "9902010207900001";
  const ReadRow read = Read(row);
  EXPECT_THAT(read.errors, IsEmpty());
  EXPECT_THAT(read.warnings,
              UnorderedElementsAre(Violation{"birth_date", "BIRTH_DATE_DIFFERS_FROM_NIK", ""},
                                   Violation{"sex", "SEX_DIFFERS_FROM_NIK", ""}, Violation{"nik", "NIK_OF_OTHER_REGENCY", ""}));
}

// -- Faults and oddities ----------------------------------------------------------------------------------------------------

TEST(Household, ADecileWithoutItsSourceIsAFault) {
  Household household;
  EXPECT_THAT(FaultsOf(household), IsEmpty());
  household.decile = 4;
  EXPECT_THAT(FaultsOf(household), ElementsAre(Violation{"decile_source", "DECILE_WITHOUT_SOURCE", ""}));
  household.decile_source = DecileSource::kDtks;
  EXPECT_THAT(FaultsOf(household), IsEmpty());
}

TEST(Household, AnEstimatedBirthDateIsNotComparedWithTheNik) {
  Person person = PersonNamed("Sari Contoh", "9901014107900001", "1991-01-01");
  Household household = RowOf(person);
  EXPECT_THAT(OdditiesOf(household), ElementsAre(Violation{"members[0].birth_date", "BIRTH_DATE_DIFFERS_FROM_NIK", ""}));
  for (const TimePrecision precision : {TimePrecision::kMonth, TimePrecision::kYear, TimePrecision::kEstimated}) {
    household.members[0].birth_date_precision = precision;
    EXPECT_THAT(OdditiesOf(household), IsEmpty());
  }
}

TEST(Household, TwoMembersWithOneNikAreOddAtTheSecond) {
  Household household = RowOf(PersonNamed("Sari Contoh", "9901014107900001"));
  household.members.push_back(PersonNamed("Tanpa Nomor"));
  household.members.push_back(PersonNamed("Tanpa Nomor Juga"));
  household.members.push_back(PersonNamed("Budi Contoh", "9901014107900001"));
  EXPECT_THAT(OdditiesOf(household), ElementsAre(Violation{"members[3].nik", "NIK_TWICE_IN_HOUSEHOLD", ""}));
}

// -- Merging ----------------------------------------------------------------------------------------------------------------

TEST(Household, TwoPeopleOnOneFamilyCardAreNormal) {
  Household household = RowOf(PersonNamed("Sari Contoh", "9901014107900001"));
  EXPECT_EQ(MergeRow(household, RowOf(PersonNamed("Budi Contoh", "9901010107880001"))), RowResult::kAdded);
  EXPECT_THAT(NamesIn(household), ElementsAre("Sari Contoh", "Budi Contoh"));
}

TEST(Household, ARowThatIsThereAlreadyChangesNothing) {
  const ReadRow read = Read(GoodRow());
  Household household = read.household;
  EXPECT_EQ(MergeRow(household, read.household), RowResult::kUnchanged);
  EXPECT_TRUE(SameContent(household, read.household));
}

TEST(Household, ARowTellsWhatWasNotKnown) {
  Household household = RowOf(PersonNamed("SARI CONTOH"));
  const ReadRow read = Read(GoodRow());
  EXPECT_EQ(MergeRow(household, read.household), RowResult::kUpdated);
  EXPECT_TRUE(SameContent(household, read.household));
}

TEST(Household, NothingNeverReplacesSomething) {
  const ReadRow known = Read(GoodRow());
  Household household = known.household;
  HouseholdRow empty;
  empty.full_name = "Sari Contoh";
  empty.region = "99.01.01.2001";
  EXPECT_EQ(MergeRow(household, Read(empty).household), RowResult::kUnchanged);
  EXPECT_TRUE(SameContent(household, known.household));
}

TEST(Household, AnOlderDecileNeverReplacesANewerOne) {
  Household household = Read(GoodRow()).household;
  HouseholdRow row = GoodRow();
  row.decile = "7";
  row.decile_as_of = "2025-12-31";
  EXPECT_EQ(MergeRow(household, Read(row).household), RowResult::kUnchanged);
  EXPECT_EQ(household.decile, 3);
  row.decile_as_of = "2026-06-30";
  EXPECT_EQ(MergeRow(household, Read(row).household), RowResult::kUpdated);
  EXPECT_EQ(household.decile, 7);
  EXPECT_EQ(household.decile_as_of, "2026-06-30");
}

TEST(Household, OneNikWithOneNameOrOneBirthDateIsOnePerson) {
  const Person sari = PersonNamed("Sari Contoh", "9901014107900001", "1990-07-01");
  EXPECT_TRUE(SamePerson(sari, PersonNamed("Sarih Contoh", "9901014107900001", "1990-07-01")));
  EXPECT_TRUE(SamePerson(sari, PersonNamed("Sari Contoh", "9901014107900001", "1990-01-07")));
  EXPECT_FALSE(SamePerson(sari, PersonNamed("Budi Contoh", "9901014107900001", "1988-07-01")));
}

TEST(Household, WithoutTwoNiksTheNameAndTheBirthDateDecide) {
  const Person sari = PersonNamed("Sari Contoh", "9901014107900001", "1990-07-01");
  EXPECT_TRUE(SamePerson(sari, PersonNamed("sari contoh")));
  EXPECT_TRUE(SamePerson(sari, PersonNamed("Sari Contoh", "", "1990-07-01")));
  EXPECT_FALSE(SamePerson(sari, PersonNamed("Sari Contoh", "", "2015-07-01")));
  EXPECT_FALSE(SamePerson(sari, PersonNamed("Sari Contoh", "9901014107900002", "1990-07-01")));
  EXPECT_FALSE(SamePerson(sari, PersonNamed("Siti Contoh")));
}

TEST(Household, ANikWrittenForTwoPeopleKeepsThemApart) {
  Household household = RowOf(PersonNamed("Sari Contoh", "9901014107900001", "1990-07-01"));
  const Household other = RowOf(PersonNamed("Budi Contoh", "9901014107900001", "1988-07-01"));
  EXPECT_EQ(MergeRow(household, other), RowResult::kAdded);
  EXPECT_EQ(MergeRow(household, other), RowResult::kUnchanged);
  EXPECT_THAT(NamesIn(household), ElementsAre("Sari Contoh", "Budi Contoh"));
}

TEST(Household, AMemberIsFoundByNikBeforeByName) {
  Household household = RowOf(PersonNamed("Sari Contoh"));
  household.members.push_back(PersonNamed("Sari Contoh", "9901014107900001"));
  Household row = RowOf(PersonNamed("Sari Contoh", "9901014107900001"));
  row.members.front().phone = "129";
  EXPECT_EQ(MergeRow(household, row), RowResult::kUpdated);
  EXPECT_EQ(household.members[0].phone, "");
  EXPECT_EQ(household.members[1].phone, "129");
}

}  // namespace
}  // namespace rujukan
