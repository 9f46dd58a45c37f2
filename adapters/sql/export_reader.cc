#include "adapters/sql/export_reader.h"

#include <google/protobuf/util/delimited_message_util.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "adapters/sql/sealed_values.h"
#include "server/domain/try.h"

namespace rujukan::sql {
namespace {

using store::v1::ExportEntry;
using store::v1::ExportHeader;
using store::v1::ExportRow;
using store::v1::ExportTable;
using store::v1::ExportTrailer;
using store::v1::ExportValue;

// Of a text that may be anybody's: enough for a name and a version.
constexpr std::size_t kProgramShown = 64;

absl::Status Damaged() { return absl::DataLossError("the file is cut or was changed; use another copy"); }

absl::Status OfAnotherProgram(const ExportHeader& header) {
  return absl::FailedPreconditionError(absl::StrCat("the file was made by ",
                                                    absl::CEscape(header.program().substr(0, kProgramShown)),
                                                    ", which has other tables; import it with that program, then start this one"));
}

bool IsOf(const ExportTable& found, const Table& table) {
  return found.name() == std::string(table.name) &&
         std::ranges::equal(
             found.columns(), table.columns, {}, [](const std::string& name) { return std::string_view(name); }, &Column::name);
}

bool IsOf(const ExportRow& row, const Table& table) {
  if (row.values_size() != static_cast<int>(table.columns.size())) return false;
  for (int i = 0; i < row.values_size(); ++i) {
    const bool wants_number = table.columns[static_cast<std::size_t>(i)].type == ColumnType::kInt;
    const ExportValue::ValueCase wrong = wants_number ? ExportValue::kBytes : ExportValue::kNumber;
    if (row.values(i).value_case() == wrong) return false;
  }
  return true;
}

Summaries SummariesIn(const ExportTrailer& trailer) {
  Summaries summaries;
  for (const store::v1::ExportedTable& table : trailer.tables()) {
    summaries.push_back({.name = table.name(), .row_count = table.row_count(), .digest = table.digest()});
  }
  return summaries;
}

absl::Status OfRetiredKeys(std::uint32_t generation) {
  return absl::FailedPreconditionError(absl::StrCat(
      "the file holds what is sealed under generation ", generation,
      " of the sealing key, which the key file does not have; use the key file, or the key shares, of the time when it was "
      "made, and then --rotate-keys if others are to be used"));
}

class Reader {
 public:
  Reader(google::protobuf::io::ZeroCopyInputStream& file, const Sealer& sealer)
      : file_(file), sealer_(sealer), summarizer_(sealer) {}

  absl::StatusOr<Summaries> Read(RowVisitor visit) {
    if (!Next() || !entry_.has_header()) return absl::FailedPreconditionError("the file is not an export of Rujukan");
    header_ = entry_.header();
    if (header_.format_version() != kExportFormatVersion) return OfAnotherProgram(header_);
    NoteMissingGenerations();
    if (!Next()) return Damaged();
    for (const Table& table : Tables()) RUJUKAN_TRY(ReadTable(table, visit));
    RUJUKAN_TRY(CheckTrailer());
    if (Next() || !at_end_) return Damaged();
    return summarizer_.summaries();
  }

 private:
  // Those that the exporter had and we do not. What another number says is damaged, and is carried as it is.
  void NoteMissingGenerations() {
    missing_ = {header_.generations().begin(), header_.generations().end()};
    if (missing_.empty()) missing_ = {1};
    for (const std::uint32_t present : sealer_.Generations()) std::erase(missing_, present);
  }

  absl::Status CheckOpens(const Table& table, const ExportRow& row) const {
    if (missing_.empty()) return absl::OkStatus();
    for (const SealedValue& value : SealedValuesOf(table, row)) {
      const std::optional<std::uint32_t> generation = sealer_.GenerationOf(value.sealed);
      if (generation && std::ranges::count(missing_, *generation) > 0) return OfRetiredKeys(*generation);
    }
    return absl::OkStatus();
  }

  bool Next() {
    entry_.Clear();
    return google::protobuf::util::ParseDelimitedFromZeroCopyStream(&entry_, &file_, &at_end_);
  }

  // From the entry that begins it to the one after it.
  absl::Status ReadTable(const Table& table, RowVisitor visit) {
    if (!entry_.has_table()) return entry_.has_trailer() ? OfAnotherProgram(header_) : Damaged();
    if (!IsOf(entry_.table(), table)) return OfAnotherProgram(header_);
    summarizer_.Begin(table.name);
    for (;;) {
      if (!Next()) return Damaged();
      if (!entry_.has_row()) return absl::OkStatus();
      if (!IsOf(entry_.row(), table)) return Damaged();
      RUJUKAN_TRY(CheckOpens(table, entry_.row()));
      summarizer_.Add(entry_.row());
      RUJUKAN_TRY(visit(table, entry_.row()));
    }
  }

  absl::Status CheckTrailer() {
    if (entry_.has_table()) return OfAnotherProgram(header_);
    if (!entry_.has_trailer() || SummariesIn(entry_.trailer()) != summarizer_.summaries()) return Damaged();
    if (entry_.trailer().mac() != MacOf(header_, summarizer_.summaries(), sealer_)) {
      return absl::FailedPreconditionError("the file was made with another key file, or was changed");
    }
    return absl::OkStatus();
  }

  google::protobuf::io::ZeroCopyInputStream& file_;
  const Sealer& sealer_;
  Summarizer summarizer_;
  ExportHeader header_;
  std::vector<std::uint32_t> missing_;
  ExportEntry entry_;
  bool at_end_ = false;
};

}  // namespace

absl::StatusOr<Summaries> ReadExport(google::protobuf::io::ZeroCopyInputStream& file, const Sealer& sealer, RowVisitor visit) {
  return Reader(file, sealer).Read(visit);
}

}  // namespace rujukan::sql
