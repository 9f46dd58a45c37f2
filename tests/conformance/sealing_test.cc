// Whoever changes, moves or puts back what is sealed is found out by the next reader.
#include <array>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "tests/conformance/store_under_test.h"

namespace rujukan::testing {
namespace {

class StoreSealing : public StoreTest {
 protected:
  // X'0195…', as SQL writes the bytes of an id.
  template <typename IdType>
  static std::string Literal(const IdType& id) {
    return absl::StrCat("X'", absl::StrReplaceAll(id.value, {{"-", ""}}), "'");
  }

  std::string ReadingReferral(const ReferralId& id) {
    return Reason(store().Read([&](Transaction& t) { return t.referrals().Find(id).status(); }));
  }
  std::string ReadingSection(const ReferralId& id, PacketSection section) {
    return Reason(store().Read([&](Transaction& t) { return t.referrals().ReadPacket(id, Bit(section)).status(); }));
  }
  // Keeps what is sealed there now, in a table beside.
  void KeepOld(const std::string& place) {
    host->Execute("DROP TABLE IF EXISTS old");
    host->Execute("CREATE TABLE old AS SELECT sealed FROM " + place);
  }
};
RUJUKAN_FOR_EVERY_STORE(StoreSealing);

TEST_P(StoreSealing, TellsThatAByteWasChanged) {
  const UnitId unit = StoredUnit();
  const Referral referral = StoredReferral(unit, unit);
  const Household household = make.MakeHousehold(unit);
  const CaseFile case_file = make.MakeCaseFile(unit);
  EXPECT_EQ(Do([&](Transaction& t) {
              absl::Status status = t.households().Insert(household);
              status.Update(t.case_files().Insert(case_file));
              status.Update(t.events().Append(make.MakeEvent(referral, Move::kAsk, "Kapan?")));
              return status;
            }),
            "OK");
  for (const auto& [table, column] : std::array<std::array<const char*, 2>, 5>{{{"referrals", "sealed"},
                                                                                {"households", "sealed"},
                                                                                {"case_files", "sealed"},
                                                                                {"packet_sections", "sealed"},
                                                                                {"events", "sealed_text"}}}) {
    const std::string last = absl::StrCat("substr(", column, ", length(", column, "))");
    const std::string rest = absl::StrCat("substr(", column, ", 1, length(", column, ") - 1)");
    const std::string another = absl::StrCat("(CASE ", last, " WHEN X'00' THEN X'01' ELSE X'00' END)");
    host->Execute(absl::StrCat("UPDATE ", table, " SET ", column, " = ", host->Concatenated(rest, another)));
  }
  EXPECT_EQ(ReadingReferral(referral.id), "RECORD_DAMAGED");
  EXPECT_EQ(ReadingSection(referral.id, PacketSection::kNeed), "RECORD_DAMAGED");
  EXPECT_EQ(Reason(store().Read([&](Transaction& t) { return t.households().Find(household.id).status(); })), "RECORD_DAMAGED");
  EXPECT_EQ(Reason(store().Read([&](Transaction& t) { return t.case_files().Find(case_file.id).status(); })), "RECORD_DAMAGED");
  EXPECT_EQ(Reason(store().Read([&](Transaction& t) -> absl::Status {
              EXPECT_FALSE(t.events().List(referral.id, {.size = 9, .after = ""}).value().front().genuine);
              return absl::OkStatus();
            })),
            "OK");
}

TEST_P(StoreSealing, TellsThatTwoRecordsWereSwapped) {
  const UnitId unit = StoredUnit();
  const Referral first = StoredReferral(unit, unit);
  const Referral second = StoredReferral(unit, unit);
  KeepOld(absl::StrCat("referrals WHERE id = ", Literal(first.id)));
  host->Execute(absl::StrCat("UPDATE referrals SET sealed = (SELECT sealed FROM old) WHERE id = ", Literal(second.id)));
  EXPECT_EQ(ReadingReferral(first.id), "OK");
  EXPECT_EQ(ReadingReferral(second.id), "RECORD_DAMAGED");
}

TEST_P(StoreSealing, TellsThatAPacketWasSealedForAnotherReferral) {
  const UnitId unit = StoredUnit();
  const Referral referral = make.MakeReferral(unit, unit);
  const SealedPacket of_another = store().SealPacket(make.NewId<ReferralId>(), make.MakePacket());
  EXPECT_EQ(Do([&](Transaction& t) { return t.referrals().Insert(referral, of_another); }), "OK");
  EXPECT_EQ(ReadingReferral(referral.id), "OK");
  EXPECT_EQ(ReadingSection(referral.id, PacketSection::kNeed), "RECORD_DAMAGED");
}

TEST_P(StoreSealing, TellsThatWhatIsInClearWasChanged) {
  const UnitId unit = StoredUnit();
  for (const std::string_view change : {"receiver = X'00000000000070008000000000000001'", "state = 10", "accountable = NULL",
                                        "urgency = 1", "due_time = 0", "sender_number = 'R-2026-9999'", "reading_suspended = 1"}) {
    const Referral referral = StoredReferral(unit, unit);
    EXPECT_EQ(ReadingReferral(referral.id), "OK");
    host->Execute(absl::StrCat("UPDATE referrals SET ", std::string(change), " WHERE id = ", Literal(referral.id)));
    EXPECT_EQ(ReadingReferral(referral.id), "RECORD_DAMAGED") << change;
  }
}

TEST_P(StoreSealing, TellsThatTwoSectionsWereSwapped) {
  const UnitId unit = StoredUnit();
  const Referral referral = StoredReferral(unit, unit);
  KeepOld("packet_sections WHERE section = 3");
  host->Execute("UPDATE packet_sections SET sealed = (SELECT sealed FROM old) WHERE section = 5");
  EXPECT_EQ(ReadingSection(referral.id, PacketSection::kNeed), "OK");
  EXPECT_EQ(ReadingSection(referral.id, PacketSection::kChronology), "RECORD_DAMAGED");
}

TEST_P(StoreSealing, TellsThatAnOldVersionWasPutBackUnderTheNewNumber) {
  const UnitId unit = StoredUnit();
  Referral referral = StoredReferral(unit, unit);
  KeepOld("referrals");
  ++referral.version;
  EXPECT_EQ(Do([&](Transaction& t) { return t.referrals().Update(referral); }), "OK");
  host->Execute("UPDATE referrals SET sealed = (SELECT sealed FROM old)");
  EXPECT_EQ(ReadingReferral(referral.id), "RECORD_DAMAGED");
}

TEST_P(StoreSealing, GivesARewrittenSectionANewVersion) {
  const UnitId unit = StoredUnit();
  const Referral referral = StoredReferral(unit, unit);
  KeepOld("packet_sections WHERE section = 3");
  EXPECT_EQ(Do([&](Transaction& t) { return t.referrals().WriteSections(referral.id, make.MakePacket()); }), "OK");
  host->Execute("UPDATE packet_sections SET sealed = (SELECT sealed FROM old) WHERE section = 3");
  EXPECT_EQ(ReadingSection(referral.id, PacketSection::kNeed), "RECORD_DAMAGED");
}

// Who can write the database but has no keys must not sign in as somebody else, nor give a session more than it was opened with.
TEST_P(StoreSealing, TellsThatAnOfficerOrASessionIsNotAsItWasWritten) {
  const UnitId unit = StoredUnit();
  const Officer accomplice = StoredOfficer(unit, "accomplice");
  const std::string other_unit = Literal(StoredUnit());
  int number = 0;
  for (const std::string& change : {absl::StrCat("unit = ", other_unit), std::string("assignments = '10@'"),
                                    std::string("disabled = 1 - disabled"), std::string("password_hash = 'that of the accomplice'"),
                                    std::string("sign_in_name = 'another'"), std::string("mac = X''")}) {
    const Officer officer = StoredOfficer(unit, absl::StrCat("officer", ++number));
    const auto reading = [&] {
      return Reason(store().Read([&](Transaction& t) { return t.officers().Find(officer.id).status(); }));
    };
    EXPECT_EQ(reading(), "OK");
    host->Execute(absl::StrCat("UPDATE officers SET ", change, " WHERE id = ", Literal(officer.id)));
    EXPECT_EQ(reading(), "RECORD_DAMAGED") << change;
  }
  for (const std::string& change : {absl::StrCat("unit = ", other_unit), std::string("role = 10"), std::string("region_scope = ''"),
                                    std::string("expire_time = expire_time + 1000000"), std::string("mac = X''")}) {
    const Session session = make.MakeSession(accomplice, absl::StrCat("digest ", ++number));
    EXPECT_EQ(Do([&](Transaction& t) { return t.sessions().Insert(session); }), "OK");
    const auto reading = [&] {
      // As it is stored, whatever the store knows.
      return Reason(store().ReadSnapshot([&](Transaction& t) { return t.sessions().FindActing(session.token_digest).status(); }));
    };
    EXPECT_EQ(reading(), "OK");
    host->Execute(absl::StrCat("UPDATE sessions SET ", change));
    EXPECT_EQ(reading(), "RECORD_DAMAGED") << change;
    host->Execute("DELETE FROM sessions");
  }
}

TEST_P(StoreSealing, DoesNotHinderAReaderOfOtherSections) {
  const UnitId unit = StoredUnit();
  const Referral referral = StoredReferral(unit, unit);
  host->Execute("UPDATE packet_sections SET sealed = X'00' WHERE section = 5");
  EXPECT_EQ(ReadingSection(referral.id, PacketSection::kNeed), "OK");
  EXPECT_EQ(ReadingSection(referral.id, PacketSection::kChronology), "RECORD_DAMAGED");
}

}  // namespace
}  // namespace rujukan::testing
