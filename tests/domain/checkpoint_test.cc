#include "server/domain/checkpoint.h"

#include <string>

#include "adapters/system/checkpoint_key.h"
#include "adapters/system/file_key_sealer.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/domain/parties.h"

namespace rujukan::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class CheckpointText : public ::testing::Test {
 protected:
  CheckpointText() {
    checkpoint.number = 2;
    checkpoint.previous = std::string(32, '\x01');
    checkpoint.time = Morning();
    checkpoint.events = {{{RecordKind::kReferral, "0195"}, 4, std::string(32, '\x02')},
                         {{RecordKind::kRegion, "73.09"}, 1, std::string(32, '\x03')}};
    text = SignedText(checkpoint, key);
  }
  std::optional<Checkpoint> Read(const std::string& signed_text, const Signer& signer) {
    return ReadCheckpoint(signed_text, [&](std::string_view said, std::string_view signature) {
      return IsSignatureOf(signer.PublicKey(), said, signature);
    });
  }

  const FileKeySealer sealer{Keys::Random()};
  const CheckpointKey key = CheckpointKey::Random();
  Checkpoint checkpoint;
  std::string text;
};

TEST_F(CheckpointText, IsReadAsItWasSigned) {
  const auto read = Read(text, key);
  ASSERT_TRUE(read);
  EXPECT_EQ(SignedText(*read, key), text);
  EXPECT_EQ(read->number, 2);
  EXPECT_EQ(read->events.size(), 2u);
  EXPECT_THAT(text, StartsWith("rujukan-checkpoint 1\nnumber 2\nprevious 0101"));
  EXPECT_THAT(text, HasSubstr("\nevent regions/73.09 1 0303"));
}

TEST_F(CheckpointText, OfTheFirstNamesNoneBefore) {
  checkpoint.number = 1;
  checkpoint.previous.clear();
  const auto read = Read(SignedText(checkpoint, key), key);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->previous, "");
}

TEST_F(CheckpointText, IsNotReadWhenAByteOfItIsAnother) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string changed = text;
    changed[i] = changed[i] == '0' ? '1' : '0';
    EXPECT_FALSE(Read(changed, key)) << i;
  }
}

TEST_F(CheckpointText, IsNotReadWhenItIsOfAnotherKeyOrShorterOrLonger) {
  EXPECT_FALSE(Read(text, CheckpointKey::Random()));
  for (std::size_t size = 0; size < text.size(); ++size) EXPECT_FALSE(Read(text.substr(0, size), key)) << size;
  EXPECT_FALSE(Read(text + "\n", key));
  EXPECT_FALSE(Read(text + text, key));
}

TEST_F(CheckpointText, HasADigestThatDoesNotDependOnItsSignature) {
  EXPECT_EQ(DigestOf(text, sealer), DigestOf(SignedText(checkpoint, CheckpointKey::Random()), sealer));
  checkpoint.number = 3;
  EXPECT_NE(DigestOf(text, sealer), DigestOf(SignedText(checkpoint, key), sealer));
}

}  // namespace
}  // namespace rujukan::testing
