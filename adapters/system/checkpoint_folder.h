// A folder in which somebody holds checkpoints, a file each.
#ifndef RUJUKAN_ADAPTERS_SYSTEM_CHECKPOINT_FOLDER_H_
#define RUJUKAN_ADAPTERS_SYSTEM_CHECKPOINT_FOLDER_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/domain/finding.h"
#include "server/domain/held_checkpoints.h"

namespace rujukan {

// All checkpoints in the folder; other files are left alone. NOT_FOUND when it or one of them cannot be read.
absl::StatusOr<std::vector<HeldCheckpoints::File>> ReadCheckpointFolder(const std::string& folder);

struct CheckpointsAdded {
  int written = 0;
  // Where the store and the folder do not belong together, and the first of each gap in the store.
  std::vector<Finding> findings;
  // What the folder refused, which ended it.
  absl::Status folder;
};

// A folder as it is when it is opened, to which a store's checkpoints are added. None is ever replaced, and none is written that
// does not go on from what is there: after an older database was put back, what it signs belongs into another folder. Whose key
// signed is not looked at, that is for whoever proves.
class CheckpointFolder {
 public:
  // The store's checkpoints after a number, in order, at most `size`; none when there are no more.
  using Lister = absl::FunctionRef<absl::StatusOr<std::vector<KeptCheckpoint>>(std::int64_t after, std::size_t size)>;

  // To be opened before the store is read, so that the store has all of it. NOT_FOUND when it cannot be read.
  static absl::StatusOr<CheckpointFolder> Open(const std::string& path);

  // How many of the first checkpoints it has without a gap.
  std::int64_t without_gap() const;

  // Adds those after a number that it does not have. Fails when `list` does; `added` then tells how far it came.
  absl::Status Add(Lister list, std::int64_t after, CheckpointsAdded& added) const;

 private:
  explicit CheckpointFolder(std::string path) : path_(std::move(path)) {}
  absl::StatusOr<std::string> TextOf(std::int64_t number) const;
  // Whether the store has the last one of the folder.
  absl::StatusOr<bool> GoesOn(Lister list, std::vector<Finding>& findings) const;
  // Since when nothing is in the store.
  absl::StatusOr<Finding> OlderStore(Lister list) const;
  // Whether the checkpoint goes on from the one before, whose text is `previous` or else in the folder, and the one behind from it.
  absl::StatusOr<bool> Fits(const KeptCheckpoint& kept, std::optional<std::string> previous, std::vector<Finding>& findings) const;

  std::string path_;
  std::set<std::int64_t> held_;
  // Of the last one.
  std::string last_text_;
};

// What public keys (32 bytes each) make of files: they are proved by a signature of one of them, and SHA-256.
HeldCheckpoints HeldUnder(std::vector<std::string> public_keys, std::vector<HeldCheckpoints::File> files);

}  // namespace rujukan

#endif  // RUJUKAN_ADAPTERS_SYSTEM_CHECKPOINT_FOLDER_H_
