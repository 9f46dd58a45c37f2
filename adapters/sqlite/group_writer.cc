#include "adapters/sqlite/group_writer.h"

#include <algorithm>
#include <utility>

#include "adapters/sql/closure.h"
#include "adapters/sql/transaction.h"
#include "server/domain/errors.h"
#include "server/domain/waiting.h"

namespace rujukan::sqlite {
namespace {

using sql::FailureOfStore;
using sql::IsOk;
using sql::Result;
using sql::RunClosure;
}  // namespace

GroupWriter::GroupWriter(sql::Connection& connection, std::mutex& connection_mutex, const Sealer& sealer, sql::KnownRecords& known,
                         std::function<void()> when_idle, std::size_t waiting_max)
    : connection_(connection),
      connection_mutex_(connection_mutex),
      sealer_(sealer),
      known_(known),
      when_idle_(std::move(when_idle)),
      waiting_max_(waiting_max),
      thread_([this] { Work(); }) {}

GroupWriter::~GroupWriter() { Stop(); }

void GroupWriter::Stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  arrived_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void GroupWriter::SetDoorbell(Doorbell doorbell) {
  const std::lock_guard lock(mutex_);
  doorbell_ = std::move(doorbell);
}

std::size_t GroupWriter::waiting() const {
  const std::lock_guard lock(mutex_);
  return waiting_.size();
}

absl::Status GroupWriter::Transact(Store::Closure closure) {
  Request request(closure);
  std::future<void> answered = request.answered.get_future();
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return ServerStopping();
    if (waiting_.size() >= waiting_max_) return Overloaded();
    waiting_.push_back(&request);
  }
  arrived_.notify_one();
  const Waiting waiting;
  answered.wait();
  return request.status;
}

void GroupWriter::Work() {
  while (Await()) Answer(RunBatch());
}

bool GroupWriter::Await() {
  std::unique_lock lock(mutex_);
  const auto called = [this] { return stopping_ || !waiting_.empty(); };
  if (when_idle_ && !arrived_.wait_for(lock, kIdle, called)) {
    lock.unlock();
    {
      const std::lock_guard connection_lock(connection_mutex_);
      when_idle_();
    }
    lock.lock();
  }
  arrived_.wait(lock, called);
  return !waiting_.empty();
}

void GroupWriter::TakeWaiting(Batch& batch) {
  const std::lock_guard lock(mutex_);
  const std::size_t count = std::min(waiting_.size(), kBatchMax - batch.size());
  const auto end = waiting_.begin() + static_cast<std::ptrdiff_t>(count);
  batch.insert(batch.end(), waiting_.begin(), end);
  waiting_.erase(waiting_.begin(), end);
}

GroupWriter::Batch GroupWriter::RunBatch() {
  const std::lock_guard lock(connection_mutex_);
  Batch batch;
  const auto more = [this](Batch& requests) { TakeWaiting(requests); };
  Fate fate = RunTogether(batch, more, &GroupWriter::RunBare);
  if (fate == Fate::kEntangled) fate = RunTogether(batch, more, &GroupWriter::RunInSavepoint);
  if (fate == Fate::kDecided) return batch;
  // Whoever filled the disk meets it alone now, and takes nobody along. Who was alone already has met it.
  for (Request* const request : batch) {
    Batch alone{request};
    const bool decided = batch.size() > 1 && RunTogether(
                                                 alone, [](Batch&) {}, &GroupWriter::RunInSavepoint) == Fate::kDecided;
    const bool tells = !request->status.ok() && !IsStoreConflict(request->status);
    if (!decided && !tells) request->status = StoreUnavailable();
  }
  return batch;
}

GroupWriter::Fate GroupWriter::RunTogether(Batch& requests, absl::FunctionRef<void(Batch&)> more, Run run) {
  const auto all_fail = [&](const absl::Status& status) {
    for (Request* request : requests) request->status = status;
    return Fate::kDecided;
  };
  growing_.clear();
  sql::KnownToTransaction known(known_);
  more(requests);
  if (const Result result = connection_.Begin(); !IsOk(result)) return all_fail(FailureOfStore(result));
  for (std::size_t i = 0; i < requests.size(); ++i) {
    entangled_ = false;
    requests[i]->status = (this->*run)(requests[i]->closure, known);
    if (entangled_) {
      connection_.Rollback();
      const bool decided = requests.size() == 1 && !IsStoreConflict(requests[i]->status);
      return decided ? Fate::kDecided : Fate::kEntangled;
    }
    if (!connection_.InTransaction()) return Fate::kUndone;
    if (i + 1 == requests.size()) more(requests);
  }
  const Result result = connection_.Commit();
  known_.Forget(known.changes());
  // Also whoever was refused may have been so because of a neighbor that is now gone.
  if (!IsOk(result)) {
    connection_.Rollback();
    return all_fail(FailureOfStore(result));
  }
  grown_.merge(growing_);
  return Fate::kDecided;
}

absl::Status GroupWriter::RunOnce(Store::Closure closure, sql::KnownToTransaction& known) {
  sql::SqlTransaction transaction({connection_, sealer_, &known});
  const absl::Status status = RunClosure(closure, transaction);
  if (status.ok()) growing_.insert(transaction.grown_inboxes().begin(), transaction.grown_inboxes().end());
  return status;
}

absl::Status GroupWriter::RunBare(Store::Closure closure, sql::KnownToTransaction& known) {
  for (int attempt = 1; attempt <= Store::kAttemptsMax; ++attempt) {
    const std::int64_t changes = connection_.AllChanges();
    const absl::Status status = RunOnce(closure, known);
    if (!connection_.InTransaction() || status.ok()) return status;
    entangled_ = connection_.AllChanges() != changes;
    if (entangled_ || !IsStoreConflict(status)) return status;
  }
  return StoreUnavailable();
}

absl::Status GroupWriter::RunInSavepoint(Store::Closure closure, sql::KnownToTransaction& known) {
  for (int attempt = 1; attempt <= Store::kAttemptsMax; ++attempt) {
    if (const Result result = connection_.Savepoint(); !IsOk(result)) return FailureOfStore(result);
    const absl::Status status = RunOnce(closure, known);
    if (!connection_.InTransaction()) return status;
    if (status.ok()) {
      if (const Result result = connection_.ReleaseSavepoint(); !IsOk(result)) {
        connection_.Rollback();
        return FailureOfStore(result);
      }
      return status;
    }
    if (!IsOk(connection_.RollbackToSavepoint())) {
      connection_.Rollback();
      return status;
    }
    if (!IsStoreConflict(status)) return status;
  }
  return StoreUnavailable();
}

void GroupWriter::Answer(const Batch& batch) {
  Doorbell doorbell;
  {
    const std::lock_guard lock(mutex_);
    doorbell = doorbell_;
  }
  if (doorbell && !grown_.empty()) doorbell({grown_.begin(), grown_.end()});
  grown_.clear();

  for (Request* request : batch) {
    // The request is gone as soon as its caller knows.
    std::promise<void> answered = std::move(request->answered);
    answered.set_value();
  }
}

}  // namespace rujukan::sqlite
