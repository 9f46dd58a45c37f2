// Regions and their codes: Kemendagri's, written with dots. BPS codes look alike without dots and mean other places (Maros is
// 73.09 here and 7308 there), so a code without dots is refused, never converted.
#ifndef RUJUKAN_SERVER_DOMAIN_REGION_H_
#define RUJUKAN_SERVER_DOMAIN_REGION_H_

#include <string>
#include <string_view>

#include "server/domain/codes.h"

namespace rujukan {

struct Region {
  std::string code;
  std::string display_name;
  // ISO 8601 days; empty: unlimited. `valid_until` is the first day on which the code no longer holds.
  std::string valid_from;
  std::string valid_until;

  friend bool operator==(const Region&, const Region&) = default;
};

// The level of a well-formed code; kUnspecified for anything else. A village's last group begins with 1 (kelurahan),
// 2 (desa) or 3 (desa adat).
RegionLevel LevelOf(std::string_view code);

// The code of the region above; empty for a province. REQUIRES: LevelOf(code) != kUnspecified.
std::string_view ParentOf(std::string_view code);

// The kabupaten or kota of a code of level 2 to 4; the code itself for a province.
std::string_view RegencyOf(std::string_view code);

// True when `code` is `ancestor` or lies in it.
bool Within(std::string_view code, std::string_view ancestor);

// True when the code holds on `day` (ISO 8601).
bool HoldsOn(const Region& region, std::string_view day);

// True for 2, 4, 6, 7 or 10 digits without dots: a BPS code (a kecamatan has 7 there) or one of ours that lost its dots, and it
// cannot be told which. REQUIRES: LevelOf(code) == kUnspecified, because a province has two digits in both.
bool LooksLikeBpsCode(std::string_view code);

}  // namespace rujukan

#endif  // RUJUKAN_SERVER_DOMAIN_REGION_H_
