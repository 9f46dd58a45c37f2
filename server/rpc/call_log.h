// One line for every call.
#ifndef RUJUKAN_SERVER_RPC_CALL_LOG_H_
#define RUJUKAN_SERVER_RPC_CALL_LOG_H_

#include <functional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "server/domain/ids.h"

namespace rujukan {

enum class LogLevel { kInfo, kWarning, kError };

// Takes one line, without a line break at its end. Called from many threads.
using Log = std::function<void(LogLevel level, std::string_view line)>;

// A call that was answered. Nothing of a record is in it, nor anything that a caller typed.
struct CallRecord {
  std::string_view method;
  absl::Status status;
  // Of the caller; empty when nobody was signed in.
  UnitId unit;
  absl::Duration duration;
  // Empty when the request has none or a malformed one.
  std::string request_id;
};

// "call method=… code=… reason=… unit=… ms=… request_id=…"; a defect of the server or damage of a record is an error.
void WriteLine(const CallRecord& record, const Log& log);

}  // namespace rujukan

#endif  // RUJUKAN_SERVER_RPC_CALL_LOG_H_
