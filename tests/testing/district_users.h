// The users that a district's administrator makes with deploy/mysql/create_users.sql.
#ifndef RUJUKAN_TESTS_TESTING_DISTRICT_USERS_H_
#define RUJUKAN_TESTS_TESTING_DISTRICT_USERS_H_

#include <string>

#include "adapters/mysql/connection.h"
#include "tests/testing/empty_database.h"

namespace rujukan::testing {

// Made by that very file, with no other change than the names of the database and its users, which are many on the tests' servers.
// They go away with the object. REQUIRES: `database` outlives it.
class DistrictUsers {
 public:
  explicit DistrictUsers(EmptyDatabase& database);
  ~DistrictUsers();
  DistrictUsers(const DistrictUsers&) = delete;
  DistrictUsers& operator=(const DistrictUsers&) = delete;

  // Who may change the schema.
  mysql::ConnectionOptions migrations() const { return As("_migrations", "PASSWORD FOR MIGRATIONS"); }
  // Who serves.
  mysql::ConnectionOptions running() const { return As("", "PASSWORD FOR RUNNING"); }

 private:
  mysql::ConnectionOptions As(const std::string& user_end, const std::string& password) const;
  void Drop();

  EmptyDatabase& database_;
};

}  // namespace rujukan::testing

#endif  // RUJUKAN_TESTS_TESTING_DISTRICT_USERS_H_
