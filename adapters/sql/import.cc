#include "adapters/sql/import.h"

#include <string>
#include <thread>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "adapters/sql/export_reader.h"
#include "adapters/sql/migrations.h"
#include "adapters/sql/refusal.h"
#include "adapters/sql/rows.h"
#include "adapters/sql/tables.h"
#include "server/domain/try.h"

namespace rujukan::sql {
namespace {

using store::v1::ExportRow;

absl::StatusOr<Summaries> ReadFile(OpenExport open, const Sealer& sealer, RowVisitor visit) {
  const auto file = open();
  if (file == nullptr) return absl::NotFoundError("the file cannot be read");
  return ReadExport(*file, sealer, visit);
}

absl::Status CheckEmpty(Connection& connection) {
  for (const Table& table : Tables()) {
    const std::string name(table.name);
    Statement* const statement = connection.Prepare(absl::StrCat("SELECT 1 FROM ", name, " LIMIT 1"));
    if (statement == nullptr) return ForOperator(Result::kUnavailable, connection, absl::StrCat("reading ", name));
    const ResetAtEnd reset(*statement);
    const Result result = statement->Step();
    if (result == Result::kRow) {
      return absl::FailedPreconditionError(
          absl::StrCat("the database is not empty, there are ", name, "; import only into a new one"));
    }
    RUJUKAN_TRY(ForOperator(result, connection, absl::StrCat("reading ", name)));
  }
  return absl::OkStatus();
}

// Runs `work` as one transaction.
absl::Status Transact(Connection& connection, absl::FunctionRef<absl::Status()> work) {
  RUJUKAN_TRY(ForOperator(connection.Begin(), connection, "beginning"));
  absl::Status status = work();
  if (status.ok()) status = ForOperator(connection.Commit(), connection, "committing");
  if (!status.ok()) connection.Rollback();
  return status;
}

absl::Status Fill(Connection& connection, const Sealer& sealer, const Summaries& proved, OpenExport open) {
  Inserter inserter(connection);
  RUJUKAN_TRY_ASSIGN(const Summaries written,
                     ReadFile(open, sealer, [&](const Table& table, const ExportRow& row) { return inserter.Insert(table, row); }));
  RUJUKAN_TRY(inserter.Finish());
  return written == proved ? absl::OkStatus() : absl::DataLossError("the file changed meanwhile");
}

absl::Status CheckFilled(Connection& connection, const Sealer& sealer, const Summaries& proved) {
  RUJUKAN_TRY(ForOperator(connection.BeginReading(), connection, "reading back"));
  const absl::StatusOr<Summaries> kept = Summarize(connection, sealer);
  connection.Rollback();
  if (!kept.ok()) return kept.status();
  return *kept == proved ? absl::OkStatus() : absl::DataLossError("the database does not hold what was written");
}

// Marks the database, and waits until every server that was there before has seen the mark. What such a server wrote until then
// makes the database one that is not empty.
absl::Status Claim(Connection& connection, absl::Duration until_seen) {
  RUJUKAN_TRY(Transact(connection, [&]() -> absl::Status {
    RUJUKAN_TRY(CheckEmpty(connection));
    return MarkUnfinished(connection);
  }));
  std::this_thread::sleep_for(absl::ToChronoMilliseconds(until_seen));
  const absl::Status empty = CheckEmpty(connection);
  if (!empty.ok()) RUJUKAN_TRY(Transact(connection, [&] { return UnmarkUnfinished(connection); }));
  return empty;
}

absl::Status ImportLocked(Connection& connection, const Sealer& sealer, const Summaries& proved, OpenExport open,
                          absl::Duration until_seen) {
  RUJUKAN_TRY(Claim(connection, until_seen));
  absl::Status status = Fill(connection, sealer, proved, open);
  if (!status.ok()) connection.Rollback();
  if (status.ok()) status = CheckFilled(connection, sealer, proved);
  if (status.ok()) status = Transact(connection, [&] { return UnmarkUnfinished(connection); });
  if (status.ok()) return status;
  return absl::Status(status.code(), absl::StrCat(status.message(), "; the import was not finished: ", kAfterUnfinishedImport));
}

}  // namespace

absl::StatusOr<Summaries> ProveExport(const Sealer& sealer, OpenExport open) {
  return ReadFile(open, sealer, [](const Table&, const ExportRow&) { return absl::OkStatus(); });
}

absl::Status Import(Connection& connection, const Sealer& sealer, const Summaries& proved, OpenExport open,
                    absl::Duration until_seen) {
  RUJUKAN_TRY(ForOperator(connection.LockSchema(), connection, "waiting for another server that migrates"));
  absl::Status imported = ImportLocked(connection, sealer, proved, open, until_seen);
  connection.UnlockSchema();
  return imported;
}

}  // namespace rujukan::sql
