#include "client/table.h"

#include <gtest/gtest.h>

#include <sstream>

#include "client/unicode.h"

namespace rujukan::client {
namespace {

std::string Printed(const Table& table, std::size_t width, bool color = false) {
  std::ostringstream out;
  table.Print(out, width, color);
  return out.str();
}

TEST(Table, AlignsItsColumns) {
  Table table({{"Nomor"}, {"Keadaan"}});
  table.Add({"R-2026-0001", "Terkirim"});
  table.Add({"R-2", "Selesai"});
  EXPECT_EQ(Printed(table, 0),
            "Nomor        Keadaan\n"
            "R-2026-0001  Terkirim\n"
            "R-2          Selesai\n");
}

TEST(Table, LeavesOutColumnsThatAreEmptyInEveryRow) {
  Table table({{"Nomor"}, {"Jenis"}, {"Keadaan"}});
  table.Add({"R-2026-0001", "", ""});
  table.Add({"R-2026-0002", "", "Selesai"});
  EXPECT_EQ(Printed(table, 0),
            "Nomor        Keadaan\n"
            "R-2026-0001  \n"
            "R-2026-0002  Selesai\n");
}

TEST(Table, MeasuresLettersAndNotBytes) {
  Table table({{"Nama"}, {"X"}});
  table.Add({"André", "1"});
  table.Add({"東京", "2"});
  EXPECT_EQ(Printed(table, 0),
            "Nama   X\n"
            "André  1\n"
            "東京   2\n");
}

TEST(Table, FitsTheTerminalByShorteningItsWidestColumn) {
  Table table({{"Nomor"}, {"Alamat", Fit::kCut}});
  table.Add({"R-2026-0001", "Dusun Barat dekat masjid"});
  EXPECT_EQ(Printed(table, 24),
            "Nomor        Alamat\n"
            "R-2026-0001  Dusun Bara…\n");
}

TEST(Table, NeverShortensWhatMustBeReadWhole) {
  Table table({{"Nama", Fit::kCut}, {"Wilayah"}, {"B", Fit::kCut}});
  table.Add({"Puskesos Tenrigangkae", "73.09.01.2003", "Diproses"});
  EXPECT_EQ(Printed(table, 32),
            "Nama     Wilayah        B\n"
            "Puskes…  73.09.01.2003  Diproses\n");
  EXPECT_EQ(Printed(table, 10),
            "Nama    Wilayah        B\n"
            "Puske…  73.09.01.2003  Dipro…\n")
      << "a code is not cut even where it does not fit";
}

TEST(Table, PutsANoteBelowItsRow) {
  Table table({{"Nomor"}, {"Keadaan"}});
  table.Add({"R-2026-0001", "Terkirim"}, false, "langkah: terima, kembalikan, tolak");
  EXPECT_EQ(Printed(table, 30),
            "Nomor        Keadaan\n"
            "R-2026-0001  Terkirim\n"
            "    langkah: terima,\n"
            "    kembalikan, tolak\n");
}

TEST(Table, NeverShortensWhereNobodyLooks) {
  Table table(std::vector<Column>{{"Alamat"}});
  table.Add({std::string(500, 'a')});
  EXPECT_NE(Printed(table, 0).find(std::string(500, 'a')), std::string::npos);
}

TEST(Table, ShowsAnAlertInRedOnlyWhereThereIsColor) {
  Table table(std::vector<Column>{{"Nomor"}});
  table.Add({"R-1"}, true);
  EXPECT_NE(Printed(table, 80, true).find("\x1b[31mR-1"), std::string::npos);
  EXPECT_EQ(Printed(table, 80).find('\x1b'), std::string::npos);
}

TEST(Table, LetsNoCellCommandTheTerminal) {
  Table table(std::vector<Column>{{"Nama"}});
  table.Add({"Siti\x1b[2J\x07 Contoh\u202E"});
  EXPECT_EQ(Printed(table, 0), "Nama\nSiti [2J  Contoh \n");
}

TEST(Unicode, ShortensToTheWidthAndNeverWithinALetter) {
  EXPECT_EQ(Shorten("André", 5), "André");
  EXPECT_EQ(Shorten("André!", 5), "Andr…");
  EXPECT_EQ(Shorten("東京都", 5), "東京…");
  EXPECT_EQ(Shorten("東京都", 4), "東…");
}

TEST(Unicode, WrapsBetweenWords) {
  EXPECT_EQ(Wrap("satu dua tiga", 8), (std::vector<std::string>{"satu dua", "tiga"}));
  EXPECT_EQ(Wrap("satu\ndua", 0), (std::vector<std::string>{"satu", "dua"}));
  EXPECT_EQ(Wrap("", 8), (std::vector<std::string>{""}));
  EXPECT_EQ(Wrap("katayangpanjang x", 4), (std::vector<std::string>{"katayangpanjang", "x"}));
}

}  // namespace
}  // namespace rujukan::client
