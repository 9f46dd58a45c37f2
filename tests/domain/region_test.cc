#include "server/domain/region.h"

#include "gtest/gtest.h"

namespace rujukan {
namespace {

TEST(Region, TheLevelIsReadFromTheCode) {
  EXPECT_EQ(LevelOf("73"), RegionLevel::kProvince);
  EXPECT_EQ(LevelOf("73.09"), RegionLevel::kRegency);
  EXPECT_EQ(LevelOf("73.09.01"), RegionLevel::kDistrict);
  EXPECT_EQ(LevelOf("73.09.01.2003"), RegionLevel::kVillage);
  EXPECT_EQ(LevelOf("14.04.04.1005"), RegionLevel::kVillage);
  EXPECT_EQ(LevelOf("94.01.01.3001"), RegionLevel::kVillage);
}

TEST(Region, WhatIsNotWrittenWithDotsInFullGroupsIsNoCode) {
  for (const char* code : {"", "7", "7309", "730901", "7309012003", "73.9", "73.09.", ".73", "73.09.01.", "73.09.01.203",
                           "73.09.01.4003", "73.09.01.0003", "73.09.01.20031", "73-09", "73.0a", "73.09.01.2003 "}) {
    EXPECT_EQ(LevelOf(code), RegionLevel::kUnspecified) << code;
  }
}

TEST(Region, EachCodeNamesTheRegionAboveIt) {
  EXPECT_EQ(ParentOf("73.09.01.2003"), "73.09.01");
  EXPECT_EQ(ParentOf("73.09.01"), "73.09");
  EXPECT_EQ(ParentOf("73.09"), "73");
  EXPECT_EQ(ParentOf("73"), "");
  EXPECT_EQ(RegencyOf("73.09.01.2003"), "73.09");
  EXPECT_EQ(RegencyOf("73.09"), "73.09");
  EXPECT_EQ(RegencyOf("73"), "73");
}

TEST(Region, ARegionLiesInItselfAndInThoseAboveIt) {
  EXPECT_TRUE(Within("73.09.01.2003", "73.09.01.2003"));
  EXPECT_TRUE(Within("73.09.01.2003", "73.09"));
  EXPECT_TRUE(Within("73.09.01.2003", "73"));
  EXPECT_FALSE(Within("73.09", "73.09.01"));
  EXPECT_FALSE(Within("73.09.01.2003", "73.08"));
  EXPECT_FALSE(Within("73.09.01.2003", "73.0"));
  EXPECT_FALSE(Within("73.09.01.2003", ""));
}

TEST(Region, ACodeHoldsFromItsFirstDayUntilTheDayBeforeItsLast) {
  const Region always = {.code = "73", .display_name = "Sulawesi Selatan", .valid_from = "", .valid_until = ""};
  EXPECT_TRUE(HoldsOn(always, "2026-11-23"));
  const Region dated = {.code = "73", .display_name = "Sulawesi Selatan", .valid_from = "2004-01-01", .valid_until = "2026-11-23"};
  EXPECT_FALSE(HoldsOn(dated, "2003-12-31"));
  EXPECT_TRUE(HoldsOn(dated, "2004-01-01"));
  EXPECT_TRUE(HoldsOn(dated, "2026-11-22"));
  EXPECT_FALSE(HoldsOn(dated, "2026-11-23"));
}

// Maros is 73.09 here and 7308 there; 7309 there is Pangkajene dan Kepulauan.
TEST(Region, DigitsWithoutDotsAreSuspectedToBeBps) {
  for (const char* code : {"73", "7308", "730901", "7308010", "7308010003"}) EXPECT_TRUE(LooksLikeBpsCode(code)) << code;
  for (const char* code : {"", "7", "730", "73.09", "73.09.01.2003", "730a", "Maros"}) EXPECT_FALSE(LooksLikeBpsCode(code)) << code;
}

}  // namespace
}  // namespace rujukan
