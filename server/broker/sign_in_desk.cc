#include "server/broker/sign_in_desk.h"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "absl/strings/str_join.h"
#include "server/domain/try.h"

namespace rujukan {
namespace {

constexpr std::string_view kSignIn = "SessionService/SignIn";
constexpr std::string_view kSignOut = "SessionService/SignOut";

// Appends to the chain of the officer that a session began or ended.
absl::Status RecordSession(const Session& session, AuditAction action, std::string_view method, absl::Time now,
                           Transaction& transaction) {
  AuditEvent event;
  event.record = RecordOf(session.officer);
  event.action = action;
  event.deed = {session.unit, session.officer, session.role, std::string(method), now};
  return transaction.audit().Append(std::move(event));
}

// The idle limit moves in steps of this length, so that a busy officer costs one write a minute and not one a call.
constexpr absl::Duration kLastUsedStep = absl::Minutes(1);
// Expired sessions that one sign-in clears away: more than it makes, so that they never pile up.
constexpr std::size_t kExpiredClearedMax = 20;
// After so long without a failure a name begins anew: far longer than any wait, so that nobody gains by it.
constexpr absl::Duration kAttemptsKept = absl::Hours(24);
// Old counts that one attempt clears away: more than it makes, so that a flood of invented names leaves no heap behind.
constexpr std::size_t kAttemptsClearedMax = 2;
// Doublings after which any wait has reached its limit; keeps the shift below the width of a number.
constexpr int kDoublingsMax = 20;

absl::Duration WaitAfter(int failures, const SessionLimits& limits) {
  const int doublings = std::min(failures - limits.failures_free, kDoublingsMax);
  if (doublings < 0) return absl::ZeroDuration();
  return std::min(limits.wait_first * (1 << doublings), limits.wait_max);
}

absl::Status CheckAttempts(const std::optional<SignInAttempts>& attempts, absl::Time now) {
  if (!attempts || now >= attempts->not_before) return absl::OkStatus();
  return SignInLimited(attempts->not_before - now);
}

// Those in which a person may act: a service account shows a certificate, and no password opens what it may do.
std::vector<Assignment> PersonalAssignments(const Officer& officer) {
  std::vector<Assignment> assignments = officer.assignments;
  std::erase_if(assignments, [](const Assignment& assignment) { return assignment.role == Role::kSystem; });
  return assignments;
}

std::string RolesOf(const std::vector<Assignment>& assignments) {
  return absl::StrJoin(assignments, ",",
                       [](std::string* text, const Assignment& assignment) { text->append(NameOf(assignment.role)); });
}

absl::StatusOr<Assignment> PickAssignment(const Officer& officer, Role role) {
  const std::vector<Assignment> assignments = PersonalAssignments(officer);
  if (role == Role::kUnspecified && assignments.size() == 1) return assignments.front();
  for (const Assignment& assignment : assignments) {
    if (role != Role::kUnspecified && assignment.role == role) return assignment;
  }
  return AssignmentNeeded(RolesOf(assignments));
}

bool HasEnded(const Session& session, const SessionLimits& limits, absl::Time now) {
  return now >= session.expire_time || now >= session.last_used_time + limits.idle;
}

// "Not there" of a session, its officer or unit: the caller must sign in.
template <typename Record>
absl::StatusOr<Record> SignedInAs(absl::StatusOr<std::optional<Record>> found) {
  if (!found.ok()) return found.status();
  if (!found->has_value()) return SignInNeeded();
  return **std::move(found);
}

}  // namespace

SignInDesk::SignInDesk(const Workplace& workplace, const PasswordHasher& hasher, const SessionLimits& limits, RefusalLedger* ledger)
    : work_(workplace), hashing_(hasher), limits_(limits), ledger_(ledger), decoy_hash_(hasher.Hash(workplace.ids.NewSecret())) {}

absl::StatusOr<SignInDesk::SignedIn> SignInDesk::SignIn(std::string_view sign_in_name, std::string_view password, Role role) {
  const std::string name_mac = work_.sealer.Mac("sign-in name", sign_in_name);
  // Who must wait is told so without a turn at the hashing desk.
  RUJUKAN_TRY(work_.store.Read([&](Transaction& transaction) -> absl::Status {
    RUJUKAN_TRY_ASSIGN(const std::optional<SignInAttempts> attempts, transaction.sessions().FindAttempts(name_mac));
    return CheckAttempts(attempts, work_.clock.Now());
  }));

  std::optional<Officer> officer;
  bool is_right = false;
  RUJUKAN_TRY(hashing_.Use([&](const PasswordHasher& hasher) -> absl::Status {
    RUJUKAN_TRY_ASSIGN(officer, CountAttempt(sign_in_name, name_mac));
    const bool may_sign_in = officer && !officer->disabled && !PersonalAssignments(*officer).empty();
    is_right = hasher.Verify(may_sign_in ? officer->password_hash : decoy_hash_, password) && may_sign_in;
    return absl::OkStatus();
  }));
  if (!is_right) {
    // In memory, so that a name that there is costs no statement more than one that there is not.
    if (officer && ledger_ != nullptr) {
      const Deed deed = {officer->unit, officer->id, Role::kUnspecified, std::string(kSignIn), work_.clock.Now()};
      ledger_->Count(AuditAction::kSignInRefused, deed, "SIGN_IN_REFUSED", {});
    }
    return SignInRefused();
  }
  return OpenSession(*officer, role, name_mac);
}

absl::StatusOr<std::optional<Officer>> SignInDesk::CountAttempt(std::string_view sign_in_name, const std::string& name_mac) {
  const absl::Time now = work_.clock.Now();
  std::optional<Officer> officer;
  RUJUKAN_TRY(work_.store.Transact([&](Transaction& transaction) -> absl::Status {
    RUJUKAN_TRY_ASSIGN(const std::optional<SignInAttempts> attempts, transaction.sessions().FindAttempts(name_mac));
    RUJUKAN_TRY(CheckAttempts(attempts, now));
    const int found = attempts ? attempts->failures : 0;
    RUJUKAN_TRY(transaction.sessions().PutAttempts({name_mac, found + 1, now + WaitAfter(found + 1, limits_)}, found));
    RUJUKAN_TRY(transaction.sessions().DeleteOldAttempts(now - kAttemptsKept, kAttemptsClearedMax));
    return MoveInto(officer, transaction.officers().FindBySignInName(sign_in_name));
  }));
  return officer;
}

absl::StatusOr<SignInDesk::SignedIn> SignInDesk::OpenSession(const Officer& verified, Role role, const std::string& name_mac) {
  SignedIn signed_in;
  signed_in.token = work_.ids.NewSecret();
  Session& session = signed_in.session;
  session.token_digest = DigestOf(signed_in.token);
  session.create_time = session.last_used_time = work_.clock.Now();
  session.expire_time = session.create_time + limits_.absolute;

  // Kept beside the transaction's own status: the password was right, so the count is cleared even when a role must be named.
  absl::Status picked;
  RUJUKAN_TRY(work_.store.Transact([&](Transaction& transaction) -> absl::Status {
    RUJUKAN_TRY(transaction.sessions().DeleteAttempts(name_mac));
    RUJUKAN_TRY_ASSIGN(const Officer officer, SignedInAs(transaction.officers().Find(verified.id)));
    // Disabled, or given another password, while this one was being looked at.
    if (officer.disabled || officer.password_hash != verified.password_hash) return SignInRefused();
    // Whoever changes the officer from here on finds this session and ends it.
    RUJUKAN_TRY(transaction.officers().Hold(officer));

    const auto assignment = PickAssignment(officer, role);
    picked = assignment.status();
    if (!picked.ok()) return absl::OkStatus();
    session.officer = officer.id;
    session.unit = officer.unit;
    session.role = assignment->role;
    session.region_scope = assignment->region_scope;
    RUJUKAN_TRY(transaction.sessions().Insert(session));
    RUJUKAN_TRY(RecordSession(session, AuditAction::kSignIn, kSignIn, session.create_time, transaction));
    RUJUKAN_TRY(transaction.sessions().DeleteExpired(session.create_time, kExpiredClearedMax));
    signed_in.officer = officer;
    return MoveInto(signed_in.unit, SignedInAs(transaction.units().Find(session.unit)));
  }));
  RUJUKAN_TRY(picked);
  return signed_in;
}

absl::Status SignInDesk::SignOut(std::string_view token) {
  const std::string digest = DigestOf(token);
  const absl::Time now = work_.clock.Now();
  return work_.store.Transact([&](Transaction& transaction) -> absl::Status {
    RUJUKAN_TRY_ASSIGN(const std::optional<Session> session, transaction.sessions().Find(digest));
    if (!session) return absl::OkStatus();
    RUJUKAN_TRY(transaction.sessions().Delete(digest));
    return RecordSession(*session, AuditAction::kSignOut, kSignOut, now, transaction);
  });
}

absl::StatusOr<SignInDesk::Identity> SignInDesk::Identify(std::string_view token) {
  const absl::Time now = work_.clock.Now();
  const std::string digest = DigestOf(token);
  Identity identity;
  RUJUKAN_TRY(work_.store.Read([&](Transaction& transaction) -> absl::Status {
    RUJUKAN_TRY_ASSIGN(const ActingSession acting, SignedInAs(transaction.sessions().FindActing(digest)));
    const Session& session = acting.session;
    if (HasEnded(session, limits_, now) || acting.officer_disabled) return SignInNeeded();
    identity.session = session;
    identity.caller = {session.officer, session.unit, acting.unit_kind, acting.unit_region, session.role, session.region_scope};
    return absl::OkStatus();
  }));

  if (now - identity.session.last_used_time >= kLastUsedStep) {
    // A store that cannot write, a full one for instance, still lets people read: the session then ends early, no more.
    work_.store.Transact([&](Transaction& transaction) { return transaction.sessions().SetLastUsed(digest, now); }).IgnoreError();
  }
  return identity;
}

absl::StatusOr<SignInDesk::Identity> SignInDesk::IdentifySystem(const UnitId& unit_id, const OfficerId& officer_id) {
  Identity identity;
  RUJUKAN_TRY(work_.store.Read([&](Transaction& transaction) -> absl::Status {
    RUJUKAN_TRY_ASSIGN(const Officer officer, SignedInAs(transaction.officers().Find(officer_id)));
    const auto assignment = std::find_if(officer.assignments.begin(), officer.assignments.end(),
                                         [](const Assignment& candidate) { return candidate.role == Role::kSystem; });
    if (officer.disabled || officer.unit != unit_id || assignment == officer.assignments.end()) return SignInNeeded();
    RUJUKAN_TRY_ASSIGN(const Unit unit, SignedInAs(transaction.units().Find(unit_id)));
    Session& session = identity.session;
    session.officer = officer.id;
    session.unit = unit.id;
    session.role = assignment->role;
    session.region_scope = assignment->region_scope;
    identity.caller = {officer.id, unit.id, unit.kind, unit.region, session.role, session.region_scope};
    return absl::OkStatus();
  }));
  identity.session.create_time = identity.session.last_used_time = work_.clock.Now();
  identity.session.expire_time = identity.session.create_time + limits_.absolute;
  return identity;
}

absl::StatusOr<SignInDesk::SignedIn> SignInDesk::Describe(const Identity& identity) {
  SignedIn signed_in;
  signed_in.session = identity.session;
  RUJUKAN_TRY(work_.store.Read([&](Transaction& transaction) -> absl::Status {
    RUJUKAN_TRY(MoveInto(signed_in.officer, SignedInAs(transaction.officers().Find(identity.session.officer))));
    return MoveInto(signed_in.unit, SignedInAs(transaction.units().Find(identity.session.unit)));
  }));
  return signed_in;
}

std::string SignInDesk::DigestOf(std::string_view token) const { return work_.sealer.Digest(token); }

}  // namespace rujukan
