// Sending a district's export of households to the server.
#ifndef RUJUKAN_CLIENT_HOUSEHOLD_IMPORT_H_
#define RUJUKAN_CLIENT_HOUSEHOLD_IMPORT_H_

#include <array>
#include <cstdint>
#include <istream>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "client/csv_reader.h"
#include "client/shell.h"
#include "rujukan/v1/household.pb.h"

namespace rujukan::client {

// A column and the ways in which districts write its title, in small letters with `_` between words.
struct ImportColumn {
  // The field of v1::HouseholdRow.
  std::string_view field;
  std::array<std::string_view, 6> titles;
};
const std::vector<ImportColumn>& ImportColumns();

// Which cell belongs to which field.
class ImportHeader {
 public:
  // Throws WrongUsage when two columns have one meaning or the name's or the region's is missing.
  explicit ImportHeader(const std::vector<std::string>& titles);

  v1::HouseholdRow RowOf(const CsvRow& row) const;
  // Titles that mean nothing to us.
  const std::vector<std::string>& unknown() const { return unknown_; }

 private:
  std::vector<std::pair<std::size_t, const google::protobuf::FieldDescriptor*>> fields_;
  std::vector<std::string> unknown_;
};

// A row that was not even sent, with the text that says why.
struct UnsendableRow {
  std::int64_t line_number;
  std::string text_key;
};

// Gathers rows up to what one call may carry.
class ImportBatches {
 public:
  // REQUIRES: `header` and `csv` outlive this.
  ImportBatches(CsvReader& csv, const ImportHeader& header) : csv_(csv), header_(header) {}

  // The next batch, its request_id made from its content. False at the end; `unsendable` gains the rows that were skipped.
  bool Next(v1::BatchImportHouseholdsRequest& batch, std::vector<UnsendableRow>& unsendable);

 private:
  CsvReader& csv_;
  const ImportHeader& header_;
  // A row that did not fit into the batch before.
  std::optional<v1::HouseholdRow> left_over_;
};

struct ImportOptions {
  std::string file;
  // Where the rejected rows are listed; empty for nowhere.
  std::string report;
  // Lists warnings.
  bool verbose = false;
};

// Throws WrongUsage when the file cannot be read and Refused when a call fails; sending the same file again goes on from there and
// changes nothing twice.
void ImportHouseholds(Shell& shell, const ImportOptions& options);

}  // namespace rujukan::client

#endif  // RUJUKAN_CLIENT_HOUSEHOLD_IMPORT_H_
