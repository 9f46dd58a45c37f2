// Making the signed checkpoints of the chains.
#ifndef RUJUKAN_SERVER_BROKER_CHECKPOINT_DESK_H_
#define RUJUKAN_SERVER_BROKER_CHECKPOINT_DESK_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "server/broker/workplace.h"

namespace rujukan {

// Thread-safe. Several servers on one database may each have one: of two that sign at once, one makes the checkpoint and the other
// finds nothing left to sign.
class CheckpointDesk {
 public:
  CheckpointDesk(const Workplace& workplace, const Signer& signer) : work_(workplace), signer_(signer) {}

  // Signs all events of committed transactions that no checkpoint holds, in as many checkpoints as it takes, each in a transaction
  // of its own. How many it made: none when there is nothing to sign.
  absl::StatusOr<std::int64_t> SignAll();

 private:
  // False when there was nothing to sign.
  absl::StatusOr<bool> SignOne();

  const Workplace work_;
  const Signer& signer_;
};

}  // namespace rujukan

#endif  // RUJUKAN_SERVER_BROKER_CHECKPOINT_DESK_H_
