#include "adapters/sql/export.h"

#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/util/delimited_message_util.h>

#include "absl/strings/str_cat.h"
#include "adapters/sql/rows.h"
#include "adapters/sql/tables.h"
#include "server/domain/try.h"

namespace rujukan::sql {
namespace {

using store::v1::ExportEntry;
using store::v1::ExportHeader;
using store::v1::ExportRow;
using store::v1::ExportTrailer;

// Written at a time.
constexpr std::size_t kWriteBytes = 1 << 20;

// The entries of a file, written in larger pieces.
class EntryWriter {
 public:
  explicit EntryWriter(absl::FunctionRef<absl::Status(std::string_view)> write) : write_(write) {}

  absl::Status Add(const ExportEntry& entry) {
    {
      google::protobuf::io::StringOutputStream stream(&waiting_);
      if (!google::protobuf::util::SerializeDelimitedToZeroCopyStream(entry, &stream)) {
        return absl::InternalError("an entry is too large");
      }
    }
    return waiting_.size() < kWriteBytes ? absl::OkStatus() : Flush();
  }

  absl::Status Flush() {
    const absl::Status status = write_(waiting_);
    waiting_.clear();
    return status;
  }

 private:
  const absl::FunctionRef<absl::Status(std::string_view)> write_;
  std::string waiting_;
};

ExportEntry EntryOf(const Table& table) {
  ExportEntry entry;
  entry.mutable_table()->set_name(std::string(table.name));
  for (const Column& column : table.columns) entry.mutable_table()->add_columns(std::string(column.name));
  return entry;
}

ExportTrailer TrailerOf(const Summaries& summaries) {
  ExportTrailer trailer;
  for (const TableSummary& summary : summaries) {
    store::v1::ExportedTable& table = *trailer.add_tables();
    table.set_name(summary.name);
    table.set_row_count(summary.row_count);
    table.set_digest(summary.digest);
  }
  return trailer;
}

}  // namespace

void Summarizer::Begin(std::string_view table) { summaries_.push_back({.name = std::string(table), .row_count = 0, .digest = {}}); }

void Summarizer::Add(const ExportRow& row) {
  TableSummary& summary = summaries_.back();
  ++summary.row_count;
  summary.digest = sealer_.Digest(summary.digest + row.SerializeAsString());
}

std::string MacOf(const ExportHeader& header, const Summaries& summaries, const Sealer& sealer) {
  const std::string head = header.SerializeAsString();
  return sealer.Mac("export", absl::StrCat(head.size(), "/", head, TrailerOf(summaries).SerializeAsString()));
}

absl::StatusOr<Summaries> Export(Connection& connection, const Sealer& sealer, std::string_view program, absl::Time now,
                                 absl::FunctionRef<absl::Status(std::string_view)> write) {
  EntryWriter writer(write);
  Summarizer summarizer(sealer);
  ExportEntry header;
  header.mutable_header()->set_format_version(kExportFormatVersion);
  header.mutable_header()->set_program(std::string(program));
  header.mutable_header()->set_export_time(absl::ToUnixMicros(now));
  for (const std::uint32_t generation : sealer.Generations()) header.mutable_header()->add_generations(generation);
  RUJUKAN_TRY(writer.Add(header));
  for (const Table& table : Tables()) {
    RUJUKAN_TRY(writer.Add(EntryOf(table)));
    summarizer.Begin(table.name);
    RUJUKAN_TRY(ReadTable(connection, table, [&](const Table&, const ExportRow& row) {
      summarizer.Add(row);
      ExportEntry entry;
      *entry.mutable_row() = row;
      return writer.Add(entry);
    }));
  }
  ExportEntry trailer;
  *trailer.mutable_trailer() = TrailerOf(summarizer.summaries());
  trailer.mutable_trailer()->set_mac(MacOf(header.header(), summarizer.summaries(), sealer));
  RUJUKAN_TRY(writer.Add(trailer));
  RUJUKAN_TRY(writer.Flush());
  return summarizer.summaries();
}

absl::StatusOr<Summaries> Summarize(Connection& connection, const Sealer& sealer) {
  Summarizer summarizer(sealer);
  for (const Table& table : Tables()) {
    summarizer.Begin(table.name);
    RUJUKAN_TRY(ReadTable(connection, table, [&](const Table&, const ExportRow& row) {
      summarizer.Add(row);
      return absl::OkStatus();
    }));
  }
  return summarizer.summaries();
}

}  // namespace rujukan::sql
