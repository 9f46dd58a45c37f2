#include "server/broker/referral_desk.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "server/broker/verification.h"
#include "tests/testing/world.h"

namespace rujukan {
namespace {

using ::rujukan::testing::World;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::string ReasonOf(const absl::Status& status) {
  const auto details = DetailsOf(status);
  return details ? details->reason : std::string(status.message());
}

template <typename T>
std::string ReasonOf(const absl::StatusOr<T>& result) {
  return ReasonOf(result.status());
}

#define ASSERT_OK(expression)                       \
  do {                                              \
    const auto& result_ = (expression);             \
    ASSERT_TRUE(result_.ok()) << ReasonOf(result_); \
  } while (false)

class ReferralDeskTest : public ::testing::Test {
 protected:
  // Walks a referral to REPORTED.
  void WorkThrough(const Caller& receiver, const ReferralId& name) {
    for (const Move move : {Move::kReceive, Move::kAccept, Move::kStart, Move::kReport}) {
      ASSERT_OK(world.Make(receiver, name, move));
      world.clock.Advance(absl::Minutes(5));
    }
  }

  void ExpectVerified() {
    const auto report = VerifyStore(world.work());
    ASSERT_TRUE(report.ok()) << report.status();
    EXPECT_THAT(report->findings, IsEmpty());
    EXPECT_EQ(report->events_expected, report->events_found);
  }

  World world;
};

TEST_F(ReferralDeskTest, AReferralGoesFromSendingToClosingAndBothInboxesTellEveryMove) {
  const ReferralView sent = world.Send(world.intake, world.hospital, ReferralKind::kReferral);
  EXPECT_EQ(sent.referral.state, ReferralState::kSent);
  EXPECT_EQ(sent.referral.accountable, world.hospital.unit);
  WorkThrough(world.hospital, sent.name);
  const auto closed = world.Make(world.intake, sent.name, Move::kAcknowledge);
  ASSERT_OK(closed);
  EXPECT_EQ(closed->referral.state, ReferralState::kClosed);
  EXPECT_TRUE(closed->referral.accountable.empty());
  EXPECT_THAT(world.Inbox(world.intake), SizeIs(6));
  EXPECT_THAT(world.Inbox(world.hospital), SizeIs(6));
  ExpectVerified();
}

TEST_F(ReferralDeskTest, AProviderSeesOnlyTheOutsideOfARequest) {
  const ReferralView sent = world.Send(world.case_manager, world.dinas, ReferralKind::kServiceRequest);
  const auto seen = world.Look(world.dinas, sent.name);
  ASSERT_OK(seen);
  EXPECT_EQ(seen->sender_display_name, "SLRT Kabupaten Maros");
  EXPECT_EQ(seen->referral.sender, world.secretariat.unit);
  EXPECT_EQ(seen->referral.urgency, Urgency::kUnspecified);
  EXPECT_EQ(seen->referral.legal_basis, LegalBasis::kUnspecified);
  EXPECT_EQ(seen->referral.sender_number, "S-2026-0001");
  EXPECT_NE(seen->subject, sent.subject);
  EXPECT_THAT(seen->referral.details.welfare_programs, ElementsAre(WelfareProgram::kSembako, WelfareProgram::kPkh));
}

TEST_F(ReferralDeskTest, ARequestOfAPostAndOneOfTheProtectionUnitLookTheSameFromOutside) {
  const ReferralView of_post = world.Send(world.post, world.dinas, ReferralKind::kServiceRequest);
  const ReferralView of_unit = world.Send(world.intake, world.dinas, ReferralKind::kServiceRequest);
  const auto one = world.Look(world.dinas, of_post.name);
  const auto two = world.Look(world.dinas, of_unit.name);
  ASSERT_OK(one);
  ASSERT_OK(two);
  EXPECT_EQ(one->sender_display_name, two->sender_display_name);
  EXPECT_EQ(one->referral.sender, two->referral.sender);
  EXPECT_EQ(one->referral.sender_kind, two->referral.sender_kind);
  EXPECT_EQ(one->available_moves, two->available_moves);
  EXPECT_EQ(one->referral.due_time, two->referral.due_time);
}

TEST_F(ReferralDeskTest, ToAPostAnAlertAndAComplaintLookAlike) {
  const ReferralView alert = world.Send(world.post, world.intake, ReferralKind::kProtectionAlert, Urgency::kHigh);
  const ReferralView complaint = world.Send(world.post, world.dinas, ReferralKind::kServiceRequest);
  for (const ReferralView* view : {&alert, &complaint}) {
    EXPECT_EQ(view->receiver_display_name, "SLRT Kabupaten Maros");
    EXPECT_EQ(view->referral.kind, ReferralKind::kUnspecified);
    EXPECT_EQ(view->referral.state, ReferralState::kSent);
    EXPECT_THAT(view->available_moves, ElementsAre(Move::kAnswer));
    EXPECT_THAT(view->referral.details.welfare_programs, IsEmpty());
  }
  ASSERT_OK(world.Make(world.intake, alert.name, Move::kReceive));
  ASSERT_OK(world.Make(world.dinas, complaint.name, Move::kReceive));
  const auto one = world.Look(world.post, alert.name);
  const auto two = world.Look(world.post, complaint.name);
  ASSERT_OK(one);
  ASSERT_OK(two);
  EXPECT_EQ(one->referral.state, ReferralState::kProcessing);
  EXPECT_EQ(two->referral.state, ReferralState::kProcessing);
  EXPECT_EQ(one->available_moves, two->available_moves);
}

TEST_F(ReferralDeskTest, APostsEtagInboxAndTimeStandStillWhileItsViewDoes) {
  const ReferralView alert = world.Send(world.post, world.intake, ReferralKind::kProtectionAlert, Urgency::kHigh);
  world.clock.Advance(absl::Minutes(1));
  ASSERT_OK(world.Make(world.intake, alert.name, Move::kReceive));
  const auto before = world.Look(world.post, alert.name);
  ASSERT_OK(before);
  for (const Move move : {Move::kAccept, Move::kStart, Move::kHold, Move::kResume, Move::kReport}) {
    world.clock.Advance(absl::Minutes(1));
    ASSERT_OK(world.Make(world.companion, alert.name, move));
    const auto after = world.Look(world.post, alert.name);
    ASSERT_OK(after);
    EXPECT_EQ(after->etag, before->etag);
    EXPECT_EQ(after->referral.update_time, before->referral.update_time);
    EXPECT_THAT(world.Inbox(world.post), SizeIs(2));
  }
  ASSERT_OK(world.Make(world.head, alert.name, Move::kAcknowledge));
  EXPECT_EQ(world.Look(world.post, alert.name)->referral.state, ReferralState::kDone);
  EXPECT_THAT(world.Inbox(world.post), SizeIs(3));
  ExpectVerified();
}

TEST_F(ReferralDeskTest, OnlyTheHeadClosesAnAlert) {
  const ReferralView alert = world.Send(world.post, world.intake, ReferralKind::kProtectionAlert);
  WorkThrough(world.intake, alert.name);
  EXPECT_EQ(ReasonOf(world.Make(world.companion, alert.name, Move::kAcknowledge)), "WRONG_STATE");
  EXPECT_EQ(ReasonOf(world.Make(world.post, alert.name, Move::kAcknowledge)), "WRONG_STATE");
  ASSERT_OK(world.Make(world.head, alert.name, Move::kAcknowledge));
}

TEST_F(ReferralDeskTest, AnAlertCannotBeReadAgainByItsSender) {
  const ReferralView alert = world.Send(world.post, world.intake, ReferralKind::kProtectionAlert);
  const auto packet = world.desk().ReadPacket(world.post, alert.name, kAllSections);
  ASSERT_OK(packet);
  EXPECT_EQ(SectionsOf(packet->packet), 0u);
  const auto read = world.desk().ReadPacket(world.intake, alert.name, kAllSections);
  ASSERT_OK(read);
  ASSERT_TRUE(read->packet.contact.has_value());
  EXPECT_EQ(read->packet.contact->safe_contact, "di sekolah, Selasa pagi");
}

TEST_F(ReferralDeskTest, AStrangerAndAnUnknownNameGetTheSameAnswer) {
  const ReferralView sent = world.Send(world.intake, world.hospital, ReferralKind::kReferral);
  const auto foreign = world.Look(world.legal_aid, sent.name);
  const auto unknown = world.Look(world.legal_aid, ReferralId(world.ids.NewUuid()));
  EXPECT_EQ(foreign.status(), unknown.status());
  EXPECT_EQ(ReasonOf(foreign), "NOT_FOUND");
  EXPECT_EQ(world.desk().ReadPacket(world.legal_aid, sent.name, kAllSections).status(), unknown.status());
}

TEST_F(ReferralDeskTest, WhomTheSurvivorExcludedSeesNothingAndIsNotRoutedTo) {
  Referral referral;
  referral.kind = ReferralKind::kReferral;
  referral.receiver = world.hospital.unit;
  referral.legal_basis = LegalBasis::kConsent;
  referral.details.requested_services = {Service::kHealth};
  referral.details.excluded_units = {world.clinic.unit};
  referral.details.excluded_officers = {world.companion.officer};
  const auto sent = world.desk().Create(world.From(world.intake, "create"), referral, Packet());
  ASSERT_OK(sent);
  EXPECT_EQ(ReasonOf(world.Look(world.companion, sent->name)), "NOT_FOUND");
  for (const InboxEvent& event : world.Inbox(world.companion)) EXPECT_TRUE(event.referral.empty());
  ASSERT_OK(world.Make(world.hospital, sent->name, Move::kReceive));
  EXPECT_EQ(ReasonOf(world.Redirect(world.hospital, sent->name, world.clinic)), "RECEIVER_NOT_POSSIBLE");
  referral.receiver = world.clinic.unit;
  EXPECT_EQ(ReasonOf(world.desk().Create(world.From(world.intake, "create"), referral, Packet())), "RECEIVER_NOT_POSSIBLE");
}

TEST_F(ReferralDeskTest, ARedirectedReferralStaysOneEntryForAPostAndIsNeverWithoutSomeoneAccountable) {
  const ReferralView alert = world.Send(world.post, world.intake, ReferralKind::kProtectionAlert);
  ASSERT_OK(world.Make(world.intake, alert.name, Move::kReceive));
  const auto before = world.Look(world.post, alert.name);
  const auto successor = world.Redirect(world.intake, alert.name, world.far_protection);
  ASSERT_OK(successor);
  EXPECT_EQ(successor->referral.accountable, world.intake.unit);
  const auto after = world.Look(world.post, alert.name);
  ASSERT_OK(after);
  EXPECT_EQ(after->etag, before->etag);
  EXPECT_EQ(after->referral.state, ReferralState::kProcessing);
  EXPECT_EQ(ReasonOf(world.Look(world.post, successor->name)), "NOT_FOUND");
  ASSERT_OK(world.Make(world.far_protection, successor->name, Move::kReceive));
  const auto list = world.desk().List(world.post, ReferralListBox::kAll, false, {10, ""});
  ASSERT_OK(list);
  ASSERT_THAT(list->referrals, SizeIs(1));
  EXPECT_EQ(list->referrals[0].name, alert.name);
  ExpectVerified();
}

TEST_F(ReferralDeskTest, ARedirectorMayGiveItBackToTheSenderWhileNobodyReceivedIt) {
  const ReferralView sent = world.Send(world.intake, world.hospital, ReferralKind::kReferral);
  ASSERT_OK(world.Make(world.hospital, sent.name, Move::kReceive));
  const auto successor = world.Redirect(world.hospital, sent.name, world.clinic);
  ASSERT_OK(successor);
  const auto declined = world.Make(world.hospital, successor->name, Move::kDecline);
  ASSERT_OK(declined);
  const auto at_sender = world.Look(world.intake, successor->name);
  ASSERT_OK(at_sender);
  EXPECT_EQ(at_sender->referral.accountable, world.intake.unit);
  ASSERT_OK(world.Redirect(world.intake, successor->name, world.legal_aid));
  ExpectVerified();
}

TEST_F(ReferralDeskTest, ClosingUnservedNeedsTwoOfficers) {
  const ReferralView sent = world.Send(world.post, world.dinas, ReferralKind::kServiceRequest);
  ASSERT_OK(world.Make(world.dinas, sent.name, Move::kDecline));
  EXPECT_EQ(ReasonOf(world.Look(world.secretariat, sent.name)), "NOT_FOUND");
  ASSERT_OK(world.Make(world.post, sent.name, Move::kCloseUnserved));
  EXPECT_EQ(world.Look(world.post, sent.name)->referral.state, ReferralState::kActionNeeded);
  EXPECT_EQ(ReasonOf(world.Make(world.post, sent.name, Move::kCloseUnserved)), "SECOND_OFFICER_NEEDED");
  ASSERT_THAT(world.Inbox(world.secretariat), SizeIs(1));
  const auto closed = world.Make(world.secretariat, sent.name, Move::kCloseUnserved);
  ASSERT_OK(closed);
  EXPECT_EQ(closed->referral.state, ReferralState::kClosedUnserved);
  ExpectVerified();
}

TEST_F(ReferralDeskTest, WithdrawingConsentSuspendsReadingAtOnceAndEndsTheChainWhenAnOfficerSpokeWithTheSurvivor) {
  const ReferralView sent = world.Send(world.intake, world.hospital, ReferralKind::kReferral);
  ASSERT_OK(world.Make(world.hospital, sent.name, Move::kReceive));
  const auto successor = world.Redirect(world.hospital, sent.name, world.clinic);
  ASSERT_OK(successor);
  ASSERT_OK(world.Make(world.clinic, successor->name, Move::kReceive));
  MoveRequest withdraw;
  withdraw.move = Move::kWithdrawConsent;
  ASSERT_OK(world.Make(world.clinic, successor->name, withdraw));
  EXPECT_EQ(world.Look(world.clinic, successor->name)->referral.state, ReferralState::kReceived);
  EXPECT_EQ(ReasonOf(world.desk().ReadPacket(world.clinic, successor->name, kAllSections)), "READING_ENDED");
  withdraw.consent_stands = true;
  EXPECT_EQ(ReasonOf(world.Make(world.clinic, successor->name, withdraw)), "WRONG_STATE");
  withdraw.spoken_with_survivor_alone = true;
  ASSERT_OK(world.Make(world.companion, successor->name, withdraw));
  ASSERT_OK(world.desk().ReadPacket(world.clinic, successor->name, kAllSections));
  withdraw.consent_stands = false;
  ASSERT_OK(world.Make(world.companion, successor->name, withdraw));
  for (const ReferralId& name : {sent.name, successor->name}) {
    const auto member = world.Look(world.intake, name);
    ASSERT_OK(member);
    EXPECT_EQ(member->referral.state, ReferralState::kConsentWithdrawn);
    EXPECT_EQ(member->referral.due_kind, DueKind::kPurge);
  }
  ASSERT_OK(world.Make(world.hospital, sent.name, Move::kConfirmPurge));
  ASSERT_OK(world.Make(world.clinic, successor->name, Move::kConfirmPurge));
  ExpectVerified();
}

TEST_F(ReferralDeskTest, ARecallOfWhatNobodyReadLeavesNothingToPurge) {
  const ReferralView unread = world.Send(world.intake, world.hospital, ReferralKind::kReferral);
  EXPECT_EQ(world.Make(world.intake, unread.name, Move::kRecall)->referral.state, ReferralState::kCancelled);
  const ReferralView read = world.Send(world.intake, world.hospital, ReferralKind::kReferral);
  ASSERT_OK(world.desk().ReadPacket(world.hospital, read.name, kAllSections));
  EXPECT_EQ(world.Make(world.intake, read.name, Move::kRecall)->referral.state, ReferralState::kRecalled);
  EXPECT_EQ(ReasonOf(world.desk().ReadPacket(world.hospital, read.name, kAllSections)), "READING_ENDED");
}

TEST_F(ReferralDeskTest, AReplayMakesNoSecondReferralAndAReusedIdIsRefused) {
  Referral referral;
  referral.kind = ReferralKind::kReferral;
  referral.receiver = world.hospital.unit;
  referral.legal_basis = LegalBasis::kConsent;
  referral.details.requested_services = {Service::kHealth};
  WriteRequest request = world.From(world.intake, "create");
  const auto first = world.desk().Create(request, referral, Packet());
  const auto again = world.desk().Create(request, referral, Packet());
  ASSERT_OK(first);
  ASSERT_OK(again);
  EXPECT_EQ(first->name, again->name);
  EXPECT_THAT(world.desk().List(world.intake, ReferralListBox::kSent, false, {10, ""})->referrals, SizeIs(1));
  request.fingerprint = "another content";
  EXPECT_EQ(ReasonOf(world.desk().Create(request, referral, Packet())), "REQUEST_ID_REUSED");
}

TEST_F(ReferralDeskTest, AStaleEtagChangesNothing) {
  const ReferralView sent = world.Send(world.intake, world.hospital, ReferralKind::kReferral);
  ASSERT_OK(world.Make(world.hospital, sent.name, Move::kReceive));
  MoveRequest move;
  move.move = Move::kDecline;
  move.decline_reason = DeclineReason::kNoCapacity;
  EXPECT_EQ(ReasonOf(world.desk().Make(world.From(world.hospital, "decline"), sent.name, sent.etag, move)), "ETAG_STALE");
  EXPECT_EQ(world.Look(world.hospital, sent.name)->referral.state, ReferralState::kReceived);
}

TEST_F(ReferralDeskTest, WhatAKindMayNotCarryIsNamedAllAtOnce) {
  Referral referral;
  referral.kind = ReferralKind::kServiceRequest;
  referral.receiver = world.dinas.unit;
  referral.legal_basis = LegalBasis::kConsent;
  referral.urgency = Urgency::kHigh;
  Packet packet;
  packet.need = NeedSection{.purpose = "alasan", .services_given = "", .access_needs = "", .eligibility = ""};
  const auto refused = world.desk().Create(world.From(world.intake, "create"), referral, packet);
  ASSERT_EQ(ReasonOf(refused), "INVALID_REQUEST");
  EXPECT_THAT(DetailsOf(refused.status())->violations, SizeIs(3));
  referral.urgency = Urgency::kUnspecified;
  referral.details.welfare_programs = {WelfareProgram::kPkh};
  packet.need.reset();
  packet.chronology = ChronologySection{.chronology = "kejadian", .development = ""};
  EXPECT_EQ(ReasonOf(world.desk().Create(world.From(world.intake, "create"), referral, packet)), "INVALID_REQUEST");
}

TEST_F(ReferralDeskTest, AReferralThatAsksForNothingIsNotSent) {
  Referral referral;
  referral.kind = ReferralKind::kReferral;
  referral.receiver = world.hospital.unit;
  referral.legal_basis = LegalBasis::kConsent;
  Packet packet;
  const auto send = [&] {
    return world.desk().Create(world.From(world.intake, "ReferralService/CreateReferral"), referral, packet);
  };
  const auto asked = InvalidRequest({{"packet.need.purpose", "REQUIRED", ""}});
  EXPECT_EQ(send().status(), asked);
  packet.need = NeedSection{.purpose = " \n", .services_given = "", .access_needs = "", .eligibility = ""};
  EXPECT_EQ(send().status(), asked);
  packet.need->purpose = "visum";
  ASSERT_OK(send());
}

TEST_F(ReferralDeskTest, AnExclusionThatNamesNobodyIsToldInsteadOfBelieved) {
  Referral referral;
  referral.kind = ReferralKind::kProtectionAlert;
  referral.receiver = world.intake.unit;
  referral.legal_basis = LegalBasis::kConsentPending;
  referral.details.region = "73.09.01.2003";
  referral.details.excluded_units = {world.dinas.unit, UnitId("019cac0f-2680-7000-8000-00000000abcd")};
  referral.details.excluded_officers = {OfficerId("019cac0f-2680-7000-8000-00000000abcd"), world.head.officer};
  Packet packet;
  packet.contact = ContactSection{.safe_contact = "di sekolah", .phone = "", .forbidden_ways = "", .code_word = ""};
  const auto send = [&] { return world.desk().Create(world.From(world.post, "ReferralService/CreateReferral"), referral, packet); };
  EXPECT_EQ(send().status(), InvalidRequest({{"referral.excluded_units[1]", "NOT_KNOWN_NAME", ""},
                                             {"referral.excluded_officers[0]", "NOT_KNOWN_NAME", ""}}));
  referral.details.excluded_units.pop_back();
  referral.details.excluded_officers.erase(referral.details.excluded_officers.begin());
  referral.details.region = "73.09.01.2999";
  EXPECT_EQ(send().status(), RegionUnknown());
  referral.details.region = "73.09.01.2003";
  ASSERT_OK(send());
}

TEST_F(ReferralDeskTest, AnEmergencyTellsThePhoneThatSomeoneAnswers) {
  const ReferralView alert = world.Send(world.post, world.intake, ReferralKind::kProtectionAlert, Urgency::kEmergency);
  ASSERT_TRUE(alert.emergency_duty_phone.has_value());
  EXPECT_EQ(*alert.emergency_duty_phone, "0411000110");
  EXPECT_FALSE(world.Look(world.post, alert.name)->emergency_duty_phone.has_value());
}

TEST_F(ReferralDeskTest, AReturnedRequestComesBackCompletedAndAProgrammeIsDecidedOneByOne) {
  const ReferralView sent = world.Send(world.post, world.dinas, ReferralKind::kServiceRequest);
  ASSERT_OK(world.Make(world.dinas, sent.name, Move::kReceive));
  ASSERT_OK(world.Make(world.dinas, sent.name, Move::kReturn, "fotokopi kartu keluarga"));
  const auto asked = world.desk().ReadPacket(world.post, sent.name, Bit(PacketSection::kNeed));
  ASSERT_OK(asked);
  EXPECT_EQ(asked->open_question, "fotokopi kartu keluarga");
  ASSERT_OK(world.Make(world.post, sent.name, Move::kResend, "sudah dilampirkan"));
  ASSERT_OK(world.Make(world.dinas, sent.name, Move::kReceive));
  ASSERT_OK(world.Make(world.dinas, sent.name, Move::kAccept));
  MoveRequest decide;
  decide.move = Move::kProgress;
  decide.item_result = {WelfareProgram::kKube, ItemDecision::kEnrolled, ""};
  EXPECT_EQ(ReasonOf(world.Make(world.dinas, sent.name, decide)), "PROGRAM_NOT_REQUESTED");
  decide.item_result = {WelfareProgram::kSembako, ItemDecision::kEnrolled, ""};
  ASSERT_OK(world.Make(world.dinas, sent.name, decide));
  ASSERT_OK(world.Make(world.dinas, sent.name, Move::kReport));
  const auto told = world.desk().ReadPacket(world.post, sent.name, Bit(PacketSection::kNeed));
  ASSERT_OK(told);
  ASSERT_THAT(told->item_results, SizeIs(1));
  ASSERT_OK(world.Make(world.post, sent.name, Move::kAcknowledge));
  ExpectVerified();
}

TEST_F(ReferralDeskTest, AWelfareSenderCannotEndAChainInWhichAProtectionUnitServesTheSurvivor) {
  const ReferralView sent = world.Send(world.secretariat, world.hospital, ReferralKind::kReferral);
  ASSERT_OK(world.Make(world.hospital, sent.name, Move::kReceive));
  const auto successor = world.Redirect(world.hospital, sent.name, world.intake);
  ASSERT_OK(successor);
  ASSERT_OK(world.Make(world.intake, successor->name, Move::kReceive));
  ASSERT_OK(world.Make(world.secretariat, sent.name, Move::kWithdrawConsent));
  EXPECT_EQ(world.Look(world.intake, successor->name)->referral.state, ReferralState::kReceived);
  EXPECT_TRUE(world.Look(world.intake, successor->name)->referral.reading_suspended);
}

TEST_F(ReferralDeskTest, APostCannotTellWhoAsksItForFollowUp) {
  const ReferralView of_unit = world.Send(world.case_manager, world.other_post, ReferralKind::kCounterReferral);
  const ReferralView of_secretariat = world.Send(world.secretariat, world.other_post, ReferralKind::kCounterReferral);
  const auto one = world.Look(world.other_post, of_unit.name);
  const auto two = world.Look(world.other_post, of_secretariat.name);
  ASSERT_OK(one);
  ASSERT_OK(two);
  EXPECT_EQ(one->sender_display_name, two->sender_display_name);
  EXPECT_EQ(one->referral.sender, two->referral.sender);
  EXPECT_EQ(one->referral.sender_number, "S-2026-0001");
  EXPECT_EQ(two->referral.sender_number, "S-2026-0002");
  EXPECT_EQ(one->referral.urgency, two->referral.urgency);
  EXPECT_EQ(one->referral.legal_basis, two->referral.legal_basis);
  EXPECT_EQ(one->available_moves, two->available_moves);
  for (const InboxEvent& event : world.Inbox(world.other_post)) EXPECT_EQ(event.urgency, Urgency::kUnspecified);
}

TEST_F(ReferralDeskTest, AWithdrawalLooksTheSameToAProviderWhoeverStandsBehindTheRequest) {
  const ReferralView of_post = world.Send(world.post, world.dinas, ReferralKind::kServiceRequest);
  const ReferralView of_unit = world.Send(world.intake, world.dinas, ReferralKind::kServiceRequest);
  MoveRequest withdraw;
  withdraw.move = Move::kWithdrawConsent;
  for (const ReferralId& name : {of_post.name, of_unit.name}) {
    EXPECT_EQ(ReasonOf(world.Make(world.dinas, name, withdraw)), "WRONG_STATE");
  }
  ASSERT_OK(world.Make(world.post, of_post.name, withdraw));
  EXPECT_EQ(ReasonOf(world.Make(world.intake, of_unit.name, withdraw)), "INVALID_REQUEST");
  EXPECT_FALSE(world.Look(world.dinas, of_unit.name)->referral.reading_suspended);
  withdraw.spoken_with_survivor_alone = true;
  ASSERT_OK(world.Make(world.intake, of_unit.name, withdraw));
  const auto one = world.Look(world.dinas, of_post.name);
  const auto two = world.Look(world.dinas, of_unit.name);
  ASSERT_OK(one);
  ASSERT_OK(two);
  EXPECT_EQ(one->referral.state, two->referral.state);
  EXPECT_EQ(one->referral.reading_suspended, two->referral.reading_suspended);
  EXPECT_EQ(one->available_moves, two->available_moves);
}

TEST_F(ReferralDeskTest, WhatWaitsForAPostIsListedOnceWhetherItIsAskedOrAccountable) {
  const ReferralView asked = world.Send(world.post, world.dinas, ReferralKind::kServiceRequest);
  ASSERT_OK(world.Make(world.dinas, asked.name, Move::kReceive));
  ASSERT_OK(world.Make(world.dinas, asked.name, Move::kAsk, "berapa anak?"));
  const ReferralView reported = world.Send(world.post, world.dinas, ReferralKind::kServiceRequest);
  WorkThrough(world.dinas, reported.name);
  world.Send(world.post, world.dinas, ReferralKind::kServiceRequest);
  const ReferralView received = world.Send(world.secretariat, world.post, ReferralKind::kCounterReferral);
  const auto work = world.desk().List(world.post, ReferralListBox::kAccountable, true, {10, ""});
  ASSERT_OK(work);
  std::vector<ReferralId> names;
  for (const ReferralView& view : work->referrals) names.push_back(view.name);
  EXPECT_THAT(names, ElementsAre(received.name, reported.name, asked.name));
  EXPECT_TRUE(work->next_after.empty());
}

TEST_F(ReferralDeskTest, PagesOfAPostStayInOrderWhileAnEntryIsRedirected) {
  std::vector<ReferralId> expected;
  for (int i = 0; i < 4; ++i) {
    expected.insert(expected.begin(), world.Send(world.post, world.intake, ReferralKind::kProtectionAlert).name);
  }
  const auto first = world.desk().List(world.post, ReferralListBox::kAll, false, {2, ""});
  ASSERT_OK(first);
  ASSERT_OK(world.Make(world.intake, expected[3], Move::kReceive));
  ASSERT_OK(world.Redirect(world.intake, expected[3], world.far_protection));
  const auto second = world.desk().List(world.post, ReferralListBox::kAll, false, {2, first->next_after});
  ASSERT_OK(second);
  ASSERT_THAT(second->referrals, SizeIs(2));
  EXPECT_EQ(second->referrals[0].name, expected[2]);
  EXPECT_EQ(second->referrals[1].name, expected[3]);
}

TEST_F(ReferralDeskTest, ListsComeInPagesNewestFirstWithoutGapsOrRepeats) {
  std::vector<ReferralId> expected;
  for (int i = 0; i < 7; ++i) {
    const bool out = i % 2 == 0;
    expected.insert(
        expected.begin(),
        world.Send(out ? world.intake : world.hospital, out ? world.hospital : world.intake, ReferralKind::kReferral).name);
  }
  std::vector<ReferralId> listed;
  std::string after;
  do {
    const auto page = world.desk().List(world.intake, ReferralListBox::kAll, false, {2, after});
    ASSERT_OK(page);
    for (const ReferralView& view : page->referrals) listed.push_back(view.name);
    after = page->next_after;
  } while (!after.empty());
  EXPECT_EQ(listed, expected);
}

}  // namespace
}  // namespace rujukan
