// The tables in which an installation lies, the same in every database.
#ifndef RUJUKAN_ADAPTERS_SQL_TABLES_H_
#define RUJUKAN_ADAPTERS_SQL_TABLES_H_

#include <cstddef>
#include <string_view>
#include <vector>

namespace rujukan::sql {

enum class ColumnType { kInt, kText, kBlob };

// Whether a Sealer made what stands in a column, but for where it is NULL or empty. Whoever seals something new says so here, or a
// rotation of keys forgets it.
enum class Sealing { kNone, kSealed, kSealedInBase64 };

struct Column {
  std::string_view name;
  ColumnType type;
  Sealing sealing = Sealing::kNone;
};

struct Table {
  std::string_view name;
  std::vector<Column> columns;
  // The places in `columns` of the primary key, in its order. Texts and blobs of a key are compared byte by byte.
  std::vector<std::size_t> key;
};

// All of them but those that belong to the database itself (schema_versions, key_checks, code_names). A table comes after those it
// refers to, and those by which somebody signs in come last: while the others are filled, nobody can.
const std::vector<Table>& Tables();

}  // namespace rujukan::sql

#endif  // RUJUKAN_ADAPTERS_SQL_TABLES_H_
