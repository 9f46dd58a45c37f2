#include "client/texts.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "client/run.h"
#include "rujukan/v1/case_file.pb.h"
#include "rujukan/v1/household.pb.h"
#include "rujukan/v1/inbox_event.pb.h"
#include "rujukan/v1/officer.pb.h"
#include "rujukan/v1/referral.pb.h"
#include "rujukan/v1/region.pb.h"
#include "rujukan/v1/session.pb.h"
#include "rujukan/v1/unit.pb.h"

namespace rujukan::client {
namespace {

const Texts kIndonesian(Language::kIndonesian);

std::string Sources() {
  std::stringstream all;
  for (const auto& entry : std::filesystem::directory_iterator(std::string(RUJUKAN_SOURCE_DIR) + "/client")) {
    if (entry.path().filename() == "texts.cc") continue;
    all << std::ifstream(entry.path()).rdbuf();
  }
  return all.str();
}

void ExpectLabels(const google::protobuf::Descriptor& message) {
  for (int i = 0; i < message.field_count(); ++i) {
    const std::string key = "field." + message.field(i)->name();
    const bool shown = message.field(i)->name() != "etag" && message.field(i)->name() != "token" &&
                       message.field(i)->name() != "cursor" && message.field(i)->name() != "sender" &&
                       message.field(i)->name() != "receiver" && message.field(i)->name() != "emergency_notice";
    EXPECT_TRUE(!shown || kIndonesian.Has(key)) << key;
    const auto* nested = message.field(i)->message_type();
    if (shown && nested != nullptr && nested->file()->package() == "rujukan.v1") ExpectLabels(*nested);
  }
}

void EachCommand(const CLI::App& app, const std::function<void(const CLI::App&)>& visit) {
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    visit(*command);
    EachCommand(*command, visit);
  }
}

TEST(Texts, AreSortedSoThatTheyAreFound) {
  const auto& texts = AllTexts();
  EXPECT_TRUE(std::is_sorted(texts.begin(), texts.end(), [](const TextEntry& a, const TextEntry& b) { return a.key < b.key; }));
  EXPECT_EQ(std::adjacent_find(texts.begin(), texts.end(), [](const TextEntry& a, const TextEntry& b) { return a.key == b.key; }),
            texts.end());
}

TEST(Texts, AreThereInBothLanguages) {
  for (const TextEntry& entry : AllTexts()) {
    EXPECT_FALSE(entry.indonesian.empty()) << entry.key;
    EXPECT_FALSE(entry.english.empty()) << entry.key;
    for (const char digit : {'0', '1', '2', '3', '4', '5', '6'}) {
      const std::string argument = {'{', digit, '}'};
      EXPECT_EQ(entry.indonesian.find(argument) == std::string::npos, entry.english.find(argument) == std::string::npos)
          << entry.key;
    }
  }
}

TEST(Texts, PutArgumentsInTheirPlaces) {
  EXPECT_EQ(Texts(Language::kEnglish).Get("message.line_rejected", {"7", "{0}"}), "Line 7 rejected: {0}");
  EXPECT_EQ(kIndonesian.Get("message.line_rejected", {"7", "x"}), "Baris 7 ditolak: x");
}

// What stands on a screen may be read over a shoulder, at home too.
TEST(Texts, NeverNameViolenceOrCallSomebodyAVictim) {
  for (const TextEntry& entry : AllTexts()) {
    for (const char* word : {"korban", "pelaku", "kekerasan", "KDRT"}) {
      EXPECT_EQ(entry.indonesian.find(word), std::string::npos) << entry.key;
    }
    for (const char* word : {"violence", "victim", "abuse"}) EXPECT_EQ(entry.english.find(word), std::string::npos) << entry.key;
  }
}

TEST(Texts, NameEveryCode) {
  const auto& codes = *v1::Urgency_descriptor()->file();
  for (int i = 0; i < codes.enum_type_count(); ++i) {
    for (int j = 1; j < codes.enum_type(i)->value_count(); ++j) {
      EXPECT_TRUE(kIndonesian.Has("code." + codes.enum_type(i)->value(j)->name())) << codes.enum_type(i)->value(j)->name();
    }
  }
}

TEST(Texts, NameEveryFieldThatIsShown) {
  for (const auto* message :
       {v1::Unit::descriptor(), v1::Officer::descriptor(), v1::Region::descriptor(), v1::Household::descriptor(),
        v1::CaseFile::descriptor(), v1::Referral::descriptor(), v1::Packet::descriptor(), v1::InboxEvent::descriptor(),
        v1::Session::descriptor(), v1::ImportRegionsResponse::descriptor()}) {
    ExpectLabels(*message);
  }
}

TEST(Texts, AreThereForEveryKeyThatTheSourcesUse) {
  const std::string sources = Sources();
  const std::regex key("\"((message|field|option|status|todo|manual)\\.[A-Za-z_.-]+)\"");
  std::set<std::string> used;
  for (std::sregex_iterator match(sources.begin(), sources.end(), key), end; match != end; ++match) {
    // "status." and "todo." with a number behind are put together.
    if (const std::string found = (*match)[1]; found.back() != '.') used.insert(found);
  }
  EXPECT_GT(used.size(), 50u);
  for (const std::string& each : used) EXPECT_TRUE(kIndonesian.Has(each)) << each;
}

TEST(Texts, SayNothingThatNobodyUses) {
  const std::string sources = Sources();
  for (const TextEntry& entry : AllTexts()) {
    if (entry.key.rfind("message.", 0) != 0) continue;
    EXPECT_NE(sources.find("\"" + std::string(entry.key) + "\""), std::string::npos) << entry.key;
  }
}

TEST(Help, DescribesEveryCommandAndOption) {
  std::istringstream in;
  std::ostringstream out;
  Console console{.in = in, .out = out, .err = out};
  Shell shell(console, Language::kIndonesian);
  const auto app = MakeApp(shell);
  int count = 0;
  EachCommand(*app, [&](const CLI::App& command) {
    ++count;
    EXPECT_EQ(command.get_description().rfind("command.", 0), std::string::npos) << command.get_description();
    EXPECT_FALSE(command.get_description().empty()) << command.get_name();
    for (const CLI::Option* option : command.get_options()) {
      EXPECT_EQ(option->get_description().rfind("option.", 0), std::string::npos) << option->get_description();
      EXPECT_FALSE(option->get_description().empty()) << command.get_name() << " " << option->get_name();
    }
  });
  EXPECT_GT(count, 50);
}

TEST(Help, GivesNoCommandTheWordOfAnother) {
  std::istringstream in;
  std::ostringstream out;
  Console console{.in = in, .out = out, .err = out};
  Shell shell(console, Language::kIndonesian);
  const auto app = MakeApp(shell);
  std::set<std::string> words;
  for (const CLI::App* command : app->get_subcommands([](const CLI::App*) { return true; })) {
    EXPECT_TRUE(words.insert(command->get_name()).second) << command->get_name();
    for (const std::string& alias : command->get_aliases()) EXPECT_TRUE(words.insert(alias).second) << alias;
  }
}

}  // namespace
}  // namespace rujukan::client
