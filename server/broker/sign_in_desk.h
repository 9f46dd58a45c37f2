// Signing in and out, and telling who a token belongs to.
#ifndef RUJUKAN_SERVER_BROKER_SIGN_IN_DESK_H_
#define RUJUKAN_SERVER_BROKER_SIGN_IN_DESK_H_

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/broker/hashing_desk.h"
#include "server/broker/refusal_ledger.h"
#include "server/broker/workplace.h"

namespace rujukan {

struct SessionLimits {
  // A session ends after this time without a call: a shared laptop at the post is left alone.
  absl::Duration idle = absl::Minutes(30);
  // And after this time whatever happens: a working day.
  absl::Duration absolute = absl::Hours(12);
  // A name may fail this often before it must wait; the wait doubles with every further failure up to `wait_max`.
  int failures_free = 5;
  absl::Duration wait_first = absl::Seconds(30);
  absl::Duration wait_max = absl::Hours(1);
};

// Thread-safe. Overloaded when too many passwords wait to be hashed (hashing_desk.h).
class SignInDesk {
 public:
  // `ledger` may be missing and otherwise outlives the desk: it counts attempts that were refused for names that there are.
  SignInDesk(const Workplace& workplace, const PasswordHasher& hasher, const SessionLimits& limits,
             RefusalLedger* ledger = nullptr);

  struct SignedIn {
    std::string token;
    Session session;
    Officer officer;
    Unit unit;
  };
  // SignInRefused for an unknown name, a wrong password, a disabled officer and one who is a service account only alike, after the
  // same work; SignInLimited; AssignmentNeeded when `role` is unspecified and the officer has several assignments, or is not one of
  // the officer's. Nobody signs in as SYSTEM.
  absl::StatusOr<SignedIn> SignIn(std::string_view sign_in_name, std::string_view password, Role role);

  // OK also when the session has ended already.
  absl::Status SignOut(std::string_view token);

  struct Identity {
    Caller caller;
    Session session;
  };
  // Who calls with this token; SignInNeeded when nobody does (ended, expired, idle, disabled). Moves the idle limit.
  absl::StatusOr<Identity> Identify(std::string_view token);
  // Who calls with the certificate of this officer of this unit; SignInNeeded when there is none who acts as SYSTEM there and is
  // not disabled. Its session is the certificate: it begins with each call and is not in the store. REQUIRES: the certificate was
  // verified.
  absl::StatusOr<Identity> IdentifySystem(const UnitId& unit, const OfficerId& officer);

  // The session as Identify found it, with officer and unit, for GetSession.
  absl::StatusOr<SignedIn> Describe(const Identity& identity);

  // The digest under which the store knows a token.
  std::string DigestOf(std::string_view token) const;

 private:
  // The officer of this name; nothing when unknown. Counts the attempt before the password is looked at, so that a hundred guesses
  // at once count a hundred; SignInLimited.
  absl::StatusOr<std::optional<Officer>> CountAttempt(std::string_view sign_in_name, const std::string& name_mac);
  absl::StatusOr<SignedIn> OpenSession(const Officer& verified, Role role, const std::string& name_mac);

  Workplace work_;
  HashingDesk hashing_;
  SessionLimits limits_;
  RefusalLedger* const ledger_;
  // A hash of no password, so that an unknown name costs as much as a known one.
  std::string decoy_hash_;
};

}  // namespace rujukan

#endif  // RUJUKAN_SERVER_BROKER_SIGN_IN_DESK_H_
