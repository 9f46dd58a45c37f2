// The real sealer with keys that are the same in every run, so that an input found once is an input for ever.
#ifndef RUJUKAN_TESTS_FUZZ_SEALER_H_
#define RUJUKAN_TESTS_FUZZ_SEALER_H_

#include "adapters/system/file_key_sealer.h"

namespace rujukan::fuzz {

inline const Sealer& FixedSealer() {
  // All zero: they guard nothing.
  static const FileKeySealer sealer(Keys{.seal = {{1, SecretKey()}}, .welfare_index = {}, .protection_index = {}, .mac = {}});
  return sealer;
}

}  // namespace rujukan::fuzz

#endif  // RUJUKAN_TESTS_FUZZ_SEALER_H_
