// The key that signs checkpoints, and the two files that it is known by.
//
// The secret one is of one line, "rujukan-checkpoint-key 1 <32 bytes in base64>", for the server alone, and not the file of the
// keys that seal: whoever can read records need not be able to sign. The public one, "rujukan-checkpoint-public-key 1 <32 bytes in
// base64>", is for both agencies to keep; who got another secret key adds the line of it, so that what was signed before can still
// be checked.
#ifndef RUJUKAN_ADAPTERS_SYSTEM_CHECKPOINT_KEY_H_
#define RUJUKAN_ADAPTERS_SYSTEM_CHECKPOINT_KEY_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "adapters/system/kept_key.h"
#include "adapters/system/secret_key.h"
#include "server/domain/ports.h"

namespace rujukan {

// Signs with libsodium. Texts of refusals are for the operator. Thread-safe.
class CheckpointKey final : public Signer {
 public:
  static CheckpointKey Random();
  static absl::StatusOr<std::unique_ptr<CheckpointKey>> FromFile(const std::string& path);
  // For its owner only; ALREADY_EXISTS when there is such a file.
  absl::Status WriteNewFile(const std::string& path) const;

  std::string Sign(std::string_view text) const override;
  std::string PublicKey() const override;

 private:
  explicit CheckpointKey(const SecretKey& seed) : seed_(seed) {}

  const KeptKey seed_;
};

// The line of the public file, with its end.
std::string PublicKeyLine(std::string_view public_key);

// The 32 bytes of each line of a public file, at least one. Lines of anything else are left alone.
absl::StatusOr<std::vector<std::string>> ReadPublicKeyFile(const std::string& path);

// True when `signature` was made for `text` by the key of this public key.
bool IsSignatureOf(std::string_view public_key, std::string_view text, std::string_view signature);

}  // namespace rujukan

#endif  // RUJUKAN_ADAPTERS_SYSTEM_CHECKPOINT_KEY_H_
