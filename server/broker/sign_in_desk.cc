#include "server/broker/sign_in_desk.h"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace rujukan {
namespace {

// The idle limit moves in steps of this length, so that a busy officer costs one write a minute and not one a call.
constexpr absl::Duration kLastUsedStep = absl::Minutes(1);
// Expired sessions that one sign-in clears away: more than it makes, so that they never pile up.
constexpr std::size_t kExpiredClearedMax = 20;
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

std::string RolesOf(const Officer& officer) {
  return absl::StrJoin(officer.assignments, ",",
                       [](std::string* text, const Assignment& assignment) { text->append(NameOf(assignment.role)); });
}

absl::StatusOr<Assignment> PickAssignment(const Officer& officer, Role role) {
  if (role == Role::kUnspecified && officer.assignments.size() == 1) return officer.assignments.front();
  for (const Assignment& assignment : officer.assignments) {
    if (role != Role::kUnspecified && assignment.role == role) return assignment;
  }
  return AssignmentNeeded(RolesOf(officer));
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

SignInDesk::SignInDesk(const Workplace& workplace, const PasswordHasher& hasher, const SessionLimits& limits)
    : work_(workplace), hashing_(hasher), limits_(limits), decoy_hash_(hasher.Hash(workplace.ids.NewSecret())) {}

absl::StatusOr<SignInDesk::SignedIn> SignInDesk::SignIn(std::string_view sign_in_name, std::string_view password, Role role) {
  const std::string name_mac = work_.sealer.Mac("sign-in name", sign_in_name);
  // Who must wait is told so without a turn at the hashing desk.
  const absl::Status limited = work_.store.Read([&](Transaction& transaction) {
    const auto attempts = transaction.sessions().FindAttempts(name_mac);
    return attempts.ok() ? CheckAttempts(*attempts, work_.clock.Now()) : attempts.status();
  });
  if (!limited.ok()) return limited;

  std::optional<Officer> officer;
  bool is_right = false;
  const absl::Status verified = hashing_.Use([&](const PasswordHasher& hasher) {
    auto found = CountAttempt(sign_in_name, name_mac);
    if (!found.ok()) return found.status();
    officer = *std::move(found);
    const bool may_sign_in = officer && !officer->disabled;
    is_right = hasher.Verify(may_sign_in ? officer->password_hash : decoy_hash_, password) && may_sign_in;
    return absl::OkStatus();
  });
  if (!verified.ok()) return verified;
  if (!is_right) return SignInRefused();
  return OpenSession(*officer, role, name_mac);
}

absl::StatusOr<std::optional<Officer>> SignInDesk::CountAttempt(std::string_view sign_in_name, const std::string& name_mac) {
  const absl::Time now = work_.clock.Now();
  std::optional<Officer> officer;
  const absl::Status counted = work_.store.Transact([&](Transaction& transaction) -> absl::Status {
    const auto attempts = transaction.sessions().FindAttempts(name_mac);
    if (!attempts.ok()) return attempts.status();
    const absl::Status limited = CheckAttempts(*attempts, now);
    if (!limited.ok()) return limited;
    const int failures = (attempts->has_value() ? (*attempts)->failures : 0) + 1;
    const absl::Status put = transaction.sessions().PutAttempts({name_mac, failures, now + WaitAfter(failures, limits_)});
    if (!put.ok()) return put;
    return MoveInto(officer, transaction.officers().FindBySignInName(sign_in_name));
  });
  if (!counted.ok()) return counted;
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
  const absl::Status opened = work_.store.Transact([&](Transaction& transaction) -> absl::Status {
    auto officer = SignedInAs(transaction.officers().Find(verified.id));
    if (!officer.ok()) return officer.status();
    // Disabled, or given another password, while this one was being looked at.
    if (officer->disabled || officer->password_hash != verified.password_hash) return SignInRefused();
    absl::Status written = transaction.sessions().DeleteAttempts(name_mac);
    if (!written.ok()) return written;

    const auto assignment = PickAssignment(*officer, role);
    picked = assignment.status();
    if (!picked.ok()) return absl::OkStatus();
    session.officer = officer->id;
    session.unit = officer->unit;
    session.role = assignment->role;
    session.region_scope = assignment->region_scope;
    written.Update(transaction.sessions().Insert(session));
    if (written.ok()) written = transaction.sessions().DeleteExpired(session.create_time, kExpiredClearedMax);
    if (!written.ok()) return written;
    signed_in.officer = *std::move(officer);
    return MoveInto(signed_in.unit, SignedInAs(transaction.units().Find(session.unit)));
  });
  if (!opened.ok()) return opened;
  if (!picked.ok()) return picked;
  return signed_in;
}

absl::Status SignInDesk::SignOut(std::string_view token) {
  const std::string digest = DigestOf(token);
  return work_.store.Transact([&](Transaction& transaction) { return transaction.sessions().Delete(digest); });
}

absl::StatusOr<SignInDesk::Identity> SignInDesk::Identify(std::string_view token) {
  const absl::Time now = work_.clock.Now();
  const std::string digest = DigestOf(token);
  Identity identity;
  const absl::Status read = work_.store.Read([&](Transaction& transaction) -> absl::Status {
    const auto session = SignedInAs(transaction.sessions().Find(digest));
    if (!session.ok()) return session.status();
    if (HasEnded(*session, limits_, now)) return SignInNeeded();
    const auto officer = SignedInAs(transaction.officers().Find(session->officer));
    if (!officer.ok()) return officer.status();
    if (officer->disabled) return SignInNeeded();
    const auto unit = SignedInAs(transaction.units().Find(session->unit));
    if (!unit.ok()) return unit.status();
    identity.session = *session;
    identity.caller = {officer->id, unit->id, unit->kind, unit->region, session->role, session->region_scope};
    return absl::OkStatus();
  });
  if (!read.ok()) return read;

  if (now - identity.session.last_used_time >= kLastUsedStep) {
    // A store that cannot write, a full one for instance, still lets people read: the session then ends early, no more.
    work_.store.Transact([&](Transaction& transaction) { return transaction.sessions().SetLastUsed(digest, now); }).IgnoreError();
  }
  return identity;
}

absl::StatusOr<SignInDesk::SignedIn> SignInDesk::Describe(const Identity& identity) {
  SignedIn signed_in;
  signed_in.session = identity.session;
  const absl::Status read = work_.store.Read([&](Transaction& transaction) {
    const absl::Status found = MoveInto(signed_in.officer, SignedInAs(transaction.officers().Find(identity.session.officer)));
    return found.ok() ? MoveInto(signed_in.unit, SignedInAs(transaction.units().Find(identity.session.unit))) : found;
  });
  if (!read.ok()) return read;
  return signed_in;
}

std::string SignInDesk::DigestOf(std::string_view token) const { return work_.sealer.Digest(token); }

}  // namespace rujukan
