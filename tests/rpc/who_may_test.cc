// Every role × method × relation × kind, and every role × section, by real calls: what they are answered is the table that people
// read in tests/golden/who_may.txt.
#include <iostream>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "rujukan/v1/case_file.pb.h"
#include "rujukan/v1/referral.pb.h"
#include "server/broker/case_book.h"
#include "server/domain/policy.h"
#include "tests/domain/golden.h"
#include "tests/rpc/fitting_request.h"
#include "tests/rpc/wire.h"

namespace rujukan::testing {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr int kRoles = static_cast<int>(Role::kSystem);

// How an answer is written in the table.
const std::map<std::string, std::string>& Signs() {
  static const auto& signs = *new std::map<std::string, std::string>{{"OK", "x"},
                                                                     {"ROLE_NOT_ALLOWED", "."},
                                                                     {"NOT_FOUND", "0"},
                                                                     {"WRONG_STATE", "-"},
                                                                     {"READING_ENDED", "-"},
                                                                     {"BASIS_IS_NOT_CONSENT", "-"},
                                                                     {"STAGE_NOT_POSSIBLE", "-"},
                                                                     {"SECOND_OFFICER_NEEDED", "2"}};
  return signs;
}

constexpr char kLegend[] =
    "What each role gets that calls a method about a record: found by calling, not by reading the rules. Also of roles that no "
    "officer\n"
    "of such a unit can have: the role of the session decides, not the agency.\n"
    "\n"
    "  x  done, in some state of the record                  .  the role may not call the method at all\n"
    "  -  not theirs to do, or not with this kind             0  as if there were no such record\n"
    "  o  an empty packet                                     2  was proposed, a second officer must confirm\n"
    "  s  only for an officer who may speak with a survivor alone\n";

// What somebody is to a record, and where they sit.
struct Relation {
  std::string name;
  Caller desk;
};

// A record in every situation that its life has, as the names by which each relation would call it.
struct Record {
  std::string title;
  std::vector<Relation> relations;
  // By relation: name and etag in each situation.
  std::map<std::string, std::vector<std::pair<std::string, std::string>>> situations;
  // By relation: to which unit it would redirect.
  std::map<std::string, UnitId> redirect_to;
};

class WhoMay : public Wire {
 protected:
  Answer Ask(const Relation& relation, Role role, const Message& request, Message& response) {
    Caller caller = relation.desk;
    caller.role = role;
    std::string& token =
        tokens_[absl::StrCat(caller.unit.value, caller.officer.value, static_cast<int>(role), caller.region_scope)];
    if (token.empty()) token = TokenOf(caller);
    ++calls;
    store.undoes = true;
    const Answer answer = Call(token, request, response);
    store.undoes = false;
    return answer;
  }

  std::unique_ptr<Message> ResponseTo(const Method& method) {
    return std::unique_ptr<Message>(
        google::protobuf::MessageFactory::generated_factory()->GetPrototype(method.descriptor->output_type())->New());
  }

  std::unique_ptr<Message> Fit(const Relation& relation, const Method& method, const std::string& name, const std::string& etag) {
    return FittingRequest(method, name,
                          {.etag = etag,
                           .request_id = NewRequestId(),
                           .receiver = redirect_to_,
                           .resume_time = world.clock.Now() + absl::Hours(48),
                           .stage = stage_,
                           .officer = NameOf(relation.desk.unit, relation.desk.officer)});
  }

  // The sign for one role: done in any situation counts, and else what is said to those who know of the record.
  std::string Sign(const Record& record, const Relation& relation, Role role, const Method& method) {
    std::string sign = "0";
    redirect_to_ = record.redirect_to.count(relation.name) == 0 ? UnitId() : record.redirect_to.at(relation.name);
    for (const auto& [name, etag] : record.situations.at(relation.name)) {
      const auto response = ResponseTo(method);
      const std::string said = SignOf(method, Ask(relation, role, *Fit(relation, method, name, etag), *response), *response);
      if (said == "x" || said == ".") return said;
      if (sign == "0" || said == "2" || said == "o") sign = said;
    }
    return sign;
  }

  static std::string SignOf(const Method& method, const Answer& answer, const Message& response) {
    const std::vector<std::string> not_spoken = {"spoken_with_survivor_alone MUST_BE_TRUE"};
    if (answer.violations == not_spoken) return "s";
    const auto* packet = dynamic_cast<const v1::Packet*>(&response);
    if (answer.reason == "OK" && packet != nullptr && SectionsIn(*packet).empty()) return "o";
    const auto sign = Signs().find(answer.reason);
    if (sign != Signs().end()) return sign->second;
    ADD_FAILURE() << method.name << ": " << answer.reason << " " << absl::StrJoin(answer.violations, ", ");
    return "?";
  }

  static std::set<int> SectionsIn(const v1::Packet& packet) {
    std::set<int> sections;
    for (int section = 1; section <= 8; ++section) {
      const FieldDescriptor* field = packet.GetDescriptor()->FindFieldByNumber(section + 1);
      if (!packet.GetReflection()->HasField(packet, field)) continue;
      if (packet.GetReflection()->GetMessage(packet, field).ByteSizeLong() > 0) sections.insert(section);
    }
    return sections;
  }

  std::string Table(const Record& record, const std::vector<Method>& methods) {
    std::string text = absl::StrCat("\n", record.title, "\n");
    for (const Relation& relation : record.relations) {
      absl::StrAppendFormat(&text, "\n%-40s", absl::StrCat("  ", relation.name));
      for (int role = 1; role <= kRoles; ++role) absl::StrAppendFormat(&text, " %2d", role);
      text += "\n";
      for (const Method& method : methods) {
        absl::StrAppendFormat(&text, "%-40s", method.name);
        for (int role = 1; role <= kRoles; ++role) {
          absl::StrAppendFormat(&text, " %2s", Sign(record, relation, static_cast<Role>(role), method));
          ++combinations;
        }
        text += "\n";
      }
    }
    return text;
  }

  // Which sections each role is given, in any situation.
  std::string Sections(const Record& record) {
    std::string text;
    const Method method = MethodNamed("ReferralService/GetPacket");
    for (const Relation& relation : record.relations) {
      std::map<std::string, std::vector<std::string>> by_sections;
      for (int number = 1; number <= kRoles; ++number) {
        const Role role = static_cast<Role>(number);
        std::set<int> given;
        for (const auto& [name, etag] : record.situations.at(relation.name)) {
          v1::Packet packet;
          Ask(relation, role, *Fit(relation, method, name, etag), packet);
          given.merge(SectionsIn(packet));
          sections_read += 8;
        }
        const std::string sections = given.empty() ? "nothing" : "S" + absl::StrJoin(given, " S");
        by_sections[sections].push_back(std::string(NameOf(role)));
      }
      for (const auto& [sections, roles] : by_sections) {
        absl::StrAppendFormat(&text, "%-16s %-24s %s\n", relation.name, sections, absl::StrJoin(roles, ", "));
      }
    }
    return text;
  }

  HouseholdId StoredHousehold() {
    Household household;
    household.id = HouseholdId(world.ids.NewUuid());
    household.unit = world.post.unit;
    household.region = world.post.unit_region;
    household.members = {Person()};
    household.members.front().full_name = "Kepala Keluarga";
    const absl::Status made = store.Transact([&](Transaction& transaction) { return transaction.households().Insert(household); });
    EXPECT_TRUE(made.ok()) << made;
    return household.id;
  }

  static Method MethodNamed(const std::string& name) {
    for (const Method& method : AllMethods()) {
      if (method.name == name) return method;
    }
    return {};
  }

  // -- Referrals in every situation -------------------------------------------------------------------------------------------

  // Moves of the receiver (upper case) and the sender that lead to a situation.
  static std::vector<std::vector<std::pair<char, Move>>> Ways() {
    using M = Move;
    return {{},
            {{'R', M::kReceive}},
            {{'R', M::kReceive}, {'R', M::kAsk}},
            {{'R', M::kReceive}, {'R', M::kAccept}},
            {{'R', M::kReceive}, {'R', M::kAccept}, {'R', M::kStart}},
            {{'R', M::kReceive}, {'R', M::kAccept}, {'R', M::kStart}, {'R', M::kHold}},
            {{'R', M::kReceive}, {'R', M::kAccept}, {'R', M::kReport}},
            {{'R', M::kReceive}, {'R', M::kReturn}},
            {{'R', M::kReceive}, {'R', M::kReturn}, {'s', M::kCloseUnserved}},
            {{'R', M::kReceive}, {'R', M::kDecline}},
            {{'R', M::kReceive}, {'s', M::kRecall}},
            {{'R', M::kReceive}, {'R', M::kRedirect}}};
  }

  Record Referrals(ReferralKind kind, const Caller& sender, const Caller& receiver, const Caller& second, const Caller& above) {
    Record record;
    record.title = absl::StrCat("About a ", std::string(NameOf(kind)), " of ", std::string(NameOf(sender.unit_kind)), " to ",
                                std::string(NameOf(receiver.unit_kind)));
    const Caller excluded = Colleague(receiver);
    const Caller stranger =
        kind == ReferralKind::kServiceRequest || sender.unit == world.hospital.unit ? world.legal_aid : world.other_post;
    record.relations = {{"sender", sender},          {"receiver", receiver}, {"redirector", receiver},
                        {"supervisor above", above}, {"nobody", stranger},   {"excluded by the survivor", excluded}};
    if (!MayExclude(kind, sender)) record.relations.pop_back();
    for (const auto& way : Ways()) {
      const ReferralId name = SendFull(kind, sender, receiver, excluded.officer);
      ReferralId tail = name;
      bool possible = true;
      for (const auto& [who, move] : way) {
        const Caller& mover = who == 'R' ? receiver : sender;
        const auto moved = move == Move::kRedirect ? world.Redirect(mover, name, second) : world.Make(mover, name, move, "kata");
        possible = possible && moved.ok();
        if (moved.ok() && move == Move::kRedirect) tail = moved->name;
      }
      if (!possible) continue;
      for (const Relation& relation : record.relations) {
        const bool redirector = relation.name == "redirector";
        if (redirector != (tail != name)) continue;
        for (const ReferralId& called : redirector ? std::set<ReferralId>{tail} : std::set<ReferralId>{name}) {
          // The etag does not depend on the role; who is nothing to it has none.
          Caller somebody = relation.desk;
          somebody.role = above.unit == relation.desk.unit ? Role::kPartnerOfficer : somebody.role;
          const auto seen = world.Look(somebody, called);
          record.situations[relation.name].emplace_back(NameOf(called), seen.ok() ? seen->etag : "none");
        }
      }
    }
    for (const Relation& relation : record.relations) record.redirect_to[relation.name] = second.unit;
    record.redirect_to["redirector"] = receiver.unit;
    std::erase_if(record.relations, [&](const Relation& relation) { return record.situations.count(relation.name) == 0; });
    return record;
  }

  static bool MayExclude(ReferralKind kind, const Caller& sender) {
    return kind == ReferralKind::kProtectionAlert || SideOf(sender.unit_kind) == Side::kProtection;
  }

  // With every section that may go there.
  ReferralId SendFull(ReferralKind kind, const Caller& sender, const Caller& receiver, const OfficerId& excluded) {
    Referral referral;
    referral.kind = kind;
    referral.receiver = receiver.unit;
    referral.legal_basis = LegalBasis::kConsent;
    if (MayExclude(kind, sender)) referral.details.excluded_officers = {excluded};
    const SectionSet sections = SendableSections(kind, referral.legal_basis, sender.unit_kind, receiver.unit_kind);
    Packet packet;
    const auto has = [&](PacketSection section) { return (sections & Bit(section)) != 0; };
    if (has(PacketSection::kContact)) packet.contact.emplace().safe_contact = "di sekolah";
    if (has(PacketSection::kIdentity)) packet.identity.emplace().full_name = "Melati";
    if (has(PacketSection::kNeed)) packet.need.emplace().eligibility = "tiga jiwa";
    if (has(PacketSection::kHousehold)) packet.household.emplace().address = "Dusun Contoh";
    if (has(PacketSection::kChronology)) packet.chronology.emplace().chronology = "kejadian";
    if (has(PacketSection::kAllegedPerpetrator)) packet.alleged_perpetrator.emplace().full_name = "terlapor";
    if (has(PacketSection::kHealth)) packet.health.emplace().physical = "lebam";
    if (has(PacketSection::kAttachments)) packet.attachments.emplace().titles = {"surat"};
    if (kind == ReferralKind::kProtectionAlert) {
      referral.details.region = "73.09.01.2003";
    } else if (kind == ReferralKind::kServiceRequest) {
      referral.details.welfare_programs = {WelfareProgram::kPbiJkn};
    } else {
      referral.details.requested_services = {Service::kHealth};
    }
    const auto sent = world.desk().Create(world.From(sender, "ReferralService/CreateReferral"), referral, packet);
    EXPECT_TRUE(sent.ok()) << sent.status();
    return sent.ok() ? sent->name : ReferralId();
  }

  Caller Colleague(const Caller& of) {
    Caller caller = of;
    caller.officer = OfficerId(world.ids.NewUuid());
    const absl::Status hired = store.Transact([&](Transaction& transaction) {
      Officer officer;
      officer.id = caller.officer;
      officer.unit = of.unit;
      officer.sign_in_name = "officer." + officer.id.value;
      officer.assignments = {{of.role, of.region_scope}};
      return transaction.officers().Insert(officer);
    });
    EXPECT_TRUE(hired.ok()) << hired;
    return caller;
  }

  // -- Case files -------------------------------------------------------------------------------------------------------------

  Record CaseFiles(const Caller& keeper, const ReferralId& referral, const Caller& excluded) {
    Record record;
    const CaseFileKind kind = RegisterOf(keeper.unit_kind);
    record.title = absl::StrCat("About a ", std::string(NameOf(kind)), " case file of ", std::string(NameOf(keeper.unit_kind)));
    record.relations = {{"owner", keeper}, {"nobody", world.hospital}};
    if (keeper.unit == world.intake.unit) record.relations.push_back({"the unit above its owner", world.office_above});
    if (!referral.empty()) record.relations.push_back({"excluded by the survivor", excluded});
    stage_ = kind == CaseFileKind::kProtection ? v1::CASE_FILE_STAGE_ASSESSMENT : v1::CASE_FILE_STAGE_HANDLING;
    for (const bool closed : {false, true}) {
      CaseFile file;
      file.kind = kind;
      file.person_name = "Klien";
      file.referral = referral;
      CaseBook book(world.work());
      const auto opened = book.Create(world.From(keeper, "CaseFileService/CreateCaseFile"), file);
      EXPECT_TRUE(opened.ok()) << opened.status();
      const std::string name = NameOf(opened->id);
      std::string etag = EtagOf(sealer, name, 1);
      if (closed) {
        EXPECT_TRUE(book.Close(world.From(keeper, "CaseFileService/CloseCaseFile"), opened->id, etag, "selesai").ok());
        etag = EtagOf(sealer, name, 2);
      }
      for (const Relation& relation : record.relations) record.situations[relation.name].emplace_back(name, etag);
    }
    return record;
  }

  // What has no situations but being there.
  static Record Audited(std::string title, const std::string& name, std::vector<Relation> relations) {
    Record record = {std::move(title), std::move(relations), {}, {}};
    for (const Relation& relation : record.relations) record.situations[relation.name] = {{name, "none"}};
    return record;
  }

  int combinations = 0;
  int sections_read = 0;
  int calls = 0;

 private:
  std::map<std::string, std::string> tokens_;
  UnitId redirect_to_;
  v1::CaseFileStage stage_ = v1::CASE_FILE_STAGE_UNSPECIFIED;
};

std::string RolesInNumbers() {
  std::string text;
  for (int role = 1; role <= kRoles; ++role) {
    absl::StrAppendFormat(&text, "  %2d  %s\n", role, std::string(NameOf(static_cast<Role>(role))));
  }
  return text;
}

TEST_F(WhoMay, IsTheTableThatPeopleCanRead) {
  std::vector<Method> about_a_referral = MethodsOf("ReferralService");
  std::erase_if(about_a_referral, [](const Method& method) {
    return method.name == "ReferralService/CreateReferral" || method.name == "ReferralService/ListReferrals";
  });
  std::vector<Method> about_events;
  for (const char* name : {"AuditService/ListAuditEvents", "AuditService/ListChains"}) about_events.push_back(MethodNamed(name));
  about_a_referral.insert(about_a_referral.end(), about_events.begin(), about_events.end());
  std::string text = absl::StrCat(kLegend, "\n", RolesInNumbers());
  std::string sections =
      "\nWhich sections of the packet each role is given, in some state of the referral. A post that sent it reads\nin S3 what is "
      "asked of it, nothing of what it sent.\n";
  const auto add = [&](const Record& record) {
    text += Table(record, about_a_referral);
    absl::StrAppend(&sections, "\n", record.title, "\n", Sections(record));
  };
  add(Referrals(ReferralKind::kReferral, world.intake, world.hospital, world.clinic, world.office_above));
  add(Referrals(ReferralKind::kHandover, world.intake, world.hospital, world.clinic, world.office_above));
  add(Referrals(ReferralKind::kCounterReferral, world.intake, world.post, world.other_post, world.office_above));
  add(Referrals(ReferralKind::kServiceRequest, world.intake, world.dinas, world.secretariat, world.office_above));
  add(Referrals(ReferralKind::kProtectionAlert, world.post, world.intake, world.far_protection, world.secretariat));
  add(Referrals(ReferralKind::kReferral, world.post, world.hospital, world.clinic, world.secretariat));

  std::vector<Method> about_a_file = MethodsOf("CaseFileService");
  std::erase_if(about_a_file, [](const Method& method) {
    return method.name == "CaseFileService/CreateCaseFile" || method.name == "CaseFileService/ListCaseFiles";
  });
  about_a_file.insert(about_a_file.end(), about_events.begin(), about_events.end());
  const Caller excluded = Colleague(world.intake);
  const ReferralId alert = SendFull(ReferralKind::kProtectionAlert, world.post, world.intake, excluded.officer);
  text += Table(CaseFiles(world.secretariat, ReferralId(), excluded), about_a_file);
  text += Table(CaseFiles(world.intake, alert, excluded), about_a_file);
  text += Table(Audited("About a household of the village", NameOf(StoredHousehold()),
                        {{"the village", world.post},
                         {"another village", world.other_post},
                         {"the kabupaten", world.dinas},
                         {"a protection unit", world.intake},
                         {"the office above it", world.office_above}}),
                about_events);
  text += Table(Audited("About a unit, PROTECTION_UNIT", NameOf(world.intake.unit),
                        {{"the same unit", world.companion}, {"the unit above", world.office_above}, {"nobody", world.dinas}}),
                about_events);
  text += Table(Audited("About a region", "regions/73.09.01.2003", {{"anybody", world.hospital}}), about_events);
  about_events.push_back(MethodNamed("AuditService/ListOfficerEvents"));
  text += Table(Audited("About an officer of a PROTECTION_UNIT", NameOf(world.intake.unit, world.intake.officer),
                        {{"the same unit", world.companion}, {"the unit above", world.office_above}, {"nobody", world.dinas}}),
                about_events);
  text += Table(Audited("About an officer of a PUSKESOS", NameOf(world.post.unit, world.post.officer),
                        {{"the same unit", world.post}, {"the unit above", world.secretariat}, {"nobody", world.dinas}}),
                about_events);
  text += sections;
  std::cout << "checked " << combinations << " combinations of role, method, relation and kind, and " << sections_read
            << " of role, section, relation and situation, by " << calls << " calls\n";
  ExpectGolden("who_may.txt", text);
}

TEST_F(WhoMay, TheRoleOfTheSessionDecidesAndNotTheAgency) {
  // One agency keeps both registers: a protection case lies in the unit of an officer who acts for welfare.
  const Record file = CaseFiles(world.intake, ReferralId(), world.intake);
  v1::GetCaseFileRequest get;
  get.set_name(file.situations.at("owner").front().first);
  v1::CaseFile response;
  for (const Role welfare : {Role::kFacilitator, Role::kSubdistrictSupervisor, Role::kSlrtManager, Role::kWelfareProgramOfficer,
                             Role::kPuskesosOperator}) {
    EXPECT_EQ(Ask(file.relations.front(), welfare, get, response).reason, "NOT_FOUND") << NameOf(welfare);
    v1::ListCaseFilesResponse list;
    EXPECT_EQ(Ask(file.relations.front(), welfare, v1::ListCaseFilesRequest(), list).reason, "OK");
    EXPECT_EQ(list.case_files_size(), 0) << NameOf(welfare);
  }
  EXPECT_EQ(Ask(file.relations.front(), Role::kCaseManager, get, response).reason, "OK");
  v1::GetReferralRequest look;
  look.set_name(NameOf(world.Send(world.hospital, world.intake, ReferralKind::kReferral).name));
  v1::Referral referral;
  EXPECT_EQ(Ask(file.relations.front(), Role::kWelfareProgramOfficer, look, referral).reason, "NOT_FOUND");
  EXPECT_EQ(Ask(file.relations.front(), Role::kCaseManager, look, referral).reason, "OK");
}

TEST_F(WhoMay, AHeadSeesACaseButNotItsSummaryAndLosesNoneByClosingIt) {
  CaseFile file;
  file.kind = CaseFileKind::kProtection;
  file.person_name = "Klien";
  file.summary = "ringkasan kasus";
  CaseBook book(world.work());
  const auto opened = book.Create(world.From(world.companion, "CaseFileService/CreateCaseFile"), file);
  ASSERT_TRUE(opened.ok()) << opened.status();
  EXPECT_EQ(book.Get(world.head, opened->id)->summary, "");
  EXPECT_EQ(book.List(world.head, false, {10, ""})->front().summary, "");
  const std::string etag = EtagOf(sealer, NameOf(opened->id), 1);
  const auto closed = book.Close(world.From(world.head, "CaseFileService/CloseCaseFile"), opened->id, etag, "selesai");
  ASSERT_TRUE(closed.ok()) << closed.status();
  EXPECT_EQ(closed->summary, "");
  EXPECT_EQ(book.Get(world.companion, opened->id)->summary, "ringkasan kasus");
}

}  // namespace
}  // namespace rujukan::testing
