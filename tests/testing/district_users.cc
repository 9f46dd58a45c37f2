#include "tests/testing/district_users.h"

#include <fstream>
#include <sstream>
#include <stdexcept>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"

namespace rujukan::testing {

DistrictUsers::DistrictUsers(EmptyDatabase& database) : database_(database) {
  Drop();
  Run("create_users.sql");
}

void DistrictUsers::MakeAgain() { Run("create_users.sql"); }

void DistrictUsers::MakeReading() { Run("create_reading_user.sql"); }

void DistrictUsers::Run(const std::string& file) {
  std::ifstream stream(std::string(RUJUKAN_SOURCE_DIR) + "/deploy/mysql/" + file);
  std::stringstream text;
  text << stream.rdbuf();
  const std::string& name = database_.options().database;
  // As `rujukan`, `rujukan_migrations` and so on.
  const std::string script =
      absl::StrReplaceAll(text.str(), {{"`rujukan`", absl::StrCat("`", name, "`")}, {"`rujukan_", absl::StrCat("`", name, "_")}});
  int statements = 0;
  for (const absl::string_view statement : absl::StrSplit(script, ";\n", absl::SkipWhitespace())) {
    database_.Execute(std::string(statement));
    ++statements;
  }
  if (statements == 0) throw std::runtime_error("no statement in deploy/mysql/" + file);
}

DistrictUsers::~DistrictUsers() {
  try {
    Drop();
  } catch (const std::exception&) {
    // The server has ended, and the users with it; or the next with these names drops them.
  }
}

mysql::ConnectionOptions DistrictUsers::As(const std::string& user_end, const std::string& password) const {
  mysql::ConnectionOptions options = database_.options();
  options.user = options.database + user_end;
  options.password = password;
  return options;
}

void DistrictUsers::Drop() {
  for (const char* end : {"", "_migrations", "_reading"}) {
    database_.Execute(absl::StrCat("DROP USER IF EXISTS '", database_.options().database, end, "'@'localhost'"));
  }
}

}  // namespace rujukan::testing
