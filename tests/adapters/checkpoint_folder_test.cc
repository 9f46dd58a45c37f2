#include "adapters/system/checkpoint_folder.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "adapters/system/checkpoint_key.h"
#include "adapters/system/file_key_sealer.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/domain/try.h"
#include "tests/testing/fake_clock.h"
#include "tests/testing/faulty_sqlite_store.h"
#include "tests/testing/refusals.h"
#include "tests/testing/temporary_folder.h"

namespace rujukan {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::Reason;

class CheckpointFolderTest : public ::testing::Test {
 protected:
  CheckpointFolderTest() { Sign(1, kStored); }

  // Each with the link to the one before, as far as that is there.
  void Sign(std::int64_t first, std::int64_t last) {
    EXPECT_EQ(Reason(store.store().Transact([&](Transaction& t) -> absl::Status {
                RUJUKAN_TRY_ASSIGN(auto before, t.checkpoints().Last());
                for (std::int64_t number = first; number <= last; ++number) {
                  Checkpoint checkpoint;
                  checkpoint.number = number;
                  checkpoint.previous = before ? DigestOf(before->signed_text, sealer) : "";
                  checkpoint.time = clock.Now();
                  before = KeptCheckpoint{number, SignedText(checkpoint, key)};
                  RUJUKAN_TRY(t.checkpoints().Insert(checkpoint, before->signed_text));
                }
                return absl::OkStatus();
              })),
              "OK");
  }

  CheckpointsAdded AddTo(const CheckpointFolder& opened) {
    CheckpointsAdded added;
    EXPECT_EQ(Reason(store.store().ReadSnapshot([&](Transaction& t) {
                return opened.Add([&](std::int64_t after, std::size_t size) { return t.checkpoints().List(after, size); }, 0,
                                  added);
              })),
              "OK");
    return added;
  }
  CheckpointFolder Open() { return *CheckpointFolder::Open(folder.path().string()); }
  CheckpointsAdded Add() { return AddTo(Open()); }

  std::string TextOf(std::int64_t number) const {
    std::ifstream file(FileOf(number), std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(file), {});
  }
  std::string FileOf(std::int64_t number) const { return folder.File(CheckpointFileName(number)); }
  std::size_t Held() const { return ReadCheckpointFolder(folder.path().string())->size(); }

  static std::vector<std::string> Texts(const CheckpointsAdded& added) {
    std::vector<std::string> texts;
    for (const Finding& finding : added.findings)
      texts.push_back(absl::StrCat(finding.name, ": ", std::string(NameOf(finding.reason))));
    return texts;
  }

  // More than two pages.
  static constexpr int kStored = 45;
  testing::FakeClock clock;
  FileKeySealer sealer{Keys::Random()};
  const CheckpointKey key = CheckpointKey::Random();
  testing::FaultySqliteStore store{sealer, clock};
  testing::TemporaryFolder folder;
};

TEST_F(CheckpointFolderTest, GetsWhatItDoesNotHaveYet) {
  EXPECT_EQ(Add().written, kStored);
  const CheckpointsAdded again = Add();
  EXPECT_EQ(again.written, 0);
  EXPECT_THAT(again.findings, IsEmpty());
  Sign(kStored + 1, kStored + 2);
  std::filesystem::remove(FileOf(3));
  EXPECT_EQ(Open().without_gap(), 2);
  EXPECT_EQ(Add().written, 3);
  EXPECT_EQ(Held(), kStored + 2U);
  EXPECT_EQ(Open().without_gap(), kStored + 2);
}

TEST_F(CheckpointFolderTest, GetsTheOthersWhenTheStoreMissesSome) {
  store.Execute("DELETE FROM checkpoints WHERE number IN (1, 20, 21, 40)");
  const CheckpointsAdded added = Add();
  EXPECT_THAT(Texts(added), ElementsAre("checkpoint 1: STORED_CHECKPOINT_MISSING", "checkpoint 20: STORED_CHECKPOINT_MISSING",
                                        "checkpoint 40: STORED_CHECKPOINT_MISSING"));
  EXPECT_EQ(added.written, kStored - 4);
}

TEST_F(CheckpointFolderTest, StaysAsItIsWhenAnOlderDatabaseWasPutBack) {
  ASSERT_EQ(Add().written, kStored);
  store.Execute("DELETE FROM checkpoints WHERE number > 10");
  std::filesystem::remove(FileOf(3));
  EXPECT_THAT(Texts(Add()), ElementsAre("checkpoint 11: OLDER_STORE"));
  // It has signed as many since, and more.
  clock.Advance(absl::Seconds(1));
  Sign(11, kStored + 2);
  EXPECT_THAT(Texts(Add()), ElementsAre("checkpoint 45: STORED_CHECKPOINT_DIFFERS"));
  store.Execute("DELETE FROM checkpoints WHERE number IN (45, 46)");
  EXPECT_THAT(Texts(Add()), ElementsAre("checkpoint 45: STORED_CHECKPOINT_MISSING")) << "what comes after it may be of any history";
  store.Execute("DELETE FROM checkpoints");
  EXPECT_THAT(Texts(Add()), ElementsAre("checkpoint 1: OLDER_STORE"));
  EXPECT_FALSE(std::filesystem::exists(FileOf(46)) || std::filesystem::exists(FileOf(47))) << "nothing of the other history";
}

TEST_F(CheckpointFolderTest, TellsSinceWhenADatabaseIsOlder) {
  for (int number = kStored + 1; number <= kStored + 5; ++number) {
    clock.Advance(absl::Hours(1));
    Sign(number, number);
  }
  ASSERT_EQ(Add().written, kStored + 5);
  store.Execute(absl::StrCat("DELETE FROM checkpoints WHERE number > ", kStored + 2));
  const std::vector<Finding> findings = Add().findings;
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].name, absl::StrCat("checkpoint ", kStored + 3));
  EXPECT_THAT(findings[0].arguments,
              ElementsAre(absl::FormatTime(absl::RFC3339_sec, clock.Now() - absl::Hours(2), absl::UTCTimeZone())));
}

TEST_F(CheckpointFolderTest, IsToldOfAnOlderDatabaseAlsoWhenThatGoesOnMeanwhile) {
  ASSERT_EQ(Add().written, kStored);
  CheckpointsAdded added;
  bool asked = false;
  const auto list = [&](std::int64_t, std::size_t) -> absl::StatusOr<std::vector<KeptCheckpoint>> {
    if (!std::exchange(asked, true)) return std::vector<KeptCheckpoint>();
    return std::vector<KeptCheckpoint>(1);
  };
  EXPECT_TRUE(Open().Add(list, 0, added).ok());
  EXPECT_THAT(Texts(added), ElementsAre("checkpoint 45: OLDER_STORE"));
}

TEST_F(CheckpointFolderTest, GetsIntoAGapOnlyWhatTheNextOneNames) {
  ASSERT_EQ(Add().written, kStored);
  std::filesystem::remove(FileOf(3));
  std::filesystem::remove(FileOf(1));
  const auto put = [&](std::int64_t number, const std::string& previous) {
    Checkpoint another;
    another.number = number;
    another.previous = previous;
    EXPECT_EQ(
        Reason(store.store().Transact([&](Transaction& t) { return t.checkpoints().Insert(another, SignedText(another, key)); })),
        "OK");
  };
  store.Execute("CREATE TABLE good AS SELECT * FROM checkpoints WHERE number = 3; DELETE FROM checkpoints WHERE number = 3");
  put(3, DigestOf(TextOf(2), sealer));
  EXPECT_EQ(Add().written, 1) << "the first";
  EXPECT_THAT(Texts(Add()), ElementsAre("checkpoint 3: CHECKPOINT_WITHOUT_LINK"));
  EXPECT_FALSE(std::filesystem::exists(FileOf(3)));
  store.Execute("DELETE FROM checkpoints WHERE number = 3; INSERT INTO checkpoints SELECT * FROM good");
  EXPECT_EQ(Add().written, 1);
  EXPECT_THAT(Add().findings, IsEmpty());
}

TEST_F(CheckpointFolderTest, BeginsWithTheFirst) {
  store.Execute("DELETE FROM checkpoints");
  Checkpoint first;
  first.number = 1;
  first.previous = "of another installation";
  EXPECT_EQ(Reason(store.store().Transact([&](Transaction& t) { return t.checkpoints().Insert(first, SignedText(first, key)); })),
            "OK");
  EXPECT_THAT(Texts(Add()), ElementsAre("checkpoint 1: CHECKPOINT_WITHOUT_LINK"));
}

TEST_F(CheckpointFolderTest, GetsNothingThatIsNotTheCheckpointOfItsNumber) {
  store.Execute("UPDATE checkpoints SET content = X'00FF' WHERE number = 30");
  EXPECT_THAT(Texts(Add()), ElementsAre("checkpoint 30: STORED_CHECKPOINT_CHANGED"));
  EXPECT_EQ(Held(), 29U);
  store.Execute("UPDATE checkpoints SET content = (SELECT content FROM checkpoints WHERE number = 3) WHERE number = 30");
  EXPECT_THAT(Texts(Add()), ElementsAre("checkpoint 30: STORED_CHECKPOINT_CHANGED"));
  store.Execute("UPDATE checkpoints SET number = 9223372036854775807 WHERE number = 30");
  EXPECT_THAT(Texts(Add()), Contains("checkpoint 9223372036854775807: STORED_CHECKPOINT_CHANGED"));
}

TEST_F(CheckpointFolderTest, EndsWhereTheStoreListsAgainWhatItListedBefore) {
  int pages = 0;
  CheckpointsAdded added;
  const auto list = [&](std::int64_t, std::size_t size) {
    ++pages;
    absl::StatusOr<std::vector<KeptCheckpoint>> page;
    EXPECT_EQ(Reason(store.store().Read([&](Transaction& t) {
                page = t.checkpoints().List(0, size);
                return page.status();
              })),
              "OK");
    return page;
  };
  EXPECT_TRUE(Open().Add(list, 0, added).ok());
  EXPECT_EQ(pages, 2);
  EXPECT_THAT(Texts(added), ElementsAre("checkpoint 1: STORED_CHECKPOINT_CHANGED"));
}

TEST_F(CheckpointFolderTest, IsNotTakenForANewerOneWhenAnotherAddsToItMeanwhile) {
  const CheckpointFolder opened = Open();
  ASSERT_EQ(Add().written, kStored);
  store.Execute("DELETE FROM checkpoints WHERE number = 45");
  const CheckpointsAdded added = AddTo(opened);
  EXPECT_THAT(added.findings, IsEmpty());
  EXPECT_TRUE(added.folder.ok()) << added.folder;
  EXPECT_EQ(added.written, 0);
  // What that one added is not the store's.
  std::ofstream(FileOf(9), std::ios::app) << "more";
  EXPECT_THAT(std::string(AddTo(opened).folder.message()), HasSubstr(CheckpointFileName(9)));
}

TEST_F(CheckpointFolderTest, HoldsWhatItsNamesSay) {
  ASSERT_EQ(Add().written, kStored);
  Sign(kStored + 1, kStored + 1);
  // Of these, --verify tells.
  for (const char* name : {"checkpoint-notes.txt", "checkpoint-99.txt", "checkpoint--000000001.txt", "checkpoint-0000000000.txt"}) {
    std::filesystem::copy_file(FileOf(3), folder.File(name));
  }
  EXPECT_EQ(Add().written, 1);
  // The last one was damaged.
  std::ofstream(FileOf(kStored + 1), std::ios::trunc).close();
  EXPECT_THAT(Texts(Add()), ElementsAre("checkpoint-0000000046.txt: NOT_A_CHECKPOINT"));
  std::filesystem::remove(FileOf(kStored + 1));
  EXPECT_EQ(Add().written, 1);
  std::filesystem::copy_file(FileOf(3), folder.File("checkpoint-9999999999.txt"));
  EXPECT_THAT(Texts(Add()), ElementsAre("checkpoint-9999999999.txt: NOT_A_CHECKPOINT"));
}

TEST_F(CheckpointFolderTest, IsNamedWhenItCannotBeReadOrWritten) {
  const auto refusal = [](const std::string& path) { return std::string(CheckpointFolder::Open(path).status().message()); };
  const std::string missing = folder.File("missing");
  EXPECT_EQ(refusal(missing), absl::StrCat("checkpoints ", missing, ": No such file or directory"));
  const std::string file = folder.File("file");
  std::ofstream(file) << "no folder";
  EXPECT_EQ(refusal(file), absl::StrCat("checkpoints ", file, ": Not a directory"));
  // Something else is where the fifth belongs.
  store.Execute("DELETE FROM checkpoints WHERE number = 2");
  std::filesystem::create_directory(FileOf(5));
  const CheckpointsAdded added = Add();
  EXPECT_THAT(std::string(added.folder.message()), HasSubstr(CheckpointFileName(5)));
  EXPECT_THAT(Texts(added), ElementsAre("checkpoint 2: STORED_CHECKPOINT_MISSING")) << "what was found until then";
}

}  // namespace
}  // namespace rujukan
