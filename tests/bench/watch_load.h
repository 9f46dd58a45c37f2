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

// Open streams, each on one inbox from its present end, spread evenly over units and channels; every unit is watched as often as
// any other. The delay of each event that comes counts: from the time of the event, which the server took before it committed, to
// its arrival here. Both are this machine's clock. Thread-safe.
class WatchLoad {
 public:
  WatchLoad(const std::vector<std::shared_ptr<grpc::Channel>>& channels, const District& district, int watchers);
  // Ends all streams.
  ~WatchLoad();

  // Waits, for some seconds, until so many new referrals were told to all who watch their senders and receivers.
  void Await(std::int64_t referrals);
  // {"watchers": …, "ended": …, "missing": …, "delay": …}; the streams that a server ended by itself, and the events that Await
  // waited for in vain, should be none.
  std::string Json();

 private:
  class Watcher;

  const std::int64_t watchers_of_each_;
  std::mutex mutex_;
  std::int64_t missing_ = 0;
  Histogram delay_;
  std::atomic<int> ended_ = 0;
  std::atomic<bool> leaving_ = false;
  std::vector<std::unique_ptr<Watcher>> watchers_;
};

}  // namespace rujukan::bench

#endif  // RUJUKAN_TESTS_BENCH_WATCH_LOAD_H_
