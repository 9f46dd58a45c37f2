#include "server/domain/referral.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

#include "server/domain/errors.h"
#include "server/domain/policy.h"

namespace rujukan {
namespace {

using S = ReferralState;
using A = Actor;
using N = NextAccountable;
using D = DueKind;

constexpr KindSet Of(ReferralKind kind) { return static_cast<KindSet>(1u << static_cast<unsigned>(kind)); }
constexpr KindSet kAlert = Of(ReferralKind::kProtectionAlert);
constexpr KindSet kHandover = Of(ReferralKind::kHandover);
constexpr KindSet kServiceRequest = Of(ReferralKind::kServiceRequest);
constexpr KindSet kAll = Of(ReferralKind::kReferral) | kHandover | Of(ReferralKind::kCounterReferral) | kServiceRequest | kAlert;
// An alert's sender gives nothing up by being silent, so it is never sent back to it.
constexpr KindSet kAnswerable = kAll & static_cast<KindSet>(~kAlert);
// Whose sender the receiver may know. Who does not may not withdraw for it: what would follow tells whose request it is.
constexpr KindSet kOpenly = kAll & static_cast<KindSet>(~(kServiceRequest | Of(ReferralKind::kCounterReferral)));
// What stays the sender's after it was accepted.
constexpr KindSet kKept = kAll & static_cast<KindSet>(~kHandover);

constexpr auto kTable = std::to_array<MoveRule>({
    {Move::kReceive, S::kSent, A::kReceiver, kAll, S::kReceived, N::kReceiver, D::kDecide},

    {Move::kAssign, S::kSent, A::kReceiver, kAll, S::kSent, N::kUnchanged, D::kUnspecified},
    {Move::kAssign, S::kReceived, A::kReceiver, kAll, S::kReceived, N::kUnchanged, D::kUnspecified},
    {Move::kAssign, S::kAccepted, A::kReceiver, kKept, S::kAccepted, N::kUnchanged, D::kUnspecified},
    {Move::kAssign, S::kInProgress, A::kReceiver, kKept, S::kInProgress, N::kUnchanged, D::kUnspecified},
    {Move::kAssign, S::kOnHold, A::kReceiver, kKept, S::kOnHold, N::kUnchanged, D::kUnspecified},

    {Move::kAsk, S::kReceived, A::kReceiver, kAll, S::kReceived, N::kUnchanged, D::kUnspecified},
    {Move::kAsk, S::kAccepted, A::kReceiver, kKept, S::kAccepted, N::kUnchanged, D::kUnspecified},
    {Move::kAsk, S::kInProgress, A::kReceiver, kKept, S::kInProgress, N::kUnchanged, D::kUnspecified},

    // Also without a question: what a sender still has to say must always find its way.
    {Move::kAnswer, S::kSent, A::kSender, kAll, S::kSent, N::kUnchanged, D::kUnspecified},
    {Move::kAnswer, S::kReceived, A::kSender, kAll, S::kReceived, N::kUnchanged, D::kUnspecified},
    {Move::kAnswer, S::kAccepted, A::kSender, kKept, S::kAccepted, N::kUnchanged, D::kUnspecified},
    {Move::kAnswer, S::kInProgress, A::kSender, kKept, S::kInProgress, N::kUnchanged, D::kUnspecified},
    {Move::kAnswer, S::kOnHold, A::kSender, kKept, S::kOnHold, N::kUnchanged, D::kUnspecified},
    {Move::kAnswer, S::kReported, A::kSender, kAlert, S::kReported, N::kUnchanged, D::kUnspecified},

    {Move::kReturn, S::kSent, A::kReceiver, kAnswerable, S::kReturned, N::kSender, D::kComplete},
    {Move::kReturn, S::kReceived, A::kReceiver, kAnswerable, S::kReturned, N::kSender, D::kComplete},

    {Move::kResend, S::kReturned, A::kSender, kAnswerable, S::kSent, N::kReceiver, D::kReceive},

    {Move::kAccept, S::kReceived, A::kReceiver, kKept, S::kAccepted, N::kReceiver, D::kBegin},
    {Move::kAccept, S::kReceived, A::kReceiver, kHandover, S::kReported, N::kSender, D::kRead},

    {Move::kDecline, S::kSent, A::kReceiver, kAnswerable, S::kDeclined, N::kSender, D::kRoute},
    {Move::kDecline, S::kReceived, A::kReceiver, kAnswerable, S::kDeclined, N::kSender, D::kRoute},
    {Move::kDecline, S::kSent, A::kRedirector, kAnswerable, S::kDeclined, N::kSender, D::kRoute},

    // Where the sender does not show, a redirect would feel for it: no unit is redirected to that sent or is excluded.
    {Move::kRedirect, S::kReceived, A::kReceiver, kOpenly, S::kRedirected, N::kNobody, D::kUnspecified},
    {Move::kRedirect, S::kDeclined, A::kSender, kAnswerable, S::kRedirected, N::kNobody, D::kUnspecified},
    {Move::kRedirect, S::kSent, A::kRedirector, kAll, S::kRedirected, N::kNobody, D::kUnspecified},

    {Move::kStart, S::kAccepted, A::kReceiver, kKept, S::kInProgress, N::kReceiver, D::kOutcome},

    {Move::kProgress, S::kAccepted, A::kReceiver, kKept, S::kAccepted, N::kReceiver, D::kOutcome},
    {Move::kProgress, S::kInProgress, A::kReceiver, kKept, S::kInProgress, N::kReceiver, D::kOutcome},

    {Move::kHold, S::kInProgress, A::kReceiver, kKept, S::kOnHold, N::kReceiver, D::kResume},
    {Move::kResume, S::kOnHold, A::kReceiver, kKept, S::kInProgress, N::kReceiver, D::kOutcome},

    {Move::kReport, S::kReceived, A::kReceiver, kServiceRequest, S::kReported, N::kSender, D::kRead},
    {Move::kReport, S::kAccepted, A::kReceiver, kKept& kAnswerable, S::kReported, N::kSender, D::kRead},
    {Move::kReport, S::kInProgress, A::kReceiver, kKept& kAnswerable, S::kReported, N::kSender, D::kRead},
    {Move::kReport, S::kOnHold, A::kReceiver, kKept& kAnswerable, S::kReported, N::kSender, D::kRead},
    {Move::kReport, S::kAccepted, A::kReceiver, kAlert, S::kReported, N::kReceiver, D::kRead},
    {Move::kReport, S::kInProgress, A::kReceiver, kAlert, S::kReported, N::kReceiver, D::kRead},
    {Move::kReport, S::kOnHold, A::kReceiver, kAlert, S::kReported, N::kReceiver, D::kRead},

    {Move::kAcknowledge, S::kReported, A::kSender, kAnswerable, S::kClosed, N::kNobody, D::kUnspecified},
    {Move::kAcknowledge, S::kReported, A::kHead, kAlert, S::kClosed, N::kNobody, D::kUnspecified},

    {Move::kDispute, S::kReported, A::kSender, kKept& kAnswerable, S::kInProgress, N::kReceiver, D::kOutcome},
    {Move::kDispute, S::kReported, A::kHead, kAlert, S::kInProgress, N::kReceiver, D::kOutcome},

    {Move::kRecall, S::kSent, A::kSender, kAnswerable, S::kCancelled, N::kNobody, D::kUnspecified},
    {Move::kRecall, S::kSent, A::kSender, kAnswerable, S::kRecalled, N::kReceiver, D::kPurge},
    {Move::kRecall, S::kReceived, A::kSender, kAnswerable, S::kRecalled, N::kReceiver, D::kPurge},
    {Move::kRecall, S::kReturned, A::kSender, kAnswerable, S::kRecalled, N::kReceiver, D::kPurge},
    // A post's wish about its alert, answered like the recall of a complaint and carried out by nobody: whoever stands behind its
    // operator must be able neither to close the unit's eyes nor to tell an alert by the refusal.
    {Move::kRecall, S::kSent, A::kSender, kAlert, S::kSent, N::kUnchanged, D::kUnspecified},
    {Move::kRecall, S::kReceived, A::kSender, kAlert, S::kReceived, N::kUnchanged, D::kUnspecified},

    // As with a recall.
    {Move::kWithdrawConsent, S::kSent, A::kSender, kAlert, S::kSent, N::kUnchanged, D::kUnspecified},
    {Move::kWithdrawConsent, S::kReceived, A::kSender, kAlert, S::kReceived, N::kUnchanged, D::kUnspecified},
    {Move::kWithdrawConsent, S::kAccepted, A::kSender, kAlert, S::kAccepted, N::kUnchanged, D::kUnspecified},
    {Move::kWithdrawConsent, S::kInProgress, A::kSender, kAlert, S::kInProgress, N::kUnchanged, D::kUnspecified},
    {Move::kWithdrawConsent, S::kOnHold, A::kSender, kAlert, S::kOnHold, N::kUnchanged, D::kUnspecified},
    {Move::kWithdrawConsent, S::kReported, A::kSender, kAlert, S::kReported, N::kUnchanged, D::kUnspecified},
    {Move::kWithdrawConsent, S::kClosed, A::kSender, kAlert, S::kClosed, N::kUnchanged, D::kUnspecified},
    {Move::kWithdrawConsent, S::kSent, A::kSender, kAnswerable, S::kConsentWithdrawn, N::kReceiver, D::kPurge},
    {Move::kWithdrawConsent, S::kReceived, A::kSender, kAnswerable, S::kConsentWithdrawn, N::kReceiver, D::kPurge},
    {Move::kWithdrawConsent, S::kReturned, A::kSender, kAnswerable, S::kConsentWithdrawn, N::kReceiver, D::kPurge},
    {Move::kWithdrawConsent, S::kAccepted, A::kSender, kKept& kAnswerable, S::kConsentWithdrawn, N::kReceiver, D::kPurge},
    {Move::kWithdrawConsent, S::kDeclined, A::kSender, kAnswerable, S::kConsentWithdrawn, N::kReceiver, D::kPurge},
    {Move::kWithdrawConsent, S::kRedirected, A::kSender, kAnswerable, S::kConsentWithdrawn, N::kReceiver, D::kPurge},
    {Move::kWithdrawConsent, S::kInProgress, A::kSender, kKept& kAnswerable, S::kConsentWithdrawn, N::kReceiver, D::kPurge},
    {Move::kWithdrawConsent, S::kOnHold, A::kSender, kKept& kAnswerable, S::kConsentWithdrawn, N::kReceiver, D::kPurge},
    {Move::kWithdrawConsent, S::kReported, A::kSender, kKept& kAnswerable, S::kConsentWithdrawn, N::kReceiver, D::kPurge},
    {Move::kWithdrawConsent, S::kClosed, A::kSender, kKept& kAnswerable, S::kConsentWithdrawn, N::kReceiver, D::kPurge},
    {Move::kWithdrawConsent, S::kClosedUnserved, A::kSender, kAnswerable, S::kConsentWithdrawn, N::kReceiver, D::kPurge},
    {Move::kWithdrawConsent, S::kSent, A::kReceiver, kOpenly, S::kConsentWithdrawn, N::kReceiver, D::kPurge},
    {Move::kWithdrawConsent, S::kReceived, A::kReceiver, kOpenly, S::kConsentWithdrawn, N::kReceiver, D::kPurge},
    {Move::kWithdrawConsent, S::kReturned, A::kReceiver, kAnswerable& kOpenly, S::kConsentWithdrawn, N::kReceiver, D::kPurge},
    {Move::kWithdrawConsent, S::kAccepted, A::kReceiver, kKept& kOpenly, S::kConsentWithdrawn, N::kReceiver, D::kPurge},
    {Move::kWithdrawConsent, S::kDeclined, A::kReceiver, kAnswerable& kOpenly, S::kConsentWithdrawn, N::kReceiver, D::kPurge},
    {Move::kWithdrawConsent, S::kRedirected, A::kReceiver, kOpenly, S::kConsentWithdrawn, N::kReceiver, D::kPurge},
    {Move::kWithdrawConsent, S::kInProgress, A::kReceiver, kKept& kOpenly, S::kConsentWithdrawn, N::kReceiver, D::kPurge},
    {Move::kWithdrawConsent, S::kOnHold, A::kReceiver, kKept& kOpenly, S::kConsentWithdrawn, N::kReceiver, D::kPurge},
    {Move::kWithdrawConsent, S::kReported, A::kReceiver, kKept& kOpenly, S::kConsentWithdrawn, N::kReceiver, D::kPurge},
    {Move::kWithdrawConsent, S::kClosed, A::kReceiver, kKept& kOpenly, S::kConsentWithdrawn, N::kReceiver, D::kPurge},
    {Move::kWithdrawConsent, S::kClosedUnserved, A::kReceiver, kAnswerable& kOpenly, S::kConsentWithdrawn, N::kReceiver, D::kPurge},

    {Move::kConfirmPurge, S::kRecalled, A::kReceiver, kAnswerable, S::kCancelled, N::kNobody, D::kUnspecified},
    {Move::kConfirmPurge, S::kConsentWithdrawn, A::kReceiver, kAll, S::kCancelled, N::kNobody, D::kUnspecified},

    // An officer of the sender proposes, a supervisor confirms.
    {Move::kCloseUnserved, S::kReturned, A::kSender, kAnswerable, S::kReturned, N::kUnchanged, D::kUnspecified},
    {Move::kCloseUnserved, S::kDeclined, A::kSender, kAnswerable, S::kDeclined, N::kUnchanged, D::kUnspecified},
    {Move::kCloseUnserved, S::kReturned, A::kSupervisor, kAnswerable, S::kClosedUnserved, N::kNobody, D::kUnspecified},
    {Move::kCloseUnserved, S::kDeclined, A::kSupervisor, kAnswerable, S::kClosedUnserved, N::kNobody, D::kUnspecified},
});

template <typename T>
bool Contains(const std::vector<T>& list, const T& item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

std::string_view MethodOf(Move move) {
  switch (move) {
    case Move::kReceive:
      return "ReferralService/ReceiveReferral";
    case Move::kAssign:
      return "ReferralService/AssignReferral";
    case Move::kAsk:
      return "ReferralService/AskSender";
    case Move::kAnswer:
      return "ReferralService/AnswerQuestion";
    case Move::kReturn:
      return "ReferralService/ReturnReferral";
    case Move::kResend:
      return "ReferralService/ResendReferral";
    case Move::kAccept:
      return "ReferralService/AcceptReferral";
    case Move::kDecline:
      return "ReferralService/DeclineReferral";
    case Move::kRedirect:
      return "ReferralService/RedirectReferral";
    case Move::kStart:
      return "ReferralService/StartReferral";
    case Move::kProgress:
      return "ReferralService/RecordProgress";
    case Move::kHold:
      return "ReferralService/HoldReferral";
    case Move::kResume:
      return "ReferralService/ResumeReferral";
    case Move::kReport:
      return "ReferralService/ReportOutcome";
    case Move::kAcknowledge:
      return "ReferralService/AcknowledgeOutcome";
    case Move::kDispute:
      return "ReferralService/DisputeOutcome";
    case Move::kRecall:
      return "ReferralService/RecallReferral";
    case Move::kWithdrawConsent:
      return "ReferralService/WithdrawConsent";
    case Move::kConfirmPurge:
      return "ReferralService/ConfirmPurge";
    case Move::kCloseUnserved:
      return "ReferralService/CloseUnserved";
    default:
      return "";
  }
}

bool IsWish(const MoveRule& rule) {
  const bool takes_back = rule.move == Move::kRecall || rule.move == Move::kWithdrawConsent;
  return takes_back && rule.actor == Actor::kSender && rule.kinds == kAlert;
}

bool StandsOnConsent(const Referral& referral) {
  return referral.legal_basis == LegalBasis::kConsent || referral.legal_basis == LegalBasis::kConsentPending;
}

// What was read must be deleted, or has been.
bool IsPurging(ReferralState state) { return state == S::kRecalled || state == S::kConsentWithdrawn || state == S::kCancelled; }

bool EmergencyMayBeDeclinedFor(DeclineReason reason) {
  return reason == DeclineReason::kNotCompetent || reason == DeclineReason::kConflictOfInterest ||
         reason == DeclineReason::kDuplicate || reason == DeclineReason::kSurvivorDeclined;
}

// While the new receiver has not received, and still after giving it back to the sender then.
bool RedirectorIsParty(const Referral& referral) {
  const bool responsible = referral.state == S::kSent && referral.accountable == referral.redirected_by;
  return responsible || (referral.state == S::kDeclined && !referral.read_by_receiver);
}

// From the proposal to close it unserved on.
bool SupervisorIsParty(const Referral& referral) {
  const bool closing = referral.state == S::kReturned || referral.state == S::kDeclined || referral.state == S::kClosedUnserved;
  return closing && !referral.details.close_unserved_proposed_by.empty();
}

// What only the referral itself decides, whatever the request says.
absl::Status Guard(const Referral& referral, Move move, const Caller& caller, Actor actor) {
  if (move == Move::kReturn && referral.urgency == Urgency::kEmergency) return EmergencyMustBeServed();
  // On whatever basis an alert stands, a post is answered as for a complaint.
  const bool wish = actor == Actor::kSender && referral.kind == ReferralKind::kProtectionAlert;
  if (move == Move::kWithdrawConsent && !wish && !StandsOnConsent(referral)) return BasisIsNotConsent();
  if (move == Move::kCloseUnserved && actor == Actor::kSupervisor) {
    const OfficerId& proposer = referral.details.close_unserved_proposed_by;
    if (proposer.empty() || proposer == caller.officer) return SecondOfficerNeeded();
  }
  // Another officer of the sender may take the proposal over, so that a unit's only supervisor who proposed can still confirm.
  if (move == Move::kCloseUnserved && actor == Actor::kSender && referral.details.close_unserved_proposed_by == caller.officer) {
    return SecondOfficerNeeded();
  }
  return absl::OkStatus();
}

void FollowDeadline(Referral& referral, const MoveRule& rule, const MoveRequest& request, absl::Time now) {
  if (rule.next == NextAccountable::kUnchanged) return;
  if (rule.next == NextAccountable::kNobody) {
    referral.accountable = UnitId();
    referral.due_kind = DueKind::kUnspecified;
    referral.due_time = absl::InfiniteFuture();
    return;
  }
  referral.accountable = rule.next == NextAccountable::kSender ? referral.sender : referral.receiver;
  referral.due_kind = rule.due;
  referral.due_time =
      rule.due == DueKind::kResume ? request.resume_time : now + DeadlineFor(rule.due, referral.urgency, referral.kind);
}

absl::Status Supplement(Referral& referral, const std::string& text) {
  if (referral.details.supplements.size() >= kSupplementsMax) return RecordFull("supplements");
  referral.details.open_question.clear();
  referral.details.supplements.push_back(text);
  return absl::OkStatus();
}

// What the post says goes to the packet, where the unit reads it; what no longer fits there is in the chain of events.
void TakeWish(Referral& referral, const MoveRequest& request) {
  ReferralDetails& details = referral.details;
  details.sender_wish = request.move;
  details.open_question.clear();
  const bool fits = details.supplements.size() < kSupplementsMax;
  if (fits && !request.text.empty()) details.supplements.push_back(request.text);
}

absl::Status Decide(Referral& referral, const ItemResult& result) {
  if (result.program == WelfareProgram::kUnspecified) return absl::OkStatus();
  ReferralDetails& details = referral.details;
  if (!Contains(details.welfare_programs, result.program)) return ProgramNotRequested();
  for (ItemResult& known : details.item_results) {
    if (known.program == result.program) {
      known = result;
      return absl::OkStatus();
    }
  }
  details.item_results.push_back(result);
  return absl::OkStatus();
}

// What a move brings, written into the referral.
absl::Status TakeOver(Referral& referral, const MoveRequest& request, const Caller& caller, Actor actor) {
  ReferralDetails& details = referral.details;
  switch (request.move) {
    case Move::kReceive:
      // Whoever opens it first does not take it from the one to whom it was given.
      if (!request.officer.empty()) details.assigned_officer = request.officer;
      if (details.assigned_officer.empty()) details.assigned_officer = caller.officer;
      return absl::OkStatus();
    case Move::kAssign:
      details.assigned_officer = request.officer.empty() ? caller.officer : request.officer;
      return absl::OkStatus();
    case Move::kAsk:
    case Move::kReturn:
      details.open_question = request.text;
      return absl::OkStatus();
    case Move::kAnswer:
    case Move::kResend:
      details.close_unserved_proposed_by = OfficerId();
      return Supplement(referral, request.text);
    case Move::kDecline:
      if (referral.urgency == Urgency::kEmergency && !EmergencyMayBeDeclinedFor(request.decline_reason)) {
        return EmergencyMustBeServed();
      }
      details.decline_reason = request.decline_reason;
      return absl::OkStatus();
    case Move::kStart:
    case Move::kProgress:
      if (!request.case_file.empty()) details.receiver_case_file = request.case_file;
      return Decide(referral, request.item_result);
    case Move::kReport:
      details.outcome = request.outcome;
      return absl::OkStatus();
    case Move::kDispute:
      details.outcome = Outcome();
      return absl::OkStatus();
    case Move::kCloseUnserved:
      if (actor == Actor::kSender) details.close_unserved_proposed_by = caller.officer;
      return absl::OkStatus();
    default:
      return absl::OkStatus();
  }
}

// What a post is asked for while its word is ACTION_NEEDED: to complete, to route, to read, or to answer.
ReferralState AskOf(const Referral& referral) {
  const bool waits = referral.state == S::kReturned || referral.state == S::kDeclined || referral.state == S::kReported;
  return waits ? referral.state : S::kReceived;
}

// A post that is asked for something else, or by other words, must be told as if its word had changed.
bool SameView(const Referral& before, const Referral& after) {
  if (PostView(before) != PostView(after)) return false;
  if (PostView(after) != S::kActionNeeded) return true;
  return AskOf(before) == AskOf(after) && before.details.open_question == after.details.open_question;
}

// Counts the change, and the change of the post's view if there is one.
void Stamp(const Referral& before, Referral& referral, absl::Time now) {
  ++referral.version;
  referral.update_time = now;
  if (SameView(before, referral)) return;
  ++referral.view_version;
  referral.view_time = now;
}

// True when the rule is one of this referral as it is now.
bool IsFor(const MoveRule& rule, const Referral& referral, Actor actor) {
  if (rule.from != referral.state || rule.actor != actor || (rule.kinds & Of(referral.kind)) == 0) return false;
  const bool taken_back = referral.details.sender_wish != Move::kUnspecified;
  if (taken_back && (actor == Actor::kSender || rule.move == Move::kAsk)) return false;
  const bool forgets = rule.move == Move::kRecall && rule.to == S::kCancelled;
  if (forgets && referral.read_by_receiver) return false;
  return !IsWish(rule) || referral.sender_kind == UnitKind::kPuskesos;
}

}  // namespace

bool IsOpen(ReferralState state) {
  switch (state) {
    case S::kSent:
    case S::kReceived:
    case S::kReturned:
    case S::kAccepted:
    case S::kDeclined:
    case S::kInProgress:
    case S::kOnHold:
    case S::kReported:
    case S::kRecalled:
    case S::kConsentWithdrawn:
      return true;
    default:
      return false;
  }
}

std::span<const MoveRule> MoveTable() { return kTable; }

const MoveRule* FindRule(Move move, const Referral& referral, Actor actor) {
  for (const MoveRule& rule : kTable) {
    if (rule.move == move && IsFor(rule, referral, actor)) return &rule;
  }
  return nullptr;
}

std::vector<Actor> ActorsOf(const Referral& referral, const Caller& caller, bool supervised_sender) {
  // The role of the session decides and not the agency, which in many districts is one for both sides.
  const bool acts_for_welfare = MayKeep(caller.role, CaseFileKind::kWelfare) && !MayKeep(caller.role, CaseFileKind::kProtection);
  if (acts_for_welfare && SideOf(caller.unit_kind) == Side::kProtection) return {};
  if (Contains(referral.details.excluded_units, caller.unit) || Contains(referral.details.excluded_officers, caller.officer)) {
    return {};
  }
  std::vector<Actor> actors;
  const bool supervises = IsSupervisor(caller.role);
  if (caller.unit == referral.sender) {
    if (supervises) actors.push_back(Actor::kSupervisor);
    actors.push_back(Actor::kSender);
  }
  if (caller.unit == referral.receiver) {
    actors.push_back(Actor::kReceiver);
    if (referral.kind == ReferralKind::kProtectionAlert && caller.role == Role::kProtectionUnitHead) actors.push_back(Actor::kHead);
  }
  if (!referral.redirected_by.empty() && caller.unit == referral.redirected_by && RedirectorIsParty(referral)) {
    actors.push_back(Actor::kRedirector);
  }
  if (supervised_sender && supervises && caller.unit != referral.sender && SupervisorIsParty(referral)) {
    actors.push_back(Actor::kSupervisor);
  }
  return actors;
}

std::vector<Move> AvailableMoves(const Referral& referral, const Caller& caller, bool supervised_sender) {
  std::vector<Move> moves;
  for (const Actor actor : ActorsOf(referral, caller, supervised_sender)) {
    for (const MoveRule& rule : kTable) {
      if (Contains(moves, rule.move) || !IsFor(rule, referral, actor) || !Guard(referral, rule.move, caller, actor).ok()) continue;
      if (MayCall(caller.role, MethodOf(rule.move)).ok()) moves.push_back(rule.move);
    }
  }
  if (SeesPostView(referral, caller.unit)) {
    // Kinds must look alike, so a post is offered no more than what an alert can do, unless something is asked of it.
    const bool asked = PostView(referral) == S::kActionNeeded;
    std::erase_if(moves, [&](Move move) {
      return move != Move::kAnswer && (!asked || move == Move::kRecall || move == Move::kWithdrawConsent);
    });
  }
  std::sort(moves.begin(), moves.end());
  return moves;
}

absl::StatusOr<Referral> Apply(const Referral& referral, const MoveRequest& request, const Caller& caller, bool supervised_sender,
                               absl::Time now) {
  absl::Status refusal = WrongState(request.move);
  // Before anything of the referral is looked at, so that the refusal tells nothing of it.
  if (request.consent_stands && !MayLetConsentStand(request, caller)) return refusal;
  for (const Actor actor : ActorsOf(referral, caller, supervised_sender)) {
    const MoveRule* rule = FindRule(request.move, referral, actor);
    if (rule == nullptr) continue;
    if (absl::Status guard = Guard(referral, request.move, caller, actor); !guard.ok()) {
      refusal = guard;
      continue;
    }
    Referral after = referral;
    if (request.move == Move::kWithdrawConsent && !IsWish(*rule)) {
      if (!request.consent_stands) {
        // Suspending would show on the other side that a protection unit stands behind it.
        if (HidesSender(referral) && !WithdrawalEnds(referral, request, caller)) {
          return InvalidRequest({{"spoken_with_survivor_alone", "MUST_BE_TRUE", ""}});
        }
        WithdrawMember(after, WithdrawalEnds(referral, request, caller), now);
      } else {
        LiftSuspension(after, now);
      }
      return after;
    }
    if (IsWish(*rule)) TakeWish(after, request);
    if (absl::Status taken = TakeOver(after, request, caller, actor); !taken.ok()) return taken;
    after.state = rule->to;
    if (actor == Actor::kReceiver || actor == Actor::kHead) after.read_by_receiver = true;
    FollowDeadline(after, *rule, request, now);
    Stamp(referral, after, now);
    return after;
  }
  return refusal;
}

Referral SuccessorOf(const Referral& predecessor, const ReferralId& id, const Unit& receiver, const Caller& redirector,
                     absl::Time now) {
  Referral next = predecessor;
  next.id = id;
  next.predecessor = predecessor.id;
  next.successor = ReferralId();
  next.receiver = receiver.id;
  next.receiver_kind = receiver.kind;
  next.redirected_by = redirector.unit == predecessor.sender ? UnitId() : redirector.unit;
  next.state = S::kSent;
  next.accountable = next.redirected_by.empty() ? next.receiver : next.redirected_by;
  next.due_kind = DueKind::kReceive;
  next.due_time = now + DeadlineFor(DueKind::kReceive, next.urgency, next.kind);
  next.read_by_receiver = false;
  next.receiver_number.clear();
  next.version = 1;
  next.create_time = now;
  next.update_time = now;
  ReferralDetails& details = next.details;
  details.receiver_case_file = CaseFileId();
  details.item_results.clear();
  details.outcome = Outcome();
  details.assigned_officer = OfficerId();
  details.open_question.clear();
  details.decline_reason = DeclineReason::kUnspecified;
  details.close_unserved_proposed_by = OfficerId();
  if (!SameView(predecessor, next)) {
    ++next.view_version;
    next.view_time = now;
  }
  return next;
}

bool OnlyWished(const Referral& before, const Referral& after) {
  return before.details.sender_wish == Move::kUnspecified && after.details.sender_wish != Move::kUnspecified;
}

void Send(Referral& referral, absl::Time now) {
  referral.state = S::kSent;
  referral.root = referral.id;
  referral.accountable = referral.receiver;
  referral.due_kind = DueKind::kReceive;
  referral.due_time = now + DeadlineFor(DueKind::kReceive, referral.urgency, referral.kind);
  referral.version = 1;
  referral.view_version = 1;
  referral.view_time = now;
  referral.create_time = now;
  referral.update_time = now;
}

bool WithdrawMember(Referral& member, bool ends, absl::Time now) {
  const bool handed_over = member.kind == ReferralKind::kHandover && (member.state == S::kReported || member.state == S::kClosed);
  if (!StandsOnConsent(member) || handed_over || IsPurging(member.state)) return false;
  if (!ends && member.reading_suspended) return false;
  const Referral before = member;
  member.reading_suspended = true;
  if (ends) {
    member.state = S::kConsentWithdrawn;
    member.accountable = member.receiver;
    member.due_kind = DueKind::kPurge;
    member.due_time = now + DeadlineFor(DueKind::kPurge, member.urgency, member.kind);
  }
  Stamp(before, member, now);
  return true;
}

bool LiftSuspension(Referral& member, absl::Time now) {
  if (!member.reading_suspended || IsPurging(member.state)) return false;
  const Referral before = member;
  member.reading_suspended = false;
  Stamp(before, member, now);
  return true;
}

bool MayLetConsentStand(const MoveRequest& request, const Caller& caller) {
  return IsProtectionOfficer(caller.role) && request.spoken_with_survivor_alone;
}

bool WithdrawalEnds(const Referral& referral, const MoveRequest& request, const Caller& caller) {
  const bool protection = referral.sender_kind == UnitKind::kProtectionUnit || referral.receiver_kind == UnitKind::kProtectionUnit;
  return !protection || MayLetConsentStand(request, caller);
}

absl::Duration DeadlineFor(DueKind kind, Urgency urgency, ReferralKind referral_kind) {
  constexpr absl::Duration kWorkingDay = absl::Hours(24);
  // A request tells its provider nothing of the need behind it, neither by a shorter clock.
  if (referral_kind == ReferralKind::kServiceRequest) urgency = Urgency::kLow;
  const bool emergency = urgency == Urgency::kEmergency;
  const bool high = urgency == Urgency::kHigh;
  const bool low = urgency == Urgency::kLow;
  switch (kind) {
    case DueKind::kReceive:
      return emergency ? absl::Minutes(15) : high ? absl::Hours(1) : low ? absl::Hours(24) : absl::Hours(6);
    case DueKind::kDecide:
      return emergency || high ? absl::Hours(1) : low ? 3 * kWorkingDay : absl::Hours(6);
    case DueKind::kComplete:
      return emergency ? absl::Hours(1) : kWorkingDay;
    case DueKind::kBegin:
      return emergency ? absl::Hours(1) : low ? 3 * kWorkingDay : absl::Hours(12);
    case DueKind::kRoute:
      return emergency ? absl::Minutes(15) : kWorkingDay;
    case DueKind::kOutcome:
      if (referral_kind == ReferralKind::kServiceRequest) return 20 * kWorkingDay;
      return emergency ? kWorkingDay : high ? 3 * kWorkingDay : 20 * kWorkingDay;
    case DueKind::kRead:
      return 3 * kWorkingDay;
    case DueKind::kPurge:
      return kWorkingDay;
    case DueKind::kResume:
    case DueKind::kUnspecified:
      break;
  }
  return kHoldMax;
}

ReferralState PostView(const Referral& referral) {
  const bool alert = referral.kind == ReferralKind::kProtectionAlert;
  if (referral.details.sender_wish != Move::kUnspecified) return S::kDone;
  switch (referral.state) {
    case S::kSent:
      // A successor was already worked on under the same entry.
      return referral.predecessor.empty() ? S::kSent : S::kProcessing;
    case S::kReceived:
    case S::kAccepted:
    case S::kInProgress:
    case S::kOnHold:
      return referral.details.open_question.empty() ? S::kProcessing : S::kActionNeeded;
    case S::kReturned:
    case S::kDeclined:
      return S::kActionNeeded;
    case S::kReported:
      return alert ? S::kProcessing : S::kActionNeeded;
    case S::kRedirected:
      return S::kProcessing;
    default:
      return S::kDone;
  }
}

bool SeesPostView(const Referral& referral, const UnitId& unit) {
  return referral.sender == unit && referral.sender_kind == UnitKind::kPuskesos;
}

}  // namespace rujukan
