// Every statement is answered by ranges of indexes: none reads a growing table from end to end, none sorts.
#include "adapters/sql/migrations.h"
#include "adapters/sql/query.h"
#include "adapters/sql/statements.h"
#include "adapters/sqlite/connection.h"
#include "adapters/sqlite/schema.h"
#include "adapters/system/file_key_sealer.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/testing/fake_clock.h"

namespace rujukan::testing {
namespace {

using ::testing::AnyOf;
using ::testing::Each;
using ::testing::MatchesRegex;
using ::testing::StartsWith;

std::vector<std::string> PlanOf(sql::Connection& connection, std::string_view statement) {
  const std::string text = "EXPLAIN QUERY PLAN " + std::string(statement);
  sql::Query query(connection, text);
  std::vector<std::string> steps;
  while (true) {
    const auto row = query.Next();
    EXPECT_TRUE(row.ok()) << statement;
    if (!row.ok() || !*row) return steps;
    query.GetInt();
    query.GetInt();
    query.GetInt();
    steps.push_back(query.GetText());
  }
}

TEST(QueryPlans, SearchAnIndexAndNeverScanOrSort) {
  const FakeClock clock;
  const FileKeySealer sealer(Keys::Random());
  const auto connection = sqlite::SqliteConnection::Open(":memory:", sqlite::Purpose::kMemory, "").value();
  ASSERT_TRUE(sql::Migrate(*connection, sqlite::Schema(), sealer, clock).ok());
  int searched = 0;
  for (const std::string_view statement : sql::kStatements) {
    const std::vector<std::string> plan = PlanOf(*connection, statement);
    // What is inserted as many rows is read from end to end.
    EXPECT_THAT(plan, Each(AnyOf(StartsWith("SEARCH "), MatchesRegex("SCAN [48] CONSTANT ROWS")))) << statement;
    searched += plan.empty() ? 0 : 1;
  }
  // All but the inserts have a plan.
  EXPECT_GT(searched, 40);
}

}  // namespace
}  // namespace rujukan::testing
