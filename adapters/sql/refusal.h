// What an operator reads when a database refuses to be migrated, exported or filled.
#ifndef RUJUKAN_ADAPTERS_SQL_REFUSAL_H_
#define RUJUKAN_ADAPTERS_SQL_REFUSAL_H_

#include <string_view>

#include "absl/status/status.h"
#include "adapters/sql/driver.h"

namespace rujukan::sql {

// "`doing`: why"; OK when the result is, FAILED_PRECONDITION when trying again does not help, else UNAVAILABLE.
absl::Status ForOperator(Result result, Connection& connection, std::string_view doing);

// Makes a statement ready for its next use, however this one ends.
class ResetAtEnd {
 public:
  explicit ResetAtEnd(Statement& statement) : statement_(statement) {}
  ~ResetAtEnd() { statement_.Reset(); }
  ResetAtEnd(const ResetAtEnd&) = delete;
  ResetAtEnd& operator=(const ResetAtEnd&) = delete;

 private:
  Statement& statement_;
};

}  // namespace rujukan::sql

#endif  // RUJUKAN_ADAPTERS_SQL_REFUSAL_H_
