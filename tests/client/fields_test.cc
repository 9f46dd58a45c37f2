#include "client/fields.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <sstream>

#include "rujukan/v1/household.pb.h"
#include "rujukan/v1/referral.pb.h"

namespace rujukan::client {
namespace {

std::vector<FieldLine> Read(const std::string& text) {
  std::istringstream in(text);
  return ReadFieldLines(in);
}

// The text key and the first argument of what is wrong, or nothing.
std::string ProblemOf(const std::function<void()>& act) {
  try {
    act();
    return "";
  } catch (const WrongUsage& wrong) {
    return wrong.text_key + " " + (wrong.arguments.empty() ? "" : wrong.arguments[0]);
  }
}

class FieldsFromInput : public ::testing::Test {
 protected:
  void ReadFrom(const std::string& text, const std::vector<InputField>& fields, google::protobuf::Message& root) {
    std::istringstream in(text);
    std::ostringstream out;
    Console console{.in = in, .out = out, .err = out};
    ReadFields(console, Texts(Language::kEnglish), "-", fields, root);
  }
};

TEST(FieldLines, AreKeysAndValues) {
  const auto lines = Read("full_name: Siti Contoh\n\n# a remark\nNIK:9999994107900001\n");
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[0].key, "full_name");
  EXPECT_EQ(lines[0].value, "Siti Contoh");
  EXPECT_EQ(lines[1].key, "nik");
  EXPECT_EQ(lines[1].value, "9999994107900001");
  EXPECT_EQ(lines[1].line_number, 4);
}

TEST(FieldLines, GoOnWhereALineIsIndented) {
  const auto lines = Read("chronology: first\n  second: not a key\n\tthird\nnote:\n  only\n");
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[0].value, "first\nsecond: not a key\nthird");
  EXPECT_EQ(lines[1].value, "only");
}

TEST(FieldLines, MayKeepColonsAndComeFromWindows) {
  const auto lines = Read("\xEF\xBB\xBFsafe_contact: di kantor: jam 10:00\r\nnote: x\r\n");
  EXPECT_EQ(lines[0].key, "safe_contact");
  EXPECT_EQ(lines[0].value, "di kantor: jam 10:00");
  EXPECT_EQ(lines[1].value, "x");
}

TEST(FieldLines, ComeInOneForm) { EXPECT_EQ(Read("note: Andre\xCC\x81\n")[0].value, "Andr\xC3\xA9"); }

TEST(FieldLines, SayWhichLineIsWrong) {
  EXPECT_EQ(ProblemOf([] { Read("note: x\nno colon here\n"); }), "message.not_key_value 2");
  EXPECT_EQ(ProblemOf([] { Read("  begins indented\n"); }), "message.not_key_value 1");
  EXPECT_EQ(ProblemOf([] { Read("note: \xFF\n"); }), "message.not_utf8 1");
}

TEST_F(FieldsFromInput, FillTheRequest) {
  v1::CreateReferralRequest request;
  ReadFrom("safe_contact: di posyandu\ndanger_now: ya\nsex: female\nmembers_count: 4\nprograms: PKH\nprograms: SEMBAKO\n",
           {{"safe_contact", "packet.contact.safe_contact"},
            {"danger_now", "packet.contact.danger_now"},
            {"sex", "packet.identity.sex"},
            {"members_count", "packet.household.members_count"},
            {"programs", "packet.household.programs"}},
           request);
  EXPECT_EQ(request.packet().contact().safe_contact(), "di posyandu");
  EXPECT_TRUE(request.packet().contact().danger_now());
  EXPECT_EQ(request.packet().identity().sex(), v1::SEX_FEMALE);
  EXPECT_EQ(request.packet().household().members_count(), 4);
  EXPECT_EQ(request.packet().household().programs_size(), 2);
}

TEST_F(FieldsFromInput, BeginAnotherMemberWithEachName) {
  v1::Household household;
  ReadFrom("full_name: Satu\nnik: 1\nfull_name: Dua\nnik: 2\n", {{"full_name", "members[+].full_name"}, {"nik", "members[].nik"}},
           household);
  ASSERT_EQ(household.members_size(), 2);
  EXPECT_EQ(household.members(0).nik(), "1");
  EXPECT_EQ(household.members(1).full_name(), "Dua");
}

const std::vector<InputField> kMemberFields = {
    {"full_name", "members[+].full_name"}, {"nik", "members[].nik"}, {"address", "address"}};

TEST_F(FieldsFromInput, RefuseAKeyWhoseSecondValueWouldReplaceTheFirst) {
  v1::Household household;
  EXPECT_EQ(ProblemOf([&] { ReadFrom("address: x\nfull_name: Satu\naddress: y\n", kMemberFields, household); }),
            "message.key_twice address");
  EXPECT_EQ(ProblemOf([&] { ReadFrom("full_name: Satu\nnik: 1\nnik: 2\n", kMemberFields, household); }), "message.key_twice nik");
  EXPECT_EQ(ProblemOf([&] { ReadFrom("full_name: Satu\nnik: 1\nfull_name: Dua\nnik: 2\n", kMemberFields, household); }), "");
}

TEST_F(FieldsFromInput, RefuseAFileThatSaysNothing) {
  v1::Household household;
  for (const char* nothing : {"", "\n# a remark\n", "address:\n"}) {
    EXPECT_EQ(ProblemOf([&] { ReadFrom(nothing, kMemberFields, household); }), "message.no_fields -") << nothing;
  }
}

TEST_F(FieldsFromInput, RefuseWhatIsNoTextOrHasNoEnd) {
  v1::Household household;
  EXPECT_EQ(ProblemOf([&] { ReadFrom(std::string("address: x\0y\n", 13), kMemberFields, household); }), "message.not_text -");
  EXPECT_EQ(ProblemOf([&] { ReadFrom("address: " + std::string(kFieldFileBytesMax, 'x'), kMemberFields, household); }),
            "message.file_too_large -");
  std::istringstream in;
  std::ostringstream out;
  Console console{.in = in, .out = out, .err = out};
  const auto read = [&](const std::string& file) {
    return ProblemOf([&] { ReadFields(console, Texts(Language::kEnglish), file, kMemberFields, household); });
  };
  EXPECT_EQ(read("/"), "message.cannot_open /");
  EXPECT_EQ(read("/dev/zero"), "message.not_text /dev/zero");
}

TEST_F(FieldsFromInput, RefuseAKeyThatIsNotKnownAndSayItsLine) {
  v1::Household household;
  EXPECT_EQ(ProblemOf([&] {
              ReadFrom("\nfull_nama: x\n", {{"full_name", "members[+].full_name"}}, household);
            }),
            "message.unknown_key 2");
}

TEST_F(FieldsFromInput, NeverRepeatAValueInAnError) {
  v1::Household household;
  try {
    ReadFrom("decile: rahasia\n", {{"decile", "decile"}}, household);
    FAIL() << "a word is no number";
  } catch (const WrongUsage& wrong) {
    EXPECT_EQ(Texts(Language::kIndonesian).Get(wrong.text_key, wrong.arguments).find("rahasia"), std::string::npos);
  }
}

TEST(Codes, AreFoundByTheirNames) {
  EXPECT_EQ(FindCode(*v1::Urgency_descriptor(), "HIGH").number(), v1::URGENCY_HIGH);
  EXPECT_EQ(FindCode(*v1::Urgency_descriptor(), "high").number(), v1::URGENCY_HIGH);
  EXPECT_EQ(FindCode(*v1::Urgency_descriptor(), "URGENCY_HIGH").number(), v1::URGENCY_HIGH);
  EXPECT_EQ(FindCode(*v1::WelfareProgram_descriptor(), "pbi-jkn").number(), v1::WELFARE_PROGRAM_PBI_JKN);
  EXPECT_EQ(CodeNames(*v1::Sex_descriptor()), "MALE, FEMALE");
}

TEST(Codes, AreRefusedWhenUnknownOrUnspecified) {
  EXPECT_EQ(ProblemOf([] { FindCode(*v1::Urgency_descriptor(), "NOW"); }), "message.unknown_code Urgency");
  EXPECT_EQ(ProblemOf([] { FindCode(*v1::Urgency_descriptor(), "UNSPECIFIED"); }), "message.unknown_code Urgency");
}

class Times : public ::testing::Test {
 protected:
  void SetUp() override {
    setenv("TZ", "Asia/Makassar", 1);
    tzset();
  }
  void TearDown() override {
    unsetenv("TZ");
    tzset();
  }
  static constexpr std::chrono::sys_seconds kNow{std::chrono::sys_days(std::chrono::year(2026) / 11 / 23)};
};

TEST_F(Times, AreReadInTheMachinesZone) {
  using std::chrono::hours;
  EXPECT_EQ(ParseTime("2026-11-23 09:00", kNow, false), kNow + hours(1));
  EXPECT_EQ(ParseTime("2026-11-24", kNow, false), kNow + hours(16));
  EXPECT_EQ(ParseTime("2026-11-24", kNow, true), kNow + hours(40) - std::chrono::seconds(1));
  EXPECT_EQ(ParseTime("2026-11-23T01:00:00Z", kNow, false), kNow + hours(1));
}

TEST_F(Times, MayBeSoLongFromNow) {
  EXPECT_EQ(ParseTime("+3d", kNow, false), kNow + std::chrono::hours(72));
  EXPECT_EQ(ParseTime("+48h", kNow, false), kNow + std::chrono::hours(48));
  EXPECT_EQ(ParseTime("+30m", kNow, false), kNow + std::chrono::minutes(30));
}

TEST_F(Times, AreRefusedWhenTheyDoNotExist) {
  for (const char* text :
       {"", "x", "2026-02-30", "2027-02-29 10:00", "2026-13-01", "+d", "+3x", "+-3d", "23-11-2026", "2026-11-23 25:00"}) {
    EXPECT_FALSE(ParseTime(text, kNow, false)) << text;
  }
}

}  // namespace
}  // namespace rujukan::client
