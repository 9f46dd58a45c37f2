#include "adapters/sql/migrations.h"

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "adapters/sql/listing.h"
#include "adapters/sql/query.h"
#include "server/domain/try.h"

namespace rujukan::sql {
namespace {

constexpr std::string_view kCreateTable =
    "CREATE TABLE IF NOT EXISTS schema_versions (version INTEGER NOT NULL PRIMARY KEY, digest BLOB NOT NULL, "
    "migrate_time INTEGER NOT NULL)";
constexpr std::string_view kListVersions = "SELECT version, digest FROM schema_versions ORDER BY version";
constexpr std::string_view kInsertVersion = "INSERT INTO schema_versions (version, digest, migrate_time) VALUES (?, ?, ?)";

struct SchemaVersion {
  std::int64_t number = 0;
  std::string digest;
};

absl::Status ForOperator(Result result, std::string_view doing) {
  if (IsOk(result)) return absl::OkStatus();
  const std::string_view reason = result == Result::kFull          ? "there is no room"
                                  : result == Result::kUnavailable ? "the disk or the database does not answer"
                                  : result == Result::kConflict    ? "somebody else is using the database"
                                                                   : "a statement was refused";
  return absl::UnavailableError(absl::StrCat(std::string(doing), ": ", std::string(reason)));
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

Result Apply(Connection& connection, const Migration& migration, std::int64_t number, const Sealer& sealer, absl::Time now) {
  if (const Result result = connection.Begin(); !IsOk(result)) return result;
  Result result = connection.Execute(migration.script);
  if (IsOk(result)) {
    Query record(connection, kInsertVersion);
    result = record.Int(number).Blob(sealer.Digest(migration.script)).Time(now).RunForResult();
  }
  if (IsOk(result)) result = connection.Commit();
  if (!IsOk(result)) connection.Rollback();
  return result;
}

}  // namespace

absl::Status Migrate(Connection& connection, std::span<const Migration> migrations, const Sealer& sealer, const Clock& clock) {
  RUJUKAN_TRY(ForOperator(connection.Execute(kCreateTable), "reading the schema"));
  const absl::StatusOr<std::vector<SchemaVersion>> present = VersionsIn(connection);
  if (!present.ok()) return absl::UnavailableError("the schema of the database cannot be read");
  RUJUKAN_TRY(CheckKnown(*present, migrations, sealer));
  for (std::size_t i = present->size(); i < migrations.size(); ++i) {
    const Result result = Apply(connection, migrations[i], static_cast<std::int64_t>(i) + 1, sealer, clock.Now());
    absl::Status status = ForOperator(result, absl::StrCat("schema ", std::string(migrations[i].name)));
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace rujukan::sql
