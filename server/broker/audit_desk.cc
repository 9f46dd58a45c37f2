#include "server/broker/audit_desk.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <iterator>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "server/broker/audit_view.h"
#include "server/broker/record_check.h"
#include "server/domain/errors.h"
#include "server/domain/policy.h"
#include "server/domain/try.h"

namespace rujukan {
namespace {

// A checkpoint takes up to some 250 kB, and a message at most 4 MB.
constexpr std::size_t kCheckpointsMax = 10;
// Events of one page of chains.
constexpr std::size_t kChainEventsMax = 2000;
// Records looked for at once.
constexpr std::size_t kRecordsPage = 100;

// That the audit trail was looked into, at nobody's record when `records` is empty.
absl::Status RecordLook(const Deed& deed, std::vector<RecordName> records, Transaction& transaction) {
  AuditEvent event;
  event.record = RecordOf(deed.officer);
  event.action = AuditAction::kRead;
  event.deed = deed;
  event.records = std::move(records);
  return transaction.audit().Append(std::move(event));
}

// "12,7" as numbers; as many as are asked for, 0 where there is none.
std::vector<std::int64_t> NumbersIn(std::string_view text, std::size_t count) {
  std::vector<std::int64_t> numbers;
  for (const auto& word : absl::StrSplit(absl::string_view(text.data(), text.size()), ',')) {
    std::int64_t number = 0;
    if (!absl::SimpleAtoi(word, &number)) number = 0;
    numbers.push_back(number);
  }
  numbers.resize(count);
  return numbers;
}

// -- The events of a record ---------------------------------------------------------------------------------------------------

// Where a page begins: in the chain, or behind it among the readings.
struct RecordPosition {
  // When the first page was read.
  absl::Time begun;
  std::int64_t in_chain = 0;
  bool among_readings = false;
  OfficerId reader;
  std::int64_t in_readers_chain = 0;
};

// "begun|c12", or "begun|r12|officer".
RecordPosition RecordPositionIn(const std::string& after, absl::Time now) {
  RecordPosition position;
  position.begun = now;
  if (after.empty()) return position;
  const std::vector<std::string> words = absl::StrSplit(after, '|');
  position.begun = absl::FromUnixMicros(NumbersIn(words[0], 1).front());
  if (words.size() < 2 || words[1].empty()) return position;
  position.among_readings = words[1].front() == 'r';
  const std::int64_t sequence = NumbersIn(words[1].substr(1), 1).front();
  (position.among_readings ? position.in_readers_chain : position.in_chain) = sequence;
  if (words.size() > 2) position.reader = OfficerId(words[2]);
  return position;
}

// Lists the events of one record. Every page is a look that becomes an event itself, so that those of this walk are left out: else
// a walk of short pages would follow itself for ever.
class RecordWalk {
 public:
  RecordWalk(Transaction& transaction, AuditView& view, const Deed& look, const RecordName& record, const RecordPosition& begin,
             std::size_t size)
      : transaction_(transaction), view_(view), look_(look), record_(record), position_(begin), size_(size) {}

  absl::StatusOr<std::vector<AuditEntry>> Fill() {
    if (!position_.among_readings) RUJUKAN_TRY(AddChain());
    if (entries_.size() < size_) RUJUKAN_TRY(AddReadings());
    return std::move(entries_);
  }

 private:
  bool IsOfThisWalk(const Deed& deed) const {
    return deed.officer == look_.officer && deed.method == look_.method && deed.time >= position_.begun;
  }

  absl::Status Add(absl::StatusOr<AuditEntry> entry, const std::string& place) {
    if (!entry.ok()) return entry.status();
    entry->position = absl::StrCat(absl::ToUnixMicros(position_.begun), "|", place);
    entries_.push_back(*std::move(entry));
    return absl::OkStatus();
  }

  absl::Status AddChain() {
    const PageRequest page = {.size = size_, .after = absl::StrCat(position_.in_chain)};
    if (record_.kind == RecordKind::kReferral) {
      RUJUKAN_TRY_ASSIGN(const auto events, transaction_.events().List(ReferralId(record_.id), page));
      for (const ReferralEvent& event : events) RUJUKAN_TRY(Add(view_.ShowInChain(event), absl::StrCat("c", event.sequence)));
      return absl::OkStatus();
    }
    RUJUKAN_TRY_ASSIGN(const auto events, transaction_.audit().List(transaction_.audit().ChainOf(record_), page));
    for (const AuditEvent& event : events) {
      if (!IsOfThisWalk(event.deed)) RUJUKAN_TRY(Add(view_.ShowInChain(event), absl::StrCat("c", event.sequence)));
    }
    return absl::OkStatus();
  }

  absl::Status AddReadings() {
    for (;;) {
      const std::size_t wanted = size_ - entries_.size();
      RUJUKAN_TRY_ASSIGN(const auto events,
                         transaction_.audit().ListReadings(record_, position_.reader, position_.in_readers_chain, wanted));
      for (const AuditEvent& event : events) {
        position_.reader = OfficerId(event.record.id);
        position_.in_readers_chain = event.sequence;
        if (IsOfThisWalk(event.deed)) continue;
        // The index only leads to events; what was read is what the event says.
        if (std::find(event.records.begin(), event.records.end(), record_) == event.records.end()) continue;
        RUJUKAN_TRY(Add(view_.ShowReading(event, record_), absl::StrCat("r", event.sequence, "|", event.record.id)));
      }
      if (events.size() < wanted || entries_.size() == size_) return absl::OkStatus();
    }
  }

  Transaction& transaction_;
  AuditView& view_;
  const Deed& look_;
  const RecordName& record_;
  RecordPosition position_;
  const std::size_t size_;
  std::vector<AuditEntry> entries_;
};

// -- What an officer did ------------------------------------------------------------------------------------------------------

// The deeds of one table, in order of time, as far as the caller may see them.
class DeedReader {
 public:
  // Fills what it is given with a page of the deeds; true when no more follow.
  using ReadPage = std::function<absl::StatusOr<bool>(const DeedQuery&, std::vector<std::optional<AuditEntry>>&,
                                                      std::vector<absl::Time>& times)>;
  DeedReader(DeedQuery query, ReadPage read_page) : query_(std::move(query)), read_page_(std::move(read_page)) {}

  // The next one that may be seen; nullptr at the end.
  absl::StatusOr<const AuditEntry*> Peek() {
    for (;;) {
      while (next_ < page_.size() && !page_[next_]) Pass();
      if (next_ < page_.size()) return &*page_[next_];
      if (ended_) return nullptr;
      next_ = 0;
      page_.clear();
      times_.clear();
      RUJUKAN_TRY_ASSIGN(ended_, read_page_(query_, page_, times_));
    }
  }

  AuditEntry Take() {
    AuditEntry entry = *std::move(page_[next_]);
    Pass();
    return entry;
  }

  // Where it goes on: a time, and how many of that time are done.
  std::string Position() const { return absl::StrCat(absl::ToUnixMicros(query_.begin), ",", query_.skipped); }

 private:
  void Pass() {
    const absl::Time time = times_[next_++];
    query_.skipped = time == query_.begin ? query_.skipped + 1 : 1;
    query_.begin = time;
  }

  DeedQuery query_;
  const ReadPage read_page_;
  std::vector<std::optional<AuditEntry>> page_;
  std::vector<absl::Time> times_;
  std::size_t next_ = 0;
  bool ended_ = false;
};

// Places in chains count what the caller may not see: between two events of one's own officer lie those of the other side, and
// those of a case that excludes the caller.
AuditEntry WithoutPlace(AuditEntry entry) {
  if (entry.record.kind == RecordKind::kReferral) entry.record = RecordName();
  entry.sequence = 0;
  entry.previous_hash.clear();
  entry.hash.clear();
  return entry;
}

// Looking into the trail is recorded as a reading, and is none of what the records say.
bool IsLook(const AuditEvent& event) {
  return event.action == AuditAction::kRead && absl::StartsWith(event.deed.method, "AuditService/");
}

template <typename Event>
absl::Status ShowDeeds(AuditView& view, const std::vector<Event>& events, std::vector<std::optional<AuditEntry>>& page) {
  for (const Event& event : events) {
    RUJUKAN_TRY_ASSIGN(std::optional<AuditEntry> entry, view.ShowDeed(event));
    page.push_back(std::move(entry));
  }
  return absl::OkStatus();
}

DeedReader ReaderOfRecords(Transaction& transaction, AuditView& view, const DeedQuery& query) {
  return {query, [&](const DeedQuery& from, auto& page, auto& times) -> absl::StatusOr<bool> {
            RUJUKAN_TRY_ASSIGN(const std::vector<AuditEvent> events, transaction.audit().ListDeeds(from));
            for (const AuditEvent& event : events) times.push_back(event.deed.time);
            RUJUKAN_TRY(ShowDeeds(view, events, page));
            for (std::size_t i = 0; from.readings_only && i < events.size(); ++i) {
              if (IsLook(events[i])) page[i].reset();
            }
            return events.size() < from.size;
          }};
}

DeedReader ReaderOfReferrals(Transaction& transaction, AuditView& view, const DeedQuery& query) {
  return {query, [&](const DeedQuery& from, auto& page, auto& times) -> absl::StatusOr<bool> {
            RUJUKAN_TRY_ASSIGN(const std::vector<ReferralEvent> events, transaction.events().ListDeeds(from));
            for (const ReferralEvent& event : events) times.push_back(event.time);
            RUJUKAN_TRY(ShowDeeds(view, events, page));
            return events.size() < from.size;
          }};
}

// -- The chains ---------------------------------------------------------------------------------------------------------------

// The kinds in the order of a walk. Households come twice: their chains, whose names are pseudonyms, and then themselves.
struct Stage {
  RecordKind kind;
  bool shows_chain = true;
  bool checks_record = true;
};
constexpr Stage kStages[] = {{RecordKind::kReferral},
                             {RecordKind::kHousehold, true, false},
                             {RecordKind::kHousehold, false, true},
                             {RecordKind::kCaseFile},
                             {RecordKind::kUnit},
                             {RecordKind::kOfficer},
                             {RecordKind::kRegion}};

absl::StatusOr<std::vector<std::string>> RecordsOf(Transaction& transaction, const Stage& stage, const std::string& after) {
  const PageRequest page = {.size = kRecordsPage, .after = after};
  if (stage.kind == RecordKind::kHousehold && !stage.checks_record) return transaction.audit().ListChains(stage.kind, page);
  if (stage.kind != RecordKind::kReferral) return transaction.audit().ListRecords(stage.kind, page);
  RUJUKAN_TRY_ASSIGN(const std::vector<ReferralId> referrals, ListAllReferrals(transaction, page));
  std::vector<std::string> ids;
  for (const ReferralId& id : referrals) ids.push_back(id.value);
  return ids;
}

template <typename Event>
void AddLinks(const std::vector<Event>& events, ChainPart& part) {
  for (const Event& event : events) part.events.push_back({event.sequence, event.previous_hash, event.hash});
}

// `record` of a stage that only shows chains is the chain itself.
absl::Status AddEvents(Transaction& transaction, const RecordName& record, std::int64_t after, ChainPart& part) {
  const PageRequest page = {.size = AuditDesk::kPartEventsMax, .after = absl::StrCat(after)};
  if (record.kind == RecordKind::kReferral) {
    RUJUKAN_TRY_ASSIGN(const auto events, transaction.events().List(ReferralId(record.id), page));
    AddLinks(events, part);
  } else {
    RUJUKAN_TRY_ASSIGN(const auto events, transaction.audit().List(part.record, page));
    AddLinks(events, part);
  }
  return absl::OkStatus();
}

// The part of a record's chain behind `after`, and, when it is the last, what is wrong with the record.
absl::StatusOr<ChainPart> PartOf(Transaction& transaction, const Sealer& sealer, const Stage& stage, const RecordName& record,
                                 std::int64_t after) {
  ChainPart part;
  part.record = stage.checks_record ? transaction.audit().ChainOf(record) : record;
  const auto find_damage = [&](const absl::Status& status) -> absl::Status {
    if (status != RecordDamaged()) return status;
    part.findings = {{TextOf(part.record), FindingReason::kDoesNotOpen}};
    return absl::OkStatus();
  };
  if (stage.shows_chain) RUJUKAN_TRY(find_damage(AddEvents(transaction, record, after, part)));
  if (!stage.checks_record || part.events.size() == AuditDesk::kPartEventsMax) return part;
  absl::StatusOr<CheckedRecord> checked = CheckRecord(transaction, sealer, record);
  RUJUKAN_TRY(find_damage(checked.status()));
  if (checked.ok()) part.findings = std::move(checked->findings);
  part.checked = true;
  return part;
}

// Walks over parts of chains until a page is full.
class ChainWalk {
 public:
  // `after`: "stage,sequence|record", where the page before ended. A sequence of 0: behind the whole record.
  ChainWalk(Transaction& transaction, const Sealer& sealer, std::size_t size, const std::string& after)
      : transaction_(transaction), sealer_(sealer), size_(size) {
    const std::vector<std::string> words = absl::StrSplit(after, '|');
    const std::vector<std::int64_t> numbers = NumbersIn(words.front(), 2);
    stage_ = static_cast<std::size_t>(numbers[0]);
    sequence_ = numbers[1];
    if (words.size() > 1) id_ = words[1];
  }

  absl::Status OverOne(const RecordName& record) {
    const Stage stage = {record.kind};
    while (!IsFull()) {
      RUJUKAN_TRY(Add(stage, record));
      if (sequence_ == 0) return absl::OkStatus();
    }
    page.next_after = absl::StrCat("0,", sequence_, "|");
    return absl::OkStatus();
  }

  absl::Status OverAll() {
    for (; stage_ < std::size(kStages); ++stage_, id_.clear()) {
      RUJUKAN_TRY(OverStage(kStages[stage_]));
      if (!IsFull()) continue;
      page.next_after = absl::StrCat(stage_, ",", sequence_, "|", id_);
      return absl::OkStatus();
    }
    return absl::OkStatus();
  }

  AuditDesk::ChainPage page;

 private:
  bool IsFull() const { return page.parts.size() >= size_ || events_ >= kChainEventsMax; }

  absl::Status OverStage(const Stage& stage) {
    while (sequence_ != 0 && !IsFull()) RUJUKAN_TRY(Add(stage, {stage.kind, id_}));
    while (!IsFull()) {
      RUJUKAN_TRY_ASSIGN(const std::vector<std::string> ids, RecordsOf(transaction_, stage, id_));
      // An index that does not go on is damaged.
      if (ids.size() == kRecordsPage && ids.back() <= id_) return RecordDamaged();
      for (const std::string& id : ids) {
        if (IsFull()) return absl::OkStatus();
        id_ = id;
        do {
          RUJUKAN_TRY(Add(stage, {stage.kind, id}));
        } while (sequence_ != 0 && !IsFull());
      }
      if (ids.size() < kRecordsPage) return absl::OkStatus();
    }
    return absl::OkStatus();
  }

  // One part, and whether the chain goes on.
  absl::Status Add(const Stage& stage, const RecordName& record) {
    RUJUKAN_TRY_ASSIGN(ChainPart part, PartOf(transaction_, sealer_, stage, record, sequence_));
    const bool goes_on = part.events.size() == AuditDesk::kPartEventsMax;
    sequence_ = goes_on ? part.events.back().sequence : 0;
    events_ += part.events.size();
    page.parts.push_back(std::move(part));
    return absl::OkStatus();
  }

  Transaction& transaction_;
  const Sealer& sealer_;
  const std::size_t size_;
  std::size_t stage_ = 0;
  // In the midst of a chain: how far.
  std::int64_t sequence_ = 0;
  std::string id_;
  std::size_t events_ = 0;
};

}  // namespace

absl::StatusOr<std::vector<AuditEntry>> AuditDesk::List(const Caller& caller, const AuditedName& name, const PageRequest& page) {
  std::vector<AuditEntry> entries;
  const Deed deed = DeedOf(caller, "AuditService/ListAuditEvents", work_.clock.Now());
  RUJUKAN_TRY(work_.store.Transact([&](Transaction& transaction) -> absl::Status {
    entries.clear();
    AuditView view(transaction, work_.sealer, caller);
    RUJUKAN_TRY(view.Admit(name));
    const RecordPosition begin = RecordPositionIn(page.after, deed.time);
    RUJUKAN_TRY_ASSIGN(entries, RecordWalk(transaction, view, deed, name.record, begin, page.size).Fill());
    return RecordLook(deed, {name.record}, transaction);
  }));
  return entries;
}

absl::StatusOr<std::vector<AuditEntry>> AuditDesk::ListOfOfficer(const Caller& caller, const AuditedName& officer, absl::Time begin,
                                                                 absl::Time end, bool readings_only, const PageRequest& page) {
  std::vector<AuditEntry> entries;
  const Deed deed = DeedOf(caller, "AuditService/ListOfficerEvents", work_.clock.Now());
  RUJUKAN_TRY(work_.store.Transact([&](Transaction& transaction) -> absl::Status {
    entries.clear();
    AuditView view(transaction, work_.sealer, caller);
    RUJUKAN_TRY(view.AdmitToOfficer(officer));
    // Nothing that is done after the first page was read, so that a walk of short pages does not follow itself.
    const std::vector<std::int64_t> at = NumbersIn(page.after, 5);
    const absl::Time begun = page.after.empty() ? deed.time : absl::FromUnixMicros(at[4]);
    const absl::Time last = std::min(end, begun + absl::Microseconds(1));
    DeedQuery of_records = {OfficerId(officer.record.id), begin, last, readings_only, 0, page.size};
    DeedQuery of_referrals = of_records;
    if (!page.after.empty()) {
      of_records.begin = absl::FromUnixMicros(at[0]);
      of_records.skipped = static_cast<std::size_t>(at[1]);
      of_referrals.begin = absl::FromUnixMicros(at[2]);
      of_referrals.skipped = static_cast<std::size_t>(at[3]);
    }
    DeedReader records = ReaderOfRecords(transaction, view, of_records);
    DeedReader referrals = ReaderOfReferrals(transaction, view, of_referrals);
    while (entries.size() < page.size) {
      RUJUKAN_TRY_ASSIGN(const AuditEntry* of_record, records.Peek());
      RUJUKAN_TRY_ASSIGN(const AuditEntry* of_referral, referrals.Peek());
      if (of_record == nullptr && of_referral == nullptr) break;
      const bool takes_record = of_referral == nullptr || (of_record != nullptr && of_record->time <= of_referral->time);
      entries.push_back(WithoutPlace(takes_record ? records.Take() : referrals.Take()));
      entries.back().position = absl::StrCat(records.Position(), ",", referrals.Position(), ",", absl::ToUnixMicros(begun));
    }
    return RecordLook(deed, {officer.record}, transaction);
  }));
  return entries;
}

absl::StatusOr<AuditDesk::CheckpointPage> AuditDesk::ListCheckpoints(const Caller& caller, std::int64_t after_number,
                                                                     const PageRequest& page) {
  CheckpointPage result;
  const Deed deed = DeedOf(caller, "AuditService/ListCheckpoints", work_.clock.Now());
  const std::int64_t after = std::max(after_number, NumbersIn(page.after, 1).front());
  const std::size_t size = std::min(page.size, kCheckpointsMax);
  RUJUKAN_TRY(work_.store.Transact([&](Transaction& transaction) -> absl::Status {
    result = CheckpointPage();
    RUJUKAN_TRY_ASSIGN(result.checkpoints, transaction.checkpoints().List(after, size + 1));
    if (result.checkpoints.size() > size) {
      result.checkpoints.resize(size);
      result.next_after = absl::StrCat(result.checkpoints.back().number);
    }
    return page.after.empty() ? RecordLook(deed, {}, transaction) : absl::OkStatus();
  }));
  return result;
}

absl::StatusOr<AuditDesk::ChainPage> AuditDesk::ListChains(const Caller& caller, const std::optional<AuditedName>& name,
                                                           const PageRequest& page) {
  const Deed deed = DeedOf(caller, "AuditService/ListChains", work_.clock.Now());
  if (!name && !MayWalkAllChains(caller)) return NotFound();
  if (name || page.after.empty()) {
    RUJUKAN_TRY(work_.store.Transact([&](Transaction& transaction) -> absl::Status {
      if (!name) return RecordLook(deed, {}, transaction);
      RUJUKAN_TRY(AuditView(transaction, work_.sealer, caller).Admit(*name));
      return RecordLook(deed, {name->record}, transaction);
    }));
  }
  ChainPage result;
  // On one snapshot: a record that is changed meanwhile would differ from its chain.
  RUJUKAN_TRY(work_.store.ReadSnapshot([&](Transaction& transaction) -> absl::Status {
    ChainWalk walk(transaction, work_.sealer, page.size, page.after);
    RUJUKAN_TRY(name ? walk.OverOne(name->record) : walk.OverAll());
    result = std::move(walk.page);
    return absl::OkStatus();
  }));
  return result;
}

}  // namespace rujukan
