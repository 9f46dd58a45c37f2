// Running the closures of callers.
#ifndef RUJUKAN_ADAPTERS_SQL_CLOSURE_H_
#define RUJUKAN_ADAPTERS_SQL_CLOSURE_H_

#include "absl/status/status.h"
#include "adapters/sql/driver.h"
#include "server/domain/storage.h"

namespace rujukan::sql {

// A closure that throws is a defect of its caller, not the end of everybody's store.
absl::Status RunClosure(Store::Closure closure, Transaction& transaction);

// Beginning and committing are the store's own doing: a caller is not told to run again what it cannot run again itself.
absl::Status FailureOfStore(Result result);

}  // namespace rujukan::sql

#endif  // RUJUKAN_ADAPTERS_SQL_CLOSURE_H_
