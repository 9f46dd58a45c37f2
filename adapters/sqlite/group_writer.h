// Many callers, one writing connection, one commit for all who wait.
#ifndef RUJUKAN_ADAPTERS_SQLITE_GROUP_WRITER_H_
#define RUJUKAN_ADAPTERS_SQLITE_GROUP_WRITER_H_

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <future>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include "absl/functional/function_ref.h"
#include "adapters/sql/aggregates.h"
#include "adapters/sql/driver.h"
#include "server/domain/storage.h"

namespace rujukan::sqlite {

// Runs closures in a thread of its own, in the order in which they came. All that wait, and all that come while these are run, are
// run one after the other and made durable by one commit; a caller is answered only after it. Closures that fail do not touch their
// neighbors: when one fails that had written, all are undone and run again, each in a savepoint. Thread-safe.
class GroupWriter {
 public:
  using Doorbell = std::function<void(const std::vector<UnitId>&)>;

  // How many closures may wait: far more than the threads that call, so that whoever meets it meets a defect or a flood.
  static constexpr std::size_t kWaitingMax = 4096;
  // How many share a commit: more bring little and keep the first one waiting.
  static constexpr std::size_t kBatchMax = 128;
  // Nobody has come for so long: longer than callers who come together take to come again.
  static constexpr std::chrono::milliseconds kIdle{20};

  // `connection_mutex` is held while the connection is used. `when_idle` is called in the writer's thread, with the connection in
  // its hands, at the beginning and once each time that nobody comes any more. All outlive the writer.
  GroupWriter(sql::Connection& connection, std::mutex& connection_mutex, const Sealer& sealer, sql::KnownRecords& known,
              std::function<void()> when_idle = {}, std::size_t waiting_max = kWaitingMax);
  // As Stop.
  ~GroupWriter();

  // As Store::Transact. Overloaded when too many wait, ServerStopping after Stop.
  absl::Status Transact(Store::Closure closure);

  void SetDoorbell(Doorbell doorbell);

  // How many closures wait now, those that run not counted.
  std::size_t waiting() const;

  // Refuses new closures, runs those that wait, and ends the thread.
  void Stop();

 private:
  struct Request {
    explicit Request(Store::Closure wanted) : closure(wanted) {}
    const Store::Closure closure;
    absl::Status status;
    // Whoever waits is woken without the mutex, for which all who share a commit would otherwise queue again.
    std::promise<void> answered;
  };
  using Batch = std::vector<Request*>;

  void Work();
  // Waits until there is something to do; false when stopped and nothing is left.
  bool Await();
  // Moves those that wait to the end of `batch`, as long as there is room in it.
  void TakeWaiting(Batch& batch);
  // Runs all that wait, and returns them for Answer.
  Batch RunBatch();
  // What became of closures that were run under one commit.
  enum class Fate {
    // All have their status.
    kDecided,
    // The database has rolled back all of them on its own.
    kUndone,
    // One has failed that had written, so that all had to be undone.
    kEntangled,
  };
  // Runs one closure in the transaction. Not in one any more when the database rolled back.
  using Run = absl::Status (GroupWriter::*)(Store::Closure closure, sql::KnownToTransaction& known);

  // Runs the requests under one commit and sets their statuses; `more` may add to them while they are run.
  Fate RunTogether(Batch& requests, absl::FunctionRef<void(Batch&)> more, Run run);
  // For the first try: most of who are refused have written nothing, and for a savepoint SQLite copies every page that is changed.
  // Sets `entangled_` when it failed and had written.
  absl::Status RunBare(Store::Closure closure, sql::KnownToTransaction& known);
  absl::Status RunInSavepoint(Store::Closure closure, sql::KnownToTransaction& known);
  absl::Status RunOnce(Store::Closure closure, sql::KnownToTransaction& known);
  void Answer(const Batch& batch);

  sql::Connection& connection_;
  std::mutex& connection_mutex_;
  const Sealer& sealer_;
  sql::KnownRecords& known_;
  // The units whose inboxes grow in the present transaction, and those whose inboxes have grown in this batch.
  std::set<UnitId> growing_;
  std::set<UnitId> grown_;
  bool entangled_ = false;

  const std::function<void()> when_idle_;
  const std::size_t waiting_max_;
  mutable std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<Request*> waiting_;
  bool stopping_ = false;
  Doorbell doorbell_;
  std::thread thread_;
};

}  // namespace rujukan::sqlite

#endif  // RUJUKAN_ADAPTERS_SQLITE_GROUP_WRITER_H_
