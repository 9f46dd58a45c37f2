// The fields that a digest covers, as bytes.
#ifndef RUJUKAN_SERVER_DOMAIN_DIGEST_FIELDS_H_
#define RUJUKAN_SERVER_DOMAIN_DIGEST_FIELDS_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/time/time.h"

namespace rujukan {

// Each field with its length before it, so that no two different lists of fields read the same. Stored digests depend on this.
class DigestFields {
 public:
  DigestFields& Text(std::string_view field) {
    const std::uint64_t size = field.size();
    for (int shift = 56; shift >= 0; shift -= 8) bytes_.push_back(static_cast<char>((size >> shift) & 0xFF));
    bytes_.append(field);
    return *this;
  }
  DigestFields& Int(std::int64_t number) {
    char bytes[8];
    for (int i = 0; i < 8; ++i) bytes[i] = static_cast<char>((static_cast<std::uint64_t>(number) >> (56 - 8 * i)) & 0xFF);
    return Text(std::string_view(bytes, sizeof bytes));
  }
  template <typename Enum>
  DigestFields& Code(Enum code) {
    return Int(static_cast<std::int64_t>(code));
  }
  // To the microsecond.
  DigestFields& Time(absl::Time time) { return Int(absl::ToUnixMicros(time)); }

  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

}  // namespace rujukan

#endif  // RUJUKAN_SERVER_DOMAIN_DIGEST_FIELDS_H_
