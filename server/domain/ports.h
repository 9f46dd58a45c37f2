// What the domain needs from the machine: time, ids, cryptography. Implemented in adapters/system; tests bring a clock that
// moves when told.
#ifndef RUJUKAN_SERVER_DOMAIN_PORTS_H_
#define RUJUKAN_SERVER_DOMAIN_PORTS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace rujukan {

// Tells the time. Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual absl::Time Now() const = 0;
};

// Makes names and secrets. Thread-safe.
class IdSource {
 public:
  virtual ~IdSource() = default;
  // A new lower-case UUID of version 7. Those of one process grow strictly.
  virtual std::string NewUuid() = 0;
  // A secret of 256 random bits, 43 characters of base64url.
  virtual std::string NewSecret() = 0;
};

// The two registers. Their blind indexes have different keys, so that no join shows that a household's number is also known
// to the protection side.
enum class Side { kWelfare, kProtection };

// Seals what must not be read in the database, and makes the keyed values by which it is found. Thread-safe.
class Sealer {
 public:
  virtual ~Sealer() = default;

  // Encrypts with a fresh data key, itself wrapped by the key file (AES-256-GCM both). `binding` is authenticated, not
  // stored: give table, record, section and version, so that a sealed value cannot be moved or an old one put back.
  virtual std::string Seal(std::string_view plaintext, std::string_view binding) const = 0;

  // The plaintext; DATA_LOSS when it was changed, moved, or sealed with a key this server does not have.
  virtual absl::StatusOr<std::string> Open(std::string_view sealed, std::string_view binding) const = 0;

  // The part of a sealed value that stays the same when its data key is wrapped anew: what digests cover, so that a rotation of
  // keys breaks no chain. A view into `sealed`.
  virtual std::string_view Lasting(std::string_view sealed) const = 0;

  // The numbers of the sealing keys that there are, ascending and never empty. The last one wraps, all of them open.
  virtual std::vector<std::uint32_t> Generations() const = 0;

  // By which of them the data key of a sealed value says to be wrapped, whether it is there or not; nothing for what no Seal made.
  virtual std::optional<std::uint32_t> GenerationOf(std::string_view sealed) const = 0;

  // The same value with its data key wrapped by the last generation. DATA_LOSS when the data key does not open; the content is not
  // looked at.
  virtual absl::StatusOr<std::string> WrapAnew(std::string_view sealed) const = 0;

  // 32 bytes by which an exact value is found again (HMAC-SHA-256 under the side's own key). `purpose` separates kinds of
  // values: a NIK never matches a No KK.
  virtual std::string BlindIndex(Side side, std::string_view purpose, std::string_view value) const = 0;

  // 32 bytes that only this installation can make for `value` (HMAC-SHA-256): fingerprints of requests, checks of page tokens,
  // pseudonyms.
  virtual std::string Mac(std::string_view purpose, std::string_view value) const = 0;

  // SHA-256, 32 bytes.
  virtual std::string Digest(std::string_view value) const = 0;
};

// Signs checkpoints of the chains (Ed25519) with a key that is not among those that seal. Thread-safe.
class Signer {
 public:
  virtual ~Signer() = default;
  // 64 bytes.
  virtual std::string Sign(std::string_view text) const = 0;
  // 32 bytes, by which everybody can check a signature.
  virtual std::string PublicKey() const = 0;
};

// Hashes passwords (Argon2id). Slow and hungry on purpose: callers bound how many run at once. Thread-safe.
class PasswordHasher {
 public:
  virtual ~PasswordHasher() = default;
  virtual std::string Hash(std::string_view password) const = 0;
  virtual bool Verify(std::string_view hash, std::string_view password) const = 0;
};

}  // namespace rujukan

#endif  // RUJUKAN_SERVER_DOMAIN_PORTS_H_
