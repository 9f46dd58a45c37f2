#include "server/domain/inbox.h"

#include <algorithm>

#include "server/domain/policy.h"

namespace rujukan {
namespace {

bool Excluded(const Referral& referral, const UnitId& unit) {
  const auto& excluded = referral.details.excluded_units;
  return std::find(excluded.begin(), excluded.end(), unit) != excluded.end();
}

bool ProposedToClose(const Referral* before, const Referral& after) {
  return before != nullptr && before->details.close_unserved_proposed_by.empty() &&
         !after.details.close_unserved_proposed_by.empty();
}

// Until the new receiver has received it or given it back; also of the move by which that happens.
bool RedirectorIsParty(const Referral* before, const Referral& after) {
  const UnitId& redirector = after.redirected_by;
  return !redirector.empty() && (after.accountable == redirector || (before != nullptr && before->accountable == redirector));
}

// What a post is told, or not: the newest member of a chain speaks, and only when the post's view changes.
bool PostIsTold(const Referral* before, const Referral& after) {
  return IsTail(after) && (before == nullptr || before->view_version != after.view_version);
}

}  // namespace

std::vector<InboxEvent> NoticesOf(const Referral* before, const Referral& after, Move move, const UnitId& supervising_unit) {
  std::vector<InboxEvent> notices;
  const auto tell = [&](const UnitId& unit, const std::string& number, bool asked = false) {
    const bool told = std::any_of(notices.begin(), notices.end(), [&](const InboxEvent& notice) { return notice.unit == unit; });
    if (unit.empty() || told || Excluded(after, unit)) return;
    InboxEvent notice;
    notice.unit = unit;
    notice.referral = after.id;
    notice.move = move;
    notice.state = after.state;
    notice.urgency = after.urgency;
    notice.number = number;
    notice.action_needed = asked || after.accountable == unit;
    notice.time = after.update_time;
    notices.push_back(notice);
  };
  // A wish is for the unit to look after, also when it has already closed the alert.
  tell(after.receiver, after.receiver_number, before != nullptr && OnlyWished(*before, after));
  if (HidesSender(after) && !notices.empty()) notices.back().urgency = Urgency::kUnspecified;
  if (!SeesPostView(after, after.sender)) {
    tell(after.sender, after.sender_number);
  } else if (PostIsTold(before, after)) {
    tell(after.sender, after.sender_number);
    InboxEvent& notice = notices.back();
    notice.referral = after.root;
    notice.move = Move::kUnspecified;
    notice.state = PostView(after);
    notice.urgency = Urgency::kUnspecified;
    notice.action_needed = notice.state == ReferralState::kActionNeeded;
  }
  if (RedirectorIsParty(before, after)) tell(after.redirected_by, "");
  // By the sender's number: it is the sender's proposal that is to be confirmed.
  if (ProposedToClose(before, after)) tell(supervising_unit, after.sender_number, true);
  std::sort(notices.begin(), notices.end(), [](const InboxEvent& a, const InboxEvent& b) { return a.unit < b.unit; });
  return notices;
}

}  // namespace rujukan
