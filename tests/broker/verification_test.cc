// What --verify finds when somebody changes the database behind the server's back: one test for every finding.
#include "server/broker/verification.h"

#include <functional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "adapters/system/file_key_sealer.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/testing/faulty_sqlite_store.h"
#include "tests/testing/records.h"
#include "tests/testing/refusals.h"
#include "tests/testing/world.h"

namespace rujukan {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::SizeIs;

template <typename IdType>
std::string Blob(const IdType& id) {
  std::string hex = id.value;
  std::erase(hex, '-');
  return absl::StrCat("X'", hex, "'");
}

class VerificationTest : public ::testing::Test {
 protected:
  VerificationTest() {
    const ReferralView sent = world.Send(world.intake, world.hospital, ReferralKind::kReferral);
    referral = sent.name;
    for (const Move move : {Move::kReceive, Move::kAsk, Move::kAccept}) {
      EXPECT_EQ(testing::Reason(world.Make(world.hospital, referral, move, "Kapan bisa bertemu?")), "OK");
    }
    household = make.MakeHousehold(world.post.unit);
    case_file = make.MakeCaseFile(world.post.unit);
    // Of no series.
    case_file.number.clear();
    Write([&](Transaction& t) { return t.households().Insert(household); });
    Write([&](Transaction& t) { return t.case_files().Insert(case_file); });
    EXPECT_THAT(Findings(), IsEmpty());
  }

  // As a stranger with the file would: no rule of the schema holds him.
  void Damage(const std::string& script) { faulty.Execute(absl::StrCat("PRAGMA foreign_keys = OFF;", script)); }
  void Write(const std::function<absl::Status(Transaction&)>& closure) {
    EXPECT_EQ(testing::Reason(world.store().Transact(closure)), "OK");
  }
  Referral Stored() {
    Referral found;
    Write([&](Transaction& t) -> absl::Status {
      found = t.referrals().Find(referral).value().value();
      return absl::OkStatus();
    });
    return found;
  }

  VerificationReport Report() {
    const auto report = VerifyStore(world.work());
    EXPECT_TRUE(report.ok()) << report.status();
    return report.ok() ? *report : VerificationReport();
  }
  std::vector<std::string> Findings() { return Report().findings; }

  std::string OfReferral(const std::string& what) const { return absl::StrCat(NameOf(referral), ": ", what); }
  std::string OfHospital(const std::string& what) const { return absl::StrCat(NameOf(world.hospital.unit), ": ", what); }

  FileKeySealer sealer{Keys::Random()};
  testing::FakeClock clock;
  testing::FaultySqliteStore faulty{sealer, clock};
  testing::World world{faulty.store(), sealer};
  testing::SequentialIds ids{99};
  testing::RecordMaker make{clock, ids};
  ReferralId referral;
  Household household;
  CaseFile case_file;
};

TEST_F(VerificationTest, CountsWhatItHasProved) {
  const VerificationReport report = Report();
  EXPECT_EQ(report.referrals, 1);
  EXPECT_EQ(report.referrals_open, 1);
  EXPECT_EQ(report.events_expected, 8);
  EXPECT_EQ(report.events_found, 8);
  EXPECT_EQ(report.households, 1);
  EXPECT_EQ(report.case_files, 1);
  EXPECT_EQ(report.findings_count, 0);
}

TEST_F(VerificationTest, FindsAllEventsGone) {
  Damage("DELETE FROM events");
  EXPECT_THAT(Findings(), Contains(OfReferral("a record without events")));
}

TEST_F(VerificationTest, FindsEventsWithoutTheirReferral) {
  Damage("DELETE FROM packet_sections; DELETE FROM referrals");
  EXPECT_THAT(Findings(), Contains(OfReferral("events without their record")));
}

TEST_F(VerificationTest, FindsEventsOfAnIdThatIsNone) {
  Damage("UPDATE events SET referral = X'07', sealed_text = NULL WHERE sequence = 4");
  EXPECT_THAT(Findings(), Contains("referrals/\\x07: events without their record"));
}

TEST_F(VerificationTest, FindsAChangedReferralAndAChangedPacket) {
  for (const std::string script :
       {"UPDATE referrals SET urgency = 1", "UPDATE packet_sections SET sealed = X'00'", "UPDATE referrals SET sealed = X'00'"}) {
    Damage(script);
    EXPECT_THAT(Findings(), Contains(OfReferral("the record does not open"))) << script;
  }
}

TEST_F(VerificationTest, FindsATextOfAMoveThatDoesNotOpen) {
  Damage("UPDATE events SET sealed_text = X'00' WHERE sealed_text IS NOT NULL");
  EXPECT_THAT(Findings(), Contains(OfReferral("the chain breaks at event 2")));
}

TEST_F(VerificationTest, FindsAChangedAndAMissingEventInTheMiddle) {
  Damage("UPDATE events SET event_time = event_time + 1 WHERE sequence = 3");
  EXPECT_THAT(Findings(), Contains(OfReferral("the chain breaks at event 3")));
  Damage("DELETE FROM events WHERE sequence = 2");
  EXPECT_THAT(Findings(), Contains(OfReferral("the chain breaks at event 2")));
}

TEST_F(VerificationTest, FindsThatTheLastEventIsMissing) {
  Damage("DELETE FROM events WHERE sequence = 4");
  EXPECT_THAT(Findings(), Contains(OfReferral("the record is not the one of its last event")));
}

TEST_F(VerificationTest, FindsAPacketSectionThatIsMissing) {
  Damage("DELETE FROM packet_sections");
  EXPECT_THAT(Findings(), Contains(OfReferral("the record is not the one of its last event")));
}

TEST_F(VerificationTest, FindsAnOpenReferralForWhichNobodyIsAccountable) {
  Referral changed = Stored();
  changed.accountable = UnitId();
  ++changed.version;
  Write([&](Transaction& t) { return t.referrals().Update(changed); });
  EXPECT_THAT(Findings(), Contains(OfReferral("accountability is broken")));
}

TEST_F(VerificationTest, FindsAMoveOfWhichNobodyWasTold) {
  const Referral stored = Stored();
  ReferralEvent event = make.MakeEvent(stored, Move::kProgress);
  event.told.clear();
  Write([&](Transaction& t) { return t.events().Append(event); });
  EXPECT_THAT(Findings(), Contains(OfReferral("a move told nobody")));
}

TEST_F(VerificationTest, FindsAGapInAnInbox) {
  Damage(absl::StrCat("DELETE FROM inbox_events WHERE sequence = 2 AND unit = ", Blob(world.hospital.unit)));
  EXPECT_THAT(Findings(), Contains(OfHospital("the inbox has a gap after 1")));
}

TEST_F(VerificationTest, FindsAnInboxThatTellsOfAnotherReferral) {
  Damage(absl::StrCat("UPDATE inbox_events SET referral = zeroblob(16) WHERE sequence = 2 AND unit = ", Blob(world.hospital.unit)));
  EXPECT_THAT(Findings(), Contains(OfHospital("the inbox differs from the chains of moves")));
}

TEST_F(VerificationTest, FindsAnInboxWhoseLastEventIsMissing) {
  Damage(absl::StrCat("DELETE FROM inbox_events WHERE sequence = 4 AND unit = ", Blob(world.hospital.unit)));
  EXPECT_THAT(Findings(), Contains(OfHospital("the inbox does not end where its head says")));
}

TEST_F(VerificationTest, FindsAnInboxWhoseHeadIsMissingOrWrong) {
  Damage("UPDATE inboxes SET head = 9");
  EXPECT_THAT(Findings(), Contains(OfHospital("the inbox does not end where its head says")));
  Damage("DELETE FROM inboxes");
  EXPECT_THAT(Findings(), Contains(OfHospital("the inbox does not end where its head says")));
}

TEST_F(VerificationTest, FindsAllInboxesGone) {
  Damage("DELETE FROM inbox_events; DELETE FROM inboxes");
  EXPECT_THAT(Findings(), Contains(OfHospital("the inbox differs from the chains of moves")));
}

TEST_F(VerificationTest, FindsAnInboxThatNoMoveToldWithAHeadAndWithout) {
  const std::string finding = absl::StrCat(NameOf(world.clinic.unit), ": an inbox that no move told");
  Damage(absl::StrCat("INSERT INTO inbox_events SELECT ", Blob(world.clinic.unit),
                      ", 1, referral, move, state, urgency, number, action_needed, event_time, mac FROM inbox_events LIMIT 1"));
  EXPECT_THAT(Findings(), Contains(finding));
  Damage(absl::StrCat("INSERT INTO inboxes VALUES (", Blob(world.clinic.unit), ", 1)"));
  EXPECT_THAT(Findings(), Contains(finding));
}

TEST_F(VerificationTest, FindsAHouseholdAndACaseFileThatDoNotOpen) {
  Damage("UPDATE households SET sealed = X'00'; UPDATE case_files SET sealed = X'00'");
  EXPECT_THAT(Findings(), ::testing::UnorderedElementsAre(absl::StrCat(NameOf(household.id), ": the record does not open"),
                                                          absl::StrCat(NameOf(case_file.id), ": the record does not open")));
}

TEST_F(VerificationTest, FindsWhatTheDatabaseFindsWrongWithItself) {
  Damage(
      "PRAGMA ignore_check_constraints = ON; INSERT INTO households SELECT X'07', unit, region, decile, decile_source, "
      "decile_as_of, "
      "version, create_time, update_time, sealed FROM households; PRAGMA ignore_check_constraints = OFF");
  EXPECT_THAT(Findings(), Contains("database: CHECK constraint failed in households"));
}

// Every statement of a read meets a damaged page in turn: each time there is a finding, never an error, and none ends the walk.
TEST_F(VerificationTest, FindsEveryPageThatCannotBeRead) {
  for (int n = 1;; ++n) {
    faulty.Fail(n, sql::Result::kDamaged);
    const VerificationReport report = Report();
    const bool struck = faulty.struck();
    faulty.Fail(0);
    if (!struck) break;
    EXPECT_GE(report.findings_count, 1) << "statement " << n;
  }
}

TEST_F(VerificationTest, ReadsTheOtherListsWhenOneCannotBeRead) {
  faulty.Fail({.at = 1, .result = sql::Result::kDamaged, .lasts = true});
  const std::vector<std::string> findings = Findings();
  faulty.Fail(0);
  EXPECT_THAT(findings,
              ::testing::ElementsAre("database: it is too damaged to be checked", "referrals: not all of them can be read",
                                     "inboxes: not all of them can be read", "households: not all of them can be read",
                                     "chains of households: not all of them can be read", "case files: not all of them can be read",
                                     "units: not all of them can be read", "officers: not all of them can be read",
                                     "regions: not all of them can be read", "numbers: not all of them can be read"));
}

TEST_F(VerificationTest, FindsAnInboxThatCannotBeRead) {
  std::vector<std::string> all;
  for (int n = 1;; ++n) {
    faulty.Fail(n, sql::Result::kDamaged);
    const std::vector<std::string> findings = Findings();
    all.insert(all.end(), findings.begin(), findings.end());
    if (!faulty.struck()) break;
  }
  EXPECT_THAT(all, Contains(OfHospital("the inbox cannot be read")));
}

TEST_F(VerificationTest, CountsAllFindingsAndNamesTheFirstHundred) {
  for (int i = 0; i < 120; ++i) {
    const Household other = make.MakeHousehold(world.post.unit);
    Write([&](Transaction& t) { return t.households().Insert(other); });
  }
  Damage("UPDATE households SET sealed = X'00'");
  const VerificationReport report = Report();
  EXPECT_THAT(report.findings, SizeIs(VerificationReport::kFindingsMax));
  EXPECT_EQ(report.findings_count, 121);
  EXPECT_EQ(report.households, 121);
}

TEST_F(VerificationTest, WalksMoreThanAPageOfEverything) {
  constexpr int kMany = 1100;
  Write([&](Transaction& t) -> absl::Status {
    for (int i = 0; i < kMany; ++i) {
      CaseFile other_file = make.MakeCaseFile(world.post.unit);
      other_file.number.clear();
      Referral other_referral = make.MakeReferral(world.post.unit, world.intake.unit);
      other_referral.sender_number.clear();
      other_referral.receiver_number.clear();
      other_referral.front_number.clear();
      absl::Status status = t.households().Insert(make.MakeHousehold(world.post.unit));
      status.Update(t.case_files().Insert(other_file));
      status.Update(t.referrals().Insert(other_referral, SealedPacket()));
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  });
  const VerificationReport report = Report();
  EXPECT_EQ(report.households, kMany + 1);
  EXPECT_EQ(report.case_files, kMany + 1);
  EXPECT_EQ(report.referrals, kMany + 1);
  EXPECT_EQ(report.findings_count, kMany) << "each of these referrals is without events";
}

TEST_F(VerificationTest, NamesNoContent) {
  Damage("UPDATE households SET sealed = X'00'; UPDATE referrals SET sealed = X'00'; DELETE FROM inbox_events");
  for (const std::string& finding : Findings()) {
    EXPECT_THAT(finding,
                ::testing::MatchesRegex("(numbers )?(referrals|households|units|[RM])/[0-9a-f-]{36}(/2026)?: [a-z ]*[0-9]*"))
        << finding;
  }
}

}  // namespace
}  // namespace rujukan
