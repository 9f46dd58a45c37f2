// A folder in which somebody holds checkpoints, a file each.
#ifndef RUJUKAN_ADAPTERS_SYSTEM_CHECKPOINT_FOLDER_H_
#define RUJUKAN_ADAPTERS_SYSTEM_CHECKPOINT_FOLDER_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "server/domain/held_checkpoints.h"

namespace rujukan {

// All checkpoints in the folder; other files are left alone. NOT_FOUND when there is no such folder.
absl::StatusOr<std::vector<HeldCheckpoints::File>> ReadCheckpointFolder(const std::string& folder);

// Writes the checkpoint of this number unless the folder has it, which is never replaced. True when it wrote.
absl::StatusOr<bool> HoldCheckpoint(const std::string& folder, const KeptCheckpoint& kept);

// What public keys (32 bytes each) make of files: they are proved by a signature of one of them, and SHA-256.
HeldCheckpoints HeldUnder(std::vector<std::string> public_keys, std::vector<HeldCheckpoints::File> files);

}  // namespace rujukan

#endif  // RUJUKAN_ADAPTERS_SYSTEM_CHECKPOINT_FOLDER_H_
