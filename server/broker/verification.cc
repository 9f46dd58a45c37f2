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
#include "server/broker/held_checkpoints.h"
#include "server/broker/number_audit.h"
#include "server/domain/audit.h"
#include "server/domain/errors.h"
#include "server/domain/event.h"
#include "server/domain/try.h"

namespace rujukan {
namespace {

constexpr std::size_t kPage = 500;
// A checkpoint may take some hundred kilobytes.
constexpr std::size_t kCheckpointsPage = 20;

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

template <typename Tag>
const std::string& TextOfId(const Id<Tag>& id) {
  return id.value;
}
const std::string& TextOfId(const std::string& id) { return id; }

// The same of any other record.
absl::StatusOr<std::vector<AuditEvent>> AllEvents(Transaction& transaction, const RecordName& record) {
  std::vector<AuditEvent> all;
  for (std::int64_t last = 0;;) {
    RUJUKAN_TRY_ASSIGN(std::vector<AuditEvent> page, transaction.audit().List(record, {kPage, absl::StrCat(last)}));
    const bool goes_on = page.size() == kPage && page.back().sequence > last;
    if (goes_on) last = page.back().sequence;
    std::move(page.begin(), page.end(), std::back_inserter(all));
    if (!goes_on) return all;
  }
}

// What there is of one of them.
struct RecordEvidence {
  RecordName chain;
  std::vector<AuditEvent> events;
  // Empty when there is no record.
  std::string digest;
  bool is_indexed = true;
};

// The digest of the record after its last change.
std::string LastDigestIn(const std::vector<AuditEvent>& events) {
  const auto last = std::find_if(events.rbegin(), events.rend(), [](const AuditEvent& e) { return !e.record_digest.empty(); });
  return last == events.rend() ? std::string() : last->record_digest;
}

template <typename Event>
std::vector<EventInStore> InStore(const std::vector<Event>& events) {
  std::vector<EventInStore> in_store;
  for (const Event& event : events) in_store.push_back({event.sequence, event.hash});
  return in_store;
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
    for (const Finding& finding : findings) Find(finding.name, finding.what);
  }

  absl::Status CheckRecords(std::string_view what, RecordKind kind) {
    return Walk<std::string>(
        what, [&](Transaction& t, const PageRequest& page) { return t.audit().ListRecords(kind, page); },
        [&](const std::string& id) {
          return CheckRecord({kind, id});
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

  absl::Status CheckRecord(const RecordName& record) {
    report_.households += record.kind == RecordKind::kHousehold ? 1 : 0;
    report_.case_files += record.kind == RecordKind::kCaseFile ? 1 : 0;
    const std::string name = TextOf(record);
    RecordEvidence evidence;
    RUJUKAN_TRY_ASSIGN(const bool read, ReadOrFind(name, "the record does not open", [&](Transaction& transaction) {
                         return ReadRecord(transaction, record, evidence);
                       }));
    if (!read) return absl::OkStatus();
    // By the name of the record, where the chain has a pseudonym.
    if (held_ != nullptr) {
      for (const Finding& finding : pins_.Compare(evidence.chain, InStore(evidence.events))) Find(name, finding.what);
    }
    report_.chain_events += static_cast<std::int64_t>(evidence.events.size());
    if (evidence.digest.empty()) {
      Find(name, evidence.events.empty() ? "it is in an index and not there" : "events without their record");
    } else if (evidence.events.empty()) {
      Find(name, "a record without events");
      return absl::OkStatus();
    }
    if (const absl::Status chain = VerifyChain(evidence.events, work_.sealer); !chain.ok())
      Find(name, std::string(chain.message()));
    if (evidence.digest.empty()) return absl::OkStatus();
    if (LastDigestIn(evidence.events) != evidence.digest) Find(name, "the record is not the one of its last event");
    if (!evidence.is_indexed) Find(name, "it is not found as it should be");
    return record.kind == RecordKind::kOfficer ? CheckReceipts(OfficerId(record.id)) : absl::OkStatus();
  }

  absl::Status ReadRecord(Transaction& transaction, const RecordName& record, RecordEvidence& evidence) {
    evidence = RecordEvidence();
    evidence.chain = transaction.audit().ChainOf(record);
    if (record.kind == RecordKind::kHousehold) households_.insert(evidence.chain.id);
    RUJUKAN_TRY_ASSIGN(evidence.events, AllEvents(transaction, evidence.chain));
    RUJUKAN_TRY_ASSIGN(evidence.digest, transaction.audit().RecordDigest(record));
    for (const AuditEvent& event : evidence.events) {
      RUJUKAN_TRY_ASSIGN(const bool is_indexed, transaction.audit().IsIndexed(event));
      evidence.is_indexed = evidence.is_indexed && is_indexed;
    }
    if (evidence.digest.empty()) return absl::OkStatus();
    bool is_indexed = true;
    if (record.kind == RecordKind::kHousehold) {
      RUJUKAN_TRY_ASSIGN(const auto household, transaction.households().Find(HouseholdId(record.id)));
      RUJUKAN_TRY_ASSIGN(is_indexed, transaction.households().IsIndexed(*household));
    } else if (record.kind == RecordKind::kUnit) {
      RUJUKAN_TRY_ASSIGN(const auto unit, transaction.units().Find(UnitId(record.id)));
      RUJUKAN_TRY_ASSIGN(is_indexed, transaction.units().IsIndexed(*unit));
    } else if (record.kind == RecordKind::kCaseFile) {
      RUJUKAN_TRY_ASSIGN(const auto case_file, transaction.case_files().Find(CaseFileId(record.id)));
      numbers_.Add(*case_file);
    }
    evidence.is_indexed = evidence.is_indexed && is_indexed;
    return absl::OkStatus();
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
    TakeFindings(pins_.Hold(*held_, work_.sealer));
    for (std::int64_t last = 0;;) {
      std::vector<Checkpoints::Kept> page;
      RUJUKAN_TRY_ASSIGN(const bool read,
                         ReadOrFind("checkpoints", "not all of them can be read", [&](Transaction& t) -> absl::Status {
                           RUJUKAN_TRY_ASSIGN(page, t.checkpoints().List(last, kCheckpointsPage));
                           return absl::OkStatus();
                         }));
      if (!read) return absl::OkStatus();
      for (const Checkpoints::Kept& kept : page) TakeFindings(pins_.Compare(kept, *held_, work_.sealer));
      if (page.size() < kCheckpointsPage || page.back().number <= last) break;
      last = page.back().number;
    }
    TakeFindings(pins_.MissingCheckpoints());
    return absl::OkStatus();
  }

  absl::Status CheckReferral(const ReferralId& id) {
    ++report_.referrals;
    Evidence evidence;
    RUJUKAN_TRY_ASSIGN(const bool read, ReadOrFind(NameOf(id), "the record does not open", [&](Transaction& transaction) {
                         return ReadEvidence(transaction, id, evidence);
                       }));
    if (!read) return absl::OkStatus();
    if (held_ != nullptr) TakeFindings(pins_.Compare(RecordOf(id), InStore(evidence.events)));
    report_.chain_events += static_cast<std::int64_t>(evidence.events.size());
    if (!evidence.referral) {
      Find(NameOf(id), "events without a referral");
      return absl::OkStatus();
    }
    ++(IsOpen(evidence.referral->state) ? report_.referrals_open : report_.referrals_closed);
    CheckChain(*evidence.referral, evidence.events, evidence.digest);
    CountTold(*evidence.referral, evidence.events);
    numbers_.Add(*evidence.referral);
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
