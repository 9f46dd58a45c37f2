#include "server/broker/hashing_desk.h"

#include "server/domain/errors.h"
#include "server/domain/try.h"
#include "server/domain/waiting.h"

namespace rujukan {

bool HashingDesk::TakeTurn() {
  if (turns_.try_acquire()) return true;
  const bool taken = ++waiters_ <= kHashingWaitersMax && turns_.try_acquire_for(wait_max_);
  --waiters_;
  return taken;
}

absl::Status HashingDesk::Use(absl::FunctionRef<absl::Status(const PasswordHasher&)> work) {
  // Others share the processors with whoever hashes.
  const Waiting waiting;
  if (!TakeTurn()) return Overloaded();
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
