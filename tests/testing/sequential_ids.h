// Ids and secrets that are the same in every run.
#ifndef RUJUKAN_TESTS_TESTING_SEQUENTIAL_IDS_H_
#define RUJUKAN_TESTS_TESTING_SEQUENTIAL_IDS_H_

#include <atomic>
#include <cstdint>
#include <cstdio>
#include <string>

#include "server/domain/ports.h"

namespace rujukan::testing {

// 0195553f-1400-7000-8000-000000000001, …002 and so on: valid UUIDs of version 7 that grow. Two sources with different `series`
// never make the same id. Thread-safe.
class SequentialIds final : public IdSource {
 public:
  explicit SequentialIds(std::uint16_t series = 0) : series_(series & 0xFFF) {}

  std::string NewUuid() override {
    char text[64];
    std::snprintf(text, sizeof(text), "0195553f-1400-7%03x-8000-%012llx", static_cast<unsigned>(series_), Next());
    return text;
  }

  std::string NewSecret() override {
    char text[64];
    std::snprintf(text, sizeof(text), "secret-%03x-%032llx", static_cast<unsigned>(series_), Next());
    return text;
  }

 private:
  unsigned long long Next() { return ++count_; }

  const std::uint16_t series_;
  std::atomic<unsigned long long> count_{0};
};

}  // namespace rujukan::testing

#endif  // RUJUKAN_TESTS_TESTING_SEQUENTIAL_IDS_H_
