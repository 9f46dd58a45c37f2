#include "server/domain/civil_number.h"

#include <algorithm>
#include <cstddef>

#include "absl/strings/ascii.h"

namespace rujukan {
namespace {

// In the day of a woman's NIK.
constexpr int kWomanDayOffset = 40;
constexpr int kAgeMax = 119;

bool IsDigit(char c) { return absl::ascii_isdigit(static_cast<unsigned char>(c)); }

int TwoDigitsAt(std::string_view digits, std::size_t position) {
  return (digits[position] - '0') * 10 + (digits[position + 1] - '0');
}

// What a NIK and a No KK have in common: 16 digits, a region and a serial.
bool HasFrameOfCivilNumber(std::string_view text) {
  return text.size() == 16 && std::all_of(text.begin(), text.end(), IsDigit) && text.substr(0, 6) != "000000" &&
         text.substr(12) != "0000";
}

// The date in digits 7 to 12 as written, without its century.
struct ShortDate {
  int day, month, year_of_century;
};

ShortDate DateInNumber(std::string_view number) {
  return {TwoDigitsAt(number, 6), TwoDigitsAt(number, 8), TwoDigitsAt(number, 10)};
}

ShortDate BirthDateInNik(std::string_view nik) {
  ShortDate date = DateInNumber(nik);
  if (date.day > kWomanDayOffset) date.day -= kWomanDayOffset;
  return date;
}

bool IsInCalendar(const ShortDate& date, absl::civil_year_t century) {
  const absl::CivilDay day(century + date.year_of_century, date.month, date.day);
  return day.month() == date.month && day.day() == date.day;
}

absl::civil_year_t AgeOn(absl::CivilDay today, absl::CivilDay birth) {
  const bool had_birthday = today.month() > birth.month() || (today.month() == birth.month() && today.day() >= birth.day());
  return today.year() - birth.year() - (had_birthday ? 0 : 1);
}

}  // namespace

bool IsNik(std::string_view text, absl::CivilDay today) {
  if (!HasFrameOfCivilNumber(text)) return false;
  const ShortDate date = BirthDateInNik(text);
  const absl::civil_year_t this_century = today.year() / 100 * 100;
  for (const absl::civil_year_t century : {this_century, this_century - 100, this_century - 200}) {
    if (!IsInCalendar(date, century)) continue;
    const absl::civil_year_t age = AgeOn(today, absl::CivilDay(century + date.year_of_century, date.month, date.day));
    if (age >= 0 && age <= kAgeMax) return true;
  }
  return false;
}

Sex SexInNik(std::string_view nik) { return TwoDigitsAt(nik, 6) > kWomanDayOffset ? Sex::kFemale : Sex::kMale; }

bool NikMayMean(std::string_view nik, absl::CivilDay birth_date) {
  const ShortDate date = BirthDateInNik(nik);
  return date.day == birth_date.day() && date.month == birth_date.month() && date.year_of_century == birth_date.year() % 100;
}

bool IsFamilyCardNumber(std::string_view text) {
  if (!HasFrameOfCivilNumber(text)) return false;
  const ShortDate date = DateInNumber(text);
  return IsInCalendar(date, 1900) || IsInCalendar(date, 2000);
}

bool IsDamagedBySpreadsheet(std::string_view text) {
  const std::size_t e = text.find_first_of("eE");
  if (e == std::string_view::npos) return false;
  const std::string_view mantissa = text.substr(0, e);
  std::string_view exponent = text.substr(e + 1);
  if (exponent.starts_with('+')) exponent.remove_prefix(1);

  const bool has_mantissa =
      !mantissa.empty() && IsDigit(mantissa.front()) && IsDigit(mantissa.back()) &&
      (mantissa.size() == 1 || mantissa[1] == ',' || mantissa[1] == '.') &&
      std::all_of(mantissa.begin() + std::min<std::ptrdiff_t>(2, std::ssize(mantissa)), mantissa.end(), IsDigit);
  return has_mantissa && !exponent.empty() && exponent.size() <= 2 && std::all_of(exponent.begin(), exponent.end(), IsDigit);
}

}  // namespace rujukan
