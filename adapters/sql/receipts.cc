#include "adapters/sql/aggregates.h"
#include "adapters/sql/listing.h"
#include "adapters/sql/query.h"
#include "adapters/sql/statements.h"

namespace rujukan::sql {

absl::StatusOr<std::optional<Receipt>> SqlReceipts::Find(const UnitId& unit, const OfficerId& officer, std::string_view method,
                                                         std::string_view request_id) {
  Query query(context_.connection, kFindReceipt);
  query.Id(unit).Id(officer).Text(method).Blob(PackUuid(request_id));
  return ReadOne<Receipt>(query, [&](Query& row) -> absl::StatusOr<Receipt> {
    Receipt receipt;
    receipt.unit = unit;
    receipt.officer = officer;
    receipt.method = method;
    receipt.request_id = request_id;
    receipt.fingerprint = row.GetBlob();
    receipt.resource = row.GetText();
    receipt.create_time = row.GetTime();
    return receipt;
  });
}

absl::Status SqlReceipts::Insert(const Receipt& receipt) {
  Query query(context_.connection, kInsertReceipt);
  query.Id(receipt.unit).Id(receipt.officer).Text(receipt.method).Blob(PackUuid(receipt.request_id));
  return query.Blob(receipt.fingerprint).Text(receipt.resource).Time(receipt.create_time).Run();
}

}  // namespace rujukan::sql
