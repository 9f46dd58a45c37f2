#include <algorithm>
#include <iterator>

#include "adapters/sql/aggregates.h"
#include "adapters/sql/listing.h"
#include "adapters/sql/query.h"
#include "adapters/sql/statements.h"
#include "server/domain/digest_fields.h"
#include "server/domain/try.h"

namespace rujukan::sql {
namespace {

// The keyed check of all that an event tells; stored values depend on it. A row that was changed, moved or made by another differs.
std::string MacOf(const InboxEvent& event, std::int64_t sequence, const Sealer& sealer) {
  DigestFields fields;
  fields.Text(event.unit.value).Int(sequence).Text(event.referral.value).Code(event.move).Code(event.state).Code(event.urgency);
  fields.Text(event.number).Int(event.action_needed).Time(event.time);
  return sealer.Mac("inbox event", fields.bytes());
}

absl::StatusOr<InboxEvent> ReadEvent(Query& row, const Sealer& sealer) {
  InboxEvent event;
  event.unit = row.GetId<UnitId>();
  event.sequence = row.GetInt();
  event.referral = row.GetId<ReferralId>();
  event.move = row.GetCode<Move>();
  event.state = row.GetCode<ReferralState>();
  event.urgency = row.GetCode<Urgency>();
  event.number = row.GetText();
  event.action_needed = row.GetBool();
  event.time = row.GetTime();
  event.genuine = row.GetBlob() == MacOf(event, event.sequence, sealer);
  return event;
}

}  // namespace

// The head is a row that whoever appends holds until its commit: the next number is given only after the one before is decided.
absl::Status SqlInboxes::Append(const InboxEvent& event) {
  {
    Query advance(context_.connection, kAdvanceInbox);
    RUJUKAN_TRY(advance.Id(event.unit).Run());
  }
  if (context_.connection.Changes() == 0) {
    Query insert(context_.connection, kInsertInbox);
    RUJUKAN_TRY(insert.Id(event.unit).Run());
  }
  RUJUKAN_TRY_ASSIGN(const std::int64_t head, Head(event.unit));
  grown_.insert(event.unit);

  Query query(context_.connection, kInsertInboxEvent);
  query.Id(event.unit).Int(head).Id(event.referral).Code(event.move).Code(event.state).Code(event.urgency);
  query.Text(event.number).Int(event.action_needed).Time(event.time);
  return query.Blob(MacOf(event, head, context_.sealer)).Run();
}

absl::StatusOr<std::vector<InboxEvent>> SqlInboxes::List(const UnitId& unit, std::int64_t after_sequence, std::size_t size) {
  Query query(context_.connection, kListInboxEvents);
  return ReadRows<InboxEvent>(query.Id(unit).Int(after_sequence).Size(size),
                              [this](Query& row) { return ReadEvent(row, context_.sealer); });
}

absl::StatusOr<std::int64_t> SqlInboxes::Head(const UnitId& unit) {
  Query query(context_.connection, kFindInboxHead);
  RUJUKAN_TRY_ASSIGN(const bool row, query.Id(unit).Next());
  return row ? query.GetInt() : 0;
}

absl::StatusOr<std::vector<UnitId>> SqlInboxes::ListUnits(const PageRequest& page) {
  RUJUKAN_TRY_ASSIGN(const std::vector<UnitId> with_head, ReadIds<UnitId>(context_.connection, kListInboxes, page));
  RUJUKAN_TRY_ASSIGN(const std::vector<UnitId> with_events, ReadIds<UnitId>(context_.connection, kListInboxesWithEvents, page));
  std::vector<UnitId> units;
  std::set_union(with_head.begin(), with_head.end(), with_events.begin(), with_events.end(), std::back_inserter(units));
  if (units.size() > page.size) units.resize(page.size);
  return units;
}

}  // namespace rujukan::sql
