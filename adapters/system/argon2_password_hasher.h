// Passwords.
#ifndef RUJUKAN_ADAPTERS_SYSTEM_ARGON2_PASSWORD_HASHER_H_
#define RUJUKAN_ADAPTERS_SYSTEM_ARGON2_PASSWORD_HASHER_H_

#include <string>
#include <string_view>

#include "server/domain/ports.h"

namespace rujukan {

// Argon2id through libsodium, 19 MiB and two passes (OWASP's recommendation for servers of this size). Thread-safe.
class Argon2PasswordHasher final : public PasswordHasher {
 public:
  Argon2PasswordHasher();

  // Salt and cost are within the text. Throws std::bad_alloc when the memory is not there.
  std::string Hash(std::string_view password) const override;
  // False also for a hash that is none.
  bool Verify(std::string_view hash, std::string_view password) const override;
};

}  // namespace rujukan

#endif  // RUJUKAN_ADAPTERS_SYSTEM_ARGON2_PASSWORD_HASHER_H_
