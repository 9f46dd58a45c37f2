// Where passwords are hashed: a few at a time, because each hash takes 19 MiB and a moment of a core.
#ifndef RUJUKAN_SERVER_BROKER_HASHING_DESK_H_
#define RUJUKAN_SERVER_BROKER_HASHING_DESK_H_

#include <atomic>
#include <chrono>
#include <semaphore>
#include <string>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/domain/ports.h"

namespace rujukan {

// Some twenty hashes before one's own: longer than that a person at a counter would rather be told to try again.
inline constexpr std::chrono::milliseconds kHashingWaitMax(1000);
// Each waits in a thread that serves calls; a storm of sign-ins leaves more than half of them to those who have signed in.
inline constexpr int kHashingWaitersMax = 12;

// Thread-safe. Who would wait for too long, or behind too many, gets Overloaded. Never use it inside a transaction: it would hold
// up all who write.
class HashingDesk {
 public:
  explicit HashingDesk(const PasswordHasher& hasher, std::chrono::milliseconds wait_max = kHashingWaitMax)
      : hasher_(hasher), wait_max_(wait_max) {}

  // Runs `work` when it is its turn.
  absl::Status Use(absl::FunctionRef<absl::Status(const PasswordHasher&)> work);

  absl::StatusOr<std::string> Hash(std::string_view password);
  absl::StatusOr<bool> Verify(std::string_view hash, std::string_view password);

 private:
  bool TakeTurn();

  const PasswordHasher& hasher_;
  const std::chrono::milliseconds wait_max_;
  std::atomic<int> waiters_{0};
  std::counting_semaphore<2> turns_{2};
};

}  // namespace rujukan

#endif  // RUJUKAN_SERVER_BROKER_HASHING_DESK_H_
