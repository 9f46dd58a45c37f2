#include "server/broker/sign_in_desk.h"

#include <latch>
#include <string>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/broker/directory.h"
#include "tests/testing/plain_hasher.h"
#include "tests/testing/refusals.h"
#include "tests/testing/world.h"

namespace rujukan {
namespace {

using ::testing::Contains;
using ::testing::Pair;
using testing::Reason;
using testing::World;

constexpr char kPassword[] = "kata sandi contoh";

class SignInDeskTest : public ::testing::Test {
 protected:
  SignInDeskTest() {
    administrator_.role = Role::kAdministrator;
    Hire("ani.contoh", world_.post.unit, {{Role::kPuskesosOperator, ""}});
  }

  Officer Hire(const std::string& name, const UnitId& unit, const std::vector<Assignment>& assignments) {
    Officer officer;
    officer.unit = unit;
    officer.sign_in_name = name;
    officer.display_name = "Petugas Contoh";
    officer.assignments = assignments;
    return directory_.CreateOfficer(world_.From(administrator_, "OfficerService/CreateOfficer"), officer, kPassword).value();
  }

  void Disable(const Officer& officer) {
    const std::string etag = EtagOf(world_.sealer(), NameOf(officer.unit, officer.id), officer.version);
    const auto disabled =
        directory_.DisableOfficer(world_.From(administrator_, "OfficerService/DisableOfficer"), officer.unit, officer.id, etag);
    ASSERT_EQ(Reason(disabled), "OK");
  }

  absl::StatusOr<SignInDesk::SignedIn> SignIn(std::string_view password = kPassword, std::string_view name = "ani.contoh") {
    return desk_.SignIn(name, password, Role::kUnspecified);
  }

  // What `count` wrong attempts are answered.
  std::vector<std::string> Fail(int count, std::string_view name = "ani.contoh") {
    std::vector<std::string> reasons;
    for (int i = 0; i < count; ++i) reasons.push_back(Reason(SignIn("kata sandi salah", name)));
    return reasons;
  }

  absl::Duration WaitOf(const absl::Status& status) { return DetailsOf(status).value().retry_delay; }

  World world_;
  Caller administrator_ = world_.office_above;
  testing::PlainHasher hasher_;
  Directory directory_{world_.work(), hasher_};
  SignInDesk desk_{world_.work(), hasher_, SessionLimits()};
};

TEST_F(SignInDeskTest, TheRightPasswordOpensASessionInTheOnlyAssignment) {
  const auto signed_in = SignIn().value();
  EXPECT_EQ(signed_in.unit.id, world_.post.unit);
  EXPECT_EQ(signed_in.officer.sign_in_name, "ani.contoh");
  EXPECT_EQ(signed_in.session.role, Role::kPuskesosOperator);
  EXPECT_EQ(signed_in.session.expire_time, world_.clock.Now() + absl::Hours(12));

  const Caller caller = desk_.Identify(signed_in.token).value().caller;
  EXPECT_EQ(caller.officer, signed_in.officer.id);
  EXPECT_EQ(caller.unit, world_.post.unit);
  EXPECT_EQ(caller.unit_kind, UnitKind::kPuskesos);
  EXPECT_EQ(caller.unit_region, "73.09.01.2003");
  EXPECT_EQ(caller.role, Role::kPuskesosOperator);
  EXPECT_EQ(caller.region_scope, "73.09.01.2003");
}

TEST_F(SignInDeskTest, TheStoreKnowsATokenByItsDigestOnly) {
  const auto signed_in = SignIn().value();
  EXPECT_EQ(signed_in.session.token_digest, world_.sealer().Digest(signed_in.token));
  EXPECT_EQ(Reason(desk_.Identify(signed_in.session.token_digest)), "SIGN_IN_NEEDED");
}

TEST_F(SignInDeskTest, ASessionIsDescribedWithoutItsToken) {
  const auto identity = desk_.Identify(SignIn()->token).value();
  const auto described = desk_.Describe(identity).value();
  EXPECT_EQ(described.token, "");
  EXPECT_EQ(described.unit.id, world_.post.unit);
  EXPECT_EQ(described.officer.sign_in_name, "ani.contoh");
}

TEST_F(SignInDeskTest, UnknownNameWrongPasswordAndDisabledOfficerAnswerAlikeAfterTheSameWork) {
  Disable(Hire("budi.contoh", world_.post.unit, {{Role::kFacilitator, ""}}));
  const auto work_for = [&](std::string_view name, std::string_view password) {
    const int before = hasher_.verified;
    EXPECT_EQ(SignIn(password, name).status(), SignInRefused());
    return hasher_.verified - before;
  };
  EXPECT_EQ(work_for("ani.contoh", "kata sandi salah"), 1);
  EXPECT_EQ(work_for("tidak.dikenal", kPassword), 1);
  EXPECT_EQ(work_for("budi.contoh", kPassword), 1);
}

TEST_F(SignInDeskTest, SeveralAssignmentsNeedARole) {
  Hire("cici.contoh", world_.intake.unit, {{Role::kCompanion, ""}, {Role::kCaseManager, ""}});
  const auto unnamed = SignIn(kPassword, "cici.contoh");
  EXPECT_EQ(Reason(unnamed), "ASSIGNMENT_NEEDED");
  EXPECT_THAT(DetailsOf(unnamed.status())->metadata, Contains(Pair("roles", "COMPANION,CASE_MANAGER")));
  EXPECT_EQ(Reason(desk_.SignIn("cici.contoh", kPassword, Role::kProtectionUnitHead)), "ASSIGNMENT_NEEDED");
  EXPECT_EQ(desk_.SignIn("cici.contoh", kPassword, Role::kCaseManager)->session.role, Role::kCaseManager);
}

TEST_F(SignInDeskTest, ARightPasswordWithoutARoleIsNoFailedAttempt) {
  Hire("cici.contoh", world_.intake.unit, {{Role::kCompanion, ""}, {Role::kCaseManager, ""}});
  for (int i = 0; i < 10; ++i) EXPECT_EQ(Reason(SignIn(kPassword, "cici.contoh")), "ASSIGNMENT_NEEDED");
}

TEST_F(SignInDeskTest, AfterFiveFailuresTheNameWaitsAndTheWaitDoubles) {
  EXPECT_THAT(Fail(6), ::testing::ElementsAre("SIGN_IN_REFUSED", "SIGN_IN_REFUSED", "SIGN_IN_REFUSED", "SIGN_IN_REFUSED",
                                              "SIGN_IN_REFUSED", "SIGN_IN_LIMITED"));
  for (const int seconds : {30, 60, 120, 240, 480, 960, 1920, 3600, 3600}) {
    const auto limited = SignIn();
    ASSERT_EQ(Reason(limited), "SIGN_IN_LIMITED") << "the right password waits too";
    EXPECT_EQ(WaitOf(limited.status()), absl::Seconds(seconds));
    world_.clock.Advance(absl::Seconds(seconds) - absl::Seconds(1));
    ASSERT_EQ(Reason(SignIn()), "SIGN_IN_LIMITED");
    world_.clock.Advance(absl::Seconds(1));
    ASSERT_EQ(Fail(1).front(), "SIGN_IN_REFUSED");
  }
}

TEST_F(SignInDeskTest, WhoMustWaitCostsNoHash) {
  Fail(5);
  const int before = hasher_.verified;
  EXPECT_EQ(Reason(SignIn()), "SIGN_IN_LIMITED");
  EXPECT_EQ(hasher_.verified, before);
}

TEST_F(SignInDeskTest, TheLimitShowsNotWhetherANameExists) { EXPECT_EQ(Fail(6, "ani.contoh"), Fail(6, "tidak.dikenal")); }

TEST_F(SignInDeskTest, OneNamesFailuresHinderNobodyElse) {
  Fail(6, "tidak.dikenal");
  EXPECT_EQ(Reason(SignIn()), "OK");
}

TEST_F(SignInDeskTest, SuccessForgetsTheFailures) {
  Fail(4);
  ASSERT_EQ(Reason(SignIn()), "OK");
  Fail(4);
  EXPECT_EQ(Reason(SignIn()), "OK");
}

TEST_F(SignInDeskTest, AFloodOfInventedNamesIsForgottenAfterADay) {
  const auto counted = [&](const std::string& name) {
    bool found = false;
    const absl::Status read = world_.store().Read([&](Transaction& transaction) {
      const auto attempts = transaction.sessions().FindAttempts(world_.sealer().Mac("sign-in name", name));
      found = attempts.ok() && attempts->has_value();
      return attempts.status();
    });
    EXPECT_EQ(Reason(read), "OK");
    return found;
  };
  for (const char* name : {"tidak.ada", "tidak.pernah", "tidak.juga"}) Fail(1, name);
  world_.clock.Advance(absl::Hours(24) + absl::Seconds(1));
  EXPECT_TRUE(counted("tidak.ada"));
  Fail(2, "baru.saja");
  for (const char* name : {"tidak.ada", "tidak.pernah", "tidak.juga"}) EXPECT_FALSE(counted(name)) << name;
  EXPECT_TRUE(counted("baru.saja"));
}

TEST_F(SignInDeskTest, GuessesAtOnceAreCountedLikeGuessesInARow) {
  std::vector<std::thread> guessers;
  std::atomic<int> looked_at = 0;
  for (int i = 0; i < 20; ++i) {
    guessers.emplace_back([&] { looked_at += Reason(SignIn("kata sandi salah")) == "SIGN_IN_REFUSED" ? 1 : 0; });
  }
  for (std::thread& guesser : guessers) guesser.join();
  EXPECT_EQ(looked_at, 5);
}

TEST_F(SignInDeskTest, WhoWouldWaitLongForTheHashingIsToldToComeBack) {
  std::latch two_inside(2), may_leave(1);
  hasher_.before_verify = [&] {
    two_inside.count_down();
    may_leave.wait();
  };
  std::thread first([&] { EXPECT_EQ(Reason(SignIn()), "OK"); });
  std::thread second([&] { EXPECT_EQ(Reason(SignIn()), "OK"); });
  two_inside.wait();
  EXPECT_EQ(Reason(SignIn()), "OVERLOADED");
  may_leave.count_down();
  first.join();
  second.join();
  hasher_.before_verify = nullptr;
  EXPECT_EQ(Reason(SignIn()), "OK");
}

TEST(HashingDesk, RefusesAtOnceWhoWouldWaitBehindTooMany) {
  constexpr int kRefused = 10;
  const testing::PlainHasher hasher;
  HashingDesk desk(hasher, std::chrono::hours(1));
  std::latch two_inside(2), all_refused(kRefused), may_leave(1);
  std::vector<std::thread> inside, others;
  for (int i = 0; i < 2; ++i) {
    inside.emplace_back([&] {
      EXPECT_EQ(Reason(desk.Use([&](const PasswordHasher&) {
                  two_inside.count_down();
                  may_leave.wait();
                  return absl::OkStatus();
                })),
                "OK");
    });
  }
  two_inside.wait();
  for (int i = 0; i < kHashingWaitersMax + kRefused; ++i) {
    others.emplace_back([&] {
      if (!desk.Hash(kPassword).ok()) all_refused.count_down();
    });
  }
  all_refused.wait();
  may_leave.count_down();
  for (std::thread& thread : inside) thread.join();
  for (std::thread& thread : others) thread.join();
  EXPECT_EQ(hasher.hashed, kHashingWaitersMax);
}

TEST_F(SignInDeskTest, AnIdleSessionEnds) {
  const std::string token = SignIn()->token;
  world_.clock.Advance(absl::Minutes(29));
  EXPECT_EQ(Reason(desk_.Identify(token)), "OK");
  world_.clock.Advance(absl::Minutes(29));
  EXPECT_EQ(Reason(desk_.Identify(token)), "OK") << "each call moves the idle limit";
  world_.clock.Advance(absl::Minutes(30));
  EXPECT_EQ(Reason(desk_.Identify(token)), "SIGN_IN_NEEDED");
}

TEST_F(SignInDeskTest, TheIdleLimitMovesAtMostOnceAMinute) {
  const std::string token = SignIn()->token;
  const absl::Time begin = world_.clock.Now();
  world_.clock.Advance(absl::Seconds(59));
  ASSERT_EQ(Reason(desk_.Identify(token)), "OK");
  EXPECT_EQ(desk_.Identify(token)->session.last_used_time, begin);
  world_.clock.Advance(absl::Seconds(1));
  ASSERT_EQ(Reason(desk_.Identify(token)), "OK");
  EXPECT_EQ(desk_.Identify(token)->session.last_used_time, begin + absl::Minutes(1));
}

TEST_F(SignInDeskTest, ABusySessionEndsWithTheWorkingDay) {
  const std::string token = SignIn()->token;
  for (int i = 1; i < 12 * 4; ++i) {
    world_.clock.Advance(absl::Minutes(15));
    ASSERT_EQ(Reason(desk_.Identify(token)), "OK");
  }
  world_.clock.Advance(absl::Minutes(15));
  EXPECT_EQ(Reason(desk_.Identify(token)), "SIGN_IN_NEEDED");
}

TEST_F(SignInDeskTest, SignOutEndsThatSessionOnlyAndMayBeRepeated) {
  const std::string token = SignIn()->token, other_token = SignIn()->token;
  EXPECT_EQ(Reason(desk_.SignOut(token)), "OK");
  EXPECT_EQ(Reason(desk_.SignOut(token)), "OK");
  EXPECT_EQ(Reason(desk_.Identify(token)), "SIGN_IN_NEEDED");
  EXPECT_EQ(Reason(desk_.Identify(other_token)), "OK");
}

TEST_F(SignInDeskTest, AnInventedTokenBelongsToNobody) {
  EXPECT_EQ(Reason(desk_.Identify("")), "SIGN_IN_NEEDED");
  EXPECT_EQ(Reason(desk_.Identify("secret-007-00000000000000000000000000000999")), "SIGN_IN_NEEDED");
}

TEST_F(SignInDeskTest, SigningInClearsExpiredSessionsAway) {
  const std::string digest = desk_.DigestOf(SignIn()->token);
  world_.clock.Advance(absl::Hours(13));
  ASSERT_EQ(Reason(SignIn()), "OK");
  const absl::Status read = world_.store().Read([&](Transaction& transaction) {
    const auto session = transaction.sessions().Find(digest);
    EXPECT_TRUE(session.ok());
    EXPECT_FALSE(session->has_value());
    return absl::OkStatus();
  });
  EXPECT_EQ(Reason(read), "OK");
}

TEST_F(SignInDeskTest, AServiceAccountHasNoPasswordThatOpensAnything) {
  Hire("sistem.contoh", world_.hospital.unit, {{Role::kSystem, ""}});
  EXPECT_EQ(Reason(SignIn(kPassword, "sistem.contoh")), "SIGN_IN_REFUSED");
  Hire("budi.contoh", world_.hospital.unit, {{Role::kSystem, ""}, {Role::kPartnerOfficer, ""}});
  EXPECT_EQ(SignIn(kPassword, "budi.contoh").value().session.role, Role::kPartnerOfficer);
  EXPECT_EQ(Reason(desk_.SignIn("budi.contoh", kPassword, Role::kSystem)), "ASSIGNMENT_NEEDED");
}

TEST_F(SignInDeskTest, ASystemIsTheAccountOfItsUnitUntilItIsDisabled) {
  const Officer account = Hire("sistem.contoh", world_.hospital.unit, {{Role::kSystem, ""}});
  const auto identity = desk_.IdentifySystem(account.unit, account.id).value();
  EXPECT_EQ(identity.caller.officer, account.id);
  EXPECT_EQ(identity.caller.unit, world_.hospital.unit);
  EXPECT_EQ(identity.caller.unit_kind, UnitKind::kHealthFacility);
  EXPECT_EQ(identity.caller.role, Role::kSystem);
  EXPECT_EQ(identity.caller.region_scope, world_.hospital.region_scope);
  EXPECT_GT(identity.session.expire_time, world_.clock.Now());

  EXPECT_EQ(Reason(desk_.IdentifySystem(world_.clinic.unit, account.id)), "SIGN_IN_NEEDED");
  EXPECT_EQ(Reason(desk_.IdentifySystem(world_.hospital.unit, world_.hospital.officer)), "SIGN_IN_NEEDED");
  EXPECT_EQ(Reason(desk_.IdentifySystem(world_.hospital.unit, OfficerId())), "SIGN_IN_NEEDED");
  Disable(account);
  EXPECT_EQ(Reason(desk_.IdentifySystem(account.unit, account.id)), "SIGN_IN_NEEDED");
}

}  // namespace
}  // namespace rujukan
