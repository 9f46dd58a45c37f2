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

/// A server of one test alone, which it may stop or set up otherwise: starting it takes some seconds. Ends with the object.
/// Everything throws std::runtime_error when it fails.
class OwnServer {
 public:
  /// `store` is "MariaDb" or "MySql"; `options` go to the server, or are --data=FOLDER.
  explicit OwnServer(std::string_view store, const std::string& options = "");
  ~OwnServer();
  OwnServer(const OwnServer&) = delete;
  OwnServer& operator=(const OwnServer&) = delete;

  PrivateDatabase access() const;
  /// kill -9; the data stay.
  void Kill();
  /// On the same data, port and socket, with these options and none of before.
  void Resume(const std::string& options = "");

 private:
  const std::string environment_;
};

}  // namespace rujukan::testing

#endif  // RUJUKAN_TESTS_TESTING_PRIVATE_DATABASE_H_
