// Who read a record, and what an officer did between two times: found by index, page by page.
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "tests/conformance/store_under_test.h"

namespace rujukan::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::IsEmpty;

class StoreAuditLists : public StoreTest {
 protected:
  void SetUp() override {
    const UnitId unit = StoredUnit();
    one = StoredOfficer(unit, "satu").id;
    two = StoredOfficer(unit, "dua").id;
    household = make.MakeHousehold(unit);
    file = make.MakeCaseFile(unit);
    referral = StoredReferral(unit, unit);
    clock.Advance(absl::Hours(1));
  }

  void Happens(const OfficerId& officer, AuditAction action, std::vector<RecordName> records) {
    AuditEvent event;
    event.record = RecordOf(officer);
    event.action = action;
    event.deed = {.unit = {}, .officer = officer, .role = Role::kAuditor, .method = "", .time = clock.Now()};
    event.records = std::move(records);
    EXPECT_EQ(Do([&](Transaction& t) { return t.audit().Append(event); }), "OK");
  }
  void Reads(const OfficerId& officer, std::vector<RecordName> records) {
    Happens(officer, AuditAction::kRead, std::move(records));
  }
  void Moves(const OfficerId& officer, Move move) {
    ReferralEvent event = make.MakeEvent(referral, move);
    event.officer = officer;
    event.time = clock.Now();
    EXPECT_EQ(Do([&](Transaction& t) { return t.events().Append(event); }), "OK");
  }

  // "one 2" for the second event of the chain of the first officer.
  std::vector<std::string> Readings(const RecordName& record, std::size_t size) {
    std::vector<std::string> readings;
    OfficerId officer;
    for (std::int64_t sequence = 0;;) {
      const auto page = Get([&](Transaction& t) { return t.audit().ListReadings(record, officer, sequence, size); });
      for (const AuditEvent& event : page) {
        readings.push_back(absl::StrCat(event.record.id == one.value ? "one " : "two ", event.sequence));
        EXPECT_TRUE(event.genuine);
        EXPECT_THAT(event.records, ::testing::Contains(record));
        officer = OfficerId(event.record.id);
        sequence = event.sequence;
      }
      if (page.size() < size) return readings;
    }
  }
  DeedQuery Between(absl::Duration begin, absl::Duration end) {
    return {.officer = one, .begin = start + begin, .end = start + end, .readings_only = false, .skipped = 0, .size = 100};
  }
  std::vector<std::int64_t> OfRecords(const DeedQuery& query) {
    std::vector<std::int64_t> sequences;
    for (const AuditEvent& event : Get([&](Transaction& t) { return t.audit().ListDeeds(query); }))
      sequences.push_back(event.sequence);
    return sequences;
  }
  std::vector<Move> OfReferrals(const DeedQuery& query) {
    std::vector<Move> moves;
    for (const ReferralEvent& event : Get([&](Transaction& t) { return t.events().ListDeeds(query); })) moves.push_back(event.move);
    return moves;
  }

  OfficerId one, two;
  Household household;
  CaseFile file;
  Referral referral;
  const absl::Time start = clock.Now() + absl::Hours(1);
};
RUJUKAN_FOR_EVERY_STORE(StoreAuditLists);

TEST_P(StoreAuditLists, WhoReadARecordByOfficer) {
  const RecordName read = RecordOf(household.id);
  Reads(two, {read, RecordOf(file.id)});
  Reads(one, {read});
  Reads(one, {RecordOf(file.id)});
  Reads(one, {RecordOf(file.id), read});
  Happens(two, AuditAction::kRefused, {read});
  // The first event of each chain is that the officer was made.
  for (const std::size_t size : {1u, 2u, 100u}) {
    EXPECT_THAT(Readings(read, size), ElementsAre("one 2", "one 4", "two 2")) << size;
    EXPECT_THAT(Readings(RecordOf(file.id), size), ElementsAre("one 3", "one 4", "two 2")) << size;
    EXPECT_THAT(Readings(RecordOf(referral.id), size), IsEmpty()) << size;
  }
}

TEST_P(StoreAuditLists, WhatAnOfficerDidFromATimeUntilBeforeAnother) {
  for (int hour = 0; hour < 4; ++hour) {
    Happens(one, hour % 2 == 0 ? AuditAction::kRead : AuditAction::kSignIn, {});
    Reads(two, {});
    Moves(one, hour % 2 == 0 ? Move::kUnspecified : Move::kProgress);
    Moves(two, Move::kHold);
    clock.Advance(absl::Hours(1));
  }
  EXPECT_THAT(OfRecords(Between(absl::ZeroDuration(), absl::Hours(4))), ElementsAre(2, 3, 4, 5));
  EXPECT_THAT(OfRecords(Between(absl::Hours(1), absl::Hours(3))), ElementsAre(3, 4));
  EXPECT_THAT(OfRecords(Between(absl::Hours(1), absl::Hours(1))), IsEmpty());
  EXPECT_THAT(OfReferrals(Between(absl::Hours(1), absl::Hours(3))), ElementsAre(Move::kProgress, Move::kUnspecified));
  DeedQuery readings = Between(absl::ZeroDuration(), absl::Hours(4));
  readings.readings_only = true;
  EXPECT_THAT(OfRecords(readings), ElementsAre(2, 4));
  EXPECT_THAT(OfReferrals(readings), ElementsAre(Move::kUnspecified, Move::kUnspecified));
}

TEST_P(StoreAuditLists, WhatAnOfficerDidAtOneTimeAlwaysInOneOrder) {
  const std::vector<Move> moves = {Move::kProgress, Move::kAsk, Move::kHold, Move::kResume};
  for (const Move move : moves) {
    Happens(one, AuditAction::kSignIn, {});
    Moves(one, move);
  }
  std::vector<std::int64_t> records;
  std::vector<Move> referrals;
  DeedQuery query = Between(absl::ZeroDuration(), absl::Microseconds(1));
  query.size = 1;
  for (query.skipped = 0; query.skipped <= moves.size(); ++query.skipped) {
    for (const std::int64_t sequence : OfRecords(query)) records.push_back(sequence);
    for (const Move move : OfReferrals(query)) referrals.push_back(move);
  }
  EXPECT_THAT(records, ElementsAre(2, 3, 4, 5));
  EXPECT_THAT(referrals, ElementsAreArray(moves));
}

}  // namespace
}  // namespace rujukan::testing
