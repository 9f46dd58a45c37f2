// How often a call asks the database. On a server each statement is a round trip, which a call spends most of its time with.
#include <regex>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "rujukan/v1/household.pb.h"
#include "rujukan/v1/referral.pb.h"
#include "tests/rpc/wire.h"

namespace rujukan::testing {
namespace {

using ::testing::ElementsAre;

class RoundTrips : public Wire {
 protected:
  // What the statements of a call do, and to which table first.
  std::vector<std::string> Of(const std::string& token, const google::protobuf::Message& request,
                              google::protobuf::Message& response) {
    statements.Begin();
    EXPECT_EQ(Call(token, request, response).reason, "OK");
    std::vector<std::string> short_texts;
    static const std::regex kShort(R"(^(SELECT|DELETE)\b.*? FROM (\w+).*|^(INSERT) INTO (\w+).*|^(UPDATE) (\w+).*)");
    for (const std::string& text : statements.Texts()) {
      // What asks whether the store is well belongs to no call.
      if (text.find("schema_versions") != std::string::npos) continue;
      short_texts.push_back(std::regex_replace(text, kShort, "$1$3$5 $2$4$6"));
    }
    return short_texts;
  }

  v1::CreateHouseholdRequest NewHousehold(int members) {
    v1::CreateHouseholdRequest request;
    request.set_request_id(NewRequestId());
    v1::Household& household = *request.mutable_household();
    household.set_region("73.09.01.2003");
    household.set_address("Jl. Poros");
    for (int i = 0; i < members; ++i) {
      v1::Person& member = *household.add_members();
      member.set_full_name("Bunga");
      member.set_nik(absl::StrCat("997101410790000", i + 1));
    }
    return request;
  }
};

TEST_F(RoundTrips, AreThreeToShowAReferral) {
  v1::GetReferralRequest request;
  request.set_name(NameOf(world.Send(world.hospital, world.intake, ReferralKind::kReferral).name));
  for (const Caller& caller : {world.hospital, world.intake}) {
    v1::Referral shown;
    EXPECT_THAT(Of(TokenOf(caller), request, shown), ElementsAre("SELECT sessions", "SELECT referrals", "SELECT units"));
  }
}

TEST_F(RoundTrips, AreOneForEveryTableThatSendingAReferralReadsOrWritesAndTwoForWhatItCounts) {
  // So that inboxes and series are there.
  world.Send(world.hospital, world.intake, ReferralKind::kReferral);
  v1::CreateReferralRequest request;
  request.set_request_id(NewRequestId());
  v1::Referral& referral = *request.mutable_referral();
  referral.set_kind(v1::REFERRAL_KIND_REFERRAL);
  referral.set_receiver(NameOf(world.intake.unit));
  referral.set_legal_basis(v1::LEGAL_BASIS_CONSENT);
  referral.add_requested_services(v1::SERVICE_OUTREACH);
  request.mutable_packet()->mutable_need()->set_eligibility("penghasilan hilang");
  v1::Referral made;
  EXPECT_THAT(Of(TokenOf(world.hospital), request, made),
              ElementsAre("SELECT sessions", "SELECT receipts", "SELECT units", "UPDATE numbers", "SELECT numbers",
                          "INSERT referrals", "INSERT packet_sections", "INSERT events", "INSERT unsigned_events", "UPDATE inboxes",
                          "SELECT inboxes", "INSERT inbox_events", "INSERT receipts"));
}

TEST_F(RoundTrips, AreOneForEveryTableThatRecordingAHouseholdReadsOrWrites) {
  v1::Household made;
  EXPECT_THAT(Of(TokenOf(world.post), NewHousehold(4), made),
              ElementsAre("SELECT sessions", "SELECT receipts", "SELECT regions", "INSERT households", "INSERT household_numbers",
                          "INSERT record_events", "INSERT unsigned_events", "INSERT receipts"));
}

TEST_F(RoundTrips, AreOneMoreForEveryFourNumbersOfAHousehold) {
  v1::Household made;
  EXPECT_THAT(Of(TokenOf(world.post), NewHousehold(5), made),
              ElementsAre("SELECT sessions", "SELECT receipts", "SELECT regions", "INSERT households", "INSERT household_numbers",
                          "INSERT household_numbers", "INSERT record_events", "INSERT unsigned_events", "INSERT receipts"));
}

TEST_F(RoundTrips, AreOneForEveryTableThatFlaggingAHouseholdReadsOrWritesAndTwoForItsChain) {
  v1::Household household;
  ASSERT_EQ(Call(TokenOf(world.post), NewHousehold(2), household).reason, "OK");
  v1::FlagHouseholdRequest flag;
  flag.set_request_id(NewRequestId());
  flag.set_name(household.name());
  flag.set_etag(household.etag());
  flag.add_flags()->set_vulnerability(v1::VULNERABILITY_WOMAN_HEADED);
  EXPECT_THAT(Of(TokenOf(world.post), flag, household),
              ElementsAre("SELECT sessions", "SELECT receipts", "SELECT households", "UPDATE households", "SELECT record_events",
                          "INSERT record_events", "INSERT unsigned_events", "INSERT receipts"));
}

TEST_F(RoundTrips, AreThreeMoreWhereANumberOfAHouseholdIsReplaced) {
  v1::Household household;
  ASSERT_EQ(Call(TokenOf(world.post), NewHousehold(2), household).reason, "OK");
  v1::UpdateHouseholdRequest update;
  update.set_request_id(NewRequestId());
  *update.mutable_household() = household;
  update.mutable_household()->mutable_members(0)->set_nik("9971014107900008");
  EXPECT_THAT(Of(TokenOf(world.post), update, household),
              ElementsAre("SELECT sessions", "SELECT receipts", "SELECT households", "UPDATE households",
                          "SELECT household_numbers", "DELETE household_numbers", "INSERT household_numbers",
                          "SELECT record_events", "INSERT record_events", "INSERT unsigned_events", "INSERT receipts"));
}

TEST_F(RoundTrips, AreNoneForTheNumbersOfAHouseholdThatAnImportFindsByThemAndChangesOtherwise) {
  v1::Household household;
  ASSERT_EQ(Call(TokenOf(world.post), NewHousehold(1), household).reason, "OK");
  v1::BatchImportHouseholdsRequest import;
  import.set_request_id(NewRequestId());
  v1::HouseholdRow& row = *import.add_rows();
  row.set_line_number(1);
  row.set_nik(household.members(0).nik());
  row.set_full_name(household.members(0).full_name());
  row.set_region(household.region());
  row.set_address("Jl. Baru");
  v1::BatchImportHouseholdsResponse imported;
  // It is searched for by its number.
  EXPECT_THAT(Of(TokenOf(world.post), import, imported),
              ElementsAre("SELECT sessions", "SELECT receipts", "SELECT regions", "UPDATE regions", "SELECT household_numbers",
                          "UPDATE households", "SELECT record_events", "INSERT record_events", "INSERT unsigned_events",
                          "INSERT receipts"));
}

}  // namespace
}  // namespace rujukan::testing
