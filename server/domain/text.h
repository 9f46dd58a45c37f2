// Calendar dates and the other notations of the field that are not numbers of persons.
#ifndef RUJUKAN_SERVER_DOMAIN_TEXT_H_
#define RUJUKAN_SERVER_DOMAIN_TEXT_H_

#include <cstddef>
#include <optional>
#include <string_view>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace rujukan {

// A calendar date in ISO 8601 (`1990-07-01`) between 1850 and 2200; nothing for anything else, 29 February of a common year
// included.
std::optional<absl::CivilDay> ParseDate(std::string_view text);

// The latest date that has begun anywhere in Indonesia (WIT, UTC+9): a child born this morning in Jayapura is not from the future.
absl::CivilDay TodayInIndonesia(absl::Time now);

// How many characters (code points) a valid UTF-8 text has.
std::size_t CharactersIn(std::string_view text);

// True when a valid UTF-8 text has a control character, or one that turns the direction of writing and so can fake a name: none
// that an officer types on purpose. `multiline` allows line breaks.
bool HasControlCharacter(std::string_view text, bool multiline);

// 3 to 15 digits with an optional leading + and single spaces or hyphens between digits.
bool IsPhone(std::string_view text);

// 3 to 64 of a-z, 0-9, '.', '-', '_', beginning with a letter.
bool IsSignInName(std::string_view text);

}  // namespace rujukan

#endif  // RUJUKAN_SERVER_DOMAIN_TEXT_H_
