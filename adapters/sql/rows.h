// Reading and writing the rows of any table as they are.
#ifndef RUJUKAN_ADAPTERS_SQL_ROWS_H_
#define RUJUKAN_ADAPTERS_SQL_ROWS_H_

#include <cstddef>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "adapters/sql/driver.h"
#include "adapters/sql/tables.h"
#include "rujukan/store/v1/export.pb.h"

namespace rujukan::sql {

using RowVisitor = absl::FunctionRef<absl::Status(const Table&, const store::v1::ExportRow&)>;

// Hands every row of a table to `visit`, by the order of the key, page by page. Stops at what `visit` refuses. Texts are for the
// operator.
absl::Status ReadTable(Connection& connection, const Table& table, RowVisitor visit);

// A table page by page.
class TablePages {
 public:
  // Both outlive it.
  TablePages(Connection& connection, const Table& table) : connection_(connection), table_(table) {}
  // The next rows by the order of the key; none at the end. Texts are for the operator.
  absl::StatusOr<std::vector<store::v1::ExportRow>> Next();

 private:
  // One page; `full` when more of its range may follow.
  absl::StatusOr<std::vector<store::v1::ExportRow>> Read(bool& full);

  Connection& connection_;
  const Table& table_;
  store::v1::ExportRow last_;
  // How many columns of the key the next page is found by, as PageStatement says.
  std::size_t depth_ = 0;
  bool at_end_ = false;
};

// Makes the row `before` to what `after` says in the columns at `places`. Part of the caller's transaction; ABORTED when somebody
// else changed it meanwhile. Texts are for the operator.
//
// REQUIRES: both are of `table` and equal but for `places`, where neither is NULL.
absl::Status UpdateRow(Connection& connection, const Table& table, const std::vector<std::size_t>& places,
                       const store::v1::ExportRow& before, const store::v1::ExportRow& after);

// Inserts rows, several with one statement and in transactions of limited size. Texts are for the operator.
class Inserter {
 public:
  // `connection` outlives it and is rolled back by the caller after a failure.
  explicit Inserter(Connection& connection) : connection_(connection) {}
  // REQUIRES: `row` has a value for each column, of its type. `table` is one of Tables().
  absl::Status Insert(const Table& table, const store::v1::ExportRow& row);
  // All that was inserted is durable when it returns OK.
  absl::Status Finish();

 private:
  absl::Status Write();
  absl::Status Commit();

  Connection& connection_;
  std::size_t uncommitted_ = 0;
  // What waits to be written to `table_`.
  const Table* table_ = nullptr;
  std::vector<store::v1::ExportRow> rows_;
  std::size_t bytes_ = 0;
};

}  // namespace rujukan::sql

#endif  // RUJUKAN_ADAPTERS_SQL_ROWS_H_
