// SQLite behind the driver interface.
#ifndef RUJUKAN_ADAPTERS_SQLITE_CONNECTION_H_
#define RUJUKAN_ADAPTERS_SQLITE_CONNECTION_H_

#include <sqlite3.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "absl/status/statusor.h"
#include "adapters/sql/driver.h"
#include "adapters/sqlite/log_gathering.h"

namespace rujukan::sqlite {

// Of all connections: a damaged schema runs no code, and what was deleted is overwritten.
inline constexpr char kSettingsOfAll[] =
    "PRAGMA foreign_keys = ON;"
    "PRAGMA trusted_schema = OFF;"
    "PRAGMA cell_size_check = ON;"
    "PRAGMA mmap_size = 0;"
    "PRAGMA temp_store = MEMORY;"
    "PRAGMA secure_delete = ON;";
// Of the only one that writes: what is written is durable when COMMIT returns, and the log is cut back after a burst.
inline constexpr char kSettingsOfWriter[] =
    "PRAGMA synchronous = FULL;"
    "PRAGMA journal_size_limit = 268435456;"
    "PRAGMA cache_size = -40960;";

// For whom a connection is: settings differ, see the definitions.
enum class Purpose { kWriter, kCheckpointer, kReader, kMemory };

// One connection of a file, or of a database in memory that ends with it. While it reads (BeginReading, BeginPlainReading) it
// refuses every statement that would write. Not thread-safe.
class SqliteConnection final : public sql::Connection {
 public:
  // `vfs` empty: the file system's own. Texts of refusals are for the operator; DATA_LOSS for a file that is damaged or no
  // database.
  static absl::StatusOr<std::unique_ptr<SqliteConnection>> Open(const std::string& path, Purpose purpose, const std::string& vfs);
  ~SqliteConnection() override;

  sql::Statement* Prepare(std::string_view text) override;
  std::int64_t Changes() override;
  std::int64_t AllChanges() override;
  sql::Result Execute(std::string_view script) override;
  sql::Result Begin() override;
  sql::Result BeginReading() override;
  sql::Result BeginPlainReading() override;
  sql::Result Commit() override;
  void Rollback() override;
  sql::Result Savepoint() override;
  sql::Result ReleaseSavepoint() override;
  sql::Result RollbackToSavepoint() override;
  bool InTransaction() override;
  // The lock of the file does it: nobody else has the database open.
  sql::Result FindTable(std::string_view name) override;
  sql::Result LockSchema() override { return sql::Result::kDone; }
  void UnlockSchema() override {}
  std::string LastRefusal() override { return {}; }

  // Who is told after each Commit, in its thread, how many pages the write-ahead log has, and then cares for it. Without one the
  // log is brought home whenever a commit makes it long.
  void SetCommitListener(std::function<void(int log_pages)> listener);
  // Copies what is committed from the log to the database's file, as far as readers let it and without waiting for anybody. Answers
  // how many pages of the log are then home; 0 or -1 when nobody knows, as when the log was begun anew meanwhile. Failures are told
  // on standard error, each once.
  int BringLogHome();
  // As BringLogHome, but waits a moment for readers, so that whoever writes next begins the log anew.
  int BeginLogAnew();
  // When the file or the log could not be synced: the system may have dropped pages of both, and will not fail again. The log still
  // has what was acknowledged. Ends the process, and whoever opens the database next reads the whole log.
  [[noreturn]] void EndUnsynced();
  // Brings the log home and empties it, as far as nobody reads. What stays is not lost.
  void Checkpoint();

 private:
  class PreparedStatement;

  SqliteConnection(sqlite3* database, std::unique_ptr<LogGathering> gathering);
  absl::Status Configure(Purpose purpose);
  sql::Result Run(std::string_view text);
  static int OnCommit(void* connection, sqlite3* database, const char* name, int log_pages);
  int CopyLog(int mode);

  // Of one that writes to a file; outlives the database.
  const std::unique_ptr<LogGathering> gathering_;
  sqlite3* const database_;
  bool reading_ = false;
  std::function<void(int)> commit_listener_;
  // What the listener has to hear.
  int committed_pages_ = 0;
  // The last failure to bring the log home that was told.
  int told_code_ = SQLITE_OK;
  std::unordered_map<std::string_view, std::unique_ptr<PreparedStatement>> statements_;
};

}  // namespace rujukan::sqlite

#endif  // RUJUKAN_ADAPTERS_SQLITE_CONNECTION_H_
