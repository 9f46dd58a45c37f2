// The catalogue of refusals: complete, in both languages, and the same in code, proto and golden file.
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "gmock/gmock.h"
#include "google/protobuf/descriptor.h"
#include "rujukan/v1/errors.pb.h"
#include "server/domain/errors.h"
#include "tests/domain/golden.h"

namespace rujukan::testing {
namespace {

using google::protobuf::EnumDescriptor;

std::set<std::string> ReasonsIn(const EnumDescriptor& type, const std::string& prefix) {
  std::set<std::string> reasons;
  for (int i = 1; i < type.value_count(); ++i) {
    EXPECT_TRUE(absl::StartsWith(type.value(i)->name(), prefix)) << type.value(i)->name();
    reasons.emplace(absl::StripPrefix(type.value(i)->name(), prefix));
  }
  return reasons;
}

std::string Text(std::string_view text) { return std::string(text); }

TEST(Catalogue, IsWhatTheGoldenFileSays) {
  std::string table = "# reason, code, English, Bahasa Indonesia. The catalogue of server/domain/errors.cc.\n\n";
  for (const RefusalText& text : RefusalTexts()) {
    absl::StrAppend(&table, Text(text.reason), "\n  ", absl::StatusCodeToString(text.code), "\n  ", Text(text.english), "\n  ",
                    Text(text.indonesian), "\n");
  }
  absl::StrAppend(&table, "\n# What is wrong or odd about one field: reason, English, Bahasa Indonesia.\n\n");
  for (const ViolationText& text : ViolationTexts()) {
    absl::StrAppend(&table, Text(text.reason), "\n  ", Text(text.english), "\n  ", Text(text.indonesian), "\n");
  }
  ExpectGolden("errors.txt", table);
}

TEST(Catalogue, HasTheReasonsThatTheProtoDocuments) {
  std::set<std::string> refusals;
  for (const RefusalText& text : RefusalTexts()) refusals.emplace(text.reason);
  EXPECT_EQ(refusals, ReasonsIn(*v1::ErrorReason_descriptor(), "ERROR_REASON_"));

  std::set<std::string> violations;
  for (const ViolationText& text : ViolationTexts()) violations.emplace(text.reason);
  std::set<std::string> documented = ReasonsIn(*v1::ViolationReason_descriptor(), "VIOLATION_REASON_");
  documented.merge(ReasonsIn(*v1::WarningReason_descriptor(), "WARNING_REASON_"));
  EXPECT_EQ(violations, documented);
}

TEST(Catalogue, HasEveryFunctionOfTheHeaderOnce) {
  const std::vector<absl::Status> all = {SignInNeeded(),
                                         SignInRefused(),
                                         SignInLimited(absl::Seconds(30)),
                                         AssignmentNeeded("COMPANION"),
                                         RoleNotAllowed(Role::kAuditor),
                                         NotFound(),
                                         InvalidRequest({{"name", "REQUIRED"}}),
                                         RequestIdReused(),
                                         PageTokenForeign(),
                                         IdTaken(),
                                         SignInNameTaken(),
                                         EtagStale(),
                                         WrongState(Move::kStart),
                                         ReceiverNotPossible(),
                                         EmergencyMustBeServed(),
                                         BasisIsNotConsent(),
                                         SecondOfficerNeeded(),
                                         ProgramNotRequested(),
                                         NotOfThisUnit(),
                                         ReadingEnded(),
                                         StageNotPossible(),
                                         RegionUnknown(),
                                         RegionOutOfScope(),
                                         OldPasswordWrong(),
                                         RecordFull("notes"),
                                         Overloaded(),
                                         TooManyWatchers(),
                                         StoreUnavailable(),
                                         StoreFull(),
                                         ServerStopping(),
                                         DeadlinePassed(),
                                         RecordDamaged(),
                                         ServerDefect()};
  std::set<std::string> reasons;
  for (const absl::Status& status : all) {
    ASSERT_TRUE(DetailsOf(status).has_value()) << status;
    reasons.insert(DetailsOf(status)->reason);
  }
  EXPECT_EQ(reasons.size(), RefusalTexts().size());
}

TEST(Catalogue, KeepsWhatARefusalSaysBesideItsReason) {
  const absl::Status status = InvalidRequest({{"household.members[2].nik", "NOT_A_NIK"}, {"rt", "TOO_LONG", "5"}});
  ASSERT_TRUE(DetailsOf(status).has_value());
  EXPECT_EQ(DetailsOf(status)->violations, (Violations{{"household.members[2].nik", "NOT_A_NIK"}, {"rt", "TOO_LONG", "5"}}));
  EXPECT_EQ(DetailsOf(WrongState(Move::kRecall))->metadata.at("move"), "RECALL");
  EXPECT_EQ(DetailsOf(SignInLimited(absl::Seconds(90)))->retry_delay, absl::Seconds(90));
  EXPECT_EQ(DetailsOf(absl::InternalError("something else")), std::nullopt);
}

TEST(Catalogue, CompletesTextsWithTheArgument) {
  const Violation violation = {"rt", "TOO_LONG", "5"};
  EXPECT_EQ(DescribeInEnglish(violation), "At most 5 characters are allowed.");
  EXPECT_EQ(DescribeInIndonesian(violation), "Paling banyak 5 karakter. Persingkat isian ini.");
}

TEST(Catalogue, SaysEveryTextInBothLanguages) {
  for (const RefusalText& text : RefusalTexts()) {
    EXPECT_GT(text.english.size(), 10u) << text.reason;
    EXPECT_GT(text.indonesian.size(), 10u) << text.reason;
    EXPECT_NE(text.english, text.indonesian) << text.reason;
  }
  for (const ViolationText& text : ViolationTexts()) {
    EXPECT_GT(text.english.size(), 10u) << text.reason;
    EXPECT_GT(text.indonesian.size(), 10u) << text.reason;
    EXPECT_EQ(text.english.find("{argument}") == std::string_view::npos,
              text.indonesian.find("{argument}") == std::string_view::npos)
        << text.reason;
  }
}

// A reason that is not in the catalogue would reach the officer without a text. Where a violation is made its reason is a literal
// in capitals, so every such literal of the code that makes violations must be a known word.
TEST(Catalogue, KnowsEveryReasonThatTheSourceGives) {
  std::set<std::string> known;
  for (const ViolationText& text : ViolationTexts()) known.emplace(text.reason);
  const std::set<std::string> files = {"server/domain/household.cc",     "server/broker/directory.cc",
                                       "server/broker/case_book.cc",     "server/broker/household_register.cc",
                                       "server/broker/referral_desk.cc", "server/broker/referral_form.cc",
                                       "server/rpc/form_check.cc",       "server/rpc/form_rules.cc"};
  std::size_t found = 0;
  for (const std::string& file : files) {
    std::ifstream stream(std::filesystem::path(RUJUKAN_SOURCE_DIR) / file);
    ASSERT_TRUE(stream) << file;
    std::ostringstream text;
    text << stream.rdbuf();
    const std::string source = text.str();
    const std::regex literal(R"re("([A-Z0-9]+(?:_[A-Z0-9]+)+|REQUIRED|DUPLICATE)")re");
    for (auto match = std::sregex_iterator(source.begin(), source.end(), literal); match != std::sregex_iterator(); ++match) {
      EXPECT_TRUE(known.contains((*match)[1].str())) << file << " gives the unknown reason " << (*match)[1].str();
      ++found;
    }
  }
  EXPECT_GT(found, 40u);
}

}  // namespace
}  // namespace rujukan::testing
