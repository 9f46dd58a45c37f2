// Events that the next checkpoint will hold.
#ifndef RUJUKAN_ADAPTERS_SQL_UNSIGNED_EVENTS_H_
#define RUJUKAN_ADAPTERS_SQL_UNSIGNED_EVENTS_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "adapters/sql/query.h"
#include "adapters/sql/statements.h"
#include "server/domain/audit.h"

namespace rujukan::sql {

// Puts an event that was appended where the next checkpoint finds it, however late its transaction commits.
inline absl::Status LeaveUnsigned(Connection& connection, const RecordName& record, std::int64_t sequence,
                                  const std::string& hash) {
  Query query(connection, kInsertUnsignedEvent);
  return query.Code(record.kind).Blob(PackUuid(record.id)).Int(sequence).Blob(hash).Run();
}

}  // namespace rujukan::sql

#endif  // RUJUKAN_ADAPTERS_SQL_UNSIGNED_EVENTS_H_
