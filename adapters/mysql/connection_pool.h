// The connections of one process.
#ifndef RUJUKAN_ADAPTERS_MYSQL_CONNECTION_POOL_H_
#define RUJUKAN_ADAPTERS_MYSQL_CONNECTION_POOL_H_

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "adapters/mysql/connection.h"
#include "adapters/sql/driver.h"

namespace rujukan::mysql {

// Connects when a connection is needed and none that did the same before is idle, up to a limit; beyond it any will do, and callers
// wait for a moment. A quarter stays for those who read, however many that have a connection wait for locks while they write, and a
// quarter for those who write: otherwise each call, which reads who calls and then writes, would set up a connection twice. What is
// lost is thrown away and made anew, so that nobody needs to do anything when a server comes back. Thread-safe.
class ConnectionPool {
 public:
  using Connect = std::function<absl::StatusOr<std::unique_ptr<MysqlConnection>>()>;
  using Begin = sql::Result (MysqlConnection::*)();

  struct Limits {
    int connections_max = 0;
    // How long a caller waits for a connection.
    absl::Duration patience;
  };

  ConnectionPool(Connect connect, const Limits& limits) : connect_(std::move(connect)), limits_(limits) {}

  // Lends a connection on which `begin` has begun a transaction; `use`, which does not throw, ends it. Overloaded when all are lent
  // for too long, StoreUnavailable when the server cannot be reached. An idle connection may have died since it was used; when it
  // turns out so before the server answered anything, nothing has happened, and `use` is called once more, with a new one.
  absl::Status Lend(Begin begin, absl::FunctionRef<absl::Status(sql::Connection&)> use);

 private:
  struct Idle {
    std::unique_ptr<MysqlConnection> connection;
    // Its session is set up for reading, or for writing; the other takes round trips.
    bool reads;
    std::chrono::steady_clock::time_point since;
  };

  // An idle connection, or none with the right to make one.
  absl::StatusOr<std::unique_ptr<MysqlConnection>> Reserve(bool reads);
  void Return(std::unique_ptr<MysqlConnection> connection, bool reads);
  void ForgetTheOld();
  int& CountOf(bool reads) { return reads ? reading_ : writing_; }
  std::condition_variable& Returned(bool reads) { return reads ? returned_to_readers_ : returned_to_writers_; }
  bool HasRoom() const { return reading_ + writing_ < limits_.connections_max; }

  const Connect connect_;
  const Limits limits_;
  std::mutex mutex_;
  std::condition_variable returned_to_readers_;
  std::condition_variable returned_to_writers_;
  // The last one returned is lent first.
  std::vector<Idle> idle_;
  // Idle or lent: those that read, and those that write.
  int reading_ = 0;
  int writing_ = 0;
};

}  // namespace rujukan::mysql

#endif  // RUJUKAN_ADAPTERS_MYSQL_CONNECTION_POOL_H_
