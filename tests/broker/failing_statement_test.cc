// Fails the n-th statement of every use case of the directory, the households and the case files, for every n: the caller is told,
// and the store holds exactly what it held.
#include <functional>
#include <string>
#include <vector>

#include "adapters/system/file_key_sealer.h"
#include "gtest/gtest.h"
#include "server/broker/case_book.h"
#include "server/broker/directory.h"
#include "server/broker/household_register.h"
#include "server/broker/sign_in_desk.h"
#include "tests/testing/faulty_sqlite_store.h"
#include "tests/testing/plain_hasher.h"
#include "tests/testing/refusals.h"
#include "tests/testing/world.h"

namespace rujukan {
namespace {

using testing::FaultySqliteStore;
using testing::Reason;
using testing::World;

constexpr char kPassword[] = "kata sandi contoh";
constexpr char kVillage[] = "73.09.01.2003";

class FailingStatementTest : public ::testing::Test {
 protected:
  FailingStatementTest() { administrator_.role = Role::kAdministrator; }

  // Runs `act`, which returns the reason of its answer, with each of its statements failing in turn until it gets through.
  void FailEach(const std::function<std::string()>& act) {
    const std::string before = faulty_.Dump();
    for (int n = 1;; ++n) {
      faulty_.Fail(n);
      const std::string reason = act();
      const bool struck = faulty_.struck();
      faulty_.Fail(0);
      if (!struck) {
        EXPECT_EQ(reason, "OK");
        EXPECT_GT(n, 3) << "a use case begins, does something and commits";
        EXPECT_NE(faulty_.Dump(), before);
        return;
      }
      ASSERT_EQ(reason, "STORE_UNAVAILABLE") << "statement " << n;
      ASSERT_TRUE(faulty_.Dump() == before) << "statement " << n << " left something behind";
    }
  }

  // A row under the heading of the table.
  bool HasSession() { return faulty_.Dump().find("\nsessions\n  ") != std::string::npos; }

  WriteRequest From(const Caller& caller) { return world_.From(caller, "Service/Method"); }
  template <typename Record>
  std::string EtagOfRecord(const Record& record) {
    return EtagOf(world_.sealer(), NameOf(record.id), record.version);
  }

  FileKeySealer sealer_{Keys::Random()};
  testing::FakeClock clock_;
  FaultySqliteStore faulty_{sealer_, clock_};
  World world_{faulty_.store(), sealer_};
  Caller administrator_ = world_.office_above;
  testing::PlainHasher hasher_;
  Directory directory_{world_.work(), hasher_};
  SignInDesk desk_{world_.work(), hasher_, SessionLimits()};
  HouseholdRegister households_{world_.work()};
  CaseBook book_{world_.work()};
};

TEST_F(FailingStatementTest, UnitsAndRegions) {
  Unit unit;
  unit.kind = UnitKind::kPuskesos;
  unit.display_name = "Puskesos Contoh";
  unit.region = kVillage;
  unit.supervising_unit = world_.secretariat.unit;
  unit.coverage_regions = {"73.09"};
  const auto create = [&] {
    auto made = directory_.CreateUnit(From(administrator_), unit);
    if (made.ok()) unit = *made;
    return Reason(made);
  };
  FailEach(create);
  FailEach([&] { return Reason(directory_.UpdateUnit(From(administrator_), unit, EtagOfRecord(unit))); });
  const std::vector<Region> regions = {{"73", "Nama Baru", "", ""}, {"99", "Contoh", "", ""}, {"99.01", "Contoh", "", ""}};
  FailEach([&] { return Reason(directory_.ImportRegions(From(administrator_), regions)); });
}

TEST_F(FailingStatementTest, OfficersAndTheirSessions) {
  FailEach([&] { return Reason(directory_.CreateAdministrator("admin", "Admin Contoh", kPassword, "Diskominfo")); });

  Officer officer;
  officer.unit = world_.post.unit;
  officer.sign_in_name = "ani.contoh";
  officer.display_name = "Ani Contoh";
  officer.assignments = {{Role::kPuskesosOperator, kVillage}};
  FailEach([&] {
    const auto made = directory_.CreateOfficer(From(administrator_), officer, kPassword);
    if (made.ok()) officer = *made;
    return Reason(made);
  });
  const std::string token = desk_.SignIn("ani.contoh", kPassword, Role::kUnspecified)->token;
  const auto etag = [&] { return EtagOf(world_.sealer(), NameOf(officer.unit, officer.id), officer.version); };
  officer.assignments = {{Role::kFacilitator, kVillage}};
  FailEach([&] { return Reason(directory_.UpdateOfficer(From(administrator_), officer, etag())); });
  EXPECT_EQ(Reason(desk_.Identify(token)), "SIGN_IN_NEEDED");
  ++officer.version;

  const std::string second_token = desk_.SignIn("ani.contoh", kPassword, Role::kUnspecified)->token;
  const Caller ani = desk_.Identify(second_token)->caller;
  FailEach([&] {
    return Reason(directory_.SetPassword(From(ani), officer.unit, officer.id, etag(), "kata sandi baru", kPassword, ""));
  });
  ++officer.version;
  const std::string third_token = desk_.SignIn("ani.contoh", "kata sandi baru", Role::kUnspecified)->token;
  FailEach([&] { return Reason(desk_.SignOut(third_token)); });
  FailEach([&] { return Reason(directory_.DisableOfficer(From(administrator_), officer.unit, officer.id, etag())); });
}

// Signing in counts the attempt first, on purpose, so that only the session must not be there.
TEST_F(FailingStatementTest, ASignInThatFailedLeavesNoSession) {
  ASSERT_EQ(Reason(directory_.CreateAdministrator("admin", "Admin Contoh", kPassword, "Diskominfo")), "OK");
  const SessionLimits patient = {.failures_free = 1000};
  SignInDesk desk(world_.work(), hasher_, patient);
  for (int n = 1;; ++n) {
    faulty_.Fail(n);
    const auto signed_in = desk.SignIn("admin", kPassword, Role::kUnspecified);
    const bool struck = faulty_.struck();
    faulty_.Fail(0);
    if (!struck) {
      EXPECT_EQ(Reason(signed_in), "OK");
      EXPECT_TRUE(HasSession());
      break;
    }
    ASSERT_EQ(Reason(signed_in), "STORE_UNAVAILABLE") << "statement " << n;
    ASSERT_FALSE(HasSession()) << "statement " << n;
  }
}

TEST_F(FailingStatementTest, Households) {
  Household household;
  household.region = kVillage;
  household.family_card_number = "9901010107150001";
  household.members.resize(1);
  household.members.front().full_name = "Sari Contoh";
  household.members.front().nik = "9901014107900001";
  const auto keep = [&](const absl::StatusOr<Household>& written) {
    if (written.ok()) household = *written;
    return Reason(written);
  };
  FailEach([&] { return keep(households_.Create(From(world_.post), household)); });
  household.members.front().nik = "9901014107900002";
  FailEach([&] { return keep(households_.Update(From(world_.post), household, EtagOfRecord(household))); });
  const std::vector<HouseholdFlag> flags(1);
  FailEach([&] { return keep(households_.Flag(From(world_.post), household.id, EtagOfRecord(household), flags)); });
}

TEST_F(FailingStatementTest, AnImportOfHouseholds) {
  std::vector<HouseholdRow> rows(4);
  for (HouseholdRow& row : rows) row.region = kVillage;
  rows[0].family_card_number = rows[1].family_card_number = "9901010107150001";
  rows[0].full_name = "Sari Contoh";
  rows[1].full_name = "Budi Contoh";
  rows[1].nik = "9901010107880001";
  rows[2].full_name = "Tanpa Nomor";
  FailEach([&] { return Reason(households_.Import(From(world_.post), rows)); });
  rows[2].phone = "129";
  FailEach([&] { return Reason(households_.Import(From(world_.post), rows)); });
}

TEST_F(FailingStatementTest, CaseFiles) {
  CaseFile file;
  file.kind = CaseFileKind::kProtection;
  file.person_name = "Sari Contoh";
  file.referral = world_.Send(world_.post, world_.intake, ReferralKind::kProtectionAlert).name;
  const auto keep = [&](const absl::StatusOr<CaseFile>& written) {
    if (written.ok()) file = *written;
    return Reason(written);
  };
  FailEach([&] { return keep(book_.Create(From(world_.intake), file)); });
  EXPECT_EQ(file.number, "K-2026-0001") << "what failed took no number";
  FailEach([&] { return keep(book_.Update(From(world_.intake), file, EtagOfRecord(file))); });
  FailEach([&] { return keep(book_.Advance(From(world_.intake), file.id, EtagOfRecord(file), CaseFileStage::kPlanning)); });
  FailEach([&] { return keep(book_.Close(From(world_.intake), file.id, EtagOfRecord(file), "sudah selesai")); });
  FailEach([&] { return keep(book_.Reopen(From(world_.intake), file.id, EtagOfRecord(file), "keluhan baru")); });
}

}  // namespace
}  // namespace rujukan
