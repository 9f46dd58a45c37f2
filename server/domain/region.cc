#include "server/domain/region.h"

#include <algorithm>
#include <cstddef>

#include "absl/strings/ascii.h"

namespace rujukan {
namespace {

bool IsDigit(char c) { return absl::ascii_isdigit(static_cast<unsigned char>(c)); }

// True when `text` has a digit wherever `shape` has a 9, and the same character elsewhere.
bool HasShape(std::string_view text, std::string_view shape) {
  if (text.size() != shape.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (shape[i] == '9' ? !IsDigit(text[i]) : text[i] != shape[i]) return false;
  }
  return true;
}

constexpr std::size_t kRegencyCodeSize = 5;
constexpr std::size_t kVillageKindAt = 9;

}  // namespace

RegionLevel LevelOf(std::string_view code) {
  if (HasShape(code, "99")) return RegionLevel::kProvince;
  if (HasShape(code, "99.99")) return RegionLevel::kRegency;
  if (HasShape(code, "99.99.99")) return RegionLevel::kDistrict;
  if (!HasShape(code, "99.99.99.9999")) return RegionLevel::kUnspecified;
  const char village_kind = code[kVillageKindAt];
  return village_kind >= '1' && village_kind <= '3' ? RegionLevel::kVillage : RegionLevel::kUnspecified;
}

std::string_view ParentOf(std::string_view code) {
  const std::size_t last_dot = code.rfind('.');
  return last_dot == std::string_view::npos ? std::string_view() : code.substr(0, last_dot);
}

std::string_view RegencyOf(std::string_view code) { return code.substr(0, kRegencyCodeSize); }

bool Within(std::string_view code, std::string_view ancestor) {
  if (!code.starts_with(ancestor)) return false;
  return code.size() == ancestor.size() || code[ancestor.size()] == '.';
}

bool HoldsOn(const Region& region, std::string_view day) {
  return region.valid_from <= day && (region.valid_until.empty() || day < region.valid_until);
}

bool LooksLikeBpsCode(std::string_view code) {
  const bool has_length = code.size() == 2 || code.size() == 4 || code.size() == 6 || code.size() == 7 || code.size() == 10;
  return has_length && std::all_of(code.begin(), code.end(), IsDigit);
}

}  // namespace rujukan
