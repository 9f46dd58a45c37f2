// The keys of an installation in two halves, for two people who keep them in two places. Either alone tells nothing: the first is
// the text of the key file, encrypted (XSalsa20-Poly1305, libsodium's secretbox) under a random key; the second is that key.
#ifndef RUJUKAN_ADAPTERS_SYSTEM_KEY_SHARES_H_
#define RUJUKAN_ADAPTERS_SYSTEM_KEY_SHARES_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "adapters/system/key_file.h"

namespace rujukan {

// Writes two new text files that say what they are, for which installation, and what to do with them. ALREADY_EXISTS when one is
// there: shares are never overwritten; INVALID_ARGUMENT when both would be one file. A failure leaves none. Texts are for the
// operator.
absl::Status CreateKeyShares(const std::string& first_path, const std::string& second_path, const Keys& keys);

// The keys that both shares make together, in either order. Refuses two of the same half, of two installations, or of two different
// times. Texts are for the operator and never show what a share holds.
absl::StatusOr<Keys> JoinKeyShares(const std::string& one_path, const std::string& other_path);

}  // namespace rujukan

#endif  // RUJUKAN_ADAPTERS_SYSTEM_KEY_SHARES_H_
