#include "adapters/mysql/mysql_store.h"

#include <algorithm>
#include <chrono>
#include <random>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "adapters/mysql/schema.h"
#include "adapters/sql/closure.h"
#include "adapters/sql/migrations.h"
#include "adapters/sql/tables.h"
#include "adapters/sql/transaction.h"
#include "server/domain/errors.h"
#include "server/domain/try.h"
#include "server/domain/waiting.h"

namespace rujukan {
namespace {

using mysql::MysqlConnection;

// Doubles with every attempt: by the last one those who collide are some tenths of a second apart.
constexpr std::chrono::microseconds kFirstPauseMax{2000};

// How long a full disk is told after a write has met it: long enough to be seen, and soon over when there is room.
constexpr absl::Duration kFullMin = absl::Minutes(1);

// Of the connections those that write.
int WritingMax(const MysqlOptions& options) { return std::max(1, options.connections_max / 3); }

// Lets the others finish. Random, so that those who collided do not meet again.
void PauseBefore(int attempt) {
  thread_local std::minstd_rand random{std::random_device{}()};
  const std::int64_t most = kFirstPauseMax.count() << (attempt - 1);
  std::this_thread::sleep_for(std::chrono::microseconds(std::uniform_int_distribution<std::int64_t>(0, most)(random)));
}

absl::Status InDatabase(const MysqlOptions& options, const absl::Status& status) {
  if (status.ok()) return status;
  const mysql::ConnectionOptions& connection = options.connection;
  const std::string place =
      connection.unix_socket.empty() ? absl::StrCat(connection.host, ":", connection.port) : connection.unix_socket;
  return absl::Status(status.code(), absl::StrCat("database ", connection.database, " at ", place, ": ", status.message()));
}

absl::StatusOr<std::unique_ptr<MysqlConnection>> OpenPatient(const MysqlOptions& options) {
  mysql::ConnectionOptions patient = options.connection;
  patient.patient = true;
  // What it is refused is told to whoever opens the store.
  patient.on_defect = nullptr;
  auto connection = MysqlConnection::Open(patient);
  if (!connection.ok()) return InDatabase(options, connection.status());
  return connection;
}

// Whoever has just ended is still seen for a moment.
constexpr int kAloneTries = 20;
constexpr std::chrono::milliseconds kAlonePause{100};

absl::Status CheckAlone(const MysqlOptions& options) {
  RUJUKAN_TRY_ASSIGN(const auto connection, OpenPatient(options));
  for (int left = kAloneTries; left > 0; --left) {
    RUJUKAN_TRY_ASSIGN(const int others, connection->OtherConnections());
    if (others == 0) return absl::OkStatus();
    std::this_thread::sleep_for(kAlonePause);
  }
  return InDatabase(options, absl::UnavailableError("another process uses it; stop that server first"));
}

// Refuses what may not be brought up to date.
absl::Status CheckPending(const MysqlOptions& options, const std::vector<std::string>& pending) {
  const bool empty = pending.size() == mysql::Schema().size();
  if (empty && !options.create) {
    return absl::FailedPreconditionError(
        "it is empty; is it the right one? A new one gets its tables by `rujukand --config FILE --migrate` as the user who may "
        "make tables");
  }
  if (!pending.empty() && !options.migrate) {
    return absl::FailedPreconditionError(absl::StrCat("it has not yet ", absl::StrJoin(pending, ", "), "; run --migrate first"));
  }
  return absl::OkStatus();
}

// Statements that change nothing and need the rights that changing something needs.
absl::Status CheckRightsTo(MysqlConnection& connection, const sql::Table& table) {
  const std::string name(table.name);
  const std::string columns =
      absl::StrJoin(table.columns, ", ", [](std::string* out, const sql::Column& column) { out->append(column.name); });
  const std::string first(table.columns.front().name);
  const std::pair<const char*, std::string> uses[] = {
      {"SELECT", absl::StrCat("DO (SELECT COUNT(*) FROM ", name, " WHERE 1 = 0)")},
      {"INSERT", absl::StrCat("INSERT INTO ", name, " (", columns, ") SELECT ", columns, " FROM ", name, " WHERE 1 = 0")},
      {"UPDATE", absl::StrCat("UPDATE ", name, " SET ", first, " = ", first, " WHERE 1 = 0")},
      {"DELETE", absl::StrCat("DELETE FROM ", name, " WHERE 1 = 0")}};
  for (const auto& [right, statement] : uses) {
    RUJUKAN_TRY(connection.CheckRight(statement, absl::StrCat(right, " in ", name)));
  }
  return absl::OkStatus();
}

absl::Status CheckRights(const MysqlOptions& options) {
  RUJUKAN_TRY_ASSIGN(const auto connection, OpenPatient(options));
  std::vector<sql::Table> tables = sql::Tables();
  // An import marks the database in it, and takes the mark away when all is written.
  tables.push_back(
      {.name = "key_checks", .columns = {{"purpose", sql::ColumnType::kText}, {"value", sql::ColumnType::kBlob}}, .key = {}});
  for (const sql::Table& table : tables) {
    const absl::Status checked = CheckRightsTo(*connection, table);
    if (checked.ok()) continue;
    return InDatabase(options, absl::Status(checked.code(), absl::StrCat(checked.message(),
                                                                         "; use the one who has SELECT, INSERT, UPDATE and DELETE, "
                                                                         "as deploy/mysql/create_users.sql makes it for running")));
  }
  return absl::OkStatus();
}

// Checks and migrates as the options say.
absl::Status MakeReady(const MysqlOptions& options, const Sealer& sealer, const Clock& clock) {
  mysql::PrepareDriver();
  if (options.alone) RUJUKAN_TRY(CheckAlone(options));
  RUJUKAN_TRY_ASSIGN(const std::vector<std::string> pending, MysqlStore::PendingMigrations(options, sealer));
  RUJUKAN_TRY(InDatabase(options, CheckPending(options, pending)));
  const auto migrated = MysqlStore::Migrate(options, sealer, clock);
  if (!migrated.ok() && !pending.empty()) {
    return absl::Status(migrated.status().code(),
                        absl::StrCat(migrated.status().message(), "; the schema is not up to date: run `rujukand --config FILE ",
                                     "--migrate` as a user who may create and alter tables"));
  }
  RUJUKAN_TRY(migrated.status());
  return options.write ? CheckRights(options) : absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<std::string>> MysqlStore::PendingMigrations(const MysqlOptions& options, const Sealer& sealer) {
  mysql::PrepareDriver();
  RUJUKAN_TRY_ASSIGN(const auto connection, OpenPatient(options));
  auto pending = sql::PendingMigrations(*connection, mysql::Schema(), sealer);
  if (!pending.ok()) return InDatabase(options, pending.status());
  return pending;
}

absl::StatusOr<std::vector<std::string>> MysqlStore::Migrate(const MysqlOptions& options, const Sealer& sealer,
                                                             const Clock& clock) {
  mysql::PrepareDriver();
  RUJUKAN_TRY_ASSIGN(const auto connection, OpenPatient(options));
  auto migrated = sql::Migrate(*connection, mysql::Schema(), sealer, clock);
  if (!migrated.ok()) return InDatabase(options, migrated.status());
  return migrated;
}

absl::StatusOr<std::unique_ptr<MysqlStore>> MysqlStore::Open(const MysqlOptions& options, const Sealer& sealer,
                                                             const Clock& clock) {
  RUJUKAN_TRY(MakeReady(options, sealer, clock));
  return std::unique_ptr<MysqlStore>(new MysqlStore(options, sealer, clock));
}

absl::Status MysqlStore::UseAlone(const MysqlOptions& options, const Sealer& sealer, const Clock& clock,
                                  absl::FunctionRef<absl::Status(sql::Connection&)> use) {
  RUJUKAN_TRY(MakeReady(options, sealer, clock));
  RUJUKAN_TRY_ASSIGN(const auto connection, OpenPatient(options));
  return InDatabase(options, use(*connection));
}

absl::Status MysqlStore::UseSnapshot(const MysqlOptions& options, const Sealer& sealer,
                                     absl::FunctionRef<absl::Status(sql::Connection&)> use) {
  mysql::PrepareDriver();
  RUJUKAN_TRY_ASSIGN(const auto connection, OpenPatient(options));
  if (!IsOk(connection->BeginReading())) return InDatabase(options, absl::UnavailableError(connection->LastRefusal()));
  absl::Status status = sql::CheckMigrated(*connection, mysql::Schema(), sealer);
  if (status.ok()) status = use(*connection);
  connection->Rollback();
  return InDatabase(options, status);
}

MysqlStore::MysqlStore(const MysqlOptions& options, const Sealer& sealer, const Clock& clock)
    : sealer_(sealer),
      clock_(clock),
      retrying_(options.retrying),
      reading_pool_(options.connection,
                    {.connections_max = options.connections_max - WritingMax(options), .patience = options.patience}),
      writing_pool_(options.connection, {.connections_max = WritingMax(options), .patience = options.patience}),
      ping_pool_(options.connection, {.connections_max = 1, .patience = options.patience}) {}

absl::Status MysqlStore::Transact(Closure closure) { return unfinished_ ? StoreUnavailable() : TransactOn(writing_pool_, closure); }

absl::Status MysqlStore::TransactOn(mysql::ConnectionPool& pool, Closure closure) {
  const Waiting waiting;
  const auto last = std::chrono::steady_clock::now() + absl::ToChronoMilliseconds(retrying_);
  for (int attempt = 1; attempt == 1 || (attempt <= kAttemptsMax && std::chrono::steady_clock::now() < last); ++attempt) {
    // Who lost once waits in the queue of what it reads, so that nobody loses again and again.
    const absl::Status status = Attempt(pool, attempt == 1 ? &MysqlConnection::Begin : &MysqlConnection::BeginLocking, closure);
    if (status == StoreFull()) full_time_ = absl::ToUnixMicros(clock_.Now());
    if (status.ok()) writes_fail_ = false;
    if (status == StoreUnavailable()) writes_fail_ = true;
    if (!IsStoreConflict(status)) return status;
    if (attempt < kAttemptsMax) PauseBefore(attempt);
  }
  writes_fail_ = true;
  return StoreUnavailable();
}

absl::Status MysqlStore::Attempt(mysql::ConnectionPool& pool, mysql::ConnectionPool::Begin begin, Closure closure) {
  std::vector<UnitId> grown;
  RUJUKAN_TRY(pool.Lend(begin, [&](sql::Connection& connection) {
    sql::SqlTransaction transaction({connection, sealer_});
    absl::Status status = sql::RunClosure(closure, transaction);
    if (status.ok()) status = ToStatus(connection.Commit());
    if (!status.ok()) connection.Rollback();
    grown.assign(transaction.grown_inboxes().begin(), transaction.grown_inboxes().end());
    return status;
  }));
  if (doorbell_ && !grown.empty()) doorbell_(grown);
  return absl::OkStatus();
}

absl::Status MysqlStore::Read(Closure closure) { return ReadBegunBy(&MysqlConnection::BeginPlainReading, closure); }

absl::Status MysqlStore::ReadSnapshot(Closure closure) { return ReadBegunBy(&MysqlConnection::BeginReading, closure); }

absl::Status MysqlStore::ReadBegunBy(mysql::ConnectionPool::Begin begin, Closure closure) {
  if (unfinished_) return StoreUnavailable();
  const Waiting waiting;
  return reading_pool_.Lend(begin, [&](sql::Connection& connection) {
    sql::SqlTransaction transaction({connection, sealer_});
    const absl::Status status = sql::RunClosure(closure, transaction);
    connection.Rollback();
    return IsStoreConflict(status) ? StoreUnavailable() : status;
  });
}

SealedPacket MysqlStore::SealPacket(const ReferralId& id, const Packet& packet) const {
  return sql::SealPacket(sealer_, id, packet);
}

absl::Status MysqlStore::Ping() {
  RUJUKAN_TRY(ping_pool_.Lend(&MysqlConnection::BeginPlainReading, [this](sql::Connection& connection) {
    const absl::StatusOr<bool> unfinished = sql::IsUnfinished(connection);
    connection.Rollback();
    if (unfinished.ok()) unfinished_ = *unfinished;
    return unfinished.status();
  }));
  if (unfinished_) return StoreUnavailable();
  std::int64_t full_time = full_time_;
  if (full_time != 0 && clock_.Now() < absl::FromUnixMicros(full_time) + kFullMin) return StoreFull();
  if (full_time == 0 && !writes_fail_) return absl::OkStatus();
  // Reading goes on where writing does not; only a write can tell.
  RUJUKAN_TRY(TransactOn(ping_pool_, [](Transaction& transaction) { return transaction.numbers().Next("ping").status(); }));
  full_time_.compare_exchange_strong(full_time, 0);
  return absl::OkStatus();
}

}  // namespace rujukan
