#include "tests/testing/private_database.h"

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <stdexcept>

#include "gtest/gtest.h"

namespace rujukan::testing {

namespace {

std::string KindOf(std::string_view store) { return store == "MySql" ? "mysql" : "mariadb"; }

std::string EnvironmentNamed(std::string_view name) {
  return std::string(RUJUKAN_DATABASE_FOLDER) + "/" + std::string(name) + ".env";
}

// The same in each run, so that a server that a killed run left behind is found and ended.
std::string NameOfPresentTest() {
  const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
  std::string name = std::string(test->test_suite_name()) + "." + test->name();
  for (char& c : name) c = c == '/' ? '.' : c;
  return name;
}

void RunServerScript(const std::string& arguments) {
  const std::string command = std::string(RUJUKAN_SOURCE_DIR) + "/tests/database/server.sh " + arguments + " >&2";
  if (std::system(command.c_str()) != 0) throw std::runtime_error("server.sh " + arguments + " failed");
}

std::map<std::string, std::string> ReadEnvironment(const std::string& path) {
  std::ifstream file(path);
  std::map<std::string, std::string> values;
  for (std::string line; std::getline(file, line);) {
    const auto equals = line.find('=');
    if (equals != std::string::npos) values[line.substr(0, equals)] = line.substr(equals + 1);
  }
  return values;
}

PrivateDatabase AccessIn(std::map<std::string, std::string> values) {
  return {.host = values["RUJUKAN_DATABASE_HOST"],
          .port = static_cast<std::uint16_t>(std::stoi(values["RUJUKAN_DATABASE_PORT"])),
          .socket = values["RUJUKAN_DATABASE_SOCKET"],
          .user = values["RUJUKAN_DATABASE_USER"],
          .password = values["RUJUKAN_DATABASE_PASSWORD"]};
}

}  // namespace

PrivateDatabase FindPrivateDatabase(std::string_view store) {
  const std::string path = EnvironmentNamed(store);
  const auto values = ReadEnvironment(path);
  if (values.empty()) {
    std::cerr << "No server for this test: run it through ctest, or start one with\n  tests/database/server.sh start "
              << KindOf(store) << " " << path << "\n";
    std::abort();
  }
  return AccessIn(values);
}

OwnServer::OwnServer(std::string_view store, const std::string& options) : environment_(EnvironmentNamed(NameOfPresentTest())) {
  RunServerScript("start " + KindOf(store) + " " + environment_ + " " + options);
}

OwnServer::~OwnServer() {
  try {
    RunServerScript("stop " + environment_);
  } catch (const std::exception& failure) {
    std::cerr << failure.what() << "\n";
  }
}

PrivateDatabase OwnServer::access() const { return AccessIn(ReadEnvironment(environment_)); }

void OwnServer::Kill() { RunServerScript("kill " + environment_); }

void OwnServer::Resume(const std::string& options) { RunServerScript("resume " + environment_ + " " + options); }

}  // namespace rujukan::testing
