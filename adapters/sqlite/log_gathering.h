// The writes of a commit, gathered. SQLite hands every page of a commit to the file system by two writes of its own, and that took
// more time than all statements of the requests together.
#ifndef RUJUKAN_ADAPTERS_SQLITE_LOG_GATHERING_H_
#define RUJUKAN_ADAPTERS_SQLITE_LOG_GATHERING_H_

#include <sqlite3.h>

#include <cstddef>
#include <string>

namespace rujukan::sqlite {

// A file system of SQLite for one connection, which opens its files through it and is closed before it goes away. It is the one
// below in everything but this: what a COMMIT writes to the write-ahead log is held back until SQLite syncs the log, and then
// written by few large writes before the sync. SQLite shows a commit to other connections only after the sync, so nobody misses
// what is held back; a write that fails then fails the sync, and so the COMMIT, as a whole. What is written outside of a COMMIT
// (the pages of a transaction too large for memory) is not held back: SQLite must learn at once that it failed, because only the
// statement, not the transaction, may end with it. Not thread-safe, like its connection.
class LogGathering {
 public:
  // The most that is held back: SQLite's file system of Unix cannot write 128 KiB at once.
  static constexpr std::size_t kHeldBytesMax = 120 * 1024;

  // `below` empty: the file system's own.
  explicit LogGathering(const std::string& below);
  ~LogGathering();
  LogGathering(const LogGathering&) = delete;
  LogGathering& operator=(const LogGathering&) = delete;

  const std::string& name() const { return name_; }

  // Around a COMMIT. End writes what is still held back, which is something only where nothing is synced (PRAGMA synchronous =
  // OFF), and answers as SQLite does.
  void Begin() { gathers_ = true; }
  int End();

 private:
  struct Log;
  static const sqlite3_io_methods kLogMethods;

  static int Open(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* out_flags);
  int Write(const void* from, std::size_t size, sqlite3_int64 offset);
  int WriteHeld();

  sqlite3_vfs* const below_;
  const std::string name_;
  sqlite3_vfs vfs_;
  // The log below, while it is open.
  sqlite3_file* log_ = nullptr;
  bool gathers_ = false;
  // What is held back, and where in the log it belongs.
  std::string held_;
  sqlite3_int64 held_offset_ = 0;
};

}  // namespace rujukan::sqlite

#endif  // RUJUKAN_ADAPTERS_SQLITE_LOG_GATHERING_H_
