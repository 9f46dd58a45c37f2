#include "server/domain/ids.h"

#include <cstddef>
#include <cstdint>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace rujukan {

bool IsUuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (i == 8 || i == 13 || i == 18 || i == 23) {
      if (c != '-') return false;
    } else if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
      return false;
    }
  }
  return true;
}

bool IsUuidV7(std::string_view text) {
  if (!IsUuid(text) || text[14] != '7') return false;
  return text[19] == '8' || text[19] == '9' || text[19] == 'a' || text[19] == 'b';
}

absl::Time TimeInUuidV7(std::string_view text) {
  std::uint64_t milliseconds = 0;
  const std::string digits = absl::StrCat(std::string(text.substr(0, 8)), std::string(text.substr(9, 4)));
  if (!absl::SimpleHexAtoi(digits, &milliseconds)) return absl::InfinitePast();
  return absl::FromUnixMillis(static_cast<std::int64_t>(milliseconds));
}

}  // namespace rujukan
