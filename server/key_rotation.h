// Rotating the sealing keys of an installation whose servers are stopped: what `rujukand --rotate-keys` and `--retire-keys` do.
#ifndef RUJUKAN_SERVER_KEY_ROTATION_H_
#define RUJUKAN_SERVER_KEY_ROTATION_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "adapters/sql/driver.h"
#include "server/domain/ports.h"

namespace rujukan {

// Opens the database with these keys while nobody else has it, and lends it.
using LendDatabase = absl::FunctionRef<absl::Status(const Sealer&, absl::FunctionRef<absl::Status(sql::Connection&)>)>;
// Tells the operator a line of how far it is.
using Tell = absl::FunctionRef<void(const std::string&)>;

// Makes a new generation of the sealing key, writes key shares with it, puts it into the key file, and wraps the data keys of all
// records by it. In this order, so that nothing is ever sealed by a key of which there is one copy only. Where an earlier rotation
// was not finished, or the shares of it are named again, it makes no generation but goes on with the last one: it can be ended at
// any moment and run again with the same shares. No key leaves the key file. Answers how many values are damaged and stay as they
// are. Texts are for the operator.
absl::StatusOr<std::int64_t> RotateKeys(const std::string& key_file, const std::string& first_share,
                                        const std::string& second_share, LendDatabase lend, Tell tell);

// Takes all generations but the last out of the key file, once it has proved that no record needs them. The key file with all of
// them stays beside it as KEY_FILE.retired; ALREADY_EXISTS when there is one with other keys. Answers and texts as RotateKeys.
absl::StatusOr<std::int64_t> RetireKeys(const std::string& key_file, LendDatabase lend, Tell tell);

}  // namespace rujukan

#endif  // RUJUKAN_SERVER_KEY_ROTATION_H_
