// Whatever statement of whatever transaction fails, the caller is told and the store is exactly as before.
#include <functional>
#include <string>
#include <vector>

#include "adapters/system/file_key_sealer.h"
#include "gtest/gtest.h"
#include "tests/testing/fake_clock.h"
#include "tests/testing/faulty_sqlite_store.h"
#include "tests/testing/records.h"
#include "tests/testing/refusals.h"

namespace rujukan::testing {
namespace {

using Step = std::function<absl::Status(Transaction&)>;

class EveryStatementFails : public ::testing::Test {
 protected:
  EveryStatementFails() {
    EXPECT_EQ(Reason(faulty.store().Transact([&](Transaction& t) {
                absl::Status status = t.units().Insert(sender);
                status.Update(t.units().Insert(receiver));
                status.Update(t.officers().Insert(officer));
                status.Update(t.households().Insert(household));
                status.Update(t.referrals().Insert(referral, faulty.store().SealPacket(referral.id, make.MakePacket())));
                return status;
              })),
              "OK");
  }

  // One of each kind: it touches every aggregate, some of them twice.
  std::vector<Step> Transactions() {
    return {
        [&](Transaction& t) { return t.units().Insert(other_unit); },
        [&](Transaction& t) {
          Unit unit = sender;
          ++unit.version;
          return t.units().Update(unit);
        },
        [&](Transaction& t) {
          absl::Status status = t.officers().Insert(other_officer);
          if (status.ok()) status = t.sessions().Insert(make.MakeSession(other_officer, "digest"));
          if (status.ok()) status = t.sessions().PutAttempts({.name_mac = "mac", .failures = 1, .not_before = clock.Now()}, 0);
          if (status.ok()) status = t.sessions().PutAttempts({.name_mac = "mac", .failures = 2, .not_before = clock.Now()}, 1);
          return status;
        },
        [&](Transaction& t) {
          absl::Status status = t.sessions().DeleteExpired(clock.Now() + absl::Hours(100), 10);
          if (status.ok()) status = t.sessions().DeleteOf(officer.id, "");
          if (status.ok()) status = t.sessions().DeleteAttempts("mac");
          return status;
        },
        [&](Transaction& t) {
          return t.regions().Put({.code = "73", .display_name = "Sulawesi Selatan", .valid_from = "", .valid_until = ""});
        },
        [&](Transaction& t) {
          absl::Status status = t.regions().Hold("73");
          if (status.ok()) status = t.officers().Hold(officer);
          if (status.ok()) status = t.referrals().Hold(referral);
          return status;
        },
        [&](Transaction& t) { return t.households().Insert(other_household); },
        [&](Transaction& t) {
          Household changed = household;
          changed.members.pop_back();
          changed.family_card_number = "9999990101200009";
          ++changed.version;
          return t.households().Update(changed);
        },
        [&](Transaction& t) { return t.case_files().Insert(case_file); },
        [&](Transaction& t) {
          const auto number = t.numbers().Next("R");
          absl::Status status = number.status();
          if (status.ok())
            status = t.referrals().Insert(other_referral, faulty.store().SealPacket(other_referral.id, make.MakePacket()));
          if (status.ok()) status = t.events().Append(make.MakeEvent(other_referral, Move::kCreate));
          if (status.ok()) status = t.inboxes().Append(make.MakeInboxEvent(receiver.id, other_referral.id));
          if (status.ok()) status = t.receipts().Insert(receipt);
          return status;
        },
        [&](Transaction& t) {
          Referral moved = referral;
          moved.state = ReferralState::kReceived;
          ++moved.version;
          absl::Status status = t.referrals().Update(moved);
          if (status.ok()) status = t.referrals().WriteSections(moved.id, make.MakePacket());
          if (status.ok()) status = t.referrals().RecordDigest(moved.id).status();
          if (status.ok()) status = t.events().Append(make.MakeEvent(moved, Move::kAsk, "Kapan?"));
          if (status.ok()) status = t.inboxes().Append(make.MakeInboxEvent(sender.id, moved.id));
          return status;
        },
        [&](Transaction& t) { return t.referrals().DeletePacket(referral.id); },
    };
  }

  // Fails the first statement of every transaction, then the second, and so on until none is left to fail.
  void Walk(Fault fault, const std::string& answer) {
    int failures = 0;
    for (const Step& step : Transactions()) {
      const std::string before = faulty.Dump();
      for (int n = 1;; ++n) {
        fault.at = n;
        faulty.Fail(fault);
        const std::string result = Reason(faulty.store().Transact(step));
        const bool struck = faulty.struck();
        faulty.Fail(0);
        if (!struck) {
          EXPECT_EQ(result, "OK");
          EXPECT_EQ(Reason(faulty.store().Ping()), "OK");
          break;
        }
        ++failures;
        EXPECT_EQ(result, answer) << "statement " << n;
        ASSERT_EQ(faulty.Dump(), before) << "statement " << n;
      }
    }
    EXPECT_GT(failures, 100);
  }

  FakeClock clock;
  SequentialIds ids;
  RecordMaker make{clock, ids};
  FileKeySealer sealer{Keys::Random()};
  FaultySqliteStore faulty{sealer, clock};
  const Unit sender = make.MakeUnit();
  const Unit receiver = make.MakeUnit(UnitKind::kProtectionUnit, "73.09");
  const Unit other_unit = make.MakeUnit();
  const Officer officer = make.MakeOfficer(sender.id, "siti");
  const Officer other_officer = make.MakeOfficer(sender.id, "budi");
  const Household household = make.MakeHousehold(sender.id);
  const Household other_household = make.MakeHousehold(sender.id);
  const CaseFile case_file = make.MakeCaseFile(sender.id);
  const Referral referral = make.MakeReferral(sender.id, receiver.id);
  const Referral other_referral = make.MakeReferral(sender.id, receiver.id);
  const Receipt receipt = make.MakeReceipt(sender.id, officer.id, "referrals/x");
};

TEST_F(EveryStatementFails, TheDiskDoesNotAnswer) { Walk({.result = sql::Result::kUnavailable}, "STORE_UNAVAILABLE"); }

TEST_F(EveryStatementFails, TheDiskDoesNotAnswerAndTheTransactionIsGone) {
  Walk({.result = sql::Result::kUnavailable, .rolls_back = true}, "STORE_UNAVAILABLE");
}

TEST_F(EveryStatementFails, TheFileIsDamaged) { Walk({.result = sql::Result::kDamaged}, "RECORD_DAMAGED"); }

TEST_F(EveryStatementFails, TheDiskIsFull) { Walk({.result = sql::Result::kFull}, "STORE_FULL"); }

TEST_F(EveryStatementFails, TheDiskIsFullAndTheTransactionIsGone) {
  Walk({.result = sql::Result::kFull, .rolls_back = true}, "STORE_FULL");
}

TEST_F(EveryStatementFails, TheDiskStaysFull) {
  Walk({.result = sql::Result::kFull, .rolls_back = true, .lasts = true}, "STORE_FULL");
}

TEST_F(EveryStatementFails, SomebodyElseIsAlwaysFaster) {
  Walk({.result = sql::Result::kConflict, .lasts = true}, "STORE_UNAVAILABLE");
}

TEST_F(EveryStatementFails, SomebodyElseWasFasterOnceAndTheClosureRunsAgain) {
  const Step step = Transactions()[9];
  faulty.Fail(5, sql::Result::kConflict);
  EXPECT_EQ(Reason(faulty.store().Transact(step)), "OK");
  EXPECT_TRUE(faulty.struck());
}

}  // namespace
}  // namespace rujukan::testing
