// What a harness asserts.
#ifndef RUJUKAN_TESTS_FUZZ_PROMISE_H_
#define RUJUKAN_TESTS_FUZZ_PROMISE_H_

#include <cstdio>
#include <cstdlib>

namespace rujukan::fuzz {

// Ends the process, whereupon the fuzzer keeps the input, unless the promise is kept.
inline void Promise(bool kept, const char* promise) {
  if (kept) return;
  std::fprintf(stderr, "promise broken: %s\n", promise);
  std::abort();
}

}  // namespace rujukan::fuzz

#endif  // RUJUKAN_TESTS_FUZZ_PROMISE_H_
