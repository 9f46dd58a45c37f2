// Reading what Export wrote.
#ifndef RUJUKAN_ADAPTERS_SQL_EXPORT_READER_H_
#define RUJUKAN_ADAPTERS_SQL_EXPORT_READER_H_

#include <google/protobuf/io/zero_copy_stream.h>

#include "absl/status/statusor.h"
#include "adapters/sql/export.h"
#include "adapters/sql/rows.h"
#include "server/domain/ports.h"

namespace rujukan::sql {

// Hands every row to `visit`, and answers what the file holds, once it is proved whole: every table of this program and no other,
// every row, and the mark that only the keys of this installation make. DATA_LOSS for a file that is cut or was changed,
// FAILED_PRECONDITION for one of another program or other keys. Rows that were visited before such an answer are worth nothing.
absl::StatusOr<Summaries> ReadExport(google::protobuf::io::ZeroCopyInputStream& file, const Sealer& sealer, RowVisitor visit);

}  // namespace rujukan::sql

#endif  // RUJUKAN_ADAPTERS_SQL_EXPORT_READER_H_
