#include "adapters/sql/migrations.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "adapters/sql/listing.h"
#include "adapters/sql/query.h"
#include "adapters/sql/refusal.h"
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
constexpr std::string_view kUpdateKeyCheck = "UPDATE key_checks SET value = ? WHERE purpose = ? AND value = ?";
constexpr std::string_view kKeyCheckWord = "rujukan";
// Beside them, the mark of an import that is under way; whoever opens the database reads this table.
constexpr std::string_view kUnfinished = "import-unfinished";
constexpr std::string_view kDeleteKeyCheck = "DELETE FROM key_checks WHERE purpose = ?";

struct SchemaVersion {
  std::int64_t number = 0;
  std::string digest;
};

absl::StatusOr<std::vector<SchemaVersion>> VersionsIn(Connection& connection) {
  Query query(connection, kListVersions);
  return ReadRows<SchemaVersion>(query, [](Query& row) -> absl::StatusOr<SchemaVersion> {
    SchemaVersion version;
    version.number = row.GetInt();
    version.digest = row.GetBlob();
    return version;
  });
}

absl::StatusOr<bool> HasTable(Connection& connection, std::string_view name) {
  const Result found = connection.FindTable(name);
  RUJUKAN_TRY(ForOperator(found, connection, "reading the schema"));
  return found == Result::kRow;
}

// Nothing for a database that was never migrated.
absl::StatusOr<std::vector<SchemaVersion>> PresentIn(Connection& connection) {
  RUJUKAN_TRY_ASSIGN(const bool migrated, HasTable(connection, "schema_versions"));
  if (!migrated) {
    RUJUKAN_TRY_ASSIGN(const bool used, HasTable(connection, "units"));
    if (!used) return std::vector<SchemaVersion>();
    return absl::FailedPreconditionError(
        "there are tables, but schema_versions, which tells their version, is gone; restore a backup");
  }
  absl::StatusOr<std::vector<SchemaVersion>> present = VersionsIn(connection);
  if (!present.ok()) return absl::UnavailableError("the schema cannot be read");
  return present;
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

absl::StatusOr<std::optional<std::string>> FindKeyCheck(Connection& connection, std::string_view purpose) {
  Query find(connection, kFindKeyCheck);
  return ReadOne<std::string>(find.Text(purpose), [](Query& row) -> absl::StatusOr<std::string> { return row.GetBlob(); });
}

absl::Status CheckFinished(Connection& connection) {
  RUJUKAN_TRY_ASSIGN(const bool unfinished, IsUnfinished(connection));
  if (!unfinished) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat("an import into this database was not finished: ", kAfterUnfinishedImport));
}

constexpr std::string_view kKeyPurpose = "key-check";
constexpr std::string_view kSealCheck = "seal";

// What the keys make that always make the same, by purpose.
std::vector<std::pair<std::string_view, std::string>> KeyedWords(const Sealer& sealer) {
  return {{"mac", sealer.Mac(kKeyPurpose, kKeyCheckWord)},
          {"welfare-index", sealer.BlindIndex(Side::kWelfare, kKeyPurpose, kKeyCheckWord)},
          {"protection-index", sealer.BlindIndex(Side::kProtection, kKeyPurpose, kKeyCheckWord)}};
}

// Writes what there is none of yet.
absl::Status KeepKeyChecks(Connection& connection, const Sealer& sealer) {
  std::vector<std::pair<std::string_view, std::string>> words = KeyedWords(sealer);
  words.emplace_back(kSealCheck, sealer.Seal(kKeyCheckWord, kKeyPurpose));
  for (const auto& [purpose, word] : words) {
    RUJUKAN_TRY_ASSIGN(const auto kept, FindKeyCheck(connection, purpose));
    if (kept) continue;
    Query insert(connection, kInsertKeyCheck);
    RUJUKAN_TRY(insert.Text(purpose).Blob(word).Run());
  }
  return absl::OkStatus();
}

// The keys are of this installation, but of another time than the database.
absl::Status CheckGeneration(std::optional<std::uint32_t> generation, const Sealer& sealer) {
  const std::vector<std::uint32_t> present = sealer.Generations();
  if (!generation || std::ranges::count(present, *generation) > 0) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat(
      "the key file has no generation ", *generation, " of the sealing key, which this database uses; ",
      *generation > present.back() ? "copy the key file of the machine where --rotate-keys ran, or use key shares made since"
                                   : "use the key file, or the key shares, from before --retire-keys"));
}

absl::Status CheckKeys(Connection& connection, const Sealer& sealer) {
  const absl::Status foreign = absl::FailedPreconditionError("the key file is not the one with which this database was made");
  for (const auto& [purpose, word] : KeyedWords(sealer)) {
    RUJUKAN_TRY_ASSIGN(const auto kept, FindKeyCheck(connection, purpose));
    if (kept != word) return foreign;
  }
  RUJUKAN_TRY_ASSIGN(const auto sealed, FindKeyCheck(connection, kSealCheck));
  RUJUKAN_TRY(CheckGeneration(sealer.GenerationOf(sealed.value_or("")), sealer));
  const absl::StatusOr<std::string> opened = sealer.Open(sealed.value_or(""), kKeyPurpose);
  return opened.ok() && *opened == kKeyCheckWord ? absl::OkStatus() : foreign;
}

absl::Status KeysForOperator(const absl::Status& status) {
  return DetailsOf(status) || IsStoreConflict(status) ? absl::UnavailableError("the keys of the database cannot be checked")
                                                      : status;
}

absl::Status CheckKeysAndMark(Connection& connection, const Sealer& sealer) {
  absl::Status status = CheckFinished(connection);
  if (status.ok()) status = CheckKeys(connection, sealer);
  return KeysForOperator(status);
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

// Whose database it is; a new one becomes that of these keys.
absl::Status ClaimKeys(Connection& connection, const Sealer& sealer) {
  if (!FindKeyCheck(connection, kUnfinished).ok()) {
    RUJUKAN_TRY(ForOperator(connection.Execute(kCreateKeyChecks), connection, "the check of the keys"));
  }
  RUJUKAN_TRY(KeysForOperator(KeepKeyChecks(connection, sealer)));
  return CheckKeysAndMark(connection, sealer);
}

// True when Migrate has nothing to do; keys and mark are then looked at.
absl::StatusOr<bool> IsReady(Connection& connection, std::span<const Migration> migrations, const Sealer& sealer) {
  RUJUKAN_TRY_ASSIGN(const std::vector<std::string> pending, PendingMigrations(connection, migrations, sealer));
  if (!pending.empty()) return false;
  RUJUKAN_TRY_ASSIGN(const bool has_checks, HasTable(connection, "key_checks"));
  if (!has_checks) return false;
  // The last one that is written.
  const auto sealed = FindKeyCheck(connection, kSealCheck);
  if (!sealed.ok()) return KeysForOperator(sealed.status());
  if (!*sealed) return false;
  RUJUKAN_TRY(CheckKeysAndMark(connection, sealer));
  return true;
}

absl::StatusOr<std::vector<std::string>> MigrateLocked(Connection& connection, std::span<const Migration> migrations,
                                                       const Sealer& sealer, const Clock& clock) {
  RUJUKAN_TRY_ASSIGN(const std::vector<SchemaVersion> present, PresentIn(connection));
  RUJUKAN_TRY(CheckKnown(present, migrations, sealer));
  // Whose database it is must be known before anything is done to it.
  RUJUKAN_TRY(present.empty() ? ForOperator(connection.Execute(kCreateTable), connection, "making the first table")
                              : ClaimKeys(connection, sealer));
  std::vector<std::string> names;
  for (std::size_t i = present.size(); i < migrations.size(); ++i) {
    RUJUKAN_TRY(Apply(connection, migrations[i], static_cast<std::int64_t>(i) + 1, sealer, clock.Now()));
    names.emplace_back(migrations[i].name);
  }
  if (present.empty()) RUJUKAN_TRY(ClaimKeys(connection, sealer));
  return names;
}

}  // namespace

absl::StatusOr<bool> IsUnfinished(Connection& connection) {
  RUJUKAN_TRY_ASSIGN(const auto mark, FindKeyCheck(connection, kUnfinished));
  return mark.has_value();
}

absl::Status MarkUnfinished(Connection& connection) {
  Query insert(connection, kInsertKeyCheck);
  return ForOperator(insert.Text(kUnfinished).Blob("").RunForResult(), connection, "marking the database");
}

absl::Status WrapKeyCheckAnew(Connection& connection, const Sealer& sealer) {
  RUJUKAN_TRY(KeysForOperator(CheckKeys(connection, sealer)));
  const absl::StatusOr<std::optional<std::string>> kept = FindKeyCheck(connection, kSealCheck);
  if (!kept.ok()) return KeysForOperator(kept.status());
  RUJUKAN_TRY_ASSIGN(const std::string wrapped, sealer.WrapAnew(kept->value_or("")));
  Query update(connection, kUpdateKeyCheck);
  return ForOperator(update.Blob(wrapped).Text(kSealCheck).Blob(**kept).RunForResult(), connection,
                     "writing the check of the keys");
}

absl::Status UnmarkUnfinished(Connection& connection) {
  Query remove(connection, kDeleteKeyCheck);
  return ForOperator(remove.Text(kUnfinished).RunForResult(), connection, "marking the database as whole");
}

absl::Status CheckMigrated(Connection& connection, std::span<const Migration> migrations, const Sealer& sealer) {
  RUJUKAN_TRY_ASSIGN(const std::vector<std::string> pending, PendingMigrations(connection, migrations, sealer));
  if (!pending.empty()) {
    return absl::FailedPreconditionError(
        absl::StrCat("it has not yet ", absl::StrJoin(pending, ", "), "; start the server once, which migrates it"));
  }
  return CheckKeysAndMark(connection, sealer);
}

absl::StatusOr<std::vector<std::string>> Migrate(Connection& connection, std::span<const Migration> migrations,
                                                 const Sealer& sealer, const Clock& clock) {
  RUJUKAN_TRY_ASSIGN(const bool ready, IsReady(connection, migrations, sealer));
  if (ready) return std::vector<std::string>();
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
