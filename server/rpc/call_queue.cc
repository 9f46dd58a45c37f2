#include "server/rpc/call_queue.h"

#include <algorithm>
#include <utility>

#include "server/domain/errors.h"

namespace rujukan {

CallQueue::CallQueue(int threads, int running_max, std::size_t waiting_max)
    : waiting_max_(waiting_max), running_max_(running_max), workers_(static_cast<std::size_t>(threads)) {
  for (Worker& worker : workers_) worker.thread = std::thread([this, &worker] { Work(worker); });
}

CallQueue::~CallQueue() {
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
  }
  for (Worker& worker : workers_) worker.called.notify_one();
  for (Worker& worker : workers_) worker.thread.join();
}

absl::Status CallQueue::Enter(Waiter& call, std::size_t bytes) {
  std::unique_lock lock(mutex_);
  if (closed_) return ServerStopping();
  if (MayWake()) {
    Wake(call, lock);
    return absl::OkStatus();
  }
  if (waiting_.size() >= waiting_max_ || waiting_bytes_ + bytes > kCallsWaitingBytesMax) return Overloaded();
  waiting_.push_back({&call, bytes});
  waiting_bytes_ += bytes;
  return absl::OkStatus();
}

bool CallQueue::Leave(const Waiter& call) {
  const std::lock_guard lock(mutex_);
  const auto place = std::find_if(waiting_.begin(), waiting_.end(), [&](const Place& other) { return other.call == &call; });
  if (place == waiting_.end()) return false;
  waiting_bytes_ -= place->bytes;
  waiting_.erase(place);
  if (waiting_.empty()) none_waits_.notify_all();
  return true;
}

void CallQueue::Close(absl::Duration patience) {
  std::deque<Place> left;
  {
    std::unique_lock lock(mutex_);
    closed_ = true;
    none_waits_.wait_for(lock, absl::ToChronoMilliseconds(patience), [this] { return waiting_.empty(); });
    left = std::exchange(waiting_, {});
    waiting_bytes_ = 0;
  }
  for (const Place& place : left) place.call->Refuse(ServerStopping());
}

CallQueue::Waiter* CallQueue::TakeFirst() {
  Waiter* const call = waiting_.front().call;
  waiting_bytes_ -= waiting_.front().bytes;
  waiting_.pop_front();
  if (waiting_.empty()) none_waits_.notify_all();
  return call;
}

void CallQueue::Wake(Waiter& call, std::unique_lock<std::mutex>& lock) {
  Worker& worker = *idle_.back();
  idle_.pop_back();
  worker.call = &call;
  ++running_;
  lock.unlock();
  worker.called.notify_one();
}

void CallQueue::ThreadWaits(bool waits) {
  std::unique_lock lock(mutex_);
  running_ += waits ? -1 : 1;
  if (!waiting_.empty() && MayWake()) Wake(*TakeFirst(), lock);
}

bool CallQueue::AwaitCall(Worker& worker, std::unique_lock<std::mutex>& lock) {
  if (!waiting_.empty() && running_ <= running_max_) {
    worker.call = TakeFirst();
    return true;
  }
  worker.call = nullptr;
  --running_;
  idle_.push_back(&worker);
  worker.called.wait(lock, [&] { return ended_ || worker.call != nullptr; });
  return worker.call != nullptr;
}

void CallQueue::Work(Worker& worker) {
  WaitListener::SetForThisThread(*this);
  std::unique_lock lock(mutex_);
  ++running_;
  while (AwaitCall(worker, lock)) {
    lock.unlock();
    worker.call->Serve();
    lock.lock();
  }
}

}  // namespace rujukan
