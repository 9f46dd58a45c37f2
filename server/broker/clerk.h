// Does something at an interval, in a thread of its own.
#ifndef RUJUKAN_SERVER_BROKER_CLERK_H_
#define RUJUKAN_SERVER_BROKER_CLERK_H_

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace rujukan {

class Clerk {
 public:
  // Both are called from the clerk's thread only. `tell` hears why a task failed; it is tried again after the next interval.
  Clerk(absl::Duration interval, std::function<absl::Status()> task, std::function<void(const absl::Status&)> tell);
  // Waits for a task that has begun.
  ~Clerk();
  Clerk(const Clerk&) = delete;
  Clerk& operator=(const Clerk&) = delete;

 private:
  void Work();

  const absl::Duration interval_;
  const std::function<absl::Status()> task_;
  const std::function<void(const absl::Status&)> tell_;
  std::mutex mutex_;
  std::condition_variable stopped_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace rujukan

#endif  // RUJUKAN_SERVER_BROKER_CLERK_H_
