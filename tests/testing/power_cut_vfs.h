// A disk whose power can fail. SQLite writes through it as through the ordinary file system, while it remembers which bytes a sync
// has made durable; at any moment it tells what the disk might hold if the power failed then.
#ifndef RUJUKAN_TESTS_TESTING_POWER_CUT_VFS_H_
#define RUJUKAN_TESTS_TESTING_POWER_CUT_VFS_H_

#include <sqlite3.h>

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <vector>

namespace rujukan::testing {

// Register one, open databases with `vfs=name()`, and close them before it goes away. Thread-safe.
class PowerCutVfs {
 public:
  // The files of a folder by their names.
  using Disk = std::map<std::string, std::string>;

  PowerCutVfs();
  ~PowerCutVfs();
  PowerCutVfs(const PowerCutVfs&) = delete;
  PowerCutVfs& operator=(const PowerCutVfs&) = delete;

  const std::string& name() const { return name_; }

  // A disk after a power cut now: what was synced, and of what was not, each sector on its own, some arrived and some did not.
  Disk Cut(std::mt19937_64& random) const;

  // How many writes there have been, to all files together.
  int writes() const { return writes_; }

  // While it is full, every write fails for want of room.
  void SetFull(bool full) { full_ = full; }
  // The next write fails, and none after it.
  void FailOneWrite() { fail_one_ = true; }

  // From now on the database's file, but not its log, fails to be synced.
  void FailSyncsOfDatabase() { fail_syncs_of_database_ = true; }

  // Called around every sync of a file, once before it and once after, in the thread that syncs.
  void SetSyncListener(std::function<void()> listener);

  // How many checkpoints began when all of the log was home already: SQLite before 3.51.3 may then lose commits.
  int checkpoints_of_nothing() const { return checkpoints_of_nothing_; }

  // Puts a disk into an empty folder.
  static void Restore(const Disk& disk, const std::filesystem::path& folder);

 private:
  friend struct PowerCutFile;

  // Bytes written, or a truncation, that no sync has covered.
  struct Pending {
    std::int64_t offset = 0;
    std::string bytes;
    bool truncates = false;
  };
  struct File {
    std::string durable;
    std::vector<Pending> pending;
  };

  static void Apply(const Pending& write, std::string& content);
  void Write(const std::string& path, std::int64_t offset, std::string bytes);
  void Truncate(const std::string& path, std::int64_t size);
  void Synced(const std::string& path);
  void Forget(const std::string& path);
  void Listen() const;

  static int Open(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* out_flags);
  static int Delete(sqlite3_vfs* vfs, const char* path, int sync_folder);

  std::string name_;
  sqlite3_vfs vfs_{};
  sqlite3_vfs* real_ = nullptr;
  mutable std::mutex mutex_;
  std::map<std::string, File> files_;
  std::function<void()> listener_;
  std::atomic<int> writes_ = 0;
  std::atomic<bool> full_ = false;
  std::atomic<bool> fail_one_ = false;
  std::atomic<bool> fail_syncs_of_database_ = false;
  std::atomic<int> checkpoints_of_nothing_ = 0;
};

}  // namespace rujukan::testing

#endif  // RUJUKAN_TESTS_TESTING_POWER_CUT_VFS_H_
