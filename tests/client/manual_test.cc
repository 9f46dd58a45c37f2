#include "client/manual.h"

#include <gtest/gtest.h>

#include <functional>
#include <set>
#include <sstream>

#include "client/run.h"
#include "client/unicode.h"

namespace rujukan::client {
namespace {

// Every page of the manual in one language, the root's first.
class Pages {
 public:
  explicit Pages(Language language) : console_{.in = in_, .out = out_, .err = out_}, shell_(console_, language) {}

  void Each(const std::function<void(const std::string& command, const std::string& page)>& visit) {
    const auto app = MakeApp(shell_);
    Each(*app, visit);
  }

 private:
  void Each(const CLI::App& command, const std::function<void(const std::string&, const std::string&)>& visit) {
    std::ostringstream page;
    PrintManual(page, shell_.texts(), command);
    visit(CommandWords(shell_.texts(), command), page.str());
    for (const CLI::App* each : command.get_subcommands([](const CLI::App*) { return true; })) Each(*each, visit);
  }

  std::istringstream in_;
  std::ostringstream out_;
  Console console_;
  Shell shell_;
};

std::vector<std::string> LinesOf(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

TEST(Manual, FitsATerminalOfEightyColumns) {
  for (const Language language : {Language::kIndonesian, Language::kEnglish}) {
    int pages = 0;
    Pages(language).Each([&](const std::string& command, const std::string& page) {
      ++pages;
      for (const std::string& line : LinesOf(page)) EXPECT_LE(DisplayWidth(line), kManualWidth) << command << "\n" << line;
    });
    EXPECT_GT(pages, 50);
  }
}

TEST(Manual, HasItsHeadingsInItsOwnLanguage) {
  const std::set<std::string> indonesian = {"NAMA",    "BENTUK", "KETERANGAN",  "PERINTAH", "ARGUMEN",
                                            "PILIHAN", "ISIAN",  "KODE KELUAR", "CONTOH"};
  const std::set<std::string> english = {"NAME",    "SYNOPSIS", "DESCRIPTION", "COMMANDS", "ARGUMENTS",
                                         "OPTIONS", "FIELDS",   "EXIT CODES",  "EXAMPLE"};
  for (const auto& [language, headings] : {std::pair(Language::kIndonesian, indonesian), std::pair(Language::kEnglish, english)}) {
    Pages(language).Each([&, headings = headings](const std::string& command, const std::string& page) {
      if (command == "rujukan") return;
      for (const std::string& line : LinesOf(page)) {
        if (!line.empty() && line.front() != ' ') {
          EXPECT_TRUE(headings.count(line)) << command << ": " << line;
        }
      }
    });
  }
}

TEST(Manual, SaysNothingInTheWordsOfTheLibrary) {
  for (const Language language : {Language::kIndonesian, Language::kEnglish}) {
    Pages(language).Each([&](const std::string& command, const std::string& page) {
      for (const char* word : {"Usage", "Subcommand", "SUBCOMMAND", "Positional", "REQUIRED", "Excludes", "Needs", "Env:", "..."}) {
        // Examples leave out with three dots what is personal.
        if (std::string_view(word) == "..." && page.find(": ...") != std::string::npos) continue;
        if (std::string_view(word) == "..." && page.find("ANAK ...") != std::string::npos) continue;
        EXPECT_EQ(page.find(word), std::string::npos) << command << ": " << word;
      }
    });
  }
}

TEST(Manual, HasAnExampleForEveryCommandThatDoesSomething) {
  Pages(Language::kIndonesian).Each([](const std::string& command, const std::string& page) {
    const std::size_t example = page.find("\nCONTOH\n");
    const bool group = page.find("\nPERINTAH\n") != std::string::npos;
    if (command == "rujukan" || group) return;
    ASSERT_NE(example, std::string::npos) << command;
    EXPECT_NE(page.find(command, example), std::string::npos) << "the example of " << command << " shows another";
    EXPECT_EQ(page.find("sample.", example), std::string::npos) << command;
  });
}

TEST(Manual, WrapsADefinitionInItsOwnColumn) {
  EXPECT_EQ(Definition("--kind KODE", "Jenis", 20), "  --kind KODE       Jenis\n");
  EXPECT_EQ(Definition("--a-very-long-option", "Jenis", 20), "  --a-very-long-option\n                    Jenis\n");
}

}  // namespace
}  // namespace rujukan::client
