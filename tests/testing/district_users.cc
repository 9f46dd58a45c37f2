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
  std::ifstream file(std::string(RUJUKAN_SOURCE_DIR) + "/deploy/mysql/create_users.sql");
  std::stringstream text;
  text << file.rdbuf();
  const std::string& name = database_.options().database;
  const std::string script = absl::StrReplaceAll(text.str(), {{"`rujukan`", absl::StrCat("`", name, "`")},
                                                              {"'rujukan'", absl::StrCat("'", name, "'")},
                                                              {"'rujukan_migrations'", absl::StrCat("'", name, "_migrations'")}});
  int statements = 0;
  for (const absl::string_view statement : absl::StrSplit(script, ";\n", absl::SkipWhitespace())) {
    database_.Execute(std::string(statement));
    ++statements;
  }
  if (statements == 0) throw std::runtime_error("no statement in deploy/mysql/create_users.sql");
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
  for (const char* end : {"", "_migrations"}) {
    database_.Execute(absl::StrCat("DROP USER IF EXISTS '", database_.options().database, end, "'@'localhost'"));
  }
}

}  // namespace rujukan::testing
