// One process, one database file.
#ifndef RUJUKAN_ADAPTERS_SQLITE_FILE_LOCK_H_
#define RUJUKAN_ADAPTERS_SQLITE_FILE_LOCK_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"

namespace rujukan::sqlite {

// SQLite before 3.51.3 may damage a write-ahead log when two connections write or checkpoint at once, so nobody but the holder of
// this lock opens a database. It ends with the process, however that ends.
class FileLock {
 public:
  // Locks `path`, which is made when it is missing. The text of a refusal is for the operator.
  static absl::StatusOr<std::unique_ptr<FileLock>> Take(const std::string& path);
  ~FileLock();
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

 private:
  explicit FileLock(int file) : file_(file) {}

  const int file_;
};

}  // namespace rujukan::sqlite

#endif  // RUJUKAN_ADAPTERS_SQLITE_FILE_LOCK_H_
