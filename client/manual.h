// The manual of `rujukan`: a page for the whole and a page for each command, in both languages and 80 columns.
#ifndef RUJUKAN_CLIENT_MANUAL_H_
#define RUJUKAN_CLIENT_MANUAL_H_

#include <CLI/CLI.hpp>

#include <cstddef>
#include <ostream>
#include <string>
#include <string_view>

#include "client/texts.h"

namespace rujukan::client {

// The narrowest terminal in use, and what fits on paper.
inline constexpr std::size_t kManualWidth = 80;

// "  term    text", the text wrapped in its own column, which begins on the next line when the term is long.
std::string Definition(std::string_view term, std::string_view text, std::size_t column = 26);

// The words that call a command, in the language of the texts: "rujukan keluarga impor".
std::string CommandWords(const Texts& texts, const CLI::App& command);

// The page of `command`; of everything when it is the root.
void PrintManual(std::ostream& out, const Texts& texts, const CLI::App& command);

// What is wrong with a command line, in the language of the texts; CLI11 itself speaks only English.
std::string ParseProblem(const Texts& texts, const CLI::ParseError& wrong);

}  // namespace rujukan::client

#endif  // RUJUKAN_CLIENT_MANUAL_H_
