#include "adapters/sql/aggregates.h"
#include "adapters/sql/listing.h"
#include "adapters/sql/query.h"
#include "adapters/sql/statements.h"
#include "server/domain/try.h"

namespace rujukan::sql {
namespace {

absl::StatusOr<Checkpoints::Kept> ReadKept(Query& row) {
  Checkpoints::Kept kept;
  kept.number = row.GetInt();
  kept.signed_text = row.GetBlob();
  return kept;
}

}  // namespace

absl::StatusOr<std::vector<SignedEvent>> SqlCheckpoints::ListUnsigned(std::size_t size) {
  Query query(context_.connection, kListUnsignedEvents);
  return ReadRows<SignedEvent>(query.Size(size), [](Query& row) -> absl::StatusOr<SignedEvent> {
    SignedEvent event;
    event.record.kind = row.GetCode<RecordKind>();
    event.record.id = UnpackUuid(row.GetBlob());
    event.sequence = row.GetInt();
    event.hash = row.GetBlob();
    return event;
  });
}

absl::Status SqlCheckpoints::Insert(const Checkpoint& checkpoint, std::string_view signed_text) {
  {
    Query query(context_.connection, kInsertCheckpoint);
    RUJUKAN_TRY(query.Int(checkpoint.number).Blob(signed_text).Run());
  }
  for (const SignedEvent& event : checkpoint.events) {
    Query query(context_.connection, kDeleteUnsignedEvent);
    RUJUKAN_TRY(query.Code(event.record.kind).Blob(PackUuid(event.record.id)).Int(event.sequence).Run());
  }
  return absl::OkStatus();
}

absl::StatusOr<std::optional<Checkpoints::Kept>> SqlCheckpoints::Last() {
  Query query(context_.connection, kFindLastCheckpoint);
  return ReadOne<Kept>(query, ReadKept);
}

absl::StatusOr<std::vector<Checkpoints::Kept>> SqlCheckpoints::List(std::int64_t after, std::size_t size) {
  return ReadDense(after, &Kept::number, [&] {
    Query query(context_.connection, kListCheckpoints);
    return ReadRows<Kept>(query.Int(after).Size(size), ReadKept);
  });
}

}  // namespace rujukan::sql
