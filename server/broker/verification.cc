#include "server/broker/verification.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "server/domain/errors.h"
#include "server/domain/event.h"
#include "server/domain/try.h"

namespace rujukan {
namespace {

constexpr std::size_t kPage = 500;

// How often a unit was told of a referral.
using Told = std::map<ReferralId, std::int64_t>;

// What there is of one referral.
struct Evidence {
  std::vector<ReferralEvent> events;
  std::optional<Referral> referral;
  std::string digest;
};

template <typename IdType>
using ListPage = absl::FunctionRef<absl::StatusOr<std::vector<IdType>>(Transaction&, const PageRequest&)>;

// Stops at a page that does not go on, which only a damaged index gives.
absl::StatusOr<std::vector<ReferralEvent>> AllEvents(Transaction& transaction, const ReferralId& id) {
  std::vector<ReferralEvent> all;
  for (std::int64_t last = 0;;) {
    RUJUKAN_TRY_ASSIGN(std::vector<ReferralEvent> page, transaction.events().List(id, {kPage, absl::StrCat(last)}));
    const bool goes_on = page.size() == kPage && page.back().sequence > last;
    if (goes_on) last = page.back().sequence;
    std::move(page.begin(), page.end(), std::back_inserter(all));
    if (!goes_on) return all;
  }
}

absl::Status ReadEvidence(Transaction& transaction, const ReferralId& id, Evidence& evidence) {
  RUJUKAN_TRY_ASSIGN(evidence.events, AllEvents(transaction, id));
  RUJUKAN_TRY_ASSIGN(evidence.referral, transaction.referrals().Find(id));
  if (!evidence.referral) return absl::OkStatus();
  RUJUKAN_TRY(transaction.referrals().ReadPacket(id, kAllSections).status());
  RUJUKAN_TRY_ASSIGN(evidence.digest, transaction.referrals().RecordDigest(id));
  return absl::OkStatus();
}

// The referrals that have a record or events.
absl::StatusOr<std::vector<ReferralId>> ListAllReferrals(Transaction& transaction, const PageRequest& page) {
  RUJUKAN_TRY_ASSIGN(std::vector<ReferralId> ids, transaction.referrals().ListIds(page));
  RUJUKAN_TRY_ASSIGN(const std::vector<ReferralId> with_events, transaction.events().ListReferrals(page));
  ids.insert(ids.end(), with_events.begin(), with_events.end());
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  if (ids.size() > page.size) ids.resize(page.size);
  return ids;
}

class Verifier {
 public:
  explicit Verifier(const Workplace& work) : work_(work) {}

  absl::StatusOr<VerificationReport> Run() {
    RUJUKAN_TRY(CheckDatabase());
    RUJUKAN_TRY(Walk<ReferralId>("referrals", ListAllReferrals, [this](const ReferralId& id) { return CheckReferral(id); }));
    RUJUKAN_TRY(CheckInboxes());
    RUJUKAN_TRY(Walk<HouseholdId>(
        "households", [](Transaction& t, const PageRequest& page) { return t.households().ListIds(page); },
        [this](const HouseholdId& id) {
          ++report_.households;
          return CheckOpens(NameOf(id), [&](Transaction& t) { return t.households().Find(id); });
        }));
    RUJUKAN_TRY(Walk<CaseFileId>(
        "case files", [](Transaction& t, const PageRequest& page) { return t.case_files().ListIds(page); },
        [this](const CaseFileId& id) {
          ++report_.case_files;
          return CheckOpens(NameOf(id), [&](Transaction& t) { return t.case_files().Find(id); });
        }));
    return std::move(report_);
  }

 private:
  void Find(std::string_view name, std::string_view what) {
    ++report_.findings_count;
    if (report_.findings.size() == VerificationReport::kFindingsMax) return;
    // An id that is none may be any bytes.
    report_.findings.push_back(absl::CHexEscape(absl::StrCat(std::string(name), ": ", std::string(what))));
  }

  // Reads; false when that is damaged, which is a finding.
  absl::StatusOr<bool> ReadOrFind(std::string_view name, std::string_view what, Store::Closure closure) {
    const absl::Status status = work_.store.Read(closure);
    if (status != RecordDamaged()) return status.ok() ? absl::StatusOr<bool>(true) : status;
    Find(name, what);
    return false;
  }

  absl::Status CheckDatabase() {
    const absl::StatusOr<std::vector<std::string>> lines = work_.store.CheckIntegrity();
    if (lines.status() == RecordDamaged()) {
      Find("database", "it is too damaged to be checked");
      return absl::OkStatus();
    }
    if (!lines.ok()) return lines.status();
    for (const std::string& line : *lines) Find("database", line);
    return absl::OkStatus();
  }

  template <typename IdType>
  absl::Status Walk(std::string_view what, ListPage<IdType> list, absl::FunctionRef<absl::Status(const IdType&)> check) {
    for (IdType last;;) {
      std::vector<IdType> ids;
      RUJUKAN_TRY_ASSIGN(const bool read, ReadOrFind(what, "not all of them can be read", [&](Transaction& t) -> absl::Status {
                           RUJUKAN_TRY_ASSIGN(ids, list(t, {kPage, last.value}));
                           return absl::OkStatus();
                         }));
      if (!read) return absl::OkStatus();
      for (const IdType& id : ids) RUJUKAN_TRY(check(id));
      if (ids.size() < kPage) return absl::OkStatus();
      if (ids.back() <= last) {
        Find(what, "they are not in order");
        return absl::OkStatus();
      }
      last = ids.back();
    }
  }

  template <typename FindRecord>
  absl::Status CheckOpens(const std::string& name, FindRecord find_record) {
    bool found = false;
    RUJUKAN_TRY_ASSIGN(const bool read, ReadOrFind(name, "the record does not open", [&](Transaction& t) -> absl::Status {
                         RUJUKAN_TRY_ASSIGN(const auto record, find_record(t));
                         found = record.has_value();
                         return absl::OkStatus();
                       }));
    if (read && !found) Find(name, "it is in an index and not there");
    return absl::OkStatus();
  }

  absl::Status CheckReferral(const ReferralId& id) {
    ++report_.referrals;
    Evidence evidence;
    RUJUKAN_TRY_ASSIGN(const bool read, ReadOrFind(NameOf(id), "the record does not open", [&](Transaction& transaction) {
                         return ReadEvidence(transaction, id, evidence);
                       }));
    if (!read) return absl::OkStatus();
    if (!evidence.referral) {
      Find(NameOf(id), "events without a referral");
      return absl::OkStatus();
    }
    ++(IsOpen(evidence.referral->state) ? report_.referrals_open : report_.referrals_closed);
    CheckChain(*evidence.referral, evidence.events, evidence.digest);
    CountTold(*evidence.referral, evidence.events);
    return absl::OkStatus();
  }

  void CheckChain(const Referral& referral, const std::vector<ReferralEvent>& events, const std::string& digest) {
    const std::string name = NameOf(referral.id);
    if (IsOpen(referral.state) == referral.accountable.empty()) Find(name, "accountability is broken");
    if (events.empty()) {
      Find(name, "a referral without events");
      return;
    }
    if (const absl::Status chain = VerifyChain(events, work_.sealer); !chain.ok()) Find(name, std::string(chain.message()));
    if (events.back().record_digest != digest || events.back().version != referral.version) {
      Find(name, "the record is not the one of its last event");
    }
  }

  void CountTold(const Referral& referral, const std::vector<ReferralEvent>& events) {
    for (const ReferralEvent& event : events) {
      for (const UnitId& unit : event.told) {
        ++told_[unit][SeesPostView(referral, unit) ? referral.root : referral.id];
        ++report_.events_expected;
      }
      const bool receiver_told = std::find(event.told.begin(), event.told.end(), referral.receiver) != event.told.end();
      if (event.move != Move::kUnspecified && !receiver_told) Find(NameOf(referral.id), "a move told nobody");
    }
  }

  absl::Status CheckInboxes() {
    std::set<UnitId> units;
    for (const auto& [unit, told] : told_) units.insert(unit);
    RUJUKAN_TRY(Walk<UnitId>(
        "inboxes", [](Transaction& t, const PageRequest& page) { return t.inboxes().ListUnits(page); },
        [&](const UnitId& unit) {
          units.insert(unit);
          return absl::OkStatus();
        }));
    for (const UnitId& unit : units) RUJUKAN_TRY(CheckInbox(unit, told_[unit]));
    return absl::OkStatus();
  }

  absl::Status CheckInbox(const UnitId& unit, const Told& told) {
    const std::string name = NameOf(unit);
    Told found;
    std::int64_t head = 0;
    std::int64_t last = 0;
    for (std::vector<InboxEvent> events;;) {
      RUJUKAN_TRY_ASSIGN(const bool read, ReadOrFind(name, "the inbox cannot be read", [&](Transaction& t) -> absl::Status {
                           RUJUKAN_TRY_ASSIGN(head, t.inboxes().Head(unit));
                           RUJUKAN_TRY_ASSIGN(events, t.inboxes().List(unit, last, kPage));
                           return absl::OkStatus();
                         }));
      if (!read) return absl::OkStatus();
      const std::int64_t before = last;
      for (const InboxEvent& event : events) {
        if (event.sequence != last + 1) Find(name, absl::StrCat("the inbox has a gap after ", last));
        last = event.sequence;
        ++found[event.referral];
        ++report_.events_found;
      }
      if (events.size() < kPage || last <= before) break;
    }
    if (head != last) Find(name, "the inbox does not end where its head says");
    if (told.empty()) {
      Find(name, "an inbox that no move told");
    } else if (found != told) {
      Find(name, "the inbox differs from the chains of moves");
    }
    return absl::OkStatus();
  }

  const Workplace& work_;
  VerificationReport report_;
  std::map<UnitId, Told> told_;
};

}  // namespace

absl::StatusOr<VerificationReport> VerifyStore(const Workplace& workplace) { return Verifier(workplace).Run(); }

}  // namespace rujukan
