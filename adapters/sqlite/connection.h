// SQLite behind the driver interface.
#ifndef RUJUKAN_ADAPTERS_SQLITE_CONNECTION_H_
#define RUJUKAN_ADAPTERS_SQLITE_CONNECTION_H_

#include <sqlite3.h>

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "absl/status/statusor.h"
#include "adapters/sql/driver.h"
#include "adapters/sqlite/log_gathering.h"

namespace rujukan::sqlite {

// For whom a connection is: settings differ, see the definitions.
enum class Purpose { kWriter, kReader, kMemory };

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

  // Brings the write-ahead log home and empties it, as far as nobody reads. What stays is not lost.
  void Checkpoint();
  // Brings home what is in the log, if it is so much that doing it now saves whoever comes later from waiting for more.
  void CheckpointWhenIdle();
  // For tests, which do not write so much.
  void SetLogPagesMax(int pages) { log_pages_max_ = pages; }

 private:
  class PreparedStatement;

  SqliteConnection(sqlite3* database, std::unique_ptr<LogGathering> gathering);
  absl::Status Configure(Purpose purpose);
  sql::Result Run(std::string_view text);
  static int OnCommit(void* connection, sqlite3* database, const char* name, int log_pages);
  void BringLogHome();
  void BeginLogAnew();

  // Of one that writes to a file; outlives the database.
  const std::unique_ptr<LogGathering> gathering_;
  sqlite3* const database_;
  bool reading_ = false;
  // Of the connection that checkpoints: how long the log was after the last commit, and how much of it is in the file already.
  int log_pages_ = 0;
  int home_pages_ = 0;
  int log_pages_max_;
  std::unordered_map<std::string_view, std::unique_ptr<PreparedStatement>> statements_;
};

}  // namespace rujukan::sqlite

#endif  // RUJUKAN_ADAPTERS_SQLITE_CONNECTION_H_
