// Fails the n-th statement of every use case, for every n: the caller is told, and the store holds exactly what it held.
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

  // Each moves the referral on from where the one before left it.
  void FailMove(const Caller& caller, const ReferralId& name, const MoveRequest& move) {
    SCOPED_TRACE(NameOf(move.move));
    FailEach([&] { return Reason(world_.Make(caller, name, move)); });
  }
  void FailMove(const Caller& caller, const ReferralId& name, Move move) {
    SCOPED_TRACE(NameOf(move));
    FailEach([&] { return Reason(world_.Make(caller, name, move)); });
  }
  // Empty when it cannot be read.
  std::string EtagNow(const Caller& caller, const ReferralId& name) {
    const auto seen = world_.Look(caller, name);
    return seen.ok() ? seen->etag : "";
  }
  ReferralId Sent(const Caller& sender, const Caller& receiver, ReferralKind kind) {
    return world_.Send(sender, receiver, kind).name;
  }

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

TEST_F(FailingStatementTest, SendingOfEveryKind) {
  const auto send = [&](const Caller& sender, const Caller& receiver, ReferralKind kind) {
    SCOPED_TRACE(static_cast<int>(kind));
    Referral referral;
    referral.kind = kind;
    referral.receiver = receiver.unit;
    referral.legal_basis = LegalBasis::kConsent;
    Packet packet;
    if (kind == ReferralKind::kProtectionAlert) {
      referral.details.region = kVillage;
      packet.contact = ContactSection{.safe_contact = "di sekolah", .phone = "", .forbidden_ways = "", .code_word = ""};
    } else {
      referral.details.requested_services = {Service::kOutreach};
    }
    FailEach([&] { return Reason(world_.desk().Create(From(sender), referral, packet)); });
  };
  send(world_.intake, world_.hospital, ReferralKind::kReferral);
  send(world_.intake, world_.far_protection, ReferralKind::kHandover);
  send(world_.intake, world_.post, ReferralKind::kCounterReferral);
  send(world_.post, world_.dinas, ReferralKind::kServiceRequest);
  send(world_.post, world_.intake, ReferralKind::kProtectionAlert);
}

TEST_F(FailingStatementTest, EveryMoveOfAReferralThatIsServed) {
  const ReferralId name = Sent(world_.intake, world_.hospital, ReferralKind::kReferral);
  FailMove(world_.hospital, name, Move::kReceive);
  FailEach([&] { return Reason(world_.desk().ReadPacket(world_.hospital, name, kAllSections)); });
  MoveRequest assign;
  assign.move = Move::kAssign;
  assign.officer = world_.hospital.officer;
  FailMove(world_.hospital, name, assign);
  FailMove(world_.hospital, name, Move::kAsk);
  FailMove(world_.intake, name, Move::kAnswer);
  FailMove(world_.hospital, name, Move::kReturn);
  FailEach([&] {
    MoveRequest resend;
    resend.move = Move::kResend;
    Packet newer;
    newer.need = NeedSection{.purpose = "dilengkapi", .services_given = "", .access_needs = "", .eligibility = ""};
    const std::string etag = EtagNow(world_.intake, name);
    return etag.empty() ? "STORE_UNAVAILABLE" : Reason(world_.desk().Resend(From(world_.intake), name, etag, resend, newer));
  });
  for (const Move move :
       {Move::kReceive, Move::kAccept, Move::kStart, Move::kProgress, Move::kHold, Move::kResume, Move::kReport}) {
    FailMove(world_.hospital, name, move);
  }
  FailMove(world_.intake, name, Move::kDispute);
  FailMove(world_.hospital, name, Move::kReport);
  FailMove(world_.intake, name, Move::kAcknowledge);
}

TEST_F(FailingStatementTest, EveryMoveThatEndsAReferralOtherwise) {
  const ReferralId declined = Sent(world_.intake, world_.hospital, ReferralKind::kReferral);
  FailMove(world_.hospital, declined, Move::kDecline);
  FailEach([&] { return Reason(world_.Redirect(world_.intake, declined, world_.clinic)); });

  const ReferralId unserved = Sent(world_.intake, world_.hospital, ReferralKind::kReferral);
  FailMove(world_.hospital, unserved, Move::kDecline);
  MoveRequest close;
  close.move = Move::kCloseUnserved;
  close.text = "tidak ada layanan";
  FailMove(world_.intake, unserved, close);
  FailMove(world_.head, unserved, close);

  const ReferralId recalled = Sent(world_.intake, world_.hospital, ReferralKind::kReferral);
  FailMove(world_.hospital, recalled, Move::kReceive);
  FailMove(world_.intake, recalled, Move::kRecall);
  FailMove(world_.hospital, recalled, Move::kConfirmPurge);
}

TEST_F(FailingStatementTest, AWithdrawalOverAChain) {
  const ReferralId first = Sent(world_.intake, world_.hospital, ReferralKind::kReferral);
  FailMove(world_.hospital, first, Move::kReceive);
  ASSERT_EQ(Reason(world_.Redirect(world_.hospital, first, world_.clinic)), "OK");
  const auto successor = world_.Look(world_.intake, first)->referral.successor;
  MoveRequest withdraw;
  withdraw.move = Move::kWithdrawConsent;
  withdraw.spoken_with_survivor_alone = true;
  FailMove(world_.companion, successor, withdraw);
}

}  // namespace
}  // namespace rujukan
