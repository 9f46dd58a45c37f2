#include "server/domain/civil_number.h"

#include "gtest/gtest.h"

namespace rujukan {
namespace {

constexpr absl::CivilDay kToday(2026, 11, 23);

TEST(CivilNumber, ANikCarriesADayThatIsFortyHigherForWomen) {
  EXPECT_TRUE(IsNik("9999990107900001", kToday));
  EXPECT_EQ(SexInNik("9999990107900001"), Sex::kMale);
  EXPECT_TRUE(IsNik("9999994107900001", kToday));
  EXPECT_EQ(SexInNik("9999994107900001"), Sex::kFemale);
  EXPECT_EQ(SexInNik("9999993107900001"), Sex::kMale);
  EXPECT_EQ(SexInNik("9999997107900001"), Sex::kFemale);
}

TEST(CivilNumber, ANikWithoutADateOfTheCalendarIsNone) {
  EXPECT_FALSE(IsNik("9999997202900001", kToday)) << "day 72";
  EXPECT_FALSE(IsNik("9999993202900001", kToday)) << "day 32";
  EXPECT_FALSE(IsNik("9999990002900001", kToday)) << "day 0";
  EXPECT_FALSE(IsNik("9999994002900001", kToday)) << "a woman's day 0";
  EXPECT_FALSE(IsNik("9999990100900001", kToday)) << "month 0";
  EXPECT_FALSE(IsNik("9999990113900001", kToday)) << "month 13";
  EXPECT_FALSE(IsNik("3502027102019913", kToday)) << "31 February";
}

TEST(CivilNumber, TheTwentyNinthOfFebruaryNeedsALeapYear) {
  EXPECT_TRUE(IsNik("9999996902000001", kToday)) << "2000";
  EXPECT_FALSE(IsNik("9999996902900001", kToday)) << "neither 1990 nor 1890";
}

TEST(CivilNumber, ANikNeedsSixteenDigitsARegionAndASerial) {
  EXPECT_FALSE(IsNik("9999990107900000", kToday)) << "serial";
  EXPECT_FALSE(IsNik("999999010790001", kToday)) << "15 digits";
  EXPECT_FALSE(IsNik("99999901079000012", kToday)) << "17 digits";
  EXPECT_FALSE(IsNik("0000000107900001", kToday)) << "region";
  EXPECT_FALSE(IsNik("99999901079O0001", kToday)) << "a letter O";
  EXPECT_FALSE(IsNik("", kToday));
}

TEST(CivilNumber, ADateStillToComeMeansTheCenturyBefore) {
  EXPECT_TRUE(IsNik("9999992311260001", kToday)) << "born today";
  EXPECT_TRUE(IsNik("9999992411260001", kToday)) << "born a hundred years ago tomorrow";
  EXPECT_TRUE(IsNik("9999992902000001", absl::CivilDay(2000, 2, 29)));
  EXPECT_FALSE(IsNik("9999992902000001", absl::CivilDay(2000, 2, 28))) << "1900 was no leap year";
}

TEST(CivilNumber, ANikMayMeanItsDateInAnyCentury) {
  EXPECT_TRUE(NikMayMean("9999994107900001", absl::CivilDay(1990, 7, 1)));
  EXPECT_TRUE(NikMayMean("9999990107250001", absl::CivilDay(1925, 7, 1)));
  EXPECT_TRUE(NikMayMean("9999990107250001", absl::CivilDay(2025, 7, 1)));
  EXPECT_FALSE(NikMayMean("9999990107900001", absl::CivilDay(1990, 7, 2)));
  EXPECT_FALSE(NikMayMean("9999990107900001", absl::CivilDay(1990, 1, 7)));
  EXPECT_FALSE(NikMayMean("9999990107900001", absl::CivilDay(1991, 7, 1)));
}

TEST(CivilNumber, AFamilyCardCarriesTheDateOfItsRecording) {
  EXPECT_TRUE(IsFamilyCardNumber("9999990107150001"));
  EXPECT_TRUE(IsFamilyCardNumber("9999992902000001"));
  EXPECT_FALSE(IsFamilyCardNumber("9999994107150001")) << "no day is raised by forty";
  EXPECT_FALSE(IsFamilyCardNumber("9999993002150001")) << "30 February";
  EXPECT_FALSE(IsFamilyCardNumber("9999990113150001")) << "month 13";
  EXPECT_FALSE(IsFamilyCardNumber("9999990107150000")) << "serial";
  EXPECT_FALSE(IsFamilyCardNumber("0000000107150001")) << "region";
  EXPECT_FALSE(IsFamilyCardNumber("999999010715001")) << "15 digits";
  EXPECT_FALSE(IsFamilyCardNumber(""));
}

TEST(CivilNumber, ScientificNotationIsTheMarkOfASpreadsheet) {
  for (const char* text : {"7,3E+15", "7.30901E15", "7.30901e+15", "9E+15", "9,99999010790E+15"}) {
    EXPECT_TRUE(IsDamagedBySpreadsheet(text)) << text;
  }
  for (const char* text : {"", "E", "E+15", "7,E+15", ",3E+15", "7,3E+", "7,3E+155", "7,3", "73E+15", "7x3E+15", "7,3E+1x",
                           "9999990107900001", "SERE 15"}) {
    EXPECT_FALSE(IsDamagedBySpreadsheet(text)) << text;
  }
}

}  // namespace
}  // namespace rujukan
