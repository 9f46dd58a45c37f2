#include "server/broker/verification.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "server/domain/event.h"
#include "server/domain/try.h"

namespace rujukan {
namespace {

constexpr std::size_t kPage = 500;

// How often a unit was told of a referral.
using Told = std::map<UnitId, std::map<ReferralId, std::int64_t>>;

class Verifier {
 public:
  explicit Verifier(const Workplace& work) : work_(work) {}

  absl::StatusOr<VerificationReport> Run() {
    std::string after;
    for (;;) {
      std::vector<ReferralId> ids;
      RUJUKAN_TRY(work_.store.Read([&](Transaction& transaction) -> absl::Status {
        RUJUKAN_TRY_ASSIGN(ids, transaction.events().ListReferrals({kPage, after}));
        return absl::OkStatus();
      }));
      for (const ReferralId& id : ids) RUJUKAN_TRY(CheckReferral(id));
      if (ids.size() < kPage) break;
      after = ids.back().value;
    }
    for (const auto& [unit, told] : told_) RUJUKAN_TRY(CheckInbox(unit, told));
    return std::move(report_);
  }

 private:
  void Find(std::string finding) {
    if (report_.findings.size() < VerificationReport::kFindingsMax) report_.findings.push_back(std::move(finding));
  }

  absl::Status CheckReferral(const ReferralId& id) {
    return work_.store.Read([&](Transaction& transaction) -> absl::Status {
      RUJUKAN_TRY_ASSIGN(const std::vector<ReferralEvent> events, AllEvents(transaction, id));
      ++report_.referrals;
      const absl::StatusOr<std::optional<Referral>> found = transaction.referrals().Find(id);
      const absl::Status packet = transaction.referrals().ReadPacket(id, kAllSections).status();
      if (found.status() == RecordDamaged() || packet == RecordDamaged()) {
        Find(absl::StrCat(NameOf(id), ": the record does not open"));
        return absl::OkStatus();
      }
      if (!found.ok()) return found.status();
      const std::optional<Referral>& referral = *found;
      if (!referral) {
        Find(absl::StrCat(NameOf(id), ": events without a referral"));
        return absl::OkStatus();
      }
      ++(IsOpen(referral->state) ? report_.referrals_open : report_.referrals_closed);
      if (absl::Status chain = VerifyChain(events, work_.sealer); !chain.ok()) {
        Find(absl::StrCat(NameOf(id), ": ", std::string(chain.message())));
      }
      RUJUKAN_TRY_ASSIGN(const std::string digest, transaction.referrals().RecordDigest(id));
      if (events.back().record_digest != digest || events.back().version != referral->version) {
        Find(absl::StrCat(NameOf(id), ": the record is not the one of its last event"));
      }
      if (IsOpen(referral->state) == referral->accountable.empty()) Find(absl::StrCat(NameOf(id), ": accountability is broken"));
      CountTold(*referral, events);
      return absl::OkStatus();
    });
  }

  absl::StatusOr<std::vector<ReferralEvent>> AllEvents(Transaction& transaction, const ReferralId& id) {
    std::vector<ReferralEvent> all;
    for (;;) {
      const std::string after = all.empty() ? "" : absl::StrCat(all.back().sequence);
      RUJUKAN_TRY_ASSIGN(std::vector<ReferralEvent> page, transaction.events().List(id, {kPage, after}));
      const bool last = page.size() < kPage;
      std::move(page.begin(), page.end(), std::back_inserter(all));
      if (last) return all;
    }
  }

  void CountTold(const Referral& referral, const std::vector<ReferralEvent>& events) {
    for (const ReferralEvent& event : events) {
      for (const UnitId& unit : event.told) {
        ++told_[unit][SeesPostView(referral, unit) ? referral.root : referral.id];
        ++report_.events_expected;
      }
      const bool receiver_told = std::find(event.told.begin(), event.told.end(), referral.receiver) != event.told.end();
      if (event.move != Move::kUnspecified && !receiver_told) Find(absl::StrCat(NameOf(referral.id), ": a move told nobody"));
    }
  }

  absl::Status CheckInbox(const UnitId& unit, const std::map<ReferralId, std::int64_t>& told) {
    std::map<ReferralId, std::int64_t> found;
    std::int64_t sequence = 0;
    for (;;) {
      std::vector<InboxEvent> events;
      RUJUKAN_TRY(work_.store.Read([&](Transaction& transaction) -> absl::Status {
        RUJUKAN_TRY_ASSIGN(events, transaction.inboxes().List(unit, sequence, kPage));
        return absl::OkStatus();
      }));
      for (const InboxEvent& event : events) {
        if (event.sequence != sequence + 1) Find(absl::StrCat(NameOf(unit), ": the inbox has a gap after ", sequence));
        sequence = event.sequence;
        ++found[event.referral];
        ++report_.events_found;
      }
      if (events.size() < kPage) break;
    }
    if (found != told) Find(absl::StrCat(NameOf(unit), ": the inbox differs from the chains of moves"));
    return absl::OkStatus();
  }

  const Workplace& work_;
  VerificationReport report_;
  Told told_;
};

}  // namespace

absl::StatusOr<VerificationReport> VerifyStore(const Workplace& workplace) { return Verifier(workplace).Run(); }

}  // namespace rujukan
