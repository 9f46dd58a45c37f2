// What each party may learn of a referral from what it is shown, answered and refused.
#include "server/broker/referral_viewer.h"

#include <algorithm>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/testing/faulty_sqlite_store.h"
#include "tests/testing/refusals.h"
#include "tests/testing/world.h"

namespace rujukan {
namespace {

using ::testing::IsEmpty;
using testing::Reason;
using ::testing::SizeIs;
using testing::World;

class ReferralViewerTest : public ::testing::Test {
 protected:
  // A packet that nobody keeps secret.
  static Packet Asking(const std::string& purpose) {
    Packet packet;
    packet.need = NeedSection{.purpose = purpose, .services_given = "", .access_needs = "", .eligibility = ""};
    return packet;
  }

  ReferralId AlertWithConsent() {
    Referral referral;
    referral.kind = ReferralKind::kProtectionAlert;
    referral.receiver = world.intake.unit;
    referral.legal_basis = LegalBasis::kConsent;
    referral.details.region = "73.09.01.2003";
    Packet packet;
    packet.contact = ContactSection{.safe_contact = "di sekolah", .phone = "", .forbidden_ways = "", .code_word = ""};
    const auto sent = world.desk().Create(world.From(world.post, "ReferralService/CreateReferral"), referral, packet);
    EXPECT_EQ(Reason(sent), "OK");
    return sent->name;
  }

  static MoveRequest Withdrawal(bool spoken) {
    MoveRequest withdraw;
    withdraw.move = Move::kWithdrawConsent;
    withdraw.spoken_with_survivor_alone = spoken;
    return withdraw;
  }

  std::vector<ReferralId> NamesOf(const std::vector<ReferralView>& views) {
    std::vector<ReferralId> names;
    for (const ReferralView& view : views) names.push_back(view.name);
    return names;
  }

  World world;
};

TEST_F(ReferralViewerTest, WhoeverDoesNotSeeTheSenderCannotFeelForItByRedirecting) {
  const ReferralId request = world.Send(world.hospital, world.dinas, ReferralKind::kServiceRequest).name;
  const ReferralId counter = world.Send(world.intake, world.post, ReferralKind::kCounterReferral).name;
  ASSERT_EQ(Reason(world.Make(world.dinas, request, Move::kReceive)), "OK");
  ASSERT_EQ(Reason(world.Make(world.post, counter, Move::kReceive)), "OK");
  for (const Caller& receiver : {world.hospital, world.secretariat, world.intake}) {
    EXPECT_EQ(Reason(world.Redirect(world.dinas, request, receiver)), "WRONG_STATE");
    EXPECT_EQ(Reason(world.Redirect(world.post, counter, receiver)), "WRONG_STATE");
  }
}

TEST_F(ReferralViewerTest, APostReadsAndListsTheSameWhateverBecomesOfTheConsentToItsAlert) {
  const ReferralId alert = AlertWithConsent();
  ASSERT_EQ(Reason(world.Make(world.intake, alert, Move::kReceive)), "OK");
  const auto read = [&] { return Reason(world.desk().ReadPacket(world.post, alert, kAllSections)); };
  const auto listed = [&] { return world.desk().List(world.post, ReferralListBox::kSent, true, {10, ""})->referrals.size(); };
  EXPECT_EQ(read(), "OK");
  EXPECT_EQ(listed(), 1);
  ASSERT_EQ(Reason(world.Make(world.intake, alert, Withdrawal(false))), "OK");
  EXPECT_EQ(read(), "OK");
  EXPECT_EQ(listed(), 1);
  ASSERT_EQ(Reason(world.Make(world.companion, alert, Withdrawal(true))), "OK");
  EXPECT_EQ(world.Look(world.post, alert)->referral.state, ReferralState::kDone);
  EXPECT_EQ(read(), "OK");
  EXPECT_EQ(listed(), 0) << "done to the post, though the unit still has to purge";
  ASSERT_EQ(Reason(world.Make(world.intake, alert, Move::kConfirmPurge)), "OK");
  EXPECT_EQ(read(), "OK");
  EXPECT_EQ(listed(), 0);
}

TEST_F(ReferralViewerTest, ThatConsentStandsIsRefusedToAPostInOneWordForEveryKind) {
  MoveRequest stands = Withdrawal(true);
  stands.consent_stands = true;
  const ReferralId alert = world.Send(world.post, world.intake, ReferralKind::kProtectionAlert).name;
  const ReferralId complaint = world.Send(world.post, world.dinas, ReferralKind::kServiceRequest).name;
  for (const ReferralId& name : {alert, complaint}) {
    EXPECT_EQ(world.Make(world.post, name, stands).status(), WrongState(Move::kWithdrawConsent));
  }
}

TEST_F(ReferralViewerTest, AReplayOfAnEmergencyTellsNotWhereItWentSince) {
  Referral referral;
  referral.kind = ReferralKind::kProtectionAlert;
  referral.receiver = world.intake.unit;
  referral.urgency = Urgency::kEmergency;
  referral.legal_basis = LegalBasis::kVitalInterest;
  referral.details.region = "73.09.01.2003";
  Packet packet;
  packet.contact = ContactSection{.safe_contact = "di sekolah", .phone = "", .forbidden_ways = "", .code_word = ""};
  const WriteRequest request = world.From(world.post, "ReferralService/CreateReferral");
  const auto sent = world.desk().Create(request, referral, packet);
  ASSERT_EQ(Reason(sent), "OK");
  // The far unit answers another telephone.
  const auto renumber = world.store().Transact([&](Transaction& transaction) -> absl::Status {
    Unit far = **transaction.units().Find(world.far_protection.unit);
    far.duty_phone = "061000110";
    ++far.version;
    return transaction.units().Update(far);
  });
  ASSERT_EQ(Reason(renumber), "OK");
  ASSERT_EQ(Reason(world.Make(world.intake, sent->name, Move::kReceive)), "OK");
  ASSERT_EQ(Reason(world.Redirect(world.intake, sent->name, world.far_protection)), "OK");
  EXPECT_EQ(world.desk().Create(request, referral, packet)->emergency_duty_phone, sent->emergency_duty_phone);
}

TEST_F(ReferralViewerTest, ARedirectRepeatedAfterTheNewUnitReceivedIsAnsweredWithWhatWasRedirected) {
  const ReferralId first = world.Send(world.post, world.intake, ReferralKind::kProtectionAlert).name;
  ASSERT_EQ(Reason(world.Make(world.intake, first, Move::kReceive)), "OK");
  MoveRequest redirect;
  redirect.move = Move::kRedirect;
  const WriteRequest request = world.From(world.intake, "ReferralService/RedirectReferral");
  const std::string etag = world.Look(world.intake, first)->etag;
  const auto again = [&] {
    return world.desk().Redirect(request, first, etag, redirect, world.far_protection.unit,
                                 ReferralId("019cac0f-2680-7000-8000-00000000abcd"));
  };
  const auto successor = again();
  ASSERT_EQ(Reason(successor), "OK");
  ASSERT_EQ(Reason(world.Make(world.far_protection, successor->name, Move::kReceive)), "OK");
  const auto repeated = again();
  ASSERT_EQ(Reason(repeated), "OK");
  EXPECT_EQ(repeated->name, first);
  EXPECT_EQ(repeated->referral.state, ReferralState::kRedirected);
}

TEST_F(ReferralViewerTest, AFirstReadingLeavesTheEtagsOfBothSidesAsTheyAre) {
  const ReferralId name = world.Send(world.intake, world.hospital, ReferralKind::kReferral).name;
  const std::string of_sender = world.Look(world.intake, name)->etag;
  const std::string of_receiver = world.Look(world.hospital, name)->etag;
  ASSERT_EQ(Reason(world.desk().ReadPacket(world.hospital, name, kAllSections)), "OK");
  EXPECT_EQ(world.Look(world.intake, name)->etag, of_sender);
  MoveRequest receive;
  receive.move = Move::kReceive;
  const auto received =
      world.desk().Make(world.From(world.hospital, "ReferralService/ReceiveReferral"), name, of_receiver, receive);
  ASSERT_EQ(Reason(received), "OK");
  EXPECT_NE(received->etag, of_receiver);
}

TEST_F(ReferralViewerTest, ACounterReferralThatHidesItsSenderHasNoUrgencyToTellByTheClock) {
  Referral referral;
  referral.kind = ReferralKind::kCounterReferral;
  referral.receiver = world.post.unit;
  referral.legal_basis = LegalBasis::kConsent;
  const auto send = [&] {
    return world.desk().Create(world.From(world.intake, "ReferralService/CreateReferral"), referral, Asking("pendampingan"));
  };
  referral.urgency = Urgency::kEmergency;
  EXPECT_EQ(send().status(), InvalidRequest({{"referral.urgency", "NOT_ALLOWED_HERE", ""}}));
  referral.urgency = Urgency::kUnspecified;
  const auto sent = send();
  ASSERT_EQ(Reason(sent), "OK");
  EXPECT_EQ(sent->referral.urgency, Urgency::kLow);
}

TEST_F(ReferralViewerTest, TheUnitThatMustConfirmAClosingIsToldByTheSendersNumber) {
  const ReferralView sent = world.Send(world.post, world.dinas, ReferralKind::kServiceRequest);
  ASSERT_EQ(Reason(world.Make(world.dinas, sent.name, Move::kReceive)), "OK");
  ASSERT_EQ(Reason(world.Make(world.dinas, sent.name, Move::kDecline)), "OK");
  ASSERT_EQ(Reason(world.Make(world.post, sent.name, Move::kCloseUnserved, "tidak ada layanan")), "OK");
  const std::vector<InboxEvent> told = world.Inbox(world.secretariat);
  ASSERT_THAT(told, SizeIs(1));
  EXPECT_EQ(told.front().number, sent.referral.sender_number);
  EXPECT_TRUE(told.front().action_needed);
}

TEST_F(ReferralViewerTest, EveryPlaceInAListIsOneToGoOnFrom) {
  for (int i = 0; i < 3; ++i) {
    world.Send(world.intake, world.hospital, ReferralKind::kReferral);
    world.Send(world.hospital, world.intake, ReferralKind::kReferral);
  }
  const auto all = world.desk().List(world.intake, ReferralListBox::kAll, false, {10, ""});
  ASSERT_EQ(Reason(all), "OK");
  ASSERT_THAT(all->referrals, SizeIs(6));
  const std::vector<ReferralId> names = NamesOf(all->referrals);
  for (std::size_t i = 0; i < names.size(); ++i) {
    // Where a page ends because its records are long, not many.
    const auto rest = world.desk().List(world.intake, ReferralListBox::kAll, false, {10, all->referrals[i].position});
    const std::vector<ReferralId> expected(names.begin() + static_cast<std::ptrdiff_t>(i) + 1, names.end());
    if (all->referrals[i].position.empty()) {
      EXPECT_THAT(expected, IsEmpty());
    } else {
      EXPECT_EQ(NamesOf(rest->referrals), expected) << i;
    }
  }
}

TEST_F(ReferralViewerTest, ACursorIsBelievedOnlyWhereItsEventIs) {
  world.Send(world.intake, world.hospital, ReferralKind::kReferral);
  world.Send(world.intake, world.hospital, ReferralKind::kReferral);
  const std::vector<InboxEvent> seen = world.Inbox(world.hospital);
  // As after an older copy of the database was put back, and its inbox has grown as far as the one that was lost.
  World restored;
  restored.Send(restored.intake, restored.hospital, ReferralKind::kReferral);
  restored.clock.Advance(absl::Microseconds(1));
  for (int i = 0; i < 2; ++i) restored.Send(restored.intake, restored.hospital, ReferralKind::kReferral);
  const auto from = [&](const InboxPlace& place) {
    return InboxReader(restored.work()).List(restored.hospital, restored.hospital.unit, place, 10);
  };
  EXPECT_THAT(from({})->size(), 3U);
  EXPECT_THAT(from({1, seen[0].time})->size(), 2U) << "of what both have";
  EXPECT_EQ(Reason(from({2, seen[1].time})), "PAGE_TOKEN_FOREIGN") << "the second one of the restored inbox would be passed over";
  EXPECT_THAT(from({3, restored.clock.Now()})->size(), 0U);
  EXPECT_EQ(Reason(from({4, restored.clock.Now()})), "PAGE_TOKEN_FOREIGN") << "beyond the end";
}

TEST(ADamagedReferral, HidesNoOtherFromListsAndInboxes) {
  FileKeySealer sealer(Keys::Random());
  testing::FakeClock clock;
  testing::FaultySqliteStore faulty(sealer, clock);
  World world(faulty.store(), sealer);
  std::vector<ReferralView> sent;
  for (int i = 0; i < 3; ++i) sent.insert(sent.begin(), world.Send(world.intake, world.hospital, ReferralKind::kReferral));
  faulty.Execute("UPDATE referrals SET state = 9 WHERE sender_number = 'R-2026-0002'");

  EXPECT_EQ(Reason(world.Look(world.hospital, sent[1].name)), "RECORD_DAMAGED");
  for (const Caller& caller : {world.intake, world.hospital}) {
    const auto list = world.desk().List(caller, ReferralListBox::kAll, false, {10, ""});
    ASSERT_EQ(Reason(list), "OK");
    ASSERT_THAT(list->referrals, SizeIs(3));
    const ReferralView& damaged = list->referrals[1];
    EXPECT_EQ(damaged.name, sent[1].name);
    EXPECT_EQ(damaged.referral.state, ReferralState::kUnspecified);
    EXPECT_FALSE(damaged.referral.sender_number.empty() && damaged.referral.receiver_number.empty());
    EXPECT_THAT(damaged.available_moves, IsEmpty());
    EXPECT_EQ(list->referrals[0].referral.state, ReferralState::kSent);
    EXPECT_EQ(list->referrals[2].referral.state, ReferralState::kSent);
  }
  const std::vector<InboxEvent> events = world.Inbox(world.hospital);
  ASSERT_THAT(events, SizeIs(3));
  EXPECT_EQ(events[0].referral, sent[2].name);
  EXPECT_TRUE(events[1].referral.empty());
  EXPECT_EQ(events[2].referral, sent[0].name);
}

}  // namespace
}  // namespace rujukan
