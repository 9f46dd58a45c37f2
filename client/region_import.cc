#include "client/region_import.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "client/csv_reader.h"
#include "client/progress.h"
#include "client/request_id.h"
#include "client/unicode.h"
#include "rujukan/v1/region.grpc.pb.h"

namespace rujukan::client {
namespace {

// What ImportRegions takes.
constexpr int kRegionsMax = 1000;
// Parents first.
constexpr const char* kFiles[] = {"provinces.csv", "regencies.csv", "districts.csv", "villages.csv"};

struct Columns {
  std::size_t code;
  std::size_t name;
};

Columns FindColumns(const std::vector<std::string>& titles, const std::string& file) {
  const auto find = [&](std::string_view title) {
    const auto found = std::find_if(titles.begin(), titles.end(), [&](const std::string& t) { return Lower(t) == title; });
    if (found == titles.end()) throw WrongUsage{"message.region_column_missing", {file, std::string(title)}};
    return static_cast<std::size_t>(found - titles.begin());
  };
  return {find("code"), find("name")};
}

class RegionImport {
 public:
  RegionImport(Shell& shell, double size) : shell_(shell), size_(size), progress_(shell.console(), shell.texts()) {}

  void AddFile(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    CsvReader csv(file);
    CsvRow row;
    if (!csv.Next(row)) throw WrongUsage{"message.file_empty", {path}};
    const Columns columns = FindColumns(row.cells, path);
    while (csv.Next(row)) {
      if (row.cells.size() <= std::max(columns.code, columns.name)) {
        throw WrongUsage{"message.region_row_short", {path, std::to_string(row.line_number)}};
      }
      v1::Region& region = *batch_.add_regions();
      region.set_code(row.cells[columns.code]);
      region.set_display_name(row.cells[columns.name]);
      if (batch_.regions_size() == kRegionsMax) Send(static_cast<double>(csv.bytes_read()));
    }
    Send(static_cast<double>(csv.bytes_read()));
    bytes_before_ += static_cast<double>(csv.bytes_read());
  }

  void Summarize() {
    progress_.Finish();
    if (shell_.settings.json) return shell_.Show(total_);
    shell_.Say("message.regions_imported", {std::to_string(done_), std::to_string(total_.created_count()),
                                            std::to_string(total_.updated_count()), std::to_string(total_.unchanged_count())});
  }

 private:
  void Send(double bytes_of_file) {
    if (batch_.regions_size() == 0) return;
    batch_.set_request_id(RequestIdOf(batch_.SerializeAsString()));
    v1::ImportRegionsResponse answer;
    shell_.Call(&v1::RegionService::Stub::ImportRegions, batch_, &answer);
    total_.set_created_count(total_.created_count() + answer.created_count());
    total_.set_updated_count(total_.updated_count() + answer.updated_count());
    total_.set_unchanged_count(total_.unchanged_count() + answer.unchanged_count());
    done_ += batch_.regions_size();
    batch_.Clear();
    progress_.Show(done_, size_ > 0 ? (bytes_before_ + bytes_of_file) / size_ : -1);
  }

  Shell& shell_;
  double size_;
  Progress progress_;
  v1::ImportRegionsRequest batch_;
  v1::ImportRegionsResponse total_;
  std::int64_t done_ = 0;
  double bytes_before_ = 0;
};

}  // namespace

void ImportRegions(Shell& shell, const std::string& folder) {
  std::vector<std::string> paths;
  double size = 0;
  for (const char* file : kFiles) {
    const std::filesystem::path path = std::filesystem::path(folder) / file;
    std::error_code error;
    const auto bytes = std::filesystem::file_size(path, error);
    if (error) continue;
    size += static_cast<double>(bytes);
    paths.push_back(path);
  }
  if (paths.empty()) throw WrongUsage{"message.no_region_files", {folder}};
  RegionImport import(shell, size);
  for (const std::string& path : paths) import.AddFile(path);
  import.Summarize();
}

}  // namespace rujukan::client
