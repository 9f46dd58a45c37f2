// Proving one record and its chain.
#ifndef RUJUKAN_SERVER_BROKER_RECORD_CHECK_H_
#define RUJUKAN_SERVER_BROKER_RECORD_CHECK_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "server/broker/workplace.h"
#include "server/domain/audit.h"
#include "server/domain/case_file.h"
#include "server/domain/event.h"
#include "server/domain/finding.h"
#include "server/domain/held_checkpoints.h"
#include "server/domain/referral.h"

namespace rujukan {

// What there is of one record.
struct CheckedRecord {
  // Under which checkpoints know its chain.
  RecordName chain;
  std::vector<EventInStore> events;
  // The record itself is there, and not only its chain or an index.
  bool is_there = false;
  // By the name of the chain.
  std::vector<Finding> findings;
  // Of a referral: itself and its events. Of a case file: itself.
  std::optional<Referral> referral;
  std::vector<ReferralEvent> moves;
  std::optional<CaseFile> case_file;
};

// Reads a record with all that belongs to it, and its whole chain: whether it opens, is the one of its last event, is found as it
// should be, and whether its chain is whole and this installation's. RecordDamaged when it does not open.
absl::StatusOr<CheckedRecord> CheckRecord(Transaction& transaction, const Sealer& sealer, const RecordName& record);

// The referrals that have a record or events, by id.
absl::StatusOr<std::vector<ReferralId>> ListAllReferrals(Transaction& transaction, const PageRequest& page);

}  // namespace rujukan

#endif  // RUJUKAN_SERVER_BROKER_RECORD_CHECK_H_
