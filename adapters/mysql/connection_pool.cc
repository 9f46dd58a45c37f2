#include "adapters/mysql/connection_pool.h"

#include <utility>

#include "server/domain/errors.h"
#include "server/domain/try.h"

namespace rujukan::mysql {
namespace {

// Shorter than what the server (kForgottenSeconds) and firewalls in between let a silent connection live.
constexpr std::chrono::seconds kIdleMax{30};

}  // namespace

absl::Status ConnectionPool::Lend(Begin begin, absl::FunctionRef<absl::Status(sql::Connection&)> use) {
  RUJUKAN_TRY_ASSIGN(std::unique_ptr<MysqlConnection> connection, Reserve());
  const auto use_begun = [&] { return IsOk((connection.get()->*begin)()) ? use(*connection) : StoreUnavailable(); };
  absl::Status status = StoreUnavailable();
  if (connection != nullptr) status = use_begun();
  if (connection == nullptr || (connection->IsLost() && !connection->HasAnswered())) {
    absl::StatusOr<std::unique_ptr<MysqlConnection>> made = MysqlConnection::Open(options_);
    connection = made.ok() ? *std::move(made) : nullptr;
    status = connection != nullptr ? use_begun() : StoreUnavailable();
  }
  Return(std::move(connection));
  return status;
}

absl::StatusOr<std::unique_ptr<MysqlConnection>> ConnectionPool::Reserve() {
  std::unique_lock lock(mutex_);
  const bool served = returned_.wait_for(lock, absl::ToChronoMilliseconds(limits_.patience),
                                         [&] { return !idle_.empty() || count_ < limits_.connections_max; });
  if (!served) return Overloaded();
  ForgetTheOld();
  if (idle_.empty()) {
    ++count_;
    return nullptr;
  }
  std::unique_ptr<MysqlConnection> connection = std::move(idle_.back().connection);
  idle_.pop_back();
  return connection;
}

// REQUIRES: the mutex is held.
void ConnectionPool::ForgetTheOld() {
  const auto now = std::chrono::steady_clock::now();
  count_ -= static_cast<int>(std::erase_if(idle_, [&](const Idle& idle) { return now - idle.since > kIdleMax; }));
}

void ConnectionPool::Return(std::unique_ptr<MysqlConnection> connection) {
  // Closing may take a round trip, for which nobody else should wait.
  if (connection != nullptr && connection->IsLost()) connection.reset();
  {
    const std::lock_guard lock(mutex_);
    if (connection == nullptr) {
      --count_;
    } else {
      idle_.push_back({std::move(connection), std::chrono::steady_clock::now()});
    }
  }
  returned_.notify_one();
}

}  // namespace rujukan::mysql
