#include "tests/testing/empty_database.h"

#ifdef RUJUKAN_MYSQL_JDBC
#include <mysql/jdbc.h>
#else
#include <cppconn/connection.h>
#include <cppconn/driver.h>
#include <cppconn/resultset.h>
#include <cppconn/resultset_metadata.h>
#include <cppconn/statement.h>
#endif

#include <stdexcept>

#include "absl/strings/str_cat.h"

namespace rujukan::testing {
namespace {

// More than tests run at the same time.
constexpr int kDatabasesMax = 64;

}  // namespace

class EmptyDatabase::Session {
 public:
  explicit Session(const mysql::ConnectionOptions& options) {
    ::sql::ConnectOptionsMap properties;
    properties["hostName"] =
        ::sql::SQLString(options.unix_socket.empty() ? "tcp://" + options.host : "unix://" + options.unix_socket);
    if (options.unix_socket.empty()) properties["port"] = options.port;
    properties["userName"] = ::sql::SQLString(options.user);
    properties["password"] = ::sql::SQLString(options.password);
    connection_.reset(get_driver_instance()->connect(properties));
  }

  void Execute(const std::string& text) {
    const std::unique_ptr<::sql::Statement> statement(connection_->createStatement());
    statement->execute(text);
  }

  std::vector<std::string> Ask(const std::string& text) {
    const std::unique_ptr<::sql::Statement> statement(connection_->createStatement());
    const std::unique_ptr<::sql::ResultSet> result(statement->executeQuery(text));
    std::vector<std::string> rows;
    while (result->next()) {
      std::string& row = rows.emplace_back();
      for (std::uint32_t column = 1; column <= result->getMetaData()->getColumnCount(); ++column) {
        if (column > 1) row += "|";
        row += result->getString(column).asStdString();
      }
    }
    return rows;
  }

 private:
  std::unique_ptr<::sql::Connection> connection_;
};

EmptyDatabase::EmptyDatabase(std::string_view store) : EmptyDatabase(FindPrivateDatabase(store)) {}

EmptyDatabase::EmptyDatabase(const PrivateDatabase& server) {
  options_.host = server.host;
  options_.port = server.port;
  options_.unix_socket = server.socket;
  options_.user = server.user;
  options_.password = server.password;
  session_ = std::make_unique<Session>(options_);
  for (int i = 0; options_.database.empty(); ++i) {
    if (i == kDatabasesMax) throw std::runtime_error("every database of the tests is in use");
    Take(absl::StrCat("rujukan_test_", i));
  }
  Execute(absl::StrCat("CREATE DATABASE IF NOT EXISTS ", options_.database, " CHARACTER SET utf8mb4"));
  Execute(absl::StrCat("USE ", options_.database));
  Empty();
}

// The lock ends with the session.
EmptyDatabase::~EmptyDatabase() = default;

bool EmptyDatabase::Take(const std::string& name) {
  const bool taken = Ask(absl::StrCat("SELECT GET_LOCK('", name, "', 0)")).front() == "1";
  if (taken) options_.database = name;
  return taken;
}

void EmptyDatabase::Execute(const std::string& statement) { session_->Execute(statement); }

std::vector<std::string> EmptyDatabase::Ask(const std::string& query) { return session_->Ask(query); }

void EmptyDatabase::Recreate(const std::string& attributes) {
  Execute(absl::StrCat("DROP DATABASE IF EXISTS ", options_.database));
  Execute(absl::StrCat("CREATE DATABASE ", options_.database, " ", attributes));
  Execute(absl::StrCat("USE ", options_.database));
}

void EmptyDatabase::Empty() {
  const auto tables =
      Ask("SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_TYPE = 'BASE TABLE' AND TABLE_SCHEMA = DATABASE()");
  Execute("SET foreign_key_checks = 0");
  for (const std::string& table : tables) {
    // What the schema files themselves wrote stays.
    if (table != "schema_versions" && table != "code_names") Execute(absl::StrCat("DELETE FROM ", table));
  }
  Execute("SET foreign_key_checks = 1");
}

}  // namespace rujukan::testing
