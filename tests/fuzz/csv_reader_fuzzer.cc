// Any file is read to its end in rows whose lines grow, each with either cells of clean text or a problem; and what was read,
// written with every cell in quotation marks, reads the same.
#include "client/csv_reader.h"

#include <cstddef>
#include <cstdint>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "client/unicode.h"
#include "tests/fuzz/promise.h"

namespace rujukan::fuzz {
namespace {

using client::CsvReader;
using client::CsvRow;
using Cells = std::vector<std::string>;

std::vector<CsvRow> ReadAll(const std::string& file) {
  std::istringstream in(file);
  CsvReader csv(in);
  std::vector<CsvRow> rows;
  for (CsvRow row; csv.Next(row);) rows.push_back(row);
  Promise(csv.IsUtf16() ? rows.empty() : csv.bytes_read() == static_cast<std::int64_t>(file.size()), "a file is read to its end");
  return rows;
}

void CheckRows(const std::vector<CsvRow>& rows) {
  std::int64_t line = 0;
  for (const CsvRow& row : rows) {
    Promise(row.line_number > line, "rows are in the order of their lines");
    line = row.line_number;
    Promise(row.cells.empty() == (row.problem != CsvRow::Problem::kNone), "a row has either cells or a problem");
    for (const std::string& cell : row.cells) {
      Promise(client::ToNfc(cell) == cell, "a cell is UTF-8 in NFC");
      Promise(cell.find('\r') == std::string::npos, "the lines of a cell end in one way");
      Promise(client::Trim(cell) == cell, "a cell has no blanks at its ends");
    }
  }
}

// Excel's marks around a number come off once for each time that they were put on.
bool IsMarked(const std::string& cell) { return cell.find('\'') == 0 || cell.find("=\"") == 0; }

void WriteAndReadAgain(const std::vector<CsvRow>& rows) {
  std::string file = "sep=;\n";
  std::vector<Cells> written;
  for (const CsvRow& row : rows) {
    Cells cells;
    for (const std::string& cell : row.cells) {
      if (!IsMarked(cell)) cells.push_back(cell);
    }
    if (cells.empty()) continue;
    for (const std::string& cell : cells) absl::StrAppend(&file, "\"", absl::StrReplaceAll(cell, {{"\"", "\"\""}}), "\";");
    file.back() = '\n';
    written.push_back(std::move(cells));
  }
  const std::vector<CsvRow> again = ReadAll(file);
  Promise(again.size() == written.size(), "as many rows are read as were written");
  for (std::size_t i = 0; i < written.size(); ++i) Promise(again[i].cells == written[i], "a row reads as it was written");
}

}  // namespace
}  // namespace rujukan::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace rujukan::fuzz;
  const auto rows = ReadAll(std::string(reinterpret_cast<const char*>(data), size));
  CheckRows(rows);
  WriteAndReadAgain(rows);
  return 0;
}
