#include "client/household_import.h"

#include <google/protobuf/struct.pb.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <map>

#include "client/explain.h"
#include "client/progress.h"
#include "client/request_id.h"
#include "client/unicode.h"
#include "rujukan/v1/household.grpc.pb.h"
#include "rujukan/v1/rules.pb.h"

namespace rujukan::client {
namespace {

using google::protobuf::FieldDescriptor;
using Result = v1::RowVerdict;

// What BatchImportHouseholds takes.
constexpr int kRowsMax = 500;
// gRPC on the other side takes 4 MiB; a quarter of it leaves room and keeps a repeated batch short.
constexpr std::size_t kBatchBytesMax = 1000000;
// A full batch behind others may take longer than a person's call.
constexpr int kImportDeadlineSeconds = 60;
// With the pauses of RetryPolicy about a minute: an import outlasts a restart of the server.
constexpr int kImportAttemptsMax = 15;

// "No. KK " and "NO_KK" are both no_kk.
std::string Normalized(std::string_view title) {
  std::string result;
  for (const char c : Lower(title)) {
    const bool letter = std::isalnum(static_cast<unsigned char>(c)) != 0;
    if (letter) result += c;
    if (!letter && !result.empty() && result.back() != '_') result += '_';
  }
  while (!result.empty() && result.back() == '_') result.pop_back();
  return result;
}

const ImportColumn* ColumnOf(std::string_view title) {
  const std::string normalized = Normalized(title);
  for (const ImportColumn& column : ImportColumns()) {
    if (std::find(column.titles.begin(), column.titles.end(), normalized) != column.titles.end() && !normalized.empty())
      return &column;
  }
  return nullptr;
}

std::string_view ProblemText(CsvRow::Problem problem) {
  switch (problem) {
    case CsvRow::Problem::kOpenQuote:
      return "message.row_open_quote";
    case CsvRow::Problem::kTooLong:
      return "message.row_too_long";
    case CsvRow::Problem::kNotText:
      return "message.row_not_text";
    case CsvRow::Problem::kNone:
      break;
  }
  return "";
}

std::size_t CodePoints(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

// A cell beyond the API's limit would cost the whole batch.
bool HasOversizedCell(const v1::HouseholdRow& row) {
  std::vector<const FieldDescriptor*> fields;
  row.GetReflection()->ListFields(row, &fields);
  return std::any_of(fields.begin(), fields.end(), [&](const FieldDescriptor* field) {
    const std::uint32_t most = field->options().GetExtension(v1::rules).characters_max();
    return most > 0 && CodePoints(row.GetReflection()->GetString(row, field)) > most;
  });
}

// In the order of message.import_summary.
constexpr std::pair<const char*, Result::Result> kResults[] = {{"created", Result::RESULT_CREATED},
                                                               {"added", Result::RESULT_ADDED},
                                                               {"updated", Result::RESULT_UPDATED},
                                                               {"unchanged", Result::RESULT_UNCHANGED},
                                                               {"rejected", Result::RESULT_REJECTED}};

// What an import did, counted and told.
class ImportReport {
 public:
  ImportReport(Shell& shell, const ImportOptions& options) : shell_(shell), options_(options) {
    if (options.report.empty()) return;
    file_.open(options.report, std::ios::trunc);
    if (!file_) throw WrongUsage{"message.cannot_write", {options.report}};
    file_ << shell.texts().Get("message.report_header") << '\n';
  }

  // What became of a batch, in the order of the file.
  void Add(const std::vector<UnsendableRow>& unsendable, const v1::BatchImportHouseholdsResponse& answer) {
    auto row = unsendable.begin();
    for (const v1::RowVerdict& verdict : answer.verdicts()) {
      for (; row != unsendable.end() && row->line_number < verdict.line_number(); ++row) AddUnsendable(*row);
      AddVerdict(verdict);
    }
    for (; row != unsendable.end(); ++row) AddUnsendable(*row);
  }

  void Summarize() {
    if (shell_.settings.json) shell_.Show(Counts());
    std::vector<std::string> numbers = {std::to_string(rows())};
    for (const auto& [name, result] : kResults) numbers.push_back(std::to_string(counts_[result]));
    numbers.push_back(std::to_string(warnings_));
    shell_.Say("message.import_summary", numbers);
    if (counts_[Result::RESULT_REJECTED] > 0) shell_.exit_code = ExitCode::kRowsRejected;
  }

  std::int64_t rows() const {
    std::int64_t sum = 0;
    for (const auto& [result, count] : counts_) sum += count;
    return sum;
  }

 private:
  google::protobuf::Struct Counts() {
    google::protobuf::Struct counts;
    for (const auto& [name, result] : kResults)
      (*counts.mutable_fields())[name].set_number_value(static_cast<double>(counts_[result]));
    (*counts.mutable_fields())["warnings"].set_number_value(static_cast<double>(warnings_));
    return counts;
  }

  void AddUnsendable(const UnsendableRow& row) {
    ++counts_[Result::RESULT_REJECTED];
    Reject(row.line_number, shell_.texts().Get(row.text_key));
  }

  void AddVerdict(const v1::RowVerdict& verdict) {
    ++counts_[verdict.result()];
    for (const v1::FieldWarning& error : verdict.errors()) Reject(verdict.line_number(), TextOf(error));
    warnings_ += verdict.warnings_size();
    if (!options_.verbose) return;
    for (const v1::FieldWarning& warning : verdict.warnings()) Tell("message.line_warning", verdict.line_number(), TextOf(warning));
  }

  std::string TextOf(const v1::FieldWarning& told) const { return WarningText(shell_.texts(), told) + " [" + told.reason() + "]"; }

  void Reject(std::int64_t line, const std::string& reason) {
    Tell("message.line_rejected", line, reason);
    if (file_.is_open()) file_ << line << ';' << '"' << Quoted(reason) << "\"\n";
  }

  static std::string Quoted(const std::string& text) {
    std::string quoted;
    for (const char c : text) quoted += c == '"' ? "\"\"" : std::string(1, c);
    return quoted;
  }

  void Tell(const std::string& text_key, std::int64_t line, const std::string& what) {
    shell_.console().err << shell_.texts().Get(text_key, {std::to_string(line), what}) << '\n';
  }

  Shell& shell_;
  const ImportOptions& options_;
  std::ofstream file_;
  std::map<Result::Result, std::int64_t> counts_;
  std::int64_t warnings_ = 0;
};

// The header's titles. Throws WrongUsage when there are none.
std::vector<std::string> ReadTitles(CsvReader& csv, const std::string& file) {
  CsvRow row;
  if (csv.Next(row) && row.problem == CsvRow::Problem::kNone) return row.cells;
  if (csv.IsUtf16()) throw WrongUsage{"message.file_utf16", {file}};
  throw WrongUsage{"message.file_empty", {file}};
}

void Import(Shell& shell, const ImportOptions& options, std::istream& in, double size) {
  CsvReader csv(in);
  const ImportHeader header(ReadTitles(csv, options.file));
  for (const std::string& title : header.unknown()) {
    shell.console().err << shell.texts().Get("message.column_ignored", {title}) << '\n';
  }
  ImportReport report(shell, options);
  ImportBatches batches(csv, header);
  Progress progress(shell.console(), shell.texts());
  try {
    for (bool more = true; more;) {
      v1::BatchImportHouseholdsRequest batch;
      std::vector<UnsendableRow> unsendable;
      more = batches.Next(batch, unsendable);
      v1::BatchImportHouseholdsResponse answer;
      if (batch.rows_size() > 0) shell.Call(&v1::HouseholdService::Stub::BatchImportHouseholds, batch, &answer);
      progress.Finish();
      report.Add(unsendable, answer);
      progress.Show(report.rows(), size > 0 ? static_cast<double>(csv.bytes_read()) / size : -1);
    }
  } catch (const Refused&) {
    progress.Finish();
    shell.console().err << shell.texts().Get("message.import_broken", {std::to_string(report.rows())}) << '\n';
    throw;
  }
  progress.Finish();
  report.Summarize();
}

}  // namespace

const std::vector<ImportColumn>& ImportColumns() {
  static const std::vector<ImportColumn> kColumns = {
      {"family_card_number", {"no_kk", "nokk", "nomor_kk", "nomor_kartu_keluarga", "no_kartu_keluarga", "kk"}},
      {"nik", {"nik", "no_nik", "nomor_nik", "no_ktp", "nomor_induk_kependudukan"}},
      {"full_name", {"nama", "nama_lengkap", "nama_art", "nama_anggota", "full_name"}},
      {"sex", {"jenis_kelamin", "jk", "l_p", "kelamin", "jns_kelamin"}},
      {"birth_date", {"tanggal_lahir", "tgl_lahir", "tgl_lhr", "tanggal_lhr"}},
      {"relation", {"hubungan", "shdk", "hubungan_keluarga", "status_hubungan", "hub_keluarga", "hubungan_dalam_keluarga"}},
      {"address", {"alamat", "alamat_lengkap", "jalan"}},
      {"rt", {"rt", "no_rt"}},
      {"rw", {"rw", "no_rw"}},
      {"region", {"kode_wilayah", "kode_desa", "kode_kelurahan", "kode_desa_kelurahan", "kd_desa", "wilayah"}},
      {"decile", {"desil", "decile", "desil_nasional"}},
      {"decile_source", {"sumber_desil", "sumber"}},
      {"decile_as_of", {"tanggal_desil", "tgl_desil"}},
      {"phone", {"telepon", "no_telepon", "no_hp", "hp", "telp", "no_telp"}},
  };
  return kColumns;
}

ImportHeader::ImportHeader(const std::vector<std::string>& titles) {
  const auto* row = v1::HouseholdRow::descriptor();
  std::vector<std::string_view> found;
  for (std::size_t i = 0; i < titles.size(); ++i) {
    const ImportColumn* column = ColumnOf(titles[i]);
    if (column == nullptr) {
      if (!titles[i].empty()) unknown_.push_back(titles[i]);
      continue;
    }
    if (std::find(found.begin(), found.end(), column->field) != found.end()) throw WrongUsage{"message.column_twice", {titles[i]}};
    found.push_back(column->field);
    fields_.emplace_back(i, row->FindFieldByName(std::string(column->field)));
  }
  for (const std::string_view needed : {"full_name", "region"}) {
    if (std::find(found.begin(), found.end(), needed) == found.end()) {
      throw WrongUsage{"message.column_missing", {std::string(needed == "region" ? "kode_wilayah" : "nama")}};
    }
  }
}

v1::HouseholdRow ImportHeader::RowOf(const CsvRow& csv_row) const {
  v1::HouseholdRow row;
  row.set_line_number(csv_row.line_number);
  for (const auto& [index, field] : fields_) {
    if (index < csv_row.cells.size()) row.GetReflection()->SetString(&row, field, csv_row.cells[index]);
  }
  return row;
}

bool ImportBatches::Next(v1::BatchImportHouseholdsRequest& batch, std::vector<UnsendableRow>& unsendable) {
  std::size_t bytes = 0;
  const auto add = [&](v1::HouseholdRow row) {
    bytes += row.ByteSizeLong() + 8;
    *batch.add_rows() = std::move(row);
  };
  if (left_over_) add(*std::exchange(left_over_, std::nullopt));
  CsvRow csv_row;
  bool more = true;
  while (batch.rows_size() < kRowsMax && (more = csv_.Next(csv_row))) {
    if (csv_row.problem != CsvRow::Problem::kNone) {
      unsendable.push_back({csv_row.line_number, std::string(ProblemText(csv_row.problem))});
      continue;
    }
    v1::HouseholdRow row = header_.RowOf(csv_row);
    if (HasOversizedCell(row)) {
      unsendable.push_back({csv_row.line_number, "message.row_too_long"});
    } else if (bytes + row.ByteSizeLong() > kBatchBytesMax) {
      left_over_ = std::move(row);
      break;
    } else {
      add(std::move(row));
    }
  }
  batch.set_request_id(RequestIdOf(batch.SerializeAsString()));
  return more;
}

void ImportHouseholds(Shell& shell, const ImportOptions& options) {
  if (shell.settings.deadline_seconds == 0) shell.settings.deadline_seconds = kImportDeadlineSeconds;
  shell.settings.attempts_max = kImportAttemptsMax;
  if (options.file == "-") return Import(shell, options, shell.console().in, 0);
  std::ifstream file(options.file, std::ios::binary);
  std::error_code error;
  if (!file || std::filesystem::is_directory(options.file, error)) throw WrongUsage{"message.cannot_open", {options.file}};
  // A pipe, <(...), has no size; its progress is told without an end.
  const auto size = std::filesystem::file_size(options.file, error);
  Import(shell, options, file, error ? 0 : static_cast<double>(size));
}

}  // namespace rujukan::client
