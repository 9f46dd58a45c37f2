#include "adapters/system/random_bytes.h"

#include <openssl/rand.h>

#include <cstdio>
#include <cstdlib>

namespace rujukan {

void FillRandom(void* bytes, std::size_t size) {
  if (RAND_bytes(static_cast<unsigned char*>(bytes), static_cast<int>(size)) == 1) return;
  std::fputs("rujukan: the machine gives no random bytes\n", stderr);
  std::abort();
}

}  // namespace rujukan
