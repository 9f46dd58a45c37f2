#include "server/domain/policy.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "server/domain/errors.h"

namespace rujukan {
namespace {

using RoleSet = std::uint32_t;
constexpr RoleSet Of(Role role) { return 1u << static_cast<unsigned>(role); }
template <typename... Roles>
constexpr RoleSet Of(Role first, Roles... rest) {
  return Of(first) | Of(rest...);
}

constexpr RoleSet kEveryone = 0xFFFFFFFEu;
constexpr RoleSet kAdministrator = Of(Role::kAdministrator);
constexpr RoleSet kWelfare =
    Of(Role::kPuskesosOperator, Role::kFacilitator, Role::kSubdistrictSupervisor, Role::kSlrtManager, Role::kWelfareProgramOfficer);
constexpr RoleSet kProtection = Of(Role::kProtectionIntakeOfficer, Role::kCompanion, Role::kCaseManager, Role::kProtectionUnitHead);
// Whose work is referrals: who sends them also receives them, a post too, of COUNTER_REFERRALs.
constexpr RoleSet kPeople = kWelfare | kProtection | Of(Role::kPartnerOfficer);
// A unit's own system sends, answers and follows what it sent. Receiving, reading a packet and closing are acts of a person.
constexpr RoleSet kReferring = kPeople | Of(Role::kSystem);
// What a unit gives its word for: field officers pass on and visit, the unit's desk decides (Penetapan Layanan).
constexpr RoleSet kDeciding = kPeople & ~Of(Role::kFacilitator, Role::kSubdistrictSupervisor);
// Who writes case files. A head supervises the register and does not write the cases.
constexpr RoleSet kKeepingCases = kPeople & ~Of(Role::kProtectionUnitHead);

struct MethodRow {
  std::string_view method;
  RoleSet roles;
};

// Who looks at what others did: whose office it is, and who answers for a unit.
constexpr RoleSet kAuditor = Of(Role::kAuditor);
constexpr RoleSet kAuditingUnits = kAuditor | Of(Role::kProtectionUnitHead);
// And those who work a case, of their own.
constexpr RoleSet kAuditingCases = Of(Role::kCompanion, Role::kCaseManager);

constexpr auto kMethods = std::to_array<MethodRow>({
    {"AuditService/ListAuditEvents", kAuditingUnits | kAuditingCases},
    {"AuditService/ListChains", kAuditor},
    {"AuditService/ListCheckpoints", kAuditor},
    {"AuditService/ListOfficerEvents", kAuditingUnits},
    {"CaseFileService/AdvanceCaseFile", kPeople},
    {"CaseFileService/CloseCaseFile", kDeciding},
    {"CaseFileService/CreateCaseFile", kKeepingCases},
    {"CaseFileService/GetCaseFile", kPeople},
    {"CaseFileService/ListCaseFiles", kPeople},
    {"CaseFileService/ReopenCaseFile", kDeciding},
    {"CaseFileService/UpdateCaseFile", kKeepingCases},
    {"HouseholdService/BatchImportHouseholds", kWelfare},
    {"HouseholdService/CreateHousehold", kWelfare},
    {"HouseholdService/FlagHousehold", kWelfare},
    {"HouseholdService/GetHousehold", kWelfare},
    {"HouseholdService/ListHouseholds", kWelfare},
    {"HouseholdService/UpdateHousehold", kWelfare},
    {"InboxService/ListInboxEvents", kReferring},
    {"InboxService/WatchInbox", kReferring},
    {"OfficerService/CreateOfficer", kAdministrator},
    {"OfficerService/DisableOfficer", kAdministrator},
    {"OfficerService/GetOfficer", kEveryone},
    {"OfficerService/ListOfficers", kEveryone},
    {"OfficerService/SetOfficerPassword", kEveryone},
    {"OfficerService/UpdateOfficer", kAdministrator},
    {"ReferralService/AcceptReferral", kDeciding},
    {"ReferralService/AcknowledgeOutcome", kPeople},
    {"ReferralService/AnswerQuestion", kReferring},
    {"ReferralService/AskSender", kReferring},
    {"ReferralService/AssignReferral", kPeople},
    {"ReferralService/CloseUnserved", kPeople},
    {"ReferralService/ConfirmPurge", kDeciding},
    {"ReferralService/CreateReferral", kReferring},
    {"ReferralService/DeclineReferral", kDeciding},
    {"ReferralService/DisputeOutcome", kPeople},
    {"ReferralService/GetPacket", kPeople},
    {"ReferralService/GetReferral", kReferring},
    {"ReferralService/HoldReferral", kReferring},
    {"ReferralService/ListReferrals", kReferring},
    {"ReferralService/RecallReferral", kReferring},
    {"ReferralService/ReceiveReferral", kPeople},
    {"ReferralService/RecordProgress", kReferring},
    {"ReferralService/RedirectReferral", kDeciding},
    {"ReferralService/ReportOutcome", kDeciding},
    {"ReferralService/ResendReferral", kReferring},
    {"ReferralService/ResumeReferral", kReferring},
    {"ReferralService/ReturnReferral", kDeciding},
    {"ReferralService/StartReferral", kReferring},
    {"ReferralService/WithdrawConsent", kPeople},
    {"RegionService/GetRegion", kEveryone},
    {"RegionService/ImportRegions", kAdministrator},
    {"RegionService/ListRegions", kEveryone},
    {"SessionService/GetSession", kEveryone},
    {"SessionService/SignIn", kEveryone},
    {"SessionService/SignOut", kEveryone},
    {"UnitService/CreateUnit", kAdministrator},
    {"UnitService/GetUnit", kEveryone},
    {"UnitService/ListUnits", kEveryone},
    {"UnitService/UpdateUnit", kAdministrator},
});

const MethodRow* FindMethod(std::string_view method) {
  const auto* row = std::find_if(kMethods.begin(), kMethods.end(), [&](const MethodRow& r) { return r.method == method; });
  return row == kMethods.end() ? nullptr : row;
}

constexpr SectionSet kS1 = Bit(PacketSection::kContact);
constexpr SectionSet kS2 = Bit(PacketSection::kIdentity);
constexpr SectionSet kS3 = Bit(PacketSection::kNeed);
constexpr SectionSet kS4 = Bit(PacketSection::kHousehold);
constexpr SectionSet kS5 = Bit(PacketSection::kChronology);
constexpr SectionSet kS6 = Bit(PacketSection::kAllegedPerpetrator);
constexpr SectionSet kS7 = Bit(PacketSection::kHealth);
constexpr SectionSet kS8 = Bit(PacketSection::kAttachments);

// Role × section, domain notes 5.8. What the notes give "on reason" or "per contract" is not given before reasons and contracts
// can be recorded.
SectionSet SectionsOfRole(const Caller& caller) {
  switch (caller.role) {
    case Role::kPuskesosOperator:
      return kS1 | kS2 | kS3 | kS4;
    case Role::kFacilitator:
    case Role::kSubdistrictSupervisor:
    case Role::kSlrtManager:
      return kS2 | kS3 | kS4;
    case Role::kWelfareProgramOfficer:
      return kS2 | kS3 | kS4 | kS8;
    case Role::kProtectionIntakeOfficer:
      return kS1 | kS2 | kS3 | kS4 | kS5 | kS6 | kS8;
    case Role::kCompanion:
    case Role::kCaseManager:
      return kAllSections;
    case Role::kProtectionUnitHead:
      return kS1 | kS2 | kS3;
    case Role::kPartnerOfficer: {
      SectionSet sections = kS1 | kS2 | kS3 | kS5 | kS8;
      if (caller.unit_kind == UnitKind::kPolicePpa) sections |= kS6;
      if (caller.unit_kind == UnitKind::kHealthFacility) sections |= kS7;
      return sections;
    }
    default:
      return 0;
  }
}

bool OneOf(UnitKind kind, std::initializer_list<UnitKind> kinds) {
  return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

// Units that may know of violence.
bool ProtectionCircle(UnitKind kind) {
  return OneOf(kind, {UnitKind::kProtectionUnit, UnitKind::kPolicePpa, UnitKind::kHealthFacility, UnitKind::kServiceNgo,
                      UnitKind::kLegalAid});
}

bool WelfareOffice(UnitKind kind) {
  return OneOf(kind, {UnitKind::kSlrtSecretariat, UnitKind::kDinasSosial, UnitKind::kGovernmentOffice});
}

// Whose officers work with households.
bool KeepsHouseholds(UnitKind kind) {
  return OneOf(kind, {UnitKind::kPuskesos, UnitKind::kSlrtSecretariat, UnitKind::kDinasSosial});
}

}  // namespace

absl::Status MayCall(Role role, std::string_view method) {
  const MethodRow* row = FindMethod(method);
  const bool may = row != nullptr && role != Role::kUnspecified && (row->roles & Of(role)) != 0;
  return may ? absl::OkStatus() : RoleNotAllowed(role);
}

bool HasPolicy(std::string_view method) { return FindMethod(method) != nullptr; }

SectionSet ReadableSections(const Referral& referral, const Caller& caller, Actor actor) {
  if (actor == Actor::kSupervisor) return 0;
  // Write-only: what a post sent cannot be read from its laptop again, whatever its kind, and no alert by whoever sent it.
  if (actor == Actor::kSender && referral.sender_kind == UnitKind::kPuskesos) return 0;
  if (actor == Actor::kSender && referral.kind == ReferralKind::kProtectionAlert) return 0;
  SectionSet sections = SectionsOfRole(caller);
  if (actor != Actor::kSender && referral.kind == ReferralKind::kServiceRequest) sections &= kS2 | kS3 | kS4 | kS8;
  return sections;
}

SectionSet SendableSections(ReferralKind kind, LegalBasis basis, UnitKind sender, UnitKind receiver) {
  if (kind == ReferralKind::kServiceRequest) return kS2 | kS3 | kS4;
  if (kind == ReferralKind::kProtectionAlert) {
    const bool may_name = basis == LegalBasis::kConsent || basis == LegalBasis::kLegalDuty || basis == LegalBasis::kVitalInterest;
    return may_name ? kS1 | kS2 | kS3 | kS5 | kS6 : kS1;
  }
  const bool both_may_know = ProtectionCircle(sender) && ProtectionCircle(receiver);
  return kS1 | kS2 | kS3 | kS4 | kS8 | (both_may_know ? kS5 | kS6 | kS7 : 0);
}

bool HidesSender(const Referral& referral) {
  if (referral.kind == ReferralKind::kServiceRequest) return true;
  return referral.kind == ReferralKind::kCounterReferral && SideOf(referral.receiver_kind) == Side::kWelfare;
}

bool MayRoute(ReferralKind kind, UnitKind sender, UnitKind receiver) {
  if (receiver == UnitKind::kExternalSystem || receiver == UnitKind::kUnspecified) return false;
  switch (kind) {
    case ReferralKind::kProtectionAlert:
      return sender != UnitKind::kProtectionUnit && receiver == UnitKind::kProtectionUnit;
    case ReferralKind::kServiceRequest:
      return OneOf(receiver, {UnitKind::kDinasSosial, UnitKind::kGovernmentOffice, UnitKind::kSlrtSecretariat,
                              UnitKind::kHealthFacility, UnitKind::kServiceNgo});
    case ReferralKind::kCounterReferral:
      // To the field; what only the protection circle may know does not go there.
      return sender != UnitKind::kPuskesos && !OneOf(receiver, {UnitKind::kPolicePpa, UnitKind::kLegalAid});
    case ReferralKind::kHandover:
      return (ProtectionCircle(sender) && ProtectionCircle(receiver)) || (WelfareOffice(sender) && WelfareOffice(receiver));
    case ReferralKind::kReferral:
      // A post tells of violence by an alert; the welfare side hears from a protection unit by requests without a reason.
      if (receiver == UnitKind::kPuskesos) return false;
      if (sender == UnitKind::kPuskesos)
        return WelfareOffice(receiver) || OneOf(receiver, {UnitKind::kHealthFacility, UnitKind::kServiceNgo});
      // Who these are tells the reason.
      if (OneOf(sender, {UnitKind::kProtectionUnit, UnitKind::kPolicePpa, UnitKind::kLegalAid}))
        return ProtectionCircle(receiver) || receiver == UnitKind::kGovernmentOffice;
      return true;
    case ReferralKind::kUnspecified:
      break;
  }
  return false;
}

bool Audits(const Caller& caller, const Unit& unit) {
  if (caller.role == Role::kProtectionUnitHead) return unit.id == caller.unit;
  if (caller.role != Role::kAuditor) return false;
  const bool crosses_over = KeepsHouseholds(caller.unit_kind) && ProtectionCircle(unit.kind);
  return unit.id == caller.unit || (unit.supervising_unit == caller.unit && !crosses_over);
}

bool MayWalkAllChains(const Caller& caller) { return caller.role == Role::kAuditor && !KeepsHouseholds(caller.unit_kind); }

bool AuditsHouseholds(const Caller& caller) { return caller.role == Role::kAuditor && KeepsHouseholds(caller.unit_kind); }

bool AuditsOwnCases(Role role) { return role != Role::kUnspecified && (kAuditingCases & Of(role)) != 0; }

bool IsProtectionOfficer(Role role) { return role != Role::kUnspecified && (kProtection & Of(role)) != 0; }

bool IsSupervisor(Role role) {
  constexpr RoleSet kSupervising =
      Of(Role::kSubdistrictSupervisor, Role::kSlrtManager, Role::kProtectionUnitHead, Role::kCaseManager);
  // Above a protection unit stands DP3A and above a partner its own office, whose officers are partners here.
  return role != Role::kUnspecified && ((kSupervising | Of(Role::kPartnerOfficer)) & Of(role)) != 0;
}

bool MayKeep(Role role, CaseFileKind kind) {
  const RoleSet roles = kind == CaseFileKind::kProtection ? kProtection : kind == CaseFileKind::kWelfare ? kWelfare : 0;
  return role != Role::kUnspecified && ((roles | Of(Role::kPartnerOfficer)) & Of(role)) != 0 && roles != 0;
}

bool SeesSummary(Role role, CaseFileKind kind) { return kind != CaseFileKind::kProtection || role != Role::kProtectionUnitHead; }

Side SideOf(UnitKind kind) { return ProtectionCircle(kind) ? Side::kProtection : Side::kWelfare; }

}  // namespace rujukan
