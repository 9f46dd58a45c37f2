// Pages of what is numbered without gaps, read while others write.
#include "adapters/sql/listing.h"

#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace rujukan::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

struct Row {
  std::int64_t sequence = 0;
};

class DensePage : public ::testing::Test {
 protected:
  // What statements see, one after the other.
  std::vector<std::vector<std::int64_t>> seen;
  std::size_t readings = 0;

  std::vector<std::int64_t> After(std::int64_t sequence) {
    const auto rows = sql::ReadDense(sequence, &Row::sequence, [&]() -> absl::StatusOr<std::vector<Row>> {
      std::vector<Row> page;
      for (const std::int64_t row : seen.at(readings)) page.push_back({row});
      ++readings;
      return page;
    });
    EXPECT_TRUE(rows.ok());
    std::vector<std::int64_t> sequences;
    for (const Row& row : *rows) sequences.push_back(row.sequence);
    return sequences;
  }
};

TEST_F(DensePage, IsReadOnceWhenNothingIsMissing) {
  seen = {{4, 5, 6}};
  EXPECT_THAT(After(3), ElementsAre(4, 5, 6));
  seen = {{}};
  readings = 0;
  EXPECT_THAT(After(3), IsEmpty());
  EXPECT_EQ(readings, 1U);
}

TEST_F(DensePage, HoldsWhatTheFirstReadingPassedOver) {
  seen = {{4, 6}, {4, 5, 6}};
  EXPECT_THAT(After(3), ElementsAre(4, 5, 6));
}

TEST_F(DensePage, HoldsTheFirstOfAllWhenThatWasPassedOver) {
  seen = {{2}, {1, 2}};
  EXPECT_THAT(After(0), ElementsAre(1, 2));
}

TEST_F(DensePage, PassesOverWhatIsGoneForGood) {
  seen = {{4, 6}, {4, 6}};
  EXPECT_THAT(After(3), ElementsAre(4, 6));
}

TEST_F(DensePage, LeavesToTheNextPageWhatOnlyTheSecondReadingSaw) {
  seen = {{4, 6}, {4, 6, 7, 9}};
  EXPECT_THAT(After(3), ElementsAre(4, 6));
}

TEST_F(DensePage, IsRefusedAsItsReadingIs) {
  const auto refused =
      sql::ReadDense(0, &Row::sequence, []() -> absl::StatusOr<std::vector<Row>> { return absl::UnavailableError("away"); });
  EXPECT_EQ(refused.status().message(), "away");
}

}  // namespace
}  // namespace rujukan::testing
