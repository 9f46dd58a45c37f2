#include "adapters/sqlite/file_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace rujukan::sqlite {

absl::StatusOr<std::unique_ptr<FileLock>> FileLock::Take(const std::string& path) {
  const int file = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) return absl::FailedPreconditionError(absl::StrCat("lock file ", path, ": ", std::strerror(errno)));
  std::unique_ptr<FileLock> lock(new FileLock(file));
  if (flock(file, LOCK_EX | LOCK_NB) == 0) return lock;
  if (errno == EWOULDBLOCK) return absl::FailedPreconditionError(absl::StrCat("another process holds ", path));
  return absl::FailedPreconditionError(absl::StrCat("lock file ", path, ": ", std::strerror(errno)));
}

FileLock::~FileLock() { close(file_); }

}  // namespace rujukan::sqlite
