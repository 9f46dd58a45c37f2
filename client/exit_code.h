// How the command ends, for scripts; documented in `rujukan help`.
#ifndef RUJUKAN_CLIENT_EXIT_CODE_H_
#define RUJUKAN_CLIENT_EXIT_CODE_H_

#include <grpcpp/grpcpp.h>

namespace rujukan::client {

enum class ExitCode : int {
  kOk = 0,
  // FAILED_PRECONDITION: a rule of the field forbids it now.
  kRefusedByRule = 1,
  // The command was written wrongly; the server was not asked.
  kWrongUsage = 2,
  // INVALID_ARGUMENT.
  kInvalidInput = 3,
  // UNAUTHENTICATED.
  kSignInNeeded = 4,
  // NOT_FOUND, PERMISSION_DENIED.
  kNotFound = 5,
  // ABORTED, ALREADY_EXISTS.
  kConflict = 6,
  // UNAVAILABLE, RESOURCE_EXHAUSTED, DEADLINE_EXCEEDED: trying again later may help.
  kUnavailable = 7,
  // An import came to its end, and rows were rejected.
  kRowsRejected = 8,
  // Anything else.
  kInternal = 9,
  // A proof, or the fetching of what it needs, came to its end, and something was found wrong.
  kFindings = 10,
};

ExitCode ExitCodeOf(grpc::StatusCode code);

}  // namespace rujukan::client

#endif  // RUJUKAN_CLIENT_EXIT_CODE_H_
