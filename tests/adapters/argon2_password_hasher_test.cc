#include "adapters/system/argon2_password_hasher.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace rujukan::testing {
namespace {

using ::testing::StartsWith;

TEST(Argon2PasswordHasher, VerifiesThePasswordAndNoOther) {
  const Argon2PasswordHasher hasher;
  const std::string hash = hasher.Hash("melati putih 7");
  EXPECT_THAT(hash, StartsWith("$argon2id$v=19$m=19456,t=2,p=1$"));
  EXPECT_TRUE(hasher.Verify(hash, "melati putih 7"));
  EXPECT_FALSE(hasher.Verify(hash, "melati putih 8"));
  EXPECT_FALSE(hasher.Verify(hash, ""));
  EXPECT_NE(hasher.Hash("melati putih 7"), hash);
}

TEST(Argon2PasswordHasher, VerifiesNothingAgainstWhatIsNoHash) {
  const Argon2PasswordHasher hasher;
  EXPECT_FALSE(hasher.Verify("", ""));
  EXPECT_FALSE(hasher.Verify("melati", "melati"));
}

}  // namespace
}  // namespace rujukan::testing
