// Where passwords are hashed: a few at a time, because each hash takes 19 MiB and a moment of a core.
#ifndef RUJUKAN_SERVER_BROKER_HASHING_DESK_H_
#define RUJUKAN_SERVER_BROKER_HASHING_DESK_H_

#include <semaphore>
#include <string>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/domain/ports.h"

namespace rujukan {

// Thread-safe. Who would wait for longer than a moment gets Overloaded. Never use it inside a transaction: it would hold up all
// who write.
class HashingDesk {
 public:
  explicit HashingDesk(const PasswordHasher& hasher) : hasher_(hasher) {}

  // Runs `work` when it is its turn.
  absl::Status Use(absl::FunctionRef<absl::Status(const PasswordHasher&)> work);

  absl::StatusOr<std::string> Hash(std::string_view password);
  absl::StatusOr<bool> Verify(std::string_view hash, std::string_view password);

 private:
  const PasswordHasher& hasher_;
  std::counting_semaphore<2> turns_{2};
};

}  // namespace rujukan

#endif  // RUJUKAN_SERVER_BROKER_HASHING_DESK_H_
