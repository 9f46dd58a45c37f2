// An empty database on one of the tests' own servers (private_database.h).
#ifndef RUJUKAN_TESTS_TESTING_EMPTY_DATABASE_H_
#define RUJUKAN_TESTS_TESTING_EMPTY_DATABASE_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/mysql/connection.h"
#include "tests/testing/private_database.h"

namespace rujukan::testing {

// Each object has a database of its own, also among the processes that test at the same time. Databases are kept and emptied for
// the next, because making tables is what takes long. Everything throws std::runtime_error when the server refuses.
class EmptyDatabase {
 public:
  // `store` is "MariaDb" or "MySql".
  explicit EmptyDatabase(std::string_view store);
  explicit EmptyDatabase(const PrivateDatabase& server);
  ~EmptyDatabase();

  // As the server's administrator, over the unix socket.
  const mysql::ConnectionOptions& options() const { return options_; }

  // Runs one statement as the administrator.
  void Execute(const std::string& statement);
  // The rows of a query, their columns joined by '|'.
  std::vector<std::string> Ask(const std::string& query);

  // Makes the database anew, without any table.
  void Recreate(const std::string& attributes = "CHARACTER SET utf8mb4");

 private:
  class Session;

  bool Take(const std::string& name);
  void Empty();

  mysql::ConnectionOptions options_;
  std::unique_ptr<Session> session_;
};

}  // namespace rujukan::testing

#endif  // RUJUKAN_TESTS_TESTING_EMPTY_DATABASE_H_
