#include "adapters/system/new_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <utility>

#include "absl/strings/str_cat.h"
#include "server/domain/try.h"

namespace rujukan {
namespace {

// The name of a new file is durable only when its folder is.
bool SyncFolderOf(const std::string& path) {
  const std::string folder = std::filesystem::absolute(path).parent_path().string();
  const int descriptor = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return false;
  const bool synced = fsync(descriptor) == 0;
  close(descriptor);
  return synced;
}

// Renames, but never over another file.
bool MoveToFreeName(const std::string& from, const std::string& to) {
  if (renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return true;
  // Some network file systems cannot do it in one step.
  return errno == EINVAL && link(from.c_str(), to.c_str()) == 0 && unlink(from.c_str()) == 0;
}

}  // namespace

NewFile::NewFile(std::string path, std::string_view what, std::uint64_t reserve_bytes, bool replaces)
    : path_(std::move(path)), what_(what), reserve_bytes_(reserve_bytes), replaces_(replaces) {}

absl::StatusOr<std::unique_ptr<NewFile>> NewFile::Begin(const std::string& path, std::string_view what,
                                                        std::uint64_t reserve_bytes) {
  std::unique_ptr<NewFile> file(new NewFile(path, what, reserve_bytes));
  RUJUKAN_TRY(file->Open());
  return file;
}

absl::StatusOr<std::unique_ptr<NewFile>> NewFile::BeginReplacing(const std::string& path, std::string_view what) {
  std::unique_ptr<NewFile> file(new NewFile(path, what, 0, true));
  RUJUKAN_TRY(file->Open());
  return file;
}

absl::Status NewFile::Open() {
  struct stat old {};
  const bool there = lstat(path_.c_str(), &old) == 0;
  if (there && !replaces_) {
    errno = EEXIST;
    return Refuse();
  }
  if (!there && replaces_) return Refuse();
  RUJUKAN_TRY(OpenTemporary());
  // Whoever could read the old one can read the new one, also when root makes it.
  return replaces_ && fchown(file_, old.st_uid, old.st_gid) != 0 ? Refuse() : absl::OkStatus();
}

absl::Status NewFile::OpenTemporary() {
  temporary_path_ = path_ + ".partial-XXXXXX";
  file_ = mkostemp(temporary_path_.data(), O_CLOEXEC);
  if (file_ >= 0) return absl::OkStatus();
  temporary_path_.clear();
  return Refuse();
}

NewFile::~NewFile() {
  if (file_ >= 0) close(file_);
  if (!temporary_path_.empty()) unlink(temporary_path_.c_str());
}

absl::Status NewFile::Refuse() const {
  const int error = errno;
  if (error == EEXIST) return absl::AlreadyExistsError(absl::StrCat(what_, " ", path_, " is there already"));
  return absl::FailedPreconditionError(absl::StrCat(what_, " ", path_, ": ", std::strerror(error)));
}

absl::Status NewFile::CheckRoom(std::size_t bytes) const {
  struct statvfs disk {};
  if (reserve_bytes_ == 0 || fstatvfs(file_, &disk) != 0) return absl::OkStatus();
  if (disk.f_bavail * disk.f_frsize >= reserve_bytes_ + bytes) return absl::OkStatus();
  return absl::ResourceExhaustedError(absl::StrCat(what_, " ", path_, ": less than ", reserve_bytes_ >> 20,
                                                   " MB would stay free on the disk; make room, or choose another"));
}

absl::Status NewFile::Append(std::string_view bytes) {
  RUJUKAN_TRY(CheckRoom(bytes.size()));
  while (!bytes.empty()) {
    const ssize_t written = write(file_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return Refuse();
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return absl::OkStatus();
}

absl::Status NewFile::Finish() {
  if (fsync(file_) != 0 || close(std::exchange(file_, -1)) != 0) return Refuse();
  RUJUKAN_TRY(TakeName());
  temporary_path_.clear();
  if (SyncFolderOf(path_)) return absl::OkStatus();
  const absl::Status refused = Refuse();
  if (!replaces_) unlink(path_.c_str());
  return refused;
}

absl::Status NewFile::TakeName() {
  const bool taken = replaces_ ? rename(temporary_path_.c_str(), path_.c_str()) == 0 : MoveToFreeName(temporary_path_, path_);
  return taken ? absl::OkStatus() : Refuse();
}

}  // namespace rujukan
