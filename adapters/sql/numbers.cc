#include <algorithm>
#include <vector>

#include "adapters/sql/aggregates.h"
#include "adapters/sql/listing.h"
#include "adapters/sql/query.h"
#include "adapters/sql/statements.h"
#include "server/domain/errors.h"
#include "server/domain/try.h"

namespace rujukan::sql {

absl::StatusOr<std::map<std::string, std::int64_t>> SqlNumbers::Advance(std::span<const std::string> series) const {
  {
    Query advance(context_.connection, kAdvanceNumbers);
    RUJUKAN_TRY(advance.Listed(kListedMax, series, [&](const std::string& one) { advance.Text(one); }).Run());
  }
  const std::int64_t advanced = context_.connection.Changes();
  std::map<std::string, std::int64_t> numbers;
  Query query(context_.connection, kFindNumbers);
  query.Listed(kListedMax, series, [&](const std::string& one) { query.Text(one); });
  while (true) {
    RUJUKAN_TRY_ASSIGN(const bool row, query.Next());
    if (!row) break;
    std::string name = query.GetText();
    numbers[std::move(name)] = query.GetInt();
  }
  // Of one that somebody has begun in between, the number is theirs.
  if (advanced != static_cast<std::int64_t>(numbers.size())) return StoreConflict();
  return numbers;
}

absl::StatusOr<std::vector<std::int64_t>> SqlNumbers::NextOfAll(std::span<const std::string> series) {
  std::vector<std::string> names(series.begin(), series.end());
  std::sort(names.begin(), names.end());
  std::map<std::string, std::int64_t> numbers;
  for (std::span<const std::string> left = names; !left.empty();) {
    const std::span<const std::string> some = left.first(std::min(left.size(), kListedMax));
    RUJUKAN_TRY_ASSIGN(auto found, Advance(some));
    numbers.merge(found);
    left = left.subspan(some.size());
  }
  for (const std::string& name : names) {
    if (!numbers.emplace(name, 1).second) continue;
    Query insert(context_.connection, kInsertNumber);
    RUJUKAN_TRY(insert.Text(name).Run());
  }
  std::vector<std::int64_t> next;
  for (const std::string& name : series) next.push_back(numbers.at(name));
  return next;
}

absl::StatusOr<std::vector<NumberSeries>> SqlNumbers::List(const PageRequest& page) {
  Query query(context_.connection, kListNumbers);
  return ReadRows<NumberSeries>(query.Text(page.after).Size(page.size), [](Query& row) -> absl::StatusOr<NumberSeries> {
    NumberSeries series;
    series.series = row.GetText();
    series.last_number = row.GetInt();
    return series;
  });
}

}  // namespace rujukan::sql
