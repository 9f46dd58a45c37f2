// The code lists of the field, with the same numbers as rujukan.v1 (codes.proto tells what each value means; a test keeps the
// two equal). The domain knows nothing of the wire, so it has enums of its own.
#ifndef RUJUKAN_SERVER_DOMAIN_CODES_H_
#define RUJUKAN_SERVER_DOMAIN_CODES_H_

#include <cstdint>
#include <string_view>

namespace rujukan {

enum class UnitKind : std::int32_t {
  kUnspecified = 0,
  kPuskesos = 1,
  kSlrtSecretariat = 2,
  kDinasSosial = 3,
  kProtectionUnit = 4,
  kGovernmentOffice = 5,
  kPolicePpa = 6,
  kHealthFacility = 7,
  kServiceNgo = 8,
  kLegalAid = 9,
  kExternalSystem = 10,
};

enum class Role : std::int32_t {
  kUnspecified = 0,
  kAdministrator = 1,
  kPuskesosOperator = 2,
  kFacilitator = 3,
  kSubdistrictSupervisor = 4,
  kSlrtManager = 5,
  kWelfareProgramOfficer = 6,
  kProtectionIntakeOfficer = 7,
  kCompanion = 8,
  kCaseManager = 9,
  kProtectionUnitHead = 10,
  kPartnerOfficer = 11,
  kDataOfficer = 12,
  kAuditor = 13,
  kSystem = 14,
};

enum class WelfareProgram : std::int32_t {
  kUnspecified = 0,
  kPkh = 1,
  kSembako = 2,
  kPip = 3,
  kPbiJkn = 4,
  kRutilahu = 5,
  kKube = 6,
  kBltDd = 7,
  kAtensi = 8,
  kAdminduk = 9,
  kLegalAid = 10,
  kOther = 11,
};

enum class Service : std::int32_t {
  kUnspecified = 0,
  kComplaint = 1,
  kOutreach = 2,
  kCaseManagement = 3,
  kShelter = 4,
  kMediation = 5,
  kAccompaniment = 6,
  kHealth = 7,
  kLegalAid = 8,
  kLawEnforcement = 9,
  kSocialRehabilitation = 10,
  kSocialReintegration = 11,
  kRepatriation = 12,
  kReligiousAccompaniment = 13,
  kWelfareFollowUp = 14,
  kWelfareProgram = 15,
};

enum class Urgency : std::int32_t {
  kUnspecified = 0,
  kLow = 1,
  kMedium = 2,
  kHigh = 3,
  kEmergency = 4,
};

enum class LegalBasis : std::int32_t {
  kUnspecified = 0,
  kConsent = 1,
  kLegalDuty = 2,
  kVitalInterest = 3,
  kPublicTask = 4,
  kConsentPending = 5,
};

enum class Vulnerability : std::int32_t {
  kUnspecified = 0,
  kChildOutOfSchool = 1,
  kElderlyAlone = 2,
  kDisability = 3,
  kWomanHeaded = 4,
  kNoDocuments = 5,
  kChronicIllness = 6,
  kLostIncome = 7,
  kUnfitHouse = 8,
  kOther = 9,
};

enum class Sex : std::int32_t {
  kUnspecified = 0,
  kMale = 1,
  kFemale = 2,
};

enum class FamilyRelation : std::int32_t {
  kUnspecified = 0,
  kHead = 1,
  kHusband = 2,
  kWife = 3,
  kChild = 4,
  kChildInLaw = 5,
  kGrandchild = 6,
  kParent = 7,
  kParentInLaw = 8,
  kOtherFamily = 9,
  kDomesticWorker = 10,
  kOther = 11,
};

enum class DecileSource : std::int32_t {
  kUnspecified = 0,
  kDtsen = 1,
  kDtks = 2,
  kNotListed = 3,
};

enum class TimePrecision : std::int32_t {
  kUnspecified = 0,
  kExact = 1,
  kDay = 2,
  kMonth = 3,
  kYear = 4,
  kEstimated = 5,
};

enum class ReferralKind : std::int32_t {
  kUnspecified = 0,
  kReferral = 1,
  kHandover = 2,
  kCounterReferral = 3,
  kServiceRequest = 4,
  kProtectionAlert = 5,
};

enum class ReferralState : std::int32_t {
  kUnspecified = 0,
  kSent = 1,
  kReceived = 2,
  kReturned = 3,
  kAccepted = 4,
  kDeclined = 5,
  kRedirected = 6,
  kInProgress = 7,
  kOnHold = 8,
  kReported = 9,
  kClosed = 10,
  kClosedUnserved = 11,
  kRecalled = 12,
  kConsentWithdrawn = 13,
  kCancelled = 14,
  kActionNeeded = 15,
  kProcessing = 16,
  kDone = 17,
};

enum class Move : std::int32_t {
  kUnspecified = 0,
  kCreate = 1,
  kReceive = 2,
  kAssign = 3,
  kAsk = 4,
  kAnswer = 5,
  kReturn = 6,
  kResend = 7,
  kAccept = 8,
  kDecline = 9,
  kRedirect = 10,
  kStart = 11,
  kProgress = 12,
  kHold = 13,
  kResume = 14,
  kReport = 15,
  kAcknowledge = 16,
  kDispute = 17,
  kRecall = 18,
  kWithdrawConsent = 19,
  kConfirmPurge = 20,
  kCloseUnserved = 21,
};

enum class DueKind : std::int32_t {
  kUnspecified = 0,
  kReceive = 1,
  kDecide = 2,
  kComplete = 3,
  kBegin = 4,
  kRoute = 5,
  kOutcome = 6,
  kResume = 7,
  kRead = 8,
  kPurge = 9,
};

enum class DeclineReason : std::int32_t {
  kUnspecified = 0,
  kNotCompetent = 1,
  kNotEligible = 2,
  kNoCapacity = 3,
  kUnreachable = 4,
  kAlreadyServed = 5,
  kSurvivorDeclined = 6,
  kDuplicate = 7,
  kConflictOfInterest = 8,
  kOther = 9,
};

enum class OutcomeResult : std::int32_t {
  kUnspecified = 0,
  kFulfilled = 1,
  kPartial = 2,
  kNotFulfilled = 3,
};

enum class ItemDecision : std::int32_t {
  kUnspecified = 0,
  kProposed = 1,
  kEnrolled = 2,
  kWaitingList = 3,
  kRefused = 4,
  kAlreadyEnrolled = 5,
};

enum class Channel : std::int32_t {
  kUnspecified = 0,
  kWalkIn = 1,
  kPhone = 2,
  kSapa129 = 3,
  kOutreach = 4,
  kReferral = 5,
  kOnline = 6,
};

enum class Reporter : std::int32_t {
  kUnspecified = 0,
  kSelf = 1,
  kFamily = 2,
  kCommunity = 3,
  kOfficer = 4,
  kInstitution = 5,
};

enum class PacketSection : std::int32_t {
  kUnspecified = 0,
  kContact = 1,
  kIdentity = 2,
  kNeed = 3,
  kHousehold = 4,
  kChronology = 5,
  kAllegedPerpetrator = 6,
  kHealth = 7,
  kAttachments = 8,
};

enum class CaseFileKind : std::int32_t {
  kUnspecified = 0,
  kWelfare = 1,
  kProtection = 2,
};

enum class CaseFileStage : std::int32_t {
  kUnspecified = 0,
  kRegistered = 1,
  kHandling = 2,
  kServiceDecided = 3,
  kLetterPrinted = 4,
  kIdentification = 5,
  kAssessment = 6,
  kPlanning = 7,
  kIntervention = 8,
  kMonitoring = 9,
  kClosed = 10,
};

enum class Capacity : std::int32_t {
  kUnspecified = 0,
  kAvailable = 1,
  kWaitingList = 2,
  kFull = 3,
};

enum class RegionLevel : std::int32_t {
  kUnspecified = 0,
  kProvince = 1,
  kRegency = 2,
  kDistrict = 3,
  kVillage = 4,
};

// What happened. Stored digests depend on the numbers.
enum class AuditAction : std::int32_t {
  kUnspecified = 0,
  // The record was made; changed.
  kCreate = 1,
  kChange = 2,
  // The officer read something, one record or a page of them.
  kRead = 3,
  kSignIn = 4,
  kSignOut = 5,
  // Somebody gave the officer's name and not the password.
  kSignInRefused = 6,
  // The officer was refused something, once or several times, the last time at the time of the event.
  kRefused = 7,
  // A referral was moved. In no chain: of a referral's events the move itself is kept.
  kMove = 8,
};

// The name of a value as the wire writes it, without the prefix of its enum: "PUSKESOS". "UNKNOWN" for a number that is no
// value of the list.
std::string_view NameOf(UnitKind value);
std::string_view NameOf(Role value);
std::string_view NameOf(WelfareProgram value);
std::string_view NameOf(Service value);
std::string_view NameOf(Urgency value);
std::string_view NameOf(LegalBasis value);
std::string_view NameOf(Vulnerability value);
std::string_view NameOf(Sex value);
std::string_view NameOf(FamilyRelation value);
std::string_view NameOf(DecileSource value);
std::string_view NameOf(TimePrecision value);
std::string_view NameOf(ReferralKind value);
std::string_view NameOf(ReferralState value);
std::string_view NameOf(Move value);
std::string_view NameOf(DueKind value);
std::string_view NameOf(DeclineReason value);
std::string_view NameOf(OutcomeResult value);
std::string_view NameOf(ItemDecision value);
std::string_view NameOf(Channel value);
std::string_view NameOf(Reporter value);
std::string_view NameOf(PacketSection value);
std::string_view NameOf(CaseFileKind value);
std::string_view NameOf(CaseFileStage value);
std::string_view NameOf(Capacity value);
std::string_view NameOf(RegionLevel value);
std::string_view NameOf(AuditAction value);

}  // namespace rujukan

#endif  // RUJUKAN_SERVER_DOMAIN_CODES_H_
