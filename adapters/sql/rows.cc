#include "adapters/sql/rows.h"

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "adapters/sql/refusal.h"
#include "server/domain/try.h"

namespace rujukan::sql {
namespace {

using store::v1::ExportRow;
using store::v1::ExportValue;

// Rows read at a time: with large sections some megabytes.
constexpr std::int64_t kPageRows = 200;
// Rows sent at a time: a server is asked so often less, and still takes them whatever its max_allowed_packet is.
constexpr std::size_t kStatementRows = 50;
constexpr std::size_t kStatementBytes = 1 << 20;
// Rows committed at a time: a commit costs as much as some hundred rows, and what is not committed takes memory.
constexpr std::size_t kTransactionRows = 2000;

std::string NamesOf(const Table& table, const std::vector<std::size_t>& places) {
  return absl::StrJoin(places, ", ",
                       [&](std::string* out, std::size_t place) { absl::StrAppend(out, std::string(table.columns[place].name)); });
}

std::string ColumnNames(const Table& table) {
  return absl::StrJoin(table.columns, ", ", [](std::string* out, const Column& column) { out->append(column.name); });
}

// One page of a table by its key. `depth` 0: from the beginning; else the rows that have the first depth - 1 columns of the key in
// common with another row, and a greater one after these. That is one range of the primary key on every database; a comparison of
// the whole key at once is a scan on MySQL and a sort on SQLite.
std::string PageStatement(const Table& table, std::size_t depth) {
  std::string text = absl::StrCat("SELECT ", ColumnNames(table), " FROM ", std::string(table.name));
  for (std::size_t i = 0; i < depth; ++i) {
    const std::string column(table.columns[table.key[i]].name);
    absl::StrAppend(&text, i == 0 ? " WHERE " : " AND ", column, i + 1 == depth ? " > ?" : " = ?");
  }
  return absl::StrCat(text, " ORDER BY ", NamesOf(table, table.key), " LIMIT ?");
}

void Bind(Statement& statement, int index, const ExportValue& value, ColumnType type) {
  if (value.value_case() == ExportValue::VALUE_NOT_SET) {
    statement.BindNull(index);
  } else if (type == ColumnType::kInt) {
    statement.BindInt(index, value.number());
  } else if (type == ColumnType::kText) {
    statement.BindText(index, value.bytes());
  } else {
    statement.BindBlob(index, value.bytes());
  }
}

ExportRow RowOf(Statement& statement, const Table& table) {
  ExportRow row;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const int column = static_cast<int>(i);
    ExportValue& value = *row.add_values();
    if (statement.IsNull(column)) continue;
    if (table.columns[i].type == ColumnType::kInt) {
      value.set_number(statement.Int(column));
    } else {
      value.set_bytes(std::string(table.columns[i].type == ColumnType::kText ? statement.Text(column) : statement.Blob(column)));
    }
  }
  return row;
}

// Reads a page and keeps its last row in `last`, if it has one. How many rows it had.
absl::StatusOr<std::int64_t> ReadPage(Connection& connection, const Table& table, std::size_t depth, ExportRow& last,
                                      RowVisitor visit) {
  const std::string doing = absl::StrCat("reading ", std::string(table.name));
  Statement* const statement = connection.Prepare(PageStatement(table, depth));
  if (statement == nullptr) return ForOperator(Result::kUnavailable, connection, doing);
  const ResetAtEnd reset(*statement);
  int parameter = 0;
  for (std::size_t i = 0; i < depth; ++i) {
    const std::size_t place = table.key[i];
    Bind(*statement, ++parameter, last.values(static_cast<int>(place)), table.columns[place].type);
  }
  statement->BindInt(++parameter, kPageRows);
  for (std::int64_t rows = 0;; ++rows) {
    const Result result = statement->Step();
    if (result == Result::kDone) return rows;
    if (result != Result::kRow) return ForOperator(result, connection, doing);
    last = RowOf(*statement, table);
    RUJUKAN_TRY(visit(table, last));
  }
}

std::string InsertStatement(const Table& table, std::size_t rows) {
  const std::string row = absl::StrCat("(", absl::StrJoin(std::vector<std::string>(table.columns.size(), "?"), ", "), ")");
  return absl::StrCat("INSERT INTO ", std::string(table.name), " (", ColumnNames(table), ") VALUES ",
                      absl::StrJoin(std::vector<std::string>(rows, row), ", "));
}

}  // namespace

absl::Status ReadTable(Connection& connection, const Table& table, RowVisitor visit) {
  ExportRow last;
  std::size_t depth = 0;
  for (;;) {
    RUJUKAN_TRY_ASSIGN(const std::int64_t rows, ReadPage(connection, table, depth, last, visit));
    if (rows == kPageRows) {
      depth = table.key.size();
    } else if (depth <= 1) {
      return absl::OkStatus();
    } else {
      --depth;
    }
  }
}

absl::Status Inserter::Insert(const Table& table, const ExportRow& row) {
  if (table_ != &table) RUJUKAN_TRY(Write());
  table_ = &table;
  rows_.push_back(row);
  bytes_ += row.ByteSizeLong();
  return rows_.size() < kStatementRows && bytes_ < kStatementBytes ? absl::OkStatus() : Write();
}

absl::Status Inserter::Finish() {
  RUJUKAN_TRY(Write());
  return Commit();
}

absl::Status Inserter::Write() {
  if (rows_.empty()) return absl::OkStatus();
  const std::string doing = absl::StrCat("writing ", std::string(table_->name));
  if (uncommitted_ == 0) RUJUKAN_TRY(ForOperator(connection_.Begin(), connection_, doing));
  uncommitted_ += rows_.size();
  Statement* const statement = connection_.Prepare(InsertStatement(*table_, rows_.size()));
  if (statement == nullptr) return ForOperator(Result::kUnavailable, connection_, doing);
  const ResetAtEnd reset(*statement);
  int parameter = 0;
  for (const ExportRow& row : rows_) {
    for (std::size_t i = 0; i < table_->columns.size(); ++i) {
      Bind(*statement, ++parameter, row.values(static_cast<int>(i)), table_->columns[i].type);
    }
  }
  RUJUKAN_TRY(ForOperator(statement->Step(), connection_, doing));
  rows_.clear();
  bytes_ = 0;
  return uncommitted_ < kTransactionRows ? absl::OkStatus() : Commit();
}

absl::Status Inserter::Commit() {
  if (uncommitted_ == 0) return absl::OkStatus();
  uncommitted_ = 0;
  return ForOperator(connection_.Commit(), connection_, "writing");
}

}  // namespace rujukan::sql
