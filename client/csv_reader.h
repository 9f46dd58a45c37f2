// Reads the CSV files that districts export, row by row in bounded memory.
#ifndef RUJUKAN_CLIENT_CSV_READER_H_
#define RUJUKAN_CLIENT_CSV_READER_H_

#include <csv.h>

#include <cstdint>
#include <deque>
#include <istream>
#include <string>
#include <vector>

namespace rujukan::client {

// A row of the file. A row that cannot be read has no cells and says why.
struct CsvRow {
  enum class Problem {
    kNone,
    // A quotation mark opens and does not close within kCsvRowLinesMax lines.
    kOpenQuote,
    // More than kCsvRowBytesMax bytes.
    kTooLong,
    // Neither UTF-8 nor Windows-1252.
    kNotText,
  };
  // The line where the row begins, from 1.
  std::int64_t line_number = 0;
  std::vector<std::string> cells;
  Problem problem = Problem::kNone;
};

// An address of five lines is odd, one of twenty is an unclosed quotation mark.
inline constexpr std::size_t kCsvRowLinesMax = 20;
// Many times what a person's row takes.
inline constexpr std::size_t kCsvRowBytesMax = 64 << 10;

// Understands `;`, `,` and tab (whichever the first row has most of, or Excel's line `sep=;`), quoted cells with line breaks and
// doubled quotation marks, lines that end in any of the three ways, UTF-8 with or without byte order mark, and, line by line,
// Windows-1252. Cells come in UTF-8, form NFC, without blanks at their ends, and without what Excel puts around numbers: '7309 and
// ="7309" are 7309. Empty lines are no rows.
class CsvReader {
 public:
  explicit CsvReader(std::istream& in);
  ~CsvReader();
  CsvReader(const CsvReader&) = delete;
  CsvReader& operator=(const CsvReader&) = delete;

  // False at the end of the file.
  bool Next(CsvRow& row);
  // The file is in UTF-16, which no row of it can be read from.
  bool IsUtf16() const { return utf16_; }
  std::int64_t bytes_read() const { return bytes_read_; }

 private:
  struct Line {
    std::int64_t number = 0;
    std::string bytes;
    CsvRow::Problem problem = CsvRow::Problem::kNone;
  };

  bool ReadFirstLine();
  bool NextLine(Line& line);
  bool ReadLine(Line& line);
  // Gives a line to the parser; true when a row ended with it.
  bool Feed(const std::string& text, CsvRow& row);
  // The row that began with the oldest held line cannot be read; the lines after it are read again.
  void GiveUp(CsvRow& row, CsvRow::Problem problem);
  void Reset();

  std::istream& in_;
  csv_parser parser_{};
  // Lines to read again before the stream, and lines of the row that is being read.
  std::deque<Line> waiting_;
  std::deque<Line> held_;
  std::vector<std::string> cells_;
  std::int64_t line_number_ = 0;
  std::int64_t bytes_read_ = 0;
  bool started_ = false;
  bool utf16_ = false;
};

}  // namespace rujukan::client

#endif  // RUJUKAN_CLIENT_CSV_READER_H_
