#include "server/broker/checkpoint_desk.h"

#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "server/domain/try.h"

namespace rujukan {

absl::StatusOr<std::int64_t> CheckpointDesk::SignAll(const std::stop_token& stop) {
  for (std::int64_t made = 0;;) {
    if (stop.stop_requested()) return absl::CancelledError("there was no time to sign all; whoever signs next signs the rest");
    RUJUKAN_TRY_ASSIGN(const std::size_t events, SignOne());
    if (events > 0) ++made;
    // Not until there is nothing: another server may put in more all the time.
    if (events < kCheckpointEventsMax) return made;
  }
}

absl::StatusOr<std::size_t> CheckpointDesk::SignOne() {
  std::size_t events = 0;
  RUJUKAN_TRY(work_.store.Transact([&](Transaction& transaction) -> absl::Status {
    Checkpoint checkpoint;
    // The last one first: whoever signs after it was read has taken the next number, and this one begins again.
    RUJUKAN_TRY_ASSIGN(const std::optional<Checkpoints::Kept> last, transaction.checkpoints().Last());
    RUJUKAN_TRY_ASSIGN(checkpoint.events, transaction.checkpoints().ListUnsigned(kCheckpointEventsMax));
    events = checkpoint.events.size();
    if (events == 0) return absl::OkStatus();
    checkpoint.number = last ? last->number + 1 : 1;
    if (last) checkpoint.previous = DigestOf(last->signed_text, work_.sealer);
    checkpoint.time = work_.clock.Now();
    return transaction.checkpoints().Insert(checkpoint, SignedText(checkpoint, signer_));
  }));
  return events;
}

}  // namespace rujukan
