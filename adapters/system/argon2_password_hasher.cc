#include "adapters/system/argon2_password_hasher.h"

#include <sodium.h>

#include <cstddef>
#include <cstdlib>
#include <new>

namespace rujukan {
namespace {

constexpr std::size_t kMemoryBytes = 19 * 1024 * 1024;
constexpr unsigned long long kPasses = 2;

}  // namespace

Argon2PasswordHasher::Argon2PasswordHasher() {
  if (sodium_init() < 0) std::abort();
}

std::string Argon2PasswordHasher::Hash(std::string_view password) const {
  char hash[crypto_pwhash_STRBYTES];
  if (crypto_pwhash_str_alg(hash, password.data(), password.size(), kPasses, kMemoryBytes, crypto_pwhash_ALG_ARGON2ID13) != 0) {
    throw std::bad_alloc();
  }
  return hash;
}

bool Argon2PasswordHasher::Verify(std::string_view hash, std::string_view password) const {
  // libsodium wants the text to end with a zero.
  const std::string terminated(hash);
  return crypto_pwhash_str_verify(terminated.c_str(), password.data(), password.size()) == 0;
}

}  // namespace rujukan
