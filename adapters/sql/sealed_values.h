// What is sealed in the tables: how it is wrapped, and wrapping it anew when the keys were rotated.
#ifndef RUJUKAN_ADAPTERS_SQL_SEALED_VALUES_H_
#define RUJUKAN_ADAPTERS_SQL_SEALED_VALUES_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "adapters/sql/driver.h"
#include "adapters/sql/tables.h"
#include "rujukan/store/v1/export.pb.h"
#include "server/domain/ports.h"

namespace rujukan::sql {

// A value of a row as the Sealer made it.
struct SealedValue {
  // In the columns of the table.
  std::size_t place = 0;
  std::string sealed;
};

// Those of a row of `table`, without what is NULL or empty.
std::vector<SealedValue> SealedValuesOf(const Table& table, const store::v1::ExportRow& row);

struct SealedCounts {
  // Values by the generation of the sealing key that opens their data keys.
  std::map<std::uint32_t, std::int64_t> by_generation;
  // Values whose data keys no key opens: they are damaged, and nobody can read them.
  std::int64_t damaged = 0;
};

// Opens the data key of every sealed value of all tables. Texts are for the operator.
absl::StatusOr<SealedCounts> CountSealed(Connection& connection, const Sealer& sealer);

// Wraps the data keys anew that are wrapped by another generation than the last, and answers how many. Every page of rows is a
// transaction of its own: wherever it ends, whoever has both keys reads everything, and the next call goes on. What is damaged
// stays as it is. `done` is called when a table is. ABORTED when somebody else writes to the database meanwhile. Texts are for the
// operator.
absl::StatusOr<std::int64_t> WrapAllAnew(Connection& connection, const Sealer& sealer,
                                         absl::FunctionRef<void(const Table&, std::int64_t)> done);

}  // namespace rujukan::sql

#endif  // RUJUKAN_ADAPTERS_SQL_SEALED_VALUES_H_
