#include "server/domain/policy.h"

#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "gmock/gmock.h"
#include "google/protobuf/descriptor.h"
#include "gtest/gtest.h"
#include "rujukan/v1/audit.pb.h"
#include "rujukan/v1/case_file.pb.h"
#include "rujukan/v1/errors.pb.h"
#include "rujukan/v1/household.pb.h"
#include "rujukan/v1/inbox_event.pb.h"
#include "rujukan/v1/officer.pb.h"
#include "rujukan/v1/referral.pb.h"
#include "rujukan/v1/region.pb.h"
#include "rujukan/v1/session.pb.h"
#include "rujukan/v1/unit.pb.h"
#include "tests/domain/golden.h"
#include "tests/domain/parties.h"

namespace rujukan::testing {
namespace {

template <typename Enum>
std::string Text(Enum value) {
  return std::string(NameOf(value));
}

template <typename Enum>
std::vector<Enum> AllFrom1To(Enum last) {
  std::vector<Enum> values;
  for (int value = 1; value <= static_cast<int>(last); ++value) values.push_back(static_cast<Enum>(value));
  return values;
}

std::vector<Role> AllRoles() { return AllFrom1To(Role::kSystem); }
std::vector<UnitKind> AllUnitKinds() { return AllFrom1To(UnitKind::kExternalSystem); }
std::vector<PacketSection> EverySection() { return AllFrom1To(PacketSection::kAttachments); }
std::vector<LegalBasis> AllBases() { return AllFrom1To(LegalBasis::kConsentPending); }
constexpr Actor kActors[] = {Actor::kSender, Actor::kReceiver, Actor::kRedirector, Actor::kHead, Actor::kSupervisor};

template <typename Enum>
std::string Names(const std::set<Enum>& values) {
  std::vector<std::string> names;
  for (const Enum value : values) names.push_back(Text(value));
  return absl::StrJoin(names, ", ");
}

// -- Methods ----------------------------------------------------------------------------------------------------------------

// "ReferralService/CreateReferral" of every rpc in proto/rujukan/v1.
std::set<std::string> MethodsOfTheApi() {
  // Makes the linker keep the descriptors of every file.
  v1::ListChainsRequest::descriptor();
  v1::GetCaseFileRequest::descriptor();
  v1::GetHouseholdRequest::descriptor();
  v1::ListInboxEventsRequest::descriptor();
  v1::GetOfficerRequest::descriptor();
  v1::GetReferralRequest::descriptor();
  v1::GetRegionRequest::descriptor();
  v1::SignInRequest::descriptor();
  v1::GetUnitRequest::descriptor();
  v1::ErrorReason_descriptor();
  std::set<std::string> methods;
  for (const auto& entry : std::filesystem::directory_iterator(std::string(RUJUKAN_SOURCE_DIR) + "/proto/rujukan/v1")) {
    if (entry.path().extension() != ".proto") continue;
    const std::string name = "rujukan/v1/" + entry.path().filename().string();
    const auto* file = google::protobuf::DescriptorPool::generated_pool()->FindFileByName(name);
    if (file == nullptr) {
      ADD_FAILURE() << name << " is not linked into this test";
      continue;
    }
    for (int i = 0; i < file->service_count(); ++i) {
      const auto* service = file->service(i);
      for (int j = 0; j < service->method_count(); ++j) methods.insert(service->name() + "/" + service->method(j)->name());
    }
  }
  return methods;
}

// The methods that policy.cc names.
std::set<std::string> MethodsOfThePolicy() {
  std::ifstream file(std::string(RUJUKAN_SOURCE_DIR) + "/server/domain/policy.cc");
  std::ostringstream source;
  source << file.rdbuf();
  const std::string text = source.str();
  const std::regex quoted("\"(\\w+Service/\\w+)\"");
  std::set<std::string> methods;
  for (std::sregex_iterator it(text.begin(), text.end(), quoted), end; it != end; ++it) methods.insert((*it)[1]);
  return methods;
}

TEST(MethodPolicy, HasALineForEveryMethodOfTheApiAndNoOther) {
  const std::set<std::string> methods = MethodsOfTheApi();
  EXPECT_GE(methods.size(), 50u);
  EXPECT_EQ(MethodsOfThePolicy(), methods);
  for (const std::string& method : methods) EXPECT_TRUE(HasPolicy(method)) << method;
}

TEST(MethodPolicy, IsTheOneThatPeopleCanRead) {
  std::string text =
      "Which role may call which method of the server ('x': may; '.': may not). Whose record it is, is decided besides.\n\n";
  for (const Role role : AllRoles()) absl::StrAppendFormat(&text, "  %2d  %s\n", static_cast<int>(role), Text(role));
  absl::StrAppendFormat(&text, "\n%-40s", "");
  for (const Role role : AllRoles()) absl::StrAppendFormat(&text, " %2d", static_cast<int>(role));
  text += "\n";
  int count = 0;
  for (const std::string& method : MethodsOfTheApi()) {
    absl::StrAppendFormat(&text, "%-40s", method);
    for (const Role role : AllRoles()) {
      text += MayCall(role, method).ok() ? "  x" : "  .";
      ++count;
    }
    text += "\n";
  }
  const auto roles_that = [](bool (*may)(Role)) {
    std::set<Role> roles;
    for (const Role role : AllRoles()) {
      if (may(role)) roles.insert(role);
    }
    return Names(roles);
  };
  absl::StrAppend(&text, "\nMay confirm closing a referral unserved: ", roles_that(&IsSupervisor), ".\n");
  absl::StrAppend(&text, "May record having spoken with a survivor alone: ", roles_that(&IsProtectionOfficer), ".\n");
  std::cout << "checked " << count << " combinations of role and method\n";
  ExpectGolden("policy_methods.txt", text);
}

TEST(MethodPolicy, RefusesWhatIsNotInTheTableToEveryone) {
  for (const char* method :
       {"ReferralService/DeleteReferral", "", "CreateReferral", "/rujukan.v1.ReferralService/CreateReferral"}) {
    EXPECT_FALSE(HasPolicy(method));
    for (const Role role : AllRoles()) EXPECT_EQ(ReasonOf(MayCall(role, method)), "ROLE_NOT_ALLOWED");
  }
  for (const std::string& method : MethodsOfTheApi()) {
    EXPECT_EQ(ReasonOf(MayCall(Role::kUnspecified, method)), "ROLE_NOT_ALLOWED");
  }
}

TEST(AuditPolicy, GivesAnAuditorTheOwnUnitAndThoseBelowItAndAHeadTheOwnUnitOnly) {
  const Unit office = UnitNamed("office", UnitKind::kGovernmentOffice);
  const Unit protection = UnitNamed("protection", UnitKind::kProtectionUnit, "office");
  const Unit below = UnitNamed("below", UnitKind::kProtectionUnit, "protection");
  for (const Role role : AllRoles()) {
    const auto audits = [&](const Unit& own, const Unit& other) { return Audits(OfficerOf(own, role, "somebody"), other); };
    EXPECT_EQ(audits(office, protection), role == Role::kAuditor) << Text(role);
    EXPECT_EQ(audits(protection, protection), role == Role::kAuditor || role == Role::kProtectionUnitHead) << Text(role);
    EXPECT_EQ(audits(protection, below), role == Role::kAuditor) << Text(role);
    EXPECT_FALSE(audits(office, below)) << "two levels, " << Text(role);
    EXPECT_FALSE(audits(protection, office)) << "upwards, " << Text(role);
  }
}

TEST(AuditPolicy, LetsNobodyWhoKeepsTheWelfareRegisterAuditWhoMayKnowOfViolence) {
  for (const UnitKind above : {UnitKind::kDinasSosial, UnitKind::kSlrtSecretariat, UnitKind::kPuskesos}) {
    const Caller auditor = OfficerOf(UnitNamed("above", above), Role::kAuditor, "somebody");
    EXPECT_TRUE(AuditsHouseholds(auditor));
    EXPECT_TRUE(Audits(auditor, UnitNamed("post", UnitKind::kPuskesos, "above")));
    for (const UnitKind kind :
         {UnitKind::kProtectionUnit, UnitKind::kPolicePpa, UnitKind::kHealthFacility, UnitKind::kServiceNgo, UnitKind::kLegalAid}) {
      EXPECT_FALSE(Audits(auditor, UnitNamed("below", kind, "above"))) << Text(kind);
    }
  }
  EXPECT_FALSE(AuditsHouseholds(OfficerOf(UnitNamed("unit", UnitKind::kProtectionUnit), Role::kAuditor, "somebody")));
  EXPECT_FALSE(AuditsHouseholds(OfficerOf(UnitNamed("unit", UnitKind::kGovernmentOffice), Role::kAuditor, "somebody")));
}

TEST(MethodPolicy, KeepsWhoseWorkIsNotReferralsAwayFromAllRecords) {
  for (const std::string& method : MethodsOfTheApi()) {
    const bool record = std::regex_search(method, std::regex("^(CaseFile|Household|Inbox|Referral)Service/"));
    for (const Role role : {Role::kAdministrator, Role::kDataOfficer, Role::kAuditor}) {
      EXPECT_FALSE(record && MayCall(role, method).ok()) << Text(role) << " " << method;
    }
    const bool household = method.starts_with("HouseholdService/");
    for (const Role role : {Role::kCompanion, Role::kCaseManager, Role::kProtectionUnitHead, Role::kPartnerOfficer}) {
      EXPECT_FALSE(household && MayCall(role, method).ok()) << Text(role) << " " << method;
    }
  }
}

// -- Sections that are read -------------------------------------------------------------------------------------------------

std::string Marks(SectionSet sections) {
  std::string marks;
  for (const PacketSection section : EverySection()) marks += (sections & Bit(section)) != 0 ? "   x" : "   .";
  return marks;
}

std::string_view Text(Actor actor) {
  switch (actor) {
    case Actor::kSender:
      return "sender";
    case Actor::kReceiver:
      return "receiver";
    case Actor::kRedirector:
      return "redirector";
    case Actor::kHead:
      return "head";
    case Actor::kSupervisor:
      return "supervisor";
  }
  return "";
}

struct Reading {
  ReferralKind kind;
  bool sent_by_a_post;
  Actor actor;
};

SectionSet Read(const Reading& reading, Role role, UnitKind unit) {
  Referral referral;
  referral.kind = reading.kind;
  referral.sender_kind = reading.sent_by_a_post ? UnitKind::kPuskesos : UnitKind::kProtectionUnit;
  Caller caller;
  caller.role = role;
  caller.unit_kind = unit;
  return ReadableSections(referral, caller, reading.actor);
}

std::vector<Reading> AllReadings() {
  std::vector<Reading> readings;
  for (const Actor actor : kActors) {
    for (const bool post : {false, true}) {
      for (const ReferralKind kind : kKinds) readings.push_back({kind, post, actor});
    }
  }
  return readings;
}

// A row for each role; several where it depends on the kind of its unit.
std::string RolesAndSections(const Reading& reading) {
  std::string table;
  for (const Role role : AllRoles()) {
    std::map<SectionSet, std::set<UnitKind>> by_unit;
    for (const UnitKind unit : AllUnitKinds()) by_unit[Read(reading, role, unit)].insert(unit);
    for (const bool special : {true, false}) {
      for (const auto& [sections, units] : by_unit) {
        if ((units.size() <= AllUnitKinds().size() / 2) != special) continue;
        const std::string where = special ? absl::StrCat(" of ", Names(units)) : by_unit.size() > 1 ? " of any other unit" : "";
        absl::StrAppendFormat(&table, "  %-44s%s\n", Text(role) + where, Marks(sections));
      }
    }
  }
  return table;
}

// "as receiver of a REFERRAL, HANDOVER, whoever sent it"
std::string Heading(const std::vector<Reading>& readings) {
  std::map<Actor, std::map<bool, std::set<ReferralKind>>> kinds;
  for (const Reading& reading : readings) kinds[reading.actor][reading.sent_by_a_post].insert(reading.kind);
  std::string heading;
  for (auto& [actor, by_sender] : kinds) {
    const bool whoever = by_sender[false] == by_sender[true];
    for (const bool post : {false, true}) {
      if (by_sender[post].empty() || (whoever && post)) continue;
      absl::StrAppend(&heading, "as ", std::string(Text(actor)), " of a ", Names(by_sender[post]),
                      whoever ? ", whoever sent it\n"
                      : post  ? ", sent by a post\n"
                              : ", not sent by a post\n");
    }
  }
  return heading;
}

TEST(SectionPolicy, IsTheOneThatPeopleCanRead) {
  std::string text =
      "Which role may read which section of a referral's packet ('x': may). Each reading is recorded.\n"
      "S1 contact and safety, S2 identity, S3 need, S4 household, S5 chronology, S6 alleged perpetrator, S7 health, S8 "
      "attachments\n";
  std::map<std::string, std::vector<Reading>> tables;
  std::vector<std::string> order;
  for (const Reading& reading : AllReadings()) {
    const std::string table = RolesAndSections(reading);
    if (tables.count(table) == 0) order.push_back(table);
    tables[table].push_back(reading);
  }
  for (const std::string& table : order) {
    absl::StrAppend(&text, "\n", Heading(tables[table]), "\n");
    absl::StrAppendFormat(&text, "  %-44s  S1  S2  S3  S4  S5  S6  S7  S8\n", "");
    text += table;
  }
  std::cout << "checked " << AllReadings().size() * AllRoles().size() * AllUnitKinds().size() * EverySection().size()
            << " combinations of kind, sender, actor, role, unit and section\n";
  ExpectGolden("policy_sections.txt", text);
}

constexpr SectionSet kS1 = Bit(PacketSection::kContact);
constexpr SectionSet kS2 = Bit(PacketSection::kIdentity);
constexpr SectionSet kS3 = Bit(PacketSection::kNeed);
constexpr SectionSet kS4 = Bit(PacketSection::kHousehold);
constexpr SectionSet kS5 = Bit(PacketSection::kChronology);
constexpr SectionSet kS6 = Bit(PacketSection::kAllegedPerpetrator);
constexpr SectionSet kS7 = Bit(PacketSection::kHealth);
constexpr SectionSet kS8 = Bit(PacketSection::kAttachments);

// The most that the field's own table gives a role. What it gives on a reason or by a contract is not given before either can be
// recorded.
SectionSet MostOf(Role role, UnitKind unit) {
  switch (role) {
    case Role::kPuskesosOperator:
      return kS1 | kS2 | kS3 | kS4;
    case Role::kFacilitator:
    case Role::kSubdistrictSupervisor:
    case Role::kSlrtManager:
      return kS2 | kS3 | kS4;
    case Role::kWelfareProgramOfficer:
      return kS2 | kS3 | kS4 | kS8;
    case Role::kProtectionIntakeOfficer:
      return kAllSections & ~kS7;
    case Role::kCompanion:
    case Role::kCaseManager:
      return kAllSections;
    case Role::kProtectionUnitHead:
      return kS1 | kS2 | kS3;
    case Role::kPartnerOfficer:
      return kS1 | kS2 | kS3 | kS5 | kS8 | (unit == UnitKind::kPolicePpa ? kS6 : 0) | (unit == UnitKind::kHealthFacility ? kS7 : 0);
    default:
      return 0;
  }
}

TEST(SectionPolicy, NeverGivesARoleMoreThanTheFieldsTable) {
  for (const Reading& reading : AllReadings()) {
    for (const Role role : AllRoles()) {
      for (const UnitKind unit : AllUnitKinds()) {
        EXPECT_EQ(Read(reading, role, unit) & ~MostOf(role, unit), 0u) << Text(role) << " in " << Text(unit);
      }
    }
  }
}

TEST(SectionPolicy, GivesAReceiverOfAReferralAllOfTheFieldsTable) {
  for (const Role role : AllRoles()) {
    for (const UnitKind unit : AllUnitKinds()) {
      EXPECT_EQ(Read({ReferralKind::kReferral, false, Actor::kReceiver}, role, unit), MostOf(role, unit)) << Text(role);
    }
  }
}

TEST(SectionPolicy, LetsNoPostReadAgainWhatItSentAndNobodyAnAlert) {
  for (const Role role : AllRoles()) {
    for (const ReferralKind kind : kKinds)
      EXPECT_EQ(Read({kind, true, Actor::kSender}, role, UnitKind::kPuskesos), 0u) << Text(kind);
    for (const UnitKind unit : AllUnitKinds()) {
      EXPECT_EQ(Read({ReferralKind::kProtectionAlert, false, Actor::kSender}, role, unit), 0u) << Text(role);
    }
  }
}

TEST(SectionPolicy, LetsTheProviderOfARequestReadNothingOfTheReason) {
  for (const Actor actor : {Actor::kReceiver, Actor::kRedirector, Actor::kHead}) {
    for (const Role role : AllRoles()) {
      for (const UnitKind unit : AllUnitKinds()) {
        EXPECT_EQ(Read({ReferralKind::kServiceRequest, false, actor}, role, unit) & (kS1 | kS5 | kS6 | kS7), 0u) << Text(role);
      }
    }
  }
}

TEST(SectionPolicy, LetsASupervisorWhoConfirmsReadNothing) {
  for (const ReferralKind kind : kKinds) {
    for (const Role role : AllRoles()) {
      EXPECT_EQ(Read({kind, false, Actor::kSupervisor}, role, UnitKind::kProtectionUnit), 0u) << Text(role);
    }
  }
}

// -- Routes and what travels on them ----------------------------------------------------------------------------------------

std::string RouteMatrix(ReferralKind kind) {
  std::string matrix = absl::StrFormat("%s\n%-20s", Text(kind), "");
  for (const UnitKind receiver : AllUnitKinds()) absl::StrAppendFormat(&matrix, " %2d", static_cast<int>(receiver));
  matrix += "\n";
  for (const UnitKind sender : AllUnitKinds()) {
    absl::StrAppendFormat(&matrix, "%-20s", Text(sender));
    for (const UnitKind receiver : AllUnitKinds()) matrix += MayRoute(kind, sender, receiver) ? "  x" : "  .";
    matrix += "\n";
  }
  return matrix;
}

std::string SectionNames(SectionSet sections) {
  std::vector<std::string> names;
  for (const PacketSection section : EverySection()) {
    if ((sections & Bit(section)) != 0) names.push_back(absl::StrCat("S", static_cast<int>(section)));
  }
  return absl::StrJoin(names, " ");
}

// The units between which a referral of this kind and basis carries the same sections.
std::string SendableTable(ReferralKind kind, LegalBasis basis) {
  std::map<SectionSet, std::map<std::set<UnitKind>, std::set<UnitKind>>> senders_by_receivers;
  for (const UnitKind sender : AllUnitKinds()) {
    std::map<SectionSet, std::set<UnitKind>> receivers;
    for (const UnitKind receiver : AllUnitKinds()) {
      if (MayRoute(kind, sender, receiver)) receivers[SendableSections(kind, basis, sender, receiver)].insert(receiver);
    }
    for (const auto& [sections, set] : receivers) senders_by_receivers[sections][set].insert(sender);
  }
  std::string table;
  for (const auto& [sections, by_receivers] : senders_by_receivers) {
    absl::StrAppendFormat(&table, "  %s\n", SectionNames(sections));
    for (const auto& [receivers, senders] : by_receivers) {
      absl::StrAppendFormat(&table, "      from %s\n        to %s\n", Names(senders), Names(receivers));
    }
  }
  return table;
}

TEST(RoutePolicy, IsTheOneThatPeopleCanRead) {
  std::string text = "Which unit may send which kind of referral to which ('x': may). Rows send, columns receive.\n\n";
  for (const UnitKind unit : AllUnitKinds()) absl::StrAppendFormat(&text, "  %2d  %s\n", static_cast<int>(unit), Text(unit));
  for (const ReferralKind kind : kKinds) absl::StrAppend(&text, "\n", RouteMatrix(kind));
  text +=
      "\nWhich sections its packet may carry, by legal basis.\n"
      "S1 contact and safety, S2 identity, S3 need, S4 household, S5 chronology, S6 alleged perpetrator, S7 health, S8 "
      "attachments\n";
  for (const ReferralKind kind : kKinds) {
    std::map<std::string, std::set<LegalBasis>> tables;
    for (const LegalBasis basis : AllBases()) tables[SendableTable(kind, basis)].insert(basis);
    for (const auto& [table, bases] : tables) {
      const std::string on = bases.size() == AllBases().size() ? "any basis" : Names(bases);
      absl::StrAppend(&text, "\n", Text(kind), ", on ", on, ":\n", table);
    }
  }
  for (const Side side : {Side::kWelfare, Side::kProtection}) {
    std::set<UnitKind> units;
    for (const UnitKind unit : AllUnitKinds()) {
      if (SideOf(unit) == side) units.insert(unit);
    }
    absl::StrAppend(&text, side == Side::kWelfare ? "\nThe welfare side: " : "\nThe protection side: ", Names(units), ".\n");
  }
  std::cout << "checked " << std::size(kKinds) * AllUnitKinds().size() * AllUnitKinds().size() << " routes, "
            << std::size(kKinds) * AllUnitKinds().size() * AllUnitKinds().size() * AllBases().size() << " with their bases\n";
  ExpectGolden("policy_routes.txt", text);
}

TEST(RoutePolicy, LeadsNowhereWithoutAKindOrAReceiver) {
  for (const UnitKind sender : AllUnitKinds()) {
    for (const UnitKind receiver : AllUnitKinds()) EXPECT_FALSE(MayRoute(ReferralKind::kUnspecified, sender, receiver));
    for (const ReferralKind kind : kKinds) EXPECT_FALSE(MayRoute(kind, sender, UnitKind::kUnspecified));
  }
}

TEST(RoutePolicy, LetsAnyUnitButAProtectionUnitAlertOne) {
  for (const UnitKind sender : AllUnitKinds()) {
    for (const UnitKind receiver : AllUnitKinds()) {
      EXPECT_EQ(MayRoute(ReferralKind::kProtectionAlert, sender, receiver),
                sender != UnitKind::kProtectionUnit && receiver == UnitKind::kProtectionUnit);
    }
  }
}

TEST(RoutePolicy, NamesNobodyInAnAlertWithoutConsentOrEmergency) {
  for (const UnitKind sender : AllUnitKinds()) {
    for (const LegalBasis basis : {LegalBasis::kConsentPending, LegalBasis::kPublicTask}) {
      EXPECT_EQ(SendableSections(ReferralKind::kProtectionAlert, basis, sender, UnitKind::kProtectionUnit), kS1);
    }
    const SectionSet emergency =
        SendableSections(ReferralKind::kProtectionAlert, LegalBasis::kVitalInterest, sender, UnitKind::kProtectionUnit);
    EXPECT_EQ(emergency & (kS1 | kS2 | kS3), kS1 | kS2 | kS3);
    EXPECT_EQ(emergency & (kS4 | kS7), 0u) << "an alert touches no household";
  }
}

TEST(RoutePolicy, SendsNothingOfTheViolenceToAWelfareUnit) {
  for (const ReferralKind kind : kKinds) {
    for (const UnitKind sender : AllUnitKinds()) {
      for (const UnitKind receiver : AllUnitKinds()) {
        if (SideOf(receiver) != Side::kWelfare || !MayRoute(kind, sender, receiver)) continue;
        for (const LegalBasis basis : AllBases()) {
          EXPECT_EQ(SendableSections(kind, basis, sender, receiver) & (kS5 | kS6 | kS7), 0u)
              << Text(kind) << " to " << Text(receiver);
        }
      }
    }
  }
}

}  // namespace
}  // namespace rujukan::testing
