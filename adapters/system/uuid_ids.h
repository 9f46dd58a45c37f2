// New names and secrets.
#ifndef RUJUKAN_ADAPTERS_SYSTEM_UUID_IDS_H_
#define RUJUKAN_ADAPTERS_SYSTEM_UUID_IDS_H_

#include <cstdint>
#include <mutex>
#include <string>

#include "server/domain/ports.h"

namespace rujukan {

// UUIDs of version 7 (RFC 9562, method 1): 48 bits of milliseconds, a counter of 12 bits that begins at random within its lower
// half and makes those of one process grow strictly, and 62 random bits. When the counter is used up or the clock goes back, the
// milliseconds run ahead of it. Thread-safe.
class UuidIds final : public IdSource {
 public:
  explicit UuidIds(const Clock& clock) : clock_(clock) {}

  std::string NewUuid() override;
  std::string NewSecret() override;

 private:
  // Milliseconds and counter, one number of 60 bits.
  std::uint64_t NextTick(std::uint16_t random);

  const Clock& clock_;
  std::mutex mutex_;
  std::uint64_t last_tick_ = 0;
};

}  // namespace rujukan

#endif  // RUJUKAN_ADAPTERS_SYSTEM_UUID_IDS_H_
