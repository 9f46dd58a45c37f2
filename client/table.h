// Aligned tables for people.
#ifndef RUJUKAN_CLIENT_TABLE_H_
#define RUJUKAN_CLIENT_TABLE_H_

#include <cstddef>
#include <ostream>
#include <string>
#include <vector>

namespace rujukan::client {

// Columns as wide as their widest cell, two blanks apart. When they do not fit, the widest columns but the first give way first and
// their cells end in "…"; a width of 0 means that nothing is ever cut (a file, a pipe).
class Table {
 public:
  explicit Table(std::vector<std::string> titles) : titles_(std::move(titles)) {}

  // A row of as many cells as there are titles. An `alert` row is shown in red where there is color.
  void Add(std::vector<std::string> cells, bool alert = false);
  bool empty() const { return rows_.empty(); }
  void Print(std::ostream& out, std::size_t width, bool color) const;

 private:
  struct Row {
    std::vector<std::string> cells;
    bool alert;
  };
  std::vector<std::size_t> Widths(std::size_t width) const;

  std::vector<std::string> titles_;
  std::vector<Row> rows_;
};

}  // namespace rujukan::client

#endif  // RUJUKAN_CLIENT_TABLE_H_
