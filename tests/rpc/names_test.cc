// Names of what does not exist, of what is others', of what excludes the caller, and of what looks like a name: one answer, after
// the same statements.
#include <iostream>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gmock/gmock.h"
#include "google/api/resource.pb.h"
#include "gtest/gtest.h"
#include "rujukan/v1/audit.pb.h"
#include "rujukan/v1/case_file.pb.h"
#include "rujukan/v1/inbox_event.pb.h"
#include "rujukan/v1/officer.pb.h"
#include "rujukan/v1/referral.pb.h"
#include "rujukan/v1/session.pb.h"
#include "server/broker/case_book.h"
#include "server/broker/household_register.h"
#include "server/domain/policy.h"
#include "tests/rpc/valid_request.h"
#include "tests/rpc/wire.h"

namespace rujukan::testing {
namespace {

using google::protobuf::Message;

constexpr char kUnknown[] = "019cac0f-2680-7fff-8000-00000000abcd";

// Somebody, and names that must all be nothing to them, by the type of resource.
struct Stranger {
  Caller caller;
  std::string token;
  std::map<std::string, std::vector<std::string>> names;
};

class Names : public Wire {
 protected:
  // One of every role where it can be, each with an officer of their own.
  std::vector<Stranger> Strangers() {
    std::vector<Stranger> strangers;
    const std::pair<const Caller*, std::vector<Role>> desks[] = {
        {&world.post, {Role::kPuskesosOperator, Role::kFacilitator, Role::kSystem}},
        {&world.secretariat, {Role::kFacilitator, Role::kSubdistrictSupervisor, Role::kSlrtManager, Role::kDataOfficer}},
        {&world.dinas, {Role::kWelfareProgramOfficer, Role::kSlrtManager, Role::kAuditor}},
        {&world.intake,
         {Role::kProtectionIntakeOfficer, Role::kCompanion, Role::kCaseManager, Role::kProtectionUnitHead, Role::kAuditor}},
        {&world.hospital, {Role::kPartnerOfficer, Role::kSystem}},
    };
    for (const auto& [desk, roles] : desks) {
      for (const Role role : roles) strangers.push_back(Hire(*desk, role));
    }
    return strangers;
  }

  Stranger Hire(const Caller& desk, Role role) {
    Stranger stranger;
    stranger.caller = desk;
    stranger.caller.role = role;
    stranger.caller.officer = OfficerId(world.ids.NewUuid());
    const absl::Status hired = store.Transact([&](Transaction& transaction) {
      Officer officer;
      officer.id = stranger.caller.officer;
      officer.unit = desk.unit;
      officer.sign_in_name = "officer." + officer.id.value;
      officer.assignments = {{role, desk.region_scope}};
      return transaction.officers().Insert(officer);
    });
    EXPECT_TRUE(hired.ok()) << hired;
    stranger.token = TokenOf(stranger.caller);
    const bool protection = desk.unit == world.intake.unit;
    const ReferralId foreign =
        world.Send(protection ? world.hospital : world.intake, protection ? world.clinic : world.legal_aid, ReferralKind::kReferral)
            .name;
    const ReferralId excluding = SendExcluding(stranger.caller);
    stranger.names["rujukan/Referral"] = {NameOf(ReferralId(kUnknown)), NameOf(foreign), NameOf(excluding)};
    for (const std::string& name : stranger.names["rujukan/Referral"]) stranger.names["rujukan/Packet"].push_back(name + "/packet");
    const CaseFileId foreign_file = OpenFile(protection ? world.secretariat : world.intake, ReferralId());
    Caller colleague = desk;
    const CaseFileId excluding_file = OpenFile(colleague, excluding);
    stranger.names["rujukan/CaseFile"] = {NameOf(CaseFileId(kUnknown)), NameOf(foreign_file), NameOf(excluding_file)};
    stranger.names["rujukan/Household"] = {NameOf(HouseholdId(kUnknown)), NameOf(FarHousehold())};
    stranger.names["rujukan/Officer"] = {NameOf(desk.unit, OfficerId(kUnknown)), NameOf(desk.unit, world.far_protection.officer)};
    // Everybody may know of units, but not of what is recorded about them.
    stranger.names["*"] = {NameOf(UnitId(kUnknown)), NameOf(world.far_protection.unit), NameOf(world.clinic.unit)};
    return stranger;
  }

  // Sent to the unit of `whom`, who is not to know.
  ReferralId SendExcluding(const Caller& whom) {
    Referral referral;
    referral.receiver = whom.unit;
    referral.legal_basis = LegalBasis::kConsent;
    referral.details.excluded_officers = {whom.officer};
    Packet packet;
    packet.need = NeedSection{.purpose = "", .services_given = "", .access_needs = "", .eligibility = "tiga jiwa"};
    referral.details.requested_services = {Service::kOutreach};
    const Caller* sender = &world.intake;
    switch (whom.unit_kind) {
      case UnitKind::kProtectionUnit:
        sender = &world.hospital;
        referral.kind = ReferralKind::kReferral;
        break;
      case UnitKind::kPuskesos:
        referral.kind = ReferralKind::kCounterReferral;
        packet.need->purpose = "kunjungan";
        break;
      case UnitKind::kHealthFacility:
        referral.kind = ReferralKind::kReferral;
        break;
      default:
        referral.kind = ReferralKind::kServiceRequest;
    }
    const auto sent = world.desk().Create(world.From(*sender, "ReferralService/CreateReferral"), referral, packet);
    EXPECT_TRUE(sent.ok()) << sent.status();
    return sent.ok() ? sent->name : ReferralId();
  }

  CaseFileId OpenFile(const Caller& keeper, const ReferralId& referral) {
    CaseFile file;
    file.kind = RegisterOf(keeper.unit_kind);
    file.person_name = "Klien";
    file.referral = referral;
    const auto opened = CaseBook(world.work()).Create(world.From(keeper, "CaseFileService/CreateCaseFile"), file);
    EXPECT_TRUE(opened.ok()) << opened.status();
    return opened.ok() ? opened->id : CaseFileId();
  }

  HouseholdId FarHousehold() {
    Household household;
    household.region = "12.07.26.2001";
    household.members = {Person()};
    household.members.front().full_name = "Kepala Keluarga";
    household.id = HouseholdId(world.ids.NewUuid());
    household.unit = world.far_protection.unit;
    const absl::Status made = store.Transact([&](Transaction& transaction) { return transaction.households().Insert(household); });
    EXPECT_TRUE(made.ok()) << made;
    return household.id;
  }

  // How a call is answered: every byte of it, and the statements that were run for it.
  struct Told {
    std::string answer;
    std::vector<std::string> statements;
    std::vector<std::string> rows;
  };
  Told Tell(const std::string& token, const Message& request) {
    statements.Begin();
    const Answer answer = Call(token, request);
    Told told;
    told.answer = absl::StrCat(answer.status.error_code(), "|", answer.status.error_message(), "|", answer.status.error_details(),
                               "|", answer.metadata);
    // What asks whether the store is well belongs to no call.
    const auto of_health = [](const std::string& text) { return text.find("schema_versions") != std::string::npos; };
    told.statements = statements.Texts();
    std::erase_if(told.statements, of_health);
    told.rows = statements.TextsAndRows();
    std::erase_if(told.rows, of_health);
    return told;
  }

  // The names in turn, in a request made anew for each, must be told the same. Returns how many more rows were read for some.
  void ExpectTheSame(const Stranger& stranger, const std::vector<std::string>& names, const std::string& what,
                     const std::function<std::unique_ptr<Message>(const std::string& name)>& make) {
    const Told first = Tell(stranger.token, *make(names.front()));
    for (const std::string& name : names) {
      const Told told = Tell(stranger.token, *make(name));
      ++compared;
      EXPECT_EQ(told.answer, first.answer) << what << " as " << NameOf(stranger.caller.role) << " of " << name;
      EXPECT_EQ(told.statements, first.statements) << what << " as " << NameOf(stranger.caller.role);
      if (told.rows != first.rows) ++other_rows;
    }
  }

  // Upper case, another version of UUID, a number, and a slash too many.
  static std::vector<std::string> Disfigured(const std::string& name) {
    const std::size_t slash = name.find('/') + 1;
    const std::string collection = name.substr(0, slash);
    std::string id = name.substr(slash);
    std::string other_version = id;
    other_version[14] = '4';
    return {collection + absl::AsciiStrToUpper(id), collection + other_version, collection + id + "/", collection + id + " "};
  }

  // Of an update, the resource itself is named; the audit trail of a record is the list below it.
  static bool IsTarget(const Method& method, const FieldOfRequest& field) {
    const bool of_update = field.field.name() == "name" && method.name.find("/Update") != std::string::npos;
    const bool of_audit = field.path == "parent" && method.name.starts_with("AuditService/");
    return field.path == "name" || of_update || of_audit;
  }

  // All names of one type that are nothing to the stranger, and what merely looks like them, in the one field of the method.
  void ExpectAllTheSame(const Stranger& stranger, const Method& method, const std::string& type) {
    const auto known = stranger.names.find(type);
    if (known == stranger.names.end()) return;
    const auto make = [&](const std::string& name) {
      auto request = ValidRequest(*method.descriptor->input_type());
      VisitFields(*request, [&](const FieldOfRequest& field) {
        if (IsTarget(method, field)) SetText(field, name);
        if (field.path == "page_token") SetText(field, "");
        if (field.path == "request_id") SetText(field, NewRequestId());
        // What is wrong with a request is told whatever it names.
        if (field.path == "consent_stands") field.holder.GetReflection()->SetBool(&field.holder, &field.field, false);
      });
      return request;
    };
    ExpectTheSame(stranger, known->second, method.name, make);
    if (type == "rujukan/Packet" || type == "rujukan/Officer") return;
    const std::vector<std::string> odd_of_unknown = Disfigured(known->second.front());
    for (const std::string& name : known->second) {
      const std::vector<std::string> odd = Disfigured(name);
      for (std::size_t i = 0; i < odd.size(); ++i) {
        ExpectTheSame(stranger, {odd_of_unknown[i], odd[i]}, method.name + " disfigured", make);
      }
    }
  }

  int compared = 0;
  int other_rows = 0;
};

TEST_F(Names, OfWhatIsNothingToTheCallerAreAnsweredAlikeByEveryMethodToEveryRole) {
  std::set<std::string> methods;
  for (const Stranger& stranger : Strangers()) {
    for (const Method& method : AllMethods()) {
      if (method.descriptor->server_streaming()) continue;
      const auto valid = ValidRequest(*method.descriptor->input_type());
      std::string type;
      VisitFields(*valid, [&](const FieldOfRequest& field) {
        if (!IsTarget(method, field)) return;
        const auto& options = field.field.options();
        type = options.HasExtension(google::api::resource_reference)
                   ? options.GetExtension(google::api::resource_reference).type()
                   : field.field.containing_type()->options().GetExtension(google::api::resource).type();
      });
      std::vector<std::string> types = {type};
      if (type == "*") types = {"rujukan/Referral", "rujukan/CaseFile", "rujukan/Household", "rujukan/Officer", "*"};
      for (const std::string& each : types) ExpectAllTheSame(stranger, method, each);
      if (stranger.names.contains(types.front())) methods.insert(method.name);
    }
  }
  std::cout << "compared " << compared << " answers of " << methods.size() << " methods; other rows under the same statements in "
            << other_rows << "\n";
  EXPECT_GE(methods.size(), 33u);
}
TEST_F(Names, OfARecordWhoseAuditTrailIsNotTheirsAreAnsweredAsNotThere) {
  std::set<Role> asked;
  for (const Stranger& stranger : Strangers()) {
    for (const auto& [type, names] : stranger.names) {
      if (type == "rujukan/Packet") continue;
      for (const std::string& name : names) {
        v1::ListAuditEventsRequest request;
        request.set_parent(name);
        const std::string reason = Call(stranger.token, request).reason;
        if (reason == "ROLE_NOT_ALLOWED") continue;
        EXPECT_EQ(reason, "NOT_FOUND") << NameOf(stranger.caller.role) << " of " << name;
        asked.insert(stranger.caller.role);
      }
    }
  }
  EXPECT_THAT(asked, ::testing::ElementsAre(Role::kCompanion, Role::kCaseManager, Role::kProtectionUnitHead, Role::kAuditor));
}

TEST_F(Names, WithinARequestAreAnsweredAlike) {
  const auto add_id = [&](auto request) {
    request->set_request_id(NewRequestId());
    return request;
  };
  for (const Stranger& stranger : Strangers()) {
    auto names = stranger.names;
    const auto link = [&](const std::string& name, const std::string& field) -> std::unique_ptr<Message> {
      auto request = add_id(std::make_unique<v1::CreateReferralRequest>());
      v1::Referral& referral = *request->mutable_referral();
      referral.set_kind(v1::REFERRAL_KIND_COUNTER_REFERRAL);
      referral.set_receiver(NameOf(world.other_post.unit));
      referral.set_legal_basis(v1::LEGAL_BASIS_CONSENT);
      referral.add_requested_services(v1::SERVICE_WELFARE_FOLLOW_UP);
      referral.GetReflection()->SetString(&referral, referral.GetDescriptor()->FindFieldByName(field), name);
      return request;
    };
    ExpectTheSame(stranger, names["rujukan/CaseFile"], "a case file linked",
                  [&](const std::string& name) { return link(name, "sender_case_file"); });
    ExpectTheSame(stranger, names["rujukan/Household"], "a household linked",
                  [&](const std::string& name) { return link(name, "household"); });
    ExpectTheSame(stranger, names["rujukan/Referral"], "a referral countered",
                  [&](const std::string& name) { return link(name, "counter_to"); });
    for (const std::string field : {"household", "referral"}) {
      ExpectTheSame(stranger, names[field == "household" ? "rujukan/Household" : "rujukan/Referral"], "a file's " + field,
                    [&](const std::string& name) -> std::unique_ptr<Message> {
                      auto request = add_id(std::make_unique<v1::CreateCaseFileRequest>());
                      v1::CaseFile& file = *request->mutable_case_file();
                      file.set_kind(static_cast<v1::CaseFileKind>(RegisterOf(stranger.caller.unit_kind)));
                      file.set_person_name("Klien");
                      file.GetReflection()->SetString(&file, file.GetDescriptor()->FindFieldByName(field), name);
                      return request;
                    });
    }
    ExpectTheSame(stranger, {NameOf(UnitId(kUnknown)), NameOf(world.far_protection.unit), NameOf(world.clinic.unit)}, "an inbox",
                  [&](const std::string& name) -> std::unique_ptr<Message> {
                    auto request = std::make_unique<v1::ListInboxEventsRequest>();
                    request->set_parent(name);
                    return request;
                  });
    ExpectTheSame(stranger, {NameOf(UnitId(kUnknown)), NameOf(world.far_protection.unit), NameOf(world.clinic.unit)}, "officers",
                  [&](const std::string& name) -> std::unique_ptr<Message> {
                    auto request = std::make_unique<v1::ListOfficersRequest>();
                    request->set_parent(name);
                    return request;
                  });
  }
  std::cout << "compared " << compared << " answers; other rows under the same statements in " << other_rows << "\n";
}

TEST_F(Names, OfACaseFileOrColleagueInAMoveAreAnsweredAlike) {
  Stranger doctor;
  doctor.caller = world.hospital;
  doctor.token = TokenOf(doctor.caller);
  Referral referral;
  referral.kind = ReferralKind::kReferral;
  referral.receiver = world.hospital.unit;
  referral.legal_basis = LegalBasis::kConsent;
  referral.details.requested_services = {Service::kHealth};
  const Stranger excluded = Hire(world.hospital, Role::kPartnerOfficer);
  referral.details.excluded_officers = {excluded.caller.officer};
  const auto sent = world.desk().Create(world.From(world.intake, "ReferralService/CreateReferral"), referral, Packet());
  ASSERT_TRUE(sent.ok()) << sent.status();
  for (const Move move : {Move::kReceive, Move::kAccept}) ASSERT_TRUE(world.Make(world.hospital, sent->name, move).ok());
  const auto fit = [&](auto request) {
    request->set_name(NameOf(sent->name));
    request->set_etag(world.Look(world.hospital, sent->name)->etag);
    request->set_request_id(NewRequestId());
    return request;
  };
  ExpectTheSame(doctor, {NameOf(CaseFileId(kUnknown)), NameOf(OpenFile(world.intake, ReferralId()))}, "a file in a move",
                [&](const std::string& name) -> std::unique_ptr<Message> {
                  auto request = fit(std::make_unique<v1::StartReferralRequest>());
                  request->set_case_file(name);
                  return request;
                });
  ExpectTheSame(doctor,
                {NameOf(world.hospital.unit, OfficerId(kUnknown)), NameOf(world.hospital.unit, world.clinic.officer),
                 NameOf(world.clinic.unit, world.clinic.officer), NameOf(excluded.caller.unit, excluded.caller.officer)},
                "a colleague", [&](const std::string& name) -> std::unique_ptr<Message> {
                  auto request = fit(std::make_unique<v1::AssignReferralRequest>());
                  request->set_officer(name);
                  return request;
                });
}

TEST_F(Names, OfUnitsToWhichNothingMayGoAreAnsweredAlike) {
  Stranger intake;
  intake.caller = world.intake;
  intake.token = TokenOf(intake.caller);
  ExpectTheSame(intake, {NameOf(UnitId(kUnknown)), NameOf(world.hospital.unit), NameOf(world.intake.unit), NameOf(world.post.unit)},
                "a receiver", [&](const std::string& name) -> std::unique_ptr<Message> {
                  auto request = std::make_unique<v1::CreateReferralRequest>();
                  request->set_request_id(NewRequestId());
                  v1::Referral& referral = *request->mutable_referral();
                  referral.set_kind(v1::REFERRAL_KIND_REFERRAL);
                  referral.set_receiver(name);
                  referral.set_legal_basis(v1::LEGAL_BASIS_CONSENT);
                  referral.add_requested_services(v1::SERVICE_HEALTH);
                  referral.add_excluded_units(NameOf(world.hospital.unit));
                  return request;
                });
}

TEST_F(Names, InAnInboxLeaveNoGapWhereTheCallerIsExcluded) {
  world.Send(world.intake, world.hospital, ReferralKind::kReferral);
  const Stranger excluded = Hire(world.hospital, Role::kPartnerOfficer);
  world.Send(world.intake, world.hospital, ReferralKind::kReferral);
  SendExcluding(excluded.caller);
  world.Send(world.intake, world.hospital, ReferralKind::kReferral);
  const auto numbers = [&](const std::string& token, int page_size) {
    std::vector<int> seen;
    v1::ListInboxEventsRequest request;
    request.set_parent(NameOf(world.hospital.unit));
    request.set_page_size(page_size);
    v1::ListInboxEventsResponse page;
    do {
      page.Clear();
      EXPECT_EQ(Call(token, request, page).reason, "OK");
      for (const v1::InboxEvent& event : page.events()) seen.push_back(static_cast<int>(event.sequence()));
      request.set_cursor(page.next_cursor());
    } while (page.events_size() > 0);
    return seen;
  };
  EXPECT_THAT(numbers(TokenOf(world.hospital), 50), ::testing::ElementsAre(1, 2, 3, 4, 5));
  EXPECT_THAT(numbers(excluded.token, 50), ::testing::ElementsAre(1, 2, 3));
  EXPECT_THAT(numbers(excluded.token, 1), ::testing::ElementsAre(1, 2, 3));
  grpc::ClientContext context;
  const auto stream = Watch(context, excluded.token, world.hospital.unit);
  v1::WatchInboxResponse response;
  std::vector<int> watched;
  while (watched.size() < 3 && stream->Read(&response)) {
    if (response.has_event()) watched.push_back(static_cast<int>(response.event().sequence()));
  }
  EXPECT_THAT(watched, ::testing::ElementsAre(1, 2, 3));
  context.TryCancel();
}

TEST_F(Names, ToSignInWithAreAnsweredAlikeWhetherTheyExistOrNot) {
  const absl::Status hired = store.Transact([&](Transaction& transaction) -> absl::Status {
    for (const std::string name : {"siti.aktif", "budi.nonaktif"}) {
      Officer officer;
      officer.id = OfficerId(world.ids.NewUuid());
      officer.unit = world.intake.unit;
      officer.sign_in_name = name;
      officer.assignments = {{Role::kCompanion, "73.09"}};
      officer.password_hash = hasher.Hash("kata sandi yang benar");
      officer.disabled = name == "budi.nonaktif";
      if (absl::Status inserted = transaction.officers().Insert(officer); !inserted.ok()) return inserted;
    }
    return absl::OkStatus();
  });
  ASSERT_TRUE(hired.ok()) << hired;
  const auto attempt = [&](const std::string& name, const std::string& password) {
    v1::SignInRequest request;
    request.set_sign_in_name(name);
    request.set_password(password);
    return Tell("", request);
  };
  // Up to the time when each of the three must wait.
  for (int i = 0; i < 8; ++i) {
    const Told unknown = attempt("tidak.ada", "kata sandi yang salah");
    for (const Told& other : {attempt("siti.aktif", "kata sandi yang salah"), attempt("budi.nonaktif", "kata sandi yang benar")}) {
      EXPECT_EQ(other.answer, unknown.answer) << i;
      EXPECT_EQ(other.statements, unknown.statements) << i;
    }
  }
}

}  // namespace
}  // namespace rujukan::testing
