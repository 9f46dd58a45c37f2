#include "adapters/sql/closure.h"

#include "server/domain/errors.h"

namespace rujukan::sql {

absl::Status RunClosure(Store::Closure closure, Transaction& transaction) {
  try {
    return closure(transaction);
  } catch (...) {
    return ServerDefect();
  }
}

absl::Status FailureOfStore(Result result) {
  return result == Result::kFull || result == Result::kDamaged ? ToStatus(result) : StoreUnavailable();
}

}  // namespace rujukan::sql
