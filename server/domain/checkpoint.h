// Signed checkpoints of the chains: a text that both agencies hold, and by which each can prove later that no event it names was
// changed, removed, inserted before, or put back, without trusting whoever keeps the database.
//
//   rujukan-checkpoint 1
//   number 12
//   previous 3f1c…                       SHA-256 of the text of checkpoint 11 up to its signature; "-" for the first
//   time 2026-11-25T02:00:00Z
//   event referrals/0195… 4 9a80…        record, place in its chain, hash: every event since the checkpoint before
//   event …
//   signature 58c2…                      Ed25519, over all above
#ifndef RUJUKAN_SERVER_DOMAIN_CHECKPOINT_H_
#define RUJUKAN_SERVER_DOMAIN_CHECKPOINT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/time/time.h"
#include "server/domain/audit.h"
#include "server/domain/ports.h"

namespace rujukan {

// An event that has its place for good.
struct SignedEvent {
  RecordName record;
  std::int64_t sequence = 0;
  std::string hash;
};

struct Checkpoint {
  // Dense from 1.
  std::int64_t number = 0;
  // Digest of the one before; empty for the first.
  std::string previous;
  // To the second.
  absl::Time time;
  std::vector<SignedEvent> events;
};

// The most events of one checkpoint, so that making it holds up nobody and its text stays below the size of a message. What is more
// goes into the next.
inline constexpr std::size_t kCheckpointEventsMax = 2000;

// The text with its signature, as it is stored, held and sent.
std::string SignedText(const Checkpoint& checkpoint, const Signer& signer);

// A checkpoint as it is stored.
struct KeptCheckpoint {
  std::int64_t number = 0;
  std::string signed_text;
};

// SHA-256.
using Digest = absl::FunctionRef<std::string(std::string_view)>;
// What the next checkpoint names as `previous`.
std::string DigestOf(std::string_view signed_text, Digest digest);
std::string DigestOf(std::string_view signed_text, const Sealer& sealer);

// True when `signature` is that of the key for `text`.
using IsSignature = absl::FunctionRef<bool(std::string_view text, std::string_view signature)>;

// The checkpoint of such a text; nothing when the text is none or the signature is not the key's.
std::optional<Checkpoint> ReadCheckpoint(std::string_view signed_text, IsSignature is_signature);

// "checkpoint 12": how findings name it.
std::string NameOfCheckpoint(std::int64_t number);

// "checkpoint-0000000012.txt": the file in which it is held.
std::string CheckpointFileName(std::int64_t number);
bool IsCheckpointFile(std::string_view name);

}  // namespace rujukan

#endif  // RUJUKAN_SERVER_DOMAIN_CHECKPOINT_H_
