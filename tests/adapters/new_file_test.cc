#include "adapters/system/new_file.h"

#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/testing/temporary_folder.h"

namespace rujukan::testing {
namespace {

using ::testing::HasSubstr;

class NewFiles : public ::testing::Test {
 protected:
  std::string Content() const {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  std::ptrdiff_t Files() const { return std::distance(std::filesystem::directory_iterator(folder.path()), {}); }

  TemporaryFolder folder;
  const std::string path = folder.File("name");
};

TEST_F(NewFiles, HaveTheirNameOnlyWhenTheyAreWhole) {
  const mode_t before = umask(0);
  const auto file = NewFile::Begin(path, "file");
  umask(before);
  ASSERT_TRUE(file.ok());
  EXPECT_TRUE((*file)->Append("one ").ok());
  EXPECT_FALSE(std::filesystem::exists(path));
  EXPECT_TRUE((*file)->Append("two").ok());
  EXPECT_TRUE((*file)->Finish().ok());
  EXPECT_EQ(Content(), "one two");
  EXPECT_EQ(std::filesystem::status(path).permissions(), std::filesystem::perms(0600));
  EXPECT_EQ(Files(), 1);
}

TEST_F(NewFiles, AreGoneWhenTheyWereNotFinished) {
  EXPECT_TRUE(NewFile::Begin(path, "file").value()->Append("one").ok());
  EXPECT_EQ(Files(), 0);
}

TEST_F(NewFiles, NeverTakeThePlaceOfAnother) {
  const auto late = NewFile::Begin(path, "file");
  ASSERT_TRUE(late.ok());
  std::ofstream(path) << "first";
  EXPECT_EQ(NewFile::Begin(path, "file").status().code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ((*late)->Finish().code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(Content(), "first");
}

TEST_F(NewFiles, LeaveRoomForOthers) {
  const auto file = NewFile::Begin(path, "file", std::uint64_t{1} << 62);
  ASSERT_TRUE(file.ok());
  const absl::Status refused = (*file)->Append("one");
  EXPECT_EQ(refused.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_THAT(std::string(refused.message()), HasSubstr("make room"));
}

TEST_F(NewFiles, SayWhyTheyCannotBeMade) {
  const auto file = NewFile::Begin(folder.File("missing/name"), "file");
  EXPECT_THAT(std::string(file.status().message()), HasSubstr("No such file or directory"));
}

}  // namespace
}  // namespace rujukan::testing
