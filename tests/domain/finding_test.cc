#include "server/domain/finding.h"

#include <set>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace rujukan::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::vector<FindingReason> AllReasons() {
  std::vector<FindingReason> reasons;
  for (int i = 0; i <= static_cast<int>(FindingReason::kLast); ++i) reasons.push_back(static_cast<FindingReason>(i));
  return reasons;
}

TEST(Finding, IsKnownByItsNameToAProgramThatHasOnlyThat) {
  std::set<std::string_view> names;
  for (const FindingReason reason : AllReasons()) {
    EXPECT_EQ(FindingReasonNamed(NameOf(reason)), reason) << NameOf(reason);
    EXPECT_TRUE(names.insert(NameOf(reason)).second) << NameOf(reason);
  }
  EXPECT_EQ(FindingReasonNamed("OF_A_LATER_VERSION"), FindingReason::kDoesNotOpen);
}

TEST(Finding, IsToldWithItsArgumentsInBothLanguages) {
  const Finding gone = {"referrals/x", FindingReason::kEventGone, {"4", "12"}};
  EXPECT_EQ(DescribeInEnglish(gone), "event 4 is gone, which checkpoint 12 holds");
  EXPECT_EQ(DescribeInIndonesian(gone), "kejadian 4 hilang, padahal tercatat di titik uji 12");
  for (const FindingReason reason : AllReasons()) {
    const Finding finding = {"", reason, {"4", "12", "13"}};
    EXPECT_THAT(DescribeInEnglish(finding), Not(HasSubstr("{"))) << NameOf(reason);
    EXPECT_THAT(DescribeInIndonesian(finding), Not(HasSubstr("{"))) << NameOf(reason);
    EXPECT_NE(DescribeInEnglish(finding), DescribeInIndonesian(finding)) << NameOf(reason);
  }
}

TEST(Finding, OfAVersionWithOtherArgumentsIsStillToldInFull) {
  EXPECT_EQ(DescribeInEnglish({"", FindingReason::kChainBreaks, {}}), "the chain breaks at event {0}");
}

}  // namespace
}  // namespace rujukan::testing
