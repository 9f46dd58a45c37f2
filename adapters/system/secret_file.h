// Files that hold a secret.
#ifndef RUJUKAN_ADAPTERS_SYSTEM_SECRET_FILE_H_
#define RUJUKAN_ADAPTERS_SYSTEM_SECRET_FILE_H_

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace rujukan {

// Reads the beginning of the file into `buffer`, which the caller wipes, and answers how many bytes there are. Refuses a file that
// anyone but its owner may read or write, that belongs to neither this user nor root, or that is not a plain file. Texts are for
// the operator, begin with `what` and never show what the file holds.
absl::StatusOr<std::size_t> ReadSecretFile(std::string_view what, const std::string& path, std::span<char> buffer);

// The first line of a file, which is a password; refused as by ReadSecretFile, and when the line is empty or longer than a password
// can be.
absl::StatusOr<std::string> ReadPasswordFile(const std::string& path);

}  // namespace rujukan

#endif  // RUJUKAN_ADAPTERS_SYSTEM_SECRET_FILE_H_
