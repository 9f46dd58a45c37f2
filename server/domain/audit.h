// The chains of everything that is a record but a referral (event.h): units, officers, households, case files and regions. Every
// change is an event of the record's chain. What an officer reads, signing in and out, and what the officer was refused are events
// of the officer's chain. An event holds ids, codes and digests, and nothing that somebody typed.
//
// In clear, who changed or read a household and when would lead from it to what the same officer did for its people next. So the
// chain of a household has a pseudonym for its name (AuditTrail::ChainOf), its events tell no version, digests of records are
// keyed, and what was read is sealed. A referral's has one too, because an id tells when it was made: whoever holds checkpoints and
// may see when a household was read could otherwise find the alert that was sent a minute later.
#ifndef RUJUKAN_SERVER_DOMAIN_AUDIT_H_
#define RUJUKAN_SERVER_DOMAIN_AUDIT_H_

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "server/domain/codes.h"
#include "server/domain/ids.h"
#include "server/domain/ports.h"
#include "server/domain/unit.h"

namespace rujukan {

// What has a chain. Stored digests depend on the numbers.
enum class RecordKind { kUnspecified = 0, kUnit = 1, kOfficer = 2, kHousehold = 3, kCaseFile = 4, kReferral = 5, kRegion = 6 };

// A record, by its kind and its id (of a region, its code).
struct RecordName {
  RecordKind kind = RecordKind::kUnspecified;
  std::string id;

  friend auto operator<=>(const RecordName&, const RecordName&) = default;
};

inline RecordName RecordOf(const UnitId& id) { return {RecordKind::kUnit, id.value}; }
inline RecordName RecordOf(const OfficerId& id) { return {RecordKind::kOfficer, id.value}; }
inline RecordName RecordOf(const HouseholdId& id) { return {RecordKind::kHousehold, id.value}; }
inline RecordName RecordOf(const CaseFileId& id) { return {RecordKind::kCaseFile, id.value}; }
inline RecordName RecordOf(const ReferralId& id) { return {RecordKind::kReferral, id.value}; }

// "households/0195…", "officers/…", "regions/73.09": one word, as it stands in checkpoints and findings.
std::string TextOf(const RecordName& record);
// The record of such a text; kUnspecified when it is none.
RecordName RecordIn(std::string_view text);

// Who does something, how and when.
struct Deed {
  // Empty ids: the installation itself.
  UnitId unit;
  OfficerId officer;
  Role role = Role::kUnspecified;
  // "HouseholdService/GetHousehold".
  std::string method;
  absl::Time time = absl::UnixEpoch();
};

struct AuditEvent {
  RecordName record;
  // Dense from 1.
  std::int64_t sequence = 0;
  AuditAction action = AuditAction::kUnspecified;
  Deed deed;
  // Of a refusal: one of the reasons of the catalogue (errors.h).
  std::string reason;
  // How often; 1 but for refusals.
  std::int64_t count = 1;
  // The version of the record after a change; 0 otherwise, and of households.
  std::int64_t version = 0;
  // Keyed digest of all that is stored of the record after a change, so that no column can be changed and no old version put back;
  // empty otherwise.
  std::string record_digest;
  // What was read, or asked for and refused. Sealed; in the chain by the digest of what is sealed.
  std::vector<RecordName> records;
  std::string records_digest;
  std::string previous_hash;
  std::string hash;
  // False when the store found that the event is not as this installation wrote it (its keyed check differs).
  bool genuine = true;
};

// SHA-256 over all fields but `records`, `hash` and `genuine`, each with its length. Unkeyed, so that whoever holds a checkpoint
// can follow.
std::string HashOf(const AuditEvent& event, const Sealer& sealer);

// The first sequence that is wrong where the events are not a whole chain of genuine events from sequence 1; 0 when they are.
std::int64_t BreakIn(const std::vector<AuditEvent>& events, const Sealer& sealer);
// The same: OK, or DATA_LOSS naming it.
absl::Status VerifyChain(const std::vector<AuditEvent>& events, const Sealer& sealer);

}  // namespace rujukan

#endif  // RUJUKAN_SERVER_DOMAIN_AUDIT_H_
