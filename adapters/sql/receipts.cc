#include "adapters/sql/aggregates.h"
#include "adapters/sql/listing.h"
#include "adapters/sql/query.h"
#include "adapters/sql/statements.h"
#include "server/domain/digest_fields.h"
#include "server/domain/errors.h"

namespace rujukan::sql {

std::string SqlReceipts::MacOf(const Receipt& receipt, const Sealer& sealer) {
  DigestFields fields;
  fields.Text(receipt.unit.value).Text(receipt.officer.value).Text(receipt.method).Text(receipt.request_id);
  fields.Text(receipt.fingerprint).Text(receipt.resource).Time(receipt.create_time);
  return sealer.Mac("receipt", fields.bytes());
}

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
    if (row.GetBlob() != MacOf(receipt, context_.sealer)) return RecordDamaged();
    return receipt;
  });
}

absl::StatusOr<std::vector<Receipt>> SqlReceipts::List(const UnitId& unit, const OfficerId& officer, const Receipt& after,
                                                       std::size_t size) {
  Query query(context_.connection, kListReceipts);
  query.Id(unit).Id(officer).Text(after.method).Text(after.method).Blob(PackUuid(after.request_id)).Size(size);
  return ReadRows<Receipt>(query, [&](Query& row) -> absl::StatusOr<Receipt> {
    Receipt receipt;
    receipt.unit = unit;
    receipt.officer = officer;
    receipt.method = row.GetText();
    receipt.request_id = UnpackUuid(row.GetBlob());
    receipt.fingerprint = row.GetBlob();
    receipt.resource = row.GetText();
    receipt.create_time = row.GetTime();
    receipt.genuine = row.GetBlob() == MacOf(receipt, context_.sealer);
    return receipt;
  });
}

absl::Status SqlReceipts::Insert(const Receipt& receipt) {
  Query query(context_.connection, kInsertReceipt);
  query.Id(receipt.unit).Id(receipt.officer).Text(receipt.method).Blob(PackUuid(receipt.request_id));
  query.Blob(receipt.fingerprint).Text(receipt.resource).Time(receipt.create_time);
  return query.Blob(MacOf(receipt, context_.sealer)).Run();
}

}  // namespace rujukan::sql
