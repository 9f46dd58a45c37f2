#include "tests/bench/recording.h"

#include <gtest/gtest.h>

#include "tests/testing/temporary_folder.h"

namespace rujukan::bench {
namespace {

TEST(Recording, IsReadAsItWasWritten) {
  const testing::TemporaryFolder folder;
  const std::string file = folder.File("recording");
  Recording recording;
  recording.texts = {"SELECT 1", "SELECT ?"};
  recording.world = {{0, {}}};
  recording.requests = {{{1, {std::int64_t{-5}}}, {1, {Text{"a"}}}}, {{1, {Blob{std::string("\0b", 2)}}}, {1, {Value()}}}};
  WriteRecording(file, recording);
  const Recording read = ReadRecording(file);
  EXPECT_EQ(read.texts, recording.texts);
  ASSERT_EQ(read.world.size(), 1u);
  ASSERT_EQ(read.requests.size(), 2u);
  EXPECT_EQ(std::get<std::int64_t>(read.requests[0][0].values[0]), -5);
  EXPECT_EQ(std::get<Text>(read.requests[0][1].values[0]).bytes, "a");
  EXPECT_EQ(std::get<Blob>(read.requests[1][0].values[0]).bytes, std::string("\0b", 2));
  EXPECT_TRUE(std::holds_alternative<std::monostate>(read.requests[1][1].values[0]));
}

}  // namespace
}  // namespace rujukan::bench
