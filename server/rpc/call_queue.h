// Where unary calls wait for one of the threads that carry them out.
#ifndef RUJUKAN_SERVER_RPC_CALL_QUEUE_H_
#define RUJUKAN_SERVER_RPC_CALL_QUEUE_H_

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "server/domain/waiting.h"

namespace rujukan {

// What is accepted is to be answered within about a tenth of a second, also by a server that refuses as much as it accepts: two
// cores whose writer does 3,000 calls a second do some 2,000 then, so that the last place, behind 127 others and those in the
// threads, waits 80 ms. More places only make all wait longer; a refusal is cheap and says when to come again. And few callers are
// never refused: as many calls in flight as there are places find one even while all threads are held up.
inline constexpr std::size_t kCallsWaitingMax = 128;
// What the requests of waiting calls may take altogether. Ordinary ones have a few kilobytes; of the largest (kRequestBytesMax),
// which anybody may send, sixteen may wait.
inline constexpr std::size_t kCallsWaitingBytesMax = 64 * 1024 * 1024;

// As many as may read from SQLite at a time (SqliteOptions::readers): more would wait for each other, and for the processors.
inline constexpr int kThreadsRunningMax = 4;

// Calls are served in the order in which they came, by threads that are there from the beginning: nothing here makes one, and
// nobody who enters a call is ever kept. Few of the threads run at a time, so that they take one call after the other instead of
// being woken for each; when one begins to wait for something else another goes on in its place. Thread-safe.
class CallQueue final : private WaitListener {
 public:
  // A call that waits. It hears once from the queue, one way or the other, and may be gone when it has.
  class Waiter {
   public:
    // In a thread of the queue, which is the call's until this returns.
    virtual void Serve() = 0;
    virtual void Refuse(const absl::Status& refusal) = 0;

   protected:
    ~Waiter() = default;
  };

  // `running_max`: how many threads may run at a time, those that wait not counted (Waiting).
  CallQueue(int threads, int running_max, std::size_t waiting_max);
  // Ends the threads. REQUIRES: nobody waits.
  ~CallQueue();

  // Takes a call whose request has so many bytes. Overloaded when too many wait, ServerStopping after Close: the call then does not
  // hear from the queue.
  absl::Status Enter(Waiter& call, std::size_t bytes);

  // Gives a call back that waits: it does not hear from the queue any more. False when it does not wait.
  bool Leave(const Waiter& call);

  // Takes no more calls. Returns when none waits; those that still wait after `patience` are refused with ServerStopping.
  void Close(absl::Duration patience);

 private:
  struct Place {
    Waiter* call;
    std::size_t bytes;
  };
  struct Worker {
    std::condition_variable called;
    // The one to serve next.
    Waiter* call = nullptr;
    std::thread thread;
  };

  void ThreadWaits(bool waits) override;
  void Work(Worker& worker);
  // Returns when there is a call for the worker; false at the end.
  bool AwaitCall(Worker& worker, std::unique_lock<std::mutex>& lock);
  // The call that has waited longest.
  Waiter* TakeFirst();
  // True when one more thread may run, and there is one.
  bool MayWake() const { return !idle_.empty() && running_ < running_max_; }
  // Gives the call to an idle worker.
  void Wake(Waiter& call, std::unique_lock<std::mutex>& lock);

  const std::size_t waiting_max_;
  const int running_max_;
  std::mutex mutex_;
  std::condition_variable none_waits_;
  // Only while as many run as may, or no worker is idle.
  std::deque<Place> waiting_;
  std::size_t waiting_bytes_ = 0;
  // More than may for a moment, when some go on that waited.
  int running_ = 0;
  bool closed_ = false;
  bool ended_ = false;
  std::deque<Worker> workers_;
  // The last to become idle is the first to be called: what it works with is still in the caches, and when little is to be done few
  // threads do it.
  std::vector<Worker*> idle_;
};

}  // namespace rujukan

#endif  // RUJUKAN_SERVER_RPC_CALL_QUEUE_H_
