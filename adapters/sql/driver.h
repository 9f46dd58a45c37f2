// What the store needs of a database: a connection, prepared statements, transactions and few classes of error. One small
// implementation a database; nothing above knows which one it is.
#ifndef RUJUKAN_ADAPTERS_SQL_DRIVER_H_
#define RUJUKAN_ADAPTERS_SQL_DRIVER_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace rujukan::sql {

// In what a step ended.
enum class Result {
  // There is a row to read.
  kRow,
  kDone,
  // A key is there already. Only the statement is undone.
  kUnique,
  // Somebody else was faster; the transaction may be run again.
  kConflict,
  // No room. The transaction may be gone (InTransaction tells).
  kFull,
  // The database does not answer. The transaction may be gone, and that of a commit may have happened.
  kUnavailable,
  // The database's own file is damaged; trying again does not help.
  kDamaged,
  // A write on a connection that only reads, a broken constraint, a wrong statement: a defect of ours.
  kDefect,
};

constexpr bool IsOk(Result result) { return result == Result::kRow || result == Result::kDone; }

// For a caller of the store: kUnique and kConflict are StoreConflict, the others as errors.h names them.
absl::Status ToStatus(Result result);

// A prepared statement. Texts and blobs that are bound are copied. Columns count from 0, parameters from 1.
class Statement {
 public:
  virtual ~Statement() = default;
  virtual void BindInt(int index, std::int64_t value) = 0;
  virtual void BindText(int index, std::string_view value) = 0;
  virtual void BindBlob(int index, std::string_view value) = 0;
  virtual void BindNull(int index) = 0;
  virtual Result Step() = 0;
  // Of the present row; views hold until the next Step or Reset. A NULL reads as 0 or empty.
  virtual bool IsNull(int column) = 0;
  virtual std::int64_t Int(int column) = 0;
  virtual std::string_view Text(int column) = 0;
  virtual std::string_view Blob(int column) = 0;
  // Ready to be bound and stepped again; forgets what was bound.
  virtual void Reset() = 0;
};

// One connection. Not thread-safe.
class Connection {
 public:
  virtual ~Connection() = default;
  // The statement for this text, prepared once; it belongs to the connection, and nobody may use it twice at a time. nullptr when
  // it cannot be prepared.
  virtual Statement* Prepare(std::string_view sql) = 0;
  // The rows that the last step inserted, changed or deleted.
  virtual std::int64_t Changes() = 0;
  // The rows that all steps since the connection was opened inserted, changed or deleted, whatever was undone since.
  virtual std::int64_t AllChanges() = 0;
  // Runs statements without rows, one after the other.
  virtual Result Execute(std::string_view script) = 0;

  // For writing.
  virtual Result Begin() = 0;
  // For reading, on one snapshot.
  virtual Result BeginReading() = 0;
  // For reading, each statement on what is committed then; not a transaction, but ended like one.
  virtual Result BeginPlainReading() = 0;
  virtual Result Commit() = 0;
  // Ends the transaction, if there is one, as if it had not been. Never fails in a way that matters.
  virtual void Rollback() = 0;
  // One level is enough: a savepoint is made, then released or rolled back to.
  virtual Result Savepoint() = 0;
  virtual Result ReleaseSavepoint() = 0;
  // Undoes all since the savepoint and forgets it.
  virtual Result RollbackToSavepoint() = 0;
  virtual bool InTransaction() = 0;

  // kRow when there is a table of this name, kDone when there is none.
  virtual Result FindTable(std::string_view name) = 0;
  // Until UnlockSchema or the end of the connection nobody else migrates this database. Waits for whoever is at it; kConflict when
  // that takes too long.
  virtual Result LockSchema() = 0;
  virtual void UnlockSchema() = 0;
  // Why the database last refused something, for the operator; empty when it does not tell. Never a value of a record.
  virtual std::string LastRefusal() = 0;
};

}  // namespace rujukan::sql

#endif  // RUJUKAN_ADAPTERS_SQL_DRIVER_H_
