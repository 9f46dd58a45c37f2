#include "server/broker/checkpoint_desk.h"

#include <set>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "adapters/system/checkpoint_folder.h"
#include "adapters/system/checkpoint_key.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/broker/verification.h"
#include "tests/testing/records.h"
#include "tests/testing/refusals.h"
#include "tests/testing/world.h"

namespace rujukan {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::Reason;

class CheckpointDeskTest : public ::testing::Test {
 protected:
  std::int64_t SignAll() {
    const auto made = CheckpointDesk(world.work(), key).SignAll();
    EXPECT_TRUE(made.ok()) << made.status();
    return made.value_or(-1);
  }
  std::vector<Checkpoint> Signed() {
    std::vector<Checkpoint> checkpoints;
    EXPECT_EQ(Reason(world.store().Read([&](Transaction& t) -> absl::Status {
                const auto all = t.checkpoints().List(0, 1000);
                for (const Checkpoints::Kept& kept : *all) {
                  checkpoints.push_back(ReadCheckpoint(kept.signed_text, [this](std::string_view text, std::string_view signature) {
                                          return IsSignatureOf(key.PublicKey(), text, signature);
                                        }).value());
                  EXPECT_EQ(checkpoints.back().previous, digest);
                  digest = DigestOf(kept.signed_text, world.sealer());
                }
                return absl::OkStatus();
              })),
              "OK");
    return checkpoints;
  }
  void Store(int households) {
    EXPECT_EQ(Reason(world.store().Transact([&](Transaction& t) -> absl::Status {
                testing::RecordMaker make(world.clock, world.ids);
                for (int i = 0; i < households; ++i) {
                  if (absl::Status put = t.households().Insert(make.MakeHousehold(world.post.unit)); !put.ok()) return put;
                }
                return absl::OkStatus();
              })),
              "OK");
  }

  testing::World world;
  const CheckpointKey key = CheckpointKey::Random();
  std::string digest;
};

TEST_F(CheckpointDeskTest, SignsEveryEventOnceEachCheckpointNamingTheOneBefore) {
  EXPECT_EQ(SignAll(), 1);
  EXPECT_EQ(SignAll(), 0) << "nothing happened since";
  const ReferralId referral = world.Send(world.intake, world.hospital, ReferralKind::kReferral).name;
  EXPECT_EQ(Reason(world.Make(world.hospital, referral, Move::kReceive)), "OK");
  EXPECT_EQ(SignAll(), 1);
  const std::vector<Checkpoint> checkpoints = Signed();
  ASSERT_EQ(checkpoints.size(), 2u);
  EXPECT_EQ(checkpoints[1].number, 2);
  std::vector<std::string> events;
  for (const SignedEvent& event : checkpoints[1].events) events.push_back(absl::StrCat(TextOf(event.record), " ", event.sequence));
  std::string chain;
  EXPECT_EQ(Reason(world.store().Read([&](Transaction& t) -> absl::Status {
              chain = TextOf(t.audit().ChainOf(RecordOf(referral)));
              return absl::OkStatus();
            })),
            "OK");
  EXPECT_THAT(events, ElementsAre(chain + " 1", chain + " 2"));
  EXPECT_NE(chain, NameOf(referral)) << "an id tells when the referral was made";
}

TEST_F(CheckpointDeskTest, OfTwoThatDisagreeOnAPlaceTheFirstHoldsInWhateverOrderTheyAreRead) {
  const RecordName officer = RecordOf(world.post.officer);
  Checkpoint first, second;
  first.number = 1;
  first.events = {{officer, 1, "first"}};
  const std::string first_text = SignedText(first, key);
  second.number = 2;
  second.previous = DigestOf(first_text, world.sealer());
  second.events = {{officer, 1, "second"}};
  std::vector<HeldCheckpoints::File> files = {{CheckpointFileName(1), first_text},
                                              {CheckpointFileName(2), SignedText(second, key)}};
  for (int i = 0; i < 2; ++i, std::swap(files[0], files[1])) {
    Pins pins;
    const std::vector<Finding> findings = pins.Hold(HeldUnder({key.PublicKey()}, files));
    ASSERT_EQ(findings.size(), 1u);
    EXPECT_EQ(findings[0].reason, FindingReason::kPlaceSignedTwice);
    EXPECT_THAT(pins.Compare(officer, {{1, "first"}}), IsEmpty());
  }
}

TEST_F(CheckpointDeskTest, TellsOfEventsThatWereKeptFromBeingSigned) {
  Pins pins;
  const RecordName officer = RecordOf(world.post.officer);
  Checkpoint first;
  first.number = 1;
  first.events = {{officer, 1, "one"}};
  const HeldCheckpoints held = HeldUnder({key.PublicKey()}, {});
  EXPECT_THAT(pins.Compare(KeptCheckpoint{1, SignedText(first, key)}, held), IsEmpty());
  pins.Count({{officer, 2, "two"}});
  EXPECT_THAT(pins.CompareCount(officer, 2), IsEmpty());
  const std::vector<Finding> findings = pins.CompareCount(officer, 4);
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(DescribeInEnglish(findings[0]), "2 of its events are in no checkpoint and wait for none");
}

TEST_F(CheckpointDeskTest, MakesAsManyCheckpointsAsItTakes) {
  SignAll();
  Store(static_cast<int>(2 * kCheckpointEventsMax) + 1);
  EXPECT_EQ(SignAll(), 3);
  EXPECT_EQ(Signed().back().events.size(), 1u);
}

// Is told to stop while it signs.
class StoppedSigner : public Signer {
 public:
  StoppedSigner(const Signer& signer, std::stop_source& stop) : signer_(signer), stop_(stop) {}
  std::string Sign(std::string_view text) const override {
    stop_.request_stop();
    return signer_.Sign(text);
  }
  std::string PublicKey() const override { return signer_.PublicKey(); }

 private:
  const Signer& signer_;
  std::stop_source& stop_;
};

TEST_F(CheckpointDeskTest, StopsBetweenTwoCheckpointsAndLeavesTheRestToTheNext) {
  SignAll();
  Store(static_cast<int>(2 * kCheckpointEventsMax) + 1);
  std::stop_source stop;
  const StoppedSigner signer(key, stop);
  EXPECT_EQ(CheckpointDesk(world.work(), signer).SignAll(stop.get_token()).status().code(), absl::StatusCode::kCancelled);
  EXPECT_EQ(SignAll(), 2);
  EXPECT_EQ(Signed().back().events.size(), 1u);
}

// Of two servers that sign at once none signs an event again, and no number is given twice.
TEST_F(CheckpointDeskTest, SignsOnceForAllServers) {
  Store(static_cast<int>(3 * kCheckpointEventsMax));
  std::vector<std::thread> servers;
  for (int i = 0; i < 4; ++i) servers.emplace_back([this] { SignAll(); });
  for (std::thread& server : servers) server.join();
  std::size_t events = 0;
  std::set<std::string> names;
  for (const Checkpoint& checkpoint : Signed()) {
    events += checkpoint.events.size();
    for (const SignedEvent& event : checkpoint.events) names.insert(absl::StrCat(TextOf(event.record), " ", event.sequence));
  }
  EXPECT_EQ(names.size(), events);
}

// The transaction that appends leaves the event to be signed; one that commits late is in a later checkpoint, and in one.
TEST_F(CheckpointDeskTest, LeavesNoEventOutThatWasRolledBackOrCameLate) {
  SignAll();
  EXPECT_EQ(Reason(world.store().Transact([&](Transaction& t) -> absl::Status {
              testing::RecordMaker make(world.clock, world.ids);
              if (absl::Status put = t.households().Insert(make.MakeHousehold(world.post.unit)); !put.ok()) return put;
              return NotFound();
            })),
            "NOT_FOUND");
  EXPECT_EQ(SignAll(), 0);
  Store(1);
  EXPECT_EQ(SignAll(), 1);
}

TEST_F(CheckpointDeskTest, MakesWhatIsHeldProvable) {
  world.Send(world.intake, world.hospital, ReferralKind::kReferral);
  SignAll();
  HeldCheckpoints held = HeldUnder({key.PublicKey()}, {});
  EXPECT_EQ(Reason(world.store().Read([&](Transaction& t) -> absl::Status {
              held.files = {{"checkpoint-0000000001.txt", t.checkpoints().Last().value()->signed_text}};
              return absl::OkStatus();
            })),
            "OK");
  const VerificationReport report = VerifyStore(world.work(), &held).value();
  EXPECT_THAT(report.findings, IsEmpty());
  EXPECT_GT(report.chain_events, 30);
  EXPECT_EQ(report.chain_events_pinned, report.chain_events);

  held.files.push_back({"checkpoint-0000000002.txt", "rujukan-checkpoint 1\n"});
  EXPECT_THAT(VerifyStore(world.work(), &held).value().findings,
              ElementsAre("checkpoint-0000000002.txt: it is no checkpoint of this key, or it was changed"));
}

TEST_F(CheckpointDeskTest, TellsWhichHeldCheckpointIsMissing) {
  HeldCheckpoints held = HeldUnder({key.PublicKey()}, {});
  Checkpoint later;
  later.number = 2;
  later.time = world.clock.Now();
  held.files = {{"two", SignedText(later, key)}};
  EXPECT_THAT(
      VerifyStore(world.work(), &held).value().findings,
      ElementsAre("checkpoint 1: it is not among those held, which go on with 2", HasSubstr("an older state was put back")));
}

}  // namespace
}  // namespace rujukan
