#include "adapters/system/uuid_ids.h"

#include <sodium.h>

#include <array>
#include <cstdio>

#include "absl/time/time.h"
#include "adapters/system/random_bytes.h"

namespace rujukan {
namespace {

constexpr int kCounterBits = 12;
constexpr std::uint64_t kCounterMask = (1u << kCounterBits) - 1;
constexpr std::uint64_t kRandomTailMask = (std::uint64_t{1} << 62) - 1;
constexpr std::size_t kSecretBytes = 32;

}  // namespace

std::uint64_t UuidIds::NextTick(std::uint16_t random) {
  const auto milliseconds = static_cast<std::uint64_t>(absl::ToUnixMillis(clock_.Now()));
  // Only the lower half, so that a busy millisecond has room to count.
  const std::uint64_t fresh = (milliseconds << kCounterBits) | (random & (kCounterMask >> 1));
  const std::lock_guard lock(mutex_);
  last_tick_ = (fresh >> kCounterBits) > (last_tick_ >> kCounterBits) ? fresh : last_tick_ + 1;
  return last_tick_;
}

std::string UuidIds::NewUuid() {
  struct {
    std::uint64_t tail;
    std::uint16_t counter;
  } random;
  FillRandom(&random, sizeof(random));
  const std::uint64_t tick = NextTick(random.counter);
  const std::uint64_t milliseconds = tick >> kCounterBits;
  const std::uint64_t tail = (std::uint64_t{0b10} << 62) | (random.tail & kRandomTailMask);

  char text[37];
  std::snprintf(text, sizeof(text), "%08llx-%04llx-7%03llx-%04llx-%012llx",
                static_cast<unsigned long long>((milliseconds >> 16) & 0xFFFFFFFF),
                static_cast<unsigned long long>(milliseconds & 0xFFFF), static_cast<unsigned long long>(tick & kCounterMask),
                static_cast<unsigned long long>(tail >> 48), static_cast<unsigned long long>(tail & 0xFFFFFFFFFFFF));
  return text;
}

std::string UuidIds::NewSecret() {
  std::array<unsigned char, kSecretBytes> secret;
  FillRandom(secret.data(), secret.size());
  char text[sodium_base64_ENCODED_LEN(kSecretBytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING)];
  sodium_bin2base64(text, sizeof(text), secret.data(), secret.size(), sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  sodium_memzero(secret.data(), secret.size());
  return text;
}

}  // namespace rujukan
