#include "client/progress.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace rujukan::client {
namespace {

// Often enough to be alive, seldom enough to cost nothing.
constexpr std::chrono::milliseconds kBarEvery{100};
constexpr std::chrono::seconds kLineEvery{5};
constexpr int kBarWidth = 30;

std::string Bar(double fraction) {
  const int filled = static_cast<int>(fraction * kBarWidth);
  std::string bar = "[";
  for (int i = 0; i < kBarWidth; ++i) bar += i < filled ? "█" : "·";
  return bar + "]";
}

std::string MinutesAndSeconds(double seconds) {
  std::array<char, 32> text{};
  const auto whole = static_cast<std::int64_t>(seconds + 0.5);
  std::snprintf(text.data(), text.size(), "%lld:%02lld", static_cast<long long>(whole / 60), static_cast<long long>(whole % 60));
  return text.data();
}

}  // namespace

Progress::Progress(Console& console, const Texts& texts, Clock clock)
    : console_(console), texts_(texts), clock_(std::move(clock)), start_(clock_()), last_shown_(start_) {}

void Progress::Show(std::int64_t done, double fraction) {
  const auto now = clock_();
  const bool bar = console_.err_is_terminal;
  if (now - last_shown_ < (bar ? std::chrono::steady_clock::duration(kBarEvery) : kLineEvery)) return;
  last_shown_ = now;
  const std::string line = Line(done, std::min(fraction, 1.0), now - start_);
  if (bar) {
    console_.err << "\r\x1b[K" << (fraction < 0 ? "" : Bar(std::min(fraction, 1.0)) + " ") << line << std::flush;
    bar_open_ = true;
  } else {
    console_.err << line << std::endl;
  }
}

void Progress::Finish() {
  if (bar_open_) console_.err << "\r\x1b[K" << std::flush;
  bar_open_ = false;
}

std::string Progress::Line(std::int64_t done, double fraction, std::chrono::steady_clock::duration elapsed) const {
  const double seconds = std::chrono::duration<double>(elapsed).count();
  const auto rate = static_cast<std::int64_t>(static_cast<double>(done) / std::max(seconds, 0.001));
  std::string line = texts_.Get("message.progress", {std::to_string(done), std::to_string(rate)});
  if (fraction > 0) {
    const double remaining = seconds * (1 - fraction) / fraction;
    line += texts_.Get("message.progress_rest", {std::to_string(static_cast<int>(fraction * 100)), MinutesAndSeconds(remaining)});
  }
  return line;
}

}  // namespace rujukan::client
