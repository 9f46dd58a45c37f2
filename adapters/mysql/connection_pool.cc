#include "adapters/mysql/connection_pool.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "server/domain/errors.h"
#include "server/domain/try.h"

namespace rujukan::mysql {
namespace {

// Shorter than what the server (kForgottenSeconds) and firewalls in between let a silent connection live.
constexpr std::chrono::seconds kIdleMax{30};

}  // namespace

absl::Status ConnectionPool::Lend(Begin begin, absl::FunctionRef<absl::Status(sql::Connection&)> use) {
  const bool reads = begin == &MysqlConnection::BeginReading || begin == &MysqlConnection::BeginPlainReading;
  RUJUKAN_TRY_ASSIGN(std::unique_ptr<MysqlConnection> connection, Reserve(reads));
  const auto use_begun = [&] { return IsOk((connection.get()->*begin)()) ? use(*connection) : StoreUnavailable(); };
  absl::Status status = StoreUnavailable();
  if (connection != nullptr) status = use_begun();
  if (connection == nullptr || (connection->IsLost() && !connection->HasAnswered())) {
    absl::StatusOr<std::unique_ptr<MysqlConnection>> made = connect_();
    connection = made.ok() ? *std::move(made) : nullptr;
    status = connection != nullptr ? use_begun() : StoreUnavailable();
  }
  Return(std::move(connection), reads);
  return status;
}

absl::StatusOr<std::unique_ptr<MysqlConnection>> ConnectionPool::Reserve(bool reads) {
  std::unique_lock lock(mutex_);
  const auto find_same = [&] {
    return std::find_if(idle_.rbegin(), idle_.rend(), [&](const Idle& idle) { return idle.reads == reads; });
  };
  const int same_max = limits_.connections_max - limits_.connections_max / 4;
  const bool served = Returned(reads).wait_for(lock, absl::ToChronoMilliseconds(limits_.patience), [&] {
    return find_same() != idle_.rend() || (CountOf(reads) < same_max && (HasRoom() || !idle_.empty()));
  });
  if (!served) return Overloaded();
  ForgetTheOld();
  const auto same = find_same();
  if (same == idle_.rend()) {
    const bool has_room = HasRoom();
    ++CountOf(reads);
    if (has_room) return nullptr;
    --CountOf(!reads);
  }
  const auto chosen = same == idle_.rend() ? std::prev(idle_.end()) : std::prev(same.base());
  std::unique_ptr<MysqlConnection> connection = std::move(chosen->connection);
  idle_.erase(chosen);
  return connection;
}

// REQUIRES: the mutex is held.
void ConnectionPool::ForgetTheOld() {
  const auto now = std::chrono::steady_clock::now();
  std::erase_if(idle_, [&](const Idle& idle) {
    const bool old = now - idle.since > kIdleMax;
    CountOf(idle.reads) -= old ? 1 : 0;
    return old;
  });
}

void ConnectionPool::Return(std::unique_ptr<MysqlConnection> connection, bool reads) {
  // Closing may take a round trip, for which nobody else should wait.
  if (connection != nullptr && connection->IsLost()) connection.reset();
  {
    const std::lock_guard lock(mutex_);
    if (connection == nullptr) {
      --CountOf(reads);
    } else {
      idle_.push_back({std::move(connection), reads, std::chrono::steady_clock::now()});
    }
  }
  // Who does the same has most use for it, and the other may take it when nobody does.
  Returned(reads).notify_one();
  Returned(!reads).notify_one();
}

}  // namespace rujukan::mysql
