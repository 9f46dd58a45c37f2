// The referral desk: sends referrals, makes their moves and shows to each party what it may see.
#ifndef RUJUKAN_SERVER_BROKER_REFERRAL_DESK_H_
#define RUJUKAN_SERVER_BROKER_REFERRAL_DESK_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "server/broker/workplace.h"
#include "server/domain/referral.h"

namespace rujukan {

// A referral as one caller may see it. Fields of `referral` that the caller may not see are empty, and `state` and times are those
// of the caller's view; nothing here needs masking any more.
struct ReferralView {
  Referral referral;
  // Under which the caller knows it; for a post the first of the chain.
  ReferralId name;
  std::string sender_display_name;
  std::string receiver_display_name;
  // The pseudonym of the person for the caller's unit.
  std::string subject;
  std::vector<Move> available_moves;
  std::string etag;
  // EMERGENCY, in the answer to creating one: the receiver's duty phone (may be empty).
  std::optional<std::string> emergency_duty_phone;
  // Of a list: where it goes on after this one, as PageRequest::after.
  std::string position;
};

// A packet as one caller may read it, with what GetPacket adds to the need.
struct PacketView {
  Packet packet;
  std::vector<std::string> supplements;
  std::vector<ItemResult> item_results;
  std::string open_question;
  std::string outcome_summary;
};

enum class ReferralListBox { kAll, kSent, kReceived, kAccountable };

// Whoever is neither party, nor redirector, nor a supervisor with something to confirm, gets NotFound, and so does whom the
// survivor excluded. Thread-safe.
class ReferralDesk {
 public:
  explicit ReferralDesk(const Workplace& workplace) : work_(workplace) {}

  // `referral` holds what the sender may set. ReceiverNotPossible; NotOfThisUnit; violations for sections or fields that this kind
  // may not carry. The sender is the caller's unit.
  absl::StatusOr<ReferralView> Create(const WriteRequest& request, Referral referral, Packet packet);
  absl::StatusOr<ReferralView> Get(const Caller& caller, const ReferralId& name);
  // Newest first. `next_after` as in HouseholdRegister. A record that was damaged hinders no list: of it there are name and number
  // only.
  struct Page {
    std::vector<ReferralView> referrals;
    std::string next_after;
  };
  absl::StatusOr<Page> List(const Caller& caller, ReferralListBox box, bool open_only, const PageRequest& page);
  // The sections that exist and that the caller may read; the reading becomes an event of the chain before it is answered.
  // ReadingEnded while suspended, or once the receiver must purge.
  absl::StatusOr<PacketView> ReadPacket(const Caller& caller, const ReferralId& name, SectionSet sections);

  // Every move but Create, Redirect and Resend. `etag` empty is allowed for Recall and WithdrawConsent only (the form says so).
  absl::StatusOr<ReferralView> Make(const WriteRequest& request, const ReferralId& name, std::string_view etag,
                                    const MoveRequest& move);
  // As Make; `newer` replaces sections.
  absl::StatusOr<ReferralView> Resend(const WriteRequest& request, const ReferralId& name, std::string_view etag,
                                      const MoveRequest& move, const Packet& newer);
  // Answers the successor; a post gets its one entry. An empty successor id is chosen here.
  absl::StatusOr<ReferralView> Redirect(const WriteRequest& request, const ReferralId& name, std::string_view etag,
                                        const MoveRequest& move, const UnitId& receiver, ReferralId successor_id);

 private:
  Workplace work_;
};

}  // namespace rujukan

#endif  // RUJUKAN_SERVER_BROKER_REFERRAL_DESK_H_
