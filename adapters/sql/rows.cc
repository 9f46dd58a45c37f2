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

// Rows read at a time, and bytes: a checkpoint may be a megabyte.
constexpr std::size_t kPageRows = 200;
constexpr std::size_t kPageBytes = 4 << 20;
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

std::string Equal(const Table& table, const std::vector<std::size_t>& places, const char* separator) {
  return absl::StrJoin(places, separator, [&](std::string* out, std::size_t place) {
    absl::StrAppend(out, std::string(table.columns[place].name), " = ?");
  });
}

std::string InsertStatement(const Table& table, std::size_t rows) {
  const std::string row = absl::StrCat("(", absl::StrJoin(std::vector<std::string>(table.columns.size(), "?"), ", "), ")");
  return absl::StrCat("INSERT INTO ", std::string(table.name), " (", ColumnNames(table), ") VALUES ",
                      absl::StrJoin(std::vector<std::string>(rows, row), ", "));
}

}  // namespace

absl::StatusOr<std::vector<ExportRow>> TablePages::Read(bool& full) {
  const std::string doing = absl::StrCat("reading ", std::string(table_.name));
  Statement* const statement = connection_.Prepare(PageStatement(table_, depth_));
  if (statement == nullptr) return ForOperator(Result::kUnavailable, connection_, doing);
  const ResetAtEnd reset(*statement);
  int parameter = 0;
  for (std::size_t i = 0; i < depth_; ++i) {
    const std::size_t place = table_.key[i];
    Bind(*statement, ++parameter, last_.values(static_cast<int>(place)), table_.columns[place].type);
  }
  statement->BindInt(++parameter, static_cast<std::int64_t>(kPageRows));
  std::vector<ExportRow> rows;
  std::size_t bytes = 0;
  full = false;
  while (!full) {
    const Result result = statement->Step();
    if (result == Result::kDone) break;
    if (result != Result::kRow) return ForOperator(result, connection_, doing);
    rows.push_back(RowOf(*statement, table_));
    bytes += rows.back().ByteSizeLong();
    full = rows.size() == kPageRows || bytes >= kPageBytes;
  }
  return rows;
}

absl::StatusOr<std::vector<ExportRow>> TablePages::Next() {
  while (!at_end_) {
    bool full = false;
    RUJUKAN_TRY_ASSIGN(std::vector<ExportRow> rows, Read(full));
    if (!rows.empty()) last_ = rows.back();
    if (full) {
      depth_ = table_.key.size();
    } else if (depth_ <= 1) {
      at_end_ = true;
    } else {
      --depth_;
    }
    if (!rows.empty()) return rows;
  }
  return std::vector<ExportRow>();
}

absl::Status ReadTable(Connection& connection, const Table& table, RowVisitor visit) {
  TablePages pages(connection, table);
  for (;;) {
    RUJUKAN_TRY_ASSIGN(const std::vector<ExportRow> rows, pages.Next());
    if (rows.empty()) return absl::OkStatus();
    for (const ExportRow& row : rows) RUJUKAN_TRY(visit(table, row));
  }
}

absl::Status UpdateRow(Connection& connection, const Table& table, const std::vector<std::size_t>& places, const ExportRow& before,
                       const ExportRow& after) {
  const std::string name(table.name);
  const std::string doing = absl::StrCat("writing ", name);
  Statement* const statement =
      connection.Prepare(absl::StrCat("UPDATE ", name, " SET ", Equal(table, places, ", "), " WHERE ",
                                      Equal(table, table.key, " AND "), " AND ", Equal(table, places, " AND ")));
  if (statement == nullptr) return ForOperator(Result::kUnavailable, connection, doing);
  const ResetAtEnd reset(*statement);
  int parameter = 0;
  const auto bind = [&](const std::vector<std::size_t>& bound, const ExportRow& row) {
    for (const std::size_t place : bound) {
      Bind(*statement, ++parameter, row.values(static_cast<int>(place)), table.columns[place].type);
    }
  };
  bind(places, after);
  bind(table.key, before);
  bind(places, before);
  RUJUKAN_TRY(ForOperator(statement->Step(), connection, doing));
  if (connection.Changes() == 1) return absl::OkStatus();
  return absl::AbortedError(absl::StrCat(doing, ": somebody else changes records now; stop all servers of this database"));
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
