#include "server/broker/clerk.h"

#include <utility>

namespace rujukan {

Clerk::Clerk(absl::Duration interval, std::function<absl::Status()> task, std::function<void(const absl::Status&)> tell)
    : interval_(interval), task_(std::move(task)), tell_(std::move(tell)), thread_([this] { Work(); }) {}

Clerk::~Clerk() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  stopped_.notify_one();
  thread_.join();
}

void Clerk::Work() {
  std::unique_lock lock(mutex_);
  while (!stopped_.wait_for(lock, absl::ToChronoNanoseconds(interval_), [this] { return stopping_; })) {
    lock.unlock();
    if (const absl::Status done = task_(); !done.ok()) tell_(done);
    lock.lock();
  }
}

}  // namespace rujukan
