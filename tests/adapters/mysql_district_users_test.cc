// What an administrator's files in deploy/mysql make, and what they leave behind.
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "adapters/mysql/mysql_store.h"
#include "adapters/system/file_key_sealer.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/testing/district_users.h"
#include "tests/testing/empty_database.h"
#include "tests/testing/fake_clock.h"
#include "tests/testing/refusals.h"

namespace rujukan::testing {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ContainsRegex;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::IsSupersetOf;
using ::testing::Not;

class MysqlDistrictUsers : public ::testing::TestWithParam<std::string> {
 protected:
  MysqlDistrictUsers() { database.Recreate(); }
  // Views end with the user who made them.
  ~MysqlDistrictUsers() override { database.Recreate(); }

  void Migrate() { ASSERT_EQ(Reason(MysqlStore::Migrate({.connection = users.migrations()}, sealer, clock)), "OK"); }

  // "officers.unit": of tables, or of views.
  std::vector<std::string> Columns(const std::string& table_type) {
    return database.Ask(
        "SELECT CONCAT(c.TABLE_NAME, '.', c.COLUMN_NAME) FROM information_schema.COLUMNS c JOIN information_schema.TABLES t ON "
        "t.TABLE_SCHEMA = c.TABLE_SCHEMA AND t.TABLE_NAME = c.TABLE_NAME WHERE t.TABLE_SCHEMA = DATABASE() AND t.TABLE_TYPE = '" +
        table_type + "'");
  }

  FakeClock clock;
  const FileKeySealer sealer{Keys::Random()};
  EmptyDatabase database{GetParam()};
  DistrictUsers users{database};
};

TEST_P(MysqlDistrictUsers, AreMadeAgainWithTheirPasswordsAndRights) {
  Migrate();
  database.Execute("ALTER USER '" + users.running().user + "'@'localhost' IDENTIFIED BY 'a forgotten one'");
  database.Execute("REVOKE SELECT ON " + database.options().database + ".* FROM '" + users.running().user + "'@'localhost'");
  const MysqlOptions running{.connection = users.running()};
  EXPECT_THAT(Reason(MysqlStore::Open(running, sealer, clock)), HasSubstr("or the password (error 1045)"));
  users.MakeAgain();
  EXPECT_EQ(Reason(MysqlStore::Open(running, sealer, clock)), "OK");
  Migrate();
  users.MakeReading();
  users.MakeReading();
}

TEST_P(MysqlDistrictUsers, LeaveNothingInTheBinaryLog) {
  const std::vector<std::string> log = absl::StrSplit(database.Ask("SHOW BINARY LOGS").back(), '|');
  {
    DistrictUsers others(database);
    Migrate();
    others.MakeAgain();
    others.MakeReading();
  }
  database.Execute("CREATE TABLE logged_after (id INTEGER)");
  const std::vector<std::string> events = database.Ask("SHOW BINLOG EVENTS IN '" + log[0] + "' FROM " + log[1]);
  const std::string& name = database.options().database;
  EXPECT_THAT(events, Contains(HasSubstr("CREATE DATABASE IF NOT EXISTS `" + name + "`")));
  EXPECT_THAT(events, Contains(HasSubstr("logged_after")));
  EXPECT_THAT(events, Each(Not(HasSubstr("PASSWORD FOR"))));
  // MySQL logs a digest of a password.
  EXPECT_THAT(events, Each(Not(AllOf(ContainsRegex("IDENTIFIED|GRANT"), ContainsRegex(name + "(_[a-z]+)?['`]@")))));
}

// OK, or what the operator would read.
std::string Try(mysql::MysqlConnection& connection, const std::string& statement) {
  const std::string answer = IsOk(connection.Execute(statement + ";\n")) ? "OK" : connection.LastRefusal();
  connection.Rollback();
  return answer;
}

std::string TryToRead(mysql::MysqlConnection& connection, const std::string& column) {
  const std::vector<std::string> parts = absl::StrSplit(column, '.');
  return Try(connection, absl::StrCat("DO (SELECT COUNT(", parts[1], ") FROM ", parts[0], ")"));
}

TEST_P(MysqlDistrictUsers, LetWhoReadsReadEveryViewAndNothingElse) {
  Migrate();
  users.MakeReading();
  const std::unique_ptr<mysql::MysqlConnection> reader = mysql::MysqlConnection::Open(users.reading()).value();
  EXPECT_THAT(Columns("BASE TABLE"), IsSupersetOf({"officers.password_hash", "sessions.token_digest", "referrals.sealed"}));
  for (const std::string& column : Columns("BASE TABLE")) {
    EXPECT_THAT(TryToRead(*reader, column), HasSubstr("the user has not the right")) << column;
  }
  EXPECT_THAT(Columns("VIEW"), Contains("readable_referrals.urgency"));
  for (const std::string& column : Columns("VIEW")) {
    EXPECT_EQ(TryToRead(*reader, column), "OK") << column << ": is the view in deploy/mysql/create_reading_user.sql?";
  }
}

TEST_P(MysqlDistrictUsers, LetWhoReadsWriteNothing) {
  Migrate();
  users.MakeReading();
  const std::unique_ptr<mysql::MysqlConnection> reader = mysql::MysqlConnection::Open(users.reading()).value();
  for (const char* statement :
       {"DELETE FROM readable_regions", "UPDATE readable_regions SET display_name = ''", "UPDATE regions SET display_name = ''",
        "INSERT INTO readable_regions (display_name) VALUES ('x')", "DROP VIEW readable_regions", "CREATE TABLE mine (id INTEGER)",
        "CREATE VIEW mine AS SELECT * FROM readable_regions", "CREATE OR REPLACE VIEW readable_regions AS SELECT 1"}) {
    EXPECT_THAT(Try(*reader, statement), HasSubstr("the user has not the right")) << statement;
  }
}

INSTANTIATE_TEST_SUITE_P(, MysqlDistrictUsers, ::testing::Values("MariaDb", "MySql"),
                         [](const ::testing::TestParamInfo<std::string>& info) { return info.param; });

}  // namespace
}  // namespace rujukan::testing
