// Reading the rows of a query into records.
#ifndef RUJUKAN_ADAPTERS_SQL_LISTING_H_
#define RUJUKAN_ADAPTERS_SQL_LISTING_H_

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "adapters/sql/query.h"
#include "server/domain/storage.h"
#include "server/domain/try.h"

namespace rujukan::sql {

// `read` makes a record, or a StatusOr of one, of the present row.
template <typename Record, typename Read>
absl::StatusOr<std::vector<Record>> ReadRows(Query& query, Read read) {
  std::vector<Record> records;
  while (true) {
    RUJUKAN_TRY_ASSIGN(const bool row, query.Next());
    if (!row) return records;
    absl::StatusOr<Record> record = read(query);
    if (!record.ok()) return record.status();
    records.push_back(*std::move(record));
  }
}

template <typename Record, typename Read>
absl::StatusOr<std::optional<Record>> ReadOne(Query& query, Read read) {
  RUJUKAN_TRY_ASSIGN(const bool row, query.Next());
  if (!row) return std::optional<Record>();
  absl::StatusOr<Record> record = read(query);
  if (!record.ok()) return record.status();
  return std::optional<Record>(*std::move(record));
}

// Greater than every id that is made.
inline constexpr std::string_view kAfterEveryId = "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF";

// The packed id after which a page begins, in a list of oldest and of newest first.
inline std::string AfterInOrder(const PageRequest& page) { return page.after.empty() ? std::string() : PackUuid(page.after); }
inline std::string AfterInReverse(const PageRequest& page) {
  return page.after.empty() ? std::string(kAfterEveryId) : PackUuid(page.after);
}

// The sequence after which a page of a chain begins.
inline std::int64_t SequenceIn(std::string_view decimal) {
  std::int64_t sequence = 0;
  std::from_chars(decimal.data(), decimal.data() + decimal.size(), sequence);
  return sequence;
}

// Binds what a statement of an officer's deeds begins with.
inline Query& BindDeeds(const DeedQuery& deeds, Query& query) { return query.Id(deeds.officer).Time(deeds.begin).Time(deeds.end); }

// Runs it, and leaves out what is to be skipped: few rows, of one time.
template <typename Record, typename Read>
absl::StatusOr<std::vector<Record>> ReadDeeds(const DeedQuery& deeds, Query& query, Read read) {
  absl::StatusOr<std::vector<Record>> records = ReadRows<Record>(query.Size(deeds.skipped + deeds.size), read);
  if (!records.ok()) return records;
  records->erase(records->begin(), records->begin() + static_cast<std::ptrdiff_t>(std::min(deeds.skipped, records->size())));
  return records;
}

// One page of a statement that selects ids, by id.
template <typename IdType>
absl::StatusOr<std::vector<IdType>> ReadIds(Connection& connection, std::string_view statement, const PageRequest& page) {
  Query query(connection, statement);
  return ReadRows<IdType>(query.Blob(AfterInOrder(page)).Size(page.size),
                          [](Query& row) -> absl::StatusOr<IdType> { return row.GetId<IdType>(); });
}

}  // namespace rujukan::sql

#endif  // RUJUKAN_ADAPTERS_SQL_LISTING_H_
