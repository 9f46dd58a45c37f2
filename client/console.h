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

// Asks for a line; the prompt is shown only on a terminal. Empty at the end of input.
std::string AskLine(Console& console, const std::string& prompt);
// The same, several lines up to an empty one.
std::string AskLines(Console& console, const std::string& prompt);
// The same as AskLine, and the terminal does not show what is typed.
std::string AskSecret(Console& console, const std::string& prompt);

}  // namespace rujukan::client

#endif  // RUJUKAN_CLIENT_CONSOLE_H_
