#include "client/console.h"

#include <signal.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cstdio>
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

// How the terminal was; a signal handler finds it nowhere else.
termios terminal_before{};
constexpr std::array kEndingSignals = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};

// Runs once (SA_RESETHAND): the signal then ends the process as it would have.
void RestoreAndEnd(int signal) {
  tcsetattr(STDIN_FILENO, TCSAFLUSH, &terminal_before);
  raise(signal);
}

// Turns the terminal's echo off for as long as it lives; only one lives at a time.
class Silence {
 public:
  Silence() : changed_(tcgetattr(STDIN_FILENO, &terminal_before) == 0) {
    if (!changed_) return;
    struct sigaction restore {};
    restore.sa_handler = RestoreAndEnd;
    restore.sa_flags = static_cast<int>(SA_RESETHAND);
    for (std::size_t i = 0; i < kEndingSignals.size(); ++i) sigaction(kEndingSignals[i], &restore, &actions_before_[i]);
    termios silent = terminal_before;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
  }
  ~Silence() {
    if (!changed_) return;
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &terminal_before);
    for (std::size_t i = 0; i < kEndingSignals.size(); ++i) sigaction(kEndingSignals[i], &actions_before_[i], nullptr);
  }
  Silence(const Silence&) = delete;
  Silence& operator=(const Silence&) = delete;

 private:
  bool changed_;
  std::array<struct sigaction, kEndingSignals.size()> actions_before_{};
};

std::string ReadLine(Console& console) {
  std::string line;
  std::getline(console.in, line);
  if (console.in_is_terminal && !console.in) throw InputEnded();
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
  try {
    for (std::string line = ReadLine(console); !line.empty(); line = ReadLine(console)) text += (text.empty() ? "" : "\n") + line;
  } catch (const InputEnded&) {
    if (text.empty()) throw;
    // The text is complete; what is asked next is answered anew.
    console.in.clear();
    std::clearerr(stdin);
  }
  return text;
}

std::string AskSecret(Console& console, const std::string& prompt) {
  if (!console.in_is_terminal) return ReadLine(console);
  std::string line;
  {
    // Before the prompt, so that nothing typed in answer to it is shown or thrown away.
    const Silence silence;
    console.err << prompt << ": " << std::flush;
    line = ReadLine(console);
  }
  console.err << '\n';
  return line;
}

}  // namespace rujukan::client
