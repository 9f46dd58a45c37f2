#include "client/table.h"

#include <algorithm>
#include <numeric>

#include "client/unicode.h"

namespace rujukan::client {
namespace {

constexpr std::size_t kGap = 2;
// Narrower than this a column says nothing.
constexpr std::size_t kColumnWidthMin = 6;
constexpr std::size_t kNoteIndent = 4;
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

void Table::Add(std::vector<std::string> cells, bool alert, const std::string& note) {
  for (std::string& cell : cells) cell = Printable(cell);
  cells.resize(columns_.size());
  rows_.push_back({std::move(cells), alert, Printable(note)});
}

Table Table::WithoutEmptyColumns() const {
  Table filled({});
  filled.rows_ = rows_;
  for (Row& row : filled.rows_) row.cells.clear();
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (std::all_of(rows_.begin(), rows_.end(), [i](const Row& row) { return row.cells[i].empty(); })) continue;
    filled.columns_.push_back(columns_[i]);
    for (std::size_t row = 0; row < rows_.size(); ++row) filled.rows_[row].cells.push_back(rows_[row].cells[i]);
  }
  return filled;
}

std::vector<std::size_t> Table::Widths(std::size_t width) const {
  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    widths.push_back(std::max<std::size_t>(1, DisplayWidth(columns_[i].title)));
    for (const Row& row : rows_) widths[i] = std::max(widths[i], DisplayWidth(row.cells[i]));
  }
  if (width == 0) return widths;
  const auto total = [&] { return std::accumulate(widths.begin(), widths.end(), (widths.size() - 1) * kGap); };
  const auto room = [&](std::size_t i) { return columns_[i].fit == Fit::kCut ? widths[i] : 0; };
  while (total() > width) {
    std::size_t widest = 0;
    for (std::size_t i = 1; i < widths.size(); ++i) widest = room(i) > room(widest) ? i : widest;
    if (room(widest) <= kColumnWidthMin) break;
    --widths[widest];
  }
  return widths;
}

void Table::Print(std::ostream& out, std::size_t width, bool color) const {
  const Table filled = WithoutEmptyColumns();
  if (!filled.columns_.empty()) filled.PrintAll(out, width, color);
}

void Table::PrintAll(std::ostream& out, std::size_t width, bool color) const {
  const std::vector<std::size_t> widths = Widths(width);
  std::vector<std::string> titles;
  for (const Column& column : columns_) titles.push_back(column.title);
  PrintLine(out, Line(titles, widths), color ? kBold : nullptr);
  for (const Row& row : rows_) {
    PrintLine(out, Line(row.cells, widths), color && row.alert ? kRed : nullptr);
    if (row.note.empty()) continue;
    for (const std::string& line : Wrap(row.note, width > kNoteIndent ? width - kNoteIndent : 0)) {
      out << std::string(kNoteIndent, ' ') << line << '\n';
    }
  }
}

}  // namespace rujukan::client
