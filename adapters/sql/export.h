// What an installation holds, as one file that every store can take in (import.h), and as digests that are the same on every store.
#ifndef RUJUKAN_ADAPTERS_SQL_EXPORT_H_
#define RUJUKAN_ADAPTERS_SQL_EXPORT_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "adapters/sql/driver.h"
#include "rujukan/store/v1/export.pb.h"
#include "server/domain/ports.h"

namespace rujukan::sql {

// Of the file that Export writes and ReadExport reads.
inline constexpr int kExportFormatVersion = 1;

// What a table holds: the same content gives the same summary, in whatever database it lies.
struct TableSummary {
  std::string name;
  std::int64_t row_count = 0;
  // A chain of SHA-256 over the rows by the order of the key; empty when there is none.
  std::string digest;

  friend bool operator==(const TableSummary&, const TableSummary&) = default;
};
using Summaries = std::vector<TableSummary>;

// Adds rows to a summary.
class Summarizer {
 public:
  // `sealer` outlives it.
  explicit Summarizer(const Sealer& sealer) : sealer_(sealer) {}
  void Begin(std::string_view table);
  // Of the table that began last.
  void Add(const store::v1::ExportRow& row);
  const Summaries& summaries() const { return summaries_; }

 private:
  const Sealer& sealer_;
  Summaries summaries_;
};

// What only this installation can make of a header and summaries.
std::string MacOf(const store::v1::ExportHeader& header, const Summaries& summaries, const Sealer& sealer);

// Writes all tables (rujukan/store/v1/export.proto) to `write`, which keeps what it is given, page by page: the memory it takes
// does not grow with the database. Sealed values are written as they are. `program` is who writes. Texts are for the operator.
//
// REQUIRES: a reading transaction has begun on `connection`, so that all of it is of one moment.
absl::StatusOr<Summaries> Export(Connection& connection, const Sealer& sealer, std::string_view program, absl::Time now,
                                 absl::FunctionRef<absl::Status(std::string_view)> write);

// As Export, without writing.
absl::StatusOr<Summaries> Summarize(Connection& connection, const Sealer& sealer);

}  // namespace rujukan::sql

#endif  // RUJUKAN_ADAPTERS_SQL_EXPORT_H_
