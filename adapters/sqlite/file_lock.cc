#include "adapters/sqlite/file_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <string_view>

#include "absl/cleanup/cleanup.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "server/domain/try.h"

namespace rujukan::sqlite {
namespace {

constexpr char kWaysOut[] = "put the copy back, or make a new database with --create-administrator";

absl::Status Refuse(const std::string& path, const std::string& reason) {
  return absl::FailedPreconditionError(absl::StrCat("database ", path, ": ", reason));
}

std::string FolderOf(const std::string& path) { return std::filesystem::absolute(path).parent_path().string(); }

// What the operator reads when the file cannot be opened.
absl::Status WhyNotOpened(const std::string& path, int error) {
  std::error_code ignored;
  const bool missing = error == ENOENT;
  if (missing && !std::filesystem::exists(FolderOf(path), ignored)) {
    return Refuse(path, absl::StrCat("there is no folder ", FolderOf(path), "; make it first, for the server's user only"));
  }
  return Refuse(path, missing ? absl::StrCat("there is no such file; ", kWaysOut) : std::strerror(error));
}

// The name of a new file is durable only when its folder is.
absl::Status SyncFolderOf(const std::string& path) {
  const std::string folder = FolderOf(path);
  const auto refuse = [&] { return absl::FailedPreconditionError(absl::StrCat("folder ", folder, ": ", std::strerror(errno))); };
  const int descriptor = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return refuse();
  const absl::Cleanup close_folder = [descriptor] { close(descriptor); };
  return fsync(descriptor) == 0 ? absl::OkStatus() : refuse();
}

absl::Status CheckOneName(const std::string& path, const struct stat& status) {
  return status.st_nlink > 1 ? Refuse(path, "the file has another name (a hard link); remove one") : absl::OkStatus();
}

// An empty file is a new database, or all that is left of one.
absl::Status CheckEmpty(const std::string& path, bool create) {
  if (!create) return Refuse(path, absl::StrCat("the file is empty; ", kWaysOut));
  std::error_code ignored;
  const std::string log = std::filesystem::weakly_canonical(path, ignored).string() + "-wal";
  if (std::filesystem::exists(log, ignored) && !std::filesystem::is_empty(log, ignored)) {
    return Refuse(path,
                  absl::StrCat("the log of a lost database lies beside it, ", log, "; put both back from a copy, or take it away"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::unique_ptr<FileLock>> FileLock::Take(const std::string& path, bool create) {
  const int file = open(path.c_str(), O_RDWR | O_CLOEXEC | (create ? O_CREAT : 0), 0600);
  if (file < 0) return WhyNotOpened(path, errno);
  std::unique_ptr<FileLock> lock(new FileLock(file));
  struct stat status {};
  if (fstat(file, &status) != 0) return Refuse(path, std::strerror(errno));
  RUJUKAN_TRY(CheckOneName(path, status));
  if (flock(file, LOCK_EX | LOCK_NB) != 0) {
    return Refuse(path, errno == EWOULDBLOCK ? "another process has it open; stop that server first" : std::strerror(errno));
  }
  if (fstat(file, &status) == 0 && status.st_size == 0) RUJUKAN_TRY(CheckEmpty(path, create));
  if (create) RUJUKAN_TRY(SyncFolderOf(path));
  return lock;
}

absl::Status FileLock::CheckName(const std::string& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) return WhyNotOpened(path, errno);
  if (status.st_size == 0) return CheckEmpty(path, false);
  return CheckOneName(path, status);
}

bool FileLock::WriteOut() const {
  // Pages that were copied from a log lie all over the file. Smaller steps take longer altogether, larger ones hold up others.
  constexpr off64_t kSteps = 1000, kStepBytesMin = 1024 * 1024;
  constexpr unsigned kAndWait = SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE | SYNC_FILE_RANGE_WAIT_AFTER;
  struct stat status {};
  if (fstat(file_, &status) != 0) return true;
  const off64_t step = std::max<off64_t>(status.st_size / kSteps, kStepBytesMin);
  for (off64_t begin = 0; begin < status.st_size; begin += step) {
    // Other errors are of file systems that cannot do this.
    if (sync_file_range(file_, begin, step, kAndWait) != 0 && (errno == EIO || errno == ENOSPC)) return false;
  }
  return true;
}

FileLock::~FileLock() { close(file_); }

}  // namespace rujukan::sqlite
