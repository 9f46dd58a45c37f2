#include "adapters/sqlite/reader_pool.h"

namespace rujukan::sqlite {

absl::Status ReaderPool::Lend(absl::FunctionRef<absl::Status(sql::Connection&)> use) {
  std::unique_lock lock(mutex_);
  returned_.wait(lock, [this] { return !idle_.empty(); });
  // The last one returned has the warmest cache.
  std::unique_ptr<sql::Connection> connection = std::move(idle_.back());
  idle_.pop_back();
  lock.unlock();

  const absl::Status status = use(*connection);

  lock.lock();
  idle_.push_back(std::move(connection));
  lock.unlock();
  returned_.notify_one();
  return status;
}

}  // namespace rujukan::sqlite
