// What somebody with the database could do, and what whoever holds checkpoints elsewhere finds of it.
#include "client/chain_proof.h"

#include <functional>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "adapters/system/checkpoint_folder.h"
#include "adapters/system/checkpoint_key.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace rujukan::client {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr char kOne[] = "referrals/0192f0c1-2a3b-7c4d-8e5f-0123456789ab";
constexpr char kTwo[] = "households/0192f0c1-2a3b-8c4d-8e5f-0123456789ab";

class ChainProofTest : public ::testing::Test {
 protected:
  ChainProofTest() {
    chains = {ChainOf(kOne, {"a1", "a2", "a3"}), ChainOf(kTwo, {"b1", "b2"})};
    Sign({{kOne, 1, "a1"}, {kTwo, 1, "b1"}});
    Sign({{kOne, 2, "a2"}, {kTwo, 2, "b2"}});
  }

  struct Event {
    std::string record;
    std::int64_t sequence;
    std::string hash;
  };
  void Sign(const std::vector<Event>& events) {
    Checkpoint checkpoint;
    checkpoint.number = static_cast<std::int64_t>(signed_.size()) + 1;
    checkpoint.previous = signed_.empty() ? "" : DigestOf(signed_.back().signed_text, HeldUnder({}, {}).digest);
    checkpoint.time = absl::FromUnixSeconds(1764000000 + 600 * checkpoint.number);
    for (const Event& event : events) {
      checkpoint.events.push_back({RecordIn(event.record), event.sequence, absl::HexStringToBytes(event.hash)});
    }
    signed_.push_back({checkpoint.number, SignedText(checkpoint, key)});
  }
  static v1::Chain ChainOf(const std::string& record, const std::vector<std::string>& hashes) {
    v1::Chain chain;
    chain.set_record(record);
    chain.set_checked(true);
    for (const std::string& hash : hashes) {
      v1::ChainEvent& event = *chain.add_events();
      event.set_sequence(chain.events_size());
      if (chain.events_size() > 1) event.set_previous_hash(chain.events(chain.events_size() - 2).hash());
      event.set_hash(hash);
    }
    return chain;
  }

  // What is found with all checkpoints held, in the store as it is now.
  std::vector<std::string> Found(bool whole_store = true) {
    std::vector<HeldCheckpoints::File> files;
    for (const KeptCheckpoint& one : held) files.push_back({CheckpointFileName(one.number), one.signed_text});
    const HeldCheckpoints under_key = HeldUnder({key.PublicKey()}, files);
    ChainProof proof(under_key);
    for (const KeptCheckpoint& one : signed_) {
      v1::SignedCheckpoint checkpoint;
      checkpoint.set_number(one.number);
      checkpoint.set_text(one.signed_text);
      proof.Take(checkpoint);
    }
    proof.EndCheckpoints();
    for (const v1::Chain& chain : chains) proof.Take(chain);
    proof.End(whole_store);
    pinned = proof.pinned();
    std::vector<std::string> lines;
    for (const Finding& finding : proof.findings()) lines.push_back(finding.name + ": " + DescribeInEnglish(finding));
    return lines;
  }
  std::vector<std::string> FoundAfter(const std::function<void()>& tamper) {
    held = signed_;
    tamper();
    return Found();
  }

  const CheckpointKey key = CheckpointKey::Random();
  std::vector<KeptCheckpoint> signed_;
  std::vector<KeptCheckpoint> held;
  std::vector<v1::Chain> chains;
  std::int64_t pinned = 0;
};

TEST_F(ChainProofTest, FindsNothingWhereNothingWasDone) {
  EXPECT_THAT(FoundAfter([] {}), IsEmpty());
  EXPECT_EQ(pinned, 4);
}

TEST_F(ChainProofTest, NamesTheFirstEventThatWasChanged) {
  EXPECT_THAT(
      FoundAfter([&] {
        chains[0] = ChainOf(kOne, {"a1", "ff", "fe"});
      }),
      ElementsAre(std::string(kOne) +
                  ": event 2 is not the one that checkpoint 2 holds: it was changed, or one was removed, inserted or moved here"));
}

TEST_F(ChainProofTest, NamesTheFirstEventThatWasRemoved) {
  EXPECT_THAT(FoundAfter([&] { chains[0] = ChainOf(kOne, {"a1"}); }),
              ElementsAre(std::string(kOne) + ": event 2 is gone, which checkpoint 2 holds"));
}

TEST_F(ChainProofTest, NamesTheRecordThatIsGone) {
  EXPECT_THAT(FoundAfter([&] { chains.pop_back(); }),
              ElementsAre(std::string(kTwo) + ": it is gone with all its events, which checkpoint 1 holds"));
  EXPECT_THAT(Found(false), IsEmpty()) << "the proof of one record says nothing of others";
}

TEST_F(ChainProofTest, NamesAnInsertedEventByItself) {
  EXPECT_THAT(FoundAfter([&] { chains[0] = ChainOf(kOne, {"a1", "ff", "a2"}); }), Contains(HasSubstr("event 2 is not the one")));
}

TEST_F(ChainProofTest, NamesWhereAChainBreaksBehindWhatIsHeld) {
  EXPECT_THAT(FoundAfter([&] { chains[0].mutable_events(2)->set_previous_hash("ff"); }),
              ElementsAre(std::string(kOne) + ": the chain breaks at event 3"));
  chains[0].mutable_events(2)->set_previous_hash("a2");
  chains[0].mutable_events(2)->set_sequence(4);
  EXPECT_THAT(Found(), ElementsAre(std::string(kOne) + ": the chain breaks at event 3"));
}

TEST_F(ChainProofTest, SaysWhatTheServerFoundOnce) {
  EXPECT_THAT(FoundAfter([&] {
                v1::ChainFinding& finding = *chains[0].add_findings();
                finding.set_reason("CHAIN_BREAKS");
                finding.add_arguments("3");
                chains[0].mutable_events(2)->set_previous_hash("ff");
              }),
              ElementsAre(std::string(kOne) + ": the chain breaks at event 3"));
}

TEST_F(ChainProofTest, TakesAChainInPartsAsAWhole) {
  EXPECT_THAT(FoundAfter([&] {
                v1::Chain rest = chains[0];
                rest.mutable_events()->DeleteSubrange(0, 2);
                chains[0].mutable_events()->DeleteSubrange(2, 1);
                chains[0].set_checked(false);
                chains.insert(chains.begin() + 1, rest);
              }),
              IsEmpty());
}

TEST_F(ChainProofTest, NamesAChainWhoseRecordIsGone) {
  EXPECT_THAT(FoundAfter([&] { chains[1].set_checked(false); }), ElementsAre(std::string(kTwo) + ": events without their record"));
}

TEST_F(ChainProofTest, SaysThatAnOlderStoreWasPutBack) {
  EXPECT_THAT(FoundAfter([&] {
                signed_.pop_back();
                chains = {ChainOf(kOne, {"a1"}), ChainOf(kTwo, {"b1"})};
              }),
              ElementsAre(HasSubstr("checkpoint 2: it is held and not in the store, as whatever was done since"),
                          std::string(kOne) + ": event 2 is gone, which checkpoint 2 holds",
                          std::string(kTwo) + ": event 2 is gone, which checkpoint 2 holds"));
}

TEST_F(ChainProofTest, DoesNotBelieveAnotherKeysCheckpoints) {
  EXPECT_THAT(FoundAfter([&] {
                for (KeptCheckpoint& one : held) one.signed_text.replace(one.signed_text.size() - 3, 1, "x");
              }),
              Contains("checkpoint-0000000001.txt: it is no checkpoint of this key, or it was changed"));
}

}  // namespace
}  // namespace rujukan::client
