#include "server/broker/verification.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "server/broker/number_audit.h"
#include "server/broker/record_check.h"
#include "server/domain/audit.h"
#include "server/domain/errors.h"
#include "server/domain/event.h"
#include "server/domain/try.h"

namespace rujukan {
namespace {

// Of events that wait to be signed: days of them, without a key.
constexpr std::size_t kWaitingMax = 5'000'000;
constexpr std::size_t kPage = 500;
// A checkpoint may take some hundred kilobytes.
constexpr std::size_t kCheckpointsPage = 20;

// How often a unit was told of a referral.
using Told = std::map<ReferralId, std::int64_t>;

template <typename IdType>
using ListPage = absl::FunctionRef<absl::StatusOr<std::vector<IdType>>(Transaction&, const PageRequest&)>;

template <typename Tag>
const std::string& TextOfId(const Id<Tag>& id) {
  return id.value;
}
const std::string& TextOfId(const std::string& id) { return id; }

class Verifier {
 public:
  Verifier(const Workplace& work, const HeldCheckpoints* held) : work_(work), held_(held) {}

  absl::StatusOr<VerificationReport> Run() {
    RUJUKAN_TRY(CheckDatabase());
    RUJUKAN_TRY(CheckCheckpoints());
    RUJUKAN_TRY(Walk<ReferralId>("referrals", ListAllReferrals, [this](const ReferralId& id) { return CheckReferral(id); }));
    RUJUKAN_TRY(CheckInboxes());
    RUJUKAN_TRY(CheckRecords("households", RecordKind::kHousehold));
    RUJUKAN_TRY(CheckChainsOfHouseholds());
    RUJUKAN_TRY(CheckRecords("case files", RecordKind::kCaseFile));
    RUJUKAN_TRY(CheckRecords("units", RecordKind::kUnit));
    RUJUKAN_TRY(CheckRecords("officers", RecordKind::kOfficer));
    RUJUKAN_TRY(CheckRecords("regions", RecordKind::kRegion));
    RUJUKAN_TRY(CheckNumbers());
    if (held_ != nullptr) TakeFindings(pins_.Missing());
    report_.chain_events_pinned = pins_.pinned();
    return std::move(report_);
  }

 private:
  void Find(std::string_view name, std::string_view what) {
    ++report_.findings_count;
    if (report_.findings.size() == VerificationReport::kFindingsMax) return;
    const std::string line = absl::StrCat(std::string(name), ": ", std::string(what));
    // An id that is none may be any bytes; what is escaped already stays.
    const bool is_text = std::all_of(line.begin(), line.end(), [](char c) { return c >= ' ' && c <= '~'; });
    report_.findings.push_back(is_text ? line : absl::CHexEscape(line));
  }

  // Reads; false when that is damaged, which is a finding.
  absl::StatusOr<bool> ReadOrFind(std::string_view name, std::string_view what, Store::Closure closure) {
    const absl::Status status = work_.store.ReadSnapshot(closure);
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
                           RUJUKAN_TRY_ASSIGN(ids, list(t, {kPage, TextOfId(last)}));
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

  void TakeFindings(const std::vector<Finding>& findings) {
    for (const Finding& finding : findings) Find(finding.name, DescribeInEnglish(finding));
  }

  absl::Status CheckRecords(std::string_view what, RecordKind kind) {
    return Walk<std::string>(
        what, [&](Transaction& t, const PageRequest& page) { return t.audit().ListRecords(kind, page); },
        [&](const std::string& id) {
          return CheckOther({kind, id});
        });
  }

  // Those that no household has; what is pinned of them is told by the pins.
  absl::Status CheckChainsOfHouseholds() {
    return Walk<std::string>(
        "chains of households",
        [](Transaction& t, const PageRequest& page) { return t.audit().ListChains(RecordKind::kHousehold, page); },
        [this](const std::string& id) {
          if (!households_.contains(id)) Find(TextOf({RecordKind::kHousehold, id}), "events without their record");
          return absl::OkStatus();
        });
  }

  // Reads it, and takes what is found by the name of the record, where the chain has a pseudonym. Nothing when it does not open.
  absl::StatusOr<std::optional<CheckedRecord>> Check(const RecordName& record) {
    const std::string name = TextOf(record);
    std::optional<CheckedRecord> checked;
    RUJUKAN_TRY_ASSIGN(const bool read, ReadOrFind(name, "the record does not open", [&](Transaction& t) -> absl::Status {
                         if (record.kind == RecordKind::kHousehold) households_.insert(t.audit().ChainOf(record).id);
                         RUJUKAN_TRY_ASSIGN(checked, CheckRecord(t, work_.sealer, record));
                         return absl::OkStatus();
                       }));
    if (!read) return std::optional<CheckedRecord>();
    std::vector<Finding> findings;
    if (held_ != nullptr) {
      findings = pins_.Compare(checked->chain, checked->events);
      if (findings.empty()) findings = pins_.CompareCount(checked->chain, checked->events.size());
    }
    findings.insert(findings.end(), checked->findings.begin(), checked->findings.end());
    for (const Finding& finding : findings) Find(name, DescribeInEnglish(finding));
    report_.chain_events += static_cast<std::int64_t>(checked->events.size());
    return checked;
  }

  absl::Status CheckOther(const RecordName& record) {
    report_.households += record.kind == RecordKind::kHousehold ? 1 : 0;
    report_.case_files += record.kind == RecordKind::kCaseFile ? 1 : 0;
    RUJUKAN_TRY_ASSIGN(const std::optional<CheckedRecord> checked, Check(record));
    if (!checked || !checked->is_there || checked->events.empty()) return absl::OkStatus();
    if (checked->case_file) numbers_.Add(*checked->case_file);
    return record.kind == RecordKind::kOfficer ? CheckReceipts(OfficerId(record.id)) : absl::OkStatus();
  }

  // What a retry would be answered by.
  absl::Status CheckReceipts(const OfficerId& id) {
    const std::string name = TextOf(RecordOf(id));
    for (Receipt last;;) {
      std::vector<Receipt> page;
      RUJUKAN_TRY_ASSIGN(const bool read, ReadOrFind(name, "not all receipts can be read", [&](Transaction& t) -> absl::Status {
                           page.clear();
                           RUJUKAN_TRY_ASSIGN(const auto officer, t.officers().Find(id));
                           if (!officer) return absl::OkStatus();
                           RUJUKAN_TRY_ASSIGN(page, t.receipts().List(officer->unit, id, last, kPage));
                           return absl::OkStatus();
                         }));
      if (!read) return absl::OkStatus();
      for (const Receipt& receipt : page) {
        if (!receipt.genuine) Find(name, "a receipt was changed or made by another");
      }
      if (page.size() < kPage) return absl::OkStatus();
      last = page.back();
    }
  }

  absl::Status CheckNumbers() {
    for (std::string last;;) {
      std::vector<NumberSeries> page;
      RUJUKAN_TRY_ASSIGN(const bool read, ReadOrFind("numbers", "not all of them can be read", [&](Transaction& t) -> absl::Status {
                           RUJUKAN_TRY_ASSIGN(page, t.numbers().List({kPage, last}));
                           return absl::OkStatus();
                         }));
      if (!read) return absl::OkStatus();
      for (const NumberSeries& series : page) TakeFindings(numbers_.Compare(series));
      if (page.size() < kPage || page.back().series <= last) break;
      last = page.back().series;
    }
    TakeFindings(numbers_.Missing());
    return absl::OkStatus();
  }

  // The held ones among themselves, and the store's against them.
  absl::Status CheckCheckpoints() {
    if (held_ == nullptr) return absl::OkStatus();
    TakeFindings(pins_.Hold(*held_));
    for (std::int64_t last = 0;;) {
      std::vector<Checkpoints::Kept> page;
      RUJUKAN_TRY_ASSIGN(const bool read,
                         ReadOrFind("checkpoints", "not all of them can be read", [&](Transaction& t) -> absl::Status {
                           RUJUKAN_TRY_ASSIGN(page, t.checkpoints().List(last, kCheckpointsPage));
                           return absl::OkStatus();
                         }));
      if (!read) return absl::OkStatus();
      for (const Checkpoints::Kept& kept : page) TakeFindings(pins_.Compare(kept, *held_));
      if (page.size() < kCheckpointsPage || page.back().number <= last) break;
      last = page.back().number;
    }
    RUJUKAN_TRY_ASSIGN(const bool waiting_read,
                       ReadOrFind("checkpoints", "what waits for them cannot be read", [&](Transaction& t) -> absl::Status {
                         RUJUKAN_TRY_ASSIGN(const auto waiting, t.checkpoints().ListUnsigned(kWaitingMax));
                         pins_.Count(waiting);
                         return absl::OkStatus();
                       }));
    if (!waiting_read) return absl::OkStatus();
    TakeFindings(pins_.MissingCheckpoints());
    return absl::OkStatus();
  }

  absl::Status CheckReferral(const ReferralId& id) {
    ++report_.referrals;
    RUJUKAN_TRY_ASSIGN(const std::optional<CheckedRecord> checked, Check(RecordOf(id)));
    if (!checked || !checked->is_there) return absl::OkStatus();
    ++(IsOpen(checked->referral->state) ? report_.referrals_open : report_.referrals_closed);
    CountTold(*checked->referral, checked->moves);
    numbers_.Add(*checked->referral);
    return absl::OkStatus();
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
        if (!event.genuine)
          Find(name, absl::StrCat("event ", event.sequence, " of the inbox was changed, moved or made by another"));
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
  const HeldCheckpoints* const held_;
  VerificationReport report_;
  Pins pins_;
  NumberAudit numbers_;
  std::map<UnitId, Told> told_;
  // The chains of those that are there.
  std::set<std::string> households_;
};

}  // namespace

absl::StatusOr<VerificationReport> VerifyStore(const Workplace& workplace, const HeldCheckpoints* held) {
  return Verifier(workplace, held).Run();
}

}  // namespace rujukan
