#include "adapters/sqlite/sqlite_store.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include "absl/strings/str_cat.h"
#include "adapters/sql/migrations.h"
#include "adapters/sql/query.h"
#include "adapters/sql/statements.h"
#include "adapters/sql/transaction.h"
#include "adapters/sqlite/schema.h"
#include "server/domain/errors.h"
#include "server/domain/try.h"

namespace rujukan {
namespace {

using sqlite::Purpose;
using sqlite::SqliteConnection;

// Makes an empty file that only its owner may use; SQLite gives its other files the same rights. The name is durable afterwards.
absl::Status EnsureFile(const std::string& path) {
  const int file = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) return absl::FailedPreconditionError(absl::StrCat("database ", path, ": ", std::strerror(errno)));
  close(file);
  const std::string folder = std::filesystem::absolute(path).parent_path().string();
  const int descriptor = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool durable = descriptor >= 0 && fsync(descriptor) == 0;
  if (descriptor >= 0) close(descriptor);
  return durable ? absl::OkStatus() : absl::FailedPreconditionError(absl::StrCat("folder ", folder, ": ", std::strerror(errno)));
}

// The path under which a database is locked and logged, however it was named: links are followed. A file with a second name is
// refused, because SQLite would keep a second log beside that one, and the two would destroy each other.
absl::StatusOr<std::string> OneNameOf(const std::string& path) {
  std::error_code error;
  const std::filesystem::path own = std::filesystem::weakly_canonical(path, error);
  if (error) return absl::FailedPreconditionError(absl::StrCat("database ", path, ": ", error.message()));
  const auto names = std::filesystem::hard_link_count(own, error);
  if (!error && names > 1) {
    return absl::FailedPreconditionError(absl::StrCat("database ", path, ": the file has another name (a hard link); remove one"));
  }
  return own.string();
}

std::unique_ptr<sql::Connection> Wrapped(std::unique_ptr<sql::Connection> connection, const SqliteOptions& options) {
  return options.wrap_writer ? options.wrap_writer(std::move(connection)) : std::move(connection);
}

absl::Status RunReading(sql::Connection& connection, absl::FunctionRef<absl::Status(sql::Connection&)> use) {
  if (!IsOk(connection.BeginReading())) return StoreUnavailable();
  absl::Status status;
  try {
    status = use(connection);
  } catch (...) {
    status = ServerDefect();
  }
  connection.Rollback();
  return IsStoreConflict(status) ? StoreUnavailable() : status;
}

}  // namespace

absl::StatusOr<std::unique_ptr<SqliteConnection>> SqliteStore::OpenWriter(const std::string& path, Purpose purpose,
                                                                          const std::string& vfs, const Sealer& sealer,
                                                                          const Clock& clock) {
  RUJUKAN_TRY_ASSIGN(auto connection, SqliteConnection::Open(path, purpose, vfs));
  const absl::Status migrated = sql::Migrate(*connection, sqlite::Schema(), sealer, clock);
  if (!migrated.ok()) return absl::Status(migrated.code(), absl::StrCat("database ", path, ": ", migrated.message()));
  return connection;
}

absl::StatusOr<std::unique_ptr<SqliteStore>> SqliteStore::Open(const SqliteOptions& options, const Sealer& sealer,
                                                               const Clock& clock) {
  RUJUKAN_TRY_ASSIGN(const std::string own_name, OneNameOf(options.path));
  RUJUKAN_TRY_ASSIGN(auto lock, sqlite::FileLock::Take(absl::StrCat(own_name, ".lock")));
  RUJUKAN_TRY(EnsureFile(options.path));
  RUJUKAN_TRY_ASSIGN(auto writer, OpenWriter(options.path, Purpose::kWriter, options.vfs, sealer, clock));
  std::vector<std::unique_ptr<sql::Connection>> readers;
  for (int i = 0; i < options.readers; ++i) {
    RUJUKAN_TRY_ASSIGN(auto reader, SqliteConnection::Open(options.path, Purpose::kReader, options.vfs));
    readers.push_back(std::move(reader));
  }
  return std::unique_ptr<SqliteStore>(new SqliteStore(std::move(lock), std::move(writer), options, std::move(readers), sealer));
}

absl::StatusOr<std::unique_ptr<SqliteStore>> SqliteStore::OpenInMemory(const Sealer& sealer, const Clock& clock,
                                                                       const SqliteOptions& options) {
  RUJUKAN_TRY_ASSIGN(auto connection, OpenWriter(":memory:", Purpose::kMemory, "", sealer, clock));
  return std::unique_ptr<SqliteStore>(new SqliteStore(nullptr, std::move(connection), options, {}, sealer));
}

SqliteStore::SqliteStore(std::unique_ptr<sqlite::FileLock> lock, std::unique_ptr<SqliteConnection> writer,
                         const SqliteOptions& options, std::vector<std::unique_ptr<sql::Connection>> readers, const Sealer& sealer)
    : sealer_(sealer),
      lock_(std::move(lock)),
      sqlite_connection_(writer.get()),
      connection_(Wrapped(std::move(writer), options)),
      readers_(readers.empty() ? nullptr : std::make_unique<sqlite::ReaderPool>(std::move(readers))),
      writer_(*connection_, connection_mutex_, sealer) {}

SqliteStore::~SqliteStore() {
  writer_.Stop();
  sqlite_connection_->Checkpoint();
}

absl::Status SqliteStore::Transact(Closure closure) {
  const absl::Status status = writer_.Transact(closure);
  if (status.ok()) full_ = false;
  if (status == StoreFull()) full_ = true;
  return status;
}

absl::Status SqliteStore::WithReader(absl::FunctionRef<absl::Status(sql::Connection&)> use) {
  if (readers_ != nullptr) return readers_->Lend([&](sql::Connection& connection) { return RunReading(connection, use); });
  const std::lock_guard lock(connection_mutex_);
  return RunReading(*connection_, use);
}

absl::Status SqliteStore::Read(Closure closure) {
  return WithReader([&](sql::Connection& connection) {
    sql::SqlTransaction transaction({connection, sealer_});
    return closure(transaction);
  });
}

absl::Status SqliteStore::Ping() {
  RUJUKAN_TRY(WithReader([](sql::Connection& connection) { return sql::Query(connection, sql::kPing).Run(); }));
  // On a full disk reading goes on; only a write can tell that there is room again.
  return full_ ? Transact([](Transaction& transaction) { return transaction.numbers().Next("ping").status(); }) : absl::OkStatus();
}

void SqliteStore::SetDoorbell(std::function<void(const std::vector<UnitId>&)> doorbell) {
  writer_.SetDoorbell(std::move(doorbell));
}

}  // namespace rujukan
