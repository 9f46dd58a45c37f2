// The audit trail, for those who may look into it: who did and read what, and what proves it.
#ifndef RUJUKAN_SERVER_BROKER_AUDIT_DESK_H_
#define RUJUKAN_SERVER_BROKER_AUDIT_DESK_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/broker/workplace.h"
#include "server/domain/audit.h"
#include "server/domain/checkpoint.h"
#include "server/domain/finding.h"
#include "server/domain/packet.h"

namespace rujukan {

// A record as a request names it.
struct AuditedName {
  RecordName record;
  // Of an officer: the unit in the name.
  UnitId unit;
};

// An event as the caller may see it (audit.proto tells what is left out).
struct AuditEntry {
  RecordName record;
  std::int64_t sequence = 0;
  AuditAction action = AuditAction::kUnspecified;
  Move move = Move::kUnspecified;
  UnitId unit;
  OfficerId officer;
  Role role = Role::kUnspecified;
  std::string method;
  std::string reason;
  std::int64_t count = 0;
  std::vector<RecordName> records;
  SectionSet sections = 0;
  // InfinitePast where it is not told.
  absl::Time time = absl::InfinitePast();
  std::string previous_hash;
  std::string hash;
  bool intact = true;
  bool reading = false;
  // After which the next page begins.
  std::string position;
};

struct ChainLink {
  std::int64_t sequence = 0;
  std::string previous_hash;
  std::string hash;
};

// A part of a chain, as Chain of audit.proto.
struct ChainPart {
  RecordName record;
  std::vector<ChainLink> events;
  std::vector<Finding> findings;
  bool checked = false;
};

// Every call that shows something leaves an event in the chain of the caller; of the lists that name no record of anybody's their
// first page does. Thread-safe.
class AuditDesk {
 public:
  // Events of one part of a chain, so that a page ends.
  static constexpr std::size_t kPartEventsMax = 1000;

  explicit AuditDesk(const Workplace& workplace) : work_(workplace) {}

  // The chain of a record, then its readings. NotFound unless the caller may audit it.
  absl::StatusOr<std::vector<AuditEntry>> List(const Caller& caller, const AuditedName& name, const PageRequest& page);

  // What an officer did from `begin` until before `end`, in order of time. NotFound unless the caller audits the officer's unit.
  absl::StatusOr<std::vector<AuditEntry>> ListOfOfficer(const Caller& caller, const AuditedName& officer, absl::Time begin,
                                                        absl::Time end, bool readings_only, const PageRequest& page);

  struct CheckpointPage {
    std::vector<KeptCheckpoint> checkpoints;
    // Empty on the last page.
    std::string next_after;
  };
  // By number, those after `after_number`. A page may be short, for a checkpoint is large.
  absl::StatusOr<CheckpointPage> ListCheckpoints(const Caller& caller, std::int64_t after_number, const PageRequest& page);

  struct ChainPage {
    std::vector<ChainPart> parts;
    std::string next_after;
  };
  // The chains of everything, or of one record the events of which the caller may list (NotFound otherwise). A page may be short.
  absl::StatusOr<ChainPage> ListChains(const Caller& caller, const std::optional<AuditedName>& name, const PageRequest& page);

 private:
  Workplace work_;
};

}  // namespace rujukan

#endif  // RUJUKAN_SERVER_BROKER_AUDIT_DESK_H_
