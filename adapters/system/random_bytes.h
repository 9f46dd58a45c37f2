// Random bytes for keys, ids and secrets.
#ifndef RUJUKAN_ADAPTERS_SYSTEM_RANDOM_BYTES_H_
#define RUJUKAN_ADAPTERS_SYSTEM_RANDOM_BYTES_H_

#include <cstddef>

namespace rujukan {

// Fills `size` bytes from OpenSSL's generator. Ends the process when the machine has no randomness to give: nothing that is made
// without it would be safe.
void FillRandom(void* bytes, std::size_t size);

}  // namespace rujukan

#endif  // RUJUKAN_ADAPTERS_SYSTEM_RANDOM_BYTES_H_
