#include "server/domain/audit.h"

#include <functional>
#include <vector>

#include "absl/strings/str_cat.h"
#include "adapters/system/file_key_sealer.h"
#include "gtest/gtest.h"
#include "tests/domain/parties.h"

namespace rujukan::testing {
namespace {

class AuditChain : public ::testing::Test {
 protected:
  AuditChain() {
    for (const AuditAction action : {AuditAction::kCreate, AuditAction::kSignIn, AuditAction::kRead, AuditAction::kRefused}) {
      AuditEvent event;
      event.record = {RecordKind::kOfficer, "siti"};
      event.sequence = static_cast<std::int64_t>(events.size()) + 1;
      event.action = action;
      event.deed = {UnitId("post"), OfficerId("siti"), Role::kPuskesosOperator, "Service/Method", Morning()};
      event.reason = "NOT_FOUND";
      event.count = 2;
      event.version = 1;
      event.record_digest = "digest";
      event.records_digest = "records";
      events.push_back(event);
    }
    Rehash();
  }
  void Rehash() {
    std::string previous;
    for (AuditEvent& event : events) {
      event.previous_hash = previous;
      previous = event.hash = HashOf(event, sealer);
    }
  }
  std::string Verdict() { return std::string(VerifyChain(events, sealer).message()); }

  const FileKeySealer sealer{Keys::Random()};
  std::vector<AuditEvent> events;
};

TEST_F(AuditChain, IsWholeAsItWasWritten) { EXPECT_EQ(Verdict(), ""); }

TEST_F(AuditChain, BreaksAtTheFirstEventOfWhichAnyFieldIsAnother) {
  const std::vector<std::function<void(AuditEvent&)>> changes = {
      [](AuditEvent& e) { e.record.kind = RecordKind::kUnit; },
      [](AuditEvent& e) { e.record.id = "budi"; },
      [](AuditEvent& e) { e.sequence = 7; },
      [](AuditEvent& e) { e.action = AuditAction::kChange; },
      [](AuditEvent& e) { e.deed.unit = UnitId("other"); },
      [](AuditEvent& e) { e.deed.officer = OfficerId("budi"); },
      [](AuditEvent& e) { e.deed.role = Role::kAuditor; },
      [](AuditEvent& e) { e.deed.method = "Service/Other"; },
      [](AuditEvent& e) { e.deed.time += absl::Microseconds(1); },
      [](AuditEvent& e) { e.reason = "OTHER"; },
      [](AuditEvent& e) { e.count = 1; },
      [](AuditEvent& e) { e.version = 2; },
      [](AuditEvent& e) { e.record_digest = "other"; },
      [](AuditEvent& e) { e.records_digest = "other"; },
      [](AuditEvent& e) { e.previous_hash = "other"; },
      [](AuditEvent& e) { e.hash = "other"; },
      [](AuditEvent& e) { e.genuine = false; },
  };
  const std::vector<AuditEvent> whole = events;
  for (std::size_t change = 0; change < changes.size(); ++change) {
    for (std::size_t i = 0; i < whole.size(); ++i) {
      events = whole;
      changes[change](events[i]);
      EXPECT_EQ(Verdict(), absl::StrCat("the chain breaks at event ", i + 1)) << change;
    }
  }
}

TEST_F(AuditChain, BreaksWhereEventsWereRemovedOrMoved) {
  const std::vector<AuditEvent> whole = events;
  events.erase(events.begin() + 1);
  EXPECT_EQ(Verdict(), "the chain breaks at event 2");
  events = whole;
  std::swap(events[1], events[2]);
  EXPECT_EQ(Verdict(), "the chain breaks at event 2");
}

TEST(RecordNames, AreReadAsTheyAreWritten) {
  for (const RecordKind kind : {RecordKind::kUnit, RecordKind::kOfficer, RecordKind::kHousehold, RecordKind::kCaseFile,
                                RecordKind::kReferral, RecordKind::kRegion}) {
    EXPECT_EQ(RecordIn(TextOf({kind, "73.09"})), (RecordName{kind, "73.09"}));
  }
  EXPECT_EQ(TextOf({RecordKind::kCaseFile, "0195"}), "caseFiles/0195");
  EXPECT_EQ(RecordIn("nothing/0195").kind, RecordKind::kUnspecified);
  EXPECT_EQ(RecordIn("units").kind, RecordKind::kUnspecified);
}

}  // namespace
}  // namespace rujukan::testing
