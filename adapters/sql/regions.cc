#include "adapters/sql/aggregates.h"
#include "adapters/sql/listing.h"
#include "adapters/sql/query.h"
#include "adapters/sql/statements.h"
#include "server/domain/region.h"
#include "server/domain/try.h"

namespace rujukan::sql {
namespace {

absl::StatusOr<Region> ReadRegion(Query& row) {
  Region region;
  region.code = row.GetText();
  region.display_name = row.GetText();
  region.valid_from = row.GetText();
  region.valid_until = row.GetText();
  return region;
}

// As kDigestRegion selects it.
DigestFields Stored(const Region& region) {
  DigestFields fields;
  fields.Text(ParentOf(region.code)).Text(region.code).Text(region.display_name).Text(region.valid_from).Text(region.valid_until);
  return fields;
}

RecordName RecordOf(const Region& region) { return {RecordKind::kRegion, region.code}; }

}  // namespace

absl::StatusOr<std::optional<Region>> SqlRegions::Find(std::string_view code) {
  Query query(context_.connection, kFindRegion);
  return ReadOne<Region>(query.Text(code), ReadRegion);
}

absl::Status SqlRegions::Put(const Region& region) {
  const auto present = Find(region.code);
  if (!present.ok()) return present.status();
  if (!present->has_value()) {
    Query query(context_.connection, kInsertRegion);
    query.Text(ParentOf(region.code)).Text(region.code).Text(region.display_name);
    RUJUKAN_TRY(query.Text(region.valid_from).Text(region.valid_until).Run());
    return audit_.Changed(AuditAction::kCreate, RecordOf(region), 0, Stored(region));
  }
  if (**present == region) return absl::OkStatus();
  Query query(context_.connection, kUpdateRegion);
  query.Text(region.display_name).Text(region.valid_from).Text(region.valid_until).Text(region.code);
  RUJUKAN_TRY(query.RunOnOneRow());
  return audit_.Changed(AuditAction::kChange, RecordOf(region), 0, Stored(region));
}

absl::Status SqlRegions::Hold(std::string_view code) {
  Query query(context_.connection, kHoldRegion);
  return query.Text(code).RunOnOneRow();
}

absl::StatusOr<std::vector<Region>> SqlRegions::List(std::string_view parent, const PageRequest& page) {
  Query query(context_.connection, kListRegions);
  return ReadRows<Region>(query.Text(parent).Text(page.after).Size(page.size), ReadRegion);
}

}  // namespace rujukan::sql
