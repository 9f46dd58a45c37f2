#include "server/domain/inbox.h"

#include <set>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/domain/parties.h"

namespace rujukan::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using S = ReferralState;

class Notices : public ::testing::Test {
 protected:
  // Makes the move, tells everybody, and returns who was told.
  std::vector<std::string> Make(Referral& referral, Move move, const Caller& caller) {
    const Referral before = referral;
    const auto after = Apply(before, Request(move, now), caller, caller.unit == slrt.id, now);
    EXPECT_TRUE(after.ok()) << NameOf(move) << ": " << ReasonOf(after.status());
    if (!after.ok()) return {};
    referral = *after;
    return Tell(&before, referral, move);
  }

  // As the desk does it: the closed half, then its successor, both compared with what was before.
  std::vector<std::string> Redirect(Referral& referral, const Unit& receiver, const Caller& caller, const std::string& name) {
    const Referral before = referral;
    Referral closed = *Apply(before, Request(Move::kRedirect, now), caller, false, now);
    referral = SuccessorOf(before, ReferralId(name), receiver, caller, now);
    closed.successor = referral.id;
    std::vector<std::string> told = Tell(&before, closed, Move::kRedirect);
    for (const std::string& unit : Tell(&before, referral, Move::kCreate)) told.push_back(unit);
    return told;
  }

  std::vector<std::string> Tell(const Referral* before, const Referral& after, Move move) {
    std::vector<std::string> told;
    for (const InboxEvent& notice : NoticesOf(before, after, move, slrt.id)) {
      told.push_back(notice.unit.value);
      inbox.push_back(notice);
    }
    return told;
  }

  std::vector<InboxEvent> InboxOf(const Unit& unit) const {
    std::vector<InboxEvent> events;
    for (const InboxEvent& event : inbox) {
      if (event.unit == unit.id) events.push_back(event);
    }
    return events;
  }

  Unit slrt = UnitNamed("slrt", UnitKind::kSlrtSecretariat);
  Unit post = UnitNamed("post", UnitKind::kPuskesos, "slrt");
  Unit dinas = UnitNamed("dinas", UnitKind::kDinasSosial);
  Unit hospital = UnitNamed("hospital", UnitKind::kHealthFacility);
  Unit legal_aid = UnitNamed("legal aid", UnitKind::kLegalAid);
  Unit protection = UnitNamed("protection", UnitKind::kProtectionUnit);
  Unit other_protection = UnitNamed("other protection", UnitKind::kProtectionUnit);
  Caller operator_ = OfficerOf(post, Role::kPuskesosOperator, "operator");
  Caller program_officer = OfficerOf(dinas, Role::kWelfareProgramOfficer, "program officer");
  Caller companion = OfficerOf(protection, Role::kCompanion, "companion");
  Caller head = OfficerOf(protection, Role::kProtectionUnitHead, "head");
  Caller doctor = OfficerOf(hospital, Role::kPartnerOfficer, "doctor");
  Caller lawyer = OfficerOf(legal_aid, Role::kPartnerOfficer, "lawyer");
  absl::Time now = Morning();
  std::vector<InboxEvent> inbox;
};

// A referral in the state from which a line of the table leads on.
Referral Before(const MoveRule& rule, const Unit& sender, const Unit& receiver) {
  ReferralKind kind = ReferralKind::kUnspecified;
  for (const ReferralKind candidate : kKinds) {
    if ((rule.kinds & (1u << static_cast<unsigned>(candidate))) != 0) kind = candidate;
  }
  Referral referral = Sent("r", kind, sender, receiver);
  referral.state = rule.from;
  return referral;
}

Referral After(const MoveRule& rule, const Referral& before) {
  Referral after = before;
  after.state = rule.to;
  ++after.version;
  if (PostView(after) != PostView(before)) ++after.view_version;
  return after;
}

TEST_F(Notices, TellBothSidesOfEveryMove) {
  for (const MoveRule& rule : MoveTable()) {
    const Referral before = Before(rule, hospital, protection);
    inbox.clear();
    EXPECT_THAT(Tell(&before, After(rule, before), rule.move), ElementsAre("hospital", "protection")) << NameOf(rule.move);
    for (const InboxEvent& notice : inbox) {
      EXPECT_EQ(notice.move, rule.move);
      EXPECT_EQ(notice.state, rule.to);
      EXPECT_EQ(notice.referral, before.id);
    }
  }
}

TEST_F(Notices, TellAPostOfAMoveOnlyWhenItsViewChanges) {
  for (const MoveRule& rule : MoveTable()) {
    const Referral before = Before(rule, post, protection);
    const Referral after = After(rule, before);
    inbox.clear();
    Tell(&before, after, rule.move);
    EXPECT_EQ(InboxOf(post).size(), PostView(after) == PostView(before) ? 0u : 1u) << NameOf(rule.move) << " " << NameOf(rule.from);
    EXPECT_EQ(InboxOf(protection).size(), 1u);
  }
}

TEST_F(Notices, TellAPostInNeutralWordsUnderTheNameItKnows) {
  Referral complaint = Sent("complaint", ReferralKind::kReferral, post, dinas, Urgency::kHigh);
  Tell(nullptr, complaint, Move::kCreate);
  Make(complaint, Move::kReceive, program_officer);
  Redirect(complaint, hospital, program_officer, "successor");
  Make(complaint, Move::kReceive, doctor);
  for (const Move move : {Move::kAccept, Move::kReport}) Make(complaint, move, doctor);
  Make(complaint, Move::kAcknowledge, operator_);
  std::vector<S> words;
  for (const InboxEvent& event : InboxOf(post)) {
    words.push_back(event.state);
    EXPECT_EQ(event.referral, ReferralId("complaint"));
    EXPECT_EQ(event.move, Move::kUnspecified);
    EXPECT_EQ(event.urgency, Urgency::kUnspecified);
    EXPECT_EQ(event.number, "R-2026-0001");
  }
  EXPECT_THAT(words, ElementsAre(S::kSent, S::kProcessing, S::kActionNeeded, S::kDone));
}

TEST_F(Notices, DoNotTellAPostThatAnotherUnitHasTakenOver) {
  Referral complaint = Sent("complaint", ReferralKind::kReferral, post, dinas);
  Make(complaint, Move::kReceive, program_officer);
  EXPECT_THAT(Redirect(complaint, hospital, program_officer, "successor"), ElementsAre("dinas", "dinas", "hospital"));
  EXPECT_THAT(InboxOf(post), ::testing::SizeIs(1));
}

TEST_F(Notices, OfAnAlertAndOfAComplaintLookTheSameToAPost) {
  const auto play = [&](ReferralKind kind, const Unit& receiver, Urgency urgency, const Caller& officer) {
    Referral referral = Sent("r", kind, post, receiver, urgency);
    inbox.clear();
    Tell(nullptr, referral, Move::kCreate);
    for (const Move move : {Move::kAssign, Move::kReceive, Move::kAsk}) Make(referral, move, officer);
    Make(referral, Move::kAnswer, operator_);
    for (const Move move : {Move::kAccept, Move::kProgress, Move::kStart, Move::kHold, Move::kResume})
      Make(referral, move, officer);
    return InboxOf(post);
  };
  const std::vector<InboxEvent> of_alert = play(ReferralKind::kProtectionAlert, protection, Urgency::kEmergency, companion);
  const std::vector<InboxEvent> of_complaint = play(ReferralKind::kReferral, dinas, Urgency::kLow, program_officer);
  ASSERT_EQ(of_alert.size(), of_complaint.size());
  ASSERT_EQ(of_alert.size(), 4u);
  for (std::size_t i = 0; i < of_alert.size(); ++i) {
    EXPECT_EQ(of_alert[i].referral, of_complaint[i].referral);
    EXPECT_EQ(of_alert[i].move, of_complaint[i].move);
    EXPECT_EQ(of_alert[i].state, of_complaint[i].state);
    EXPECT_EQ(of_alert[i].urgency, of_complaint[i].urgency);
    EXPECT_EQ(of_alert[i].number, of_complaint[i].number);
    EXPECT_EQ(of_alert[i].action_needed, of_complaint[i].action_needed);
    EXPECT_EQ(of_alert[i].time, of_complaint[i].time);
  }
}

TEST_F(Notices, DoNotTellAPostWhatTheHeadDoesBeforeTheAlertIsDone) {
  Referral alert = Sent("alert", ReferralKind::kProtectionAlert, post, protection);
  for (const Move move : {Move::kReceive, Move::kAccept, Move::kStart}) Make(alert, move, companion);
  inbox.clear();
  Make(alert, Move::kReport, companion);
  Make(alert, Move::kDispute, head);
  Make(alert, Move::kReport, companion);
  EXPECT_THAT(InboxOf(post), IsEmpty());
  Make(alert, Move::kAcknowledge, head);
  ASSERT_THAT(InboxOf(post), ::testing::SizeIs(1));
  EXPECT_EQ(InboxOf(post)[0].state, S::kDone);
}

TEST_F(Notices, TellTheRedirectorAsLongAsItAnswersForTheReferral) {
  Referral referral = Sent("r", ReferralKind::kReferral, hospital, protection);
  Make(referral, Move::kReceive, companion);
  EXPECT_THAT(Redirect(referral, legal_aid, companion, "successor"),
              ElementsAre("hospital", "protection", "hospital", "legal aid", "protection"));
  EXPECT_THAT(Make(referral, Move::kAssign, lawyer), ElementsAre("hospital", "legal aid", "protection"));
  EXPECT_THAT(Make(referral, Move::kReceive, lawyer), ElementsAre("hospital", "legal aid", "protection"));
  EXPECT_THAT(Make(referral, Move::kAccept, lawyer), ElementsAre("hospital", "legal aid"));
}

TEST_F(Notices, DoNotTellARedirectorOfWhatWasSentAnewSinceItGaveItUp) {
  Referral referral = Sent("r", ReferralKind::kReferral, hospital, protection);
  Make(referral, Move::kReceive, companion);
  Redirect(referral, legal_aid, companion, "successor");
  EXPECT_THAT(Make(referral, Move::kReturn, lawyer), ElementsAre("hospital", "legal aid", "protection"));
  EXPECT_THAT(Make(referral, Move::kResend, doctor), ElementsAre("hospital", "legal aid"));
  EXPECT_THAT(Make(referral, Move::kReceive, lawyer), ElementsAre("hospital", "legal aid"));
}

TEST_F(Notices, DoNotMakeASenderThatRedirectedResponsible) {
  Referral referral = Sent("r", ReferralKind::kReferral, hospital, protection);
  Make(referral, Move::kDecline, companion);
  EXPECT_THAT(Redirect(referral, legal_aid, doctor, "successor"), ElementsAre("hospital", "protection", "hospital", "legal aid"));
}

TEST_F(Notices, TellTheSupervisingUnitOnceWhenClosingUnservedIsProposed) {
  Referral complaint = Sent("complaint", ReferralKind::kReferral, post, dinas);
  EXPECT_THAT(Make(complaint, Move::kDecline, program_officer), ElementsAre("dinas", "post"));
  EXPECT_THAT(Make(complaint, Move::kCloseUnserved, operator_), ElementsAre("dinas", "slrt"));
  EXPECT_THAT(Make(complaint, Move::kCloseUnserved, OfficerOf(slrt, Role::kSlrtManager, "manager")), ElementsAre("dinas", "post"));
}

TEST_F(Notices, NeverTellAUnitThatTheSurvivorExcludes) {
  Referral alert = Sent("alert", ReferralKind::kProtectionAlert, hospital, protection);
  alert.details.excluded_units = {hospital.id, slrt.id};
  EXPECT_THAT(Tell(nullptr, alert, Move::kCreate), ElementsAre("protection"));
  Referral proposed = Sent("r", ReferralKind::kReferral, hospital, dinas);
  proposed.details.excluded_units = {slrt.id};
  Make(proposed, Move::kDecline, program_officer);
  EXPECT_THAT(Make(proposed, Move::kCloseUnserved, doctor), ElementsAre("dinas", "hospital"));
}

TEST_F(Notices, SayToEachUnitWhetherItMustAct) {
  Referral referral = Sent("r", ReferralKind::kReferral, hospital, protection);
  Tell(nullptr, referral, Move::kCreate);
  EXPECT_TRUE(InboxOf(protection).back().action_needed);
  EXPECT_FALSE(InboxOf(hospital).back().action_needed);
  Make(referral, Move::kDecline, companion);
  EXPECT_FALSE(InboxOf(protection).back().action_needed);
  EXPECT_TRUE(InboxOf(hospital).back().action_needed);
}

TEST_F(Notices, GiveEachSideItsOwnNumberAndOthersNone) {
  Referral referral = Sent("r", ReferralKind::kReferral, hospital, protection);
  Make(referral, Move::kReceive, companion);
  Redirect(referral, legal_aid, companion, "successor");
  referral.receiver_number = "M-2026-0007";
  Make(referral, Move::kAssign, lawyer);
  EXPECT_EQ(InboxOf(hospital).back().number, "R-2026-0001");
  EXPECT_EQ(InboxOf(legal_aid).back().number, "M-2026-0007");
  EXPECT_EQ(InboxOf(protection).back().number, "");
}

}  // namespace
}  // namespace rujukan::testing
