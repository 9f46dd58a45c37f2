#include "server/broker/hashing_desk.h"

#include <chrono>

#include "server/domain/errors.h"
#include "server/domain/try.h"

namespace rujukan {
namespace {

// Some twenty hashes before one's own: longer than that a person at a counter would rather be told to try again.
constexpr std::chrono::milliseconds kTurnWaitMax(1000);

}  // namespace

absl::Status HashingDesk::Use(absl::FunctionRef<absl::Status(const PasswordHasher&)> work) {
  if (!turns_.try_acquire_for(kTurnWaitMax)) return Overloaded();
  const absl::Status result = work(hasher_);
  turns_.release();
  return result;
}

absl::StatusOr<std::string> HashingDesk::Hash(std::string_view password) {
  std::string hash;
  RUJUKAN_TRY(Use([&](const PasswordHasher& hasher) {
    hash = hasher.Hash(password);
    return absl::OkStatus();
  }));
  return hash;
}

absl::StatusOr<bool> HashingDesk::Verify(std::string_view hash, std::string_view password) {
  bool is_right = false;
  RUJUKAN_TRY(Use([&](const PasswordHasher& hasher) {
    is_right = hasher.Verify(hash, password);
    return absl::OkStatus();
  }));
  return is_right;
}

}  // namespace rujukan
