// Files that are there whole or not at all.
#ifndef RUJUKAN_ADAPTERS_SYSTEM_NEW_FILE_H_
#define RUJUKAN_ADAPTERS_SYSTEM_NEW_FILE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace rujukan {

// A file for its owner only, written under a temporary name beside its own ("NAME.partial-" and six characters) and given its name
// when it is durable. It takes the place of another only when it was begun to. Texts are for the operator and never show what is
// written.
class NewFile {
 public:
  // `what` begins every text: "key file". Refuses to write (RESOURCE_EXHAUSTED) where less than `reserve_bytes` would stay free for
  // everybody else on the disk. ALREADY_EXISTS when there is such a file.
  static absl::StatusOr<std::unique_ptr<NewFile>> Begin(const std::string& path, std::string_view what,
                                                        std::uint64_t reserve_bytes = 0);
  // To take the place of the file that has the name, whose owner it gets: until Finish returns, that one or this one is there,
  // whole.
  static absl::StatusOr<std::unique_ptr<NewFile>> BeginReplacing(const std::string& path, std::string_view what);
  // What is not finished is gone.
  ~NewFile();
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;

  absl::Status Append(std::string_view bytes);
  // The file survives a power cut when it returns OK. ALREADY_EXISTS when somebody made one of that name meanwhile.
  absl::Status Finish();

 private:
  NewFile(std::string path, std::string_view what, std::uint64_t reserve_bytes, bool replaces = false);
  absl::Status Open();
  absl::Status OpenTemporary();
  absl::Status TakeName();
  absl::Status Refuse() const;
  absl::Status CheckRoom(std::size_t bytes) const;

  const std::string path_;
  const std::string what_;
  const std::uint64_t reserve_bytes_;
  const bool replaces_;
  // Empty once it has its name.
  std::string temporary_path_;
  int file_ = -1;
};

}  // namespace rujukan

#endif  // RUJUKAN_ADAPTERS_SYSTEM_NEW_FILE_H_
