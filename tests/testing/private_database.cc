#include "tests/testing/private_database.h"

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>

namespace rujukan::testing {

PrivateDatabase FindPrivateDatabase(std::string_view store) {
  const std::string path = std::string(RUJUKAN_DATABASE_FOLDER) + "/" + std::string(store) + ".env";
  std::ifstream file(path);
  std::map<std::string, std::string> values;
  for (std::string line; std::getline(file, line);) {
    const auto equals = line.find('=');
    if (equals != std::string::npos) values[line.substr(0, equals)] = line.substr(equals + 1);
  }
  if (values.empty()) {
    std::cerr << "No server for this test: run it through ctest, or start one with\n  tests/database/server.sh start "
              << (store == "MySql" ? "mysql " : "mariadb ") << path << "\n";
    std::abort();
  }
  return {.host = values["RUJUKAN_DATABASE_HOST"],
          .port = static_cast<std::uint16_t>(std::stoi(values["RUJUKAN_DATABASE_PORT"])),
          .socket = values["RUJUKAN_DATABASE_SOCKET"],
          .user = values["RUJUKAN_DATABASE_USER"],
          .password = values["RUJUKAN_DATABASE_PASSWORD"]};
}

}  // namespace rujukan::testing
