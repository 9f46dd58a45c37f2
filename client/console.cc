#include "client/console.h"

#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <iostream>

namespace rujukan::client {
namespace {

// A terminal that does not tell its width is as wide as terminals once were.
constexpr std::size_t kWidthDefault = 80;

std::size_t TerminalWidth() {
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return kWidthDefault;
  return size.ws_col;
}

// Turns the terminal's echo off for as long as it lives.
class Silence {
 public:
  Silence() : changed_(tcgetattr(STDIN_FILENO, &before_) == 0) {
    if (!changed_) return;
    termios silent = before_;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
  }
  ~Silence() {
    if (changed_) tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
  }
  Silence(const Silence&) = delete;
  Silence& operator=(const Silence&) = delete;

 private:
  termios before_{};
  bool changed_;
};

std::string ReadLine(Console& console) {
  std::string line;
  std::getline(console.in, line);
  if (!line.empty() && line.back() == '\r') line.pop_back();
  return line;
}

}  // namespace

Console StandardConsole() {
  const bool out_is_terminal = isatty(STDOUT_FILENO) != 0;
  return Console{.in = std::cin,
                 .out = std::cout,
                 .err = std::cerr,
                 .in_is_terminal = isatty(STDIN_FILENO) != 0,
                 .out_is_terminal = out_is_terminal,
                 .err_is_terminal = isatty(STDERR_FILENO) != 0,
                 .width = out_is_terminal ? TerminalWidth() : 0};
}

std::string AskLine(Console& console, const std::string& prompt) {
  if (console.in_is_terminal) console.err << prompt << ": " << std::flush;
  return ReadLine(console);
}

std::string AskLines(Console& console, const std::string& prompt) {
  if (console.in_is_terminal) console.err << prompt << ":\n" << std::flush;
  std::string text;
  while (console.in) {
    const std::string line = ReadLine(console);
    if (line.empty()) break;
    if (!text.empty()) text += '\n';
    text += line;
  }
  return text;
}

std::string AskSecret(Console& console, const std::string& prompt) {
  if (!console.in_is_terminal) return ReadLine(console);
  console.err << prompt << ": " << std::flush;
  std::string line;
  {
    const Silence silence;
    line = ReadLine(console);
  }
  console.err << '\n';
  return line;
}

}  // namespace rujukan::client
