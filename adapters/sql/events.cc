#include <charconv>

#include "adapters/sql/aggregates.h"
#include "adapters/sql/binding.h"
#include "adapters/sql/listing.h"
#include "adapters/sql/query.h"
#include "adapters/sql/records.h"
#include "adapters/sql/statements.h"
#include "server/domain/errors.h"
#include "server/domain/try.h"

namespace rujukan::sql {
namespace {

constexpr std::size_t kIdBytes = 16;

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

std::int64_t SequenceIn(std::string_view decimal) {
  std::int64_t sequence = 0;
  std::from_chars(decimal.data(), decimal.data() + decimal.size(), sequence);
  return sequence;
}

}  // namespace

// Puts the event behind the last one of its chain.
absl::Status SqlEvents::Link(ReferralEvent& event) const {
  Query query(context_.connection, kFindLastEvent);
  RUJUKAN_TRY_ASSIGN(const bool row, query.Id(event.referral).Next());
  event.sequence = row ? query.GetInt() + 1 : 1;
  event.previous_hash = row ? query.GetBlob() : std::string();
  event.text_digest = event.text.empty() ? std::string() : context_.sealer.Digest(event.text);
  event.hash = HashOf(event, context_.sealer);
  return absl::OkStatus();
}

absl::Status SqlEvents::Append(ReferralEvent event) {
  RUJUKAN_TRY(Link(event));
  Query query(context_.connection, kInsertEvent);
  query.Id(event.referral).Int(event.sequence).Code(event.move).Code(event.from).Code(event.to).Id(event.unit);
  query.Id(event.officer).Code(event.role).Int(event.sections).Int(event.version).Blob(PackIds(event.told));
  query.Blob(event.record_digest).Blob(event.text_digest).Time(event.time).Blob(event.previous_hash).Blob(event.hash);
  if (event.text.empty()) return query.Null().Run();
  return query.Blob(context_.sealer.Seal(EncodeEventText(event.text), BindingOf(event))).Run();
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
  if (sealed_text.empty()) return event;
  RUJUKAN_TRY_ASSIGN(const std::string text, context_.sealer.Open(sealed_text, BindingOf(event)));
  if (!DecodeEventText(text, event.text)) return RecordDamaged();
  return event;
}

absl::StatusOr<std::vector<ReferralEvent>> SqlEvents::List(const ReferralId& referral, const PageRequest& page) {
  Query query(context_.connection, kListEvents);
  query.Id(referral).Int(SequenceIn(page.after)).Size(page.size);
  return ReadRows<ReferralEvent>(query, [this](Query& row) { return Read(row); });
}

absl::StatusOr<std::vector<ReferralId>> SqlEvents::ListReferrals(const PageRequest& page) {
  return ReadIds<ReferralId>(context_.connection, kListReferralsWithEvents, page);
}

}  // namespace rujukan::sql
