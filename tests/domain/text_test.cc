#include "server/domain/text.h"

#include "gtest/gtest.h"

namespace rujukan {
namespace {

TEST(Text, ADateIsADayOfTheCalendarInIsoNotation) {
  EXPECT_EQ(ParseDate("1990-07-01"), absl::CivilDay(1990, 7, 1));
  EXPECT_EQ(ParseDate("2000-02-29"), absl::CivilDay(2000, 2, 29));
  EXPECT_EQ(ParseDate("1850-01-01"), absl::CivilDay(1850, 1, 1));
  EXPECT_EQ(ParseDate("2200-12-31"), absl::CivilDay(2200, 12, 31));
}

TEST(Text, AnythingElseIsNotADate) {
  for (const char* text : {"",           "1990-02-29", "1900-02-29",  "1990-02-30",  "1990-13-01",           "1990-00-10",
                           "1990-01-00", "1990-04-31", "1849-12-31",  "2201-01-01",  "0000-00-00",           "1990-7-1",
                           "01-07-1990", "1990/07/01", "1990-07-01 ", " 1990-07-01", "1990-07-01T00:00:00Z", "1990-0７-01",
                           "+990-07-01", "1990--7-01"}) {
    EXPECT_EQ(ParseDate(text), std::nullopt) << text;
  }
}

TEST(Text, TheDayBeginsWithTheEasternmostPost) {
  const absl::Time jayapura_midnight = absl::FromCivil(absl::CivilSecond(2026, 12, 31, 15, 0, 0), absl::UTCTimeZone());
  EXPECT_EQ(TodayInIndonesia(jayapura_midnight - absl::Seconds(1)), absl::CivilDay(2026, 12, 31));
  EXPECT_EQ(TodayInIndonesia(jayapura_midnight), absl::CivilDay(2027, 1, 1));
}

TEST(Text, CharactersAreCountedAndNotBytes) {
  EXPECT_EQ(CharactersIn(""), 0u);
  EXPECT_EQ(CharactersIn("Siti"), 4u);
  EXPECT_EQ(CharactersIn("Zoë"), 3u);
  EXPECT_EQ(CharactersIn("ᬩᬮᬶ"), 3u);
}

TEST(Text, ControlCharactersAndThoseThatFakeNamesAreFound) {
  for (const char* text : {"Siti\x01", "\x7FSiti", "Si\u0085ti", "Siti\u202Eitis", "\uFEFFSiti", "Siti\u2028", "Siti\u2066",
                           "Siti\u2069", "Siti\tAni", "Siti\rAni"}) {
    EXPECT_TRUE(HasControlCharacter(text, true)) << text;
  }
  for (const char* text :
       {"", "Siti Nurhaliza", "D'Artagnan", "\u00C9lise", "\u00A0", "\u2027", "\u202F", "\u2065", "\u206A", "ᮞᮥᮔ᮪ᮓ", "日本"}) {
    EXPECT_FALSE(HasControlCharacter(text, false)) << text;
  }
  for (const char* text : {"satu\ndua", "satu\r\ndua"}) {
    EXPECT_FALSE(HasControlCharacter(text, true)) << text;
    EXPECT_TRUE(HasControlCharacter(text, false)) << text;
  }
}

TEST(Text, APhoneNumberHasThreeToFifteenDigits) {
  for (const char* text : {"110", "129", "+62 811-4000-129", "0411 871234", "081140001234567"}) EXPECT_TRUE(IsPhone(text)) << text;
  for (const char* text : {"", "11", "0811400012345678", "0811--4000", "0811  4000", " 0811", "0811 ", "-0811", "0811-", "+",
                           "++62811", "62+811", "0811x", "(0411)871234"}) {
    EXPECT_FALSE(IsPhone(text)) << text;
  }
}

TEST(Text, ASignInNameIsPlainAndBeginsWithALetter) {
  for (const char* text : {"ani", "a.b-c_1", "operator.tenrigangkae"}) EXPECT_TRUE(IsSignInName(text)) << text;
  EXPECT_TRUE(IsSignInName(std::string(64, 'a')));
  EXPECT_FALSE(IsSignInName(std::string(65, 'a')));
  for (const char* text : {"", "ab", "Ani", "1ani", ".ani", "ani ", "ani@maros", "añi"}) EXPECT_FALSE(IsSignInName(text)) << text;
}

}  // namespace
}  // namespace rujukan
