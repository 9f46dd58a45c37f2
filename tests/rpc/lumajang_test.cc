// The trap of Lumajang: there a village operator chooses who gets health insurance, and "victim of violence" is a criterion on the
// list. A protection unit asks Dinas Sosial for it by a SERVICE_REQUEST; nothing that Dinas Sosial, the SLRT secretariat or the
// village can read, list, count or be told may differ from a request of the SLRT itself.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "rujukan/v1/inbox_event.pb.h"
#include "rujukan/v1/referral.pb.h"
#include "tests/rpc/fitting_request.h"
#include "tests/rpc/wire.h"

namespace rujukan::testing {
namespace {

struct Turn {
  // The sender, whoever it is, or Dinas Sosial.
  bool sender;
  Move move;
};

class Lumajang : public Wire {
 protected:
  ReferralId Ask(const Caller& sender) {
    Referral referral;
    referral.kind = ReferralKind::kServiceRequest;
    referral.receiver = world.dinas.unit;
    referral.legal_basis = LegalBasis::kConsent;
    referral.details.welfare_programs = {WelfareProgram::kPbiJkn};
    Packet packet;
    packet.identity.emplace().full_name = "Melati";
    packet.identity->nik = "9901016707920005";
    packet.need.emplace().eligibility = "tidak punya jaminan kesehatan";
    packet.household.emplace().address = "Dusun Contoh";
    const auto sent = world.desk().Create(world.From(sender, "ReferralService/CreateReferral"), referral, packet);
    EXPECT_TRUE(sent.ok()) << sent.status();
    return sent.ok() ? sent->name : ReferralId();
  }

  bool Make(const Caller& who, const ReferralId& name, Move move) {
    MoveRequest request;
    request.move = move;
    request.text = "kata";
    request.decline_reason = DeclineReason::kNotEligible;
    request.outcome = {OutcomeResult::kFulfilled, "aktif", ""};
    request.item_result = {WelfareProgram::kPbiJkn, ItemDecision::kProposed, "diusulkan"};
    request.resume_time = world.clock.Now() + absl::Hours(48);
    request.spoken_with_survivor_alone = who.unit == world.intake.unit;
    return world.Make(who, name, request).ok();
  }

  std::string TokenAs(const Caller& desk, Role role) {
    Caller caller = desk;
    caller.role = role;
    return TokenOf(caller);
  }

  // All that the receiver's desk reads, lists, is told and would be answered, without what is this request's own.
  std::string Seen(const std::string& token, const ReferralId& name) {
    v1::GetReferralRequest get;
    get.set_name(NameOf(name));
    v1::Referral entry;
    EXPECT_EQ(Call(token, get, entry).reason, "OK");
    std::string seen = absl::StrCat("GET\n", entry.DebugString());
    for (const auto box : {v1::ListReferralsRequest::BOX_UNSPECIFIED, v1::ListReferralsRequest::BOX_RECEIVED,
                           v1::ListReferralsRequest::BOX_ACCOUNTABLE}) {
      for (const bool open_only : {false, true}) {
        v1::ListReferralsRequest list;
        list.set_box(box);
        list.set_open_only(open_only);
        v1::ListReferralsResponse page;
        EXPECT_EQ(Call(token, list, page).reason, "OK");
        for (const v1::Referral& referral : page.referrals()) {
          if (referral.name() == entry.name()) absl::StrAppend(&seen, "LISTED ", box, open_only, "\n", referral.DebugString());
        }
      }
    }
    v1::ListInboxEventsRequest inbox;
    inbox.set_parent(NameOf(world.dinas.unit));
    inbox.set_page_size(500);
    v1::ListInboxEventsResponse told;
    EXPECT_EQ(Call(token, inbox, told).reason, "OK");
    for (v1::InboxEvent event : told.events()) {
      if (event.referral() != entry.name()) continue;
      event.clear_sequence();
      event.clear_cursor();
      event.clear_event_time();
      absl::StrAppend(&seen, "TOLD\n", event.DebugString());
    }
    store.undoes = true;
    for (const Method& method : MethodsOf("ReferralService")) {
      if (method.descriptor->input_type()->FindFieldByName("name") == nullptr) continue;
      const auto request = FittingRequest(method, NameOf(name),
                                          {.etag = entry.etag(),
                                           .request_id = NewRequestId(),
                                           .receiver = world.clinic.unit,
                                           .resume_time = world.clock.Now() + absl::Hours(48),
                                           .officer = NameOf(world.dinas.unit, world.dinas.officer)});
      const Answer answer = Call(token, *request);
      absl::StrAppend(&seen, method.name, ": ", answer.reason, answer.status.error_message(), answer.status.error_details(), "\n");
    }
    v1::GetPacketRequest read;
    read.set_name(NameOf(name) + "/packet");
    for (int section = 1; section <= 8; ++section) read.add_sections(static_cast<v1::PacketSection>(section));
    v1::Packet packet;
    if (Call(token, read, packet).reason == "OK") absl::StrAppend(&seen, "PACKET\n", packet.DebugString());
    store.undoes = false;
    std::vector<std::pair<std::string, std::string>> own = {{NameOf(name), "<name>"},
                                                            {entry.sender_number(), "<S number>"},
                                                            {entry.receiver_number(), "<M number>"},
                                                            {entry.subject(), "<subject>"},
                                                            {entry.etag(), "<etag>"}};
    return absl::StrReplaceAll(seen, own);
  }

  // All that a stranger reads, lists and is told, as it is.
  std::string SeenByStranger(const Caller& stranger, const ReferralId& name) {
    const std::string token = TokenOf(stranger);
    std::string seen;
    for (const auto& request : StrangersRequests(stranger, name)) {
      const auto& pool = *google::protobuf::DescriptorPool::generated_pool();
      std::string method = absl::StrCat("rujukan.v1.", std::string(MethodFor(*request->GetDescriptor())));
      method.replace(method.find('/'), 1, ".");
      const auto* type = pool.FindMethodByName(method)->output_type();
      const std::unique_ptr<google::protobuf::Message> response(
          google::protobuf::MessageFactory::generated_factory()->GetPrototype(type)->New());
      const Answer answer = Call(token, *request, *response);
      if (auto* told = dynamic_cast<v1::ListInboxEventsResponse*>(response.get())) told->clear_next_cursor();
      absl::StrAppend(&seen, answer.reason, answer.status.error_message(), answer.status.error_details(), "\n",
                      response->DebugString());
    }
    return seen;
  }

  std::vector<std::unique_ptr<google::protobuf::Message>> StrangersRequests(const Caller& stranger, const ReferralId& name) {
    std::vector<std::unique_ptr<google::protobuf::Message>> requests;
    for (const Method& method : MethodsOf("ReferralService")) {
      if (method.descriptor->input_type()->FindFieldByName("name") == nullptr) continue;
      requests.push_back(FittingRequest(method, NameOf(name),
                                        {.etag = "x",
                                         .request_id = NewRequestId(),
                                         .receiver = world.clinic.unit,
                                         .resume_time = world.clock.Now() + absl::Hours(48),
                                         .officer = NameOf(world.dinas.unit, world.dinas.officer)}));
    }
    requests.push_back(std::make_unique<v1::ListReferralsRequest>());
    auto inbox = std::make_unique<v1::ListInboxEventsRequest>();
    inbox->set_parent(NameOf(stranger.unit));
    requests.push_back(std::move(inbox));
    return requests;
  }
};

TEST_F(Lumajang, ARequestOfTheProtectionUnitIsToDinasSosialOneOfTheSlrt) {
  using M = Move;
  const std::vector<std::vector<Turn>> lives = {
      {{false, M::kReceive},
       {false, M::kAsk},
       {true, M::kAnswer},
       {false, M::kAccept},
       {false, M::kStart},
       {false, M::kProgress},
       {false, M::kHold},
       {false, M::kResume},
       {false, M::kReport},
       {true, M::kDispute},
       {false, M::kReport},
       {true, M::kAcknowledge}},
      {{false, M::kReturn}, {true, M::kResend}, {false, M::kReceive}, {false, M::kReport}, {true, M::kAcknowledge}},
      {{false, M::kReceive}, {false, M::kDecline}, {true, M::kCloseUnserved}},
      {{true, M::kRecall}},
      {{false, M::kReceive}, {true, M::kRecall}, {false, M::kConfirmPurge}},
      {{false, M::kReceive}, {false, M::kAccept}, {true, M::kWithdrawConsent}, {false, M::kConfirmPurge}},
  };
  std::vector<std::string> desks;
  for (const Role role : {Role::kWelfareProgramOfficer, Role::kSlrtManager, Role::kFacilitator, Role::kSubdistrictSupervisor}) {
    desks.push_back(TokenAs(world.dinas, role));
  }
  int compared = 0;
  for (const std::vector<Turn>& life : lives) {
    const ReferralId of_unit = Ask(world.case_manager);
    const ReferralId of_slrt = Ask(world.secretariat);
    const auto compare = [&](const std::string& when) {
      for (const std::string& token : desks) {
        EXPECT_EQ(Seen(token, of_unit), Seen(token, of_slrt)) << when;
        ++compared;
      }
    };
    compare("sent");
    for (const Turn& turn : life) {
      ASSERT_TRUE(Make(turn.sender ? world.case_manager : world.dinas, of_unit, turn.move)) << NameOf(turn.move);
      ASSERT_TRUE(Make(turn.sender ? world.secretariat : world.dinas, of_slrt, turn.move)) << NameOf(turn.move);
      compare(std::string(NameOf(turn.move)));
    }
  }
  EXPECT_GT(compared, 100);
}

TEST_F(Lumajang, TheSlrtAndTheVillageLearnNothingOfARequestOfTheProtectionUnit) {
  const ReferralId unknown("019cac0f-2680-7fff-8000-00000000abcd");
  const std::vector<Caller> strangers = {world.secretariat, world.post, world.other_post};
  std::vector<std::string> before;
  for (const Caller& stranger : strangers) before.push_back(SeenByStranger(stranger, unknown));
  const ReferralId request = Ask(world.case_manager);
  for (const Move move : {Move::kReceive, Move::kAccept, Move::kProgress, Move::kReport}) {
    ASSERT_TRUE(Make(world.dinas, request, move));
    for (std::size_t i = 0; i < strangers.size(); ++i) {
      EXPECT_EQ(SeenByStranger(strangers[i], request), before[i]) << NameOf(move);
    }
  }
}

}  // namespace
}  // namespace rujukan::testing
