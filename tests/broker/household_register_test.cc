#include "server/broker/household_register.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/testing/refusals.h"
#include "tests/testing/world.h"

namespace rujukan {
namespace {

using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using testing::Faults;
using ::testing::IsEmpty;
using testing::Reason;
using testing::World;

constexpr char kVillage[] = "99.01.01.2001";
constexpr char kOtherVillage[] = "99.01.01.2002";

// In a kabupaten of province 99, so that the invented NIKs belong there. The operator works in one village, the manager in all.
class HouseholdRegisterTest : public ::testing::Test {
 protected:
  HouseholdRegisterTest() {
    operator_.region_scope = kVillage;
    manager_.region_scope = "99.01";
    const absl::Status regions = world_.store().Transact([](Transaction& transaction) {
      absl::Status put;
      for (const char* code : {"99", "99.01", "99.01.01", kVillage, kOtherVillage, "99.02", "99.02.01", "99.02.01.2001"}) {
        put.Update(transaction.regions().Put({code, "Contoh", "", ""}));
      }
      return put;
    });
    EXPECT_EQ(Reason(regions), "OK");
  }

  // -- Single households --

  Household HouseholdIn(const std::string& region) {
    Household household;
    household.region = region;
    household.family_card_number = "9901010107150001";
    household.members = {Person{.nik = "9901014107900001",
                                .full_name = "Sari Contoh",
                                .sex = Sex::kFemale,
                                .birth_date = "1990-07-01",
                                .birth_date_precision = TimePrecision::kExact,
                                .relation = FamilyRelation::kHead,
                                .phone = ""}};
    return household;
  }
  absl::StatusOr<Household> Create(const Caller& caller, const Household& household) {
    return register_.Create(world_.From(caller, "HouseholdService/CreateHousehold"), household);
  }
  absl::StatusOr<Household> Update(const Caller& caller, const Household& household, const std::string& etag) {
    return register_.Update(world_.From(caller, "HouseholdService/UpdateHousehold"), household, etag);
  }
  absl::StatusOr<Household> Flag(const Caller& caller, const Household& household, std::size_t count = 1) {
    const HouseholdFlag flag = {.vulnerability = Vulnerability::kLostIncome, .note = "sejak panen gagal", .create_time = {}};
    return register_.Flag(world_.From(caller, "HouseholdService/FlagHousehold"), household.id, EtagOfHousehold(household),
                          std::vector<HouseholdFlag>(count, flag));
  }
  std::string EtagOfHousehold(const Household& household) {
    return EtagOf(world_.sealer(), NameOf(household.id), household.version);
  }

  // -- Import --

  HouseholdRow Row(const std::string& card, const std::string& nik, const std::string& name) {
    HouseholdRow row;
    row.line_number = ++line_;
    row.family_card_number = card;
    row.nik = nik;
    row.full_name = name;
    row.address = "Jl. Contoh 1";
    row.region = kVillage;
    return row;
  }
  absl::StatusOr<std::vector<HouseholdRegister::Verdict>> Import(const Caller& caller, const std::vector<HouseholdRow>& rows) {
    return register_.Import(world_.From(caller, "HouseholdService/BatchImportHouseholds"), rows);
  }
  // The results in one word each.
  std::vector<std::string> Results(const std::vector<HouseholdRow>& rows) { return Results(Import(manager_, rows).value()); }
  static std::vector<std::string> Results(const std::vector<HouseholdRegister::Verdict>& verdicts) {
    std::vector<std::string> results;
    for (const auto& verdict : verdicts) {
      if (verdict.rejected) results.push_back("rejected");
      if (!verdict.rejected && verdict.result == RowResult::kCreated) results.push_back("created");
      if (!verdict.rejected && verdict.result == RowResult::kAdded) results.push_back("added");
      if (!verdict.rejected && verdict.result == RowResult::kUpdated) results.push_back("updated");
      if (!verdict.rejected && verdict.result == RowResult::kUnchanged) results.push_back("unchanged");
    }
    return results;
  }
  std::vector<Household> Everything(const std::string& village = kVillage) {
    return register_.List(manager_, village, "", {.size = 500, .after = ""})->households;
  }
  // "name, name" of each household, in the order of their making.
  std::vector<std::string> Families(const std::string& village = kVillage) {
    std::vector<std::string> families;
    for (const Household& household : Everything(village)) {
      std::string names;
      for (const Person& member : household.members) absl::StrAppend(&names, names.empty() ? "" : ", ", member.full_name);
      families.push_back(names);
    }
    std::sort(families.rbegin(), families.rend());
    return families;
  }

  // How often a household was written, its making included.
  std::int64_t Writes(const Household& household) { return household.version - FirstVersion(world_.sealer(), household.id) + 1; }

  World world_;
  Caller operator_ = world_.post;
  Caller manager_ = world_.secretariat;
  HouseholdRegister register_{world_.work()};
  int line_ = 1;
};

// -- Creating, reading, changing --------------------------------------------------------------------------------------------

TEST_F(HouseholdRegisterTest, AHouseholdIsMadeOnceInTheCallersVillage) {
  const WriteRequest request = world_.From(operator_, "HouseholdService/CreateHousehold");
  Household wanted = HouseholdIn(kVillage);
  wanted.flags.resize(1);
  const Household made = register_.Create(request, wanted).value();
  EXPECT_TRUE(IsUuid(made.id.value));
  EXPECT_FALSE(IsUuidV7(made.id.value)) << "it would tell when";
  EXPECT_EQ(made.unit, operator_.unit);
  EXPECT_EQ(Writes(made), 1);
  EXPECT_EQ(made.create_time, world_.clock.Now());
  EXPECT_THAT(made.flags, IsEmpty());
  EXPECT_TRUE(SameContent(made, wanted));
  EXPECT_EQ(register_.Create(request, wanted)->id, made.id);
  EXPECT_EQ(Everything().size(), 1u);
}

TEST_F(HouseholdRegisterTest, AReplayIsAnsweredUnderPresentRights) {
  WriteRequest request = world_.From(operator_, "HouseholdService/CreateHousehold");
  ASSERT_EQ(Reason(register_.Create(request, HouseholdIn(kVillage))), "OK");
  request.caller.region_scope = kOtherVillage;
  EXPECT_EQ(Reason(register_.Create(request, HouseholdIn(kVillage))), "NOT_FOUND");
}

TEST_F(HouseholdRegisterTest, AVillageMustBeKnownAndTheCallers) {
  EXPECT_EQ(Reason(Create(operator_, HouseholdIn(kOtherVillage))), "REGION_OUT_OF_SCOPE");
  EXPECT_EQ(Reason(Create(manager_, HouseholdIn(kOtherVillage))), "OK");
  EXPECT_EQ(Reason(Create(manager_, HouseholdIn("99.02.01.2001"))), "REGION_OUT_OF_SCOPE");
  EXPECT_EQ(Reason(Create(manager_, HouseholdIn("99.01.01.2099"))), "REGION_UNKNOWN");
}

TEST_F(HouseholdRegisterTest, WhatIsWrongIsToldTogetherWithTheForm) {
  WriteRequest request = world_.From(operator_, "HouseholdService/CreateHousehold");
  request.violations = {{"household.members[0].nik", "NOT_A_NIK", ""}};
  Household household = HouseholdIn(kVillage);
  household.decile = 2;
  EXPECT_THAT(Faults(register_.Create(request, household)),
              ElementsAre(Violation{"household.members[0].nik", "NOT_A_NIK", ""},
                          Violation{"household.decile_source", "DECILE_WITHOUT_SOURCE", ""}));
  EXPECT_THAT(Everything(), IsEmpty());
}

TEST_F(HouseholdRegisterTest, OutsideTheScopeAHouseholdDoesNotExist) {
  const Household there = Create(manager_, HouseholdIn(kOtherVillage)).value();
  EXPECT_EQ(register_.Get(manager_, there.id)->members.front().full_name, "Sari Contoh");
  const absl::Status unknown = register_.Get(operator_, HouseholdId(world_.ids.NewUuid())).status();
  EXPECT_EQ(unknown, NotFound());
  EXPECT_EQ(register_.Get(operator_, there.id).status(), unknown);
  EXPECT_EQ(Update(operator_, there, EtagOfHousehold(there)).status(), unknown);
  EXPECT_EQ(Flag(operator_, there).status(), unknown);
  const PageRequest page = {.size = 50, .after = ""};
  EXPECT_THAT(register_.FindByNik(operator_, "9901014107900001", page)->households, IsEmpty());
  EXPECT_THAT(register_.FindByFamilyCard(operator_, "9901010107150001", page)->households, IsEmpty());
  EXPECT_EQ(Reason(register_.List(operator_, kOtherVillage, "", page)), "REGION_OUT_OF_SCOPE");
}

TEST_F(HouseholdRegisterTest, NumbersAreFoundExactlyWithinTheScope) {
  const Household here = Create(operator_, HouseholdIn(kVillage)).value();
  const Household there = Create(manager_, HouseholdIn(kOtherVillage)).value();
  const PageRequest page = {.size = 50, .after = ""};
  const auto found = register_.FindByNik(operator_, "9901014107900001", page).value();
  ASSERT_EQ(found.households.size(), 1u);
  EXPECT_EQ(found.households.front().id, here.id);
  EXPECT_EQ(register_.FindByFamilyCard(manager_, "9901010107150001", page)->households.size(), 2u);
  EXPECT_THAT(register_.FindByNik(manager_, "9901014107900002", page)->households, IsEmpty());
  EXPECT_THAT(register_.FindByNik(manager_, "9901010107150001", page)->households, IsEmpty()) << "a No KK is no NIK";
}

TEST_F(HouseholdRegisterTest, AVillageIsListedPageByPage) {
  std::vector<HouseholdId> made;
  for (int i = 0; i < 4; ++i) made.push_back(Create(operator_, HouseholdIn(kVillage))->id);
  std::sort(made.begin(), made.end());
  const auto first = register_.List(operator_, kVillage, "", {.size = 2, .after = ""}).value();
  ASSERT_EQ(first.households.size(), 2u);
  EXPECT_EQ(first.next_after, made[1].value);
  const auto last = register_.List(operator_, kVillage, "", {.size = 2, .after = first.next_after}).value();
  ASSERT_EQ(last.households.size(), 2u);
  EXPECT_EQ(last.households.back().id, made[3]);
  EXPECT_EQ(last.next_after, "");
}

TEST_F(HouseholdRegisterTest, AListByNameHasTheMembersWhoseNameHasAllTheWords) {
  Household household = HouseholdIn(kVillage);
  for (const char* name : {"Sari Contoh", "Budi Percobaan", "Sari Percobaan"}) {
    household.members.front().full_name = name;
    household.id = HouseholdId(world_.ids.NewUuid());
    ASSERT_EQ(Reason(Create(operator_, household)), "OK");
  }
  const auto named = [&](std::string_view words, std::size_t size) {
    return register_.List(operator_, kVillage, words, {.size = size, .after = ""}).value();
  };
  EXPECT_EQ(named("sari", 50).households.size(), 2u);
  EXPECT_EQ(named("PERCOBA sar", 50).households.size(), 1u);
  EXPECT_THAT(named("Siti", 50).households, IsEmpty());
  const auto short_page = named("Percobaan", 2);
  EXPECT_EQ(short_page.households.size(), 1u);
  EXPECT_NE(short_page.next_after, "") << "a short page need not be the last";
}

TEST_F(HouseholdRegisterTest, AChangeNeedsTheEtagAndKeepsWhatIsFixed) {
  const Household made = Create(operator_, HouseholdIn(kVillage)).value();
  const Household flagged = Flag(operator_, made).value();
  world_.clock.Advance(absl::Hours(1));
  Household wanted = flagged;
  wanted.region = kOtherVillage;
  wanted.unit = manager_.unit;
  wanted.flags.clear();
  wanted.create_time = absl::UnixEpoch();
  wanted.address = "Jl. Contoh 2";
  EXPECT_EQ(Reason(Update(operator_, wanted, EtagOfHousehold(made))), "ETAG_STALE");
  const Household changed = Update(operator_, wanted, EtagOfHousehold(flagged)).value();
  EXPECT_EQ(changed.address, "Jl. Contoh 2");
  EXPECT_EQ(changed.region, kVillage);
  EXPECT_EQ(changed.unit, operator_.unit);
  EXPECT_EQ(changed.flags.size(), 1u);
  EXPECT_EQ(Writes(changed), 3);
  EXPECT_EQ(changed.create_time, made.create_time);
  EXPECT_EQ(changed.update_time, world_.clock.Now());
}

TEST_F(HouseholdRegisterTest, AHouseholdIsFoundByItsNewNumbersAfterAChange) {
  Household household = Create(operator_, HouseholdIn(kVillage)).value();
  household.members.front().nik = "9901014107900007";
  ASSERT_EQ(Reason(Update(operator_, household, EtagOfHousehold(household))), "OK");
  const PageRequest page = {.size = 50, .after = ""};
  EXPECT_EQ(register_.FindByNik(operator_, "9901014107900007", page)->households.size(), 1u);
  EXPECT_THAT(register_.FindByNik(operator_, "9901014107900001", page)->households, IsEmpty());
}

TEST_F(HouseholdRegisterTest, NeedsAreNotedUntilTheRecordIsFull) {
  Household household = Create(operator_, HouseholdIn(kVillage)).value();
  household = Flag(operator_, household).value();
  ASSERT_EQ(household.flags.size(), 1u);
  EXPECT_EQ(household.flags.front().vulnerability, Vulnerability::kLostIncome);
  EXPECT_EQ(household.flags.front().note, "sejak panen gagal");
  EXPECT_EQ(household.flags.front().create_time, world_.clock.Now());
  household = Flag(operator_, household, kHouseholdFlagsMax - 1).value();
  EXPECT_EQ(household.flags.size(), kHouseholdFlagsMax);
  EXPECT_EQ(Reason(Flag(operator_, household)), "RECORD_FULL");
  EXPECT_EQ(register_.Get(operator_, household.id)->flags.size(), kHouseholdFlagsMax);
}

// -- Import -----------------------------------------------------------------------------------------------------------------

TEST_F(HouseholdRegisterTest, RowsOfOneCardBecomeOneHouseholdInWhateverOrder) {
  const std::vector<HouseholdRow> rows = {Row("9901010107150001", "9901014107900001", "Sari Contoh"),
                                          Row("9901010107150002", "9901010107880001", "Budi Lain"),
                                          Row("9901010107150001", "9901010107880002", "Budi Contoh")};
  const auto verdicts = Import(manager_, rows).value();
  EXPECT_THAT(Results(verdicts), ElementsAre("created", "created", "added"));
  EXPECT_EQ(verdicts[0].household, verdicts[2].household);
  EXPECT_EQ(verdicts[0].line_number, rows[0].line_number);
  EXPECT_THAT(Families(), ElementsAre("Sari Contoh, Budi Contoh", "Budi Lain"));
  for (const Household& household : Everything()) EXPECT_EQ(Writes(household), 1);
}

TEST_F(HouseholdRegisterTest, TheSameRowsAgainChangeNothing) {
  const std::vector<HouseholdRow> rows = {Row("9901010107150001", "9901014107900001", "Sari Contoh"),
                                          Row("9901010107150001", "", "Anak Contoh"), Row("", "9901010107880001", "Budi Contoh"),
                                          Row("", "", "Tanpa Nomor")};
  EXPECT_THAT(Results(rows), ElementsAre("created", "added", "created", "created"));
  const std::vector<Household> before = Everything();
  world_.clock.Advance(absl::Hours(1));
  EXPECT_THAT(Results(rows), Each("unchanged"));
  const std::vector<Household> after = Everything();
  ASSERT_EQ(after.size(), before.size());
  for (std::size_t i = 0; i < before.size(); ++i) {
    EXPECT_TRUE(SameContent(before[i], after[i]));
    EXPECT_EQ(after[i].version, before[i].version);
  }
}

TEST_F(HouseholdRegisterTest, RowsThatContradictEachOtherChangeNothingTheSecondTimeEither) {
  std::vector<HouseholdRow> rows = {Row("9901010107150001", "9901014107900001", "Sari Contoh"),
                                    Row("9901010107150001", "9901010107880001", "Budi Contoh")};
  rows[1].address = "Jalan Contoh No. 1";
  EXPECT_THAT(Results(rows), ElementsAre("created", "added"));
  EXPECT_THAT(Results(rows), Each("unchanged"));
  EXPECT_EQ(Writes(Everything().front()), 1);
}

TEST_F(HouseholdRegisterTest, AReplayIsAnsweredFromWhatIsThereAndUndoesNothing) {
  const WriteRequest request = world_.From(manager_, "HouseholdService/BatchImportHouseholds");
  const std::vector<HouseholdRow> rows = {Row("9901010107150001", "9901014107900001", "Sari Contoh"), Row("", "salah", "Budi")};
  ASSERT_THAT(Results(register_.Import(request, rows).value()), ElementsAre("created", "rejected"));
  Household household = Everything().front();
  household.members.front().full_name = "Sari Contoh Baru";
  ASSERT_EQ(Reason(Update(manager_, household, EtagOfHousehold(household))), "OK");

  const auto replayed = register_.Import(request, rows).value();
  EXPECT_THAT(Results(replayed), ElementsAre("unchanged", "rejected"));
  EXPECT_EQ(replayed.front().household, household.id);
  EXPECT_THAT(Families(), ElementsAre("Sari Contoh Baru"));

  WriteRequest other = request;
  other.fingerprint = "another";
  EXPECT_EQ(Reason(register_.Import(other, rows)), "REQUEST_ID_REUSED");
}

TEST_F(HouseholdRegisterTest, BadRowsDoNotStopGoodOnes) {
  std::vector<HouseholdRow> rows = {Row("9901010107150001", "7,3E+15", ""),
                                    Row("9901010107150001", "9901014107900001", "Sari Contoh"), Row("", "", "Luar Wilayah"),
                                    Row("", "", "Entah")};
  rows[2].region = "99.02.01.2001";
  rows[3].region = "99.01.01.2099";
  rows[3].sex = "X";
  const auto verdicts = Import(manager_, rows).value();
  EXPECT_THAT(Results(verdicts), ElementsAre("rejected", "created", "rejected", "rejected"));
  EXPECT_THAT(verdicts[0].errors,
              ElementsAre(Violation{"nik", "DAMAGED_BY_SPREADSHEET", ""}, Violation{"full_name", "REQUIRED", ""}));
  EXPECT_THAT(verdicts[2].errors, ElementsAre(Violation{"region", "REGION_OUT_OF_SCOPE", ""}));
  EXPECT_THAT(verdicts[3].errors, ElementsAre(Violation{"sex", "NOT_KNOWN_CODE", ""}, Violation{"region", "REGION_UNKNOWN", ""}));
  EXPECT_EQ(verdicts[0].household, HouseholdId());
  EXPECT_THAT(Families(), ElementsAre("Sari Contoh"));
}

TEST_F(HouseholdRegisterTest, NumbersWithTheirApostropheAreTheSameNumbers) {
  ASSERT_THAT(Results({Row("9901010107150001", "9901014107900001", "Sari Contoh")}), ElementsAre("created"));
  EXPECT_THAT(Results({Row("'9901010107150001", "'9901014107900001", "Sari Contoh")}), ElementsAre("unchanged"));
}

TEST_F(HouseholdRegisterTest, ALaterExportTellsWhatIsNew) {
  ASSERT_THAT(Results({Row("9901010107150001", "9901014107900001", "Sari Contoh")}), ElementsAre("created"));
  HouseholdRow row = Row("9901010107150001", "9901014107900001", "Sari Contoh");
  row.phone = "0811 4000 129";
  EXPECT_THAT(Results({row}), ElementsAre("updated"));
  EXPECT_EQ(Everything().front().members.front().phone, "0811 4000 129");
  EXPECT_EQ(Writes(Everything().front()), 2);
}

TEST_F(HouseholdRegisterTest, OneCardInTwoVillagesIsTwoHouseholds) {
  std::vector<HouseholdRow> rows = {Row("9901010107150001", "9901014107900001", "Sari Contoh"),
                                    Row("9901010107150001", "9901014107900001", "Sari Contoh")};
  rows[1].region = kOtherVillage;
  const auto verdicts = Import(manager_, rows).value();
  EXPECT_THAT(Results(verdicts), ElementsAre("created", "created"));
  EXPECT_THAT(verdicts[1].warnings, ElementsAre(Violation{"nik", "NIK_IN_OTHER_HOUSEHOLD", ""}));
  EXPECT_THAT(Families(kOtherVillage), ElementsAre("Sari Contoh"));
}

TEST_F(HouseholdRegisterTest, NobodyLearnsThatANikIsKnownOutsideTheScope) {
  HouseholdRow row = Row("", "9901014107900001", "Sari Contoh");
  row.region = kOtherVillage;
  ASSERT_THAT(Results({row}), ElementsAre("created"));
  row.region = kVillage;
  const auto verdicts = Import(operator_, {row}).value();
  EXPECT_THAT(Results(verdicts), ElementsAre("created"));
  EXPECT_THAT(verdicts.front().warnings, IsEmpty());
}

TEST_F(HouseholdRegisterTest, ANikWrittenForTwoPeopleIsAWarning) {
  std::vector<HouseholdRow> rows = {Row("9901010107150001", "9901014107900001", "Sari Contoh"),
                                    Row("9901010107150001", "9901014107900001", "Budi Contoh")};
  rows[0].birth_date = "1990-07-01";
  rows[1].birth_date = "1988-07-01";
  const auto verdicts = Import(manager_, rows).value();
  EXPECT_THAT(Results(verdicts), ElementsAre("created", "added"));
  EXPECT_THAT(verdicts[1].warnings, Contains(Violation{"nik", "NIK_TWICE_IN_HOUSEHOLD", ""}));
  EXPECT_THAT(Results(rows), Each("unchanged"));
}

TEST_F(HouseholdRegisterTest, WithoutACardThePersonIsFoundByNik) {
  ASSERT_THAT(Results({Row("", "9901014107900001", "Sari Contoh")}), ElementsAre("created"));
  HouseholdRow moved = Row("", "9901014107900001", "Sari Contoh");
  moved.address = "Jl. Baru 7";
  EXPECT_THAT(Results({moved}), ElementsAre("updated"));
  EXPECT_THAT(Results({Row("9901010107150001", "9901014107900001", "Sari Contoh")}), ElementsAre("updated"))
      << "now the card is known too";
  EXPECT_EQ(Everything().front().family_card_number, "9901010107150001");
  EXPECT_THAT(Families(), ElementsAre("Sari Contoh"));
}

TEST_F(HouseholdRegisterTest, WithoutAnyNumberThePersonIsFoundByNameBirthDateAndAddress) {
  HouseholdRow row = Row("", "", "Sari Contoh");
  row.birth_date = "1990-07-01";
  HouseholdRow of_other_age = row, of_other_address = row, in_other_letters = row;
  of_other_age.birth_date = "2015-07-01";
  of_other_address.address = "Jl. Contoh 2";
  in_other_letters.full_name = "SARI CONTOH";
  ASSERT_THAT(Results({row}), ElementsAre("created"));
  EXPECT_THAT(Results({of_other_age, of_other_address, row}), ElementsAre("created", "created", "unchanged"));
  EXPECT_THAT(Results({in_other_letters}), ElementsAre("updated"));
  EXPECT_EQ(Families().size(), 3u);
}

TEST_F(HouseholdRegisterTest, OneRowTwiceInABatchIsOnePerson) {
  const HouseholdRow with_card = Row("9901010107150001", "", "Sari Contoh");
  const HouseholdRow with_nik = Row("", "9901010107880001", "Budi Contoh");
  const HouseholdRow with_nothing = Row("", "", "Tanpa Nomor");
  EXPECT_THAT(Results({with_card, with_card, with_nik, with_nik, with_nothing, with_nothing}),
              ElementsAre("created", "unchanged", "created", "unchanged", "created", "unchanged"));
}

TEST_F(HouseholdRegisterTest, AHouseholdTakesAtMostFiftyMembers) {
  std::vector<HouseholdRow> rows;
  for (int i = 0; i < 51; ++i) rows.push_back(Row("9901010107150001", "", absl::StrCat("Anggota ", i)));
  const auto verdicts = Import(manager_, rows).value();
  EXPECT_FALSE(verdicts[49].rejected);
  EXPECT_THAT(verdicts[50].errors, ElementsAre(Violation{"full_name", "TOO_MANY", "50"}));
  EXPECT_EQ(Everything().front().members.size(), 50u);
}

TEST_F(HouseholdRegisterTest, TwoImportsOfTheSameRowsAtOnceMakeEachHouseholdOnce) {
  std::vector<HouseholdRow> rows;
  for (int i = 1; i <= 40; ++i) {
    rows.push_back(Row(absl::StrFormat("990101010715%04d", i), absl::StrFormat("990101410790%04d", i), absl::StrCat("Contoh ", i)));
  }
  const WriteRequest one = world_.From(manager_, "HouseholdService/BatchImportHouseholds");
  const WriteRequest other = world_.From(operator_, "HouseholdService/BatchImportHouseholds");
  std::thread first([&] { EXPECT_EQ(Reason(register_.Import(one, rows)), "OK"); });
  std::thread second([&] { EXPECT_EQ(Reason(register_.Import(other, rows)), "OK"); });
  first.join();
  second.join();
  EXPECT_EQ(Everything().size(), 40u);
}

TEST_F(HouseholdRegisterTest, AMalformedImportChangesNothing) {
  WriteRequest request = world_.From(manager_, "HouseholdService/BatchImportHouseholds");
  request.violations = {{"rows", "TOO_MANY", "500"}};
  EXPECT_THAT(Faults(register_.Import(request, {Row("", "", "Sari Contoh")})), ElementsAre(Violation{"rows", "TOO_MANY", "500"}));
  EXPECT_THAT(Everything(), IsEmpty());
}

}  // namespace
}  // namespace rujukan
