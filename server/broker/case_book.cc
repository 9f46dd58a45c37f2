#include "server/broker/case_book.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "server/domain/policy.h"
#include "server/domain/region.h"
#include "server/domain/text.h"
#include "server/domain/try.h"

namespace rujukan {
namespace {

Violations FaultsOf(const CaseFile& case_file, const Caller& caller) {
  Violations faults;
  if (case_file.kind != RegisterOf(caller.unit_kind) || !MayKeep(caller.role, case_file.kind))
    faults.push_back({"case_file.kind", "KIND_NOT_ALLOWED", ""});
  const bool points_to_household = !case_file.household.empty();
  if (points_to_household && case_file.kind == CaseFileKind::kProtection) {
    faults.push_back({"case_file.household", "NOT_ALLOWED_HERE", ""});
  }
  return faults;
}

bool IsExcluded(const OfficerId& officer, const Referral& referral) {
  const auto& excluded = referral.details.excluded_officers;
  return std::find(excluded.begin(), excluded.end(), officer) != excluded.end();
}

absl::Status CheckHousehold(const HouseholdId& id, const Caller& caller, Transaction& transaction) {
  if (id.empty()) return absl::OkStatus();
  if (!MayCall(caller.role, "HouseholdService/GetHousehold").ok()) return NotOfThisUnit();
  RUJUKAN_TRY_ASSIGN(const std::optional<Household> household, transaction.households().Find(id));
  const bool may_see = household && Within(household->region, caller.region_scope);
  return may_see ? absl::OkStatus() : NotOfThisUnit();
}

absl::Status CheckReferral(const ReferralId& id, const Caller& caller, Transaction& transaction) {
  if (id.empty()) return absl::OkStatus();
  RUJUKAN_TRY_ASSIGN(const std::optional<Referral> referral, transaction.referrals().Find(id));
  const bool is_ours = referral && referral->receiver == caller.unit && !IsExcluded(caller.officer, *referral);
  return is_ours ? absl::OkStatus() : NotOfThisUnit();
}

void HideSummary(const Caller& caller, CaseFile& case_file) {
  if (!SeesSummary(caller.role, case_file.kind)) case_file.summary.clear();
}

// True when the caller may know of the file: of its own unit, of a kind that is its role's work, and not excluded by the person
// whose referral opened it.
absl::StatusOr<bool> MaySeeCaseFile(const CaseFile& case_file, const Caller& caller, Transaction& transaction) {
  const bool ours = case_file.unit == caller.unit && MayKeep(caller.role, case_file.kind);
  if (ours && case_file.referral.empty()) return true;
  // Also of a file that is not there or another's: all are refused after the same readings, so that the time tells nothing.
  const ReferralId& origin = case_file.referral.empty() ? ReferralId(caller.unit.value) : case_file.referral;
  RUJUKAN_TRY_ASSIGN(const std::optional<Referral> referral, transaction.referrals().Find(origin));
  return ours && (!referral || !IsExcluded(caller.officer, *referral));
}

absl::StatusOr<CaseFile> OwnFile(const CaseFileId& id, const Caller& caller, Transaction& transaction) {
  RUJUKAN_TRY_ASSIGN(std::optional<CaseFile> case_file, FindOwnFile(id, caller, transaction));
  if (!case_file) return NotFound();
  return *std::move(case_file);
}

// As it is shown to the caller.
absl::StatusOr<CaseFile> Shown(const CaseFileId& id, const Caller& caller, Transaction& transaction) {
  RUJUKAN_TRY_ASSIGN(CaseFile case_file, OwnFile(id, caller, transaction));
  HideSummary(caller, case_file);
  return case_file;
}

absl::StatusOr<std::string> NextNumber(const UnitId& unit, absl::Time now, Transaction& transaction) {
  const absl::civil_year_t year = TodayInIndonesia(now).year();
  RUJUKAN_TRY_ASSIGN(const std::int64_t number, transaction.numbers().Next(absl::StrCat("K-", unit.value, "-", year)));
  return absl::StrFormat("K-%d-%04d", year, number);
}

// A write of a file, answered by the file as it then is.
absl::StatusOr<CaseFile> WriteFile(const Workplace& work, const WriteRequest& request,
                                   absl::FunctionRef<absl::StatusOr<CaseFileId>(Transaction&)> act) {
  CaseFile case_file;
  RUJUKAN_TRY(Once(
      work, request,
      [&](Transaction& transaction) -> absl::StatusOr<std::string> {
        RUJUKAN_TRY_ASSIGN(const CaseFileId id, act(transaction));
        return NameOf(id);
      },
      [&](Transaction& transaction, const std::string& resource) {
        return MoveInto(case_file, Shown(CaseFileId(IdIn(resource)), request.caller, transaction));
      }));
  return case_file;
}

// Changes a file whose etag the caller knows: `change` alters it in memory.
absl::StatusOr<CaseFile> ChangeFile(const Workplace& work, const WriteRequest& request, const CaseFileId& id, std::string_view etag,
                                    absl::FunctionRef<absl::Status(CaseFile&)> change) {
  const absl::Time now = work.clock.Now();
  return WriteFile(work, request, [&](Transaction& transaction) -> absl::StatusOr<CaseFileId> {
    RUJUKAN_TRY_ASSIGN(CaseFile case_file, OwnFile(id, request.caller, transaction));
    if (etag != EtagOf(work.sealer, NameOf(id), case_file.version)) return EtagStale();
    RUJUKAN_TRY(change(case_file));
    ++case_file.version;
    case_file.update_time = now;
    RUJUKAN_TRY(transaction.case_files().Update(case_file));
    return id;
  });
}

}  // namespace

absl::StatusOr<std::optional<CaseFile>> FindOwnFile(const CaseFileId& id, const Caller& caller, Transaction& transaction) {
  RUJUKAN_TRY_ASSIGN(std::optional<CaseFile> case_file, transaction.case_files().Find(id));
  RUJUKAN_TRY_ASSIGN(const bool may_see, MaySeeCaseFile(case_file.value_or(CaseFile()), caller, transaction));
  return may_see ? std::move(case_file) : std::nullopt;
}

absl::StatusOr<CaseFile> CaseBook::Create(const WriteRequest& request, CaseFile case_file) {
  const Caller& caller = request.caller;
  if (case_file.id.empty()) case_file.id = CaseFileId(work_.ids.NewUuid());
  case_file.unit = caller.unit;
  case_file.stage = CaseFileStage::kRegistered;
  case_file.stage_reason.clear();
  case_file.version = 1;
  case_file.create_time = case_file.update_time = work_.clock.Now();
  const WriteRequest checked = WithViolations(request, FaultsOf(case_file, caller));
  return WriteFile(work_, checked, [&](Transaction& transaction) -> absl::StatusOr<CaseFileId> {
    RUJUKAN_TRY(CheckHousehold(case_file.household, caller, transaction));
    RUJUKAN_TRY(CheckReferral(case_file.referral, caller, transaction));
    RUJUKAN_TRY_ASSIGN(case_file.number, NextNumber(caller.unit, case_file.create_time, transaction));
    RUJUKAN_TRY(transaction.case_files().Insert(case_file));
    return case_file.id;
  });
}

absl::StatusOr<CaseFile> CaseBook::Get(const Caller& caller, const CaseFileId& id) {
  CaseFile case_file;
  const Deed deed = DeedOf(caller, "CaseFileService/GetCaseFile", work_.clock.Now());
  RUJUKAN_TRY(work_.store.Transact([&](Transaction& transaction) -> absl::Status {
    RUJUKAN_TRY(MoveInto(case_file, Shown(id, caller, transaction)));
    return RecordReading(deed, {RecordOf(id)}, transaction);
  }));
  return case_file;
}

absl::StatusOr<std::vector<CaseFile>> CaseBook::List(const Caller& caller, bool open_only, const PageRequest& page) {
  std::vector<CaseFile> visible;
  const Deed deed = DeedOf(caller, "CaseFileService/ListCaseFiles", work_.clock.Now());
  RUJUKAN_TRY(work_.store.Transact([&](Transaction& transaction) -> absl::Status {
    visible.clear();
    PageRequest next = page;
    // Files that the caller may not know of leave no gap in the page.
    while (visible.size() < page.size) {
      RUJUKAN_TRY_ASSIGN(std::vector<CaseFile> files, transaction.case_files().List(caller.unit, open_only, next));
      const bool is_last = files.size() < next.size;
      if (!files.empty()) next.after = files.back().id.value;
      for (CaseFile& case_file : files) {
        RUJUKAN_TRY_ASSIGN(const bool may_see, MaySeeCaseFile(case_file, caller, transaction));
        if (!may_see || visible.size() == page.size) continue;
        HideSummary(caller, case_file);
        visible.push_back(std::move(case_file));
      }
      if (is_last) break;
    }
    std::vector<RecordName> read;
    for (const CaseFile& case_file : visible) read.push_back(RecordOf(case_file.id));
    return RecordReading(deed, std::move(read), transaction);
  }));
  return visible;
}

absl::StatusOr<CaseFile> CaseBook::Update(const WriteRequest& request, CaseFile case_file, std::string_view etag) {
  return ChangeFile(work_, request, case_file.id, etag, [&](CaseFile& present) {
    present.person_name = case_file.person_name;
    present.summary = case_file.summary;
    present.report_time = case_file.report_time;
    present.report_time_precision = case_file.report_time_precision;
    return absl::OkStatus();
  });
}

absl::StatusOr<CaseFile> CaseBook::Advance(const WriteRequest& request, const CaseFileId& id, std::string_view etag,
                                           CaseFileStage stage) {
  return ChangeFile(work_, request, id, etag, [&](CaseFile& case_file) {
    const bool touches_closed = stage == CaseFileStage::kClosed || case_file.stage == CaseFileStage::kClosed;
    if (touches_closed || !StageBelongsTo(case_file.kind, stage)) return StageNotPossible();
    case_file.stage = stage;
    return absl::OkStatus();
  });
}

absl::StatusOr<CaseFile> CaseBook::Close(const WriteRequest& request, const CaseFileId& id, std::string_view etag,
                                         std::string_view reason) {
  return ChangeFile(work_, request, id, etag, [&](CaseFile& case_file) {
    if (case_file.stage == CaseFileStage::kClosed) return StageNotPossible();
    case_file.stage = CaseFileStage::kClosed;
    case_file.stage_reason = reason;
    return absl::OkStatus();
  });
}

absl::StatusOr<CaseFile> CaseBook::Reopen(const WriteRequest& request, const CaseFileId& id, std::string_view etag,
                                          std::string_view reason) {
  return ChangeFile(work_, request, id, etag, [&](CaseFile& case_file) {
    if (case_file.stage != CaseFileStage::kClosed) return StageNotPossible();
    case_file.stage = CaseFileStage::kRegistered;
    case_file.stage_reason = reason;
    return absl::OkStatus();
  });
}

}  // namespace rujukan
