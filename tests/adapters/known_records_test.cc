#include "adapters/sql/known_records.h"

#include "gtest/gtest.h"
#include "tests/testing/fake_clock.h"
#include "tests/testing/records.h"

namespace rujukan::testing {
namespace {

using sql::KnownRecords;

class KnownRecordsTest : public ::testing::Test {
 protected:
  void Know(const Unit& unit) { known.KeepUnit(unit.id, unit, known.forgotten()); }
  bool Knows(const Unit& unit) { return known.FindUnit(unit.id).has_value(); }
  bool Knows(const Session& session) { return known.FindActing(session.token_digest).has_value(); }
  Session KnownSession(const std::string& token_digest) {
    ActingSession acting;
    acting.session = make.MakeSession(make.MakeOfficer(make.NewId<UnitId>(), token_digest), token_digest);
    known.KeepActing(acting, known.forgotten());
    return acting.session;
  }

  FakeClock clock;
  SequentialIds ids;
  RecordMaker make{clock, ids};
  KnownRecords known{2};
};

TEST_F(KnownRecordsTest, DoNotTakeInWhatWasReadBeforeSomethingWasForgotten) {
  const Unit unit = make.MakeUnit();
  const std::uint64_t before = known.forgotten();
  KnownRecords::Changes changes;
  changes.AddAll();
  known.Forget(changes);
  known.KeepUnit(unit.id, unit, before);
  EXPECT_FALSE(Knows(unit));
  Know(unit);
  EXPECT_TRUE(Knows(unit));
}

TEST_F(KnownRecordsTest, ForgetASessionByItselfAndAllWhenItIsNotKnownWhich) {
  const Unit unit = make.MakeUnit();
  Know(unit);
  const Session first = KnownSession("first");
  const Session second = KnownSession("second");
  KnownRecords::Changes one;
  one.AddSession("first");
  known.Forget(one);
  EXPECT_FALSE(Knows(first));
  EXPECT_TRUE(Knows(second));
  EXPECT_TRUE(Knows(unit));
  KnownRecords::Changes all;
  all.AddAll();
  known.Forget(all);
  EXPECT_FALSE(Knows(second));
  EXPECT_FALSE(Knows(unit));
}

TEST_F(KnownRecordsTest, AreOnlySoMany) {
  const Unit units[] = {make.MakeUnit(), make.MakeUnit(), make.MakeUnit()};
  for (const Unit& unit : units) Know(unit);
  EXPECT_FALSE(Knows(units[0]));
  EXPECT_TRUE(Knows(units[2]));
}

TEST_F(KnownRecordsTest, AreNoneToATransactionThatHasChangedAny) {
  const Unit unit = make.MakeUnit();
  Know(unit);
  sql::KnownToTransaction transaction(known);
  EXPECT_TRUE(transaction.FindUnit(unit.id));
  transaction.changes().AddSession("digest");
  EXPECT_FALSE(transaction.FindUnit(unit.id));
  const Unit own = make.MakeUnit();
  transaction.KeepUnit(own.id, own);
  EXPECT_FALSE(Knows(own));
}

}  // namespace
}  // namespace rujukan::testing
