// The users that a district's administrator makes with the files of deploy/mysql.
#ifndef RUJUKAN_TESTS_TESTING_DISTRICT_USERS_H_
#define RUJUKAN_TESTS_TESTING_DISTRICT_USERS_H_

#include <string>

#include "adapters/mysql/connection.h"
#include "tests/testing/empty_database.h"

namespace rujukan::testing {

// Made by those very files, with no other change than the names of the database and its users, which are many on the tests'
// servers. They go away with the object. REQUIRES: `database` outlives it.
class DistrictUsers {
 public:
  // Makes those who migrate and run.
  explicit DistrictUsers(EmptyDatabase& database);
  ~DistrictUsers();
  DistrictUsers(const DistrictUsers&) = delete;
  DistrictUsers& operator=(const DistrictUsers&) = delete;

  // The same once more, as an administrator may.
  void MakeAgain();
  // Makes who reads. REQUIRES: the database has its views.
  void MakeReading();

  // Who may change the schema.
  mysql::ConnectionOptions migrations() const { return As("_migrations", "PASSWORD FOR MIGRATIONS"); }
  // Who serves.
  mysql::ConnectionOptions running() const { return As("", "PASSWORD FOR RUNNING"); }
  // Who reads the views.
  mysql::ConnectionOptions reading() const { return As("_reading", "PASSWORD FOR READING"); }

 private:
  mysql::ConnectionOptions As(const std::string& user_end, const std::string& password) const;
  void Run(const std::string& file);
  void Drop();

  EmptyDatabase& database_;
};

}  // namespace rujukan::testing

#endif  // RUJUKAN_TESTS_TESTING_DISTRICT_USERS_H_
