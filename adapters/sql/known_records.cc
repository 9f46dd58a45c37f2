#include "adapters/sql/known_records.h"

namespace rujukan::sql {

std::uint64_t KnownRecords::forgotten() const {
  const std::lock_guard lock(mutex_);
  return forgotten_;
}

template <typename Record>
std::optional<Record> KnownRecords::Find(const ByKey<Record>& records, std::string_view key) const {
  const std::lock_guard lock(mutex_);
  const auto found = records.find(std::string(key));
  return found == records.end() ? std::nullopt : std::optional<Record>(found->second);
}

template <typename Record>
void KnownRecords::Keep(ByKey<Record>& records, const std::string& key, const Record& record, std::uint64_t forgotten_before) {
  const std::lock_guard lock(mutex_);
  if (known_max_ == 0 || forgotten_ != forgotten_before) return;
  if (records.size() >= known_max_) records.clear();
  records.insert_or_assign(key, record);
}

std::optional<std::optional<Unit>> KnownRecords::FindUnit(const UnitId& id) const { return Find(units_, id.value); }

std::optional<ActingSession> KnownRecords::FindActing(std::string_view token_digest) const { return Find(acting_, token_digest); }

void KnownRecords::KeepUnit(const UnitId& id, const std::optional<Unit>& unit, std::uint64_t forgotten_before) {
  Keep(units_, id.value, unit, forgotten_before);
}

void KnownRecords::KeepActing(const ActingSession& acting, std::uint64_t forgotten_before) {
  Keep(acting_, acting.session.token_digest, acting, forgotten_before);
}

void KnownRecords::Forget(const Changes& changes) {
  if (!changes.any()) return;
  const std::lock_guard lock(mutex_);
  ++forgotten_;
  for (const std::string& token_digest : changes.sessions_) acting_.erase(token_digest);
  if (!changes.all_) return;
  units_.clear();
  acting_.clear();
}

}  // namespace rujukan::sql
