// Who read what, who signed in, and what was refused, as the chains of the officers tell it.
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "adapters/system/file_key_sealer.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/broker/case_book.h"
#include "server/broker/household_register.h"
#include "server/broker/refusal_ledger.h"
#include "server/broker/sign_in_desk.h"
#include "server/broker/verification.h"
#include "tests/testing/faulty_sqlite_store.h"
#include "tests/testing/plain_hasher.h"
#include "tests/testing/records.h"
#include "tests/testing/refusals.h"
#include "tests/testing/world.h"

namespace rujukan {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::Reason;

class AuditEventsTest : public ::testing::Test {
 protected:
  // The events of the officer's chain but for those of the officer's own record, and that the chain is whole.
  std::vector<AuditEvent> EventsOf(const OfficerId& officer) {
    std::vector<AuditEvent> events;
    EXPECT_EQ(Reason(world.store().Read([&](Transaction& t) -> absl::Status {
                events = t.audit().List(RecordOf(officer), {1000, ""}).value();
                return absl::OkStatus();
              })),
              "OK");
    EXPECT_EQ(Reason(VerifyChain(events, world.sealer())), "OK");
    std::erase_if(events, [](const AuditEvent& event) { return !event.record_digest.empty(); });
    return events;
  }
  // "SessionService/SignIn 3 REASON households/…".
  std::vector<std::string> Told(const OfficerId& officer) {
    std::vector<std::string> lines;
    for (const AuditEvent& event : EventsOf(officer)) {
      std::string line = absl::StrCat(event.deed.method, " ", event.count);
      if (!event.reason.empty()) absl::StrAppend(&line, " ", event.reason);
      for (const RecordName& record : event.records) absl::StrAppend(&line, " ", TextOf(record));
      lines.push_back(line);
    }
    return lines;
  }
  Household Stored() {
    testing::RecordMaker make(world.clock, world.ids);
    const auto made =
        households.Create(world.From(world.post, "HouseholdService/CreateHousehold"), make.MakeHousehold(world.post.unit));
    EXPECT_EQ(Reason(made), "OK");
    return made.value_or(Household());
  }
  std::vector<std::string> Findings() { return VerifyStore(world.work()).value().findings; }

  FileKeySealer sealer{Keys::Random()};
  testing::FakeClock clock;
  testing::FaultySqliteStore faulty{sealer, clock};
  testing::World world{faulty.store(), sealer};
  HouseholdRegister households{world.work()};
  CaseBook book{world.work()};
};

TEST_F(AuditEventsTest, TellsOfEveryHouseholdThatWasReadOneEventAPage) {
  const std::string one = NameOf(Stored().id);
  const std::string two = NameOf(Stored().id);
  EXPECT_EQ(Reason(households.Get(world.post, HouseholdId(IdIn(one)))), "OK");
  EXPECT_EQ(Reason(households.List(world.post, world.post.unit_region, "", {10, ""})), "OK");
  EXPECT_EQ(Reason(households.List(world.post, world.post.unit_region, "nobody of this name", {10, ""})), "OK");
  EXPECT_THAT(Told(world.post.officer), ElementsAre("HouseholdService/GetHousehold 1 " + one,
                                                    absl::StrCat("HouseholdService/ListHouseholds 1 ", one, " ", two)));
  EXPECT_THAT(Findings(), IsEmpty());
}

// Whose chain it is, and which household an officer read, only the installation can tell: in clear, both would lead from a
// household to what the same officer did for its people next.
TEST_F(AuditEventsTest, NamesNoHouseholdInClear) {
  const Household household = Stored();
  EXPECT_EQ(Reason(households.Get(world.post, household.id)), "OK");
  EXPECT_EQ(Reason(world.store().Read([&](Transaction& t) -> absl::Status {
              const RecordName chain = t.audit().ChainOf(RecordOf(household.id));
              EXPECT_THAT(t.audit().ListChains(RecordKind::kHousehold, {10, ""}).value(), ElementsAre(chain.id));
              EXPECT_EQ(t.audit().List(chain, {10, ""}).value().front().version, 0);
              return absl::OkStatus();
            })),
            "OK");
  std::string hex = household.id.value;
  std::erase(hex, '-');
  std::string dump = absl::AsciiStrToLower(faulty.Dump());
  int seen = 0;
  for (std::size_t at = dump.find(hex); at != std::string::npos; at = dump.find(hex, at + 1)) ++seen;
  EXPECT_EQ(seen, 1 + static_cast<int>(household.members.size()) + 1) << "in households, and once for each number in its index";
}

TEST_F(AuditEventsTest, TellsOfEveryCaseFileThatWasRead) {
  CaseFile file;
  file.kind = CaseFileKind::kProtection;
  file = book.Create(world.From(world.intake, "CaseFileService/CreateCaseFile"), file).value();
  EXPECT_EQ(Reason(book.Get(world.companion, file.id)), "OK");
  EXPECT_EQ(Reason(book.List(world.companion, true, {10, ""})), "OK");
  EXPECT_THAT(Told(world.companion.officer), ElementsAre("CaseFileService/GetCaseFile 1 " + NameOf(file.id),
                                                         "CaseFileService/ListCaseFiles 1 " + NameOf(file.id)));
}

TEST_F(AuditEventsTest, TellsThatARetryShowedTheRecordAgain) {
  testing::RecordMaker make(world.clock, world.ids);
  const Household household = make.MakeHousehold(world.post.unit);
  const WriteRequest request = world.From(world.post, "HouseholdService/CreateHousehold");
  EXPECT_EQ(Reason(households.Create(request, household)), "OK");
  EXPECT_THAT(Told(world.post.officer), IsEmpty()) << "making it is an event of the household's chain";
  EXPECT_EQ(Reason(households.Create(request, household)), "OK");
  EXPECT_THAT(Told(world.post.officer), ElementsAre("HouseholdService/CreateHousehold 1 " + NameOf(household.id)));
}

TEST_F(AuditEventsTest, TellsNothingOfWhatWasNotShownAndTakesTheSameStatementsForNotYoursAndNotThere) {
  const Household household = Stored();
  faulty.Fail(0);
  EXPECT_EQ(Reason(households.Get(world.other_post, household.id)), "NOT_FOUND");
  const int not_yours = faulty.statements();
  faulty.Fail(0);
  EXPECT_EQ(Reason(households.Get(world.other_post, HouseholdId(world.ids.NewUuid()))), "NOT_FOUND");
  EXPECT_EQ(faulty.statements(), not_yours);
  EXPECT_GT(not_yours, 0);
  EXPECT_THAT(Told(world.other_post.officer), IsEmpty());
}

TEST_F(AuditEventsTest, TellsWhoSignedInAndOutAndOfRefusedAttempts) {
  const testing::PlainHasher hasher;
  RefusalLedger ledger;
  SignInDesk desk(world.work(), hasher, SessionLimits(), &ledger);
  Officer officer;
  EXPECT_EQ(Reason(world.store().Transact([&](Transaction& t) -> absl::Status {
              officer = t.officers().Find(world.post.officer).value().value();
              officer.password_hash = hasher.Hash("kata sandi panjang");
              ++officer.version;
              return t.officers().Update(officer);
            })),
            "OK");
  for (const char* wrong : {"salah", "keliru"}) {
    EXPECT_EQ(Reason(desk.SignIn(officer.sign_in_name, wrong, Role::kUnspecified)), "SIGN_IN_REFUSED");
  }
  EXPECT_EQ(Reason(desk.SignIn("nobody.of.this.name", "salah", Role::kUnspecified)), "SIGN_IN_REFUSED");
  EXPECT_EQ(Reason(ledger.Write(world.store())), "OK");
  const auto session = desk.SignIn(officer.sign_in_name, "kata sandi panjang", Role::kUnspecified);
  ASSERT_EQ(Reason(session), "OK");
  EXPECT_EQ(Reason(desk.SignOut(session->token)), "OK");
  EXPECT_EQ(Reason(desk.SignOut(session->token)), "OK");
  EXPECT_THAT(Told(officer.id),
              ElementsAre("SessionService/SignIn 2 SIGN_IN_REFUSED", "SessionService/SignIn 1", "SessionService/SignOut 1"));
  EXPECT_THAT(Findings(), IsEmpty());
}

TEST_F(AuditEventsTest, WritesALoopOfRefusalsAsFewEventsAndLosesNoneOfItsCount) {
  RefusalLedger ledger;
  constexpr int kRefusals = 5000;
  for (int i = 0; i < kRefusals; ++i) {
    const Deed deed = DeedOf(world.post, absl::StrCat("Service/Method", i % 100), world.clock.Now());
    ledger.Count(AuditAction::kRefused, deed, "NOT_FOUND", {RecordKind::kReferral, world.ids.NewUuid()});
  }
  EXPECT_EQ(Reason(ledger.Write(world.store())), "OK");
  const std::vector<AuditEvent> events = EventsOf(world.post.officer);
  EXPECT_EQ(events.size(), RefusalLedger::kEntriesMax);
  std::int64_t counted = 0;
  for (const AuditEvent& event : events) counted += event.count;
  EXPECT_EQ(counted, kRefusals);
  EXPECT_EQ(Reason(ledger.Write(world.store())), "OK");
  EXPECT_EQ(EventsOf(world.post.officer).size(), events.size()) << "there was nothing more to write";
}

TEST_F(AuditEventsTest, KeepsWhatTheStoreDidNotTakeForTheNextTime) {
  RefusalLedger ledger;
  ledger.Count(AuditAction::kRefused, DeedOf(world.post, "Service/Method", world.clock.Now()), "NOT_FOUND", {});
  faulty.Fail(1, sql::Result::kUnavailable);
  EXPECT_EQ(Reason(ledger.Write(world.store())), "STORE_UNAVAILABLE");
  ledger.Count(AuditAction::kRefused, DeedOf(world.post, "Service/Method", world.clock.Now()), "NOT_FOUND", {});
  EXPECT_EQ(Reason(ledger.Write(world.store())), "OK");
  EXPECT_THAT(Told(world.post.officer), ElementsAre("Service/Method 2 NOT_FOUND"));
}

}  // namespace
}  // namespace rujukan
