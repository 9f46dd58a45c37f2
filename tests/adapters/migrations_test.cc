#include "adapters/sql/migrations.h"

#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "adapters/sql/query.h"
#include "adapters/sqlite/connection.h"
#include "adapters/sqlite/schema.h"
#include "adapters/system/file_key_sealer.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/testing/fake_clock.h"
#include "tests/testing/faulty_connection.h"
#include "tests/testing/faulty_sqlite_store.h"

namespace rujukan::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

// All columns of all rows, a line each.
std::string RowsOf(sql::Connection& connection, const std::string& table, const std::string& order) {
  std::int64_t columns = 0;
  {
    sql::Query count(connection, "SELECT COUNT(*) FROM pragma_table_info(?)");
    EXPECT_TRUE(count.Text(table).Next().value());
    columns = count.GetInt();
  }
  std::string lines;
  sql::Query rows(connection, absl::StrCat("SELECT * FROM ", table, " ORDER BY ", order));
  while (rows.Next().value()) {
    for (std::int64_t i = 0; i < columns; ++i) absl::StrAppend(&lines, absl::CHexEscape(rows.GetText()), "|");
    lines += "\n";
  }
  return lines;
}

class Migrations : public ::testing::Test {
 protected:
  static std::unique_ptr<sqlite::SqliteConnection> NewDatabase() {
    return sqlite::SqliteConnection::Open(":memory:", sqlite::Purpose::kMemory, "").value();
  }
  absl::Status Migrate(sql::Connection& connection, std::span<const sql::Migration> migrations) {
    return sql::Migrate(connection, migrations, sealer, clock).status();
  }

  FakeClock clock;
  FileKeySealer sealer{Keys::Random()};
  // Two that build on each other, to show what happens between them.
  const std::vector<sql::Migration> two{{"0001_first", "CREATE TABLE a (x INTEGER); INSERT INTO a VALUES (1);"},
                                        {"0002_second", "ALTER TABLE a ADD COLUMN y INTEGER; UPDATE a SET y = x + 1;"}};
};

TEST_F(Migrations, ReachThePresentSchemaFromEveryOlderOne) {
  const auto schema = sqlite::Schema();
  const auto direct = NewDatabase();
  ASSERT_TRUE(Migrate(*direct, schema).ok());
  for (std::size_t older = 0; older <= schema.size(); ++older) {
    const auto database = NewDatabase();
    ASSERT_TRUE(Migrate(*database, schema.first(older)).ok());
    ASSERT_TRUE(Migrate(*database, schema).ok());
    // What is sealed is never twice the same.
    for (const auto& each : {database.get(), direct.get()}) {
      ASSERT_TRUE(IsOk(each->Execute("DELETE FROM key_checks WHERE purpose = 'seal'")));
    }
    EXPECT_EQ(DumpOf(*database), DumpOf(*direct)) << "from schema " << older;
  }
}

TEST_F(Migrations, KeepTheRowsOfTablesThatAreMadeAnew) {
  const auto database = NewDatabase();
  ASSERT_TRUE(Migrate(*database, sqlite::Schema().first(2)).ok());
  ASSERT_TRUE(
      IsOk(database->Execute("INSERT INTO inboxes VALUES (x'0123456789ABCDEF0123456789ABCDEF', 7);"
                             "INSERT INTO inbox_events VALUES (x'0123456789ABCDEF0123456789ABCDEF', 7, x'01', 1, 2, 3, 'M-1', "
                             "1, 5, x'AA'), (x'0123456789ABCDEF0123456789ABCDEF', 6, x'02', 1, 2, 3, 'M-2', 0, 4, x'BB');"
                             "INSERT INTO receipts VALUES (x'01', x'02', 'm', x'03', x'04', 'referrals/1', 6, x'CC')")));
  const std::string before = RowsOf(*database, "inbox_events", "unit, sequence") + RowsOf(*database, "receipts", "request_id");
  EXPECT_THAT(before, AllOf(HasSubstr("M-1"), HasSubstr("referrals/1")));
  ASSERT_TRUE(Migrate(*database, sqlite::Schema()).ok());
  EXPECT_EQ(RowsOf(*database, "inbox_events", "unit, sequence") + RowsOf(*database, "receipts", "request_id"), before);
}

TEST_F(Migrations, AreNumberedFilesWithoutGaps) {
  std::size_t number = 0;
  for (const sql::Migration& migration : sqlite::Schema()) {
    EXPECT_EQ(std::stoul(std::string(migration.name.substr(0, 4))), ++number) << migration.name;
  }
  EXPECT_GE(number, 1U);
}

TEST_F(Migrations, RunOnceAndInOrder) {
  const auto database = NewDatabase();
  ASSERT_TRUE(Migrate(*database, std::span(two).first(1)).ok());
  clock.Advance(absl::Hours(1));
  ASSERT_TRUE(Migrate(*database, two).ok());
  const std::string dump = DumpOf(*database);
  EXPECT_THAT(dump, HasSubstr("a\n  1, 2\n"));
  clock.Advance(absl::Hours(1));
  ASSERT_TRUE(Migrate(*database, two).ok());
  EXPECT_EQ(DumpOf(*database), dump);
}

TEST_F(Migrations, RefuseADatabaseOfANewerSchemaAndDoNotTouchIt) {
  const auto database = NewDatabase();
  ASSERT_TRUE(Migrate(*database, two).ok());
  const std::string dump = DumpOf(*database);
  const absl::Status status = Migrate(*database, std::span(two).first(1));
  EXPECT_THAT(std::string(status.message()), HasSubstr("newer rujukand"));
  EXPECT_EQ(DumpOf(*database), dump);
}

TEST_F(Migrations, RefuseADatabaseMadeByAnotherTextOfTheSameNumber) {
  const auto database = NewDatabase();
  ASSERT_TRUE(Migrate(*database, std::span(two).first(1)).ok());
  const std::string dump = DumpOf(*database);
  std::vector<sql::Migration> edited = two;
  edited[0].script = "CREATE TABLE a (x INTEGER);";
  EXPECT_FALSE(Migrate(*database, edited).ok());
  EXPECT_EQ(DumpOf(*database), dump);
}

TEST_F(Migrations, ChangeNothingInADatabaseThatWasMadeWithOtherKeys) {
  const auto database = NewDatabase();
  ASSERT_TRUE(Migrate(*database, std::span(two).first(1)).ok());
  const std::string dump = DumpOf(*database);
  const FileKeySealer other(Keys::Random());
  const absl::Status status = sql::Migrate(*database, two, other, clock).status();
  EXPECT_EQ(status.ToString(), "FAILED_PRECONDITION: the key file is not the one with which this database was made");
  EXPECT_EQ(DumpOf(*database), dump);
}

TEST_F(Migrations, LeaveNothingOfAFileThatFailsHalfWay) {
  const auto database = NewDatabase();
  ASSERT_TRUE(Migrate(*database, std::span(two).first(1)).ok());
  const std::string dump = DumpOf(*database);
  std::vector<sql::Migration> broken = two;
  broken[1].script = "ALTER TABLE a ADD COLUMN y INTEGER; UPDATE nothing SET y = 1;";
  EXPECT_FALSE(Migrate(*database, broken).ok());
  EXPECT_EQ(DumpOf(*database), dump);
  EXPECT_TRUE(Migrate(*database, two).ok());
}

TEST_F(Migrations, RefuseKeysOfBeforeARotationAndOfAfterRetiringAndSayWhichAreNeeded) {
  const auto database = NewDatabase();
  Keys keys = Keys::Random();
  const FileKeySealer first(keys);
  ASSERT_TRUE(sql::Migrate(*database, sqlite::Schema(), first, clock).ok());
  keys.seal.emplace(2, SecretKey::Random());
  const FileKeySealer both(keys);
  keys.seal.erase(1);
  const FileKeySealer second(keys);
  const auto open = [&](const Sealer& with) {
    return std::string(sql::Migrate(*database, sqlite::Schema(), with, clock).status().message());
  };
  EXPECT_THAT(open(second), HasSubstr("no generation 1"));
  EXPECT_THAT(open(second), HasSubstr("from before --retire-keys"));
  ASSERT_TRUE(sql::WrapKeyCheckAnew(*database, both).ok());
  EXPECT_THAT(open(first), HasSubstr("no generation 2"));
  EXPECT_THAT(open(first), HasSubstr("copy the key file"));
  EXPECT_EQ(open(second), "");
  EXPECT_EQ(open(both), "");
}

}  // namespace
}  // namespace rujukan::testing
