#include "adapters/sql/refusal.h"

#include <string>

#include "absl/strings/str_cat.h"

namespace rujukan::sql {
namespace {

std::string ReasonOf(Result result, Connection& connection) {
  if (const std::string told = connection.LastRefusal(); !told.empty()) return told;
  return result == Result::kFull          ? "there is no room"
         : result == Result::kUnavailable ? "the disk or the database does not answer"
         : result == Result::kConflict    ? "somebody else is using the database"
         : result == Result::kDamaged     ? "the database is damaged"
                                          : "a statement was refused";
}

}  // namespace

absl::Status ForOperator(Result result, Connection& connection, std::string_view doing) {
  if (IsOk(result)) return absl::OkStatus();
  const std::string text = absl::StrCat(std::string(doing), ": ", ReasonOf(result, connection));
  // What is refused once is refused again.
  return result == Result::kDefect ? absl::FailedPreconditionError(text) : absl::UnavailableError(text);
}

}  // namespace rujukan::sql
