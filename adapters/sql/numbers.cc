#include "adapters/sql/aggregates.h"
#include "adapters/sql/listing.h"
#include "adapters/sql/query.h"
#include "adapters/sql/statements.h"
#include "server/domain/errors.h"
#include "server/domain/try.h"

namespace rujukan::sql {

absl::StatusOr<std::int64_t> SqlNumbers::Next(std::string_view series) {
  {
    Query advance(context_.connection, kAdvanceNumber);
    RUJUKAN_TRY(advance.Text(series).Run());
  }
  if (context_.connection.Changes() == 0) {
    Query insert(context_.connection, kInsertNumber);
    RUJUKAN_TRY(insert.Text(series).Run());
  }
  Query query(context_.connection, kFindNumber);
  RUJUKAN_TRY_ASSIGN(const bool row, query.Text(series).Next());
  return row ? absl::StatusOr<std::int64_t>(query.GetInt()) : ServerDefect();
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
