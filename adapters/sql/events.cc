#include "adapters/sql/aggregates.h"
#include "adapters/sql/binding.h"
#include "adapters/sql/chain_name.h"
#include "adapters/sql/listing.h"
#include "adapters/sql/query.h"
#include "adapters/sql/records.h"
#include "adapters/sql/statements.h"
#include "adapters/sql/unsigned_events.h"
#include "server/domain/errors.h"
#include "server/domain/try.h"

namespace rujukan::sql {
namespace {

constexpr std::size_t kIdBytes = 16;
// The purpose of the keyed check; stored values depend on it.
constexpr std::string_view kMacPurpose = "referral event";

std::string BindingOf(const ReferralEvent& event) { return Binding("events", event.referral, "text", event.sequence); }

std::string PackIds(const std::vector<UnitId>& ids) {
  std::string bytes;
  for (const UnitId& id : ids) bytes += PackUuid(id.value);
  return bytes;
}

std::vector<UnitId> UnpackIds(std::string_view bytes) {
  std::vector<UnitId> ids;
  for (std::size_t at = 0; at < bytes.size(); at += kIdBytes) ids.emplace_back(UnpackUuid(bytes.substr(at, kIdBytes)));
  return ids;
}

}  // namespace

// Puts the event behind the last one of its chain.
absl::Status SqlEvents::Link(ReferralEvent& event) const {
  event.sequence = 1;
  event.previous_hash.clear();
  // The first of a chain has nothing before it; if there is, its place is taken.
  if (event.from != ReferralState::kUnspecified) {
    Query query(context_.connection, kFindLastEvent);
    RUJUKAN_TRY_ASSIGN(const bool row, query.Id(event.referral).Next());
    if (row) event.sequence = query.GetInt() + 1;
    if (row) event.previous_hash = query.GetBlob();
  }
  event.text_digest = event.text.empty() ? std::string() : context_.sealer.Digest(event.text);
  event.hash = HashOf(event, context_.sealer);
  return absl::OkStatus();
}

absl::Status SqlEvents::Append(ReferralEvent event) {
  RUJUKAN_TRY(Link(event));
  RUJUKAN_TRY(Insert(event));
  return LeaveUnsigned(context_.connection, ChainOf(RecordOf(event.referral), context_.sealer), event.sequence, event.hash);
}

absl::Status SqlEvents::Insert(const ReferralEvent& event) const {
  Query query(context_.connection, kInsertEvent);
  query.Id(event.referral).Int(event.sequence).Code(event.move).Code(event.from).Code(event.to).Id(event.unit);
  query.Id(event.officer).Code(event.role).Int(event.sections).Int(event.version).Blob(PackIds(event.told));
  query.Blob(event.record_digest).Blob(event.text_digest).Time(event.time).Blob(event.previous_hash).Blob(event.hash);
  if (event.text.empty()) {
    query.Null();
  } else {
    query.Blob(context_.sealer.Seal(EncodeEventText(event.text), BindingOf(event)));
  }
  return query.Blob(context_.sealer.Mac(kMacPurpose, event.hash)).Run();
}

absl::StatusOr<ReferralEvent> SqlEvents::Read(Query& row) const {
  ReferralEvent event;
  event.referral = row.GetId<ReferralId>();
  event.sequence = row.GetInt();
  event.move = row.GetCode<Move>();
  event.from = row.GetCode<ReferralState>();
  event.to = row.GetCode<ReferralState>();
  event.unit = row.GetId<UnitId>();
  event.officer = row.GetId<OfficerId>();
  event.role = row.GetCode<Role>();
  event.sections = static_cast<SectionSet>(row.GetInt());
  event.version = row.GetInt();
  event.told = UnpackIds(row.GetBlob());
  event.record_digest = row.GetBlob();
  event.text_digest = row.GetBlob();
  event.time = row.GetTime();
  event.previous_hash = row.GetBlob();
  event.hash = row.GetBlob();
  const std::string sealed_text = row.GetBlob();
  event.genuine = row.GetBlob() == context_.sealer.Mac(kMacPurpose, event.hash);
  if (sealed_text.empty()) return event;
  const absl::StatusOr<std::string> text = context_.sealer.Open(sealed_text, BindingOf(event));
  event.genuine = event.genuine && text.ok() && DecodeEventText(*text, event.text);
  return event;
}

absl::StatusOr<std::vector<ReferralEvent>> SqlEvents::List(const ReferralId& referral, const PageRequest& page) {
  const std::int64_t after = SequenceIn(page.after);
  return ReadDense(after, &ReferralEvent::sequence, [&] {
    Query query(context_.connection, kListEvents);
    query.Id(referral).Int(after).Size(page.size);
    return ReadRows<ReferralEvent>(query, [this](Query& row) { return Read(row); });
  });
}

absl::StatusOr<std::vector<ReferralEvent>> SqlEvents::ListDeeds(const DeedQuery& deeds) {
  Query query(context_.connection, deeds.readings_only ? kListReadingsByOfficer : kListEventsByOfficer);
  BindDeeds(deeds, query);
  if (deeds.readings_only) query.Code(Move::kUnspecified);
  return ReadDeeds<ReferralEvent>(deeds, query, [this](Query& row) { return Read(row); });
}

absl::StatusOr<std::vector<ReferralId>> SqlEvents::ListReferrals(const PageRequest& page) {
  return ReadIds<ReferralId>(context_.connection, kListReferralsWithEvents, page);
}

}  // namespace rujukan::sql
