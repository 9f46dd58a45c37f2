#include "adapters/mysql/connection.h"

#ifdef RUJUKAN_MYSQL_JDBC
#include <mysql/jdbc.h>
#else
#include <cppconn/connection.h>
#include <cppconn/driver.h>
#include <cppconn/exception.h>
#include <cppconn/prepared_statement.h>
#include <cppconn/resultset.h>
#include <cppconn/statement.h>
#endif

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <deque>
#include <exception>
#include <utility>

#include "absl/strings/str_cat.h"
#include "adapters/mysql/server_check.h"
#include "adapters/mysql/server_errors.h"
#include "server/domain/try.h"

namespace rujukan::mysql {
namespace {

using sql::IsOk;
using sql::Result;

// A server on the district's own network answers at once or is away.
constexpr int kConnectSeconds = 5;
// No statement of ours takes a second; whatever does is not worth a caller's patience. Longer than a lock is waited for
// (ConnectionOptions::lock_wait).
constexpr int kStatementSeconds = 8;
// A silent connection counts as lost: longer than what the server gives a statement, and short enough that a caller who met one is
// answered before he gives up.
constexpr int kSilenceSeconds = 10;
// The server ends a connection from which it hears nothing for so long, and gives back the locks of a client that vanished without
// a word. Longer than the pool keeps an idle one, and than any of our transactions thinks between two statements.
constexpr int kForgottenSeconds = 60;
// How long a second server waits for the first to bring the schema up to date.
constexpr int kSchemaLockSeconds = 600;

// The name under which servers of one database meet; at most 64 characters, however long the database's.
#define RUJUKAN_SCHEMA_LOCK "CONCAT('rujukan/', SHA2(DATABASE(), 224))"

::sql::Driver& Driver() {
  static ::sql::Driver& driver = *get_driver_instance();
  return driver;
}

// The client library keeps something for each thread that uses it, and takes it back when the thread ends.
void PrepareThread() {
  struct PreparedThread {
    PreparedThread() { Driver().threadInit(); }
    ~PreparedThread() { Driver().threadEnd(); }
  };
  thread_local const PreparedThread prepared;
}

// Both locks alike, that of a row and that of a table or the whole server, which backup tools take: a statement that waited longer
// than we do would keep a connection that we have given up.
std::string SessionSettings(const ConnectionOptions& options) {
  const std::int64_t lock_seconds = options.patient ? kSchemaLockSeconds : absl::ToInt64Seconds(options.lock_wait);
  return absl::StrCat("SET SESSION sql_mode = 'STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION', ",
                      "time_zone = '+00:00', autocommit = 1, foreign_key_checks = 1, unique_checks = 1, ",
                      "innodb_lock_wait_timeout = ", lock_seconds, ", lock_wait_timeout = ", lock_seconds,
                      options.patient ? "" : absl::StrCat(", wait_timeout = ", kForgottenSeconds));
}

// Under another name on each, and in another unit.
std::string StatementLimit(const ServerVersion& version) {
  if (version.maria_db) return absl::StrCat("SET SESSION max_statement_time = ", kStatementSeconds);
  return absl::StrCat("SET SESSION max_execution_time = ", kStatementSeconds * 1000);
}

bool IsThisMachine(const std::string& host) { return host == "127.0.0.1" || host == "::1" || host == "localhost"; }

::sql::ConnectOptionsMap PropertiesOf(const ConnectionOptions& options) {
  ::sql::ConnectOptionsMap properties;
  properties["userName"] = ::sql::SQLString(options.user);
  properties["password"] = ::sql::SQLString(options.password);
  properties["schema"] = ::sql::SQLString(options.database);
  properties["OPT_CONNECT_TIMEOUT"] = kConnectSeconds;
  // An update that changes nothing still tells that its row is there.
  properties["CLIENT_FOUND_ROWS"] = true;
  properties["OPT_RECONNECT"] = false;
  properties["OPT_CHARSET_NAME"] = ::sql::SQLString("utf8mb4");
  if (!options.patient) {
    properties["OPT_READ_TIMEOUT"] = kSilenceSeconds;
    properties["OPT_WRITE_TIMEOUT"] = kSilenceSeconds;
  }
  if (!options.unix_socket.empty()) {
    properties["hostName"] = ::sql::SQLString("unix://" + options.unix_socket);
    return properties;
  }
  properties["hostName"] = ::sql::SQLString("tcp://" + options.host);
  properties["port"] = options.port;
  if (!options.ca_file.empty()) {
    properties["sslCA"] = ::sql::SQLString(options.ca_file);
#ifdef RUJUKAN_MYSQL_JDBC
    properties["OPT_SSL_MODE"] = ::sql::SSL_MODE_VERIFY_IDENTITY;
#else
    // All that version 1.1 knows: there OPT_SSL_MODE changes nothing.
    properties["sslEnforce"] = true;
    properties["sslVerify"] = true;
#endif
  }
  return properties;
}

absl::Status ForOperator(int error, const std::string& text) {
  const bool passes = ToResult(error, false) != Result::kDefect && !NeedsOperator(error);
  return passes ? absl::UnavailableError(text) : absl::FailedPreconditionError(text);
}

absl::Status ForOperator(int error) { return ForOperator(error, Describe(error)); }

// Why nobody let us in.
absl::Status NotConnected(const ConnectionOptions& options, int error) {
  if (error == kAccessDenied || error == kAccessDeniedWithoutPassword) {
    return ForOperator(error, absl::StrCat("the server refuses the user ", options.user, " or the password (error ", error, ")"));
  }
  // The client library does not tell what the system said, which can be asked again.
  const std::string& socket = options.unix_socket;
  if (error == kConnectionError && !socket.empty() && access(socket.c_str(), R_OK | W_OK) != 0) {
    return ForOperator(error, absl::StrCat(Describe(error), ": ", std::strerror(errno)));
  }
  return ForOperator(error);
}

ServerVariables VariablesOf(::sql::Connection& connection) {
  const std::unique_ptr<::sql::Statement> statement(connection.createStatement());
  const std::unique_ptr<::sql::ResultSet> rows(
      statement->executeQuery(absl::StrCat("SHOW VARIABLES WHERE Variable_name IN (", std::string(kCheckedVariables), ")")));
  ServerVariables variables;
  while (rows->next()) variables[rows->getString(1).asStdString()] = rows->getString(2).asStdString();
  return variables;
}

bool Selects(std::string_view text) { return text.substr(0, 6) == "SELECT"; }

// The statements of a script; each ends with a semicolon at the end of a line.
std::vector<std::string> StatementsOf(std::string_view script) {
  constexpr std::string_view kEnd = ";\n";
  std::vector<std::string> statements;
  while (!script.empty()) {
    const std::size_t end = script.find(kEnd);
    const std::string_view statement = script.substr(0, end);
    if (statement.find_first_not_of(" \n") != std::string_view::npos) statements.emplace_back(statement);
    script.remove_prefix(end == std::string_view::npos ? script.size() : end + kEnd.size());
  }
  return statements;
}

}  // namespace

// Its rows are buffered: they are those of a page.
class MysqlConnection::PreparedStatement final : public sql::Statement {
 public:
  PreparedStatement(MysqlConnection& connection, std::string text, std::unique_ptr<::sql::PreparedStatement> statement)
      : connection_(connection), text_(std::move(text)), selects_(Selects(text_)), statement_(std::move(statement)) {}

  std::string_view text() const { return text_; }

  void BindInt(int index, std::int64_t value) override {
    Bind([&] { statement_->setInt64(static_cast<unsigned>(index), value); });
  }
  void BindText(int index, std::string_view value) override {
    Bind([&] { statement_->setString(static_cast<unsigned>(index), ::sql::SQLString(value.data(), value.size())); });
  }
  void BindBlob(int index, std::string_view value) override { BindText(index, value); }
  void BindNull(int index) override {
    Bind([&] { statement_->setNull(static_cast<unsigned>(index), 0); });
  }

  Result Step() override {
    if (connection_.doomed_) return *connection_.doomed_;
    if (!bound_) return Result::kDefect;
    Result result = Result::kDone;
    const Result stepped = connection_.Guarded([&] {
      if (!executed_) Run();
      values_.clear();
      if (rows_ != nullptr && rows_->next()) result = Result::kRow;
    });
    return IsOk(stepped) ? result : stepped;
  }

  bool IsNull(int column) override { return rows_->isNull(Place(column)); }
  std::int64_t Int(int column) override { return rows_->getInt64(Place(column)); }
  std::string_view Text(int column) override { return values_.emplace_back(rows_->getString(Place(column)).asStdString()); }
  std::string_view Blob(int column) override { return Text(column); }

  void Reset() override {
    rows_.reset();
    values_.clear();
    executed_ = false;
    bound_ = true;
    Bind([&] { statement_->clearParameters(); });
  }

 private:
  // The connector counts columns from 1.
  static std::uint32_t Place(int column) { return static_cast<std::uint32_t>(column) + 1; }

  template <typename Work>
  void Bind(Work work) {
    try {
      work();
    } catch (const std::exception&) {
      bound_ = false;
    }
  }

  void Run() {
    executed_ = true;
    if (selects_) {
      rows_.reset(statement_->executeQuery());
    } else {
      connection_.changes_ = statement_->executeUpdate();
      connection_.all_changes_ += connection_.changes_;
    }
  }

  MysqlConnection& connection_;
  const std::string text_;
  const bool selects_;
  const std::unique_ptr<::sql::PreparedStatement> statement_;
  std::unique_ptr<::sql::ResultSet> rows_;
  // What the present row's views show.
  std::deque<std::string> values_;
  bool executed_ = false;
  bool bound_ = true;
};

// In place of a statement that the server did not prepare.
class MysqlConnection::RefusedStatement final : public sql::Statement {
 public:
  explicit RefusedStatement(Result result) : result_(result) {}
  void BindInt(int, std::int64_t) override {}
  void BindText(int, std::string_view) override {}
  void BindBlob(int, std::string_view) override {}
  void BindNull(int) override {}
  Result Step() override { return result_; }
  bool IsNull(int) override { return true; }
  std::int64_t Int(int) override { return 0; }
  std::string_view Text(int) override { return {}; }
  std::string_view Blob(int) override { return {}; }
  void Reset() override {}

 private:
  const Result result_;
};

void PrepareDriver() { Driver(); }

absl::StatusOr<std::unique_ptr<MysqlConnection>> MysqlConnection::Open(const ConnectionOptions& options) {
  if (options.unix_socket.empty() && options.ca_file.empty() && !IsThisMachine(options.host)) {
    return absl::FailedPreconditionError("a server on another machine needs ca_file: nothing goes over a network unencrypted");
  }
  PrepareThread();
  try {
    ::sql::ConnectOptionsMap properties = PropertiesOf(options);
    std::unique_ptr<MysqlConnection> connection(
        new MysqlConnection(options, std::unique_ptr<::sql::Connection>(Driver().connect(properties))));
    RUJUKAN_TRY(connection->Configure(options));
    return connection;
  } catch (const ::sql::SQLException& exception) {
    return NotConnected(options, exception.getErrorCode());
  } catch (const std::exception&) {
    return absl::UnavailableError("the connector failed");
  }
}

MysqlConnection::MysqlConnection(const ConnectionOptions& options, std::unique_ptr<::sql::Connection> connection)
    : user_(options.user), patient_(options.patient), on_defect_(options.on_defect), connection_(std::move(connection)) {}

MysqlConnection::~MysqlConnection() {
  PrepareThread();
  statements_.clear();
  locking_statements_.clear();
}

absl::Status MysqlConnection::Configure(const ConnectionOptions& options) {
  const ServerVariables variables = VariablesOf(*connection_);
  RUJUKAN_TRY(CheckServer(variables));
  const std::optional<ServerVersion> version = ParseServerVersion(variables.at("version"));
  if (!IsOk(Run(SessionSettings(options)))) return ForOperator(last_error_);
  if (!options.patient && !IsOk(Run(StatementLimit(*version)))) return ForOperator(last_error_);
  return absl::OkStatus();
}

template <typename Work>
Result MysqlConnection::Guarded(Work work) {
  PrepareThread();
  try {
    work();
    answered_ = true;
    return Result::kDone;
  } catch (const ::sql::SQLException& exception) {
    return Fail(exception.getErrorCode());
  } catch (const std::exception&) {
    return Fail(0);
  }
}

Result MysqlConnection::Fail(int error) {
  last_error_ = error;
  const Result result = ToResult(error, reading_);
  (EndsConnection(error) ? lost_ : answered_) = true;
  if (in_transaction_ && result != Result::kUnique) doomed_ = result;
  if (result == Result::kDefect && on_defect_) on_defect_(Describe(error));
  return result;
}

Result MysqlConnection::Run(std::string_view text) {
  if (doomed_) return *doomed_;
  return Guarded([&] {
    const std::unique_ptr<::sql::Statement> statement(connection_->createStatement());
    statement->execute(::sql::SQLString(text.data(), text.size()));
  });
}

sql::Statement* MysqlConnection::Prepare(std::string_view text) {
  const bool locks = locking_ && Selects(text);
  Statements& statements = locks ? locking_statements_ : statements_;
  if (const auto found = statements.find(text); found != statements.end()) return found->second.get();
  std::unique_ptr<::sql::PreparedStatement> statement;
  const std::string sent = absl::StrCat(std::string(text), locks ? " FOR UPDATE" : "");
  const Result result = doomed_ ? *doomed_ : Guarded([&] { statement.reset(connection_->prepareStatement(sent)); });
  if (!IsOk(result)) {
    auto& refused = refused_[result];
    if (refused == nullptr) refused = std::make_unique<RefusedStatement>(result);
    return refused.get();
  }
  auto prepared = std::make_unique<PreparedStatement>(*this, std::string(text), std::move(statement));
  const std::string_view key = prepared->text();
  return statements.emplace(key, std::move(prepared)).first->second.get();
}

Result MysqlConnection::Execute(std::string_view script) {
  for (const std::string& statement : StatementsOf(script)) {
    if (const Result result = Run(statement); !IsOk(result)) return result;
  }
  return Result::kDone;
}

// Every statement of a writing transaction sees what is committed, and waits for locks of rows only, never of gaps: the contract of
// the port does not need more (storage.h). A session that reads refuses writes also of a statement that is no part of a
// transaction.
Result MysqlConnection::SetUp(Session session) {
  answered_ = false;
  if (session_ == session) return Result::kDone;
  session_ = Session::kUnknown;
  const bool writes = session == Session::kWriting;
  Result result = Run(writes ? "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED, READ WRITE"
                             : "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
  if (IsOk(result) && !patient_) result = Run(writes ? "SET SESSION autocommit = 0" : "SET SESSION autocommit = 1");
  if (IsOk(result)) session_ = session;
  return result;
}

// Without autocommit the first statement begins the transaction. After an error by which the server ended it (a deadlock, and with
// innodb_rollback_on_timeout a lock that was waited for too long) another statement would begin the next one, half of a closure:
// that is why it is doomed, and rolled back in any case (Fail).
Result MysqlConnection::BeginWriting(bool locking) {
  Result result = SetUp(Session::kWriting);
  if (IsOk(result) && patient_) result = Run("START TRANSACTION");
  in_transaction_ = IsOk(result);
  locking_ = locking && in_transaction_;
  return result;
}

Result MysqlConnection::BeginReading() {
  if (const Result result = SetUp(Session::kReading); !IsOk(result)) return result;
  const Result result = Run("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY");
  in_transaction_ = reading_ = IsOk(result);
  return result;
}

Result MysqlConnection::BeginPlainReading() {
  const Result result = SetUp(Session::kReading);
  in_transaction_ = reading_ = plain_ = IsOk(result);
  return result;
}

Result MysqlConnection::Commit() {
  const bool asked = !doomed_;
  Result result = Run("COMMIT");
  // An answer that we do not understand is none.
  if (asked && result == Result::kDefect) result = Result::kUnavailable;
  // Whether it happened is not known, so nothing more may be asked of this connection.
  if (result == Result::kUnavailable) lost_ = true;
  if (IsOk(result)) in_transaction_ = reading_ = plain_ = locking_ = false;
  return result;
}

void MysqlConnection::Rollback() {
  const bool open = in_transaction_ && !plain_;
  in_transaction_ = reading_ = plain_ = locking_ = false;
  doomed_.reset();
  if (open && !lost_ && !IsOk(Run("ROLLBACK"))) lost_ = true;
}

Result MysqlConnection::RollbackToSavepoint() {
  const Result result = Run("ROLLBACK TO SAVEPOINT closure");
  return IsOk(result) ? ReleaseSavepoint() : result;
}

// By reading it: what may not be read is refused, and not taken for missing.
Result MysqlConnection::FindTable(std::string_view name) {
  const Result result = Guarded([&] {
    const std::unique_ptr<::sql::Statement> statement(connection_->createStatement());
    const std::unique_ptr<::sql::ResultSet> rows(
        statement->executeQuery(absl::StrCat("SELECT 1 FROM ", std::string(name), " LIMIT 1")));
  });
  if (IsOk(result)) return Result::kRow;
  return last_error_ == kTableUnknown ? Result::kDone : result;
}

Result MysqlConnection::LockSchema() {
  bool taken = false;
  const Result result = Guarded([&] {
    const std::unique_ptr<::sql::Statement> statement(connection_->createStatement());
    const std::unique_ptr<::sql::ResultSet> row(
        statement->executeQuery(absl::StrCat("SELECT GET_LOCK(" RUJUKAN_SCHEMA_LOCK ", ", kSchemaLockSeconds, ")")));
    taken = row->next() && row->getInt(1) == 1;
  });
  if (!IsOk(result)) return result;
  return taken ? Result::kDone : Result::kConflict;
}

void MysqlConnection::UnlockSchema() { Run("DO RELEASE_LOCK(" RUJUKAN_SCHEMA_LOCK ")"); }

absl::StatusOr<int> MysqlConnection::OtherConnections() {
  int count = 0;
  const Result result = Guarded([&] {
    const std::unique_ptr<::sql::Statement> statement(connection_->createStatement());
    const std::unique_ptr<::sql::ResultSet> self(statement->executeQuery("SELECT CONNECTION_ID(), DATABASE()"));
    self->next();
    const std::int64_t id = self->getInt64(1);
    const std::string database = self->getString(2).asStdString();
    const std::unique_ptr<::sql::ResultSet> rows(statement->executeQuery("SHOW PROCESSLIST"));
    while (rows->next()) count += rows->getInt64("Id") != id && rows->getString("db").asStdString() == database ? 1 : 0;
  });
  if (!IsOk(result)) return ForOperator(last_error_);
  return count;
}

absl::Status MysqlConnection::CheckRight(std::string_view statement, std::string_view what) {
  if (IsOk(Run(statement)) || !IsDenied(last_error_)) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat("the user ", user_, " may not ", std::string(what), " (error ", last_error_, ")"));
}

std::string MysqlConnection::LastRefusal() { return last_error_ == 0 ? std::string() : Describe(last_error_); }

}  // namespace rujukan::mysql
