#include "adapters/system/key_shares.h"

#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "absl/strings/str_replace.h"
#include "adapters/system/file_key_sealer.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/testing/temporary_folder.h"

namespace rujukan::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class KeyShares : public ::testing::Test {
 protected:
  static std::string Read(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  static void Write(const std::string& path, const std::string& text) { std::ofstream(path, std::ios::binary) << text; }
  static std::string WhyNot(const std::string& one, const std::string& other) {
    return std::string(JoinKeyShares(one, other).status().message());
  }

  TemporaryFolder folder;
  const std::string first = folder.File("first");
  const std::string second = folder.File("second");
  const Keys keys = Keys::Random();
};

TEST_F(KeyShares, MakeTheKeyFileAgainInEitherOrder) {
  Keys rotated = keys;
  rotated.seal.emplace(2, SecretKey::Random());
  ASSERT_TRUE(CreateKeyShares(first, second, rotated).ok());
  for (const auto& [one, other] : {std::pair(first, second), std::pair(second, first)}) {
    const auto joined = JoinKeyShares(one, other);
    ASSERT_TRUE(joined.ok()) << joined.status();
    EXPECT_EQ(EncodeKeys(*joined).view(), EncodeKeys(rotated).view());
  }
}

TEST_F(KeyShares, MayHaveTheLargestKeyFile) {
  Keys many = keys;
  for (std::uint32_t number = 2; number <= 70; ++number) many.seal.emplace(number, SecretKey::Random());
  ASSERT_TRUE(CreateKeyShares(first, second, many).ok());
  EXPECT_TRUE(JoinKeyShares(first, second).ok());
}

TEST_F(KeyShares, SayWhatTheyAreAndAreTheirOwnersOnly) {
  const mode_t before = umask(0);
  ASSERT_TRUE(CreateKeyShares(first, second, keys).ok());
  umask(before);
  for (const auto& [path, half] : {std::pair(first, "1"), std::pair(second, "2")}) {
    EXPECT_THAT(Read(path), StartsWith(std::string("rujukan-key-share ") + half + " of 2, installation "));
    EXPECT_THAT(Read(path), HasSubstr("Half of the keys"));
    EXPECT_THAT(Read(path), HasSubstr("Separuh kunci"));
    EXPECT_THAT(Read(path), HasSubstr("--import-key-shares"));
    EXPECT_EQ(std::filesystem::status(path).permissions(), std::filesystem::perms(0600));
  }
}

TEST_F(KeyShares, HoldNoLineOfTheKeyFile) {
  ASSERT_TRUE(CreateKeyShares(first, second, keys).ok());
  const std::string text(EncodeKeys(keys).view());
  for (std::size_t at = text.find(' '); at != std::string::npos && at + 20 < text.size(); at = text.find(' ', at + 1)) {
    EXPECT_THAT(Read(first), Not(HasSubstr(text.substr(at + 1, 16))));
    EXPECT_THAT(Read(second), Not(HasSubstr(text.substr(at + 1, 16))));
  }
}

TEST_F(KeyShares, AreNeverOverwritten) {
  Write(second, "mine");
  EXPECT_EQ(CreateKeyShares(first, second, keys).code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(Read(second), "mine");
  EXPECT_FALSE(std::filesystem::exists(first));
}

TEST_F(KeyShares, AreTwoFilesOrNone) {
  std::filesystem::create_directory_symlink(folder.path(), folder.File("link"));
  for (const std::string& again : {first, folder.File("./first"), folder.File("link/first")}) {
    EXPECT_EQ(CreateKeyShares(first, again, keys).code(), absl::StatusCode::kInvalidArgument) << again;
    EXPECT_FALSE(std::filesystem::exists(first)) << again;
  }
  EXPECT_TRUE(CreateKeyShares(first, second, keys).ok());
}

TEST_F(KeyShares, AreRefusedWhenTheyAreTheSameHalf) {
  ASSERT_TRUE(CreateKeyShares(first, second, keys).ok());
  EXPECT_THAT(WhyNot(first, first), HasSubstr("both are share 1"));
  EXPECT_THAT(WhyNot(second, second), HasSubstr("both are share 2"));
}

TEST_F(KeyShares, AreRefusedWhenTheyAreOfTwoInstallations) {
  ASSERT_TRUE(CreateKeyShares(first, second, keys).ok());
  ASSERT_TRUE(CreateKeyShares(folder.File("a"), folder.File("b"), Keys::Random()).ok());
  EXPECT_THAT(WhyNot(first, folder.File("b")), HasSubstr("two installations"));
}

TEST_F(KeyShares, AreRefusedWhenTheyAreOfTwoTimes) {
  ASSERT_TRUE(CreateKeyShares(first, second, keys).ok());
  ASSERT_TRUE(CreateKeyShares(folder.File("a"), folder.File("b"), keys).ok());
  EXPECT_THAT(WhyNot(first, folder.File("b")), HasSubstr("do not belong together"));
  EXPECT_THAT(WhyNot(folder.File("a"), second), HasSubstr("do not belong together"));
}

TEST_F(KeyShares, AreRefusedWhenCutOrChangedAndNeverShown) {
  ASSERT_TRUE(CreateKeyShares(first, second, keys).ok());
  const std::string wrong = folder.File("wrong");
  for (const auto& [changing, other] : {std::pair(first, second), std::pair(second, first)}) {
    const std::string whole = Read(changing);
    // The lines between the first and the last are for people.
    const std::size_t first_end = whole.find('\n');
    const std::size_t last_begin = whole.rfind('\n', whole.size() - 2);
    for (std::size_t at = 0; at + 2 < whole.size(); ++at) {
      if (at > first_end && at < last_begin) continue;
      std::string changed = whole;
      changed[at] = static_cast<char>(changed[at] ^ 2);
      for (const std::string& text : {changed, whole.substr(0, at)}) {
        Write(wrong, text);
        const std::string why = WhyNot(wrong, other);
        EXPECT_NE(why, "") << at;
        EXPECT_THAT(why, Not(HasSubstr(whole.substr(whole.size() - 20, 10))));
      }
    }
  }
}

TEST_F(KeyShares, AreReadAlsoWhenAnEditorChangedTheirLineEnds) {
  ASSERT_TRUE(CreateKeyShares(first, second, keys).ok());
  for (const std::string& path : {first, second}) {
    const std::string whole = Read(path);
    for (const char* end : {"\r\n", " \t\n", " \r\n\r\n"}) {
      std::string text = absl::StrReplaceAll(whole, {{"\n", end}});
      Write(path, text);
      EXPECT_TRUE(JoinKeyShares(first, second).ok()) << path;
      text.resize(text.find_last_not_of(" \t\r\n") + 1);
      Write(path, text);
      EXPECT_TRUE(JoinKeyShares(first, second).ok()) << path;
    }
    Write(path, whole);
  }
}

TEST_F(KeyShares, AreReadWithTheWordsOfEarlierOnes) {
  ASSERT_TRUE(CreateKeyShares(first, second, keys).ok());
  const std::string whole = Read(first);
  const std::size_t last_begin = whole.rfind('\n', whole.size() - 2);
  Write(first, whole.substr(0, whole.find('\n')) + "\nOther words.\n" + whole.substr(last_begin + 1));
  EXPECT_TRUE(JoinKeyShares(first, second).ok());
}

TEST_F(KeyShares, AreNamedWhereItIsKnownWhichIsDamaged) {
  ASSERT_TRUE(CreateKeyShares(first, second, keys).ok());
  const std::string whole = Read(second);
  const std::size_t last_begin = whole.rfind('\n', whole.size() - 2) + 1;
  // Four characters of base64 are three bytes.
  Write(second, whole.substr(0, last_begin) + whole.substr(last_begin + 4));
  EXPECT_THAT(WhyNot(first, second), HasSubstr("key share " + second + " is damaged"));
  Write(second, whole);
  ASSERT_TRUE(CreateKeyShares(folder.File("a"), folder.File("b"), keys).ok());
  EXPECT_THAT(WhyNot(first, folder.File("b")), HasSubstr(first + " and " + folder.File("b")));
}

TEST_F(KeyShares, AreRefusedWhenOneIsMissing) {
  ASSERT_TRUE(CreateKeyShares(first, second, keys).ok());
  EXPECT_THAT(WhyNot(first, folder.File("missing")), HasSubstr("cannot be read"));
}

}  // namespace
}  // namespace rujukan::testing
