#include "adapters/sqlite/connection.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace rujukan::sqlite {
namespace {

using sql::Result;

// How long a statement waits for a lock that a stranger holds, for example a backup by hand.
constexpr int kBusyMilliseconds = 5000;

// "Rujk": no other program's database is taken for ours.
constexpr std::int64_t kApplicationId = 0x52756A6B;

Result ToResult(int code, bool reads_only) {
  switch (code & 0xFF) {
    case SQLITE_ROW:
      return Result::kRow;
    case SQLITE_DONE:
    case SQLITE_OK:
      return Result::kDone;
    case SQLITE_CONSTRAINT:
      return code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY ? Result::kUnique : Result::kDefect;
    case SQLITE_FULL:
      return Result::kFull;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return Result::kDamaged;
    case SQLITE_READONLY:
      return reads_only ? Result::kDefect : Result::kUnavailable;
    case SQLITE_ERROR:
    case SQLITE_MISUSE:
    case SQLITE_RANGE:
    case SQLITE_MISMATCH:
    case SQLITE_TOOBIG:
      return Result::kDefect;
    default:
      return Result::kUnavailable;
  }
}

// Of a database that is made now. Half of what SQLite takes: nearly every page of a commit is one of an index to which one short
// row was added, so that half the bytes are written, summed and synced; large values are rare.
constexpr const char* kSettingsOfNew = "PRAGMA page_size = 2048;";
// To read it opens the log, without which a connection brings nothing home.
constexpr const char* kSettingsOfCheckpointer =
    "PRAGMA synchronous = FULL;"
    "PRAGMA wal_autocheckpoint = 0;";
// A reader forgets its pages with the next commit: with sixteen megabytes each nobody read faster, and a server under load held
// eight more altogether.
constexpr const char* kSettingsOfReader =
    "PRAGMA query_only = ON;"
    "PRAGMA wal_autocheckpoint = 0;"
    "PRAGMA cache_size = -2048;";

// How long the log may get (64 MB) while nobody is told of commits.
constexpr int kLogPagesMax = 32'000;
// So long BeginLogAnew waits for the readers that are there to finish. An export reads for longer, and the log goes on to grow
// until it ends.
constexpr int kReadersLeaveMilliseconds = 20;

// The first value of a query, empty when there is none.
absl::StatusOr<std::string> Ask(sqlite3* database, const char* text) {
  sqlite3_stmt* statement = nullptr;
  int code = sqlite3_prepare_v2(database, text, -1, &statement, nullptr);
  if (code == SQLITE_OK) code = sqlite3_step(statement);
  std::string value;
  if (code == SQLITE_ROW && sqlite3_column_text(statement, 0) != nullptr) {
    value = reinterpret_cast<const char*>(sqlite3_column_text(statement, 0));
  }
  const std::string reason = sqlite3_errmsg(database);
  sqlite3_finalize(statement);
  if (ToResult(code, false) == Result::kDamaged) return absl::DataLossError(reason);
  if (code != SQLITE_ROW && code != SQLITE_DONE) return absl::UnavailableError(reason);
  return value;
}

// Refuses a file that another program made, and marks a new one as ours.
absl::Status CheckOwner(sqlite3* database) {
  const absl::StatusOr<std::string> id = Ask(database, "PRAGMA application_id");
  if (!id.ok()) return id.status();
  if (*id == absl::StrCat(kApplicationId)) return absl::OkStatus();
  const absl::StatusOr<std::string> tables = Ask(database, "SELECT COUNT(*) FROM sqlite_master");
  if (!tables.ok()) return tables.status();
  if (*tables != "0" || *id != "0") return absl::FailedPreconditionError("the file is not a database of Rujukan");
  return Ask(database, absl::StrCat("PRAGMA application_id = ", kApplicationId).c_str()).status();
}

absl::Status UseWriteAheadLog(sqlite3* database) {
  const absl::StatusOr<std::string> mode = Ask(database, "PRAGMA journal_mode = WAL");
  if (!mode.ok()) return mode.status();
  if (*mode != "wal") return absl::FailedPreconditionError("the file system does not allow a write-ahead log");
  return absl::OkStatus();
}

}  // namespace

class SqliteConnection::PreparedStatement final : public sql::Statement {
 public:
  PreparedStatement(SqliteConnection& connection, std::string text, sqlite3_stmt* statement)
      : connection_(connection), text_(std::move(text)), statement_(statement), writes_(sqlite3_stmt_readonly(statement) == 0) {}
  ~PreparedStatement() override { sqlite3_finalize(statement_); }

  std::string_view text() const { return text_; }

  void BindInt(int index, std::int64_t value) override { Note(sqlite3_bind_int64(statement_, index, value)); }
  // A view of nothing may have no address, which SQLite would take for NULL.
  void BindText(int index, std::string_view value) override {
    const char* const data = value.empty() ? "" : value.data();
    Note(sqlite3_bind_text64(statement_, index, data, value.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
  }
  void BindBlob(int index, std::string_view value) override {
    const char* const data = value.empty() ? "" : value.data();
    Note(sqlite3_bind_blob64(statement_, index, data, value.size(), SQLITE_TRANSIENT));
  }
  void BindNull(int index) override { Note(sqlite3_bind_null(statement_, index)); }

  Result Step() override {
    if (bind_code_ != SQLITE_OK) return ToResult(bind_code_, connection_.reading_);
    if (connection_.reading_ && writes_) return Result::kDefect;
    return ToResult(sqlite3_step(statement_), connection_.reading_);
  }

  bool IsNull(int column) override { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }
  std::int64_t Int(int column) override { return sqlite3_column_int64(statement_, column); }
  std::string_view Text(int column) override {
    const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
    return {data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
  }
  std::string_view Blob(int column) override {
    const auto* data = static_cast<const char*>(sqlite3_column_blob(statement_, column));
    return {data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
  }

  void Reset() override {
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
    bind_code_ = SQLITE_OK;
  }

 private:
  void Note(int code) {
    if (code != SQLITE_OK) bind_code_ = code;
  }

  SqliteConnection& connection_;
  const std::string text_;
  sqlite3_stmt* const statement_;
  const bool writes_;
  int bind_code_ = SQLITE_OK;
};

absl::StatusOr<std::unique_ptr<SqliteConnection>> SqliteConnection::Open(const std::string& path, Purpose purpose,
                                                                         const std::string& vfs) {
  const int access = purpose == Purpose::kReader ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  auto gathering = purpose == Purpose::kWriter ? std::make_unique<LogGathering>(vfs) : nullptr;
  const std::string files = gathering == nullptr ? vfs : gathering->name();
  sqlite3* database = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &database, access | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
                                   files.empty() ? nullptr : files.c_str());
  std::unique_ptr<SqliteConnection> connection(new SqliteConnection(database, std::move(gathering)));
  if (code != SQLITE_OK) return absl::FailedPreconditionError(absl::StrCat("database ", path, ": ", sqlite3_errstr(code)));
  const absl::Status status = connection->Configure(purpose);
  const absl::StatusCode refusal = absl::IsDataLoss(status) ? status.code() : absl::StatusCode::kFailedPrecondition;
  if (!status.ok()) return absl::Status(refusal, absl::StrCat("database ", path, ": ", status.message()));
  return connection;
}

absl::Status SqliteConnection::Configure(Purpose purpose) {
  sqlite3_busy_timeout(database_, kBusyMilliseconds);
  sqlite3_db_config(database_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(database_, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
  sqlite3_db_config(database_, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
  if (!IsOk(Execute(kSettingsOfNew)) || !IsOk(Execute(kSettingsOfAll))) return absl::UnavailableError(sqlite3_errmsg(database_));
  if (purpose == Purpose::kMemory) return absl::OkStatus();
  if (purpose == Purpose::kReader) {
    return IsOk(Execute(kSettingsOfReader)) ? absl::OkStatus() : absl::UnavailableError(sqlite3_errmsg(database_));
  }
  if (purpose == Purpose::kCheckpointer) {
    return IsOk(Execute(kSettingsOfCheckpointer)) ? absl::OkStatus() : absl::UnavailableError(sqlite3_errmsg(database_));
  }
  if (absl::Status status = CheckOwner(database_); !status.ok()) return status;
  if (absl::Status status = UseWriteAheadLog(database_); !status.ok()) return status;
  SetCommitListener({});
  return IsOk(Execute(kSettingsOfWriter)) ? absl::OkStatus() : absl::UnavailableError(sqlite3_errmsg(database_));
}

SqliteConnection::SqliteConnection(sqlite3* database, std::unique_ptr<LogGathering> gathering)
    : gathering_(std::move(gathering)), database_(database) {}

SqliteConnection::~SqliteConnection() {
  statements_.clear();
  sqlite3_close(database_);
}

sql::Statement* SqliteConnection::Prepare(std::string_view text) {
  if (const auto found = statements_.find(text); found != statements_.end()) return found->second.get();
  sqlite3_stmt* statement = nullptr;
  sqlite3_prepare_v3(database_, text.data(), static_cast<int>(text.size()), SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (statement == nullptr) return nullptr;
  auto prepared = std::make_unique<PreparedStatement>(*this, std::string(text), statement);
  const std::string_view key = prepared->text();
  return statements_.emplace(key, std::move(prepared)).first->second.get();
}

std::int64_t SqliteConnection::Changes() { return sqlite3_changes64(database_); }
std::int64_t SqliteConnection::AllChanges() { return sqlite3_total_changes64(database_); }

Result SqliteConnection::Execute(std::string_view script) {
  return ToResult(sqlite3_exec(database_, std::string(script).c_str(), nullptr, nullptr, nullptr), reading_);
}

Result SqliteConnection::Run(std::string_view text) {
  sql::Statement* const statement = Prepare(text);
  if (statement == nullptr) return Result::kUnavailable;
  const Result result = statement->Step();
  statement->Reset();
  return result;
}

Result SqliteConnection::Begin() { return Run("BEGIN IMMEDIATE"); }

Result SqliteConnection::BeginReading() {
  const Result result = Run("BEGIN");
  reading_ = IsOk(result);
  return result;
}

Result SqliteConnection::BeginPlainReading() {
  reading_ = true;
  return Result::kDone;
}

Result SqliteConnection::Commit() {
  reading_ = false;
  if (gathering_ == nullptr) return Run("COMMIT");
  gathering_->Begin();
  const Result result = Run("COMMIT");
  const Result written = ToResult(gathering_->End(), false);
  if (commit_listener_ && committed_pages_ > 0) commit_listener_(std::exchange(committed_pages_, 0));
  return IsOk(result) ? written : result;
}

void SqliteConnection::Rollback() {
  reading_ = false;
  if (InTransaction()) Run("ROLLBACK");
}

Result SqliteConnection::Savepoint() { return Run("SAVEPOINT closure"); }

Result SqliteConnection::ReleaseSavepoint() { return Run("RELEASE closure"); }

Result SqliteConnection::RollbackToSavepoint() {
  const Result result = Run("ROLLBACK TO closure");
  return IsOk(result) ? ReleaseSavepoint() : result;
}

bool SqliteConnection::InTransaction() { return sqlite3_get_autocommit(database_) == 0; }

Result SqliteConnection::FindTable(std::string_view name) {
  sql::Statement* const statement = Prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?");
  if (statement == nullptr) return Result::kUnavailable;
  statement->BindText(1, name);
  const Result result = statement->Step();
  statement->Reset();
  return result;
}

void SqliteConnection::SetCommitListener(std::function<void(int)> listener) {
  commit_listener_ = std::move(listener);
  if (commit_listener_) {
    sqlite3_wal_hook(database_, &SqliteConnection::OnCommit, this);
  } else {
    sqlite3_wal_autocheckpoint(database_, kLogPagesMax);
  }
}

int SqliteConnection::OnCommit(void* connection, sqlite3*, const char*, int log_pages) {
  static_cast<SqliteConnection*>(connection)->committed_pages_ = log_pages;
  return SQLITE_OK;
}

int SqliteConnection::BringLogHome() { return CopyLog(SQLITE_CHECKPOINT_PASSIVE); }

int SqliteConnection::BeginLogAnew() {
  sqlite3_busy_timeout(database_, kReadersLeaveMilliseconds);
  const int home = CopyLog(SQLITE_CHECKPOINT_RESTART);
  sqlite3_busy_timeout(database_, kBusyMilliseconds);
  return home;
}

void SqliteConnection::Checkpoint() { CopyLog(SQLITE_CHECKPOINT_TRUNCATE); }

int SqliteConnection::CopyLog(int mode) {
  int home = -1;
  const int code = sqlite3_wal_checkpoint_v2(database_, nullptr, mode, nullptr, &home);
  if (code == SQLITE_IOERR_FSYNC) EndUnsynced();
  if (code != SQLITE_OK && code != SQLITE_BUSY && code != told_code_) {
    std::fprintf(stderr, "SQLite's log could not be brought home and grows: %s, errno %d\n", sqlite3_errstr(code),
                 sqlite3_system_errno(database_));
    told_code_ = code;
  }
  return home;
}

void SqliteConnection::EndUnsynced() {
  const int error = sqlite3_system_errno(database_);
  // While another process reads, what SQLite knows of the log outlives this one. Without its first two headings
  // (sqlite.org/walformat.html, "WAL-Index Header") it is made anew.
  constexpr int kRegionBytes = 32 * 1024, kHeadingBytes = 2 * 48;
  sqlite3_file* file = nullptr;
  void volatile* index = nullptr;
  sqlite3_file_control(database_, nullptr, SQLITE_FCNTL_FILE_POINTER, static_cast<void*>(&file));
  if (file->pMethods->xShmMap(file, 0, kRegionBytes, 0, &index) == SQLITE_OK && index != nullptr) {
    std::memset(const_cast<void*>(index), 0, kHeadingBytes);
  }
  std::fprintf(stderr, "SQLite's file or log could not be synced, errno %d; ending, so that the log is read again\n", error);
  std::abort();
}

}  // namespace rujukan::sqlite
