#include "server/broker/directory.h"

#include <string>
#include <vector>

#include "adapters/sqlite/sqlite_store.h"
#include "adapters/system/file_key_sealer.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/broker/sign_in_desk.h"
#include "tests/testing/fake_clock.h"
#include "tests/testing/plain_hasher.h"
#include "tests/testing/refusals.h"
#include "tests/testing/sequential_ids.h"
#include "tests/testing/world.h"

namespace rujukan {
namespace {

using ::testing::ElementsAre;
using testing::Faults;
using ::testing::IsEmpty;
using testing::Reason;
using ::testing::UnorderedElementsAre;
using testing::World;

constexpr char kPassword[] = "kata sandi contoh";
constexpr char kNewPassword[] = "kata sandi baru";

class DirectoryTest : public ::testing::Test {
 protected:
  DirectoryTest() : administrator_(world_.office_above) { administrator_.role = Role::kAdministrator; }

  WriteRequest FromAdministrator(std::string_view method) { return world_.From(administrator_, method); }

  Unit PostIn(const std::string& region) {
    Unit unit;
    unit.kind = UnitKind::kPuskesos;
    unit.display_name = "Puskesos Contoh";
    unit.region = region;
    return unit;
  }

  absl::StatusOr<Unit> Create(const Unit& unit) { return directory_.CreateUnit(FromAdministrator("UnitService/CreateUnit"), unit); }
  absl::StatusOr<Unit> Update(const Unit& unit, const std::string& etag) {
    return directory_.UpdateUnit(FromAdministrator("UnitService/UpdateUnit"), unit, etag);
  }
  std::string EtagOfUnit(const Unit& unit) { return EtagOf(world_.sealer(), NameOf(unit.id), unit.version); }

  Officer OperatorAt(const UnitId& unit) {
    Officer officer;
    officer.unit = unit;
    officer.sign_in_name = "ani.contoh";
    officer.display_name = "Ani Contoh";
    officer.assignments = {{Role::kPuskesosOperator, ""}};
    return officer;
  }

  absl::StatusOr<Officer> Create(const Officer& officer) {
    return directory_.CreateOfficer(FromAdministrator("OfficerService/CreateOfficer"), officer, kPassword);
  }
  std::string EtagOfOfficer(const Officer& officer) {
    return EtagOf(world_.sealer(), NameOf(officer.unit, officer.id), officer.version);
  }

  // An operator of the post, signed in.
  struct AtWork {
    Officer officer;
    Caller caller;
    std::string token;
  };
  AtWork SignedInOperator() {
    AtWork at_work;
    at_work.officer = Create(OperatorAt(world_.post.unit)).value();
    at_work.token = desk_.SignIn("ani.contoh", kPassword, Role::kUnspecified).value().token;
    at_work.caller = desk_.Identify(at_work.token).value().caller;
    return at_work;
  }

  World world_;
  Caller administrator_;
  testing::PlainHasher hasher_;
  Directory directory_{world_.work(), hasher_};
  SignInDesk desk_{world_.work(), hasher_, SessionLimits()};
};

// -- Units ------------------------------------------------------------------------------------------------------------------

TEST_F(DirectoryTest, AUnitIsMadeOnceAndReadByEverybody) {
  const WriteRequest request = FromAdministrator("UnitService/CreateUnit");
  Unit wanted = PostIn("73.09.01.2003");
  wanted.supervising_unit = world_.secretariat.unit;
  wanted.coverage_regions = {"73.09.01.2004"};
  wanted.active = false;
  const Unit made = directory_.CreateUnit(request, wanted).value();
  EXPECT_TRUE(IsUuidV7(made.id.value));
  EXPECT_EQ(made.version, 1);
  EXPECT_TRUE(made.active);
  EXPECT_EQ(made.create_time, world_.clock.Now());
  EXPECT_EQ(made.supervising_unit, world_.secretariat.unit);
  EXPECT_EQ(directory_.CreateUnit(request, wanted)->id, made.id);
  EXPECT_EQ(directory_.GetUnit(made.id)->display_name, "Puskesos Contoh");
}

TEST_F(DirectoryTest, TheClientMayChooseAnIdButNotATakenOne) {
  Unit wanted = PostIn("73.09.01.2003");
  wanted.id = UnitId(world_.ids.NewUuid());
  EXPECT_EQ(Create(wanted)->id, wanted.id);
  EXPECT_EQ(Reason(Create(wanted)), "ID_TAKEN");
}

TEST_F(DirectoryTest, AUnitStandsInAKnownRegionUnderAKnownUnit) {
  EXPECT_EQ(Reason(Create(PostIn("73.09.01.2099"))), "REGION_UNKNOWN");
  Unit unit = PostIn("73.09.01.2003");
  unit.coverage_regions = {"73.09", "73.10"};
  EXPECT_EQ(Reason(Create(unit)), "REGION_UNKNOWN");
  unit.coverage_regions.clear();
  unit.supervising_unit = UnitId(world_.ids.NewUuid());
  EXPECT_EQ(Reason(Create(unit)), "NOT_OF_THIS_UNIT");
}

TEST_F(DirectoryTest, ARegionThatHoldsNoMoreTakesNoNewUnits) {
  const std::vector<Region> regions = {{"73.09.01.2005", "Desa Lama", "2000-01-01", "2020-01-01"}};
  ASSERT_EQ(Reason(directory_.ImportRegions(FromAdministrator("RegionService/ImportRegions"), regions)), "OK");
  EXPECT_EQ(Reason(Create(PostIn("73.09.01.2005"))), "REGION_UNKNOWN");
}

TEST_F(DirectoryTest, AnUnknownUnitIsNotFound) {
  EXPECT_EQ(Reason(directory_.GetUnit(UnitId(world_.ids.NewUuid()))), "NOT_FOUND");
  Unit unit = PostIn("73.09.01.2003");
  unit.id = UnitId(world_.ids.NewUuid());
  EXPECT_EQ(Reason(Update(unit, "0000000000000000")), "NOT_FOUND");
}

TEST_F(DirectoryTest, AChangeNeedsTheEtagAndKeepsWhatIsFixed) {
  const Unit made = Create(PostIn("73.09.01.2003")).value();
  world_.clock.Advance(absl::Hours(1));
  Unit wanted = made;
  wanted.kind = UnitKind::kDinasSosial;
  wanted.active = false;
  wanted.create_time = absl::UnixEpoch();
  wanted.display_name = "Puskesos Baru";
  const Unit changed = Update(wanted, EtagOfUnit(made)).value();
  EXPECT_EQ(changed.display_name, "Puskesos Baru");
  EXPECT_EQ(changed.kind, UnitKind::kPuskesos);
  EXPECT_TRUE(changed.active);
  EXPECT_EQ(changed.version, 2);
  EXPECT_EQ(changed.create_time, made.create_time);
  EXPECT_EQ(changed.update_time, world_.clock.Now());
  EXPECT_EQ(Reason(Update(wanted, EtagOfUnit(made))), "ETAG_STALE");
}

TEST_F(DirectoryTest, AUnitNeverSupervisesItself) {
  Unit unit = Create(PostIn("73.09.01.2003")).value();
  unit.supervising_unit = unit.id;
  EXPECT_EQ(Reason(Update(unit, EtagOfUnit(unit))), "NOT_OF_THIS_UNIT");
}

TEST_F(DirectoryTest, UnitsAreListedByKindAndRegion) {
  const auto posts = directory_.ListUnits(UnitKind::kPuskesos, "73.09.01", {.size = 50, .after = ""});
  std::vector<UnitId> ids;
  for (const Unit& unit : posts.value()) ids.push_back(unit.id);
  EXPECT_THAT(ids, UnorderedElementsAre(world_.post.unit, world_.other_post.unit));
  EXPECT_THAT(directory_.ListUnits(UnitKind::kPuskesos, "12", {.size = 50, .after = ""}).value(), IsEmpty());
}

// -- Officers ---------------------------------------------------------------------------------------------------------------

TEST_F(DirectoryTest, AnOfficerActsInTheUnitsRegionWhenNoScopeIsNamed) {
  const Officer made = Create(OperatorAt(world_.post.unit)).value();
  EXPECT_THAT(made.assignments, ElementsAre(Assignment{Role::kPuskesosOperator, "73.09.01.2003"}));
  EXPECT_FALSE(made.disabled);
  EXPECT_EQ(made.password_hash, hasher_.Hash(kPassword));
}

TEST_F(DirectoryTest, AnOfficerBelongsToAKnownUnit) {
  EXPECT_EQ(Reason(Create(OperatorAt(UnitId(world_.ids.NewUuid())))), "NOT_FOUND");
}

TEST_F(DirectoryTest, ASignInNameIsGivenOnce) {
  ASSERT_EQ(Reason(Create(OperatorAt(world_.post.unit))), "OK");
  EXPECT_EQ(Reason(Create(OperatorAt(world_.other_post.unit))), "SIGN_IN_NAME_TAKEN");
}

TEST_F(DirectoryTest, WhatIsRefusedForItsFormCostsNoHash) {
  WriteRequest request = FromAdministrator("OfficerService/CreateOfficer");
  request.violations = {{"officer.display_name", "REQUIRED", ""}};
  const int hashed_before = hasher_.hashed;
  const auto refused = directory_.CreateOfficer(request, OperatorAt(world_.post.unit), kPassword);
  EXPECT_THAT(Faults(refused), ElementsAre(Violation{"officer.display_name", "REQUIRED", ""}));
  EXPECT_EQ(hasher_.hashed, hashed_before);
}

TEST_F(DirectoryTest, ARoleBelongsToTheKindsOfUnitThatHaveIt) {
  struct Line {
    Caller unit;
    std::vector<Role> roles;
  };
  const std::vector<Line> table = {
      {world_.post, {Role::kPuskesosOperator, Role::kFacilitator}},
      {world_.secretariat, {Role::kFacilitator, Role::kSubdistrictSupervisor, Role::kSlrtManager, Role::kDataOfficer}},
      {world_.dinas,
       {Role::kFacilitator, Role::kSubdistrictSupervisor, Role::kSlrtManager, Role::kWelfareProgramOfficer, Role::kDataOfficer,
        Role::kAuditor}},
      {world_.intake,
       {Role::kProtectionIntakeOfficer, Role::kCompanion, Role::kCaseManager, Role::kProtectionUnitHead, Role::kDataOfficer,
        Role::kAuditor}},
      {world_.office_above, {Role::kPartnerOfficer, Role::kDataOfficer, Role::kAuditor}},
      {world_.hospital, {Role::kPartnerOfficer}},
      {world_.legal_aid, {Role::kPartnerOfficer}},
  };
  int count = 0;
  for (const auto& [unit, roles] : table) {
    for (int number = 1; number <= static_cast<int>(Role::kSystem); ++number) {
      const auto role = static_cast<Role>(number);
      Officer officer = OperatorAt(unit.unit);
      officer.sign_in_name = "petugas." + std::to_string(++count);
      officer.assignments = {{role, ""}};
      const bool anywhere = role == Role::kAdministrator || role == Role::kSystem;
      const bool allowed = anywhere || std::find(roles.begin(), roles.end(), role) != roles.end();
      const auto made = Create(officer);
      EXPECT_EQ(Reason(made), allowed ? "OK" : "INVALID_REQUEST") << NameOf(unit.unit_kind) << " " << NameOf(role);
      if (allowed) continue;
      EXPECT_THAT(Faults(made), ElementsAre(Violation{"officer.assignments[0].role", "KIND_NOT_ALLOWED", ""}));
    }
  }
}

TEST_F(DirectoryTest, AllThatIsWrongWithAssignmentsIsToldAtOnce) {
  Officer officer = OperatorAt(world_.post.unit);
  officer.assignments = {
      {Role::kPuskesosOperator, "73.09"}, {Role::kCompanion, "73.09.01.2003"}, {Role::kPuskesosOperator, "73.09.01.2003"}};
  EXPECT_THAT(Faults(Create(officer)), ElementsAre(Violation{"officer.assignments[0].region_scope", "REGION_OUT_OF_SCOPE", ""},
                                                   Violation{"officer.assignments[1].role", "KIND_NOT_ALLOWED", ""},
                                                   Violation{"officer.assignments[2].role", "DUPLICATE", ""}));
}

TEST_F(DirectoryTest, AScopeMayBeInTheUnitsRegionOrInItsCoverage) {
  Unit unit = PostIn("73.09.01.2003");
  unit.coverage_regions = {"12.07"};
  Officer officer = OperatorAt(Create(unit)->id);
  officer.assignments = {{Role::kPuskesosOperator, "12.07"}};
  EXPECT_EQ(Reason(Create(officer)), "OK");
  Officer supervisor = OperatorAt(world_.secretariat.unit);
  supervisor.sign_in_name = "budi.contoh";
  supervisor.assignments = {{Role::kSubdistrictSupervisor, "73.09.01"}};
  EXPECT_EQ(Create(supervisor)->assignments.front().region_scope, "73.09.01");
  supervisor.sign_in_name = "cici.contoh";
  supervisor.assignments = {{Role::kSubdistrictSupervisor, "73.09.88"}};
  EXPECT_EQ(Reason(Create(supervisor)), "REGION_UNKNOWN");
}

TEST_F(DirectoryTest, OfficersAreReadByColleaguesAndAdministrators) {
  const Officer made = Create(OperatorAt(world_.post.unit)).value();
  EXPECT_EQ(directory_.GetOfficer(world_.post, made.unit, made.id)->display_name, "Ani Contoh");
  EXPECT_EQ(directory_.GetOfficer(administrator_, made.unit, made.id)->display_name, "Ani Contoh");
  EXPECT_EQ(Reason(directory_.GetOfficer(world_.other_post, made.unit, made.id)), "NOT_FOUND");
  EXPECT_EQ(Reason(directory_.GetOfficer(administrator_, world_.other_post.unit, made.id)), "NOT_FOUND");

  const PageRequest page = {.size = 50, .after = ""};
  EXPECT_EQ(directory_.ListOfficers(world_.post, made.unit, page)->size(), 2u);
  EXPECT_EQ(directory_.ListOfficers(administrator_, made.unit, page)->size(), 2u);
  EXPECT_EQ(Reason(directory_.ListOfficers(world_.other_post, made.unit, page)), "NOT_FOUND");
  EXPECT_EQ(Reason(directory_.ListOfficers(administrator_, UnitId(world_.ids.NewUuid()), page)), "NOT_FOUND");
}

TEST_F(DirectoryTest, ChangedAssignmentsEndTheSessions) {
  const AtWork ani = SignedInOperator();
  Officer wanted = ani.officer;
  wanted.display_name = "Ani C.";
  wanted.sign_in_name = "lain";
  const Officer renamed =
      directory_.UpdateOfficer(FromAdministrator("OfficerService/UpdateOfficer"), wanted, EtagOfOfficer(ani.officer)).value();
  EXPECT_EQ(renamed.display_name, "Ani C.");
  EXPECT_EQ(renamed.sign_in_name, "ani.contoh");
  EXPECT_EQ(Reason(desk_.Identify(ani.token)), "OK");

  wanted.assignments = {{Role::kFacilitator, ""}};
  ASSERT_EQ(Reason(directory_.UpdateOfficer(FromAdministrator("OfficerService/UpdateOfficer"), wanted, EtagOfOfficer(renamed))),
            "OK");
  EXPECT_EQ(Reason(desk_.Identify(ani.token)), "SIGN_IN_NEEDED");
  EXPECT_EQ(Reason(directory_.UpdateOfficer(FromAdministrator("OfficerService/UpdateOfficer"), wanted, EtagOfOfficer(renamed))),
            "ETAG_STALE");
}

TEST_F(DirectoryTest, ADisabledOfficerIsOutAtOnce) {
  const AtWork ani = SignedInOperator();
  const auto disabled = directory_.DisableOfficer(FromAdministrator("OfficerService/DisableOfficer"), ani.officer.unit,
                                                  ani.officer.id, EtagOfOfficer(ani.officer));
  EXPECT_TRUE(disabled->disabled);
  EXPECT_EQ(Reason(desk_.Identify(ani.token)), "SIGN_IN_NEEDED");
  EXPECT_EQ(Reason(desk_.SignIn("ani.contoh", kPassword, Role::kUnspecified)), "SIGN_IN_REFUSED");
}

TEST_F(DirectoryTest, AnOfficerChangesTheOwnPasswordWithTheOldOne) {
  const AtWork ani = SignedInOperator();
  const std::string other_token = desk_.SignIn("ani.contoh", kPassword, Role::kUnspecified)->token;
  const auto set = [&](const WriteRequest& request, std::string_view old_password) {
    return directory_.SetPassword(request, ani.officer.unit, ani.officer.id, EtagOfOfficer(ani.officer), kNewPassword, old_password,
                                  desk_.DigestOf(ani.token));
  };
  EXPECT_EQ(Reason(set(world_.From(ani.caller, "OfficerService/SetOfficerPassword"), "bukan kata sandi")), "OLD_PASSWORD_WRONG");
  const WriteRequest request = world_.From(ani.caller, "OfficerService/SetOfficerPassword");
  EXPECT_EQ(Reason(set(request, kPassword)), "OK");
  EXPECT_EQ(Reason(set(request, kPassword)), "OK") << "a replay, though the old password is no longer right";
  EXPECT_EQ(Reason(desk_.Identify(ani.token)), "OK") << "the session that did it stays";
  EXPECT_EQ(Reason(desk_.Identify(other_token)), "SIGN_IN_NEEDED");
  EXPECT_EQ(Reason(desk_.SignIn("ani.contoh", kPassword, Role::kUnspecified)), "SIGN_IN_REFUSED");
  EXPECT_EQ(Reason(desk_.SignIn("ani.contoh", kNewPassword, Role::kUnspecified)), "OK");
}

TEST_F(DirectoryTest, AnAdministratorSetsAnyPasswordAndNobodyElseAnothers) {
  const AtWork ani = SignedInOperator();
  const auto set = [&](const Caller& caller) {
    return directory_.SetPassword(world_.From(caller, "OfficerService/SetOfficerPassword"), ani.officer.unit, ani.officer.id,
                                  EtagOfOfficer(ani.officer), kNewPassword, kPassword, "");
  };
  EXPECT_EQ(Reason(set(world_.post)), "NOT_FOUND") << "a colleague";
  EXPECT_EQ(Reason(set(administrator_)), "OK");
  EXPECT_EQ(Reason(desk_.Identify(ani.token)), "SIGN_IN_NEEDED");
  EXPECT_EQ(Reason(set(administrator_)), "ETAG_STALE");
}

// -- Regions ----------------------------------------------------------------------------------------------------------------

TEST_F(DirectoryTest, RegionsAreImportedParentsFirst) {
  const std::vector<Region> regions = {{"99", "Provinsi Contoh", "", ""},
                                       {"99.01", "Kabupaten Contoh", "", ""},
                                       {"73", "Sulsel", "", ""},
                                       {"73.09", "Kabupaten Maros", "", ""}};
  const WriteRequest request = FromAdministrator("RegionService/ImportRegions");
  const auto counts = directory_.ImportRegions(request, regions).value();
  EXPECT_EQ(counts.created, 2);
  EXPECT_EQ(counts.updated, 1);
  EXPECT_EQ(counts.unchanged, 1);
  EXPECT_EQ(directory_.GetRegion("73")->display_name, "Sulsel");
  EXPECT_EQ(directory_.ImportRegions(request, regions)->unchanged, 4);
}

TEST_F(DirectoryTest, AReplayedImportUndoesNoLaterOne) {
  const WriteRequest request = FromAdministrator("RegionService/ImportRegions");
  ASSERT_EQ(Reason(directory_.ImportRegions(request, {{"73", "Nama Lama", "", ""}})), "OK");
  ASSERT_EQ(Reason(directory_.ImportRegions(FromAdministrator("RegionService/ImportRegions"), {{"73", "Nama Baru", "", ""}})),
            "OK");
  EXPECT_EQ(directory_.ImportRegions(request, {{"73", "Nama Lama", "", ""}})->unchanged, 1);
  EXPECT_EQ(directory_.GetRegion("73")->display_name, "Nama Baru");
}

TEST_F(DirectoryTest, OneOrphanRefusesTheWholeImportAndAllOrphansAreNamed) {
  const std::vector<Region> regions = {
      {"99", "Provinsi Contoh", "", ""}, {"98.01", "Tanpa Induk", "", ""}, {"99.02.01", "Tanpa Induk", "", ""}};
  const auto refused = directory_.ImportRegions(FromAdministrator("RegionService/ImportRegions"), regions);
  EXPECT_THAT(Faults(refused),
              ElementsAre(Violation{"regions[1].code", "PARENT_UNKNOWN", ""}, Violation{"regions[2].code", "PARENT_UNKNOWN", ""}));
  EXPECT_EQ(Reason(directory_.GetRegion("99")), "NOT_FOUND");
}

TEST_F(DirectoryTest, RegionsAreListedUnderTheirParent) {
  const auto villages = directory_.ListRegions("73.09.01", {.size = 1, .after = "73.09.01.2003"}).value();
  ASSERT_EQ(villages.size(), 1u);
  EXPECT_EQ(villages.front().code, "73.09.01.2004");
}

// -- The first administrator --------------------------------------------------------------------------------------------------

TEST_F(DirectoryTest, TheFirstAdministratorCanSignIn) {
  ASSERT_EQ(Reason(directory_.CreateAdministrator("admin", "Admin Contoh", kPassword, "Diskominfo")), "OK");
  const auto signed_in = desk_.SignIn("admin", kPassword, Role::kUnspecified).value();
  EXPECT_EQ(signed_in.session.role, Role::kAdministrator);
  EXPECT_EQ(signed_in.unit.display_name, "Diskominfo");
  EXPECT_EQ(Reason(directory_.CreateAdministrator("admin", "Lain", kPassword, "Lain")), "SIGN_IN_NAME_TAKEN");
  EXPECT_THAT(directory_.ListUnits(UnitKind::kUnspecified, "", {.size = 100, .after = ""}).value(),
              ::testing::Not(::testing::Contains(::testing::Field(&Unit::display_name, "Lain"))));
}

TEST(NewDirectory, HasNobodyWhoCanSignInUntilItHasAnAdministratorWhoIsNotDisabled) {
  testing::FakeClock clock;
  testing::SequentialIds ids{7};
  const FileKeySealer sealer(Keys::Random());
  const auto store = SqliteStore::OpenInMemory(sealer, clock).value();
  const testing::PlainHasher hasher;
  Directory directory({*store, clock, ids, sealer}, hasher);
  EXPECT_FALSE(directory.AnybodyCanSignIn().value());
  ASSERT_EQ(Reason(directory.CreateAdministrator("admin", "Admin Contoh", kPassword, "Diskominfo")), "OK");
  EXPECT_TRUE(directory.AnybodyCanSignIn().value());
  const auto change = [&](auto apply) {
    return store->Transact([&](Transaction& transaction) -> absl::Status {
      Officer officer = **transaction.officers().FindBySignInName("admin");
      apply(officer);
      ++officer.version;
      return transaction.officers().Update(officer);
    });
  };
  ASSERT_EQ(Reason(change([](Officer& officer) { officer.disabled = true; })), "OK");
  EXPECT_FALSE(directory.AnybodyCanSignIn().value());
  ASSERT_EQ(Reason(change([](Officer& officer) {
              officer.disabled = false;
              officer.assignments = {{Role::kSystem, ""}};
            })),
            "OK");
  EXPECT_FALSE(directory.AnybodyCanSignIn().value()) << "a service account is nobody";
}

TEST_F(DirectoryTest, TheFirstAdministratorNeedsAProperNameAndPassword) {
  const absl::StatusOr<int> refused = directory_.CreateAdministrator("Admin!", "Admin Contoh", "pendek", "Diskominfo");
  EXPECT_THAT(Faults(refused), UnorderedElementsAre(Violation{"password", "PASSWORD_TOO_SHORT", "10"},
                                                    Violation{"sign_in_name", "NOT_A_SIGN_IN_NAME", ""}));
}

}  // namespace
}  // namespace rujukan
