// The machine's own clock.
#ifndef RUJUKAN_ADAPTERS_SYSTEM_SYSTEM_CLOCK_H_
#define RUJUKAN_ADAPTERS_SYSTEM_SYSTEM_CLOCK_H_

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "server/domain/ports.h"

namespace rujukan {

class SystemClock final : public Clock {
 public:
  absl::Time Now() const override { return absl::Now(); }
};

}  // namespace rujukan

#endif  // RUJUKAN_ADAPTERS_SYSTEM_SYSTEM_CLOCK_H_
