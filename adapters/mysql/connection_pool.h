// Connections that are used alike.
#ifndef RUJUKAN_ADAPTERS_MYSQL_CONNECTION_POOL_H_
#define RUJUKAN_ADAPTERS_MYSQL_CONNECTION_POOL_H_

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "adapters/mysql/connection.h"
#include "adapters/sql/driver.h"

namespace rujukan::mysql {

// Connects when a connection is needed and none is idle, up to a limit; then callers wait for a moment. What is lost is thrown away
// and made anew, so that nobody needs to do anything when a server comes back. One that is lent for reading after it was lent for
// writing takes round trips, and so the other way round. Thread-safe.
class ConnectionPool {
 public:
  using Begin = sql::Result (MysqlConnection::*)();

  struct Limits {
    int connections_max = 0;
    // How long a caller waits for a connection.
    absl::Duration patience;
  };

  ConnectionPool(ConnectionOptions options, const Limits& limits) : options_(std::move(options)), limits_(limits) {}

  // Lends a connection on which `begin` has begun a transaction; `use`, which does not throw, ends it. Overloaded when all are lent
  // for too long, StoreUnavailable when the server cannot be reached. An idle connection may have died since it was used; when it
  // turns out so before the server answered anything, nothing has happened, and `use` is called once more, with a new one.
  absl::Status Lend(Begin begin, absl::FunctionRef<absl::Status(sql::Connection&)> use);

 private:
  struct Idle {
    std::unique_ptr<MysqlConnection> connection;
    std::chrono::steady_clock::time_point since;
  };

  // An idle connection, or none with the right to make one.
  absl::StatusOr<std::unique_ptr<MysqlConnection>> Reserve();
  void Return(std::unique_ptr<MysqlConnection> connection);
  void ForgetTheOld();

  const ConnectionOptions options_;
  const Limits limits_;
  std::mutex mutex_;
  std::condition_variable returned_;
  // The last one returned is lent first.
  std::vector<Idle> idle_;
  // Idle or lent.
  int count_ = 0;
};

}  // namespace rujukan::mysql

#endif  // RUJUKAN_ADAPTERS_MYSQL_CONNECTION_POOL_H_
