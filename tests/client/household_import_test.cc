#include "client/household_import.h"

#include <gtest/gtest.h>

#include <sstream>

namespace rujukan::client {
namespace {

struct Batches {
  std::vector<v1::BatchImportHouseholdsRequest> sent;
  std::vector<UnsendableRow> unsendable;
};

Batches ReadBatches(const std::string& file) {
  std::istringstream in(file);
  CsvReader csv(in);
  CsvRow titles;
  csv.Next(titles);
  const ImportHeader header(titles.cells);
  ImportBatches batches(csv, header);
  Batches result;
  for (bool more = true; more;) {
    v1::BatchImportHouseholdsRequest batch;
    more = batches.Next(batch, result.unsendable);
    if (batch.rows_size() > 0) result.sent.push_back(batch);
  }
  return result;
}

std::string ProblemOf(const std::vector<std::string>& titles) {
  try {
    const ImportHeader header(titles);
    return "";
  } catch (const WrongUsage& wrong) {
    return wrong.text_key;
  }
}

TEST(ImportHeader, KnowsTheTitlesAsDistrictsWriteThem) {
  const ImportHeader header({"NO. KK", "NIK", "Nama Lengkap", "L/P", "TGL LAHIR", "SHDK", "Kode Desa"});
  const v1::HouseholdRow row = header.RowOf(
      {.line_number = 7, .cells = {"1", "2", "Siti Contoh", "P", "1990-07-01", "ISTRI", "73.09.01.2003"}, .problem = {}});
  EXPECT_EQ(row.line_number(), 7);
  EXPECT_EQ(row.family_card_number(), "1");
  EXPECT_EQ(row.nik(), "2");
  EXPECT_EQ(row.full_name(), "Siti Contoh");
  EXPECT_EQ(row.sex(), "P");
  EXPECT_EQ(row.birth_date(), "1990-07-01");
  EXPECT_EQ(row.relation(), "ISTRI");
  EXPECT_EQ(row.region(), "73.09.01.2003");
}

TEST(ImportHeader, TakesAShortRowAsItIs) {
  const ImportHeader header({"nama", "kode_wilayah", "nik"});
  EXPECT_EQ(header.RowOf({.line_number = 2, .cells = {"Siti Contoh"}, .problem = {}}).nik(), "");
}

TEST(ImportHeader, NamesTheColumnsThatMeanNothing) {
  EXPECT_EQ(ImportHeader({"nama", "kode_wilayah", "Catatan"}).unknown(), std::vector<std::string>{"Catatan"});
}

TEST(ImportHeader, RefusesAFileThatCannotBeHouseholds) {
  EXPECT_EQ(ProblemOf({"nama", "nik"}), "message.column_missing");
  EXPECT_EQ(ProblemOf({"kode_wilayah", "nik"}), "message.column_missing");
  EXPECT_EQ(ProblemOf({"nama", "kode_wilayah", "No KK", "nokk"}), "message.column_twice");
  EXPECT_EQ(ProblemOf({"nama", "kode_wilayah"}), "");
}

TEST(ImportColumns, NoTitleMeansTwoThings) {
  std::vector<std::string_view> titles;
  for (const ImportColumn& column : ImportColumns()) {
    for (const std::string_view title : column.titles) {
      if (title.empty()) continue;
      EXPECT_EQ(std::count(titles.begin(), titles.end(), title), 0) << title;
      titles.push_back(title);
    }
    EXPECT_NE(v1::HouseholdRow::descriptor()->FindFieldByName(std::string(column.field)), nullptr) << column.field;
  }
}

TEST(ImportBatches, HoldAtMostFiveHundredRowsInTheOrderOfTheFile) {
  std::string file = "nama;kode_wilayah\n";
  for (int i = 0; i < 1201; ++i) file += "Orang " + std::to_string(i) + ";73.09.01.2003\n";
  const Batches batches = ReadBatches(file);
  ASSERT_EQ(batches.sent.size(), 3u);
  EXPECT_EQ(batches.sent[0].rows_size(), 500);
  EXPECT_EQ(batches.sent[1].rows_size(), 500);
  EXPECT_EQ(batches.sent[2].rows_size(), 201);
  EXPECT_EQ(batches.sent[1].rows(0).line_number(), 502);
  EXPECT_EQ(batches.sent[2].rows(200).full_name(), "Orang 1200");
}

TEST(ImportBatches, StayBelowOneMebibyteAndLoseNoRow) {
  std::string file = "nama;alamat;kode_wilayah\n";
  for (int i = 0; i < 500; ++i) file += std::string(990, 'a') + ";" + std::string(990, 'b') + "é;" + std::string(990, 'c') + "\n";
  const Batches batches = ReadBatches(file);
  int rows = 0;
  for (const auto& batch : batches.sent) {
    EXPECT_LT(batch.ByteSizeLong(), 1u << 20);
    rows += batch.rows_size();
  }
  EXPECT_EQ(rows, 500);
  EXPECT_GT(batches.sent.size(), 1u);
}

TEST(ImportBatches, KeepBackARowThatWouldCostTheWholeBatch) {
  const Batches batches = ReadBatches("nama;kode_wilayah\n" + std::string(1001, 'a') + ";73.09.01.2003\nSiti;73.09.01.2003\n");
  ASSERT_EQ(batches.unsendable.size(), 1u);
  EXPECT_EQ(batches.unsendable[0].line_number, 2);
  ASSERT_EQ(batches.sent.size(), 1u);
  EXPECT_EQ(batches.sent[0].rows_size(), 1);
}

TEST(ImportBatches, AreTheSameRequestsWhenTheSameFileIsReadAgain) {
  const std::string file = "nama;kode_wilayah\nSiti;73.09.01.2003\n";
  EXPECT_EQ(ReadBatches(file).sent[0].request_id(), ReadBatches(file).sent[0].request_id());
  EXPECT_NE(ReadBatches(file).sent[0].request_id(), ReadBatches(file + "Ani;73.09.01.2003\n").sent[0].request_id());
}

}  // namespace
}  // namespace rujukan::client
