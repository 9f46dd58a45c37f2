#include "server/broker/checkpoint_desk.h"

#include <optional>
#include <utility>

#include "server/domain/try.h"

namespace rujukan {

absl::StatusOr<std::int64_t> CheckpointDesk::SignAll() {
  for (std::int64_t made = 0;; ++made) {
    RUJUKAN_TRY_ASSIGN(const bool signed_one, SignOne());
    if (!signed_one) return made;
  }
}

absl::StatusOr<bool> CheckpointDesk::SignOne() {
  bool signed_one = false;
  RUJUKAN_TRY(work_.store.Transact([&](Transaction& transaction) -> absl::Status {
    signed_one = false;
    Checkpoint checkpoint;
    // The last one first: whoever signs after it was read has taken the next number, and this one begins again.
    RUJUKAN_TRY_ASSIGN(const std::optional<Checkpoints::Kept> last, transaction.checkpoints().Last());
    RUJUKAN_TRY_ASSIGN(checkpoint.events, transaction.checkpoints().ListUnsigned(kCheckpointEventsMax));
    if (checkpoint.events.empty()) return absl::OkStatus();
    checkpoint.number = last ? last->number + 1 : 1;
    if (last) checkpoint.previous = DigestOf(last->signed_text, work_.sealer);
    checkpoint.time = work_.clock.Now();
    RUJUKAN_TRY(transaction.checkpoints().Insert(checkpoint, SignedText(checkpoint, signer_)));
    signed_one = true;
    return absl::OkStatus();
  }));
  return signed_one;
}

}  // namespace rujukan
