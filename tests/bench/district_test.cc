#include "tests/bench/district.h"

#include <gtest/gtest.h>

#include <set>

#include "server/domain/region.h"
#include "tests/testing/temporary_folder.h"

namespace rujukan::bench {
namespace {

TEST(ZipfDraw, DrawsTheFirstTwiceAsOftenAsTheSecond) {
  constexpr int kDraws = 200'000;
  std::mt19937_64 random(1);
  const ZipfDraw draw(1000);
  std::vector<int> drawn(1000);
  for (int i = 0; i < kDraws; ++i) ++drawn[draw(random)];
  EXPECT_NEAR(static_cast<double>(drawn[0]) / drawn[1], 2, 0.1);
  EXPECT_NEAR(static_cast<double>(drawn[0]) / drawn[9], 10, 0.8);
}

TEST(Pair, IsOfTwoDifferentDesks) {
  std::mt19937_64 random(1);
  const ZipfDraw draw(2);
  for (int i = 0; i < 1000; ++i) {
    const Pair pair = DrawPair(draw, random);
    EXPECT_NE(pair.sender, pair.receiver);
  }
}

TEST(Country, HasAVillageOfItsOwnForEveryPost) {
  const Country country;
  std::set<std::string> villages;
  for (std::size_t post = 0; post < country.posts; ++post) {
    const std::string code = country.VillageCode(post);
    ASSERT_EQ(LevelOf(code), RegionLevel::kVillage) << code;
    ASSERT_TRUE(Within(code, country.RegencyCode(country.RegencyOf(post)))) << code;
    ASSERT_TRUE(villages.insert(code).second) << code;
  }
}

TEST(District, IsReadAsItWasWritten) {
  const testing::TemporaryFolder folder;
  const std::string file = folder.File("district");
  WriteDistrict(file, {.desks = {{"u1", "o1", "t1"}, {"u2", "o2", "t2"}}, .referrals = {{"r", 1, 0}}});
  const District read = ReadDistrict(file);
  ASSERT_EQ(read.desks.size(), 2u);
  EXPECT_EQ(read.desks[1].token, "t2");
  ASSERT_EQ(read.referrals.size(), 1u);
  EXPECT_EQ(read.referrals[0].sender, 1u);
}

}  // namespace
}  // namespace rujukan::bench
