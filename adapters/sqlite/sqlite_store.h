// The embedded store: one file, one process.
#ifndef RUJUKAN_ADAPTERS_SQLITE_SQLITE_STORE_H_
#define RUJUKAN_ADAPTERS_SQLITE_SQLITE_STORE_H_

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "adapters/sql/driver.h"
#include "adapters/sql/known_records.h"
#include "adapters/sqlite/connection.h"
#include "adapters/sqlite/file_lock.h"
#include "adapters/sqlite/group_writer.h"
#include "adapters/sqlite/log_bringer.h"
#include "adapters/sqlite/reader_pool.h"
#include "server/domain/ports.h"
#include "server/domain/storage.h"

namespace rujukan {

struct SqliteOptions {
  // The database, for its owner only. Beside it lie `-wal` and `-shm`, which belong to it.
  std::string path;
  // How many transactions may read at a time.
  int readers = 4;
  // Make the database when it is missing or empty; refuse to open it then otherwise.
  bool create = true;
  // Bring it to the present schema; refuse an older one otherwise.
  bool migrate = true;
  // False: what was read is read again every time (KnownRecords); for tests that compare statements.
  bool knows = true;
  // When the log is brought home.
  sqlite::LogLimits log_limits = {};
  // For tests: the virtual file system of SQLite to use, and what stands between the store and its writing connection.
  std::string vfs;
  std::function<std::unique_ptr<sql::Connection>(std::unique_ptr<sql::Connection>)> wrap_writer;
};

// SQLite with a write-ahead log. One connection writes, in its own thread, many transactions to a commit (GroupWriter); one brings
// the log home, in its own thread (LogBringer); others read. When the disk is full writes are refused with StoreFull until there is
// room again. Thread-safe.
class SqliteStore final : public Store {
 public:
  // Opens the file, alone, and brings it to the present schema. Refuses when another process has it, when another program made it,
  // or when it is of a newer schema, which is then not touched; with DATA_LOSS when it is so damaged that nothing can be read.
  // Texts are for the operator. Sealer and clock outlive the store.
  static absl::StatusOr<std::unique_ptr<SqliteStore>> Open(const SqliteOptions& options, const Sealer& sealer, const Clock& clock);

  // Lends the one connection of a database opened as Open opens it, for what is none of a store's business: an import.
  static absl::Status UseAlone(const SqliteOptions& options, const Sealer& sealer, const Clock& clock,
                               absl::FunctionRef<absl::Status(sql::Connection&)> use);

  // Lends a connection that sees one moment of the database and only reads: an export. A server may have the database open and go
  // on meanwhile: such a connection cannot write and never checkpoints, even when it is the last to close. What is not yet in the
  // present schema is refused, and so are other keys. Of the options only `path` counts.
  static absl::Status UseSnapshot(const SqliteOptions& options, const Sealer& sealer,
                                  absl::FunctionRef<absl::Status(sql::Connection&)> use);

  // A store that is gone with its object; `path`, `readers` and `vfs` do not count. Reading waits for writing: for tests.
  static absl::StatusOr<std::unique_ptr<SqliteStore>> OpenInMemory(const Sealer& sealer, const Clock& clock,
                                                                   const SqliteOptions& options = {});

  // Finishes what waits, brings the log home and closes.
  ~SqliteStore() override;

  absl::Status Transact(Closure closure) override;
  absl::Status Read(Closure closure) override;
  absl::Status ReadSnapshot(Closure closure) override;
  SealedPacket SealPacket(const ReferralId& id, const Packet& packet) const override;
  absl::Status Ping() override;
  absl::StatusOr<std::vector<std::string>> CheckIntegrity() override;
  void SetDoorbell(std::function<void(const std::vector<UnitId>&)> doorbell) override;

 private:
  SqliteStore(std::unique_ptr<sqlite::FileLock> lock, std::unique_ptr<sqlite::SqliteConnection> writer,
              std::unique_ptr<sqlite::SqliteConnection> checkpointer, const SqliteOptions& options,
              std::vector<std::unique_ptr<sql::Connection>> readers, const Sealer& sealer);
  static absl::StatusOr<std::unique_ptr<sqlite::SqliteConnection>> OpenWriter(const SqliteOptions& options, sqlite::Purpose purpose,
                                                                              const Sealer& sealer, const Clock& clock);
  // On a connection that reads, from where `begin` begins.
  using Begin = sql::Result (sql::Connection::*)();
  absl::Status WithReader(Begin begin, absl::FunctionRef<absl::Status(sql::Connection&)> use);

  const Sealer& sealer_;
  // Since the last write met a full disk.
  std::atomic<bool> full_ = false;
  // Destroyed last to first: the writer's thread ends, the readers close, then whoever brings the log home, then the writer, which
  // so empties the log, then the lock.
  const std::unique_ptr<sqlite::FileLock> lock_;
  // Owned by `connection_`, below whatever wraps it.
  sqlite::SqliteConnection* const sqlite_connection_;
  const std::unique_ptr<sql::Connection> connection_;
  // None in memory.
  std::unique_ptr<sqlite::LogBringer> bringer_;
  std::mutex connection_mutex_;
  sql::KnownRecords known_;
  // Without one (in memory) the writing connection also reads.
  const std::unique_ptr<sqlite::ReaderPool> readers_;
  sqlite::GroupWriter writer_;
};

}  // namespace rujukan

#endif  // RUJUKAN_ADAPTERS_SQLITE_SQLITE_STORE_H_
