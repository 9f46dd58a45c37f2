// A password hasher that costs nothing, counts what it is asked, and can be made to wait.
#ifndef RUJUKAN_TESTS_TESTING_PLAIN_HASHER_H_
#define RUJUKAN_TESTS_TESTING_PLAIN_HASHER_H_

#include <atomic>
#include <functional>
#include <string>
#include <string_view>

#include "server/domain/ports.h"

namespace rujukan::testing {

class PlainHasher final : public PasswordHasher {
 public:
  std::string Hash(std::string_view password) const override {
    ++hashed;
    return "hash of " + std::string(password);
  }
  bool Verify(std::string_view hash, std::string_view password) const override {
    ++verified;
    if (before_verify) before_verify();
    return hash == "hash of " + std::string(password);
  }

  mutable std::atomic<int> hashed = 0;
  mutable std::atomic<int> verified = 0;
  // Set before the hasher is used.
  std::function<void()> before_verify;
};

}  // namespace rujukan::testing

#endif  // RUJUKAN_TESTS_TESTING_PLAIN_HASHER_H_
