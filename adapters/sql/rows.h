// Reading and writing the rows of any table as they are.
#ifndef RUJUKAN_ADAPTERS_SQL_ROWS_H_
#define RUJUKAN_ADAPTERS_SQL_ROWS_H_

#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "adapters/sql/driver.h"
#include "adapters/sql/tables.h"
#include "rujukan/store/v1/export.pb.h"

namespace rujukan::sql {

using RowVisitor = absl::FunctionRef<absl::Status(const Table&, const store::v1::ExportRow&)>;

// Hands every row of a table to `visit`, by the order of the key, page by page. Stops at what `visit` refuses. Texts are for the
// operator.
absl::Status ReadTable(Connection& connection, const Table& table, RowVisitor visit);

// Inserts rows in transactions of limited size. Texts are for the operator.
class Inserter {
 public:
  // `connection` outlives it and is rolled back by the caller after a failure.
  explicit Inserter(Connection& connection) : connection_(connection) {}
  // REQUIRES: `row` has a value for each column, of its type. `table` is one of Tables().
  absl::Status Insert(const Table& table, const store::v1::ExportRow& row);
  // All that was inserted is durable when it returns OK.
  absl::Status Finish();

 private:
  Connection& connection_;
  int waiting_ = 0;
  const Table* table_ = nullptr;
  // For `table_`.
  std::string statement_;
};

}  // namespace rujukan::sql

#endif  // RUJUKAN_ADAPTERS_SQL_ROWS_H_
