// MySQL and MariaDB behind the driver interface, through MySQL Connector/C++.
#ifndef RUJUKAN_ADAPTERS_MYSQL_CONNECTION_H_
#define RUJUKAN_ADAPTERS_MYSQL_CONNECTION_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "adapters/sql/driver.h"

namespace sql {
class Connection;
}

namespace rujukan::mysql {

// Where the database is, and who we are there.
struct ConnectionOptions {
  // A name or address; without `ca_file` only this machine's own.
  std::string host;
  int port = 0;
  // Instead of host and port.
  std::string unix_socket;
  std::string database;
  std::string user;
  std::string password;
  // The certificates, PEM, of which one must have signed the server's, whose name or address must be `host`; else, or when the
  // server has no TLS, nothing is sent. Empty: no TLS. Not used with a unix socket.
  std::string ca_file;
  // How long a statement waits for a row that another transaction holds; whole seconds, at least one. Then the transaction is run
  // again.
  absl::Duration lock_wait = absl::Seconds(5);
  // For migrations: statements may take as long as they need, and one outside of a transaction is one by itself.
  bool patient = false;
  // Is told why a statement was refused for good, which its caller learns as a defect: Describe of the error. Called in the thread
  // of the statement. Empty for nobody.
  std::function<void(const std::string& why)> on_defect;
};

// One connection. A connection that was lost stays lost; nothing is sent twice on its own. A transaction in which a statement was
// refused for another reason than a key that is there refuses everything until it is rolled back, because the server may have ended
// it already. What begins a transaction on a connection that is not patient is its first statement. Not thread-safe; every thread
// that uses connections may do so without preparation, once PrepareDriver was called.
class MysqlConnection final : public sql::Connection {
 public:
  // Connects, checks the server (CheckServer), and sets up the session: strict, in UTC, utf8mb4. UNAVAILABLE when the server cannot
  // be reached now, FAILED_PRECONDITION when somebody must put something right. Texts are for the operator.
  static absl::StatusOr<std::unique_ptr<MysqlConnection>> Open(const ConnectionOptions& options);
  ~MysqlConnection() override;

  sql::Statement* Prepare(std::string_view text) override;
  std::int64_t Changes() override { return changes_; }
  std::int64_t AllChanges() override { return all_changes_; }
  sql::Result Execute(std::string_view script) override;
  sql::Result Begin() override { return BeginWriting(false); }
  // As Begin, and every row that is read is locked until the end: for a transaction that lost against others before.
  sql::Result BeginLocking() { return BeginWriting(true); }
  sql::Result BeginReading() override;
  // For reading, each statement by itself; the server is not told.
  sql::Result BeginPlainReading() override;
  sql::Result Commit() override;
  void Rollback() override;
  sql::Result Savepoint() override { return Run("SAVEPOINT closure"); }
  sql::Result ReleaseSavepoint() override { return Run("RELEASE SAVEPOINT closure"); }
  sql::Result RollbackToSavepoint() override;
  bool InTransaction() override { return in_transaction_ && !doomed_; }
  sql::Result FindTable(std::string_view name) override;
  sql::Result LockSchema() override;
  void UnlockSchema() override;
  std::string LastRefusal() override;

  // How many other connections to this database can be seen: those of the same user, or all when the user may see them.
  absl::StatusOr<int> OtherConnections();

  // Refuses a user who may not do what `statement`, which does nothing, would do: "the user … may not `what` (error 1142)". Any
  // other trouble is none of its business.
  absl::Status CheckRight(std::string_view statement, std::string_view what);

  // True when it is of no use any more.
  bool IsLost() const { return lost_; }

  // False when the server has said nothing since the last Begin: on a connection that is lost, nothing has happened then.
  bool HasAnswered() const { return answered_; }

 private:
  class PreparedStatement;
  class RefusedStatement;

  // What the session is set up for.
  enum class Session { kUnknown, kReading, kWriting };

  MysqlConnection(const ConnectionOptions& options, std::unique_ptr<::sql::Connection> connection);
  absl::Status Configure(const ConnectionOptions& options);
  sql::Result BeginWriting(bool locking);
  sql::Result SetUp(Session session);
  sql::Result Run(std::string_view text);
  // Runs `work`, which uses the connector; its exceptions end here.
  template <typename Work>
  sql::Result Guarded(Work work);
  sql::Result Fail(int error);

  const std::string user_;
  const bool patient_;
  const std::function<void(const std::string&)> on_defect_;
  const std::unique_ptr<::sql::Connection> connection_;
  std::int64_t changes_ = 0;
  std::int64_t all_changes_ = 0;
  bool in_transaction_ = false;
  bool reading_ = false;
  // There is nothing to end.
  bool plain_ = false;
  bool locking_ = false;
  // What every statement is answered until the transaction is rolled back.
  std::optional<sql::Result> doomed_;
  bool lost_ = false;
  bool answered_ = false;
  int last_error_ = 0;
  Session session_ = Session::kUnknown;
  using Statements = std::unordered_map<std::string_view, std::unique_ptr<PreparedStatement>>;
  Statements statements_;
  // Those that lock what they read.
  Statements locking_statements_;
  // What Prepare gives for a statement that the server did not prepare.
  std::map<sql::Result, std::unique_ptr<sql::Statement>> refused_;
};

// Makes the connector ready. Call it once, before any thread connects.
void PrepareDriver();

}  // namespace rujukan::mysql

#endif  // RUJUKAN_ADAPTERS_MYSQL_CONNECTION_H_
