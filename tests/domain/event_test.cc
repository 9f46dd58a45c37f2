#include "server/domain/event.h"

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "adapters/system/file_key_sealer.h"
#include "adapters/system/key_file.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/domain/parties.h"

namespace rujukan::testing {
namespace {

using ::testing::HasSubstr;

class EventChain : public ::testing::Test {
 protected:
  EventChain() {
    Append(Move::kCreate, ReferralState::kUnspecified, ReferralState::kSent, "");
    Append(Move::kReceive, ReferralState::kSent, ReferralState::kReceived, "");
    Append(Move::kAsk, ReferralState::kReceived, ReferralState::kReceived, "Which programme?");
    Append(Move::kUnspecified, ReferralState::kReceived, ReferralState::kReceived, "");
    events.back().sections = Bit(PacketSection::kIdentity);
    Append(Move::kDecline, ReferralState::kReceived, ReferralState::kDeclined, "No place is free.");
    Rehash(0);
  }

  void Append(Move move, ReferralState from, ReferralState to, const std::string& text) {
    ReferralEvent event;
    event.referral = ReferralId("r");
    event.sequence = static_cast<std::int64_t>(events.size()) + 1;
    event.move = move;
    event.from = from;
    event.to = to;
    event.unit = UnitId("hospital");
    event.officer = OfficerId("doctor");
    event.role = Role::kPartnerOfficer;
    event.version = event.sequence;
    event.told = {UnitId("hospital"), UnitId("protection")};
    event.record_digest = sealer.Digest(absl::StrCat("record ", event.sequence));
    event.text = text;
    event.time = Morning() + absl::Minutes(event.sequence);
    events.push_back(event);
  }

  // Makes the chain whole again from the event at `first` on, as whoever keeps the database could.
  void Rehash(std::size_t first) {
    for (std::size_t i = first; i < events.size(); ++i) {
      ReferralEvent& event = events[i];
      event.text_digest = event.text.empty() ? "" : sealer.Digest(event.text);
      event.previous_hash = i == 0 ? "" : events[i - 1].hash;
      event.hash = HashOf(event, sealer);
    }
  }

  // What VerifyChain says: the first wrong sequence, or 0 when the chain is whole.
  int FirstWrong() const {
    const absl::Status status = VerifyChain(events, sealer);
    if (status.ok()) return 0;
    EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
    const std::string text(status.message());
    return std::stoi(text.substr(text.rfind(' ') + 1));
  }

  FileKeySealer sealer{Keys::Random()};
  std::vector<ReferralEvent> events;
};

TEST_F(EventChain, IsWholeAsItWasWritten) {
  EXPECT_EQ(FirstWrong(), 0);
  events.clear();
  EXPECT_EQ(FirstWrong(), 0) << "a referral without events has nothing wrong in it";
}

TEST_F(EventChain, NamesTheFirstEventOfWhichAnyFieldWasChanged) {
  const std::pair<std::string, std::function<void(ReferralEvent&)>> changes[] = {
      {"referral", [](ReferralEvent& e) { e.referral = ReferralId("another"); }},
      {"sequence", [](ReferralEvent& e) { e.sequence += 1; }},
      {"move", [](ReferralEvent& e) { e.move = Move::kRecall; }},
      {"from", [](ReferralEvent& e) { e.from = ReferralState::kOnHold; }},
      {"to", [](ReferralEvent& e) { e.to = ReferralState::kOnHold; }},
      {"unit", [](ReferralEvent& e) { e.unit = UnitId("police"); }},
      {"officer", [](ReferralEvent& e) { e.officer = OfficerId("somebody else"); }},
      {"role", [](ReferralEvent& e) { e.role = Role::kAuditor; }},
      {"sections", [](ReferralEvent& e) { e.sections |= Bit(PacketSection::kHealth); }},
      {"version", [](ReferralEvent& e) { e.version += 1; }},
      {"told, one less", [](ReferralEvent& e) { e.told.pop_back(); }},
      {"told, one more", [](ReferralEvent& e) { e.told.push_back(UnitId("slrt")); }},
      {"told, in one word", [](ReferralEvent& e) { e.told = {UnitId("hospitalprotection")}; }},
      {"record_digest", [](ReferralEvent& e) { e.record_digest[0] = static_cast<char>(e.record_digest[0] ^ 1); }},
      {"text", [](ReferralEvent& e) { e.text += "!"; }},
      {"text_digest", [](ReferralEvent& e) { e.text_digest += "!"; }},
      {"time", [](ReferralEvent& e) { e.time += absl::Microseconds(1); }},
      {"previous_hash", [](ReferralEvent& e) { e.previous_hash += "!"; }},
      {"hash", [](ReferralEvent& e) { e.hash[31] = static_cast<char>(e.hash[31] ^ 1); }},
  };
  const std::vector<ReferralEvent> whole = events;
  for (const auto& [field, change] : changes) {
    for (std::size_t i = 0; i < whole.size(); ++i) {
      events = whole;
      change(events[i]);
      EXPECT_EQ(FirstWrong(), static_cast<int>(i) + 1) << field;
    }
  }
}

TEST_F(EventChain, NamesThePlaceFromWhichAnEventWasRemoved) {
  const std::vector<ReferralEvent> whole = events;
  for (std::size_t i = 0; i + 1 < whole.size(); ++i) {
    events = whole;
    events.erase(events.begin() + static_cast<std::ptrdiff_t>(i));
    EXPECT_EQ(FirstWrong(), static_cast<int>(i) + 1);
  }
}

TEST_F(EventChain, NamesThePlaceWhereAnEventWasInserted) {
  const std::vector<ReferralEvent> whole = events;
  for (std::size_t i = 0; i <= whole.size(); ++i) {
    events = whole;
    ReferralEvent forged = whole[2];
    forged.sequence = static_cast<std::int64_t>(i) + 1;
    forged.previous_hash = i == 0 ? "" : whole[i - 1].hash;
    forged.text = "Never said.";
    forged.text_digest = sealer.Digest(forged.text);
    forged.hash = HashOf(forged, sealer);
    events.insert(events.begin() + static_cast<std::ptrdiff_t>(i), forged);
    // The forged event itself is well made; what comes after it no longer follows.
    EXPECT_EQ(FirstWrong(), i == whole.size() ? 0 : static_cast<int>(i) + 2);
  }
}

TEST_F(EventChain, NamesTheFirstOfTwoEventsThatChangedPlaces) {
  const std::vector<ReferralEvent> whole = events;
  for (std::size_t i = 0; i < whole.size(); ++i) {
    for (std::size_t j = i + 1; j < whole.size(); ++j) {
      events = whole;
      std::swap(events[i], events[j]);
      EXPECT_EQ(FirstWrong(), static_cast<int>(i) + 1);
      std::swap(events[i].sequence, events[j].sequence);
      EXPECT_EQ(FirstWrong(), static_cast<int>(i) + 1);
    }
  }
}

TEST_F(EventChain, NamesTheNextEventWhenOneWasRewrittenWithItsHash) {
  events[1].officer = OfficerId("somebody else");
  events[1].hash = HashOf(events[1], sealer);
  EXPECT_EQ(FirstWrong(), 3);
}

TEST_F(EventChain, RewrittenAsAWholeHasAnotherHeadForWhoeverHeldTheOld) {
  const std::string head = events.back().hash;
  events[1].officer = OfficerId("somebody else");
  Rehash(1);
  EXPECT_EQ(FirstWrong(), 0);
  EXPECT_NE(events.back().hash, head);
}

TEST_F(EventChain, HoldsNoTextInItsHashes) {
  ReferralEvent same = events[2];
  same.text = "Another question?";
  EXPECT_EQ(HashOf(same, sealer), events[2].hash);
  same.text_digest = sealer.Digest(same.text);
  EXPECT_NE(HashOf(same, sealer), events[2].hash);
}

TEST_F(EventChain, SaysNothingOfTheRecordWhenItIsBroken) {
  events[2].text = "A name and an address";
  const absl::Status status = VerifyChain(events, sealer);
  EXPECT_THAT(std::string(status.message()), ::testing::Not(HasSubstr("name")));
}

}  // namespace
}  // namespace rujukan::testing
