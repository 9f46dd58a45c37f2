#include "tests/testing/power_cut_vfs.h"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <fstream>
#include <new>
#include <utility>

namespace rujukan::testing {

namespace {

// Disks write a sector whole or not at all.
constexpr std::size_t kSectorBytes = 512;

}  // namespace

// What SQLite holds of an open file: our part, then the real file system's.
struct PowerCutFile {
  sqlite3_file base;
  PowerCutVfs* vfs;
  // Owned; empty for files that need not survive.
  std::string* path;

  static PowerCutFile* Of(sqlite3_file* file) { return reinterpret_cast<PowerCutFile*>(file); }
  static sqlite3_file* Real(sqlite3_file* file) {
    return reinterpret_cast<sqlite3_file*>(reinterpret_cast<char*>(file) + sizeof(PowerCutFile));
  }

  static int Close(sqlite3_file* file) {
    sqlite3_file* real = Real(file);
    const int result = real->pMethods == nullptr ? SQLITE_OK : real->pMethods->xClose(real);
    delete Of(file)->path;
    return result;
  }
  static int Read(sqlite3_file* file, void* to, int size, sqlite3_int64 offset) {
    return Real(file)->pMethods->xRead(Real(file), to, size, offset);
  }
  static int Write(sqlite3_file* file, const void* from, int size, sqlite3_int64 offset) {
    PowerCutFile* self = Of(file);
    ++self->vfs->writes_;
    if (self->vfs->full_ || self->vfs->fail_one_.exchange(false)) return SQLITE_FULL;
    const int result = Real(file)->pMethods->xWrite(Real(file), from, size, offset);
    if (result == SQLITE_OK) {
      self->vfs->Write(*self->path, offset, std::string(static_cast<const char*>(from), static_cast<std::size_t>(size)));
    }
    return result;
  }
  static int Truncate(sqlite3_file* file, sqlite3_int64 size) {
    const int result = Real(file)->pMethods->xTruncate(Real(file), size);
    if (result == SQLITE_OK) Of(file)->vfs->Truncate(*Of(file)->path, size);
    return result;
  }
  // The real disk is not asked to sync: durability here is what the listener is told.
  static int Sync(sqlite3_file* file, int) {
    PowerCutFile* self = Of(file);
    if (self->vfs->fail_syncs_of_database_ && !self->path->ends_with("-wal")) return SQLITE_IOERR_FSYNC;
    self->vfs->Listen();
    self->vfs->Synced(*self->path);
    self->vfs->Listen();
    return SQLITE_OK;
  }
  static int FileSize(sqlite3_file* file, sqlite3_int64* size) { return Real(file)->pMethods->xFileSize(Real(file), size); }
  static int Lock(sqlite3_file* file, int level) { return Real(file)->pMethods->xLock(Real(file), level); }
  static int Unlock(sqlite3_file* file, int level) { return Real(file)->pMethods->xUnlock(Real(file), level); }
  static int CheckReservedLock(sqlite3_file* file, int* held) { return Real(file)->pMethods->xCheckReservedLock(Real(file), held); }
  static int FileControl(sqlite3_file* file, int operation, void* argument) {
    return Real(file)->pMethods->xFileControl(Real(file), operation, argument);
  }
  static int SectorSize(sqlite3_file*) { return static_cast<int>(kSectorBytes); }
  // Nothing that an ordinary disk does not promise.
  static int DeviceCharacteristics(sqlite3_file*) { return 0; }
  static int ShmMap(sqlite3_file* file, int page, int size, int extend, void volatile** at) {
    return Real(file)->pMethods->xShmMap(Real(file), page, size, extend, at);
  }
  static int ShmLock(sqlite3_file* file, int offset, int count, int flags) {
    const int result = Real(file)->pMethods->xShmLock(Real(file), offset, count, flags);
    // sqlite.org/walformat.html, "WAL Locks".
    constexpr int kCheckpointLock = 1;
    const bool begins = result == SQLITE_OK && offset == kCheckpointLock && count == 1 && (flags & SQLITE_SHM_LOCK) != 0;
    if (begins && AllOfLogIsHome(file)) ++Of(file)->vfs->checkpoints_of_nothing_;
    return result;
  }
  // By the places of mxFrame and nBackfill in the index of the log ("WAL-Index Format"), of which this is the first region.
  static bool AllOfLogIsHome(sqlite3_file* file) {
    constexpr int kRegionBytes = 32 * 1024, kPagesAt = 16, kHomeAt = 96;
    void volatile* index = nullptr;
    if (ShmMap(file, 0, kRegionBytes, 0, &index) != SQLITE_OK || index == nullptr) return false;
    const auto number_at = [index](int offset) {
      return *reinterpret_cast<const volatile std::uint32_t*>(static_cast<const volatile char*>(index) + offset);
    };
    return number_at(kHomeAt) >= number_at(kPagesAt);
  }
  static void ShmBarrier(sqlite3_file* file) { Real(file)->pMethods->xShmBarrier(Real(file)); }
  static int ShmUnmap(sqlite3_file* file, int remove) { return Real(file)->pMethods->xShmUnmap(Real(file), remove); }
};

namespace {

constexpr sqlite3_io_methods kMethods = {
    .iVersion = 2,
    .xClose = PowerCutFile::Close,
    .xRead = PowerCutFile::Read,
    .xWrite = PowerCutFile::Write,
    .xTruncate = PowerCutFile::Truncate,
    .xSync = PowerCutFile::Sync,
    .xFileSize = PowerCutFile::FileSize,
    .xLock = PowerCutFile::Lock,
    .xUnlock = PowerCutFile::Unlock,
    .xCheckReservedLock = PowerCutFile::CheckReservedLock,
    .xFileControl = PowerCutFile::FileControl,
    .xSectorSize = PowerCutFile::SectorSize,
    .xDeviceCharacteristics = PowerCutFile::DeviceCharacteristics,
    .xShmMap = PowerCutFile::ShmMap,
    .xShmLock = PowerCutFile::ShmLock,
    .xShmBarrier = PowerCutFile::ShmBarrier,
    .xShmUnmap = PowerCutFile::ShmUnmap,
    .xFetch = nullptr,
    .xUnfetch = nullptr,
};

std::atomic<int> next_number{1};

}  // namespace

PowerCutVfs::PowerCutVfs() : name_("power-cut-" + std::to_string(next_number++)), real_(sqlite3_vfs_find(nullptr)) {
  vfs_ = *real_;
  vfs_.pNext = nullptr;
  vfs_.zName = name_.c_str();
  vfs_.pAppData = this;
  vfs_.szOsFile = static_cast<int>(sizeof(PowerCutFile)) + real_->szOsFile;
  vfs_.xOpen = Open;
  vfs_.xDelete = Delete;
  sqlite3_vfs_register(&vfs_, 0);
}

PowerCutVfs::~PowerCutVfs() { sqlite3_vfs_unregister(&vfs_); }

int PowerCutVfs::Open(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* out_flags) {
  auto* self = static_cast<PowerCutVfs*>(vfs->pAppData);
  sqlite3_file* real = PowerCutFile::Real(file);
  file->pMethods = nullptr;
  real->pMethods = nullptr;
  const int result = self->real_->xOpen(self->real_, path, real, flags, out_flags);
  if (result != SQLITE_OK) return result;
  const bool survives = path != nullptr && (flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL)) != 0;
  PowerCutFile* mine = PowerCutFile::Of(file);
  mine->vfs = self;
  mine->path = new std::string(survives ? path : "");
  file->pMethods = &kMethods;
  return SQLITE_OK;
}

int PowerCutVfs::Delete(sqlite3_vfs* vfs, const char* path, int sync_folder) {
  auto* self = static_cast<PowerCutVfs*>(vfs->pAppData);
  self->Forget(path);
  return self->real_->xDelete(self->real_, path, sync_folder);
}

void PowerCutVfs::Apply(const Pending& write, std::string& content) {
  if (write.truncates) {
    content.resize(static_cast<std::size_t>(write.offset));
    return;
  }
  const auto offset = static_cast<std::size_t>(write.offset);
  if (content.size() < offset + write.bytes.size()) content.resize(offset + write.bytes.size());
  content.replace(offset, write.bytes.size(), write.bytes);
}

void PowerCutVfs::Write(const std::string& path, std::int64_t offset, std::string bytes) {
  if (path.empty()) return;
  const std::lock_guard lock(mutex_);
  files_[path].pending.push_back({offset, std::move(bytes), false});
}

void PowerCutVfs::Truncate(const std::string& path, std::int64_t size) {
  if (path.empty()) return;
  const std::lock_guard lock(mutex_);
  files_[path].pending.push_back({size, "", true});
}

void PowerCutVfs::Synced(const std::string& path) {
  if (path.empty()) return;
  const std::lock_guard lock(mutex_);
  File& file = files_[path];
  for (const Pending& write : file.pending) Apply(write, file.durable);
  file.pending.clear();
}

void PowerCutVfs::Forget(const std::string& path) {
  const std::lock_guard lock(mutex_);
  files_.erase(path);
}

void PowerCutVfs::SetSyncListener(std::function<void()> listener) {
  const std::lock_guard lock(mutex_);
  listener_ = std::move(listener);
}

void PowerCutVfs::Listen() const {
  std::function<void()> listener;
  {
    const std::lock_guard lock(mutex_);
    listener = listener_;
  }
  if (listener) listener();
}

PowerCutVfs::Disk PowerCutVfs::Cut(std::mt19937_64& random) const {
  const std::lock_guard lock(mutex_);
  Disk disk;
  for (const auto& [path, file] : files_) {
    std::string content = file.durable;
    // Some cuts lose everything that was not synced, some nothing, most a part.
    const auto percent = std::uniform_int_distribution<int>(0, 100)(random);
    const auto arrives = [&] { return std::uniform_int_distribution<int>(1, 100)(random) <= percent; };
    for (const Pending& write : file.pending) {
      if (write.truncates) {
        if (arrives()) Apply(write, content);
        continue;
      }
      for (std::size_t at = 0; at < write.bytes.size();) {
        const std::size_t position = static_cast<std::size_t>(write.offset) + at;
        const std::size_t size = std::min(kSectorBytes - position % kSectorBytes, write.bytes.size() - at);
        if (arrives()) Apply({static_cast<std::int64_t>(position), write.bytes.substr(at, size), false}, content);
        at += size;
      }
    }
    disk[std::filesystem::path(path).filename().string()] = std::move(content);
  }
  return disk;
}

void PowerCutVfs::Restore(const Disk& disk, const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder);
  for (const auto& [name, content] : disk) {
    std::ofstream(folder / name, std::ios::binary).write(content.data(), static_cast<std::streamsize>(content.size()));
  }
}

}  // namespace rujukan::testing
