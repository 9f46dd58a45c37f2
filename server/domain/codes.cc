#include "server/domain/codes.h"

#include <array>
#include <cstddef>

namespace rujukan {
namespace {

template <std::size_t kSize>
std::string_view Pick(const std::array<std::string_view, kSize>& names, std::int32_t value) {
  if (value < 0 || static_cast<std::size_t>(value) >= kSize) return "UNKNOWN";
  return names[static_cast<std::size_t>(value)];
}

}  // namespace

std::string_view NameOf(UnitKind value) {
  static constexpr std::array<std::string_view, 11> kNames = {
      "UNSPECIFIED", "PUSKESOS",        "SLRT_SECRETARIAT", "DINAS_SOSIAL", "PROTECTION_UNIT", "GOVERNMENT_OFFICE",
      "POLICE_PPA",  "HEALTH_FACILITY", "SERVICE_NGO",      "LEGAL_AID",    "EXTERNAL_SYSTEM"};
  return Pick(kNames, static_cast<std::int32_t>(value));
}

std::string_view NameOf(Role value) {
  static constexpr std::array<std::string_view, 15> kNames = {"UNSPECIFIED",
                                                              "ADMINISTRATOR",
                                                              "PUSKESOS_OPERATOR",
                                                              "FACILITATOR",
                                                              "SUBDISTRICT_SUPERVISOR",
                                                              "SLRT_MANAGER",
                                                              "WELFARE_PROGRAM_OFFICER",
                                                              "PROTECTION_INTAKE_OFFICER",
                                                              "COMPANION",
                                                              "CASE_MANAGER",
                                                              "PROTECTION_UNIT_HEAD",
                                                              "PARTNER_OFFICER",
                                                              "DATA_OFFICER",
                                                              "AUDITOR",
                                                              "SYSTEM"};
  return Pick(kNames, static_cast<std::int32_t>(value));
}

std::string_view NameOf(WelfareProgram value) {
  static constexpr std::array<std::string_view, 12> kNames = {
      "UNSPECIFIED", "PKH", "SEMBAKO", "PIP", "PBI_JKN", "RUTILAHU", "KUBE", "BLT_DD", "ATENSI", "ADMINDUK", "LEGAL_AID", "OTHER"};
  return Pick(kNames, static_cast<std::int32_t>(value));
}

std::string_view NameOf(Service value) {
  static constexpr std::array<std::string_view, 16> kNames = {"UNSPECIFIED",
                                                              "COMPLAINT",
                                                              "OUTREACH",
                                                              "CASE_MANAGEMENT",
                                                              "SHELTER",
                                                              "MEDIATION",
                                                              "ACCOMPANIMENT",
                                                              "HEALTH",
                                                              "LEGAL_AID",
                                                              "LAW_ENFORCEMENT",
                                                              "SOCIAL_REHABILITATION",
                                                              "SOCIAL_REINTEGRATION",
                                                              "REPATRIATION",
                                                              "RELIGIOUS_ACCOMPANIMENT",
                                                              "WELFARE_FOLLOW_UP",
                                                              "WELFARE_PROGRAM"};
  return Pick(kNames, static_cast<std::int32_t>(value));
}

std::string_view NameOf(Urgency value) {
  static constexpr std::array<std::string_view, 5> kNames = {"UNSPECIFIED", "LOW", "MEDIUM", "HIGH", "EMERGENCY"};
  return Pick(kNames, static_cast<std::int32_t>(value));
}

std::string_view NameOf(LegalBasis value) {
  static constexpr std::array<std::string_view, 6> kNames = {"UNSPECIFIED",    "CONSENT",     "LEGAL_DUTY",
                                                             "VITAL_INTEREST", "PUBLIC_TASK", "CONSENT_PENDING"};
  return Pick(kNames, static_cast<std::int32_t>(value));
}

std::string_view NameOf(Vulnerability value) {
  static constexpr std::array<std::string_view, 10> kNames = {
      "UNSPECIFIED",  "CHILD_OUT_OF_SCHOOL", "ELDERLY_ALONE", "DISABILITY",  "WOMAN_HEADED",
      "NO_DOCUMENTS", "CHRONIC_ILLNESS",     "LOST_INCOME",   "UNFIT_HOUSE", "OTHER"};
  return Pick(kNames, static_cast<std::int32_t>(value));
}

std::string_view NameOf(Sex value) {
  static constexpr std::array<std::string_view, 3> kNames = {"UNSPECIFIED", "MALE", "FEMALE"};
  return Pick(kNames, static_cast<std::int32_t>(value));
}

std::string_view NameOf(FamilyRelation value) {
  static constexpr std::array<std::string_view, 12> kNames = {"UNSPECIFIED",   "HEAD",         "HUSBAND",         "WIFE",
                                                              "CHILD",         "CHILD_IN_LAW", "GRANDCHILD",      "PARENT",
                                                              "PARENT_IN_LAW", "OTHER_FAMILY", "DOMESTIC_WORKER", "OTHER"};
  return Pick(kNames, static_cast<std::int32_t>(value));
}

std::string_view NameOf(DecileSource value) {
  static constexpr std::array<std::string_view, 4> kNames = {"UNSPECIFIED", "DTSEN", "DTKS", "NOT_LISTED"};
  return Pick(kNames, static_cast<std::int32_t>(value));
}

std::string_view NameOf(TimePrecision value) {
  static constexpr std::array<std::string_view, 6> kNames = {"UNSPECIFIED", "EXACT", "DAY", "MONTH", "YEAR", "ESTIMATED"};
  return Pick(kNames, static_cast<std::int32_t>(value));
}

std::string_view NameOf(ReferralKind value) {
  static constexpr std::array<std::string_view, 6> kNames = {"UNSPECIFIED",      "REFERRAL",        "HANDOVER",
                                                             "COUNTER_REFERRAL", "SERVICE_REQUEST", "PROTECTION_ALERT"};
  return Pick(kNames, static_cast<std::int32_t>(value));
}

std::string_view NameOf(ReferralState value) {
  static constexpr std::array<std::string_view, 18> kNames = {
      "UNSPECIFIED", "SENT",          "RECEIVED",   "RETURNED", "ACCEPTED",        "DECLINED", "REDIRECTED",
      "IN_PROGRESS", "ON_HOLD",       "REPORTED",   "CLOSED",   "CLOSED_UNSERVED", "RECALLED", "CONSENT_WITHDRAWN",
      "CANCELLED",   "ACTION_NEEDED", "PROCESSING", "DONE"};
  return Pick(kNames, static_cast<std::int32_t>(value));
}

std::string_view NameOf(Move value) {
  static constexpr std::array<std::string_view, 22> kNames = {
      "UNSPECIFIED", "CREATE",           "RECEIVE",       "ASSIGN",        "ASK",  "ANSWER", "RETURN", "RESEND",      "ACCEPT",
      "DECLINE",     "REDIRECT",         "START",         "PROGRESS",      "HOLD", "RESUME", "REPORT", "ACKNOWLEDGE", "DISPUTE",
      "RECALL",      "WITHDRAW_CONSENT", "CONFIRM_PURGE", "CLOSE_UNSERVED"};
  return Pick(kNames, static_cast<std::int32_t>(value));
}

std::string_view NameOf(DueKind value) {
  static constexpr std::array<std::string_view, 10> kNames = {"UNSPECIFIED", "RECEIVE", "DECIDE", "COMPLETE", "BEGIN",
                                                              "ROUTE",       "OUTCOME", "RESUME", "READ",     "PURGE"};
  return Pick(kNames, static_cast<std::int32_t>(value));
}

std::string_view NameOf(DeclineReason value) {
  static constexpr std::array<std::string_view, 10> kNames = {
      "UNSPECIFIED",    "NOT_COMPETENT",     "NOT_ELIGIBLE", "NO_CAPACITY",          "UNREACHABLE",
      "ALREADY_SERVED", "SURVIVOR_DECLINED", "DUPLICATE",    "CONFLICT_OF_INTEREST", "OTHER"};
  return Pick(kNames, static_cast<std::int32_t>(value));
}

std::string_view NameOf(OutcomeResult value) {
  static constexpr std::array<std::string_view, 4> kNames = {"UNSPECIFIED", "FULFILLED", "PARTIAL", "NOT_FULFILLED"};
  return Pick(kNames, static_cast<std::int32_t>(value));
}

std::string_view NameOf(ItemDecision value) {
  static constexpr std::array<std::string_view, 6> kNames = {"UNSPECIFIED",  "PROPOSED", "ENROLLED",
                                                             "WAITING_LIST", "REFUSED",  "ALREADY_ENROLLED"};
  return Pick(kNames, static_cast<std::int32_t>(value));
}

std::string_view NameOf(Channel value) {
  static constexpr std::array<std::string_view, 7> kNames = {"UNSPECIFIED", "WALK_IN",  "PHONE", "SAPA129",
                                                             "OUTREACH",    "REFERRAL", "ONLINE"};
  return Pick(kNames, static_cast<std::int32_t>(value));
}

std::string_view NameOf(Reporter value) {
  static constexpr std::array<std::string_view, 6> kNames = {"UNSPECIFIED", "SELF",    "FAMILY",
                                                             "COMMUNITY",   "OFFICER", "INSTITUTION"};
  return Pick(kNames, static_cast<std::int32_t>(value));
}

std::string_view NameOf(PacketSection value) {
  static constexpr std::array<std::string_view, 9> kNames = {
      "UNSPECIFIED", "CONTACT", "IDENTITY", "NEED", "HOUSEHOLD", "CHRONOLOGY", "ALLEGED_PERPETRATOR", "HEALTH", "ATTACHMENTS"};
  return Pick(kNames, static_cast<std::int32_t>(value));
}

std::string_view NameOf(CaseFileKind value) {
  static constexpr std::array<std::string_view, 3> kNames = {"UNSPECIFIED", "WELFARE", "PROTECTION"};
  return Pick(kNames, static_cast<std::int32_t>(value));
}

std::string_view NameOf(CaseFileStage value) {
  static constexpr std::array<std::string_view, 11> kNames = {"UNSPECIFIED",    "REGISTERED",     "HANDLING",   "SERVICE_DECIDED",
                                                              "LETTER_PRINTED", "IDENTIFICATION", "ASSESSMENT", "PLANNING",
                                                              "INTERVENTION",   "MONITORING",     "CLOSED"};
  return Pick(kNames, static_cast<std::int32_t>(value));
}

std::string_view NameOf(Capacity value) {
  static constexpr std::array<std::string_view, 4> kNames = {"UNSPECIFIED", "AVAILABLE", "WAITING_LIST", "FULL"};
  return Pick(kNames, static_cast<std::int32_t>(value));
}

std::string_view NameOf(RegionLevel value) {
  static constexpr std::array<std::string_view, 5> kNames = {"UNSPECIFIED", "PROVINCE", "REGENCY", "DISTRICT", "VILLAGE"};
  return Pick(kNames, static_cast<std::int32_t>(value));
}

std::string_view NameOf(AuditAction value) {
  static constexpr std::array<std::string_view, 9> kNames = {"UNSPECIFIED", "CREATE",          "CHANGE",  "READ", "SIGN_IN",
                                                             "SIGN_OUT",    "SIGN_IN_REFUSED", "REFUSED", "MOVE"};
  return Pick(kNames, static_cast<std::int32_t>(value));
}

}  // namespace rujukan
