// A clock that stands still until it is told to move.
#ifndef RUJUKAN_TESTS_TESTING_FAKE_CLOCK_H_
#define RUJUKAN_TESTS_TESTING_FAKE_CLOCK_H_

#include <mutex>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "server/domain/ports.h"

namespace rujukan::testing {

// Begins on Monday, 2 March 2026, 09:00 in Maros (WITA). Thread-safe.
class FakeClock final : public Clock {
 public:
  static absl::Time Beginning() { return absl::FromCivil(absl::CivilSecond(2026, 3, 2, 1, 0, 0), absl::UTCTimeZone()); }

  FakeClock() = default;
  explicit FakeClock(absl::Time now) : now_(now) {}

  absl::Time Now() const override {
    const std::lock_guard lock(mutex_);
    return now_;
  }

  void Advance(absl::Duration duration) {
    const std::lock_guard lock(mutex_);
    now_ += duration;
  }

  void Set(absl::Time now) {
    const std::lock_guard lock(mutex_);
    now_ = now;
  }

 private:
  mutable std::mutex mutex_;
  absl::Time now_ = Beginning();
};

}  // namespace rujukan::testing

#endif  // RUJUKAN_TESTS_TESTING_FAKE_CLOCK_H_
