// Aligned tables for people.
#ifndef RUJUKAN_CLIENT_TABLE_H_
#define RUJUKAN_CLIENT_TABLE_H_

#include <cstddef>
#include <ostream>
#include <string>
#include <vector>

namespace rujukan::client {

// Whether the cells of a column may end in "…". A number, a code, an id or a time that is cut names something else.
enum class Fit { kWhole, kCut };

struct Column {
  std::string title;
  Fit fit = Fit::kWhole;
};

// Columns as wide as their widest cell, two blanks apart. Where they do not fit, the widest that may be cut gives way first; a
// width of 0 means that nothing is ever cut (a file, a pipe).
class Table {
 public:
  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

  // A row of as many cells as there are columns. An `alert` row is shown in red where there is color. A `note` follows on lines of
  // its own and is never cut.
  void Add(std::vector<std::string> cells, bool alert = false, const std::string& note = "");
  bool empty() const { return rows_.empty(); }
  // Columns that are empty in every row are left out.
  void Print(std::ostream& out, std::size_t width, bool color) const;

 private:
  struct Row {
    std::vector<std::string> cells;
    bool alert;
    std::string note;
  };
  Table WithoutEmptyColumns() const;
  void PrintAll(std::ostream& out, std::size_t width, bool color) const;
  // REQUIRES: there is a column.
  std::vector<std::size_t> Widths(std::size_t width) const;

  std::vector<Column> columns_;
  std::vector<Row> rows_;
};

}  // namespace rujukan::client

#endif  // RUJUKAN_CLIENT_TABLE_H_
