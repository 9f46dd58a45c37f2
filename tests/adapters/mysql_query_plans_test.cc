// Every statement is answered by ranges of indexes on the servers too: none reads a growing table from end to end, none sorts.
#include <map>
#include <regex>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/substitute.h"
#include "adapters/mysql/mysql_store.h"
#include "adapters/sql/statements.h"
#include "adapters/system/file_key_sealer.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/testing/empty_database.h"
#include "tests/testing/fake_clock.h"
#include "tests/testing/refusals.h"

namespace rujukan::testing {
namespace {

using ::testing::AnyOf;
using ::testing::Each;
using ::testing::ElementsAre;

// Enough that reading a table is not cheaper than looking into its index, and few enough to be made at once.
constexpr const char* kRows =
    "SELECT a.d + 10 * b.d + 100 * c.d + 1000 * e.d AS n FROM digits a, digits b, digits c, digits e WHERE e.d < 2";

class MysqlQueryPlans : public ::testing::TestWithParam<std::string> {
 protected:
  struct Column {
    std::string table;
    std::string name;
    std::string type;
  };

  void SetUp() override {
    database.Recreate();
    ASSERT_EQ(Reason(MysqlStore::Migrate({.connection = database.options()}, sealer, clock)), "OK");
    for (const std::string& row :
         database.Ask("SELECT c.TABLE_NAME, c.COLUMN_NAME, c.DATA_TYPE FROM information_schema.COLUMNS c "
                      "JOIN information_schema.TABLES t ON t.TABLE_SCHEMA = c.TABLE_SCHEMA AND t.TABLE_NAME = c.TABLE_NAME "
                      "WHERE c.TABLE_SCHEMA = DATABASE() AND t.TABLE_TYPE = 'BASE TABLE'")) {
      const std::vector<std::string> parts = absl::StrSplit(row, '|');
      columns.push_back({parts[0], parts[1], parts[2]});
    }
    Fill();
  }
  void TearDown() override { database.Execute("DROP TABLE digits"); }

  // What row `n` has in a column: every id is of one of a hundred others, but where it is the row's own.
  static std::string ValueOf(const Column& column, const std::string& n) {
    static const auto& special = *new std::map<std::string, std::string>{
        {"id", "UNHEX(LPAD(HEX($0), 32, '0'))"},
        {"root", "UNHEX(LPAD(HEX($0), 32, '0'))"},
        {"household", "UNHEX(LPAD(HEX($0), 32, '0'))"},
        {"unit_places.unit", "UNHEX(LPAD(HEX($0), 32, '0'))"},
        {"inboxes.unit", "UNHEX(LPAD(HEX($0), 32, '0'))"},
        {"referral", "UNHEX(LPAD(HEX($0 DIV 8), 32, '0'))"},
        {"is_open", "($0 DIV 100) % 2"},
        {"section", "$0 % 8"},
        {"parent", "CONCAT('x', $0 % 100)"},
        {"region", "CONCAT('x', $0 % 100)"},
        {"successor", "NULL"},
    };
    for (const std::string& name : {column.table + "." + column.name, column.name}) {
      if (const auto found = special.find(name); found != special.end()) return absl::Substitute(found->second, n);
    }
    if (column.type == "binary") return absl::Substitute("UNHEX(LPAD(HEX($0 % 100), 32, '0'))", n);
    if (absl::EndsWith(column.type, "int")) return column.type == "bigint" ? n : absl::Substitute("$0 % 10", n);
    return absl::Substitute("CONCAT('x', $0)", n);
  }

  void Fill() {
    database.Execute("SET foreign_key_checks = 0");
    database.Execute(
        "CREATE TABLE digits AS SELECT 0 AS d UNION SELECT 1 UNION SELECT 2 UNION SELECT 3 UNION SELECT 4 UNION "
        "SELECT 5 UNION SELECT 6 UNION SELECT 7 UNION SELECT 8 UNION SELECT 9");
    std::map<std::string, std::pair<std::vector<std::string>, std::vector<std::string>>> tables;
    for (const Column& column : columns) {
      auto& [names, values] = tables[column.table];
      names.push_back(column.name);
      values.push_back(ValueOf(column, "n"));
    }
    for (const auto& [table, filled] : tables) {
      if (table == "schema_versions" || table == "key_checks" || table == "code_names") continue;
      database.Execute(absl::StrCat("INSERT INTO ", table, " (", absl::StrJoin(filled.first, ", "), ") SELECT ",
                                    absl::StrJoin(filled.second, ", "), " FROM (", kRows, ") numbered"));
      database.Ask(absl::StrCat("ANALYZE TABLE ", table));
    }
  }

  // The statement with what a page in the midst of a list binds.
  std::string WithValues(std::string_view statement) const {
    std::string left(statement);
    std::string text;
    static const std::regex kParameter(R"((\w+) (=|<|>|<=|>=|<>|IN) (\?|\(\?, \?, \?, \?\))|LIMIT \?)");
    for (std::smatch found; std::regex_search(left, found, kParameter); left = found.suffix()) {
      const std::string name = found[1];
      const auto column = std::find_if(columns.begin(), columns.end(), [&](const Column& each) { return each.name == name; });
      text += found.prefix();
      // Behind what a range begins with.
      const std::string row = found[2].str() == "<" ? "1140" : "1040";
      if (found[2].str() == "IN") {
        // Two of them, as when fewer are asked for than could be.
        const std::string last = ValueOf(*column, "1140");
        absl::StrAppend(&text, name, " IN (", ValueOf(*column, row), ", ", last, ", ", last, ", ", last, ")");
        continue;
      }
      text += name.empty() ? "LIMIT 50" : absl::StrCat(name, " ", found[2].str(), " ", ValueOf(*column, row));
    }
    return text + left;
  }

  // How each table is entered, and what else is done with it.
  std::vector<std::string> PlanOf(const std::string& statement) {
    std::vector<std::string> steps;
    for (const std::string& row : database.Ask("EXPLAIN FORMAT = TRADITIONAL " + statement)) {
      const std::vector<std::string> cells = absl::StrSplit(row, '|');
      // MySQL puts the partitions before it, and the share of rows that is left before the remarks.
      std::string& step = steps.emplace_back(cells[cells.size() == 12 ? 4 : 3]);
      for (const char* remark : {"filesort", "temporary"}) {
        if (absl::StrContains(cells.back(), remark)) absl::StrAppend(&step, " ", remark);
      }
    }
    return steps;
  }

  FakeClock clock;
  FileKeySealer sealer{Keys::Random()};
  EmptyDatabase database{GetParam()};
  std::vector<Column> columns;
};

TEST_P(MysqlQueryPlans, SearchAnIndexAndNeverScanOrSort) {
  // A scan and a sort show where there is one.
  EXPECT_THAT(PlanOf("SELECT sealed FROM referrals WHERE urgency = 2 ORDER BY due_time LIMIT 50"), ElementsAre("ALL filesort"));
  EXPECT_THAT(PlanOf("SELECT COUNT(*) FROM referrals"), ElementsAre("index"));
  EXPECT_THAT(PlanOf("SELECT urgency, COUNT(*) FROM referrals GROUP BY urgency ORDER BY COUNT(*)"),
              ElementsAre("ALL filesort temporary"));
  int searched = 0;
  for (const std::string_view statement : sql::kStatements) {
    // What only inserts reads nothing, and the servers call that a scan.
    if (absl::StartsWith(std::string(statement), "INSERT INTO") && !absl::StrContains(std::string(statement), "SELECT")) continue;
    const std::string text = WithValues(statement);
    ASSERT_FALSE(absl::StrContains(text, "?")) << text;
    const std::vector<std::string> plan = PlanOf(text);
    EXPECT_THAT(plan, Each(AnyOf("const", "eq_ref", "ref", "range"))) << text;
    searched += plan.empty() ? 0 : 1;
  }
  EXPECT_GT(searched, 40);
}

INSTANTIATE_TEST_SUITE_P(, MysqlQueryPlans, ::testing::Values("MariaDb", "MySql"),
                         [](const ::testing::TestParamInfo<std::string>& info) { return info.param; });

}  // namespace
}  // namespace rujukan::testing
