// A key in memory.
#ifndef RUJUKAN_ADAPTERS_SYSTEM_SECRET_KEY_H_
#define RUJUKAN_ADAPTERS_SYSTEM_SECRET_KEY_H_

#include <openssl/crypto.h>

#include <array>
#include <cstddef>

#include "adapters/system/random_bytes.h"

namespace rujukan {

// 256 bits that are wiped when they are no longer needed.
class SecretKey {
 public:
  static constexpr std::size_t kSize = 32;

  // All zero, to be filled by the caller.
  SecretKey() : bytes_{} {}
  static SecretKey Random() {
    SecretKey key;
    FillRandom(key.data(), kSize);
    return key;
  }
  ~SecretKey() { OPENSSL_cleanse(bytes_.data(), kSize); }
  SecretKey(const SecretKey&) = default;
  SecretKey& operator=(const SecretKey&) = default;

  unsigned char* data() { return bytes_.data(); }
  const unsigned char* data() const { return bytes_.data(); }

 private:
  std::array<unsigned char, kSize> bytes_;
};

}  // namespace rujukan

#endif  // RUJUKAN_ADAPTERS_SYSTEM_SECRET_KEY_H_
