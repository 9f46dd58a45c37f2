#include "server/broker/audit_view.h"

#include <algorithm>
#include <utility>

#include "server/domain/errors.h"
#include "server/domain/policy.h"
#include "server/domain/region.h"
#include "server/domain/try.h"

namespace rujukan {
namespace {

template <typename T>
bool Contains(const std::vector<T>& list, const T& item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

bool Excludes(const Referral& referral, const Caller& caller) {
  return Contains(referral.details.excluded_units, caller.unit) || Contains(referral.details.excluded_officers, caller.officer);
}

// A village post must not learn what became of what it sent, and whoever audits it could tell it.
bool IsPartyToBeAudited(const Referral& referral, const Caller& caller, const std::optional<Unit>& unit) {
  if (!unit || unit->kind == UnitKind::kPuskesos || !Audits(caller, *unit)) return false;
  Caller as_unit = caller;
  as_unit.unit = unit->id;
  as_unit.unit_kind = unit->kind;
  return !ActorsOf(referral, as_unit, false).empty();
}

AuditEntry EntryOf(const AuditEvent& event, const Sealer& sealer) {
  return {.record = event.record,
          .sequence = event.sequence,
          .action = event.action,
          .move = Move::kUnspecified,
          .unit = event.deed.unit,
          .officer = event.deed.officer,
          .role = event.deed.role,
          .method = event.deed.method,
          .reason = event.reason,
          .count = event.count,
          .records = event.records,
          .sections = 0,
          .time = event.deed.time,
          .previous_hash = event.previous_hash,
          .hash = event.hash,
          .intact = event.genuine && event.hash == HashOf(event, sealer),
          .reading = false,
          .position = ""};
}

AuditEntry EntryOf(const ReferralEvent& event, const RecordName& chain, const Sealer& sealer) {
  const bool is_reading = event.move == Move::kUnspecified;
  return {.record = chain,
          .sequence = event.sequence,
          .action = is_reading ? AuditAction::kRead : AuditAction::kMove,
          .move = event.move,
          .unit = event.unit,
          .officer = event.officer,
          .role = event.role,
          .method = "",
          .reason = "",
          .count = 1,
          .records = {RecordOf(event.referral)},
          .sections = event.sections,
          .time = event.time,
          .previous_hash = event.previous_hash,
          .hash = event.hash,
          .intact = event.genuine && event.hash == HashOf(event, sealer),
          .reading = false,
          .position = ""};
}

// What proves the chain, and nothing else.
AuditEntry Masked(const AuditEntry& entry) {
  AuditEntry masked;
  masked.record = entry.record;
  masked.sequence = entry.sequence;
  masked.previous_hash = entry.previous_hash;
  masked.hash = entry.hash;
  masked.intact = entry.intact;
  return masked;
}

}  // namespace

// -- Which records ------------------------------------------------------------------------------------------------------------

absl::Status AuditView::Admit(const AuditedName& name) {
  RUJUKAN_TRY_ASSIGN(const bool may_list, MayList(name));
  return may_list ? absl::OkStatus() : NotFound();
}

absl::Status AuditView::AdmitToOfficer(const AuditedName& name) {
  RUJUKAN_TRY_ASSIGN(const auto officer, transaction_.officers().Find(OfficerId(name.record.id)));
  RUJUKAN_TRY_ASSIGN(const auto unit, transaction_.units().Find(officer ? officer->unit : caller_.unit));
  return officer && officer->unit == name.unit && unit && Audits(caller_, *unit) ? absl::OkStatus() : NotFound();
}

absl::StatusOr<bool> AuditView::MayList(const AuditedName& name) {
  const bool audits_units = !AuditsOwnCases(caller_.role);
  switch (name.record.kind) {
    case RecordKind::kUnit: {
      RUJUKAN_TRY_ASSIGN(const auto unit, transaction_.units().Find(UnitId(name.record.id)));
      return unit && Audits(caller_, *unit);
    }
    case RecordKind::kOfficer: {
      const absl::Status admitted = AdmitToOfficer(name);
      if (!admitted.ok() && admitted != NotFound()) return admitted;
      // The head of a unit may be excluded from a case; what is missing in the chain of who works on it would tell.
      return admitted.ok() && caller_.role == Role::kAuditor;
    }
    case RecordKind::kRegion: {
      // Nobody's, and everybody may read it.
      RUJUKAN_TRY_ASSIGN(const auto region, transaction_.regions().Find(name.record.id));
      return region && audits_units;
    }
    case RecordKind::kHousehold: {
      RUJUKAN_TRY_ASSIGN(const auto household, transaction_.households().Find(HouseholdId(name.record.id)));
      return household && AuditsHouseholds(caller_) && Within(household->region, caller_.region_scope);
    }
    case RecordKind::kCaseFile:
      return MayListCaseFile(CaseFileId(name.record.id));
    case RecordKind::kReferral:
      return MayListReferral(ReferralId(name.record.id));
    case RecordKind::kUnspecified:
      break;
  }
  return false;
}

absl::StatusOr<bool> AuditView::MayListCaseFile(const CaseFileId& id) {
  RUJUKAN_TRY_ASSIGN(const std::optional<CaseFile> found, transaction_.case_files().Find(id));
  const CaseFile file = found.value_or(CaseFile());
  // Also of what is not there, so that the time tells nothing.
  RUJUKAN_TRY_ASSIGN(const auto unit, transaction_.units().Find(found ? file.unit : caller_.unit));
  const ReferralId origin = file.referral.empty() ? ReferralId(caller_.unit.value) : file.referral;
  RUJUKAN_TRY_ASSIGN(const auto referral, transaction_.referrals().Find(origin));
  RUJUKAN_TRY_ASSIGN(const auto events, transaction_.audit().List(RecordOf(id), {.size = 1, .after = ""}));
  if (!found || !unit || (referral && Excludes(*referral, caller_))) return false;
  if (Audits(caller_, *unit)) return true;
  const bool opened_it = !events.empty() && events.front().deed.officer == caller_.officer;
  return AuditsOwnCases(caller_.role) && file.unit == caller_.unit && MayKeep(caller_.role, file.kind) && opened_it;
}

absl::StatusOr<bool> AuditView::MayListReferral(const ReferralId& id) {
  RUJUKAN_TRY_ASSIGN(const std::optional<Referral> found, transaction_.referrals().Find(id));
  const Referral referral = found.value_or(Referral());
  bool audits_sender = false;
  bool audits_receiver = false;
  for (const UnitId& party : {referral.sender, referral.receiver, referral.redirected_by}) {
    RUJUKAN_TRY_ASSIGN(const auto unit, transaction_.units().Find(party.empty() ? caller_.unit : party));
    const bool audits = !party.empty() && IsPartyToBeAudited(referral, caller_, unit);
    (party == referral.sender ? audits_sender : audits_receiver) |= audits;
  }
  // Who receives a request must not learn from its chain who sent it: how often the sender read it, and when. Nor may whoever
  // audits both sides, or what is not shown would be the protection unit's.
  const bool knows_sender = audits_sender && (!audits_receiver || caller_.unit == referral.sender);
  const bool audits_party = HidesSender(referral) ? knows_sender : audits_sender || audits_receiver;
  if (!found || Excludes(referral, caller_)) return false;
  const bool is_own_case = AuditsOwnCases(caller_.role) && referral.receiver == caller_.unit &&
                           referral.details.assigned_officer == caller_.officer && !ActorsOf(referral, caller_, false).empty();
  return audits_party || is_own_case;
}

// -- What of their events -----------------------------------------------------------------------------------------------------

absl::StatusOr<std::optional<Unit>> AuditView::UnitOf(const UnitId& id) {
  if (const auto known = units_.find(id); known != units_.end()) return known->second;
  RUJUKAN_TRY_ASSIGN(std::optional<Unit> unit, transaction_.units().Find(id));
  return units_.emplace(id, std::move(unit)).first->second;
}

absl::StatusOr<bool> AuditView::SeesDeedsOf(const UnitId& id) {
  if (AuditsOwnCases(caller_.role)) return id == caller_.unit;
  RUJUKAN_TRY_ASSIGN(const std::optional<Unit> unit, UnitOf(id));
  return unit && Audits(caller_, *unit);
}

absl::StatusOr<std::optional<Referral>> AuditView::ReferralOf(const ReferralId& id) {
  if (const auto known = referrals_.find(id); known != referrals_.end()) return known->second;
  absl::StatusOr<std::optional<Referral>> referral = transaction_.referrals().Find(id);
  if (referral.status() == RecordDamaged()) referral = std::optional<Referral>();
  if (!referral.ok()) return referral.status();
  return referrals_.emplace(id, *std::move(referral)).first->second;
}

absl::StatusOr<bool> AuditView::IsKeptFromCaller(const RecordName& record) {
  if (record.kind == RecordKind::kReferral) {
    RUJUKAN_TRY_ASSIGN(const std::optional<Referral> referral, ReferralOf(ReferralId(record.id)));
    return referral && Excludes(*referral, caller_);
  }
  if (record.kind != RecordKind::kCaseFile) return false;
  const CaseFileId id(record.id);
  if (const auto known = kept_files_.find(id); known != kept_files_.end()) return known->second;
  const absl::StatusOr<std::optional<CaseFile>> file = transaction_.case_files().Find(id);
  if (!file.ok() && file.status() != RecordDamaged()) return file.status();
  // One that does not open tells not whom it excludes.
  bool is_kept = !file.ok();
  if (file.ok() && file->has_value() && !(*file)->referral.empty()) {
    RUJUKAN_TRY_ASSIGN(is_kept, IsKeptFromCaller(RecordOf((*file)->referral)));
  }
  kept_files_.emplace(id, is_kept);
  return is_kept;
}

absl::StatusOr<bool> AuditView::Clear(const UnitId& reader, std::vector<RecordName>& records) {
  if (records.empty()) return true;
  RUJUKAN_TRY_ASSIGN(const std::optional<Unit> unit, UnitOf(reader));
  const bool at_post = unit && unit->kind == UnitKind::kPuskesos;
  std::vector<RecordName> cleared;
  for (RecordName& record : records) {
    RUJUKAN_TRY_ASSIGN(const bool is_kept, IsKeptFromCaller(record));
    // What a post was refused about a referral differs between an alert and a complaint.
    const bool hidden = is_kept || (at_post && record.kind == RecordKind::kReferral);
    if (!hidden) cleared.push_back(std::move(record));
  }
  records = std::move(cleared);
  return !records.empty();
}

absl::StatusOr<AuditEntry> AuditView::ShowInChain(const AuditEvent& event) {
  AuditEntry entry = EntryOf(event, sealer_);
  const bool has_sides = event.record.kind == RecordKind::kHousehold || event.record.kind == RecordKind::kRegion;
  if (has_sides) {
    RUJUKAN_TRY_ASSIGN(const bool sees, SeesDeedsOf(event.deed.unit));
    return sees ? entry : Masked(entry);
  }
  RUJUKAN_TRY_ASSIGN(const bool something_left, Clear(event.deed.unit, entry.records));
  return something_left || event.action != AuditAction::kRead ? entry : Masked(entry);
}

// A post's are never told: what it sent would show what it was, beside what its own screen shows. Nor are the sender's to whoever
// audits the receiver too, where the receiver must not learn who sends.
absl::StatusOr<bool> AuditView::SeesMove(const Referral& referral, const UnitId& mover) {
  RUJUKAN_TRY_ASSIGN(const bool sees, SeesDeedsOf(mover));
  RUJUKAN_TRY_ASSIGN(const std::optional<Unit> unit, UnitOf(mover));
  if (!sees || (unit && unit->kind == UnitKind::kPuskesos && mover == referral.sender)) return false;
  const bool of_receivers = mover == referral.receiver || mover == referral.redirected_by;
  if (!HidesSender(referral) || of_receivers || caller_.unit == referral.sender) return true;
  RUJUKAN_TRY_ASSIGN(const bool audits_receiver, SeesDeedsOf(referral.receiver));
  return !audits_receiver;
}

absl::StatusOr<AuditEntry> AuditView::ShowInChain(const ReferralEvent& event) {
  const AuditEntry entry = EntryOf(event, transaction_.audit().ChainOf(RecordOf(event.referral)), sealer_);
  RUJUKAN_TRY_ASSIGN(const std::optional<Referral> referral, ReferralOf(event.referral));
  if (!referral) return Masked(entry);
  RUJUKAN_TRY_ASSIGN(const bool sees, SeesMove(*referral, event.unit));
  if (sees) return entry;
  AuditEntry masked = Masked(entry);
  // What an audited unit was told in its inbox is no secret here; a post is told no moves.
  for (const UnitId& told : event.told) {
    RUJUKAN_TRY_ASSIGN(const bool audits_told, SeesDeedsOf(told));
    RUJUKAN_TRY_ASSIGN(const std::optional<Unit> unit, UnitOf(told));
    if (!audits_told || !unit || unit->kind == UnitKind::kPuskesos) continue;
    masked.action = entry.action;
    masked.move = entry.move;
  }
  return masked;
}

absl::StatusOr<AuditEntry> AuditView::ShowReading(const AuditEvent& event, const RecordName& record) {
  AuditEntry entry = EntryOf(event, sealer_);
  entry.records = {record};
  entry.reading = true;
  RUJUKAN_TRY_ASSIGN(const bool sees, SeesDeedsOf(event.deed.unit));
  if (sees) return entry;
  // Its place and its hash would lead to the officer's chain.
  AuditEntry masked;
  masked.action = AuditAction::kRead;
  masked.intact = entry.intact;
  masked.reading = true;
  return masked;
}

absl::StatusOr<std::optional<AuditEntry>> AuditView::ShowDeed(const AuditEvent& event) {
  AuditEntry entry = EntryOf(event, sealer_);
  RUJUKAN_TRY_ASSIGN(const bool is_kept, IsKeptFromCaller(event.record));
  if (is_kept) return std::optional<AuditEntry>();
  RUJUKAN_TRY_ASSIGN(const bool something_left, Clear(event.deed.unit, entry.records));
  if (!something_left && event.action == AuditAction::kRead) return std::optional<AuditEntry>();
  return std::optional<AuditEntry>(std::move(entry));
}

absl::StatusOr<std::optional<AuditEntry>> AuditView::ShowDeed(const ReferralEvent& event) {
  RUJUKAN_TRY_ASSIGN(const std::optional<Referral> referral, ReferralOf(event.referral));
  if (!referral || Excludes(*referral, caller_)) return std::optional<AuditEntry>();
  RUJUKAN_TRY_ASSIGN(const bool sees, SeesMove(*referral, event.unit));
  if (!sees) return std::optional<AuditEntry>();
  return std::optional<AuditEntry>(EntryOf(event, transaction_.audit().ChainOf(RecordOf(event.referral)), sealer_));
}

}  // namespace rujukan
