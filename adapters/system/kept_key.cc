#include "adapters/system/kept_key.h"

#include <sodium.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace rujukan {

KeptKey::KeptKey(const SecretKey& key) : bytes_(nullptr), is_locked_(false) {
  if (sodium_init() >= 0) bytes_ = static_cast<unsigned char*>(sodium_malloc(SecretKey::kSize));
  if (bytes_ == nullptr) {
    std::fputs("rujukan: no memory for a key\n", stderr);
    std::abort();
  }
  // sodium_malloc has tried, and does not say how it went.
  is_locked_ = sodium_mlock(bytes_, SecretKey::kSize) == 0;
  std::memcpy(bytes_, key.data(), SecretKey::kSize);
  sodium_mprotect_readonly(bytes_);
}

KeptKey::~KeptKey() { sodium_free(bytes_); }

}  // namespace rujukan
