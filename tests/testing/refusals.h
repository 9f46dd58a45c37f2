// What a refusal says, as tests ask for it.
#ifndef RUJUKAN_TESTS_TESTING_REFUSALS_H_
#define RUJUKAN_TESTS_TESTING_REFUSALS_H_

#include <ostream>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/domain/errors.h"

namespace rujukan {

inline void PrintTo(const Violation& violation, std::ostream* out) {
  *out << violation.field << " " << violation.reason;
  if (!violation.argument.empty()) *out << " (" << violation.argument << ")";
}

namespace testing {

// "OK", the reason of a refusal, or the text of a status that is none of the catalogue.
inline std::string Reason(const absl::Status& status) {
  if (status.ok()) return "OK";
  const auto details = DetailsOf(status);
  return details ? details->reason : std::string(status.ToString());
}

template <typename Result>
std::string Reason(const absl::StatusOr<Result>& result) {
  return Reason(result.status());
}

// What is wrong with a request that was refused.
template <typename Result>
Violations Faults(const absl::StatusOr<Result>& result) {
  const auto details = DetailsOf(result.status());
  return details ? details->violations : Violations();
}

}  // namespace testing
}  // namespace rujukan

#endif  // RUJUKAN_TESTS_TESTING_REFUSALS_H_
