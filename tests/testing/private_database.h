#ifndef RUJUKAN_TESTS_TESTING_PRIVATE_DATABASE_H_
#define RUJUKAN_TESTS_TESTING_PRIVATE_DATABASE_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace rujukan::testing {

/// A database server that belongs to the tests alone: started by ctest for every case with MariaDb or MySql in its name, or by hand
/// with tests/database/server.sh, which says how.
struct PrivateDatabase {
  std::string host;
  std::uint16_t port = 0;
  std::string socket;
  /// An administrator, who may create databases and users. Cases run at once and share the server: each makes a database of its
  /// own.
  std::string user;
  std::string password;
};

/// The server of `store`, which is "MariaDb" or "MySql". Aborts and says how to start it if there is none.
PrivateDatabase FindPrivateDatabase(std::string_view store);

}  // namespace rujukan::testing

#endif  // RUJUKAN_TESTS_TESTING_PRIVATE_DATABASE_H_
