#include "server/broker/workplace.h"

#include <cstddef>
#include <optional>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "server/domain/region.h"
#include "server/domain/text.h"
#include "server/domain/try.h"

namespace rujukan {
namespace {

// Enough that two versions of one resource never share an etag by chance, short enough to read aloud.
constexpr std::size_t kEtagBytes = 8;

std::string ReceiptBinding(const WriteRequest& request) {
  return absl::StrCat("receipt|", request.caller.unit.value, "|", request.caller.officer.value, "|", std::string(request.method),
                      "|", request.request_id);
}

// The receipt of this request if it was carried out.
absl::StatusOr<std::optional<Receipt>> FindReceipt(const Workplace& workplace, const WriteRequest& request,
                                                   Transaction& transaction) {
  RUJUKAN_TRY_ASSIGN(std::optional<Receipt> receipt,
                     transaction.receipts().Find(request.caller.unit, request.caller.officer, request.method, request.request_id));
  if (!receipt) return receipt;
  if (receipt->fingerprint != request.fingerprint) return RequestIdReused();
  std::string sealed;
  if (!absl::WebSafeBase64Unescape(receipt->resource, &sealed)) return RecordDamaged();
  RUJUKAN_TRY_ASSIGN(receipt->resource, workplace.sealer.Open(sealed, ReceiptBinding(request)));
  return receipt;
}

// What was made or changed is sealed, and of the time the day is kept: in clear, the receipts of one officer would lead from a
// household to the alert that was sent a minute later.
absl::Status LeaveReceipt(const Workplace& workplace, const WriteRequest& request, std::string_view resource, absl::Time now,
                          Transaction& transaction) {
  return transaction.receipts().Insert(
      {.unit = request.caller.unit,
       .officer = request.caller.officer,
       .method = std::string(request.method),
       .request_id = request.request_id,
       .fingerprint = request.fingerprint,
       .resource = absl::WebSafeBase64Escape(workplace.sealer.Seal(resource, ReceiptBinding(request))),
       .create_time = absl::FromCivil(TodayInIndonesia(now), absl::UTCTimeZone())});
}

// What a replay shows that has sealed parts; the first answer followed from a change that is an event itself.
std::vector<RecordName> ReadByAnswer(std::string_view resource) {
  RecordName record = RecordIn(resource);
  const bool is_sealed = record.kind == RecordKind::kHousehold || record.kind == RecordKind::kCaseFile;
  return is_sealed ? std::vector<RecordName>{std::move(record)} : std::vector<RecordName>();
}

}  // namespace

absl::Status OnceAnswering(const Workplace& workplace, const WriteRequest& request,
                           absl::FunctionRef<absl::StatusOr<std::string>(Transaction&)> act,
                           absl::FunctionRef<absl::Status(Transaction&, const std::string& resource)> again) {
  if (request.request_id.empty()) return InvalidRequest(request.violations);
  // A malformed request must not wait for, or hold up, those who write.
  if (!request.violations.empty()) {
    return workplace.store.Read([&](Transaction& transaction) -> absl::Status {
      RUJUKAN_TRY_ASSIGN(const std::optional<Receipt> receipt, FindReceipt(workplace, request, transaction));
      return receipt ? again(transaction, receipt->resource) : InvalidRequest(request.violations);
    });
  }
  const absl::Time now = workplace.clock.Now();
  const Deed deed = DeedOf(request.caller, request.method, now);
  return workplace.store.Transact([&](Transaction& transaction) -> absl::Status {
    transaction.audit().ActAs(deed);
    RUJUKAN_TRY_ASSIGN(const std::optional<Receipt> receipt, FindReceipt(workplace, request, transaction));
    if (receipt) {
      RUJUKAN_TRY(again(transaction, receipt->resource));
      return RecordReading(deed, ReadByAnswer(receipt->resource), transaction);
    }
    const absl::StatusOr<std::string> resource = act(transaction);
    if (resource.ok()) return LeaveReceipt(workplace, request, *resource, now, transaction);
    // Sent twice at once, the other one may have been carried out meanwhile, and what it did is then what this one is refused for.
    const auto carried_out = FindReceipt(workplace, request, transaction);
    const bool meanwhile = carried_out.ok() ? carried_out->has_value() : carried_out.status() == RequestIdReused();
    return meanwhile ? StoreConflict() : resource.status();
  });
}

absl::Status Once(const Workplace& workplace, const WriteRequest& request,
                  absl::FunctionRef<absl::StatusOr<std::string>(Transaction&)> act,
                  absl::FunctionRef<absl::Status(Transaction&, const std::string& resource)> answer) {
  return OnceAnswering(
      workplace, request,
      [&](Transaction& transaction) -> absl::StatusOr<std::string> {
        RUJUKAN_TRY_ASSIGN(const std::string resource, act(transaction));
        RUJUKAN_TRY(answer(transaction, resource));
        return resource;
      },
      answer);
}

absl::Status OnceOrAgain(const Workplace& workplace, const WriteRequest& request,
                         absl::FunctionRef<absl::Status(Transaction&, bool again)> act) {
  return OnceAnswering(
      workplace, request,
      [&](Transaction& transaction) -> absl::StatusOr<std::string> {
        RUJUKAN_TRY(act(transaction, false));
        return std::string();
      },
      [&](Transaction& transaction, const std::string&) { return act(transaction, true); });
}

Deed DeedOf(const Caller& caller, std::string_view method, absl::Time now) {
  return {.unit = caller.unit, .officer = caller.officer, .role = caller.role, .method = std::string(method), .time = now};
}

absl::Status RecordReading(const Deed& deed, std::vector<RecordName> records, Transaction& transaction) {
  if (records.empty()) return absl::OkStatus();
  AuditEvent event;
  event.record = RecordOf(deed.officer);
  event.action = AuditAction::kRead;
  event.deed = deed;
  event.records = std::move(records);
  return transaction.audit().Append(std::move(event));
}

WriteRequest WithViolations(const WriteRequest& request, const Violations& more) {
  WriteRequest result = request;
  result.violations.insert(result.violations.end(), more.begin(), more.end());
  return result;
}

absl::Status CheckRegion(Transaction& transaction, std::string_view code, absl::Time now) {
  RUJUKAN_TRY_ASSIGN(const std::optional<Region> region, transaction.regions().Find(code));
  const std::string today = absl::FormatCivilTime(TodayInIndonesia(now));
  return region && HoldsOn(*region, today) ? absl::OkStatus() : RegionUnknown();
}

std::string EtagOf(const Sealer& sealer, std::string_view name, std::int64_t version) {
  const std::string mac = sealer.Mac("etag", absl::StrCat(std::string(name), "@", version));
  return absl::BytesToHexString(mac.substr(0, kEtagBytes));
}

std::string NameOf(const UnitId& id) { return "units/" + id.value; }
std::string NameOf(const UnitId& unit, const OfficerId& officer) { return NameOf(unit) + "/officers/" + officer.value; }
std::string NameOf(const HouseholdId& id) { return "households/" + id.value; }
std::string NameOf(const CaseFileId& id) { return "caseFiles/" + id.value; }
std::string NameOf(const ReferralId& id) { return "referrals/" + id.value; }

std::string IdIn(std::string_view name) { return std::string(name.substr(name.rfind('/') + 1)); }

}  // namespace rujukan
