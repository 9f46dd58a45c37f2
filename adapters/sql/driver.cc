#include "adapters/sql/driver.h"

#include "server/domain/errors.h"
#include "server/domain/storage.h"

namespace rujukan::sql {

absl::Status ToStatus(Result result) {
  switch (result) {
    case Result::kRow:
    case Result::kDone:
      return absl::OkStatus();
    case Result::kUnique:
    case Result::kConflict:
      return StoreConflict();
    case Result::kFull:
      return StoreFull();
    case Result::kUnavailable:
      return StoreUnavailable();
    case Result::kDamaged:
      return RecordDamaged();
    case Result::kDefect:
      return ServerDefect();
  }
  return ServerDefect();
}

}  // namespace rujukan::sql
