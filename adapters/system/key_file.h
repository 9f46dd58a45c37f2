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
// "seal" may occur several times with different numbers: the highest seals, all of them open.
#ifndef RUJUKAN_ADAPTERS_SYSTEM_KEY_FILE_H_
#define RUJUKAN_ADAPTERS_SYSTEM_KEY_FILE_H_

#include <cstdint>
#include <map>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "adapters/system/secret_key.h"

namespace rujukan {

struct Keys {
  // By number; never empty. The highest seals.
  std::map<std::uint32_t, SecretKey> seal;
  SecretKey welfare_index;
  SecretKey protection_index;
  SecretKey mac;

  // New keys, all different.
  static Keys Random();
};

// Writes new keys to a new file that only its owner may read, durably. ALREADY_EXISTS when there is such a file: keys are never
// overwritten. Texts are for the operator.
absl::Status CreateKeyFile(const std::string& path, const Keys& keys);

// Reads the keys. Refuses a file that anyone but its owner may read or write, that belongs to neither this user nor root, or that
// is not a plain file. Texts are for the operator and never show what the file holds.
absl::StatusOr<Keys> ReadKeyFile(const std::string& path);

}  // namespace rujukan

#endif  // RUJUKAN_ADAPTERS_SYSTEM_KEY_FILE_H_
