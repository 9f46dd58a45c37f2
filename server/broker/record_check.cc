#include "server/broker/record_check.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "server/domain/try.h"

namespace rujukan {
namespace {

constexpr std::size_t kPage = 500;

// Stops at a page that does not go on, which only a damaged index gives.
template <typename Event>
absl::StatusOr<std::vector<Event>> AllEvents(absl::FunctionRef<absl::StatusOr<std::vector<Event>>(const PageRequest&)> list) {
  std::vector<Event> all;
  for (std::int64_t last = 0;;) {
    RUJUKAN_TRY_ASSIGN(std::vector<Event> page, list({kPage, absl::StrCat(last)}));
    const bool goes_on = page.size() == kPage && page.back().sequence > last;
    if (goes_on) last = page.back().sequence;
    std::move(page.begin(), page.end(), std::back_inserter(all));
    if (!goes_on) return all;
  }
}

template <typename Event>
std::vector<EventInStore> InStore(const std::vector<Event>& events) {
  std::vector<EventInStore> in_store;
  for (const Event& event : events) in_store.push_back({event.sequence, event.hash});
  return in_store;
}

// The digest of the record after its last change.
std::string LastDigestIn(const std::vector<AuditEvent>& events) {
  const auto last = std::find_if(events.rbegin(), events.rend(), [](const AuditEvent& e) { return !e.record_digest.empty(); });
  return last == events.rend() ? std::string() : last->record_digest;
}

void Find(CheckedRecord& checked, FindingReason reason, std::vector<std::string> arguments = {}) {
  checked.findings.push_back({TextOf(checked.chain), reason, std::move(arguments)});
}

void FindBreak(CheckedRecord& checked, std::int64_t broken) {
  if (broken != 0) Find(checked, FindingReason::kChainBreaks, {absl::StrCat(broken)});
}

absl::Status CheckReferral(Transaction& transaction, const Sealer& sealer, const ReferralId& id, CheckedRecord& checked) {
  RUJUKAN_TRY_ASSIGN(checked.moves,
                     AllEvents<ReferralEvent>([&](const PageRequest& page) { return transaction.events().List(id, page); }));
  checked.events = InStore(checked.moves);
  RUJUKAN_TRY_ASSIGN(checked.referral, transaction.referrals().Find(id));
  checked.is_there = checked.referral.has_value();
  if (!checked.is_there) {
    Find(checked, FindingReason::kEventsWithoutRecord);
    return absl::OkStatus();
  }
  RUJUKAN_TRY(transaction.referrals().ReadPacket(id, kAllSections).status());
  RUJUKAN_TRY_ASSIGN(const std::string digest, transaction.referrals().RecordDigest(id));
  const Referral& referral = *checked.referral;
  if (IsOpen(referral.state) == referral.accountable.empty()) Find(checked, FindingReason::kNobodyAccountable);
  if (checked.moves.empty()) {
    Find(checked, FindingReason::kRecordWithoutEvents);
    return absl::OkStatus();
  }
  FindBreak(checked, BreakIn(checked.moves, sealer));
  const ReferralEvent& last = checked.moves.back();
  if (last.record_digest != digest || last.version != referral.version) Find(checked, FindingReason::kNotOfLastEvent);
  return absl::OkStatus();
}

// Whether the indexes of its own table lead to it.
absl::StatusOr<bool> IsIndexed(Transaction& transaction, const RecordName& record, CheckedRecord& checked) {
  if (record.kind == RecordKind::kHousehold) {
    RUJUKAN_TRY_ASSIGN(const auto household, transaction.households().Find(HouseholdId(record.id)));
    return transaction.households().IsIndexed(*household);
  }
  if (record.kind == RecordKind::kUnit) {
    RUJUKAN_TRY_ASSIGN(const auto unit, transaction.units().Find(UnitId(record.id)));
    return transaction.units().IsIndexed(*unit);
  }
  if (record.kind == RecordKind::kCaseFile) {
    RUJUKAN_TRY_ASSIGN(checked.case_file, transaction.case_files().Find(CaseFileId(record.id)));
  }
  return true;
}

absl::Status CheckOther(Transaction& transaction, const Sealer& sealer, const RecordName& record, CheckedRecord& checked) {
  RUJUKAN_TRY_ASSIGN(const std::vector<AuditEvent> events,
                     AllEvents<AuditEvent>([&](const PageRequest& page) { return transaction.audit().List(checked.chain, page); }));
  checked.events = InStore(events);
  RUJUKAN_TRY_ASSIGN(const std::string digest, transaction.audit().RecordDigest(record));
  checked.is_there = !digest.empty();
  bool is_indexed = true;
  for (const AuditEvent& event : events) {
    RUJUKAN_TRY_ASSIGN(const bool reading_is_indexed, transaction.audit().IsIndexed(event));
    is_indexed = is_indexed && reading_is_indexed;
  }
  if (checked.is_there) {
    RUJUKAN_TRY_ASSIGN(const bool record_is_indexed, IsIndexed(transaction, record, checked));
    is_indexed = is_indexed && record_is_indexed;
  }
  if (!checked.is_there) {
    Find(checked, events.empty() ? FindingReason::kIndexedAndNotThere : FindingReason::kEventsWithoutRecord);
  } else if (events.empty()) {
    Find(checked, FindingReason::kRecordWithoutEvents);
    return absl::OkStatus();
  }
  FindBreak(checked, BreakIn(events, sealer));
  if (!checked.is_there) return absl::OkStatus();
  if (LastDigestIn(events) != digest) Find(checked, FindingReason::kNotOfLastEvent);
  if (!is_indexed) Find(checked, FindingReason::kNotIndexed);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<CheckedRecord> CheckRecord(Transaction& transaction, const Sealer& sealer, const RecordName& record) {
  CheckedRecord checked;
  checked.chain = transaction.audit().ChainOf(record);
  RUJUKAN_TRY(record.kind == RecordKind::kReferral ? CheckReferral(transaction, sealer, ReferralId(record.id), checked)
                                                   : CheckOther(transaction, sealer, record, checked));
  return checked;
}

absl::StatusOr<std::vector<ReferralId>> ListAllReferrals(Transaction& transaction, const PageRequest& page) {
  RUJUKAN_TRY_ASSIGN(std::vector<ReferralId> ids, transaction.referrals().ListIds(page));
  RUJUKAN_TRY_ASSIGN(const std::vector<ReferralId> with_events, transaction.events().ListReferrals(page));
  ids.insert(ids.end(), with_events.begin(), with_events.end());
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  if (ids.size() > page.size) ids.resize(page.size);
  return ids;
}

}  // namespace rujukan
