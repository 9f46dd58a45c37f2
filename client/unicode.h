// Text as the server wants it (UTF-8 in Unicode's form NFC) and as a terminal shows it.
#ifndef RUJUKAN_CLIENT_UNICODE_H_
#define RUJUKAN_CLIENT_UNICODE_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rujukan::client {

bool IsUtf8(std::string_view text);
// Nothing when the text is not valid UTF-8.
std::optional<std::string> ToNfc(std::string_view text);
// Nothing when a byte means nothing in Windows-1252.
std::optional<std::string> FromWindows1252(std::string_view bytes);

// How many columns of a terminal the text fills; a letter with its accents fills one, most characters of East Asia two.
std::size_t DisplayWidth(std::string_view text);
// The text in at most `width` columns, the last of them "…" when something was cut off. REQUIRES: width >= 1.
std::string Shorten(std::string_view text, std::size_t width);
// The text's lines, broken between words so that none is wider than `width` unless a word is; 0: no limit. At least one line.
std::vector<std::string> Wrap(std::string_view text, std::size_t width);
// The text without control characters, so that what somebody typed elsewhere cannot command this terminal.
std::string Printable(std::string_view text);
// ASCII letters in lower case.
std::string Lower(std::string_view text);
std::string_view Trim(std::string_view text);

}  // namespace rujukan::client

#endif  // RUJUKAN_CLIENT_UNICODE_H_
