// How often a call asks the database. On a server each statement is a round trip, which a call spends most of its time with.
#include <regex>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "rujukan/v1/referral.pb.h"
#include "tests/rpc/wire.h"

namespace rujukan::testing {
namespace {

using ::testing::ElementsAre;

class RoundTrips : public Wire {
 protected:
  // What the statements of a call do, and to which table first.
  std::vector<std::string> Of(const std::string& token, const google::protobuf::Message& request) {
    statements.Begin();
    EXPECT_EQ(Call(token, request).reason, "OK");
    std::vector<std::string> short_texts;
    static const std::regex kShort(R"(^(SELECT)\b.*? FROM (\w+).*|^(INSERT) INTO (\w+).*|^(UPDATE) (\w+).*)");
    for (const std::string& text : statements.Texts()) {
      // What asks whether the store is well belongs to no call.
      if (text.find("schema_versions") != std::string::npos) continue;
      short_texts.push_back(std::regex_replace(text, kShort, "$1$3$5 $2$4$6"));
    }
    return short_texts;
  }
};

TEST_F(RoundTrips, AreThreeToShowAReferral) {
  v1::GetReferralRequest request;
  request.set_name(NameOf(world.Send(world.hospital, world.intake, ReferralKind::kReferral).name));
  for (const Caller& caller : {world.hospital, world.intake}) {
    EXPECT_THAT(Of(TokenOf(caller), request), ElementsAre("SELECT sessions", "SELECT referrals", "SELECT units"));
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
  EXPECT_THAT(Of(TokenOf(world.hospital), request),
              ElementsAre("SELECT sessions", "SELECT receipts", "SELECT units", "UPDATE numbers", "SELECT numbers",
                          "INSERT referrals", "INSERT packet_sections", "INSERT events", "INSERT unsigned_events", "UPDATE inboxes",
                          "SELECT inboxes", "INSERT inbox_events", "INSERT receipts"));
}

}  // namespace
}  // namespace rujukan::testing
