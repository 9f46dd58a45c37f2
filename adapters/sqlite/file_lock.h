// One process, one database file.
#ifndef RUJUKAN_ADAPTERS_SQLITE_FILE_LOCK_H_
#define RUJUKAN_ADAPTERS_SQLITE_FILE_LOCK_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"

namespace rujukan::sqlite {

// SQLite before 3.51.3 may damage a write-ahead log when two connections write and checkpoint at the wrong moment. One process can
// keep that from happening (log_bringer.h), two cannot, so nobody but the holder of this lock opens a database. It is on the file
// itself (flock), whatever name leads there, and ends with the process, however that ends.
//
// REQUIRES: taken before SQLite opens the file and given up after SQLite has closed it, because closing any descriptor of a file
// ends the locks (fcntl) that SQLite has on it.
class FileLock {
 public:
  // Locks the database `path`. Refuses a file with a second name (a hard link), because SQLite would keep a second log beside that
  // one, and the two would destroy each other. A missing file is made, for its owner only and durably, and an empty one is taken,
  // when `create` says so; both are refused otherwise, and where the log of a lost database lies. Texts are for the operator.
  static absl::StatusOr<std::unique_ptr<FileLock>> Take(const std::string& path, bool create);
  ~FileLock();
  // What Take checks of a database that is there and that somebody else may have locked. It opens nothing.
  static absl::Status CheckName(const std::string& path);
  // Has the system write to the disk what it keeps in memory of the file, little by little, so that nobody who syncs another file
  // meanwhile waits for all of it. Promises nothing: that SQLite's own sync does, which then has little left to write. False when
  // something of the file was lost, here or before, which nobody may be told again.
  bool WriteOut() const;
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

 private:
  explicit FileLock(int file) : file_(file) {}

  const int file_;
};

}  // namespace rujukan::sqlite

#endif  // RUJUKAN_ADAPTERS_SQLITE_FILE_LOCK_H_
