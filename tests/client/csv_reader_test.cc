#include "client/csv_reader.h"

#include <gtest/gtest.h>

#include <sstream>

namespace rujukan::client {
namespace {

using Cells = std::vector<std::string>;

std::vector<CsvRow> ReadAll(const std::string& file) {
  std::istringstream in(file);
  CsvReader csv(in);
  std::vector<CsvRow> rows;
  for (CsvRow row; csv.Next(row);) rows.push_back(row);
  return rows;
}

TEST(CsvReader, FindsOutTheDelimiterByTheFirstRow) {
  EXPECT_EQ(ReadAll("nik;nama\n1;Siti, Contoh\n")[1].cells, (Cells{"1", "Siti, Contoh"}));
  EXPECT_EQ(ReadAll("nik,nama\n1,Siti; Contoh\n")[1].cells, (Cells{"1", "Siti; Contoh"}));
  EXPECT_EQ(ReadAll("nik\tnama\n1\tSiti\n")[1].cells, (Cells{"1", "Siti"}));
}

TEST(CsvReader, ObeysExcelsLineThatNamesTheDelimiter) {
  const auto rows = ReadAll("sep=;\r\nnik;nama,gelar\r\n1;Siti\r\n");
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].cells, (Cells{"nik", "nama,gelar"}));
  EXPECT_EQ(rows[0].line_number, 2);
}

TEST(CsvReader, SkipsTheByteOrderMark) { EXPECT_EQ(ReadAll("\xEF\xBB\xBFnik;nama\n")[0].cells, (Cells{"nik", "nama"})); }

TEST(CsvReader, ReadsWindows1252AsWellAsUtf8) {
  const auto rows = ReadAll("nama;alamat\nAndr\xE9;Jl. \x93Mawar\x94\nAndr\xC3\xA9;Jl. Melati\n");
  EXPECT_EQ(rows[1].cells, (Cells{"André", "Jl. “Mawar”"}));
  EXPECT_EQ(rows[2].cells, (Cells{"André", "Jl. Melati"}));
}

TEST(CsvReader, BringsTextIntoOneForm) { EXPECT_EQ(ReadAll("nama\nAndre\xCC\x81\n")[1].cells, (Cells{"Andr\xC3\xA9"})); }

TEST(CsvReader, RefusesARowOfBytesThatAreNoText) {
  const auto rows = ReadAll("nama\nA\x81\x8D\nSiti\n");
  EXPECT_EQ(rows[1].problem, CsvRow::Problem::kNotText);
  EXPECT_EQ(rows[1].line_number, 2);
  EXPECT_EQ(rows[2].cells, (Cells{"Siti"}));
}

TEST(CsvReader, SaysThatAFileIsUtf16) {
  std::istringstream in(std::string("\xFF\xFEn\0i\0", 6));
  CsvReader csv(in);
  CsvRow row;
  EXPECT_FALSE(csv.Next(row));
  EXPECT_TRUE(csv.IsUtf16());
}

TEST(CsvReader, KeepsLineBreaksAndQuotationMarksWithinQuotes) {
  const auto rows = ReadAll("nama;alamat\n\"Siti\";\"Dusun Barat\nRT 1 \"\"depan\"\" masjid\"\nAni;x\n");
  EXPECT_EQ(rows[1].cells, (Cells{"Siti", "Dusun Barat\nRT 1 \"depan\" masjid"}));
}

TEST(CsvReader, CountsTheLinesOfTheFileAndNotItsRows) {
  const auto rows = ReadAll("nama\n\n\"a\nb\nc\"\n  \r\nd\n");
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0].line_number, 1);
  EXPECT_EQ(rows[1].line_number, 3);
  EXPECT_EQ(rows[2].line_number, 7);
}

TEST(CsvReader, EndsALineAtACarriageReturnAlone) {
  const auto rows = ReadAll("nik;nama\r1;Siti\r\r2;\"Ani\rBunga\"\r\n3;Dewi\r");
  ASSERT_EQ(rows.size(), 4u);
  EXPECT_EQ(rows[1].cells, (Cells{"1", "Siti"}));
  EXPECT_EQ(rows[2].cells, (Cells{"2", "Ani\nBunga"}));
  EXPECT_EQ(rows[2].line_number, 4);
  EXPECT_EQ(rows[3].cells, (Cells{"3", "Dewi"}));
  EXPECT_EQ(rows[3].line_number, 6);
}

TEST(CsvReader, LosesNoRowAfterAStrayCarriageReturnAndAQuote) {
  std::string file = "nama\rSiti\r\"Dusun Barat\n";
  for (int i = 0; i < 50; ++i) file += "Ani\n";
  const auto rows = ReadAll(file);
  ASSERT_EQ(rows.size(), 53u);
  EXPECT_EQ(rows[1].cells, (Cells{"Siti"}));
  EXPECT_EQ(rows[2].problem, CsvRow::Problem::kOpenQuote);
  EXPECT_EQ(rows[3].cells, (Cells{"Ani"}));
}

TEST(CsvReader, TakesAwayWhatExcelPutsAroundNumbers) {
  EXPECT_EQ(ReadAll("a;b;c\n'9999990107900001;\"=\"\"9999990107900001\"\"\";'Aisyah\n")[1].cells,
            (Cells{"9999990107900001", "9999990107900001", "'Aisyah"}));
}

TEST(CsvReader, ReadsTheLastRowWithoutALineBreak) { EXPECT_EQ(ReadAll("nama\nSiti")[1].cells, (Cells{"Siti"})); }

TEST(CsvReader, LosesOnlyTheRowWhoseQuoteNeverCloses) {
  std::string file = "nama;alamat\nSiti;\"Dusun Barat\n";
  for (int i = 0; i < 50; ++i) file += "Ani;x\n";
  const auto rows = ReadAll(file);
  ASSERT_EQ(rows.size(), 52u);
  EXPECT_EQ(rows[1].problem, CsvRow::Problem::kOpenQuote);
  EXPECT_EQ(rows[1].line_number, 2);
  EXPECT_EQ(rows[2].cells, (Cells{"Ani", "x"}));
  EXPECT_EQ(rows[2].line_number, 3);
  EXPECT_EQ(rows[51].line_number, 52);
}

TEST(CsvReader, LosesOnlyTheRowWhoseQuoteIsOpenAtTheEnd) {
  const auto rows = ReadAll("nama\n\"Siti\nAni\n");
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[1].problem, CsvRow::Problem::kOpenQuote);
  EXPECT_EQ(rows[2].cells, (Cells{"Ani"}));
}

TEST(CsvReader, RefusesALineTooLongToBeARow) {
  const auto rows = ReadAll("nama\n" + std::string(kCsvRowBytesMax + 1, 'a') + "\nAni\n");
  EXPECT_EQ(rows[1].problem, CsvRow::Problem::kTooLong);
  EXPECT_EQ(rows[2].cells, (Cells{"Ani"}));
}

}  // namespace
}  // namespace rujukan::client
