// The catalogue of refusals. Every refusal that a caller can meet is a named function here; nothing else in the server makes a
// status for a caller. The one translator in rpc turns them into google.rpc.Status with both texts.
//
// A refusal never carries a field of a record: neither a name nor a number nor a text that somebody typed.
#ifndef RUJUKAN_SERVER_DOMAIN_ERRORS_H_
#define RUJUKAN_SERVER_DOMAIN_ERRORS_H_

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "server/domain/codes.h"

namespace rujukan {

// One wrong field of a request, or one oddity that is only told.
struct Violation {
  // The path of the field: "packet.identity.nik", "members[2].full_name".
  std::string field;
  // One of the reasons of ViolationTexts, for example "REQUIRED".
  std::string reason;
  // What completes the text, for example the limit; never the value itself.
  std::string argument = {};

  friend bool operator==(const Violation&, const Violation&) = default;
};

using Violations = std::vector<Violation>;

// What a refusal says beside its code; see google.rpc.ErrorInfo.
struct RefusalDetails {
  // One of the reasons of RefusalTexts.
  std::string reason = {};
  std::map<std::string, std::string> metadata = {};
  Violations violations = {};
  // Not zero when the call may be repeated.
  absl::Duration retry_delay = absl::ZeroDuration();
};

// The details of a refusal of this catalogue; nothing for any other status.
std::optional<RefusalDetails> DetailsOf(const absl::Status& status);

// An entry of the catalogue, for documentation, translation and the golden file.
struct RefusalText {
  std::string_view reason;
  absl::StatusCode code;
  std::string_view english;
  std::string_view indonesian;
};
// "{argument}" in a text stands for Violation::argument.
struct ViolationText {
  std::string_view reason;
  std::string_view english;
  std::string_view indonesian;
};

// Every refusal, sorted by reason.
const std::vector<RefusalText>& RefusalTexts();
// Every violation and warning, sorted by reason.
const std::vector<ViolationText>& ViolationTexts();
// The text of a violation in English or Bahasa Indonesia.
std::string DescribeInEnglish(const Violation& violation);
std::string DescribeInIndonesian(const Violation& violation);

// -- Who is calling ---------------------------------------------------------------------------------------------------------

// No session, an unknown, ended or expired one. UNAUTHENTICATED.
absl::Status SignInNeeded();
// Wrong name or password; the two are not told apart. UNAUTHENTICATED.
absl::Status SignInRefused();
// Too many failed attempts for this name. RESOURCE_EXHAUSTED with the time to wait.
absl::Status SignInLimited(absl::Duration wait);
// The officer has several assignments and must name a role. FAILED_PRECONDITION; metadata `roles`.
absl::Status AssignmentNeeded(std::string_view roles);
// The role may not call this method at all. PERMISSION_DENIED.
absl::Status RoleNotAllowed(Role role);
// There is no such thing, or it is not the caller's to know of: one answer for both. NOT_FOUND.
absl::Status NotFound();

// -- The request ------------------------------------------------------------------------------------------------------------

// The request is malformed whatever the state of the system; all violations. INVALID_ARGUMENT.
absl::Status InvalidRequest(Violations violations);
// The request_id was used for another request. INVALID_ARGUMENT.
absl::Status RequestIdReused();
// The page token or cursor is not from this request, or from what an older copy of the database does not hold. INVALID_ARGUMENT.
absl::Status PageTokenForeign();
// The id is taken; says nothing of by whom. ALREADY_EXISTS.
absl::Status IdTaken();
// The sign-in name is taken. ALREADY_EXISTS.
absl::Status SignInNameTaken();
// The etag is not the present one; read again. ABORTED.
absl::Status EtagStale();

// -- The state of things ----------------------------------------------------------------------------------------------------

// The move is not in the table for this state, kind and caller. FAILED_PRECONDITION; metadata `move`.
absl::Status WrongState(Move move);
// The receiver cannot be referred to: unknown, inactive, excluded, the sender itself, or of a kind that this referral may not
// go to. FAILED_PRECONDITION; the same answer for all, so that an exclusion does not show.
absl::Status ReceiverNotPossible();
// An EMERGENCY is never returned, and declined only for some reasons. FAILED_PRECONDITION.
absl::Status EmergencyMustBeServed();
// The referral stands on a basis that a withdrawal of consent does not end. FAILED_PRECONDITION.
absl::Status BasisIsNotConsent();
// Closing unserved needs a second officer, a supervisor. FAILED_PRECONDITION.
absl::Status SecondOfficerNeeded();
// The programme was not asked for. FAILED_PRECONDITION.
absl::Status ProgramNotRequested();
// The case file or officer named in the move is not the caller's unit's. FAILED_PRECONDITION.
absl::Status NotOfThisUnit();
// Reading is suspended or has ended for this unit. FAILED_PRECONDITION.
absl::Status ReadingEnded();
// The stage cannot follow the present one. FAILED_PRECONDITION.
absl::Status StageNotPossible();
// The region is not in the table of regions. FAILED_PRECONDITION.
absl::Status RegionUnknown();
// The region is outside the caller's scope. PERMISSION_DENIED.
absl::Status RegionOutOfScope();
// The old password is wrong. FAILED_PRECONDITION.
absl::Status OldPasswordWrong();
// A limit of the record is reached, for example the number of notes. FAILED_PRECONDITION; metadata `limit`.
absl::Status RecordFull(std::string_view limit);

// -- The system -------------------------------------------------------------------------------------------------------------

// The server has as much to do as it may. RESOURCE_EXHAUSTED with RetryInfo.
absl::Status Overloaded();
// The unit has as many watchers as it may. RESOURCE_EXHAUSTED.
absl::Status TooManyWatchers();
// The store does not answer, or the outcome is unknown; repeat with the same request_id. UNAVAILABLE with RetryInfo.
absl::Status StoreUnavailable();
// The store is full; nothing was changed. UNAVAILABLE with RetryInfo.
absl::Status StoreFull();
// The server is stopping. UNAVAILABLE with RetryInfo.
absl::Status ServerStopping();
// The caller waits no longer: the deadline passed, or the call was cancelled, before anything was changed. DEADLINE_EXCEEDED.
absl::Status DeadlinePassed();
// A record does not open (changed outside Rujukan, or without its key), or the file of the database is damaged. DATA_LOSS.
absl::Status RecordDamaged();
// A defect of the server. INTERNAL.
absl::Status ServerDefect();

}  // namespace rujukan

#endif  // RUJUKAN_SERVER_DOMAIN_ERRORS_H_
