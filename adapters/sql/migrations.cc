#include "adapters/sql/migrations.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "adapters/sql/listing.h"
#include "adapters/sql/query.h"
#include "server/domain/errors.h"
#include "server/domain/storage.h"
#include "server/domain/try.h"

namespace rujukan::sql {
namespace {

constexpr std::string_view kCreateTable =
    "CREATE TABLE IF NOT EXISTS schema_versions (version INTEGER NOT NULL PRIMARY KEY, digest BLOB NOT NULL, "
    "migrate_time BIGINT NOT NULL)";
constexpr std::string_view kListVersions = "SELECT version, digest FROM schema_versions ORDER BY version";
constexpr std::string_view kInsertVersion = "INSERT INTO schema_versions (version, digest, migrate_time) VALUES (?, ?, ?)";

// What the keys of this database make of a fixed word, so that no record is ever sealed or indexed with those of another.
constexpr std::string_view kCreateKeyChecks =
    "CREATE TABLE IF NOT EXISTS key_checks (purpose VARCHAR(32) NOT NULL PRIMARY KEY, value BLOB NOT NULL)";
constexpr std::string_view kFindKeyCheck = "SELECT value FROM key_checks WHERE purpose = ?";
constexpr std::string_view kInsertKeyCheck = "INSERT INTO key_checks (purpose, value) VALUES (?, ?)";
constexpr std::string_view kKeyCheckWord = "rujukan";

struct SchemaVersion {
  std::int64_t number = 0;
  std::string digest;
};

std::string ReasonOf(Result result, Connection& connection) {
  if (const std::string told = connection.LastRefusal(); !told.empty()) return told;
  return result == Result::kFull          ? "there is no room"
         : result == Result::kUnavailable ? "the disk or the database does not answer"
         : result == Result::kConflict    ? "somebody else is using the database"
                                          : "a statement was refused";
}

absl::Status ForOperator(Result result, Connection& connection, std::string_view doing) {
  if (IsOk(result)) return absl::OkStatus();
  const std::string text = absl::StrCat(std::string(doing), ": ", ReasonOf(result, connection));
  // What is refused once is refused again.
  return result == Result::kDefect ? absl::FailedPreconditionError(text) : absl::UnavailableError(text);
}

absl::StatusOr<std::vector<SchemaVersion>> VersionsIn(Connection& connection) {
  Query query(connection, kListVersions);
  return ReadRows<SchemaVersion>(query, [](Query& row) -> absl::StatusOr<SchemaVersion> {
    SchemaVersion version;
    version.number = row.GetInt();
    version.digest = row.GetBlob();
    return version;
  });
}

// Nothing for a database that was never migrated.
absl::StatusOr<std::vector<SchemaVersion>> PresentIn(Connection& connection) {
  absl::StatusOr<std::vector<SchemaVersion>> present = VersionsIn(connection);
  if (present.ok()) return present;
  // The table may only be missing; if the database does not answer, it does not answer this either.
  RUJUKAN_TRY(ForOperator(Query(connection, "SELECT 1").RunForResult(), connection, "reading the schema"));
  return std::vector<SchemaVersion>();
}

absl::Status CheckKnown(const std::vector<SchemaVersion>& present, std::span<const Migration> migrations, const Sealer& sealer) {
  if (present.size() > migrations.size()) {
    return absl::FailedPreconditionError(absl::StrCat("the database has schema ", present.size(), ", this program knows schema ",
                                                      migrations.size(), " only; use a newer rujukand"));
  }
  for (std::size_t i = 0; i < present.size(); ++i) {
    if (present[i].number != static_cast<std::int64_t>(i) + 1 || present[i].digest != sealer.Digest(migrations[i].script)) {
      return absl::FailedPreconditionError(
          absl::StrCat("the database was made by another ", std::string(migrations[i].name), " than this program's"));
    }
  }
  return absl::OkStatus();
}

// The value kept for `purpose`; keeps `fresh` when there is none yet.
absl::StatusOr<std::string> KeepKeyCheck(Connection& connection, std::string_view purpose, const std::string& fresh) {
  {
    Query find(connection, kFindKeyCheck);
    RUJUKAN_TRY_ASSIGN(const bool row, find.Text(purpose).Next());
    if (row) return find.GetBlob();
  }
  Query insert(connection, kInsertKeyCheck);
  RUJUKAN_TRY(insert.Text(purpose).Blob(fresh).Run());
  return fresh;
}

absl::Status CompareKeys(Connection& connection, const Sealer& sealer) {
  if (!Query(connection, kFindKeyCheck).Text("mac").Next().ok()) {
    RUJUKAN_TRY(ForOperator(connection.Execute(kCreateKeyChecks), connection, "the check of the keys"));
  }
  constexpr std::string_view kPurpose = "key-check";
  const absl::Status foreign = absl::FailedPreconditionError("the key file is not the one with which this database was made");
  const std::pair<std::string_view, std::string> keyed[] = {
      {"mac", sealer.Mac(kPurpose, kKeyCheckWord)},
      {"welfare-index", sealer.BlindIndex(Side::kWelfare, kPurpose, kKeyCheckWord)},
      {"protection-index", sealer.BlindIndex(Side::kProtection, kPurpose, kKeyCheckWord)},
  };
  for (const auto& [purpose, fresh] : keyed) {
    RUJUKAN_TRY_ASSIGN(const std::string kept, KeepKeyCheck(connection, purpose, fresh));
    if (kept != fresh) return foreign;
  }
  RUJUKAN_TRY_ASSIGN(const std::string sealed, KeepKeyCheck(connection, "seal", sealer.Seal(kKeyCheckWord, kPurpose)));
  const absl::StatusOr<std::string> opened = sealer.Open(sealed, kPurpose);
  return opened.ok() && *opened == kKeyCheckWord ? absl::OkStatus() : foreign;
}

absl::Status CheckKeys(Connection& connection, const Sealer& sealer) {
  const absl::Status keys = CompareKeys(connection, sealer);
  return DetailsOf(keys) || IsStoreConflict(keys) ? absl::UnavailableError("the keys of the database cannot be checked") : keys;
}

absl::Status Apply(Connection& connection, const Migration& migration, std::int64_t number, const Sealer& sealer, absl::Time now) {
  Result result = connection.Begin();
  if (IsOk(result)) result = connection.Execute(migration.script);
  if (IsOk(result)) {
    Query record(connection, kInsertVersion);
    result = record.Int(number).Blob(sealer.Digest(migration.script)).Time(now).RunForResult();
  }
  if (IsOk(result)) result = connection.Commit();
  const absl::Status status = ForOperator(result, connection, absl::StrCat("schema ", std::string(migration.name)));
  if (!status.ok()) connection.Rollback();
  return status;
}

absl::StatusOr<std::vector<std::string>> MigrateLocked(Connection& connection, std::span<const Migration> migrations,
                                                       const Sealer& sealer, const Clock& clock) {
  RUJUKAN_TRY_ASSIGN(const std::vector<SchemaVersion> present, PresentIn(connection));
  RUJUKAN_TRY(CheckKnown(present, migrations, sealer));
  // Whose database it is must be known before anything is done to it.
  RUJUKAN_TRY(present.empty() ? ForOperator(connection.Execute(kCreateTable), connection, "making the first table")
                              : CheckKeys(connection, sealer));
  std::vector<std::string> names;
  for (std::size_t i = present.size(); i < migrations.size(); ++i) {
    RUJUKAN_TRY(Apply(connection, migrations[i], static_cast<std::int64_t>(i) + 1, sealer, clock.Now()));
    names.emplace_back(migrations[i].name);
  }
  if (present.empty()) RUJUKAN_TRY(CheckKeys(connection, sealer));
  return names;
}

}  // namespace

absl::StatusOr<std::vector<std::string>> Migrate(Connection& connection, std::span<const Migration> migrations,
                                                 const Sealer& sealer, const Clock& clock) {
  RUJUKAN_TRY(ForOperator(connection.LockSchema(), connection, "waiting for another server that migrates"));
  auto migrated = MigrateLocked(connection, migrations, sealer, clock);
  connection.UnlockSchema();
  return migrated;
}

absl::StatusOr<std::vector<std::string>> PendingMigrations(Connection& connection, std::span<const Migration> migrations,
                                                           const Sealer& sealer) {
  RUJUKAN_TRY_ASSIGN(const std::vector<SchemaVersion> present, PresentIn(connection));
  RUJUKAN_TRY(CheckKnown(present, migrations, sealer));
  std::vector<std::string> names;
  for (const Migration& migration : migrations.subspan(present.size())) names.emplace_back(migration.name);
  return names;
}

}  // namespace rujukan::sql
