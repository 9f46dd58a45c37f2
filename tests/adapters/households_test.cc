// What the store remembers of a household within a transaction is never taken for what another has changed meanwhile.
#include "adapters/sql/migrations.h"
#include "adapters/sql/transaction.h"
#include "adapters/sqlite/connection.h"
#include "adapters/sqlite/schema.h"
#include "adapters/system/file_key_sealer.h"
#include "gmock/gmock.h"
#include "tests/testing/fake_clock.h"
#include "tests/testing/records.h"
#include "tests/testing/sequential_ids.h"

namespace rujukan::testing {
namespace {

TEST(Households, AreFoundByTheirNumbersAlsoWhenAnotherTransactionChangedThemInBetween) {
  const FileKeySealer sealer(Keys::Random());
  const FakeClock clock;
  SequentialIds ids;
  RecordMaker make(clock, ids);
  const auto connection = sqlite::SqliteConnection::Open(":memory:", sqlite::Purpose::kMemory, "").value();
  ASSERT_TRUE(sql::Migrate(*connection, sqlite::Schema(), sealer, clock).ok());
  ASSERT_TRUE(IsOk(connection->Begin()));

  sql::SqlTransaction first({*connection, sealer});
  const Unit unit = make.MakeUnit();
  ASSERT_TRUE(first.units().Insert(unit).ok());
  Household household = make.MakeHousehold(unit.id);
  const std::string card = household.family_card_number;
  ASSERT_TRUE(first.households().Insert(household).ok());

  sql::SqlTransaction reader({*connection, sealer});
  ASSERT_TRUE(reader.households().Find(household.id).ok());
  sql::SqlTransaction other({*connection, sealer});
  household.family_card_number = "9999990101200002";
  household.version = 2;
  ASSERT_TRUE(other.households().Update(household).ok());
  household.family_card_number = card;
  household.version = 3;
  ASSERT_TRUE(reader.households().Update(household).ok());

  EXPECT_TRUE(reader.households().IsIndexed(household).value());
}

}  // namespace
}  // namespace rujukan::testing
