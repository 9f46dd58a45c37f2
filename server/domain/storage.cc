#include "server/domain/storage.h"

namespace rujukan {
namespace {

constexpr std::string_view kConflict = "rujukan: the record was changed meanwhile";

}  // namespace

absl::Status StoreConflict() { return absl::AbortedError(absl::string_view(kConflict.data(), kConflict.size())); }

bool IsStoreConflict(const absl::Status& status) {
  return absl::IsAborted(status) && status.message() == absl::string_view(kConflict.data(), kConflict.size());
}

}  // namespace rujukan
