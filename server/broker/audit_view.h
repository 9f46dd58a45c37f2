// What of the audit trail one caller may see: which records, and what of their events.
#ifndef RUJUKAN_SERVER_BROKER_AUDIT_VIEW_H_
#define RUJUKAN_SERVER_BROKER_AUDIT_VIEW_H_

#include <map>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "server/broker/audit_desk.h"
#include "server/domain/event.h"
#include "server/domain/storage.h"

namespace rujukan {

// Lives within one transaction and remembers what it has read there.
class AuditView {
 public:
  AuditView(Transaction& transaction, const Sealer& sealer, const Caller& caller)
      : transaction_(transaction), sealer_(sealer), caller_(caller) {}

  // OK when the caller may list the events of this record; NotFound otherwise, after the same statements whether it is there or
  // not.
  absl::Status Admit(const AuditedName& name);
  // OK when the caller audits the unit of this officer.
  absl::Status AdmitToOfficer(const AuditedName& officer);

  // An event of the chain of an admitted record.
  absl::StatusOr<AuditEntry> ShowInChain(const AuditEvent& event);
  absl::StatusOr<AuditEntry> ShowInChain(const ReferralEvent& event);
  // A reading of an admitted record.
  absl::StatusOr<AuditEntry> ShowReading(const AuditEvent& event, const RecordName& record);
  // What an officer of an audited unit did; nothing when the caller may not know of it.
  absl::StatusOr<std::optional<AuditEntry>> ShowDeed(const AuditEvent& event);
  absl::StatusOr<std::optional<AuditEntry>> ShowDeed(const ReferralEvent& event);

 private:
  absl::StatusOr<bool> MayList(const AuditedName& name);
  absl::StatusOr<bool> MayListCaseFile(const CaseFileId& id);
  absl::StatusOr<bool> MayListReferral(const ReferralId& id);
  // Whether what officers of this unit did is shown in full.
  absl::StatusOr<bool> SeesDeedsOf(const UnitId& unit);
  // Whether what an officer of this unit did with the referral is told.
  absl::StatusOr<bool> SeesMove(const Referral& referral, const UnitId& mover);
  absl::StatusOr<std::optional<Unit>> UnitOf(const UnitId& id);
  // Nothing for one that is not there, or does not open and so tells not whom it excludes.
  absl::StatusOr<std::optional<Referral>> ReferralOf(const ReferralId& id);
  // True when a survivor's wish keeps the record from the caller.
  absl::StatusOr<bool> IsKeptFromCaller(const RecordName& record);
  // Takes out of `records` what the caller may not know of. False when nothing is left of what was there.
  absl::StatusOr<bool> Clear(const UnitId& reader, std::vector<RecordName>& records);

  Transaction& transaction_;
  const Sealer& sealer_;
  const Caller& caller_;
  std::map<UnitId, std::optional<Unit>> units_;
  std::map<ReferralId, std::optional<Referral>> referrals_;
  std::map<CaseFileId, bool> kept_files_;
};

}  // namespace rujukan

#endif  // RUJUKAN_SERVER_BROKER_AUDIT_VIEW_H_
