#include "server/broker/refusal_ledger.h"

#include <algorithm>
#include <utility>

#include "server/domain/try.h"

namespace rujukan {

void RefusalLedger::Add(Entry entry, const Counted& counted, Entries& entries) {
  if (entries.size() >= kEntriesMax / 2 && !entries.contains(entry)) entry.asked = RecordName();
  // One is left for all the rest.
  if (entries.size() >= kEntriesMax - 1 && !entries.contains(entry)) entry = Entry();
  Counted& sum = entries[std::move(entry)];
  sum.count += counted.count;
  sum.last = std::max(sum.last, counted.last);
}

void RefusalLedger::Count(AuditAction action, const Deed& deed, const std::string& reason, const RecordName& asked) {
  const std::lock_guard lock(mutex_);
  Add({action, deed.unit, deed.role, deed.method, reason, asked}, {.count = 1, .last = deed.time}, counted_[deed.officer]);
}

absl::Status RefusalLedger::Append(const OfficerId& officer, const Entries& entries, Transaction& transaction) {
  for (const auto& [entry, counted] : entries) {
    AuditEvent event;
    event.record = RecordOf(officer);
    event.action = entry.action;
    event.deed = {entry.unit, officer, entry.role, entry.method, counted.last};
    event.reason = entry.reason;
    event.count = counted.count;
    if (entry.asked.kind != RecordKind::kUnspecified) event.records = {entry.asked};
    RUJUKAN_TRY(transaction.audit().Append(std::move(event)));
  }
  return absl::OkStatus();
}

absl::Status RefusalLedger::Write(Store& store) {
  std::map<OfficerId, Entries> batch;
  {
    const std::lock_guard lock(mutex_);
    batch.swap(counted_);
  }
  absl::Status result;
  for (const auto& of_one : batch) {
    const OfficerId& officer = of_one.first;
    const Entries& entries = of_one.second;
    const absl::Status written = store.Transact([&](Transaction& transaction) { return Append(officer, entries, transaction); });
    if (written.ok()) continue;
    result.Update(written);
    const std::lock_guard lock(mutex_);
    for (const auto& [entry, counted] : entries) Add(entry, counted, counted_[officer]);
  }
  return result;
}

}  // namespace rujukan
