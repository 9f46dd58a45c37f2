// The names of chains.
#ifndef RUJUKAN_ADAPTERS_SQL_CHAIN_NAME_H_
#define RUJUKAN_ADAPTERS_SQL_CHAIN_NAME_H_

#include "server/domain/audit.h"
#include "server/domain/ports.h"

namespace rujukan::sql {

// See AuditTrail::ChainOf.
RecordName ChainOf(const RecordName& record, const Sealer& sealer);

}  // namespace rujukan::sql

#endif  // RUJUKAN_ADAPTERS_SQL_CHAIN_NAME_H_
