#include "adapters/sqlite/log_gathering.h"

#include <atomic>

#include "absl/strings/str_cat.h"

namespace rujukan::sqlite {
namespace {

// SQLite knows file systems by name.
std::string NewName() {
  static std::atomic<int> last = 0;
  return absl::StrCat("log-gathering-", ++last);
}

}  // namespace

// The log as SQLite holds it: our part, then that of the file system below.
struct LogGathering::Log {
  sqlite3_file base;
  LogGathering* gathering;

  static LogGathering& Of(sqlite3_file* file) { return *reinterpret_cast<Log*>(file)->gathering; }
  static sqlite3_file* Below(sqlite3_file* file) { return reinterpret_cast<sqlite3_file*>(reinterpret_cast<Log*>(file) + 1); }

  // Calls a method of the file below, behind all that is held back.
  template <auto kMethod, typename... Arguments>
  static int Call(sqlite3_file* file, Arguments... arguments) {
    if (const int result = Of(file).WriteHeld(); result != SQLITE_OK) return result;
    return (Below(file)->pMethods->*kMethod)(Below(file), arguments...);
  }

  static int Write(sqlite3_file* file, const void* from, int size, sqlite3_int64 offset) {
    return Of(file).Write(from, static_cast<std::size_t>(size), offset);
  }
  // These cannot tell of a write that fails, and what is held back does not matter to them.
  static int SectorSize(sqlite3_file* file) { return Below(file)->pMethods->xSectorSize(Below(file)); }
  static int DeviceCharacteristics(sqlite3_file* file) { return Below(file)->pMethods->xDeviceCharacteristics(Below(file)); }
  static int Sync(sqlite3_file* file, int flags) {
    const int result = Call<&sqlite3_io_methods::xSync>(file, flags);
    // What follows may be seen by others before the next sync.
    Of(file).gathers_ = false;
    return result;
  }
};

const sqlite3_io_methods LogGathering::kLogMethods = {
    .iVersion = 1,
    .xClose = Log::Call<&sqlite3_io_methods::xClose>,
    .xRead = Log::Call<&sqlite3_io_methods::xRead, void*, int, sqlite3_int64>,
    .xWrite = Log::Write,
    .xTruncate = Log::Call<&sqlite3_io_methods::xTruncate, sqlite3_int64>,
    .xSync = Log::Sync,
    .xFileSize = Log::Call<&sqlite3_io_methods::xFileSize, sqlite3_int64*>,
    .xLock = Log::Call<&sqlite3_io_methods::xLock, int>,
    .xUnlock = Log::Call<&sqlite3_io_methods::xUnlock, int>,
    .xCheckReservedLock = Log::Call<&sqlite3_io_methods::xCheckReservedLock, int*>,
    .xFileControl = Log::Call<&sqlite3_io_methods::xFileControl, int, void*>,
    .xSectorSize = Log::SectorSize,
    .xDeviceCharacteristics = Log::DeviceCharacteristics,
    .xShmMap = nullptr,
    .xShmLock = nullptr,
    .xShmBarrier = nullptr,
    .xShmUnmap = nullptr,
    .xFetch = nullptr,
    .xUnfetch = nullptr,
};

LogGathering::LogGathering(const std::string& below)
    : below_(sqlite3_vfs_find(below.empty() ? nullptr : below.c_str())), name_(NewName()), vfs_(*below_) {
  vfs_.pNext = nullptr;
  vfs_.zName = name_.c_str();
  vfs_.pAppData = this;
  vfs_.szOsFile = static_cast<int>(sizeof(Log)) + below_->szOsFile;
  vfs_.xOpen = Open;
  vfs_.xDelete = [](sqlite3_vfs* vfs, const char* path, int sync_folder) {
    sqlite3_vfs* const below = static_cast<LogGathering*>(vfs->pAppData)->below_;
    return below->xDelete(below, path, sync_folder);
  };
  sqlite3_vfs_register(&vfs_, 0);
}

LogGathering::~LogGathering() { sqlite3_vfs_unregister(&vfs_); }

int LogGathering::Open(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* out_flags) {
  auto& self = *static_cast<LogGathering*>(vfs->pAppData);
  if ((flags & SQLITE_OPEN_WAL) == 0) return self.below_->xOpen(self.below_, path, file, flags, out_flags);
  file->pMethods = nullptr;
  sqlite3_file* const below = Log::Below(file);
  const int result = self.below_->xOpen(self.below_, path, below, flags, out_flags);
  if (result != SQLITE_OK) return result;
  self.log_ = below;
  reinterpret_cast<Log*>(file)->gathering = &self;
  file->pMethods = &kLogMethods;
  return SQLITE_OK;
}

int LogGathering::Write(const void* from, std::size_t size, sqlite3_int64 offset) {
  const bool follows = held_offset_ + static_cast<sqlite3_int64>(held_.size()) == offset;
  if (!follows || held_.size() + size > kHeldBytesMax) {
    if (const int result = WriteHeld(); result != SQLITE_OK) return result;
  }
  if (!gathers_) return log_->pMethods->xWrite(log_, from, static_cast<int>(size), offset);
  if (held_.empty()) held_offset_ = offset;
  held_.append(static_cast<const char*>(from), size);
  return SQLITE_OK;
}

int LogGathering::WriteHeld() {
  if (held_.empty()) return SQLITE_OK;
  const int result = log_->pMethods->xWrite(log_, held_.data(), static_cast<int>(held_.size()), held_offset_);
  held_.clear();
  return result;
}

int LogGathering::End() {
  gathers_ = false;
  return WriteHeld();
}

}  // namespace rujukan::sqlite
