#include "server/rpc/call_log.h"

#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/string_view.h"
#include "server/domain/errors.h"

namespace rujukan {
namespace {

LogLevel LevelOf(const absl::Status& status, bool named) {
  if (status.ok()) return LogLevel::kInfo;
  if (!named || status.code() == absl::StatusCode::kInternal || status.code() == absl::StatusCode::kDataLoss)
    return LogLevel::kError;
  return status.code() == absl::StatusCode::kUnavailable ? LogLevel::kWarning : LogLevel::kInfo;
}

std::string OrDash(const std::string& text) { return text.empty() ? "-" : text; }

}  // namespace

void WriteLine(const CallRecord& record, const Log& log) {
  const std::optional<RefusalDetails> details = DetailsOf(record.status);
  // A status that is not of the catalogue is a defect; its text may hold anything and stays out.
  const std::string reason = record.status.ok() ? "-" : details ? details->reason : "NOT_OF_THE_CATALOGUE";
  log(LevelOf(record.status, details.has_value()),
      absl::StrCat(
          "call method=", absl::string_view(record.method.data(), record.method.size()),
          " code=", absl::StatusCodeToString(record.status.code()), " reason=", reason, " unit=", OrDash(record.unit.value),
          " ms=", absl::StrFormat("%.1f", absl::ToDoubleMilliseconds(record.duration)), " request_id=", OrDash(record.request_id)));
}

}  // namespace rujukan
