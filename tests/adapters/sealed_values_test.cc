// Wrapping everything anew may end at any statement: all stays readable, and the next run goes on.
#include "adapters/sql/sealed_values.h"

#include <memory>
#include <string>

#include "absl/strings/escaping.h"
#include "adapters/mysql/connection.h"
#include "adapters/mysql/schema.h"
#include "adapters/sql/migrations.h"
#include "adapters/sql/transaction.h"
#include "adapters/sqlite/connection.h"
#include "adapters/sqlite/schema.h"
#include "adapters/system/file_key_sealer.h"
#include "gtest/gtest.h"
#include "tests/testing/empty_database.h"
#include "tests/testing/fake_clock.h"
#include "tests/testing/faulty_connection.h"
#include "tests/testing/records.h"
#include "tests/testing/sequential_ids.h"

namespace rujukan::testing {
namespace {

// Two pages.
constexpr int kReceipts = 230;

class SealedValues : public ::testing::TestWithParam<std::string> {
 protected:
  SealedValues() {
    FakeClock clock;
    std::unique_ptr<sql::Connection> inner;
    if (GetParam() == "SqliteMemory") {
      inner = sqlite::SqliteConnection::Open(":memory:", sqlite::Purpose::kMemory, "").value();
    } else {
      database = std::make_unique<EmptyDatabase>(GetParam());
      database->Recreate();
      inner = mysql::MysqlConnection::Open(database->options()).value();
    }
    connection = std::make_unique<FaultyConnection>(std::move(inner), fault);
    const auto schema = database == nullptr ? sqlite::Schema() : mysql::Schema();
    EXPECT_TRUE(sql::Migrate(*connection, schema, FileKeySealer(keys), clock).ok());
    Fill(clock);
  }

  void Fill(const FakeClock& clock) {
    const FileKeySealer sealer(keys);
    SequentialIds ids;
    RecordMaker make(clock, ids);
    ASSERT_TRUE(IsOk(connection->Begin()));
    sql::SqlTransaction transaction({*connection, sealer});
    const Unit unit = make.MakeUnit();
    ASSERT_TRUE(transaction.units().Insert(unit).ok());
    const Referral referral = make.MakeReferral(unit.id, unit.id);
    ASSERT_TRUE(transaction.referrals().Insert(referral, sql::SealPacket(sealer, referral.id, make.MakePacket())).ok());
    for (int i = 0; i < kReceipts; ++i) {
      Receipt receipt = make.MakeReceipt(unit.id, make.NewId<OfficerId>(), "");
      receipt.resource = absl::WebSafeBase64Escape(sealer.Seal("households/1", "receipt"));
      ASSERT_TRUE(transaction.receipts().Insert(receipt).ok());
    }
    ASSERT_TRUE(IsOk(connection->Commit()));
  }

  // Wraps all by a generation more.
  absl::StatusOr<std::int64_t> Wrap() {
    return sql::WrapAllAnew(*connection, FileKeySealer(keys), [](const sql::Table&, std::int64_t) {});
  }
  sql::SealedCounts Count() { return sql::CountSealed(*connection, FileKeySealer(keys)).value(); }

  Keys keys = Keys::Random();
  Fault fault;
  std::unique_ptr<EmptyDatabase> database;
  std::unique_ptr<FaultyConnection> connection;
};
INSTANTIATE_TEST_SUITE_P(, SealedValues, ::testing::Values("SqliteMemory", "MariaDb", "MySql"),
                         [](const ::testing::TestParamInfo<std::string>& info) { return info.param; });

TEST_P(SealedValues, StayReadableWhereverWrappingThemAnewEnds) {
  const std::int64_t all = Count().by_generation.at(1);
  // Also between two pages of a table, and between two tables. A statement costs a server more.
  const int step = GetParam() == "SqliteMemory" ? 1 : 31;
  int ended_between = 0;
  for (int n = 1;; n += step) {
    const std::uint32_t generation = keys.seal.rbegin()->first + 1;
    keys.seal.emplace(generation, SecretKey::Random());
    fault = Fault{.at = n};
    fault.result = n % 2 == 0 ? sql::Result::kUnavailable : sql::Result::kFull;
    const bool wrapped = Wrap().ok();
    const bool struck = fault.struck;
    fault = Fault();
    EXPECT_EQ(wrapped, !struck) << n;
    const sql::SealedCounts between = Count();
    EXPECT_EQ(between.damaged, 0) << n;
    ended_between += between.by_generation.size() > 1 ? 1 : 0;
    ASSERT_TRUE(Wrap().ok()) << n;
    EXPECT_EQ(Count().by_generation, (std::map<std::uint32_t, std::int64_t>{{generation, all}})) << n;
    if (!struck) break;
  }
  EXPECT_GT(ended_between * step, 50);
}

TEST_P(SealedValues, AreLeftAsTheyAreAndCountedWhenDamaged) {
  ASSERT_TRUE(IsOk(connection->Execute("UPDATE packet_sections SET sealed = X'0200000001' WHERE section = 3")));
  ASSERT_TRUE(IsOk(connection->Execute("UPDATE receipts SET resource = 'no base64!'")));
  keys.seal.emplace(2, SecretKey::Random());
  ASSERT_TRUE(Wrap().ok());
  EXPECT_EQ(Count().damaged, kReceipts + 1);
  EXPECT_EQ(Count().by_generation.count(1), 0U);
}

}  // namespace
}  // namespace rujukan::testing
