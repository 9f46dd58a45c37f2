// Sealing with the keys of a key file.
#ifndef RUJUKAN_ADAPTERS_SYSTEM_FILE_KEY_SEALER_H_
#define RUJUKAN_ADAPTERS_SYSTEM_FILE_KEY_SEALER_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "adapters/system/kept_key.h"
#include "adapters/system/key_file.h"
#include "server/domain/ports.h"

namespace rujukan {

// A sealed value is
//
//   version (1 byte, now 2) | number of the sealing key (4, big endian)
//   | nonce (12) | data key, encrypted with the sealing key (32) | tag (16)
//   | nonce (12) | plaintext, encrypted with the data key | tag (16)
//
// by AES-256-GCM. The first five bytes are authenticated with the wrapped data key, the version and the binding with the content;
// because only the data key is wrapped, a change of the sealing key rewrites 64 bytes a record and never its content, which is what
// lasts. A sealing key wraps with random nonces, so it should make way for the next one before 2^32 values (NIST SP 800-38D).
//
// Thread-safe. Ends the process when OpenSSL fails at what cannot fail.
class FileKeySealer final : public Sealer {
 public:
  // The texts of refusals are for the operator.
  static absl::StatusOr<std::unique_ptr<FileKeySealer>> FromFile(const std::string& path);
  explicit FileKeySealer(const Keys& keys);
  ~FileKeySealer() override;

  // False when some key could be written to swap (kept_key.h).
  bool AreKeysLocked() const;

  std::string Seal(std::string_view plaintext, std::string_view binding) const override;
  absl::StatusOr<std::string> Open(std::string_view sealed, std::string_view binding) const override;
  std::string_view Lasting(std::string_view sealed) const override;
  std::vector<std::uint32_t> Generations() const override;
  std::optional<std::uint32_t> GenerationOf(std::string_view sealed) const override;
  absl::StatusOr<std::string> WrapAnew(std::string_view sealed) const override;
  std::string BlindIndex(Side side, std::string_view purpose, std::string_view value) const override;
  std::string Mac(std::string_view purpose, std::string_view value) const override;
  std::string Digest(std::string_view value) const override;

 private:
  // What stands before the content: header and data key, wrapped by the last generation under a nonce that is used once.
  std::string Wrap(const SecretKey& data_key, const unsigned char* nonce) const;
  // The data key of a sealed value; false when no key of ours opens it.
  bool Unwrap(std::string_view sealed, SecretKey& data_key) const;

  // As Keys.
  const std::map<std::uint32_t, KeptKey> seal_;
  const KeptKey welfare_index_;
  const KeptKey protection_index_;
  const KeptKey mac_;
};

}  // namespace rujukan

#endif  // RUJUKAN_ADAPTERS_SYSTEM_FILE_KEY_SEALER_H_
