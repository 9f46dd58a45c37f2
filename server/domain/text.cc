#include "server/domain/text.h"

#include <algorithm>
#include <cstddef>

#include "absl/strings/ascii.h"

namespace rujukan {
namespace {

// Nobody alive was born earlier, and nothing is planned for later.
constexpr int kYearMin = 1850;
constexpr int kYearMax = 2200;

bool AreDigits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return absl::ascii_isdigit(static_cast<unsigned char>(c)); });
}

int NumberIn(std::string_view digits) {
  int number = 0;
  for (const char c : digits) number = number * 10 + (c - '0');
  return number;
}

// True when the UTF-8 text begins with a control character (C0, C1), a separator of lines or paragraphs, a character that turns the
// direction of writing, or the mark of byte order.
bool BeginsWithControl(std::string_view text) {
  const auto byte = [&](std::size_t at) { return at < text.size() ? static_cast<unsigned char>(text[at]) : 0; };
  if (byte(0) < 0x20 || byte(0) == 0x7F) return true;
  if (byte(0) == 0xC2) return byte(1) < 0xA0;
  // U+2028 to U+202E, U+2066 to U+2069, U+FEFF.
  if (byte(0) == 0xE2 && byte(1) == 0x80) return byte(2) >= 0xA8 && byte(2) <= 0xAE;
  if (byte(0) == 0xE2 && byte(1) == 0x81) return byte(2) >= 0xA6 && byte(2) <= 0xA9;
  return byte(0) == 0xEF && byte(1) == 0xBB && byte(2) == 0xBF;
}

}  // namespace

std::optional<absl::CivilDay> ParseDate(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const std::string_view year = text.substr(0, 4), month = text.substr(5, 2), day = text.substr(8, 2);
  if (!AreDigits(year) || !AreDigits(month) || !AreDigits(day)) return std::nullopt;
  const absl::CivilDay date(NumberIn(year), NumberIn(month), NumberIn(day));
  // CivilDay turns 30 February into 2 March instead of refusing it.
  const bool in_calendar = date.month() == NumberIn(month) && date.day() == NumberIn(day);
  if (!in_calendar || date.year() < kYearMin || date.year() > kYearMax) return std::nullopt;
  return date;
}

absl::CivilDay TodayInIndonesia(absl::Time now) {
  static const absl::TimeZone kEasternTime = absl::FixedTimeZone(9 * 60 * 60);
  return absl::ToCivilDay(now, kEasternTime);
}

std::size_t CharactersIn(std::string_view text) {
  const auto begins_character = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; };
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), begins_character));
}

bool HasControlCharacter(std::string_view text, bool multiline) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::string_view rest = text.substr(i);
    const bool line_break = rest.starts_with('\n') || rest.starts_with("\r\n");
    if (!(multiline && line_break) && BeginsWithControl(rest)) return true;
  }
  return false;
}

bool IsPhone(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  std::size_t digits = 0;
  bool after_digit = false;
  for (const char c : text) {
    const bool is_digit = absl::ascii_isdigit(static_cast<unsigned char>(c));
    const bool is_separator = (c == ' ' || c == '-') && after_digit;
    if (!is_digit && !is_separator) return false;
    if (is_digit) ++digits;
    after_digit = is_digit;
  }
  return after_digit && digits >= 3 && digits <= 15;
}

bool IsSignInName(std::string_view text) {
  if (text.size() < 3 || text.size() > 64) return false;
  if (!absl::ascii_islower(static_cast<unsigned char>(text.front()))) return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return absl::ascii_islower(byte) || absl::ascii_isdigit(byte) || c == '.' || c == '-' || c == '_';
  });
}

}  // namespace rujukan
