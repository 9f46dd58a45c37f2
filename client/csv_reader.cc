#include "client/csv_reader.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "client/unicode.h"

namespace rujukan::client {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

struct RowInProgress {
  std::vector<std::string>& cells;
  bool ended = false;
};

void TakeCell(void* bytes, std::size_t length, void* data) {
  static_cast<RowInProgress*>(data)->cells.emplace_back(static_cast<const char*>(bytes), length);
}

void TakeRow(int, void* data) { static_cast<RowInProgress*>(data)->ended = true; }

// Excel keeps the zeros of a number behind an apostrophe or in a formula.
std::string_view WithoutExcelMarks(std::string_view cell) {
  cell = Trim(cell);
  if (cell.size() >= 3 && cell.substr(0, 2) == "=\"" && cell.back() == '"') return Trim(cell.substr(2, cell.size() - 3));
  const bool marked_number = cell.size() >= 2 && cell.front() == '\'' && cell[1] >= '0' && cell[1] <= '9';
  return marked_number ? cell.substr(1) : cell;
}

char DelimiterOf(std::string_view line) {
  char best = ',';
  std::ptrdiff_t most = 0;
  for (const char candidate : {';', ',', '\t'}) {
    const std::ptrdiff_t count = std::count(line.begin(), line.end(), candidate);
    if (count > most) {
      most = count;
      best = candidate;
    }
  }
  return best;
}

std::optional<std::string> ToText(std::string_view bytes) {
  if (IsUtf8(bytes)) return ToNfc(bytes);
  const auto converted = FromWindows1252(bytes);
  return converted ? ToNfc(*converted) : std::nullopt;
}

}  // namespace

CsvReader::CsvReader(std::istream& in) : in_(in) { csv_init(&parser_, CSV_APPEND_NULL); }

CsvReader::~CsvReader() { csv_free(&parser_); }

bool CsvReader::Next(CsvRow& row) {
  if (!started_ && !ReadFirstLine()) return false;
  Line line;
  while (NextLine(line)) {
    if (held_.empty() && Trim(line.bytes).empty() && line.problem == CsvRow::Problem::kNone) continue;
    held_.push_back(line);
    if (line.problem != CsvRow::Problem::kNone) {
      // Within quotes it may be the quotation mark that is wrong, and not this line.
      GiveUp(row, held_.size() > 1 ? CsvRow::Problem::kOpenQuote : line.problem);
      return true;
    }
    const auto text = ToText(line.bytes);
    if (!text) {
      GiveUp(row, held_.size() > 1 ? CsvRow::Problem::kOpenQuote : CsvRow::Problem::kNotText);
      return true;
    }
    if (Feed(*text + "\n", row)) return true;
    std::size_t bytes = 0;
    for (const Line& held : held_) bytes += held.bytes.size();
    if (held_.size() >= kCsvRowLinesMax || bytes > kCsvRowBytesMax) {
      GiveUp(row, CsvRow::Problem::kOpenQuote);
      return true;
    }
  }
  if (held_.empty()) return false;
  GiveUp(row, CsvRow::Problem::kOpenQuote);
  return true;
}

bool CsvReader::ReadFirstLine() {
  started_ = true;
  Line line;
  if (!ReadLine(line)) return false;
  utf16_ = line.bytes.rfind("\xFF\xFE", 0) == 0 || line.bytes.rfind("\xFE\xFF", 0) == 0;
  if (utf16_) return false;
  if (line.bytes.rfind(kByteOrderMark, 0) == 0) line.bytes.erase(0, kByteOrderMark.size());
  const std::string_view text = Trim(line.bytes);
  if (Lower(text.substr(0, 4)) == "sep=" && text.size() == 5) {
    csv_set_delim(&parser_, static_cast<unsigned char>(text[4]));
    return true;
  }
  csv_set_delim(&parser_, static_cast<unsigned char>(DelimiterOf(line.bytes)));
  waiting_.push_back(std::move(line));
  return true;
}

bool CsvReader::NextLine(Line& line) {
  if (waiting_.empty()) return ReadLine(line);
  line = std::move(waiting_.front());
  waiting_.pop_front();
  return true;
}

bool CsvReader::ReadLine(Line& line) {
  line = Line{.number = ++line_number_, .bytes = {}, .problem = CsvRow::Problem::kNone};
  std::streambuf& buffer = *in_.rdbuf();
  bool any = false;
  for (int byte = buffer.sbumpc(); byte != std::char_traits<char>::eof(); byte = buffer.sbumpc()) {
    any = true;
    ++bytes_read_;
    if (byte == '\r' && buffer.sgetc() == '\n') {
      buffer.sbumpc();
      ++bytes_read_;
    }
    if (byte == '\n' || byte == '\r') break;
    if (line.bytes.size() < kCsvRowBytesMax) {
      line.bytes += static_cast<char>(byte);
    } else {
      line.problem = CsvRow::Problem::kTooLong;
    }
  }
  return any;
}

bool CsvReader::Feed(const std::string& text, CsvRow& row) {
  RowInProgress progress{cells_};
  csv_parse(&parser_, text.data(), text.size(), TakeCell, TakeRow, &progress);
  if (!progress.ended) return false;
  row = CsvRow{.line_number = held_.front().number, .cells = std::move(cells_), .problem = CsvRow::Problem::kNone};
  for (std::string& cell : row.cells) cell = std::string(WithoutExcelMarks(cell));
  cells_.clear();
  held_.clear();
  return true;
}

void CsvReader::GiveUp(CsvRow& row, CsvRow::Problem problem) {
  row = CsvRow{.line_number = held_.front().number, .cells = {}, .problem = problem};
  held_.pop_front();
  waiting_.insert(waiting_.begin(), std::make_move_iterator(held_.begin()), std::make_move_iterator(held_.end()));
  Reset();
}

void CsvReader::Reset() {
  // csv_fini ends the row in progress, which csv_free alone would leave open.
  const unsigned char delimiter = csv_get_delim(&parser_);
  csv_free(&parser_);
  csv_init(&parser_, CSV_APPEND_NULL);
  csv_set_delim(&parser_, delimiter);
  cells_.clear();
  held_.clear();
}

}  // namespace rujukan::client
