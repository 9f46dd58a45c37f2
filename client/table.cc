#include "client/table.h"

#include <algorithm>
#include <numeric>

#include "client/unicode.h"

namespace rujukan::client {
namespace {

constexpr std::size_t kGap = 2;
// Narrower than this a column says nothing.
constexpr std::size_t kColumnWidthMin = 6;
constexpr const char* kBold = "\x1b[1m";
constexpr const char* kRed = "\x1b[31m";
constexpr const char* kPlain = "\x1b[0m";

std::string Line(const std::vector<std::string>& cells, const std::vector<std::size_t>& widths) {
  std::string line;
  for (std::size_t i = 0; i < widths.size(); ++i) {
    const std::string cell = Shorten(cells[i], widths[i]);
    line += cell;
    if (i + 1 < widths.size()) line.append(widths[i] - DisplayWidth(cell) + kGap, ' ');
  }
  return line;
}

void PrintLine(std::ostream& out, const std::string& line, const char* style) {
  if (style != nullptr) {
    out << style << line << kPlain << '\n';
  } else {
    out << line << '\n';
  }
}

}  // namespace

void Table::Add(std::vector<std::string> cells, bool alert) {
  for (std::string& cell : cells) cell = Printable(cell);
  cells.resize(titles_.size());
  rows_.push_back({std::move(cells), alert});
}

std::vector<std::size_t> Table::Widths(std::size_t width) const {
  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < titles_.size(); ++i) {
    widths.push_back(std::max<std::size_t>(1, DisplayWidth(titles_[i])));
    for (const Row& row : rows_) widths[i] = std::max(widths[i], DisplayWidth(row.cells[i]));
  }
  if (width == 0) return widths;
  const auto total = [&] { return std::accumulate(widths.begin(), widths.end(), (widths.size() - 1) * kGap); };
  while (total() > width) {
    // The first column says which row it is.
    const auto widest = std::max_element(widths.begin() + (widths.size() > 1 ? 1 : 0), widths.end());
    if (*widest <= kColumnWidthMin) break;
    --*widest;
  }
  return widths;
}

void Table::Print(std::ostream& out, std::size_t width, bool color) const {
  const std::vector<std::size_t> widths = Widths(width);
  PrintLine(out, Line(titles_, widths), color ? kBold : nullptr);
  for (const Row& row : rows_) PrintLine(out, Line(row.cells, widths), color && row.alert ? kRed : nullptr);
}

}  // namespace rujukan::client
