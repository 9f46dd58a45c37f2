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

template <typename Row>
bool IsDense(const std::vector<Row>& rows, std::int64_t after, std::int64_t Row::*place) {
  return std::all_of(rows.begin(), rows.end(), [&](const Row& row) { return row.*place == ++after; });
}

// A page of what is numbered without gaps in the order of commit, by `place`, after the one numbered `after`: none is passed over
// that is about to be seen. `read` makes the page, and does so once more where there is a gap.
//
// MariaDB (10.11) takes down the transactions at work one after the other when a statement begins. While it does so one may commit,
// and then another that could not before it; a transaction is at work as soon as it has asked for a lock. The statement then sees
// the second and not the first. One that begins later sees both, so what is still missing then, up to where the first reading came,
// is gone for good. A transaction that starts WITH CONSISTENT SNAPSHOT does not meet this: nothing that goes to the binary log
// commits meanwhile.
template <typename Row, typename Read>
absl::StatusOr<std::vector<Row>> ReadDense(std::int64_t after, std::int64_t Row::*place, Read read) {
  RUJUKAN_TRY_ASSIGN(std::vector<Row> rows, read());
  if (IsDense(rows, after, place)) return rows;
  const std::int64_t last = rows.back().*place;
  RUJUKAN_TRY_ASSIGN(rows, read());
  while (!rows.empty() && rows.back().*place > last) rows.pop_back();
  return rows;
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
