#include "adapters/sqlite/sqlite_store.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "adapters/sql/closure.h"
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

std::unique_ptr<sql::Connection> Wrapped(std::unique_ptr<sql::Connection> connection, const SqliteOptions& options) {
  return options.wrap_writer ? options.wrap_writer(std::move(connection)) : std::move(connection);
}

absl::Status InDatabase(const SqliteOptions& options, const absl::Status& status) {
  if (status.ok()) return status;
  return absl::Status(status.code(), absl::StrCat("database ", options.path, ": ", status.message()));
}

absl::Status RunReading(sql::Connection& connection, sql::Result (sql::Connection::*begin)(),
                        absl::FunctionRef<absl::Status(sql::Connection&)> use) {
  if (const sql::Result result = (connection.*begin)(); !IsOk(result)) return sql::FailureOfStore(result);
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

absl::StatusOr<std::unique_ptr<SqliteConnection>> SqliteStore::OpenWriter(const SqliteOptions& options, Purpose purpose,
                                                                          const Sealer& sealer, const Clock& clock) {
  RUJUKAN_TRY_ASSIGN(auto connection, SqliteConnection::Open(options.path, purpose, options.vfs));
  RUJUKAN_TRY(InDatabase(options, options.migrate ? sql::Migrate(*connection, sqlite::Schema(), sealer, clock).status()
                                                  : sql::CheckMigrated(*connection, sqlite::Schema(), sealer)));
  return connection;
}

absl::Status SqliteStore::UseAlone(const SqliteOptions& options, const Sealer& sealer, const Clock& clock,
                                   absl::FunctionRef<absl::Status(sql::Connection&)> use) {
  RUJUKAN_TRY_ASSIGN(const auto lock, sqlite::FileLock::Take(options.path, options.create));
  RUJUKAN_TRY_ASSIGN(const auto connection, OpenWriter(options, Purpose::kWriter, sealer, clock));
  RUJUKAN_TRY(InDatabase(options, use(*connection)));
  connection->Checkpoint();
  return absl::OkStatus();
}

absl::Status SqliteStore::UseSnapshot(const SqliteOptions& options, const Sealer& sealer,
                                      absl::FunctionRef<absl::Status(sql::Connection&)> use) {
  RUJUKAN_TRY(sqlite::FileLock::CheckName(options.path));
  RUJUKAN_TRY_ASSIGN(const auto connection, SqliteConnection::Open(options.path, Purpose::kReader, {}));
  if (!IsOk(connection->BeginReading())) return InDatabase(options, absl::UnavailableError("it cannot be read now"));
  absl::Status status = sql::CheckMigrated(*connection, sqlite::Schema(), sealer);
  if (status.ok()) status = use(*connection);
  connection->Rollback();
  return InDatabase(options, status);
}

absl::StatusOr<std::unique_ptr<SqliteStore>> SqliteStore::Open(const SqliteOptions& options, const Sealer& sealer,
                                                               const Clock& clock) {
  RUJUKAN_TRY_ASSIGN(auto lock, sqlite::FileLock::Take(options.path, options.create));
  RUJUKAN_TRY_ASSIGN(auto writer, OpenWriter(options, Purpose::kWriter, sealer, clock));
  std::vector<std::unique_ptr<sql::Connection>> readers;
  for (int i = 0; i < options.readers; ++i) {
    RUJUKAN_TRY_ASSIGN(auto reader, SqliteConnection::Open(options.path, Purpose::kReader, options.vfs));
    readers.push_back(std::move(reader));
  }
  RUJUKAN_TRY_ASSIGN(auto checkpointer, SqliteConnection::Open(options.path, Purpose::kCheckpointer, options.vfs));
  return std::unique_ptr<SqliteStore>(
      new SqliteStore(std::move(lock), std::move(writer), std::move(checkpointer), options, std::move(readers), sealer));
}

absl::StatusOr<std::unique_ptr<SqliteStore>> SqliteStore::OpenInMemory(const Sealer& sealer, const Clock& clock,
                                                                       const SqliteOptions& options) {
  SqliteOptions in_memory;
  in_memory.path = ":memory:";
  RUJUKAN_TRY_ASSIGN(auto connection, OpenWriter(in_memory, Purpose::kMemory, sealer, clock));
  return std::unique_ptr<SqliteStore>(new SqliteStore(nullptr, std::move(connection), nullptr, options, {}, sealer));
}

SqliteStore::SqliteStore(std::unique_ptr<sqlite::FileLock> lock, std::unique_ptr<SqliteConnection> writer,
                         std::unique_ptr<SqliteConnection> checkpointer, const SqliteOptions& options,
                         std::vector<std::unique_ptr<sql::Connection>> readers, const Sealer& sealer)
    : sealer_(sealer),
      lock_(std::move(lock)),
      sqlite_connection_(writer.get()),
      connection_(Wrapped(std::move(writer), options)),
      bringer_(checkpointer == nullptr ? nullptr
                                       : std::make_unique<sqlite::LogBringer>(*sqlite_connection_, std::move(checkpointer), *lock_,
                                                                              options.log_limits)),
      known_(options.knows ? sql::KnownRecords::kKnownMax : 0),
      readers_(readers.empty() ? nullptr : std::make_unique<sqlite::ReaderPool>(std::move(readers))),
      writer_(*connection_, connection_mutex_, sealer, known_, [this] {
        if (bringer_ != nullptr) bringer_->NoteIdle();
      }) {}

SqliteStore::~SqliteStore() {
  writer_.Stop();
  bringer_.reset();
  sqlite_connection_->Checkpoint();
}

absl::Status SqliteStore::Transact(Closure closure) {
  const absl::Status status = writer_.Transact(closure);
  if (status.ok()) full_ = false;
  if (status == StoreFull()) full_ = true;
  return status;
}

absl::Status SqliteStore::WithReader(Begin begin, absl::FunctionRef<absl::Status(sql::Connection&)> use) {
  if (readers_ != nullptr) return readers_->Lend([&](sql::Connection& connection) { return RunReading(connection, begin, use); });
  const std::lock_guard lock(connection_mutex_);
  return RunReading(*connection_, begin, use);
}

absl::Status SqliteStore::Read(Closure closure) {
  return WithReader(&sql::Connection::BeginPlainReading, [&](sql::Connection& connection) {
    sql::KnownToTransaction known(known_);
    sql::SqlTransaction transaction({connection, sealer_, &known});
    return closure(transaction);
  });
}

absl::Status SqliteStore::ReadSnapshot(Closure closure) {
  return WithReader(&sql::Connection::BeginReading, [&](sql::Connection& connection) {
    sql::SqlTransaction transaction({connection, sealer_});
    return closure(transaction);
  });
}

SealedPacket SqliteStore::SealPacket(const ReferralId& id, const Packet& packet) const {
  return sql::SealPacket(sealer_, id, packet);
}

absl::Status SqliteStore::Ping() {
  RUJUKAN_TRY(WithReader(&sql::Connection::BeginPlainReading,
                         [](sql::Connection& connection) { return sql::Query(connection, sql::kPing).Run(); }));
  // On a full disk reading goes on; only a write can tell that there is room again.
  return full_ ? Transact([](Transaction& transaction) { return transaction.numbers().Next("ping").status(); }) : absl::OkStatus();
}

absl::StatusOr<std::vector<std::string>> SqliteStore::CheckIntegrity() {
  std::vector<std::string> lines;
  RUJUKAN_TRY(WithReader(&sql::Connection::BeginReading, [&](sql::Connection& connection) -> absl::Status {
    sql::Query query(connection, "PRAGMA integrity_check");
    for (;;) {
      const absl::StatusOr<bool> row = query.Next();
      if (row.status() == RecordDamaged()) lines.emplace_back("it is too damaged to be checked to the end");
      if (row.status() == RecordDamaged() || (row.ok() && !*row)) return absl::OkStatus();
      if (!row.ok()) return row.status();
      // One row may tell of several things.
      for (std::string& line : std::vector<std::string>(absl::StrSplit(query.GetText(), '\n'))) lines.push_back(std::move(line));
    }
  }));
  if (lines == std::vector<std::string>{"ok"}) lines.clear();
  return lines;
}

void SqliteStore::SetDoorbell(std::function<void(const std::vector<UnitId>&)> doorbell) {
  writer_.SetDoorbell(std::move(doorbell));
}

}  // namespace rujukan
