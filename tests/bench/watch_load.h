// Officers who watch their inboxes.
#ifndef RUJUKAN_TESTS_BENCH_WATCH_LOAD_H_
#define RUJUKAN_TESTS_BENCH_WATCH_LOAD_H_

#include <grpcpp/grpcpp.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "tests/bench/district.h"
#include "tests/bench/histogram.h"

namespace rujukan::bench {

// Open streams, each on one inbox from its present end, spread evenly over units and channels. Thread-safe.
class WatchLoad {
 public:
  WatchLoad(const std::vector<std::shared_ptr<grpc::Channel>>& channels, const District& district, int watchers);
  // Ends all streams.
  ~WatchLoad();

  // From now on the delay of every event counts: from the time of the event, which the server took before it committed, to its
  // arrival here. Both are this machine's clock.
  void BeginMeasuring();
  // {"watchers": …, "ended": …, "delay": …}; the streams that a server ended by itself should be none.
  std::string Json();

 private:
  class Watcher;

  std::mutex mutex_;
  bool measuring_ = false;
  std::int64_t begin_micros_ = 0;
  Histogram delay_;
  std::atomic<int> ended_ = 0;
  std::atomic<bool> leaving_ = false;
  std::vector<std::unique_ptr<Watcher>> watchers_;
};

}  // namespace rujukan::bench

#endif  // RUJUKAN_TESTS_BENCH_WATCH_LOAD_H_
