// Where a person or a script is: what can be read and written, and whether it is a terminal.
#ifndef RUJUKAN_CLIENT_CONSOLE_H_
#define RUJUKAN_CLIENT_CONSOLE_H_

#include <cstddef>
#include <istream>
#include <ostream>
#include <string>

namespace rujukan::client {

struct Console {
  std::istream& in;
  std::ostream& out;
  std::ostream& err;
  bool in_is_terminal = false;
  bool out_is_terminal = false;
  bool err_is_terminal = false;
  // Columns; 0 when the output is not a terminal.
  std::size_t width = 0;
};

// The process's own standard streams.
Console StandardConsole();

// Somebody at a terminal ended the input (Ctrl-D) instead of answering.
struct InputEnded {};

// Asks for a line; the prompt is shown only on a terminal. At the end of input it is empty, and on a terminal InputEnded is thrown.
std::string AskLine(Console& console, const std::string& prompt);
// The same, several lines up to an empty one or the end of input; the end is InputEnded only where nothing was typed.
std::string AskLines(Console& console, const std::string& prompt);
// The same as AskLine, and the terminal does not show what is typed. It shows again what is typed after a signal ended the process.
std::string AskSecret(Console& console, const std::string& prompt);

}  // namespace rujukan::client

#endif  // RUJUKAN_CLIENT_CONSOLE_H_
