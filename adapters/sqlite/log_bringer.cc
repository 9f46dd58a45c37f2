#include "adapters/sqlite/log_bringer.h"

#include <utility>

namespace rujukan::sqlite {

LogBringer::LogBringer(SqliteConnection& writer, std::unique_ptr<SqliteConnection> checkpointer, const FileLock& lock,
                       const LogLimits& limits)
    : writer_(writer),
      checkpointer_(std::move(checkpointer)),
      lock_(lock),
      limits_(limits),
      anew_at_(limits.length),
      thread_([this] { Work(); }) {
  writer_.SetCommitListener([this](int log_pages) { NoteCommit(log_pages); });
}

LogBringer::~LogBringer() {
  writer_.SetCommitListener({});
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void LogBringer::NoteCommit(int log_pages) {
  const bool rested = at_rest();
  if (log_pages <= log_pages_) {
    home_pages_ = 0;
    begun_at_ = 0;
    anew_at_ = limits_.length;
    begun_anew_ = !rested;
  }
  log_pages_ = log_pages;
  latest_is_away_ = rested;
  if (!rested) TakeFinished();
  if (!latest_is_away_) return;
  const bool is_long = log_pages_ >= anew_at_;
  if (is_long && (log_pages_ - home_pages_ <= limits_.rest_max || log_pages_ >= anew_at_ + limits_.length)) {
    latest_is_away_ = false;
    NoteHome(writer_.BeginLogAnew());
    // Should it not begin anew, somebody reads for long.
    anew_at_ = log_pages_ + limits_.length;
  } else if (is_long || log_pages_ - begun_at_ >= limits_.away_max) {
    Begin(is_long);
  }
}

void LogBringer::NoteIdle() {
  TakeFinished();
  if (latest_is_away_ && log_pages_ - home_pages_ >= limits_.away_idle) Begin(false);
}

void LogBringer::NoteHome(int pages) {
  // What was found may be of the log before.
  if (!begun_anew_ && pages > 0) home_pages_ = pages;
  begun_anew_ = false;
}

bool LogBringer::at_rest() const {
  const std::lock_guard lock(mutex_);
  return state_ == State::kAtRest;
}

void LogBringer::Begin(bool and_write_out) {
  latest_is_away_ = false;
  begun_at_ = log_pages_;
  {
    const std::lock_guard lock(mutex_);
    state_ = State::kBegun;
    writes_out_ = and_write_out;
  }
  changed_.notify_all();
}

void LogBringer::TakeFinished() {
  {
    const std::lock_guard lock(mutex_);
    if (state_ != State::kFinished) return;
    state_ = State::kAtRest;
  }
  // Whoever has committed since then has made the log longer than what is home.
  latest_is_away_ = !begun_anew_ && found_home_ > 0 && found_home_ < log_pages_;
  NoteHome(found_home_);
}

void LogBringer::Work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return ending_ || state_ == State::kBegun; });
    if (state_ != State::kBegun) return;
    const bool writes_out = writes_out_;
    lock.unlock();
    const int home = checkpointer_->BringLogHome();
    if (writes_out && !lock_.WriteOut()) checkpointer_->EndUnsynced();
    lock.lock();
    found_home_ = home;
    state_ = State::kFinished;
    changed_.notify_all();
  }
}

}  // namespace rujukan::sqlite
