// A referral (rujukan): what it is, and the one table of its life.
//
// The table decides who may do what when. A move that is not in it is refused with WrongState and leaves no trace. Beside the
// table stand a few guards, each a rule that protects a person. Everything here is pure: it takes the referral as it is and the
// move, and returns the referral as it shall be.
#ifndef RUJUKAN_SERVER_DOMAIN_REFERRAL_H_
#define RUJUKAN_SERVER_DOMAIN_REFERRAL_H_

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/domain/codes.h"
#include "server/domain/ids.h"
#include "server/domain/unit.h"

namespace rujukan {

struct ItemResult {
  WelfareProgram program = WelfareProgram::kUnspecified;
  ItemDecision decision = ItemDecision::kUnspecified;
  std::string note;
};

struct Outcome {
  OutcomeResult result = OutcomeResult::kUnspecified;
  std::string summary;
  std::string asks_of_sender;
};

// What of a referral is sealed in the store, the packet apart.
struct ReferralDetails {
  HouseholdId household;
  CaseFileId sender_case_file;
  CaseFileId receiver_case_file;
  // Whom it is about, as the sender's record knows it; the pseudonyms that units see are made from it.
  std::string subject_key;
  std::vector<Service> requested_services;
  std::vector<WelfareProgram> welfare_programs;
  // One for each programme decided, the latest decision.
  std::vector<ItemResult> item_results;
  Outcome outcome;
  ReferralId counter_to;
  std::vector<UnitId> excluded_units;
  std::vector<OfficerId> excluded_officers;
  std::vector<std::string> external_numbers;
  OfficerId assigned_officer;
  std::string recorded_for;
  Channel channel = Channel::kUnspecified;
  Reporter reporter = Reporter::kUnspecified;
  absl::Time report_time = absl::InfinitePast();
  TimePrecision report_time_precision = TimePrecision::kUnspecified;
  absl::Time called_time = absl::InfinitePast();
  std::string region;
  std::string contact_through;
  std::string deliver_to;
  bool home_visit_allowed = false;
  bool village_verification_allowed = false;
  // What is asked of the sender now: a question, or what was found missing.
  std::string open_question;
  // Answers and completions, oldest first.
  std::vector<std::string> supplements;
  DeclineReason decline_reason = DeclineReason::kUnspecified;
  // Who proposed to close it unserved; empty when nobody has.
  OfficerId close_unserved_proposed_by;
  // Of an alert that a post has recalled or withdrawn consent to: which. To the post it is done; the unit was told and goes on.
  Move sender_wish = Move::kUnspecified;
  // How many versions were only readings. They change nothing that a party sees, so etags leave them out.
  std::int32_t readings_counted = 0;
};

struct Referral {
  // In a list only: the record was changed from outside and does not open, so nothing of it can be believed. It has its id, root,
  // parties and numbers as they stand there.
  bool damaged = false;
  // In clear.
  ReferralId id;
  // The first referral of a chain of redirects; its own id when it was not redirected.
  ReferralId root;
  ReferralKind kind = ReferralKind::kUnspecified;
  ReferralState state = ReferralState::kUnspecified;
  UnitId sender;
  UnitKind sender_kind = UnitKind::kUnspecified;
  UnitId receiver;
  UnitKind receiver_kind = UnitKind::kUnspecified;
  // Who must act next; empty exactly when the referral is not open.
  UnitId accountable;
  // Until when, and what; InfiniteFuture and kUnspecified exactly when not open.
  absl::Time due_time = absl::InfiniteFuture();
  DueKind due_kind = DueKind::kUnspecified;
  Urgency urgency = Urgency::kUnspecified;
  LegalBasis legal_basis = LegalBasis::kUnspecified;
  // The unit that redirected to this receiver; it is accountable until the receiver has received.
  UnitId redirected_by;
  ReferralId predecessor;
  ReferralId successor;
  // Somebody at the receiver has seen it: a recall must then be purged.
  bool read_by_receiver = false;
  // The packet is closed while a withdrawal of consent is being clarified, but for the contact, which a protection unit needs to
  // speak with the survivor alone.
  bool reading_suspended = false;
  std::string sender_number;
  std::string receiver_number;
  // Where the sender does not show: the number in the one series of "SLRT <kabupaten>", the only one the receiver sees.
  std::string front_number;
  // 1 when made, one more with every change.
  std::int64_t version = 1;
  // Changes only when a post's view of it changes; carried over to a successor.
  std::int64_t view_version = 1;
  absl::Time view_time;
  absl::Time create_time;
  absl::Time update_time;
  // Sealed.
  ReferralDetails details;
};

// True while somebody is accountable.
bool IsOpen(ReferralState state);

// True when this referral is the newest of its chain; a post sees a chain as one entry, its newest member.
inline bool IsTail(const Referral& referral) { return referral.successor.empty(); }

// -- The table --------------------------------------------------------------------------------------------------------------

// In which capacity a move is made.
enum class Actor : std::uint8_t {
  kSender,
  kReceiver,
  // The unit that redirected, while the new receiver has not received.
  kRedirector,
  // The head of the receiving protection unit, who stands in for the silent sender of an alert.
  kHead,
  // A supervisor of the sender's unit or of the unit above it.
  kSupervisor,
};

// Who is accountable after a move.
enum class NextAccountable : std::uint8_t { kUnchanged, kSender, kReceiver, kNobody };

// A set of kinds, one bit each (1 << ReferralKind).
using KindSet = std::uint8_t;

// One line of the table: `move` by `actor` leads from `from` to `to`, for the kinds of the set.
struct MoveRule {
  Move move;
  ReferralState from;
  Actor actor;
  KindSet kinds;
  ReferralState to;
  NextAccountable next;
  // kUnspecified: the deadline stays, or there is none.
  DueKind due;
};

// The whole table, by move and state.
std::span<const MoveRule> MoveTable();

// The line for this move, or nullptr. A recall of what nobody has read goes to CANCELLED and not to RECALLED. Once a post has taken
// its alert back there is no line for its sender, and none to ask it.
const MoveRule* FindRule(Move move, const Referral& referral, Actor actor);

// The capacities that the caller has toward the referral; empty for a stranger and for whoever the survivor excluded.
// `supervised_sender` says that the caller's unit is the sender's supervising unit.
std::vector<Actor> ActorsOf(const Referral& referral, const Caller& caller, bool supervised_sender);

// The moves that the caller may make now. Guards that need the request's content are not applied.
std::vector<Move> AvailableMoves(const Referral& referral, const Caller& caller, bool supervised_sender);

// -- Moving -----------------------------------------------------------------------------------------------------------------

// A move with what it brings. Which fields count depends on the move (referral.proto).
struct MoveRequest {
  Move move = Move::kUnspecified;
  // Question, answer, what is missing, reason, note.
  std::string text;
  OfficerId officer;
  CaseFileId case_file;
  DeclineReason decline_reason = DeclineReason::kUnspecified;
  ItemResult item_result;
  Outcome outcome;
  absl::Time resume_time;
  bool spoken_with_survivor_alone = false;
  // Of a withdrawal: the survivor does not withdraw after all.
  bool consent_stands = false;
  // Of a recall: it should never have been sent.
  bool entered_in_error = false;
};

// The referral after the move. Refuses with WrongState, EmergencyMustBeServed, BasisIsNotConsent, SecondOfficerNeeded,
// ProgramNotRequested or RecordFull. Redirect gives the closed predecessor; SuccessorOf makes the other half. Withdrawal gives
// this member of the chain; the caller applies it to each.
absl::StatusOr<Referral> Apply(const Referral& referral, const MoveRequest& request, const Caller& caller, bool supervised_sender,
                               absl::Time now);

// The referral that goes on after `predecessor` (as it was before the redirect) was redirected to `receiver`.
Referral SuccessorOf(const Referral& predecessor, const ReferralId& id, const Unit& receiver, const Caller& redirector,
                     absl::Time now);

// True when the move that led from `before` to `after` was a post's wish about its alert, which is told and not carried out.
bool OnlyWished(const Referral& before, const Referral& after);

// Puts a new referral into SENT: accountable, deadline, view.
void Send(Referral& referral, absl::Time now);

// Applies a withdrawal of consent to one more member of the chain: true when it changed. Members on another basis, handed over,
// recalled or cancelled stay.
bool WithdrawMember(Referral& member, bool ends, absl::Time now);

// Ends the suspension of one more member of the chain: true when it changed. A withdrawal that has ended the member stays.
bool LiftSuspension(Referral& member, absl::Time now);

// True when the caller may say that consent stands: a protection officer who has spoken with the survivor alone.
bool MayLetConsentStand(const MoveRequest& request, const Caller& caller);

// True when a withdrawal by this caller ends the chain now, false when it only suspends reading until a protection officer has
// spoken with the survivor alone.
bool WithdrawalEnds(const Referral& referral, const MoveRequest& request, const Caller& caller);

// -- Deadlines --------------------------------------------------------------------------------------------------------------

// The default deadlines (domain notes 5.7), a working day being 24 hours until calendars are data.
absl::Duration DeadlineFor(DueKind kind, Urgency urgency, ReferralKind referral_kind);

// How far away a resume time may be: nothing is put away for longer than a quarter.
inline constexpr absl::Duration kHoldMax = absl::Hours(90 * 24);
// The most supplements; the record must fit a message.
inline constexpr std::size_t kSupplementsMax = 100;

// -- A post's view ----------------------------------------------------------------------------------------------------------

// The word in which a post sees what it sent: SENT, ACTION_NEEDED, PROCESSING or DONE.
ReferralState PostView(const Referral& referral);

// True when the caller's unit is a post and sent it, and so sees the neutral view only.
bool SeesPostView(const Referral& referral, const UnitId& unit);

}  // namespace rujukan

#endif  // RUJUKAN_SERVER_DOMAIN_REFERRAL_H_
