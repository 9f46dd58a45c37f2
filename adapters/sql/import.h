// Taking an installation in that another database exported.
#ifndef RUJUKAN_ADAPTERS_SQL_IMPORT_H_
#define RUJUKAN_ADAPTERS_SQL_IMPORT_H_

#include <google/protobuf/io/zero_copy_stream.h>

#include <memory>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "adapters/sql/driver.h"
#include "adapters/sql/export.h"
#include "server/domain/ports.h"

namespace rujukan::sql {

// The file from its beginning, each time it is called; nullptr when it cannot be opened.
using OpenExport = absl::FunctionRef<std::unique_ptr<google::protobuf::io::ZeroCopyInputStream>()>;

// What the file holds, once ReadExport has proved it.
absl::StatusOr<Summaries> ProveExport(const Sealer& sealer, OpenExport open);

// Fills an empty database of the present schema with a file of which ProveExport said what it holds, and reads the whole database
// back. From the first row until then the database is marked (MarkUnfinished) and nobody serves it: an import that ends early
// leaves a database that must be made anew, and says so. Refuses, and writes nothing, where a record is already. Texts are for the
// operator. `until_seen` is how long servers that are there already may take to see the mark; zero where there can be none.
absl::Status Import(Connection& connection, const Sealer& sealer, const Summaries& proved, OpenExport open,
                    absl::Duration until_seen = absl::ZeroDuration());

}  // namespace rujukan::sql

#endif  // RUJUKAN_ADAPTERS_SQL_IMPORT_H_
