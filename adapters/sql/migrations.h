// Bringing a database to the present schema.
#ifndef RUJUKAN_ADAPTERS_SQL_MIGRATIONS_H_
#define RUJUKAN_ADAPTERS_SQL_MIGRATIONS_H_

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "adapters/sql/driver.h"
#include "server/domain/ports.h"

namespace rujukan::sql {

// One numbered schema file. Once released it is never changed: a change is the next file.
struct Migration {
  // "0001_first_schema".
  std::string_view name;
  std::string_view script;
};

// Runs those of `migrations` (number 1 first) that the database has not seen, each in a transaction of its own and recorded with
// the digest of its file, and answers their names; where a database cannot roll back a table, every statement of a file can be run
// again. Of several processes one migrates and the others wait; whoever has nothing to do waits for nobody. Refuses, and changes
// nothing, when the database is of a newer schema than these files, was made by files that read differently, or with other keys.
// The texts are for the operator.
absl::StatusOr<std::vector<std::string>> Migrate(Connection& connection, std::span<const Migration> migrations,
                                                 const Sealer& sealer, const Clock& clock);

// OK when Migrate would change nothing. Changes nothing itself, so that it is also for who only reads.
absl::Status CheckMigrated(Connection& connection, std::span<const Migration> migrations, const Sealer& sealer);

// The mark of a database that is being filled: Migrate and CheckMigrated refuse it, so that nobody serves it. Part of the caller's
// transaction.
absl::Status MarkUnfinished(Connection& connection);
absl::StatusOr<bool> IsUnfinished(Connection& connection);
absl::Status UnmarkUnfinished(Connection& connection);
// What an operator does with a database that stays marked.
inline constexpr char kAfterUnfinishedImport[] =
    "SQLite: remove the database file and import again; MySQL and MariaDB: DROP DATABASE, make it anew, run --migrate and import "
    "again";

// Wraps the sealed word by which a database knows its keys by the last generation. Whoever has only older ones is refused from then
// on.
absl::Status WrapKeyCheckAnew(Connection& connection, const Sealer& sealer);

// The names of those that Migrate would run. Changes nothing.
absl::StatusOr<std::vector<std::string>> PendingMigrations(Connection& connection, std::span<const Migration> migrations,
                                                           const Sealer& sealer);

}  // namespace rujukan::sql

#endif  // RUJUKAN_ADAPTERS_SQL_MIGRATIONS_H_
