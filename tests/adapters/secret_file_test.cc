#include "adapters/system/secret_file.h"

#include <sys/stat.h>

#include <fstream>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/testing/temporary_folder.h"

namespace rujukan::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class PasswordFile : public ::testing::Test {
 protected:
  void Write(const std::string& text, mode_t mode = 0600) const {
    std::ofstream(path, std::ios::binary) << text;
    chmod(path.c_str(), mode);
  }
  std::string WhyNot() const { return std::string(ReadPasswordFile(path).status().message()); }

  TemporaryFolder folder;
  const std::string path = folder.File("password");
};

TEST_F(PasswordFile, GivesItsFirstLine) {
  Write("kata sandi contoh\nsecond\n");
  EXPECT_EQ(ReadPasswordFile(path).value(), "kata sandi contoh");
  Write("without an end");
  EXPECT_EQ(ReadPasswordFile(path).value(), "without an end");
}

TEST_F(PasswordFile, IsRefusedWhenOthersMayReadIt) {
  Write("kata sandi contoh\n", 0640);
  EXPECT_THAT(WhyNot(), HasSubstr("give it the mode 0600"));
  EXPECT_THAT(WhyNot(), Not(HasSubstr("kata")));
}

TEST_F(PasswordFile, IsRefusedWhenItHoldsNoPassword) {
  EXPECT_THAT(WhyNot(), HasSubstr("No such file"));
  for (const std::string& text : {std::string(), std::string("\nsecond\n"), std::string(513, 'x')}) {
    Write(text);
    EXPECT_THAT(WhyNot(), HasSubstr("does not hold a password in its first line"));
  }
}

TEST_F(PasswordFile, IsRefusedAndNotWaitedForWhenItIsAPipe) {
  ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
  EXPECT_THAT(WhyNot(), HasSubstr("is not a plain file"));
}

}  // namespace
}  // namespace rujukan::testing
