// What a store that nobody else writes to has read before, and need not read again.
#ifndef RUJUKAN_ADAPTERS_SQL_KNOWN_RECORDS_H_
#define RUJUKAN_ADAPTERS_SQL_KNOWN_RECORDS_H_

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "server/domain/storage.h"

namespace rujukan::sql {

// The two kinds of record that every call reads and hardly any changes, as they were last committed: units, and sessions with what
// whoever acts by them is. Of use only where every change goes through it, in the one process that has the database. Thread-safe.
class KnownRecords {
 public:
  // Of each kind; a district has some hundred units and posts. When there are more, all are forgotten and known anew.
  static constexpr std::size_t kKnownMax = 10'000;

  // With `known_max` 0 nothing is ever known.
  explicit KnownRecords(std::size_t known_max = kKnownMax) : known_max_(known_max) {}

  // What a transaction has changed.
  class Changes {
   public:
    void AddSession(std::string_view token_digest) { sessions_.emplace_back(token_digest); }
    // Of whom it is not known which sessions hang on it.
    void AddAll() { all_ = true; }
    bool any() const { return all_ || !sessions_.empty(); }

   private:
    friend class KnownRecords;
    bool all_ = false;
    std::vector<std::string> sessions_;
  };

  // How often anything has been forgotten; to be asked before a record is read that is then to be kept.
  std::uint64_t forgotten() const;

  // A unit that is known not to be there takes as long as one that is.
  std::optional<std::optional<Unit>> FindUnit(const UnitId& id) const;
  std::optional<ActingSession> FindActing(std::string_view token_digest) const;

  // Nothing is kept when anything was forgotten since: what was read may be older.
  void KeepUnit(const UnitId& id, const std::optional<Unit>& unit, std::uint64_t forgotten_before);
  void KeepActing(const ActingSession& acting, std::uint64_t forgotten_before);

  // After a commit, whether or not its outcome is known, and before anybody is told of it.
  void Forget(const Changes& changes);

 private:
  template <typename Record>
  using ByKey = std::unordered_map<std::string, Record>;
  template <typename Record>
  std::optional<Record> Find(const ByKey<Record>& records, std::string_view key) const;
  template <typename Record>
  void Keep(ByKey<Record>& records, const std::string& key, const Record& record, std::uint64_t forgotten_before);

  const std::size_t known_max_;
  mutable std::mutex mutex_;
  std::uint64_t forgotten_ = 0;
  ByKey<std::optional<Unit>> units_;
  ByKey<ActingSession> acting_;
};

// The known records as one transaction, or some that are committed together, see them. Once it has changed any it knows none: its
// own changes are not committed yet. Not thread-safe.
class KnownToTransaction {
 public:
  // REQUIRES: nothing has been read yet.
  explicit KnownToTransaction(KnownRecords& records) : records_(records), forgotten_before_(records.forgotten()) {}

  std::optional<std::optional<Unit>> FindUnit(const UnitId& id) const {
    return changes_.any() ? std::nullopt : records_.FindUnit(id);
  }
  std::optional<ActingSession> FindActing(std::string_view token_digest) const {
    return changes_.any() ? std::nullopt : records_.FindActing(token_digest);
  }
  void KeepUnit(const UnitId& id, const std::optional<Unit>& unit) {
    if (!changes_.any()) records_.KeepUnit(id, unit, forgotten_before_);
  }
  void KeepActing(const ActingSession& acting) {
    if (!changes_.any()) records_.KeepActing(acting, forgotten_before_);
  }

  KnownRecords::Changes& changes() { return changes_; }

 private:
  KnownRecords& records_;
  const std::uint64_t forgotten_before_;
  KnownRecords::Changes changes_;
};

}  // namespace rujukan::sql

#endif  // RUJUKAN_ADAPTERS_SQL_KNOWN_RECORDS_H_
