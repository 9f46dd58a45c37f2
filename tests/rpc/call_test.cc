// Every call, through a real channel, against SQLite: who may, what is wrong, and that nothing changed.
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "rujukan/v1/case_file.pb.h"
#include "rujukan/v1/household.pb.h"
#include "rujukan/v1/officer.pb.h"
#include "rujukan/v1/referral.pb.h"
#include "rujukan/v1/region.pb.h"
#include "rujukan/v1/session.pb.h"
#include "rujukan/v1/unit.pb.h"
#include "server/domain/policy.h"
#include "tests/rpc/valid_request.h"
#include "tests/rpc/wire.h"

namespace rujukan::testing {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kUnknown[] = "0195553f-1400-7fff-8000-00000000abcd";

class CallTest : public Wire {
 protected:
  // A caller whose role may call the method.
  std::string TokenFor(const std::string& method) {
    if (tokens_.empty()) {
      Caller administrator = world.office_above;
      administrator.role = Role::kAdministrator;
      Caller auditor = world.intake;
      auditor.role = Role::kAuditor;
      for (const Caller& caller : {administrator, world.post, world.intake, auditor})
        tokens_.emplace_back(caller.role, TokenOf(caller));
    }
    for (const auto& [role, token] : tokens_) {
      if (MayCall(role, method).ok()) return token;
    }
    ADD_FAILURE() << "nobody may call " << method;
    return "";
  }

  std::vector<Method> UnaryMethods() {
    std::vector<Method> methods = AllMethods();
    std::erase_if(methods, [](const Method& method) { return method.descriptor->server_streaming(); });
    return methods;
  }

 private:
  std::vector<std::pair<Role, std::string>> tokens_;
};

TEST_F(CallTest, NeedsASessionForEveryMethodButSigningIn) {
  for (const Method& method : UnaryMethods()) {
    if (method.name == "SessionService/SignIn") continue;
    const auto request = ValidRequest(*method.descriptor->input_type());
    for (const char* token : {"", "no-such-token"}) {
      const Answer answer = Call(token, *request);
      EXPECT_EQ(answer.reason, "SIGN_IN_NEEDED") << method.name;
      EXPECT_EQ(answer.status.error_code(), grpc::StatusCode::UNAUTHENTICATED) << method.name;
    }
  }
}

TEST_F(CallTest, AnswersNobodyAfterTheSessionEnded) {
  const std::string token = TokenOf(world.post);
  EXPECT_EQ(Call(token, v1::GetSessionRequest()).reason, "OK");
  EXPECT_EQ(Call(token, v1::SignOutRequest()).reason, "OK");
  EXPECT_EQ(Call(token, v1::GetSessionRequest()).reason, "SIGN_IN_NEEDED");

  const std::string idle = TokenOf(world.post);
  world.clock.Advance(absl::Minutes(31));
  EXPECT_EQ(Call(idle, v1::GetSessionRequest()).reason, "SIGN_IN_NEEDED");
}

TEST_F(CallTest, RefusesTheWrongRoleBeforeItLooksAtTheForm) {
  for (const Method& method : UnaryMethods()) {
    if (method.name == "SessionService/SignIn") continue;
    const std::unique_ptr<Message> malformed = ValidRequest(*method.descriptor->input_type());
    malformed->Clear();
    for (const Role role : {Role::kAdministrator, Role::kPuskesosOperator, Role::kCompanion, Role::kDataOfficer, Role::kAuditor}) {
      if (MayCall(role, method.name).ok()) continue;
      Caller caller = world.intake;
      caller.role = role;
      const Answer answer = Call(TokenOf(caller), *malformed);
      EXPECT_EQ(answer.reason, "ROLE_NOT_ALLOWED") << method.name;
      EXPECT_TRUE(answer.violations.empty()) << method.name;
    }
  }
}

// For every field of every request: one thing wrong there, from a caller who may call, is named and changes nothing.
TEST_F(CallTest, RefusesAnyMalformedFieldOfAnyRequestAndChangesNothing) {
  int refused = 0;
  for (const Method& method : UnaryMethods()) {
    const std::string token = method.name == "SessionService/SignIn" ? "" : TokenFor(method.name);
    std::vector<std::string> paths;
    VisitFields(*ValidRequest(*method.descriptor->input_type()), [&](const FieldOfRequest& field) { paths.push_back(field.path); });
    for (const std::string& path : paths) {
      const std::unique_ptr<Message> request = ValidRequest(*method.descriptor->input_type());
      std::string expected;
      VisitFields(*request, [&](const FieldOfRequest& field) {
        if (field.path != path) return;
        const std::string item = field.field.is_repeated() ? path + "[0]" : path;
        if (field.field.cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
          SetText(field, std::string(9'000, 'a'));
          expected = item;
        } else if (field.field.cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
          const auto& reflection = *field.holder.GetReflection();
          if (field.field.is_repeated()) {
            reflection.SetRepeatedEnumValue(&field.holder, &field.field, 0, 9999);
          } else {
            reflection.SetEnumValue(&field.holder, &field.field, 9999);
          }
          expected = item;
        }
      });
      if (expected.empty()) continue;
      const int commits = store.commits;
      const Answer answer = Call(token, *request);
      EXPECT_EQ(answer.reason, "INVALID_REQUEST") << method.name << " " << path;
      EXPECT_THAT(answer.violations, Contains(HasSubstr(expected + " "))) << method.name << " " << path;
      EXPECT_EQ(store.commits, commits) << method.name << " " << path;
      ++refused;
    }
  }
  EXPECT_GT(refused, 200);
}

TEST_F(CallTest, NamesAllViolationsAtOnce) {
  v1::CreateHouseholdRequest request;
  request.mutable_household()->set_region("7309012003");
  request.mutable_household()->set_family_card_number("7,3E+15");
  request.mutable_household()->add_members()->set_birth_date("2023-02-29");
  EXPECT_THAT(Call(TokenOf(world.post), request).violations,
              ::testing::UnorderedElementsAre(
                  "household.region BPS_REGION_CODE", "household.family_card_number DAMAGED_BY_SPREADSHEET",
                  "household.members[0].full_name REQUIRED", "household.members[0].birth_date NOT_A_DATE", "request_id REQUIRED"));
}

TEST_F(CallTest, RefusesANegativePageSize) {
  v1::ListUnitsRequest request;
  request.set_page_size(-1);
  EXPECT_THAT(Call(TokenOf(world.post), request).violations, ElementsAre("page_size OUT_OF_RANGE"));
}

TEST_F(CallTest, RefusesAnOversizedRequestAndChangesNothing) {
  v1::CreateReferralRequest request = NewReferral(world.dinas.unit);
  request.mutable_packet()->mutable_need()->set_purpose(std::string(static_cast<std::size_t>(kRequestBytesMax), 'a'));
  const std::string token = TokenOf(world.post);
  const int commits = store.commits;
  EXPECT_EQ(Call(token, request).status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(store.commits, commits);
}

TEST_F(CallTest, AnswersUnknownAndForeignNamesByteForByteAlike) {
  v1::Referral made;
  ASSERT_EQ(Call(TokenOf(world.post), NewReferral(world.dinas.unit), made).reason, "OK");
  v1::CreateCaseFileRequest file;
  file.set_request_id(NewRequestId());
  file.mutable_case_file()->set_kind(v1::CASE_FILE_KIND_WELFARE);
  v1::CaseFile made_file;
  ASSERT_EQ(Call(TokenOf(world.post), file, made_file).reason, "OK");

  const std::string stranger = TokenOf(world.hospital);
  const auto expect_alike = [&](auto request, const std::string& foreign, const std::string& unknown) {
    request.set_name(foreign);
    const Answer one = Call(stranger, request);
    request.set_name(unknown);
    const Answer other = Call(stranger, request);
    EXPECT_EQ(one.reason, "NOT_FOUND") << foreign;
    EXPECT_EQ(one.status.error_code(), other.status.error_code());
    EXPECT_EQ(one.status.error_message(), other.status.error_message());
    EXPECT_EQ(one.status.error_details(), other.status.error_details());
  };
  expect_alike(v1::GetReferralRequest(), made.name(), absl::StrCat("referrals/", kUnknown));
  expect_alike(v1::GetCaseFileRequest(), made_file.name(), absl::StrCat("caseFiles/", kUnknown));
  expect_alike(v1::GetOfficerRequest(), NameOf(world.post.unit, world.post.officer),
               absl::StrCat(NameOf(world.post.unit), "/officers/", kUnknown));
  v1::AcceptReferralRequest accept;
  accept.set_request_id(NewRequestId());
  accept.set_etag("any");
  expect_alike(accept, made.name(), absl::StrCat("referrals/", kUnknown));
}

TEST_F(CallTest, CarriesOutARequestOnce) {
  const std::string token = TokenOf(world.post);
  v1::CreateReferralRequest request = NewReferral(world.dinas.unit);
  v1::Referral first, again;
  ASSERT_EQ(Call(token, request, first).reason, "OK");
  const int commits = store.commits;
  ASSERT_EQ(Call(token, request, again).reason, "OK");
  EXPECT_EQ(again.name(), first.name());
  v1::ListReferralsResponse list;
  ASSERT_EQ(Call(token, v1::ListReferralsRequest(), list).reason, "OK");
  EXPECT_EQ(list.referrals_size(), 1);

  request.mutable_referral()->add_welfare_programs(v1::WELFARE_PROGRAM_PKH);
  EXPECT_EQ(Call(token, request).reason, "REQUEST_ID_REUSED");
  // What only the server sets is not part of the request.
  request.mutable_referral()->mutable_welfare_programs()->RemoveLast();
  request.mutable_referral()->set_sender_number("R-1");
  EXPECT_EQ(Call(token, request).reason, "OK");
  EXPECT_GE(store.commits, commits);
}

TEST_F(CallTest, RefusesAStaleEtagAndAMoveOutOfTheTable) {
  v1::Referral made;
  ASSERT_EQ(Call(TokenOf(world.post), NewReferral(world.dinas.unit), made).reason, "OK");
  const std::string dinas = TokenOf(world.dinas);
  v1::GetReferralRequest get;
  get.set_name(made.name());
  v1::Referral seen, after;
  ASSERT_EQ(Call(dinas, get, seen).reason, "OK");

  v1::AcceptReferralRequest accept;
  accept.set_name(made.name());
  accept.set_etag(seen.etag());
  accept.set_request_id(NewRequestId());
  EXPECT_EQ(Call(dinas, accept).reason, "WRONG_STATE");
  v1::ReceiveReferralRequest receive;
  receive.set_name(made.name());
  receive.set_etag("0000000000000000");
  receive.set_request_id(NewRequestId());
  EXPECT_EQ(Call(dinas, receive).reason, "ETAG_STALE");
  ASSERT_EQ(Call(dinas, get, after).reason, "OK");
  EXPECT_EQ(after.SerializeAsString(), seen.SerializeAsString());

  receive.set_etag(seen.etag());
  ASSERT_EQ(Call(dinas, receive, after).reason, "OK");
  EXPECT_EQ(after.state(), v1::REFERRAL_STATE_RECEIVED);
  EXPECT_EQ(after.assigned_officer(), NameOf(world.dinas.unit, world.dinas.officer));
}

TEST_F(CallTest, LeadsThroughAListPageByPage) {
  const std::string token = TokenOf(world.post);
  v1::ListUnitsRequest request;
  request.set_page_size(3);
  std::set<std::string> names;
  int pages = 0;
  do {
    v1::ListUnitsResponse page;
    ASSERT_EQ(Call(token, request, page).reason, "OK");
    EXPECT_LE(page.units_size(), 3);
    for (const v1::Unit& unit : page.units()) EXPECT_TRUE(names.insert(unit.name()).second) << unit.name();
    request.set_page_token(page.next_page_token());
    ++pages;
  } while (!request.page_token().empty());
  v1::ListUnitsResponse all;
  request.set_page_size(500);
  ASSERT_EQ(Call(token, request, all).reason, "OK");
  EXPECT_EQ(names.size(), static_cast<std::size_t>(all.units_size()));
  EXPECT_GT(pages, 3);
}

TEST_F(CallTest, TakesAPageTokenOnlyForItsOwnRequestAndUnit) {
  const std::string token = TokenOf(world.post);
  v1::ListUnitsRequest request;
  request.set_page_size(2);
  v1::ListUnitsResponse page;
  ASSERT_EQ(Call(token, request, page).reason, "OK");
  ASSERT_FALSE(page.next_page_token().empty());
  request.set_page_token(page.next_page_token());
  request.set_page_size(4);
  EXPECT_EQ(Call(token, request).reason, "OK") << "another page size is the same request";

  EXPECT_EQ(Call(TokenOf(world.dinas), request).reason, "PAGE_TOKEN_FOREIGN");
  v1::ListUnitsRequest narrower = request;
  narrower.set_kind(v1::UNIT_KIND_PUSKESOS);
  EXPECT_EQ(Call(token, narrower).reason, "PAGE_TOKEN_FOREIGN");
  v1::ListRegionsRequest regions;
  regions.set_page_token(page.next_page_token());
  EXPECT_EQ(Call(token, regions).reason, "PAGE_TOKEN_FOREIGN");
  std::string altered = page.next_page_token();
  altered[altered.size() / 2] = altered[altered.size() / 2] == 'A' ? 'B' : 'A';
  request.set_page_token(altered);
  EXPECT_EQ(Call(token, request).reason, "PAGE_TOKEN_FOREIGN");
  request.set_page_token("?");
  EXPECT_EQ(Call(token, request).reason, "PAGE_TOKEN_FOREIGN");
}

TEST_F(CallTest, TakesACursorOnlyForItsOwnUnit) {
  world.Send(world.post, world.dinas, ReferralKind::kReferral);
  v1::ListInboxEventsRequest request;
  request.set_parent(NameOf(world.dinas.unit));
  v1::ListInboxEventsResponse events;
  ASSERT_EQ(Call(TokenOf(world.dinas), request, events).reason, "OK");
  ASSERT_EQ(events.events_size(), 1);
  const std::string after_it = events.events(0).cursor();
  for (const std::string& cursor : {events.next_cursor(), after_it}) {
    request.set_cursor(cursor);
    ASSERT_EQ(Call(TokenOf(world.dinas), request, events).reason, "OK");
    EXPECT_EQ(events.events_size(), 0);
  }
  request.set_parent(NameOf(world.hospital.unit));
  EXPECT_EQ(Call(TokenOf(world.hospital), request).reason, "PAGE_TOKEN_FOREIGN");
  request.clear_cursor();
  EXPECT_EQ(Call(TokenOf(world.dinas), request).reason, "NOT_FOUND") << "an inbox is its own unit's";
}

TEST_F(CallTest, GivesBackWhatASenderSent) {
  v1::CreateReferralRequest request = NewReferral(world.hospital.unit);
  v1::Referral& referral = *request.mutable_referral();
  referral.set_urgency(v1::URGENCY_HIGH);
  referral.clear_welfare_programs();
  referral.add_requested_services(v1::SERVICE_HEALTH);
  referral.add_external_numbers("SIMFONI 1");
  referral.set_recorded_for("sekolah");
  referral.set_channel(v1::CHANNEL_OUTREACH);
  referral.set_reporter(v1::REPORTER_INSTITUTION);
  referral.mutable_report_time()->set_seconds(1'770'000'000);
  referral.set_report_time_precision(v1::TIME_PRECISION_DAY);
  referral.set_region("73.09.01.2003");
  v1::Packet& packet = *request.mutable_packet();
  packet.mutable_contact()->set_safe_contact("di posyandu\nhari Selasa");
  packet.mutable_contact()->set_danger_now(true);
  packet.mutable_identity()->set_full_name("Bunga");
  packet.mutable_identity()->set_nik("9971014107900001");
  packet.mutable_chronology()->set_chronology("kronologi");
  packet.mutable_health()->set_physical("memar");
  packet.mutable_attachments()->add_titles("visum");
  v1::Referral made;
  ASSERT_EQ(Call(TokenOf(world.companion), request, made).reason, "OK");
  for (const char* field : {"kind", "receiver", "urgency", "legal_basis", "requested_services", "external_numbers", "recorded_for",
                            "channel", "reporter", "report_time", "report_time_precision", "region"}) {
    const FieldDescriptor* descriptor = v1::Referral::descriptor()->FindFieldByName(field);
    v1::Referral sent_field, made_field;
    for (const auto& [from, to] : {std::pair{&referral, &sent_field}, std::pair{&made, &made_field}}) {
      v1::Referral copy = *from;
      std::vector<const FieldDescriptor*> set;
      copy.GetReflection()->ListFields(copy, &set);
      for (const FieldDescriptor* other : set) {
        if (other != descriptor) copy.GetReflection()->ClearField(&copy, other);
      }
      *to = copy;
    }
    EXPECT_EQ(made_field.SerializeAsString(), sent_field.SerializeAsString()) << field;
    EXPECT_FALSE(made_field.SerializeAsString().empty()) << field;
  }

  v1::GetPacketRequest read;
  read.set_name(made.name() + "/packet");
  for (int section = 1; section <= 8; ++section) read.add_sections(static_cast<v1::PacketSection>(section));
  v1::Packet answered;
  ASSERT_EQ(Call(TokenOf(world.companion), read, answered).reason, "OK");
  packet.set_name(read.name());
  EXPECT_EQ(answered.SerializeAsString(), packet.SerializeAsString());
}

TEST_F(CallTest, GivesBackTheHouseholdThatWasWritten) {
  v1::CreateHouseholdRequest request;
  request.set_request_id(NewRequestId());
  v1::Household& household = *request.mutable_household();
  household.set_family_card_number("9971010107150001");
  household.set_region("73.09.01.2003");
  household.set_address("Jl. Poros");
  household.set_rt("001");
  household.set_rw("002");
  household.set_decile(2);
  household.set_decile_source(v1::DECILE_SOURCE_DTSEN);
  household.set_decile_as_of("2026-01-01");
  v1::Person& member = *household.add_members();
  member.set_nik("9971014107900001");
  member.set_full_name("Bunga");
  member.set_sex(v1::SEX_MALE);
  member.set_birth_date("1990-07-01");
  member.set_relation(v1::FAMILY_RELATION_HEAD);
  member.set_phone("0812 0000 0000");
  v1::Household made;
  ASSERT_EQ(Call(TokenOf(world.post), request, made).reason, "OK");
  EXPECT_THAT(made.name(), ::testing::StartsWith("households/"));
  ASSERT_GE(made.warnings_size(), 1);
  std::set<std::string> warned;
  for (const v1::FieldWarning& warning : made.warnings()) {
    warned.insert(warning.reason());
    EXPECT_FALSE(warning.message_id().empty());
    EXPECT_FALSE(warning.message_en().empty());
  }
  EXPECT_TRUE(warned.contains("SEX_DIFFERS_FROM_NIK"));
  member.set_birth_date_precision(v1::TIME_PRECISION_EXACT);
  household.set_name(made.name());
  household.set_etag(made.etag());
  *household.mutable_create_time() = made.create_time();
  *household.mutable_update_time() = made.update_time();
  made.clear_warnings();
  EXPECT_EQ(made.SerializeAsString(), household.SerializeAsString());
}

TEST_F(CallTest, ImportsRowsWithNamesInNfc) {
  v1::BatchImportHouseholdsRequest request;
  request.set_request_id(NewRequestId());
  v1::HouseholdRow& row = *request.add_rows();
  row.set_line_number(2);
  row.set_full_name("Rene\u0301");
  row.set_region("73.09.01.2003");
  row.set_nik("7,3E+15");
  v1::BatchImportHouseholdsResponse response;
  const std::string token = TokenOf(world.post);
  ASSERT_EQ(Call(token, request, response).reason, "OK");
  ASSERT_EQ(response.verdicts_size(), 1);
  EXPECT_EQ(response.verdicts(0).result(), v1::RowVerdict::RESULT_REJECTED);
  ASSERT_EQ(response.verdicts(0).errors_size(), 1);
  EXPECT_EQ(response.verdicts(0).errors(0).reason(), "DAMAGED_BY_SPREADSHEET");

  request.set_request_id(NewRequestId());
  request.mutable_rows(0)->clear_nik();
  ASSERT_EQ(Call(token, request, response).reason, "OK");
  ASSERT_EQ(response.verdicts(0).result(), v1::RowVerdict::RESULT_CREATED);
  v1::GetHouseholdRequest get;
  get.set_name(response.verdicts(0).household());
  v1::Household household;
  ASSERT_EQ(Call(token, get, household).reason, "OK");
  EXPECT_EQ(household.members(0).full_name(), "Ren\u00E9");
}

TEST_F(CallTest, LogsWhoDidWhatAndNothingOfARecord) {
  v1::CreateReferralRequest request = NewReferral(world.dinas.unit);
  request.mutable_packet()->mutable_identity()->set_full_name("Nama Rahasia");
  ASSERT_EQ(Call(TokenOf(world.post), request).reason, "OK");
  v1::GetReferralRequest get;
  get.set_name("Nama Rahasia");
  Call(TokenOf(world.post), get);
  const std::string log = Log();
  EXPECT_THAT(log,
              HasSubstr(absl::StrCat("call method=ReferralService/CreateReferral code=OK reason=- unit=", world.post.unit.value)));
  EXPECT_THAT(log, HasSubstr("request_id=" + request.request_id()));
  EXPECT_THAT(log, HasSubstr("call method=ReferralService/GetReferral code=INVALID_ARGUMENT reason=INVALID_REQUEST"));
  EXPECT_THAT(log, Not(HasSubstr("Rahasia")));
}

TEST_F(CallTest, AnswersADefectWithoutSayingWhatIsInIt) {
  const std::string token = TokenOf(world.post);
  store.throws = true;
  const Answer answer = Call(token, v1::GetSessionRequest());
  store.throws = false;
  EXPECT_EQ(answer.reason, "SERVER_DEFECT");
  EXPECT_THAT(answer.status.error_details(), Not(HasSubstr("9971014107900001")));
  EXPECT_THAT(Log(), Not(HasSubstr("9971014107900001")));
  EXPECT_EQ(Call(token, v1::GetSessionRequest()).reason, "OK");
}

TEST_F(CallTest, SaysThatTheStoreDoesNotAnswer) {
  const std::string token = TokenOf(world.post);
  store.down = true;
  const Answer answer = Call(token, NewReferral(world.dinas.unit));
  EXPECT_EQ(answer.reason, "STORE_UNAVAILABLE");
  EXPECT_EQ(answer.status.error_code(), grpc::StatusCode::UNAVAILABLE);
}

TEST_F(CallTest, SignsInWithAPasswordAndTellsNoOneWhichPartWasWrong) {
  const Method create{"OfficerService/CreateOfficer", nullptr};
  v1::CreateOfficerRequest request;
  request.set_parent(NameOf(world.post.unit));
  request.set_password("kata-sandi-panjang");
  request.set_request_id(NewRequestId());
  request.mutable_officer()->set_sign_in_name("siti");
  request.mutable_officer()->set_display_name("Siti");
  request.mutable_officer()->add_assignments()->set_role(v1::ROLE_PUSKESOS_OPERATOR);
  ASSERT_EQ(Call(TokenFor(create.name), request).reason, "OK");

  v1::SignInRequest sign_in;
  sign_in.set_sign_in_name("siti");
  sign_in.set_password("kata-sandi-panjang");
  v1::Session session;
  ASSERT_EQ(Call("", sign_in, session).reason, "OK");
  EXPECT_EQ(session.role(), v1::ROLE_PUSKESOS_OPERATOR);
  v1::Session described;
  ASSERT_EQ(Call(session.token(), v1::GetSessionRequest(), described).reason, "OK");
  EXPECT_TRUE(described.token().empty());
  EXPECT_EQ(described.officer(), session.officer());

  sign_in.set_password("salah-sama-sekali");
  const Answer wrong = Call("", sign_in);
  sign_in.set_sign_in_name("tidak.ada");
  const Answer unknown = Call("", sign_in);
  EXPECT_EQ(wrong.reason, "SIGN_IN_REFUSED");
  EXPECT_EQ(wrong.status.error_details(), unknown.status.error_details());
}

}  // namespace
}  // namespace rujukan::testing
