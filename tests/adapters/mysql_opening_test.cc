// What stands in the way of a start is told in words that an operator can act on, and changes nothing.
#include <thread>

#include "adapters/mysql/mysql_store.h"
#include "adapters/mysql/schema.h"
#include "adapters/system/file_key_sealer.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/testing/district_users.h"
#include "tests/testing/empty_database.h"
#include "tests/testing/fake_clock.h"
#include "tests/testing/refusals.h"

namespace rujukan::testing {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAreArray;

std::vector<std::string> NamesOfFiles() {
  std::vector<std::string> names;
  for (const sql::Migration& migration : mysql::Schema()) names.emplace_back(migration.name);
  return names;
}

// Every text is compared as a whole: it holds no password and nothing that the server said.
class MysqlOpening : public ::testing::TestWithParam<std::string> {
 protected:
  // What makes and changes tables is here tried on a database that has none.
  MysqlOpening() { database.Recreate(); }
  // The next test finds one as it expects it.
  ~MysqlOpening() override { database.Recreate(); }

  MysqlOptions Options() const { return OptionsOf(database.options()); }
  static MysqlOptions OptionsOf(const mysql::ConnectionOptions& connection) { return {.connection = connection}; }

  std::string Open(const MysqlOptions& options) const { return Reason(MysqlStore::Open(options, sealer, clock)); }
  // The text of a refusal without the beginning that every one has.
  std::string Refusal(const MysqlOptions& options) const {
    const std::string text = Open(options);
    const mysql::ConnectionOptions& at = options.connection;
    const std::string place = at.unix_socket.empty() ? at.host + ":" + std::to_string(at.port) : at.unix_socket;
    const std::string beginning = "database " + at.database + " at " + place + ": ";
    const auto found = text.find(beginning);
    EXPECT_NE(found, std::string::npos) << text;
    return found == std::string::npos ? text : text.substr(0, found) + text.substr(found + beginning.size());
  }

  std::vector<std::string> Tables() {
    return database.Ask("SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() ORDER BY TABLE_NAME");
  }
  // As Tables, and with whose rights a view is read.
  std::vector<std::string> TablesAndRights() {
    return database.Ask(
        "SELECT t.TABLE_NAME, COALESCE(v.SECURITY_TYPE, '') FROM information_schema.TABLES t LEFT JOIN information_schema.VIEWS v "
        "ON v.TABLE_SCHEMA = t.TABLE_SCHEMA AND v.TABLE_NAME = t.TABLE_NAME WHERE t.TABLE_SCHEMA = DATABASE() ORDER BY "
        "t.TABLE_NAME");
  }

  FakeClock clock;
  const FileKeySealer sealer{Keys::Random()};
  EmptyDatabase database{GetParam()};
};

TEST_P(MysqlOpening, RefusesAWrongPassword) {
  MysqlOptions options = Options();
  options.connection.password = "another word";
  EXPECT_EQ(Refusal(options),
            "FAILED_PRECONDITION: the server refuses the user " + options.connection.user + " or the password (error 1045)");
}

TEST_P(MysqlOpening, RefusesAnUnknownUserInTheSameWords) {
  MysqlOptions options = Options();
  options.connection.user = "nobody";
  EXPECT_EQ(Refusal(options), "FAILED_PRECONDITION: the server refuses the user nobody or the password (error 1045)");
}

TEST_P(MysqlOpening, RefusesADatabaseThatIsNotThere) {
  MysqlOptions options = Options();
  options.connection.database = "rujukan_nowhere";
  EXPECT_EQ(Refusal(options),
            "FAILED_PRECONDITION: there is no such database; deploy/mysql/create_users.sql makes it (error 1049)");
}

TEST_P(MysqlOpening, RefusesAUserWithoutRightsToTheDatabase) {
  const DistrictUsers users(database);
  MysqlOptions options = OptionsOf(users.running());
  options.connection.database = "mysql";
  EXPECT_EQ(Refusal(options),
            "FAILED_PRECONDITION: the user has no right to this database, or there is none; "
            "deploy/mysql/create_users.sql makes both (error 1044)");
}

TEST_P(MysqlOpening, ServesAsAUserWhoMayNotChangeTablesOnceTheyAreThere) {
  const DistrictUsers users(database);
  const MysqlOptions running = OptionsOf(users.running());
  const MysqlOptions migrations = OptionsOf(users.migrations());
  EXPECT_EQ(
      Refusal(running),
      "FAILED_PRECONDITION: making the first table: the user has not the right to do this; deploy/mysql/create_users.sql tells "
      "the rights (error 1142); the schema is not up to date: run `rujukand --config FILE --migrate` as a user who may create "
      "and alter tables");
  EXPECT_THAT(Tables(), IsEmpty());

  EXPECT_THAT(MysqlStore::Migrate(migrations, sealer, clock).value(), UnorderedElementsAreArray(NamesOfFiles()));
  const auto store = MysqlStore::Open(running, sealer, clock);
  ASSERT_EQ(Reason(store), "OK");
  EXPECT_EQ(Reason((*store)->Transact([](Transaction& t) { return t.numbers().Next("R").status(); })), "OK");
  EXPECT_EQ(Reason((*store)->Ping()), "OK");
}

TEST_P(MysqlOpening, RefusesAUserWhoLacksARightThatAServerNeedsEveryDay) {
  const DistrictUsers users(database);
  const MysqlOptions migrations = OptionsOf(users.migrations());
  ASSERT_EQ(Reason(MysqlStore::Migrate(migrations, sealer, clock)), "OK");
  const std::string advice =
      " (error 1142); use the one who has SELECT, INSERT, UPDATE and DELETE, as deploy/mysql/create_users.sql makes it for running";
  EXPECT_EQ(Refusal(migrations),
            "FAILED_PRECONDITION: the user " + migrations.connection.user + " may not DELETE in regions" + advice);
  MysqlOptions reading = migrations;
  reading.write = false;
  EXPECT_EQ(Open(reading), "OK");

  const MysqlOptions running = OptionsOf(users.running());
  const std::string user = "'" + running.connection.user + "'@'localhost'";
  for (const char* right : {"INSERT", "UPDATE"}) {
    database.Execute(std::string("REVOKE ") + right + " ON `" + running.connection.database + "`.* FROM " + user);
    EXPECT_EQ(Refusal(running),
              "FAILED_PRECONDITION: the user " + running.connection.user + " may not " + right + " in regions" + advice);
    database.Execute(std::string("GRANT ") + right + " ON `" + running.connection.database + "`.* TO " + user);
  }
  EXPECT_EQ(Open(running), "OK");
}

TEST_P(MysqlOpening, TellsWhyAStatementIsRefusedWhileServing) {
  const DistrictUsers users(database);
  ASSERT_EQ(Reason(MysqlStore::Migrate(OptionsOf(users.migrations()), sealer, clock)), "OK");
  MysqlOptions options = OptionsOf(users.running());
  std::vector<std::string> told;
  options.connection.on_defect = [&](const std::string& why) { told.push_back(why); };
  const auto store = MysqlStore::Open(options, sealer, clock);
  ASSERT_EQ(Reason(store), "OK");
  EXPECT_THAT(told, IsEmpty());
  const std::string on = " ON `" + options.connection.database + "`.* ";
  database.Execute("REVOKE INSERT" + on + "FROM '" + options.connection.user + "'@'localhost'");
  EXPECT_EQ(Reason((*store)->Transact([](Transaction& t) { return t.numbers().Next("R").status(); })), "SERVER_DEFECT");
  EXPECT_THAT(told, ::testing::ElementsAre(
                        "the user has not the right to do this; deploy/mysql/create_users.sql tells the rights (error 1142)"));
}

TEST_P(MysqlOpening, LeavesARunningUserWithoutAnUpdateWhatItFinds) {
  const DistrictUsers users(database);
  ASSERT_EQ(Reason(MysqlStore::Migrate(OptionsOf(users.migrations()), sealer, clock)), "OK");
  database.Execute("DELETE FROM schema_versions WHERE version > 1");
  database.Execute("DROP TABLE IF EXISTS code_names");
  const std::vector<std::string> tables = Tables();
  ASSERT_GT(NamesOfFiles().size(), 1U);
  EXPECT_THAT(Refusal(OptionsOf(users.running())), ::testing::HasSubstr("run `rujukand --config FILE --migrate`"));
  EXPECT_EQ(Tables(), tables);
}

TEST_P(MysqlOpening, TakesWhatItMayNotReadForNoEmptyDatabase) {
  const DistrictUsers users(database);
  ASSERT_EQ(Open(Options()), "OK");
  database.Execute("REVOKE SELECT ON " + database.options().database + ".* FROM '" + users.running().user + "'@'localhost'");
  EXPECT_EQ(
      Refusal(OptionsOf(users.running())),
      "FAILED_PRECONDITION: reading the schema: the user has not the right to do this; deploy/mysql/create_users.sql tells the "
      "rights (error 1142)");
}

TEST_P(MysqlOpening, RefusesTablesWhoseVersionNobodyKnows) {
  ASSERT_EQ(Open(Options()), "OK");
  database.Execute("DROP TABLE schema_versions");
  EXPECT_EQ(Refusal(Options()),
            "FAILED_PRECONDITION: there are tables, but schema_versions, which tells their version, is gone; restore a backup");
  EXPECT_THAT(Tables(), Not(Contains("schema_versions")));
}

TEST_P(MysqlOpening, WaitsForNobodyWhenThereIsNothingToMigrate) {
  ASSERT_EQ(Open(Options()), "OK");
  const auto migrating = mysql::MysqlConnection::Open(database.options());
  ASSERT_EQ(Reason(migrating), "OK");
  ASSERT_TRUE(IsOk((*migrating)->LockSchema()));
  EXPECT_EQ(Open(Options()), "OK");
}

TEST_P(MysqlOpening, RefusesADatabaseThatDoesNotHoldEveryLetter) {
  database.Recreate("CHARACTER SET latin1");
  EXPECT_EQ(Refusal(Options()),
            "FAILED_PRECONDITION: the database's character set is latin1; make it with CREATE DATABASE … CHARACTER SET utf8mb4, or "
            "change it with ALTER DATABASE … CHARACTER SET utf8mb4");
  EXPECT_THAT(Tables(), IsEmpty());
}

TEST_P(MysqlOpening, RefusesADatabaseOfANewerProgram) {
  ASSERT_EQ(Open(Options()), "OK");
  const std::size_t known = NamesOfFiles().size();
  const std::string newer = std::to_string(known + 1);
  database.Execute("INSERT INTO schema_versions (version, digest, migrate_time) VALUES (" + newer + ", 'x', 0)");
  EXPECT_EQ(Refusal(Options()), "FAILED_PRECONDITION: the database has schema " + newer + ", this program knows schema " +
                                    std::to_string(known) + " only; use a newer rujukand");
}

TEST_P(MysqlOpening, RefusesADatabaseThatWasMadeWithOtherKeys) {
  ASSERT_EQ(Open(Options()), "OK");
  const FileKeySealer other(Keys::Random());
  EXPECT_THAT(Reason(MysqlStore::Open(Options(), other, clock)),
              ::testing::EndsWith("the key file is not the one with which this database was made"));
  EXPECT_EQ(database.Ask("SELECT COUNT(*) FROM key_checks"), std::vector<std::string>{"4"});
}

TEST_P(MysqlOpening, TellsWhenNobodyListens) {
  MysqlOptions options = Options();
  options.connection.unix_socket.clear();
  // Reserved, and never a database's.
  options.connection.port = 1;
  EXPECT_THAT(Refusal(options), ::testing::MatchesRegex("UNAVAILABLE: the server cannot be reached \\(error 200[23]\\)"));
  options.connection.unix_socket = "/nowhere/server.sock";
  EXPECT_EQ(Refusal(options), "UNAVAILABLE: the server cannot be reached (error 2002): No such file or directory");
}

TEST_P(MysqlOpening, GoesToNoOtherMachineInPlainText) {
  MysqlOptions options = Options();
  options.connection.unix_socket.clear();
  for (const char* host : {"192.0.2.1", "database.example", "localhost.example", ""}) {
    options.connection.host = host;
    EXPECT_EQ(Refusal(options),
              "FAILED_PRECONDITION: a server on another machine needs ca_file: nothing goes over a network unencrypted");
  }
}

TEST_P(MysqlOpening, MigratesOnceWhenTwoServersStartTogether) {
  std::vector<std::string> run[2];
  const auto migrate = [&](std::vector<std::string>& names) {
    auto migrated = MysqlStore::Migrate(Options(), sealer, clock);
    EXPECT_EQ(Reason(migrated), "OK");
    names = std::move(migrated).value_or(std::vector<std::string>());
  };
  std::thread other(migrate, std::ref(run[1]));
  migrate(run[0]);
  other.join();
  run[0].insert(run[0].end(), run[1].begin(), run[1].end());
  EXPECT_THAT(run[0], UnorderedElementsAreArray(NamesOfFiles()));
}

TEST_P(MysqlOpening, TellsWhatAMigrationWouldDoAndDoesNothing) {
  EXPECT_EQ(MysqlStore::PendingMigrations(Options(), sealer).value(), NamesOfFiles());
  EXPECT_THAT(Tables(), IsEmpty());
  ASSERT_EQ(Reason(MysqlStore::Migrate(Options(), sealer, clock)), "OK");
  EXPECT_THAT(MysqlStore::PendingMigrations(Options(), sealer).value(), IsEmpty());
}

TEST_P(MysqlOpening, CompletesAMigrationThatStoppedInItsMidst) {
  const auto schema = mysql::Schema();
  ASSERT_EQ(Reason(MysqlStore::Migrate(Options(), sealer, clock)), "OK");
  const std::vector<std::string> complete = TablesAndRights();
  for (std::size_t i = 0; i < schema.size(); ++i) {
    database.Recreate();
    const auto connection = mysql::MysqlConnection::Open(database.options()).value();
    ASSERT_EQ(Reason(sql::Migrate(*connection, schema.first(i), sealer, clock)), "OK");
    const std::string script(schema[i].script);
    const std::size_t half = script.find(";\n", script.size() / 2);
    ASSERT_TRUE(IsOk(connection->Execute(script.substr(0, half + 2)))) << connection->LastRefusal();
    EXPECT_NE(TablesAndRights(), complete);

    const std::vector<std::string> names = NamesOfFiles();
    EXPECT_THAT(MysqlStore::Migrate(Options(), sealer, clock).value(),
                ::testing::ElementsAreArray(names.begin() + static_cast<std::ptrdiff_t>(i), names.end()));
    EXPECT_EQ(TablesAndRights(), complete);
  }
}

INSTANTIATE_TEST_SUITE_P(, MysqlOpening, ::testing::Values("MariaDb", "MySql"),
                         [](const ::testing::TestParamInfo<std::string>& info) { return info.param; });

}  // namespace
}  // namespace rujukan::testing
