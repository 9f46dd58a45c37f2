#include "client/unicode.h"

#include <iconv.h>
#include <utf8proc.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

namespace rujukan::client {
namespace {

constexpr std::string_view kEllipsis = "…";

// Calls `visit` with each code point and its bytes; what is not UTF-8 comes byte by byte as U+FFFD.
template <typename Visitor>
void EachCodePoint(std::string_view text, Visitor visit) {
  while (!text.empty()) {
    utf8proc_int32_t point = 0;
    utf8proc_ssize_t length = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                               static_cast<utf8proc_ssize_t>(text.size()), &point);
    if (length < 1) {
      point = 0xFFFD;
      length = 1;
    }
    if (!visit(point, text.substr(0, static_cast<std::size_t>(length)))) return;
    text.remove_prefix(static_cast<std::size_t>(length));
  }
}

std::size_t WidthOf(utf8proc_int32_t point) {
  const int width = utf8proc_charwidth(point);
  return width > 0 ? static_cast<std::size_t>(width) : 0;
}

}  // namespace

bool IsUtf8(std::string_view text) {
  while (!text.empty()) {
    utf8proc_int32_t point = 0;
    const utf8proc_ssize_t length = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                                     static_cast<utf8proc_ssize_t>(text.size()), &point);
    if (length < 1) return false;
    text.remove_prefix(static_cast<std::size_t>(length));
  }
  return true;
}

std::optional<std::string> ToNfc(std::string_view text) {
  if (!IsUtf8(text)) return std::nullopt;
  utf8proc_uint8_t* normal = nullptr;
  const utf8proc_ssize_t length =
      utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()), static_cast<utf8proc_ssize_t>(text.size()), &normal,
                   static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
  if (length < 0) return std::nullopt;
  std::string result(reinterpret_cast<const char*>(normal), static_cast<std::size_t>(length));
  std::free(normal);
  return result;
}

std::optional<std::string> FromWindows1252(std::string_view bytes) {
  const iconv_t conversion = iconv_open("UTF-8", "WINDOWS-1252");
  if (conversion == reinterpret_cast<iconv_t>(-1)) return std::nullopt;
  // No character of Windows-1252 needs more than three bytes in UTF-8.
  std::string result(bytes.size() * 3, '\0');
  char* in = const_cast<char*>(bytes.data());
  std::size_t in_left = bytes.size();
  char* out = result.data();
  std::size_t out_left = result.size();
  const bool converted = iconv(conversion, &in, &in_left, &out, &out_left) != static_cast<std::size_t>(-1);
  iconv_close(conversion);
  if (!converted) return std::nullopt;
  result.resize(result.size() - out_left);
  return result;
}

std::size_t DisplayWidth(std::string_view text) {
  std::size_t width = 0;
  EachCodePoint(text, [&](utf8proc_int32_t point, std::string_view) {
    width += WidthOf(point);
    return true;
  });
  return width;
}

std::string Shorten(std::string_view text, std::size_t width) {
  if (DisplayWidth(text) <= width) return std::string(text);
  std::string result;
  std::size_t used = 0;
  EachCodePoint(text, [&](utf8proc_int32_t point, std::string_view bytes) {
    if (used + WidthOf(point) > width - 1) return false;
    used += WidthOf(point);
    result += bytes;
    return true;
  });
  return result += kEllipsis;
}

std::vector<std::string> Wrap(std::string_view text, std::size_t width) {
  std::vector<std::string> lines = {""};
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(" \n"), text.size());
    const std::string_view word = text.substr(0, end);
    const bool full = width > 0 && !lines.back().empty() && DisplayWidth(lines.back()) + 1 + DisplayWidth(word) > width;
    if (full) lines.emplace_back();
    if (!lines.back().empty()) lines.back() += ' ';
    lines.back() += word;
    if (end < text.size() && text[end] == '\n') lines.emplace_back();
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::string Printable(std::string_view text) {
  std::string result;
  EachCodePoint(text, [&](utf8proc_int32_t point, std::string_view bytes) {
    const bool control = point < 0x20 || (point >= 0x7F && point < 0xA0);
    const bool turns_direction = (point >= 0x202A && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069);
    if (point == 0xFFFD) {
      result += "\uFFFD";
    } else if (control || turns_direction) {
      result += ' ';
    } else {
      result += bytes;
    }
    return true;
  });
  return result;
}

std::string Lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

std::string_view Trim(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n";
  const std::size_t begin = text.find_first_not_of(kBlank);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlank) - begin + 1);
}

}  // namespace rujukan::client
