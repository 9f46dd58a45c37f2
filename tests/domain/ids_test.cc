#include "server/domain/ids.h"

#include <string>
#include <type_traits>

#include "gtest/gtest.h"
#include "tests/testing/fake_clock.h"

namespace rujukan::testing {
namespace {

TEST(Ids, AreUuidsInLowerCase) {
  EXPECT_TRUE(IsUuid("0192f0c1-2a3b-7c4d-8e5f-0123456789ab"));
  EXPECT_TRUE(IsUuid("00000000-0000-0000-0000-000000000000"));
  EXPECT_FALSE(IsUuid("0192F0C1-2A3B-7C4D-8E5F-0123456789AB"));
  EXPECT_FALSE(IsUuid("0192f0c12a3b7c4d8e5f0123456789ab"));
  EXPECT_FALSE(IsUuid("0192f0c1-2a3b-7c4d-8e5f-0123456789a"));
  EXPECT_FALSE(IsUuid("0192f0c1-2a3b-7c4d-8e5f-0123456789abc"));
  EXPECT_FALSE(IsUuid("0192f0c1-2a3b-7c4d-8e5f_0123456789ab"));
  EXPECT_FALSE(IsUuid("0192f0c1-2a3b-7c4d-8e5f-0123456789ag"));
  EXPECT_FALSE(IsUuid("0192f0c-12a3b-7c4d-8e5f-0123456789ab"));
  EXPECT_FALSE(IsUuid("{192f0c1-2a3b-7c4d-8e5f-0123456789a}"));
  EXPECT_FALSE(IsUuid(""));
}

TEST(Ids, RefuseEveryOtherCharacterAtEveryPlace) {
  const std::string good = "0192f0c1-2a3b-7c4d-8e5f-0123456789ab";
  for (std::size_t i = 0; i < good.size(); ++i) {
    for (int c = 0; c < 256; ++c) {
      std::string changed = good;
      changed[i] = static_cast<char>(c);
      const bool digit = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
      EXPECT_EQ(IsUuid(changed), good[i] == '-' ? c == '-' : digit) << i << " " << c;
    }
  }
}

TEST(Ids, ThatAClientChoosesAreOfVersionSeven) {
  EXPECT_TRUE(IsUuidV7("0192f0c1-2a3b-7c4d-8e5f-0123456789ab"));
  for (const char variant : {'8', '9', 'a', 'b'}) {
    EXPECT_TRUE(IsUuidV7(std::string("0192f0c1-2a3b-7c4d-") + variant + "e5f-0123456789ab"));
  }
  for (const char variant : {'0', '7', 'c', 'f'}) {
    EXPECT_FALSE(IsUuidV7(std::string("0192f0c1-2a3b-7c4d-") + variant + "e5f-0123456789ab"));
  }
  for (const char version : {'0', '1', '4', '6', '8', 'f'}) {
    EXPECT_FALSE(IsUuidV7(std::string("0192f0c1-2a3b-") + version + "c4d-8e5f-0123456789ab"));
  }
}

TEST(Ids, OfVersionSevenSayWhenTheyWereMade) {
  EXPECT_EQ(TimeInUuidV7("019cac0f-2680-7000-8000-00000000abcd"), FakeClock::Beginning());
  EXPECT_EQ(TimeInUuidV7("00000000-0000-7000-8000-000000000000"), absl::UnixEpoch());
  EXPECT_GT(TimeInUuidV7("ffffffff-ffff-7fff-bfff-ffffffffffff"), FakeClock::Beginning() + absl::Hours(24 * 365 * 1000));
}

TEST(Ids, OfDifferentThingsAreDifferentTypes) {
  static_assert(!std::is_convertible_v<HouseholdId, ReferralId>);
  static_assert(!std::is_constructible_v<ReferralId, CaseFileId>);
  static_assert(!std::is_convertible_v<std::string, UnitId>);
  EXPECT_TRUE(ReferralId().empty());
  EXPECT_LT(ReferralId("a"), ReferralId("b"));
}

}  // namespace
}  // namespace rujukan::testing
