#include "adapters/system/file_key_sealer.h"

#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <set>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/testing/refusals.h"
#include "tests/testing/temporary_folder.h"

namespace rujukan::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class Sealing : public ::testing::Test {
 protected:
  const Keys keys = Keys::Random();
  const FileKeySealer sealer{keys};
};

TEST_F(Sealing, OpensWhatItSealed) {
  for (const std::string& text : {std::string(), std::string("rahasia"), std::string("\0\xFF", 2), std::string(1 << 20, 'x')}) {
    EXPECT_EQ(sealer.Open(sealer.Seal(text, "binding"), "binding").value(), text);
  }
}

TEST_F(Sealing, HidesTheTextAndIsNeverTheSameTwice) {
  const std::string sealed = sealer.Seal("rahasia rahasia", "binding");
  EXPECT_THAT(sealed, Not(HasSubstr("rahasia")));
  EXPECT_NE(sealer.Seal("rahasia rahasia", "binding"), sealed);
}

TEST_F(Sealing, RefusesAnotherBinding) {
  const std::string sealed = sealer.Seal("rahasia", "referrals/a/details/1");
  for (const std::string binding : {"referrals/a/details/2", "referrals/b/details/1", "", "referrals/a/details/1 "}) {
    EXPECT_EQ(Reason(sealer.Open(sealed, binding)), "RECORD_DAMAGED");
  }
}

TEST_F(Sealing, RefusesEveryChangedBit) {
  const std::string sealed = sealer.Seal("rahasia", "binding");
  for (std::size_t at = 0; at < sealed.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string changed = sealed;
      changed[at] = static_cast<char>(changed[at] ^ (1 << bit));
      EXPECT_EQ(Reason(sealer.Open(changed, "binding")), "RECORD_DAMAGED") << at;
    }
  }
}

TEST_F(Sealing, RefusesEveryOtherLength) {
  const std::string sealed = sealer.Seal("rahasia", "binding");
  for (std::size_t size = 0; size < sealed.size(); ++size) {
    EXPECT_EQ(Reason(sealer.Open(sealed.substr(0, size), "binding")), "RECORD_DAMAGED") << size;
  }
  EXPECT_EQ(Reason(sealer.Open(sealed + "x", "binding")), "RECORD_DAMAGED");
}

TEST_F(Sealing, RefusesWhatAnotherInstallationSealed) {
  EXPECT_EQ(Reason(sealer.Open(FileKeySealer(Keys::Random()).Seal("rahasia", "binding"), "binding")), "RECORD_DAMAGED");
}

TEST_F(Sealing, GoesOnOpeningAfterANewKeySeals) {
  Keys rotated = keys;
  rotated.seal.emplace(2, SecretKey::Random());
  const FileKeySealer newer(rotated);
  EXPECT_EQ(newer.Open(sealer.Seal("rahasia", "binding"), "binding").value(), "rahasia");
  EXPECT_EQ(Reason(sealer.Open(newer.Seal("rahasia", "binding"), "binding")), "RECORD_DAMAGED");
}

TEST_F(Sealing, WrapsAnewWithoutTouchingWhatLasts) {
  Keys rotated = keys;
  rotated.seal.emplace(2, SecretKey::Random());
  Keys retired = rotated;
  retired.seal.erase(1);
  const std::string old = sealer.Seal("rahasia", "binding");
  const std::string fresh = FileKeySealer(rotated).WrapAnew(old).value();
  EXPECT_EQ(FileKeySealer(retired).Open(fresh, "binding").value(), "rahasia");
  EXPECT_EQ(sealer.Lasting(fresh), sealer.Lasting(old));
  EXPECT_EQ(fresh.size(), old.size());
  EXPECT_EQ(sealer.GenerationOf(old), 1U);
  EXPECT_EQ(sealer.GenerationOf(fresh), 2U);
  EXPECT_EQ(Reason(FileKeySealer(retired).Open(old, "binding")), "RECORD_DAMAGED");
  EXPECT_EQ(Reason(FileKeySealer(retired).WrapAnew(old)), "RECORD_DAMAGED");
}

TEST_F(Sealing, WrapsNothingAnewThatIsDamaged) {
  const std::string sealed = sealer.Seal("rahasia", "binding");
  const std::size_t wrap_size = sealed.size() - sealer.Lasting(sealed).size();
  for (std::size_t at = 0; at < wrap_size; ++at) {
    std::string changed = sealed;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    EXPECT_EQ(Reason(sealer.WrapAnew(changed)), "RECORD_DAMAGED") << at;
  }
  EXPECT_EQ(Reason(sealer.WrapAnew("")), "RECORD_DAMAGED");
  EXPECT_FALSE(sealer.GenerationOf("rahasia").has_value());
}

TEST_F(Sealing, KeepsSidesPurposesAndInstallationsApart) {
  const FileKeySealer other(Keys::Random());
  const std::set<std::string> all{sealer.BlindIndex(Side::kWelfare, "nik", "9999994107900001"),
                                  sealer.BlindIndex(Side::kProtection, "nik", "9999994107900001"),
                                  sealer.BlindIndex(Side::kWelfare, "card", "9999994107900001"),
                                  sealer.BlindIndex(Side::kWelfare, "nik", "9999994107900002"),
                                  sealer.Mac("nik", "9999994107900001"),
                                  other.BlindIndex(Side::kWelfare, "nik", "9999994107900001"),
                                  sealer.Mac("ni", "k9999994107900001")};
  EXPECT_EQ(all.size(), 7U);
  EXPECT_EQ(all.count(sealer.BlindIndex(Side::kWelfare, "nik", "9999994107900001")), 1U);
}

TEST_F(Sealing, DigestsAsTheWorldDoes) {
  const std::string digest = sealer.Digest("abc");
  EXPECT_EQ(digest.size(), 32U);
  EXPECT_EQ(digest.substr(0, 4), "\xBA\x78\x16\xBF");
}

class KeyFile : public ::testing::Test {
 protected:
  static mode_t ModeOf(const std::string& path) {
    struct stat status {};
    EXPECT_EQ(stat(path.c_str(), &status), 0);
    return status.st_mode & 0777;
  }
  std::string Content() const {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  void Write(const std::string& text) const {
    std::ofstream(path, std::ios::trunc) << text;
    EXPECT_EQ(chmod(path.c_str(), 0600), 0);
  }

  TemporaryFolder folder;
  const std::string path = folder.File("keys");
};

TEST_F(KeyFile, IsItsOwnersOnlyAndOpensWhatItSealed) {
  const mode_t before = umask(0);
  const Keys keys = Keys::Random();
  EXPECT_TRUE(CreateKeyFile(path, keys).ok());
  umask(before);
  EXPECT_EQ(ModeOf(path), 0600U);
  const auto sealer = FileKeySealer::FromFile(path);
  ASSERT_TRUE(sealer.ok()) << sealer.status();
  EXPECT_EQ((*sealer)->Open(FileKeySealer(keys).Seal("rahasia", "binding"), "binding").value(), "rahasia");
  EXPECT_EQ((*sealer)->Mac("a", "b"), FileKeySealer(keys).Mac("a", "b"));
  EXPECT_EQ((*sealer)->BlindIndex(Side::kWelfare, "a", "b"), FileKeySealer(keys).BlindIndex(Side::kWelfare, "a", "b"));
  EXPECT_EQ((*sealer)->BlindIndex(Side::kProtection, "a", "b"), FileKeySealer(keys).BlindIndex(Side::kProtection, "a", "b"));
}

TEST_F(KeyFile, IsNeverOverwritten) {
  EXPECT_TRUE(CreateKeyFile(path, Keys::Random()).ok());
  const std::string content = Content();
  EXPECT_EQ(CreateKeyFile(path, Keys::Random()).code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(Content(), content);
}

TEST_F(KeyFile, IsReplacedWithTheSameOwnerAndMode) {
  Keys keys = Keys::Random();
  ASSERT_TRUE(CreateKeyFile(path, keys).ok());
  // Where the tests run as root, the file of another user stays his.
  const bool as_root = geteuid() == 0;
  constexpr uid_t kAnother = 65534;
  if (as_root) ASSERT_EQ(chown(path.c_str(), kAnother, kAnother), 0);
  keys.seal.emplace(2, SecretKey::Random());
  ASSERT_TRUE(ReplaceKeyFile(path, keys).ok());
  struct stat status {};
  ASSERT_EQ(stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_uid, as_root ? kAnother : geteuid());
  EXPECT_EQ(ModeOf(path), 0600U);
  EXPECT_EQ(chown(path.c_str(), geteuid(), getegid()), 0);
  EXPECT_EQ(EncodeKeys(ReadKeyFile(path).value()).view(), EncodeKeys(keys).view());
}

TEST_F(KeyFile, StaysAsItIsWhenTheNewOneFindsNoRoom) {
  Keys keys = Keys::Random();
  ASSERT_TRUE(CreateKeyFile(path, keys).ok());
  const std::string content = Content();
  keys.seal.emplace(2, SecretKey::Random());
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit small{.rlim_cur = content.size(), .rlim_max = before.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
  const absl::Status refused = ReplaceKeyFile(path, keys);
  setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  EXPECT_FALSE(refused.ok());
  EXPECT_EQ(Content(), content);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1);
}

TEST_F(KeyFile, IsNotMadeWhereThereIsNoneToReplace) {
  EXPECT_FALSE(ReplaceKeyFile(path, Keys::Random()).ok());
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST_F(KeyFile, HasRoomForAllGenerations) {
  Keys keys = Keys::Random();
  keys.seal.clear();
  constexpr std::uint32_t kHighest = 4294967295;
  for (std::uint32_t i = 0; i < Keys::kGenerationsMax; ++i) keys.seal.emplace(kHighest - i, SecretKey::Random());
  ASSERT_TRUE(CreateKeyFile(path, keys).ok());
  EXPECT_EQ(EncodeKeys(ReadKeyFile(path).value()).view(), EncodeKeys(keys).view());
}

TEST_F(KeyFile, IsRefusedWhenOthersMayUseIt) {
  EXPECT_TRUE(CreateKeyFile(path, Keys::Random()).ok());
  for (const mode_t mode : {0640, 0604, 0620, 0610, 0666}) {
    EXPECT_EQ(chmod(path.c_str(), mode), 0);
    EXPECT_THAT(std::string(ReadKeyFile(path).status().message()), HasSubstr("0600")) << mode;
  }
  EXPECT_EQ(chmod(path.c_str(), 0400), 0);
  EXPECT_TRUE(ReadKeyFile(path).ok());
}

TEST_F(KeyFile, IsRefusedWhenItIsALinkAFolderOrMissing) {
  EXPECT_TRUE(CreateKeyFile(folder.File("real"), Keys::Random()).ok());
  std::filesystem::create_symlink(folder.File("real"), path);
  EXPECT_FALSE(ReadKeyFile(path).ok());
  EXPECT_FALSE(ReadKeyFile(folder.path().string()).ok());
  EXPECT_FALSE(ReadKeyFile(folder.File("missing")).ok());
}

TEST_F(KeyFile, IsRefusedWhenDamagedAndNeverShown) {
  EXPECT_TRUE(CreateKeyFile(path, Keys::Random()).ok());
  const std::string whole = Content();
  const std::string mac = whole.substr(whole.find("mac "));
  const std::string seal = whole.substr(whole.find("seal "), whole.find("welfare-index ") - whole.find("seal "));
  std::string short_key = whole;
  short_key.erase(short_key.size() - 5, 4);
  std::string other_version = whole;
  other_version.replace(0, 14, "rujukan-keys 2");
  for (const std::string& damaged : {std::string(), whole.substr(0, whole.size() / 2), whole + mac, whole + seal, whole + "more\n",
                                     short_key, other_version, whole.substr(0, whole.find("mac ")), std::string(5000, 'x')}) {
    Write(damaged);
    const auto keys = ReadKeyFile(path);
    ASSERT_FALSE(keys.ok());
    EXPECT_THAT(std::string(keys.status().message()), HasSubstr("damaged"));
    EXPECT_THAT(std::string(keys.status().message()), Not(HasSubstr(mac.substr(4, 8))));
  }
}

}  // namespace
}  // namespace rujukan::testing
