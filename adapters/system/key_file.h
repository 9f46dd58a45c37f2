// The keys of an installation and the file they lie in.
//
// Without the file, what is sealed in the database cannot be read by anybody, ever; with the file and the database, all of it can.
// It is a text of lines:
//
//   rujukan-keys 1
//   seal 1 <32 bytes in base64>
//   welfare-index <32 bytes in base64>
//   protection-index <32 bytes in base64>
//   mac <32 bytes in base64>
//
// "seal" may occur several times with different numbers, the generations: the highest seals, all of them open. The other keys have
// no generations: what they made is compared and never opened, so nothing could be made anew with another one.
#ifndef RUJUKAN_ADAPTERS_SYSTEM_KEY_FILE_H_
#define RUJUKAN_ADAPTERS_SYSTEM_KEY_FILE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "adapters/system/secret_key.h"

namespace rujukan {

struct Keys {
  // More are retired before another is made.
  static constexpr std::size_t kGenerationsMax = 40;

  // By number; never empty. The highest seals.
  std::map<std::uint32_t, SecretKey> seal;
  SecretKey welfare_index;
  SecretKey protection_index;
  SecretKey mac;

  // New keys, all different.
  static Keys Random();
};

// The text of a key file: of a fixed size, so that no copy is left behind by growing, and wiped when it is no longer needed.
class KeyText {
 public:
  // Room for all generations of sealing keys; what is larger is not a key file.
  static constexpr std::size_t kBytesMax = 4096;

  KeyText() : bytes_{} {}
  ~KeyText() { OPENSSL_cleanse(bytes_.data(), bytes_.size()); }
  char* data() { return bytes_.data(); }
  std::string_view view() const { return {bytes_.data(), size_}; }
  void set_size(std::size_t size) { size_ = size; }

 private:
  std::array<char, kBytesMax> bytes_;
  std::size_t size_ = 0;
};

KeyText EncodeKeys(const Keys& keys);
// Nothing for a text that no EncodeKeys made.
std::optional<Keys> DecodeKeys(std::string_view text);

// Writes new keys to a new file that only its owner may read, durably. ALREADY_EXISTS when there is such a file. Texts are for the
// operator.
absl::Status CreateKeyFile(const std::string& path, const Keys& keys);

// Puts `keys` in the place of those in the file, durably and with the same owner. Whenever it ends, the file holds the old keys or
// the new ones, all of them. Whoever leaves keys out keeps them elsewhere first. Texts are for the operator.
absl::Status ReplaceKeyFile(const std::string& path, const Keys& keys);

// Reads the keys. Refuses a file that anyone but its owner may read or write, that belongs to neither this user nor root, or that
// is not a plain file. Texts are for the operator and never show what the file holds.
absl::StatusOr<Keys> ReadKeyFile(const std::string& path);

}  // namespace rujukan

#endif  // RUJUKAN_ADAPTERS_SYSTEM_KEY_FILE_H_
