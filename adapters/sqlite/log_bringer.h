// Brings SQLite's write-ahead log home while others go on writing.
#ifndef RUJUKAN_ADAPTERS_SQLITE_LOG_BRINGER_H_
#define RUJUKAN_ADAPTERS_SQLITE_LOG_BRINGER_H_

#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

#include "adapters/sqlite/connection.h"
#include "adapters/sqlite/file_lock.h"

namespace rujukan::sqlite {

// In pages of the database. Those of the log that are not yet in the database's file are away; the others are home.
struct LogLimits {
  // So many away are brought home while others write: a page that many commits changed is then written once, and some ten thousand
  // pages are the ends of indexes that each unit has to itself.
  int away_max = 8'000;
  // So many are brought home when nobody comes: not after each commit of a quiet day, because it takes a flush of its own.
  int away_idle = 250;
  // A log so long (128 MB) is begun anew. Whoever writes waits until what is then away is copied and the file is synced, and for
  // the readers that are there. So that it is not for long, all is first written to the disk while others write, and the log gets
  // longer, until no more than `rest_max` are away; when it is twice as long the disk is too slow for whoever writes.
  int length = 64'000;
  int rest_max = 1'000;
};

// Copies what was committed from the log into the database's file, in a thread and by a connection of its own, because it takes as
// long as many commits. SQLite begins the log anew, at its front, when somebody writes while all of it is home and nobody reads
// from it; where many write that never happens by itself.
//
// SQLite before 3.51.3 may lose commits when one connection checkpoints while another one begins the log anew (sqlite.org/wal.html,
// "The WAL-Reset Bug"). That needs a checkpoint that begins when all of the log is home. So there is one rule: a checkpoint begins
// only when the latest commit is certainly away, because no other checkpoint has run since it was begun, or the one that has did
// not come so far. Nobody can begin the log anew then until this checkpoint, by its last step, has brought it home.
class LogBringer {
 public:
  // `writer` is the only connection that writes, `checkpointer` is for kCheckpointer, and `lock` is of the file of both. `writer`
  // and `lock` outlive this.
  LogBringer(SqliteConnection& writer, std::unique_ptr<SqliteConnection> checkpointer, const FileLock& lock,
             const LogLimits& limits);
  // Waits for what it has begun. The log may then be away in part; nothing of it is lost.
  ~LogBringer();

  // In the thread of whoever writes, outside of a transaction, when nobody else comes. What a checkpoint that runs then leaves away
  // stays so until somebody comes.
  void NoteIdle();

 private:
  enum class State { kAtRest, kBegun, kFinished };

  // In the thread of whoever writes, when it has committed.
  void NoteCommit(int log_pages);
  bool at_rest() const;
  // `and_write_out`: afterwards, FileLock::WriteOut.
  void Begin(bool and_write_out);
  // Learns what is home now, if it has finished; at rest then.
  void TakeFinished();
  void NoteHome(int pages);
  void Work();

  SqliteConnection& writer_;
  const std::unique_ptr<SqliteConnection> checkpointer_;
  const FileLock& lock_;
  const LogLimits limits_;

  // Of whoever writes. How long the log was after the latest commit, and when the latest checkpoint began; how much of it is home
  // at least; and how long it will be when it is begun anew.
  int log_pages_ = 0;
  int begun_at_ = 0;
  int home_pages_ = 0;
  int anew_at_;
  // The latest commit is certainly not home.
  bool latest_is_away_ = false;
  // The log was begun anew after the checkpoint that runs had begun.
  bool begun_anew_ = false;

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  State state_ = State::kAtRest;
  bool writes_out_ = false;
  bool ending_ = false;
  int found_home_ = 0;
  std::thread thread_;
};

}  // namespace rujukan::sqlite

#endif  // RUJUKAN_ADAPTERS_SQLITE_LOG_BRINGER_H_
