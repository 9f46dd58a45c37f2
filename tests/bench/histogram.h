// Latencies, counted with a fixed relative error.
#ifndef RUJUKAN_TESTS_BENCH_HISTOGRAM_H_
#define RUJUKAN_TESTS_BENCH_HISTOGRAM_H_

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace rujukan::bench {

// Every duration from a nanosecond to centuries is counted in a bucket that is at most 1/128 of it wide. Not thread-safe.
class Histogram {
 public:
  Histogram();
  void Record(std::chrono::nanoseconds duration);
  std::int64_t count() const { return count_; }
  // The upper end of the bucket in which the quantile lies, in microseconds; 0 when nothing was counted.
  double Quantile(double quantile) const;
  // {"count": …, "p50": …, "p90": …, "p99": …, "p999": …, "max": …} in microseconds.
  std::string Json() const;

 private:
  std::vector<std::int64_t> buckets_;
  std::int64_t count_ = 0;
  std::int64_t max_ = 0;
};

}  // namespace rujukan::bench

#endif  // RUJUKAN_TESTS_BENCH_HISTOGRAM_H_
