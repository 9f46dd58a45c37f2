#include <algorithm>
#include <cstddef>
#include <iterator>
#include <utility>

#include "adapters/sql/aggregates.h"
#include "adapters/sql/binding.h"
#include "adapters/sql/chain_name.h"
#include "adapters/sql/listing.h"
#include "adapters/sql/query.h"
#include "adapters/sql/statements.h"
#include "adapters/sql/unsigned_events.h"
#include "server/domain/errors.h"
#include "server/domain/try.h"

namespace rujukan::sql {
namespace {

// The purpose of the keyed check; stored values depend on it.
constexpr std::string_view kMacPurpose = "record event";

constexpr std::size_t kIdBytes = 16;

std::string BindingOf(const AuditEvent& event) {
  return Binding("record_events", OfficerId(event.record.id), "records", event.sequence);
}

std::string PackRecords(const std::vector<RecordName>& records) {
  std::string bytes;
  for (const RecordName& record : records) {
    const std::string id = PackUuid(record.id);
    bytes.push_back(static_cast<char>(record.kind));
    bytes.push_back(static_cast<char>(id.size()));
    bytes += id;
  }
  return bytes;
}

// What does not read as records is left out.
std::vector<RecordName> UnpackRecords(std::string_view bytes) {
  std::vector<RecordName> records;
  while (bytes.size() >= 2) {
    const std::size_t size = std::min<std::size_t>(static_cast<unsigned char>(bytes[1]), bytes.size() - 2);
    const auto kind = static_cast<unsigned char>(bytes[0]);
    if (kind <= static_cast<unsigned char>(RecordKind::kRegion)) {
      records.push_back({static_cast<RecordKind>(kind), UnpackUuid(bytes.substr(2, size))});
    }
    bytes.remove_prefix(2 + size);
  }
  return records;
}

// An id as the column of its table has it: only regions are named by text.
Query& BindId(const RecordName& record, Query& query) {
  return record.kind == RecordKind::kRegion ? query.Text(record.id) : query.Blob(PackUuid(record.id));
}

// What is stored of one kind of record.
struct RecordTable {
  // Selects a record by its id; `skipped` columns stand before those that are covered.
  std::string_view digest;
  int skipped = 0;
  std::string_view columns;
  std::string_view list_ids;
  // Those that an index names; empty where there is none.
  std::string_view list_indexed;
};

RecordTable TableOf(RecordKind kind) {
  switch (kind) {
    case RecordKind::kUnit:
      return {kFindUnit, 1, "ittbttttiiii", kListUnitIds, kListUnitIdsWithPlaces};
    case RecordKind::kOfficer:
      return {kFindOfficer, 1, "btttitiii", kListOfficerIds, ""};
    case RecordKind::kHousehold:
      return {kFindHousehold, 1, "btiitiiis", kListHouseholdIds, kListHouseholdIdsWithNumbers};
    case RecordKind::kCaseFile:
      return {kDigestCaseFile, 1, "biitiiisi", kListCaseFileIds, ""};
    case RecordKind::kRegion:
      return {kDigestRegion, 0, "ttttt", kListRegionCodes, ""};
    case RecordKind::kReferral:
    case RecordKind::kUnspecified:
      break;
  }
  return {};
}

}  // namespace

absl::Status SqlAuditTrail::AppendAfter(std::int64_t last_sequence, const std::string& last_hash, AuditEvent event) {
  event.sequence = last_sequence + 1;
  event.previous_hash = last_hash;
  const std::string records = event.records.empty() ? "" : context_.sealer.Seal(PackRecords(event.records), BindingOf(event));
  event.records_digest = records.empty() ? "" : context_.sealer.Digest(context_.sealer.Lasting(records));
  event.hash = HashOf(event, context_.sealer);
  {
    Query query(context_.connection, kInsertRecordEvent);
    query.Code(event.record.kind).Blob(PackUuid(event.record.id)).Int(event.sequence).Code(event.action);
    query.Id(event.deed.unit).Id(event.deed.officer).Code(event.deed.role).Text(event.deed.method).Text(event.reason);
    query.Int(event.count).Int(event.version).Blob(event.record_digest).Blob(records);
    query.Time(event.deed.time).Blob(event.previous_hash).Blob(event.hash);
    RUJUKAN_TRY(query.Blob(context_.sealer.Mac(kMacPurpose, event.hash)).Run());
  }
  return LeaveUnsigned(context_.connection, event.record, event.sequence, event.hash);
}

absl::StatusOr<std::int64_t> SqlAuditTrail::AppendToChain(AuditEvent event) {
  std::int64_t last_sequence = 0;
  std::string last_hash;
  {
    Query query(context_.connection, kFindLastRecordEvent);
    query.Code(event.record.kind).Blob(PackUuid(event.record.id));
    RUJUKAN_TRY_ASSIGN(const bool row, query.Next());
    if (row) last_sequence = query.GetInt();
    if (row) last_hash = query.GetBlob();
  }
  RUJUKAN_TRY(AppendAfter(last_sequence, last_hash, std::move(event)));
  return last_sequence + 1;
}

absl::Status SqlAuditTrail::Append(AuditEvent event) {
  if (event.record.kind == RecordKind::kOfficer) {
    Query hold(context_.connection, kHoldChainOfOfficer);
    RUJUKAN_TRY(hold.Blob(PackUuid(event.record.id)).Run());
  }
  RUJUKAN_TRY_ASSIGN(const std::int64_t sequence, AppendToChain(event));
  if (event.action != AuditAction::kRead) return absl::OkStatus();
  for (const RecordName& read : event.records) {
    Query query(context_.connection, kInsertReading);
    RUJUKAN_TRY(query.Code(read.kind).Blob(PackUuid(ChainOf(read).id)).Blob(PackUuid(event.record.id)).Int(sequence).Run());
  }
  return absl::OkStatus();
}

std::string SqlAuditTrail::DigestOf(const DigestFields& fields) const { return context_.sealer.Mac("record", fields.bytes()); }

RecordName ChainOf(const RecordName& record, const Sealer& sealer) {
  const auto pseudonym = [&](std::string_view purpose) {
    return RecordName{record.kind, UnpackUuid(sealer.Mac(purpose, record.id).substr(0, kIdBytes))};
  };
  if (record.kind == RecordKind::kHousehold) return pseudonym("chain of a household");
  if (record.kind == RecordKind::kReferral) return pseudonym("chain of a referral");
  return record;
}

RecordName SqlAuditTrail::ChainOf(const RecordName& record) const { return sql::ChainOf(record, context_.sealer); }

absl::Status SqlAuditTrail::Changed(AuditAction action, const RecordName& record, std::int64_t version,
                                    const DigestFields& fields) {
  AuditEvent event;
  event.record = ChainOf(record);
  event.action = action;
  event.deed = deed_;
  event.version = record.kind == RecordKind::kHousehold ? 0 : version;
  event.record_digest = DigestOf(fields);
  // The first of a chain has nothing before it; if there is, its place is taken. Only regions may have been there before.
  const bool is_first = action == AuditAction::kCreate && record.kind != RecordKind::kRegion;
  return is_first ? AppendAfter(0, "", std::move(event)) : AppendToChain(std::move(event)).status();
}

absl::StatusOr<bool> SqlAuditTrail::IsIndexed(const AuditEvent& event) {
  if (event.action != AuditAction::kRead) return true;
  for (const RecordName& read : event.records) {
    Query query(context_.connection, kFindReading);
    query.Code(read.kind).Blob(PackUuid(ChainOf(read).id)).Blob(PackUuid(event.record.id)).Int(event.sequence);
    RUJUKAN_TRY_ASSIGN(const bool found, query.Next());
    if (!found) return false;
  }
  return true;
}

absl::StatusOr<AuditEvent> SqlAuditTrail::Read(Query& row) const {
  AuditEvent event;
  event.record.kind = row.GetCode<RecordKind>();
  event.record.id = UnpackUuid(row.GetBlob());
  event.sequence = row.GetInt();
  event.action = row.GetCode<AuditAction>();
  event.deed.unit = row.GetId<UnitId>();
  event.deed.officer = row.GetId<OfficerId>();
  event.deed.role = row.GetCode<Role>();
  event.deed.method = row.GetText();
  event.reason = row.GetText();
  event.count = row.GetInt();
  event.version = row.GetInt();
  event.record_digest = row.GetBlob();
  const std::string sealed = row.GetBlob();
  const absl::StatusOr<std::string> records =
      sealed.empty() ? absl::StatusOr<std::string>(std::string()) : context_.sealer.Open(sealed, BindingOf(event));
  if (records.ok()) event.records = UnpackRecords(*records);
  event.records_digest = sealed.empty() ? "" : context_.sealer.Digest(context_.sealer.Lasting(sealed));
  event.deed.time = row.GetTime();
  event.previous_hash = row.GetBlob();
  event.hash = row.GetBlob();
  event.genuine = row.GetBlob() == context_.sealer.Mac(kMacPurpose, event.hash) && records.ok();
  return event;
}

absl::StatusOr<std::vector<AuditEvent>> SqlAuditTrail::List(const RecordName& chain, const PageRequest& page) {
  const std::int64_t after = SequenceIn(page.after);
  return ReadDense(after, &AuditEvent::sequence, [&] {
    Query query(context_.connection, kListRecordEvents);
    query.Code(chain.kind).Blob(PackUuid(chain.id)).Int(after).Size(page.size);
    return ReadRows<AuditEvent>(query, [this](Query& row) { return Read(row); });
  });
}

absl::StatusOr<std::vector<AuditEvent>> SqlAuditTrail::ListReadings(const RecordName& record, const OfficerId& officer,
                                                                    std::int64_t sequence, std::size_t size) {
  const std::string after = officer.empty() ? std::string() : PackUuid(officer.value);
  Query query(context_.connection, kListReadings);
  query.Code(RecordKind::kOfficer).Code(record.kind).Blob(PackUuid(ChainOf(record).id));
  query.Blob(after).Blob(after).Int(sequence).Size(size);
  return ReadRows<AuditEvent>(query, [this](Query& row) { return Read(row); });
}

absl::StatusOr<std::vector<AuditEvent>> SqlAuditTrail::ListDeeds(const DeedQuery& deeds) {
  Query query(context_.connection, deeds.readings_only ? kListRecordReadingsByOfficer : kListRecordEventsByOfficer);
  BindDeeds(deeds, query);
  if (deeds.readings_only) query.Code(AuditAction::kRead);
  return ReadDeeds<AuditEvent>(deeds, query, [this](Query& row) { return Read(row); });
}

absl::StatusOr<std::string> SqlAuditTrail::RecordDigest(const RecordName& record) {
  const RecordTable table = TableOf(record.kind);
  if (table.digest.empty()) return std::string();
  Query query(context_.connection, table.digest);
  RUJUKAN_TRY_ASSIGN(const bool row, BindId(record, query).Next());
  if (!row) return std::string();
  for (int i = 0; i < table.skipped; ++i) query.GetBlob();
  DigestFields fields;
  query.CoverRow(table.columns, context_.sealer, fields);
  return DigestOf(fields);
}

absl::StatusOr<std::vector<std::string>> SqlAuditTrail::ListRecords(RecordKind kind, const PageRequest& page) {
  const RecordTable table = TableOf(kind);
  const RecordName after = {kind, page.after};
  // Of bytes, in whose order the database lists.
  std::vector<std::string> ids;
  const auto add = [&](Query& query) -> absl::Status {
    RUJUKAN_TRY_ASSIGN(
        const std::vector<std::string> more,
        ReadRows<std::string>(query.Size(page.size), [](Query& row) -> absl::StatusOr<std::string> { return row.GetBlob(); }));
    ids.insert(ids.end(), more.begin(), more.end());
    return absl::OkStatus();
  };
  // The chains of households do not tell whose they are.
  if (kind != RecordKind::kHousehold) {
    Query with_events(context_.connection, kListRecordsWithEvents);
    RUJUKAN_TRY(add(with_events.Code(kind).Blob(PackUuid(after.id))));
  }
  for (const std::string_view statement : {table.list_ids, table.list_indexed}) {
    if (statement.empty()) continue;
    Query query(context_.connection, statement);
    RUJUKAN_TRY(add(BindId(after, query)));
  }
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  if (ids.size() > page.size) ids.resize(page.size);
  std::transform(ids.begin(), ids.end(), ids.begin(), UnpackUuid);
  return ids;
}

absl::StatusOr<std::vector<std::string>> SqlAuditTrail::ListChains(RecordKind kind, const PageRequest& page) {
  Query query(context_.connection, kListRecordsWithEvents);
  return ReadRows<std::string>(query.Code(kind).Blob(PackUuid(page.after)).Size(page.size),
                               [](Query& row) -> absl::StatusOr<std::string> { return UnpackUuid(row.GetBlob()); });
}

}  // namespace rujukan::sql
