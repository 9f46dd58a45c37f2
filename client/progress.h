// How far a long job is: a bar on a terminal, else a plain line every few seconds.
#ifndef RUJUKAN_CLIENT_PROGRESS_H_
#define RUJUKAN_CLIENT_PROGRESS_H_

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

#include "client/console.h"
#include "client/texts.h"

namespace rujukan::client {

class Progress {
 public:
  using Clock = std::function<std::chrono::steady_clock::time_point()>;

  Progress(Console& console, const Texts& texts, Clock clock = std::chrono::steady_clock::now);

  // `done` things are finished, which is `fraction` (0 to 1) of the whole; a fraction below 0 means that the whole is not known.
  void Show(std::int64_t done, double fraction);
  // Ends the bar's line.
  void Finish();

 private:
  std::string Line(std::int64_t done, double fraction, std::chrono::steady_clock::duration elapsed) const;

  Console& console_;
  const Texts& texts_;
  Clock clock_;
  std::chrono::steady_clock::time_point start_;
  std::chrono::steady_clock::time_point last_shown_;
  bool bar_open_ = false;
};

}  // namespace rujukan::client

#endif  // RUJUKAN_CLIENT_PROGRESS_H_
