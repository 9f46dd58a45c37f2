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

absl::Status SqlInboxes::AppendAll(std::span<const InboxEvent> events) {
  std::vector<const InboxEvent*> left;
  for (const InboxEvent& event : events) left.push_back(&event);
  std::stable_sort(left.begin(), left.end(), [](const InboxEvent* a, const InboxEvent* b) { return a->unit < b->unit; });
  while (!left.empty()) {
    std::map<UnitId, const InboxEvent*> now;
    std::vector<const InboxEvent*> later;
    for (const InboxEvent* event : left) {
      if (now.size() == kListedMax || !now.emplace(event->unit, event).second) later.push_back(event);
    }
    RUJUKAN_TRY(AppendOneEach(now));
    left = std::move(later);
  }
  return absl::OkStatus();
}

// The head is a row that whoever appends holds until its commit: the next number is given only after the one before is decided.
absl::StatusOr<std::map<UnitId, std::int64_t>> SqlInboxes::Advance(const std::vector<UnitId>& units) const {
  {
    Query advance(context_.connection, kAdvanceInboxes);
    RUJUKAN_TRY(advance.Listed<UnitId>(kListedMax, units, [&](const UnitId& unit) { advance.Id(unit); }).Run());
  }
  const std::int64_t advanced = context_.connection.Changes();
  std::map<UnitId, std::int64_t> heads;
  Query query(context_.connection, kFindInboxHeads);
  query.Listed<UnitId>(kListedMax, units, [&](const UnitId& unit) { query.Id(unit); });
  while (true) {
    RUJUKAN_TRY_ASSIGN(const bool row, query.Next());
    if (!row) break;
    UnitId unit = query.GetId<UnitId>();
    heads[std::move(unit)] = query.GetInt();
  }
  // Of one that somebody has begun in between, the number is theirs.
  if (advanced != static_cast<std::int64_t>(heads.size())) return StoreConflict();
  for (const UnitId& unit : units) {
    if (!heads.emplace(unit, 1).second) continue;
    Query insert(context_.connection, kInsertInbox);
    RUJUKAN_TRY(insert.Id(unit).Run());
  }
  return heads;
}

absl::Status SqlInboxes::AppendOneEach(const std::map<UnitId, const InboxEvent*>& events) {
  std::vector<UnitId> units;
  for (const auto& [unit, event] : events) units.push_back(unit);
  RUJUKAN_TRY_ASSIGN(const auto heads, Advance(units));
  grown_.insert(units.begin(), units.end());

  Query query(context_.connection, kInsertInboxEvents[events.size() - 1]);
  for (const auto& [unit, event] : events) {
    const std::int64_t head = heads.at(unit);
    query.Id(unit).Int(head).Id(event->referral).Code(event->move).Code(event->state).Code(event->urgency);
    query.Text(event->number).Int(event->action_needed).Time(event->time).Blob(MacOf(*event, head, context_.sealer));
  }
  return query.Run();
}

absl::StatusOr<std::vector<InboxEvent>> SqlInboxes::List(const UnitId& unit, std::int64_t after_sequence, std::size_t size) {
  return ReadDense(after_sequence, &InboxEvent::sequence, [&] {
    Query query(context_.connection, kListInboxEvents);
    return ReadRows<InboxEvent>(query.Id(unit).Int(after_sequence).Size(size),
                                [this](Query& row) { return ReadEvent(row, context_.sealer); });
  });
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
