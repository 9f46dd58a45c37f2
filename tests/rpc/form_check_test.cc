#include "server/rpc/form_check.h"

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "google/api/resource.pb.h"
#include "google/protobuf/timestamp.pb.h"
#include "google/protobuf/unknown_field_set.h"
#include "rujukan/v1/case_file.pb.h"
#include "rujukan/v1/household.pb.h"
#include "rujukan/v1/referral.pb.h"
#include "rujukan/v1/region.pb.h"
#include "rujukan/v1/rules.pb.h"
#include "rujukan/v1/unit.pb.h"
#include "tests/rpc/valid_request.h"
#include "tests/testing/fake_clock.h"

namespace rujukan::testing {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using ::testing::IsEmpty;

// The day of the chosen ids of valid requests.
const absl::Time kNow = FakeClock::Beginning();

// "path REASON" of each violation.
std::vector<std::string> Faults(Message& request) {
  std::vector<std::string> faults;
  for (const Violation& violation : CheckForm(request, kNow))
    faults.push_back(absl::StrCat(violation.field, " ", violation.reason));
  return faults;
}

// For every field of every request of the API: changes a fresh valid request there, and compares what is found wrong with it.
// `change` returns the reason to expect, empty when it does not apply to this field.
int ForEveryField(const std::function<std::string(const FieldOfRequest&)>& change) {
  int changed = 0;
  for (const Method& method : AllMethods()) {
    std::vector<std::string> paths;
    VisitFields(*ValidRequest(*method.descriptor->input_type()), [&](const FieldOfRequest& field) { paths.push_back(field.path); });
    for (const std::string& path : paths) {
      const std::unique_ptr<Message> request = ValidRequest(*method.descriptor->input_type());
      std::string reason;
      bool list = false;
      VisitFields(*request, [&](const FieldOfRequest& field) {
        if (field.path != path) return;
        reason = change(field);
        list = field.field.is_repeated() && reason != "REQUIRED" && reason != "TOO_MANY";
      });
      if (reason.empty()) continue;
      EXPECT_THAT(Faults(*request), ::testing::ElementsAre(absl::StrCat(path, list ? "[0]" : "", " ", reason))) << method.name;
      ++changed;
    }
  }
  return changed;
}

bool IsText(const FieldOfRequest& field) { return field.field.cpp_type() == FieldDescriptor::CPPTYPE_STRING; }
const v1::FieldRules& RulesOf(const FieldOfRequest& field) { return field.field.options().GetExtension(v1::rules); }

TEST(FormCheck, FindsNothingWrongWithAWellFormedRequest) {
  for (const Method& method : AllMethods()) {
    EXPECT_THAT(Faults(*ValidRequest(*method.descriptor->input_type())), IsEmpty()) << method.name;
  }
}

TEST(FormCheck, RefusesTextThatIsTooLongInEveryField) {
  EXPECT_GT(ForEveryField([](const FieldOfRequest& field) -> std::string {
              if (!IsText(field)) return "";
              const auto limit = RulesOf(field).characters_max() == 0 ? kCharactersMaxDefault : RulesOf(field).characters_max();
              // The name of the resource to change is of a fixed length; whatever it is, it is no name.
              const bool own_name =
                  field.field.name() == "name" && field.holder.GetDescriptor()->options().HasExtension(google::api::resource);
              SetText(field, std::string(limit + 1, 'a'));
              return own_name ? "NOT_A_NAME" : "TOO_LONG";
            }),
            150);
}

TEST(FormCheck, RefusesAControlCharacterInEveryField) {
  EXPECT_GT(ForEveryField([](const FieldOfRequest& field) -> std::string {
              if (!IsText(field) || RulesOf(field).checked_per_row()) return "";
              const bool own_name =
                  field.field.name() == "name" && field.holder.GetDescriptor()->options().HasExtension(google::api::resource);
              SetText(field, "a\x01z");
              return own_name ? "NOT_A_NAME" : "CONTROL_CHARACTER";
            }),
            150);
}

TEST(FormCheck, RefusesALineBreakExactlyWhereTheRulesDoNotAllowIt) {
  for (const Method& method : AllMethods()) {
    const std::unique_ptr<Message> request = ValidRequest(*method.descriptor->input_type());
    VisitFields(*request, [&](const FieldOfRequest& field) {
      if (IsText(field) && RulesOf(field).multiline()) SetText(field, "satu\ndua\r\ntiga");
    });
    EXPECT_THAT(Faults(*request), IsEmpty()) << method.name;
  }
  EXPECT_GT(ForEveryField([](const FieldOfRequest& field) -> std::string {
              const bool applies = IsText(field) && !RulesOf(field).multiline() && !RulesOf(field).checked_per_row();
              if (!applies || field.field.name() == "name") return "";
              SetText(field, "a\nz");
              return "CONTROL_CHARACTER";
            }),
            100);
}

TEST(FormCheck, RefusesTextThatIsNotInNfcInEveryField) {
  EXPECT_GT(ForEveryField([](const FieldOfRequest& field) -> std::string {
              if (!IsText(field) || RulesOf(field).checked_per_row() || field.field.name() == "name") return "";
              SetText(field, "Rene\u0301");
              return "NOT_NFC";
            }),
            100);
}

TEST(FormCheck, RefusesWhatIsNotOfTheFormatInEveryField) {
  EXPECT_GT(ForEveryField([](const FieldOfRequest& field) -> std::string {
              if (!IsText(field) || RulesOf(field).format() == v1::FORMAT_UNSPECIFIED) return "";
              SetText(field, "?");
              const std::string& name = v1::Format_Name(RulesOf(field).format());
              return absl::StrCat("NOT_A_", name.substr(std::string("FORMAT_").size()));
            }),
            60);
}

TEST(FormCheck, RefusesAMalformedNameInEveryReference) {
  EXPECT_GT(ForEveryField([](const FieldOfRequest& field) -> std::string {
              if (!field.field.options().HasExtension(google::api::resource_reference)) return "";
              SetText(field, "units/../referrals");
              return "NOT_A_NAME";
            }),
            50);
}

TEST(FormCheck, RefusesAnUnknownNumberInEveryCode) {
  EXPECT_GT(ForEveryField([](const FieldOfRequest& field) -> std::string {
              if (field.field.cpp_type() != FieldDescriptor::CPPTYPE_ENUM) return "";
              const auto& reflection = *field.holder.GetReflection();
              if (field.field.is_repeated()) {
                reflection.SetRepeatedEnumValue(&field.holder, &field.field, 0, 9999);
              } else {
                reflection.SetEnumValue(&field.holder, &field.field, 9999);
              }
              return "UNKNOWN_ENUM_VALUE";
            }),
            30);
}

TEST(FormCheck, NamesEveryRequiredFieldThatIsMissing) {
  EXPECT_GT(ForEveryField([](const FieldOfRequest& field) -> std::string {
              if (!field.required) return "";
              field.holder.GetReflection()->ClearField(&field.holder, &field.field);
              return field.field.cpp_type() == FieldDescriptor::CPPTYPE_BOOL ? "MUST_BE_TRUE" : "REQUIRED";
            }),
            100);
}

TEST(FormCheck, TakesARequestWithoutItsOptionalFields) {
  for (const Method& method : AllMethods()) {
    const std::unique_ptr<Message> request = ValidRequest(*method.descriptor->input_type());
    std::vector<const FieldDescriptor*> optional;
    VisitFields(*request, [&](const FieldOfRequest& field) {
      if (&field.holder == request.get() && !field.required) optional.push_back(&field.field);
    });
    for (const FieldDescriptor* field : optional) request->GetReflection()->ClearField(request.get(), field);
    EXPECT_THAT(Faults(*request), IsEmpty()) << method.name;
  }
}

TEST(FormCheck, RefusesALongerListThanItsLimitInEveryField) {
  EXPECT_GT(ForEveryField([](const FieldOfRequest& field) -> std::string {
              // Items of a list of codes must differ, and there are fewer codes than the limits; their limit is tested apart.
              if (!field.field.is_repeated() || field.field.cpp_type() == FieldDescriptor::CPPTYPE_ENUM) return "";
              const auto& reflection = *field.holder.GetReflection();
              const auto limit = RulesOf(field).items_max() == 0 ? kItemsMaxDefault : RulesOf(field).items_max();
              while (reflection.FieldSize(field.holder, &field.field) <= static_cast<int>(limit)) {
                if (IsText(field)) {
                  reflection.AddString(&field.holder, &field.field, reflection.GetRepeatedString(field.holder, &field.field, 0));
                } else {
                  const Message& first = reflection.GetRepeatedMessage(field.holder, &field.field, 0);
                  const std::unique_ptr<Message> copy(first.New());
                  copy->CopyFrom(first);
                  reflection.AddMessage(&field.holder, &field.field)->CopyFrom(*copy);
                }
              }
              return "TOO_MANY";
            }),
            10);
}

TEST(FormCheck, RefusesANumberOutOfItsRange) {
  EXPECT_GT(ForEveryField([](const FieldOfRequest& field) -> std::string {
              if (field.field.cpp_type() != FieldDescriptor::CPPTYPE_INT32) return "";
              field.holder.GetReflection()->SetInt32(&field.holder, &field.field, -1);
              return "OUT_OF_RANGE";
            }),
            10);
}

TEST(FormCheck, RefusesAnImpossibleInstant) {
  EXPECT_GT(ForEveryField([](const FieldOfRequest& field) -> std::string {
              const auto* type = field.field.message_type();
              if (type == nullptr || type->full_name() != "google.protobuf.Timestamp") return "";
              auto& time = static_cast<google::protobuf::Timestamp&>(
                  *field.holder.GetReflection()->MutableMessage(&field.holder, &field.field));
              time.set_nanos(1'000'000'000);
              return "TIME_NOT_POSSIBLE";
            }),
            3);
}

TEST(FormCheck, RefusesAChosenIdWhoseTimeIsNotTrue) {
  const auto fault_of = [](const std::string& id) {
    v1::CreateCaseFileRequest request;
    request.CopyFrom(*ValidRequest(*request.GetDescriptor()));
    request.set_case_file_id(id);
    const std::vector<std::string> faults = Faults(request);
    return faults.empty() ? "" : faults.front();
  };
  EXPECT_EQ(fault_of("019cac0f-2680-7000-8000-00000000abcd"), "");
  // Ten minutes ahead, and a little more.
  EXPECT_EQ(fault_of("019cac18-4e40-7000-8000-00000000abcd"), "");
  EXPECT_EQ(fault_of("019cac18-4e41-7000-8000-00000000abcd"), "case_file_id TIME_NOT_POSSIBLE");
  // Thirty days back, and a little more.
  EXPECT_EQ(fault_of("019c1190-5e80-7000-8000-00000000abcd"), "");
  EXPECT_EQ(fault_of("019c1190-5e7f-7000-8000-00000000abcd"), "case_file_id TIME_NOT_POSSIBLE");
  EXPECT_EQ(fault_of("ffffffff-ffff-7fff-bfff-ffffffffffff"), "case_file_id TIME_NOT_POSSIBLE");
}

TEST(FormCheck, RefusesAFieldThatThisServerDoesNotKnow) {
  // As a newer program may send it: the rest says to withdraw consent, this one may say that it stands.
  const int unknown_number = 4711;
  v1::CreateReferralRequest request;
  request.CopyFrom(*ValidRequest(*request.GetDescriptor()));
  request.GetReflection()->MutableUnknownFields(&request)->AddVarint(unknown_number, 1);
  v1::Packet& packet = *request.mutable_packet();
  packet.mutable_need()->GetReflection()->MutableUnknownFields(packet.mutable_need())->AddVarint(unknown_number, 1);
  google::protobuf::Timestamp& called = *request.mutable_referral()->mutable_called_time();
  called.GetReflection()->MutableUnknownFields(&called)->AddVarint(unknown_number, 1);
  EXPECT_THAT(Faults(request),
              ::testing::ElementsAre(" UNKNOWN_FIELD", "referral.called_time UNKNOWN_FIELD", "packet.need UNKNOWN_FIELD"));
}

TEST(FormCheck, ClearsWhatOnlyTheServerSets) {
  v1::CreateReferralRequest request;
  request.mutable_referral()->set_name("referrals/mine");
  request.mutable_referral()->set_state(v1::REFERRAL_STATE_CLOSED);
  request.mutable_referral()->set_accountable_unit("somebody else");
  request.mutable_packet()->mutable_need()->add_supplements("forged");
  CheckForm(request, kNow);
  EXPECT_TRUE(request.referral().name().empty());
  EXPECT_EQ(request.referral().state(), v1::REFERRAL_STATE_UNSPECIFIED);
  EXPECT_TRUE(request.referral().accountable_unit().empty());
  EXPECT_EQ(request.packet().need().supplements_size(), 0);
}

TEST(FormCheck, KeepsTheNameOfWhatAnUpdateChanges) {
  v1::UpdateUnitRequest request;
  request.mutable_unit()->set_name("units/0195553f-1400-7000-8000-00000000abcd");
  CheckForm(request, kNow);
  EXPECT_EQ(request.unit().name(), "units/0195553f-1400-7000-8000-00000000abcd");
}

TEST(FormCheck, NamesEverythingThatIsWrongAtOnce) {
  v1::CreateHouseholdRequest request;
  request.mutable_household()->set_region("7309012003");
  request.mutable_household()->set_decile(11);
  request.mutable_household()->add_members()->set_nik("7,3E+15");
  request.mutable_household()->add_members()->set_birth_date("2023-02-29");
  EXPECT_THAT(Faults(request), ::testing::UnorderedElementsAre("household.region BPS_REGION_CODE", "household.decile OUT_OF_RANGE",
                                                               "household.members[0].nik DAMAGED_BY_SPREADSHEET",
                                                               "household.members[0].full_name REQUIRED",
                                                               "household.members[1].birth_date NOT_A_DATE",
                                                               "household.members[1].full_name REQUIRED", "request_id REQUIRED"));
}

TEST(FormCheck, RefusesTheSameCodeTwiceInAList) {
  const auto request = ValidRequest(*v1::CreateReferralRequest::descriptor());
  auto& referral = *static_cast<v1::CreateReferralRequest&>(*request).mutable_referral();
  referral.add_welfare_programs(v1::WELFARE_PROGRAM_PKH);
  EXPECT_THAT(Faults(*request), ::testing::ElementsAre("referral.welfare_programs[1] DUPLICATE"));
}

TEST(FormCheck, TakesBlanksForMissing) {
  v1::GetUnitRequest request;
  request.set_name("   ");
  EXPECT_THAT(Faults(request), ::testing::ElementsAre("name REQUIRED"));
}

TEST(FormCheck, SaysThatANameWithACodeWithoutDotsMayBeOfBps) {
  v1::GetRegionRequest request;
  request.set_name("regions/7309");
  EXPECT_THAT(Faults(request), ::testing::ElementsAre("name BPS_REGION_CODE"));
}

TEST(FormCheck, BoundsThePagesOfLists) {
  EXPECT_EQ(PageSizeFor(0), 50u);
  EXPECT_EQ(PageSizeFor(7), 7u);
  EXPECT_EQ(PageSizeFor(500), 500u);
  EXPECT_EQ(PageSizeFor(501), 500u);
}

TEST(FormCheck, NormalizesText) {
  EXPECT_EQ(ToNfc("Rene\u0301"), "Ren\u00E9");
  EXPECT_EQ(ToNfc("Siti"), "Siti");
  EXPECT_EQ(ToNfc("\xFF"), "\xFF");
}

}  // namespace
}  // namespace rujukan::testing
