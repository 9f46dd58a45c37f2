// NIK and No KK: the numbers of persons and of family cards.
#ifndef RUJUKAN_SERVER_DOMAIN_CIVIL_NUMBER_H_
#define RUJUKAN_SERVER_DOMAIN_CIVIL_NUMBER_H_

#include <optional>
#include <string_view>

#include "absl/time/civil_time.h"
#include "server/domain/codes.h"

namespace rujukan {

// True for a well-formed NIK: 16 digits PPKKCC DDMMYY SSSS; PPKKCC not zero; the day plus 40 for women; a date of the calendar
// in at least one century that makes the person 0 to 119 years old on `today`; serial not 0000. There is no check digit.
bool IsNik(std::string_view text, absl::CivilDay today);

// The sex in a well-formed NIK.
Sex SexInNik(std::string_view nik);

// True when `birth_date` is one of the dates that a well-formed NIK may mean.
bool NikMayMean(std::string_view nik, absl::CivilDay birth_date);

// True for a well-formed No KK: 16 digits, region not zero, a date of recording (day 1 to 31, no +40), serial not 0000.
bool IsFamilyCardNumber(std::string_view text);

// True for a number that a spreadsheet has turned into scientific notation: `7,3E+15`, `7.30901E15`.
bool IsDamagedBySpreadsheet(std::string_view text);

}  // namespace rujukan

#endif  // RUJUKAN_SERVER_DOMAIN_CIVIL_NUMBER_H_
