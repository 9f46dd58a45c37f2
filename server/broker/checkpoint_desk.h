// Making the signed checkpoints of the chains.
#ifndef RUJUKAN_SERVER_BROKER_CHECKPOINT_DESK_H_
#define RUJUKAN_SERVER_BROKER_CHECKPOINT_DESK_H_

#include <cstddef>
#include <cstdint>
#include <stop_token>

#include "absl/status/statusor.h"
#include "server/broker/workplace.h"

namespace rujukan {

// Thread-safe. Several servers on one database may each have one: of two that sign at once, one makes the checkpoint and the other
// finds nothing left to sign.
class CheckpointDesk {
 public:
  CheckpointDesk(const Workplace& workplace, const Signer& signer) : work_(workplace), signer_(signer) {}

  // Signs all events of committed transactions that no checkpoint holds, in as many checkpoints as it takes, each in a transaction
  // of its own; what is committed meanwhile may be left. How many it made: none when there is nothing to sign. CANCELLED when
  // `stop` came first: it ends between two checkpoints, and whoever signs next signs the rest.
  absl::StatusOr<std::int64_t> SignAll(const std::stop_token& stop = {});

 private:
  // How many events there were to sign, at most kCheckpointEventsMax.
  absl::StatusOr<std::size_t> SignOne();

  const Workplace work_;
  const Signer& signer_;
};

}  // namespace rujukan

#endif  // RUJUKAN_SERVER_BROKER_CHECKPOINT_DESK_H_
