// Any bytes for any method are refused in words that fit a trailer, or are a request that keeps every rule of the protos; checking
// a request again finds the same; and what is accepted is the same on the wire after it was in the domain.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "google/protobuf/util/message_differencer.h"
#include "google/rpc/status.pb.h"
#include "rujukan/v1/case_file.pb.h"
#include "rujukan/v1/household.pb.h"
#include "rujukan/v1/officer.pb.h"
#include "rujukan/v1/packet.pb.h"
#include "rujukan/v1/referral.pb.h"
#include "rujukan/v1/region.pb.h"
#include "rujukan/v1/unit.pb.h"
#include "server/domain/errors.h"
#include "server/rpc/case_file_conversion.h"
#include "server/rpc/form_check.h"
#include "server/rpc/form_rules.h"
#include "server/rpc/household_conversion.h"
#include "server/rpc/officer_conversion.h"
#include "server/rpc/packet_conversion.h"
#include "server/rpc/referral_conversion.h"
#include "server/rpc/refusal_status.h"
#include "server/rpc/region_conversion.h"
#include "server/rpc/resource_name.h"
#include "server/rpc/unit_conversion.h"
#include "tests/fuzz/form_rules_kept.h"
#include "tests/fuzz/promise.h"
#include "tests/fuzz/request_mutator.h"
#include "tests/fuzz/sealer.h"
#include "tests/testing/fake_clock.h"

namespace rujukan::fuzz {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::util::MessageDifferencer;

const absl::Time kNow = testing::FakeClock::Beginning();

// Without what only the server sets.
template <typename Wire>
Wire Sendable(Wire wire) {
  CheckForm(wire, kNow);
  return wire;
}

template <typename Wire>
void PromiseSame(const Wire& sent, const Wire& returned) {
  Promise(MessageDifferencer::Equals(Sendable(sent), Sendable(returned)), "what was sent is what was understood");
}

// What a resource says of its version is for the store.
template <typename Resource>
void PromiseSameResource(Resource sent, Resource returned) {
  Promise(sent.name().empty() || sent.name() == returned.name(), "a resource keeps its name");
  sent.clear_etag();
  returned.clear_etag();
  PromiseSame(sent, returned);
}

void GoThroughDomain(const v1::Unit& sent) { PromiseSameResource(sent, ToProto(FromProto(sent), FixedSealer())); }
void GoThroughDomain(const v1::Officer& sent) { PromiseSameResource(sent, ToProto(FromProto(sent), FixedSealer())); }
void GoThroughDomain(const v1::CaseFile& sent) { PromiseSameResource(sent, ToProto(FromProto(sent), FixedSealer())); }
void GoThroughDomain(const v1::Region& sent) { PromiseSame(sent, ToProto(FromProto(sent))); }
void GoThroughDomain(const v1::ItemResult& sent) { PromiseSame(sent, ToProto(FromProto(sent))); }
void GoThroughDomain(const v1::Packet& sent) { PromiseSame(sent, ToProto(PacketView{.packet = FromProto(sent)}, ReferralId())); }

// A birth date of which nothing else is said is exact.
void GoThroughDomain(v1::Household sent) {
  for (v1::Person& member : *sent.mutable_members()) {
    const bool exact = !member.birth_date().empty() && member.birth_date_precision() == v1::TIME_PRECISION_UNSPECIFIED;
    if (exact) member.set_birth_date_precision(v1::TIME_PRECISION_EXACT);
  }
  PromiseSameResource(sent, ToProto(FromProto(sent), FixedSealer()));
}

// Of an excluded officer the unit is not told.
void GoThroughDomain(v1::Referral sent) {
  for (std::string& name : *sent.mutable_excluded_officers()) name = NameOfOfficer(OfficerIn(name).officer);
  PromiseSame(sent, ToProto(ReferralView{.referral = FromProto(sent)}));
}

void GoThroughDomain(const v1::HouseholdFlag& sent) {
  const HouseholdFlag flag = FromProto(sent);
  Promise(static_cast<int>(flag.vulnerability) == sent.vulnerability() && flag.note == sent.note(), "a flag says what was sent");
}

void GoThroughDomain(const v1::HouseholdRow& sent) {
  Promise(FromProto(sent).line_number == sent.line_number(), "a row has its line");
}

void GoThroughDomain(const v1::Outcome& sent) {
  const Outcome outcome = FromProto(sent);
  Promise(static_cast<int>(outcome.result) == sent.result() && outcome.summary == sent.summary() &&
              outcome.asks_of_sender == sent.asks_of_sender(),
          "an outcome says what was sent");
}

template <typename... Types>
void ConvertIfAnyOf(const Message& message) {
  const auto convert = [](const auto* typed) {
    if (typed != nullptr) GoThroughDomain(*typed);
  };
  (convert(google::protobuf::DynamicCastToGenerated<const Types>(&message)), ...);
}

// Converts every message that has a counterpart in the domain, at any depth.
void ConvertAll(const Message& message) {
  ConvertIfAnyOf<v1::Unit, v1::Officer, v1::CaseFile, v1::Region, v1::ItemResult, v1::Packet, v1::Household, v1::Referral,
                 v1::HouseholdFlag, v1::HouseholdRow, v1::Outcome>(message);
  const auto& reflection = *message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    if (!field->is_repeated()) ConvertAll(reflection.GetMessage(message, field));
    for (int i = 0; field->is_repeated() && i < reflection.FieldSize(message, field); ++i) {
      ConvertAll(reflection.GetRepeatedMessage(message, field, i));
    }
  }
}

void CheckRefusal(const Violations& violations) {
  for (const Violation& violation : violations) {
    Promise(!DescribeInEnglish(violation).empty() && !DescribeInIndonesian(violation).empty(), "what is wrong is told in words");
  }
  const grpc::Status status = ToGrpc(InvalidRequest(violations));
  // Beside the violations there are the reason and the text of the refusal itself.
  Promise(status.error_details().size() < kStatusDetailsBytesMax + 500, "a refusal fits a trailer");
  Promise(google::rpc::Status().ParseFromString(status.error_details()), "a refusal can be read");
}

Violations Check(Message& request) {
  Violations violations = CheckForm(request, kNow);
  CheckFormRules(request, violations);
  return violations;
}

void Try(Message& request) {
  const Violations violations = Check(request);
  const std::unique_ptr<Message> checked(request.New());
  checked->CopyFrom(request);
  Promise(Check(request) == violations && MessageDifferencer::Equals(*checked, request), "a check finds the same again");
  if (!violations.empty()) return CheckRefusal(violations);
  PromiseRulesKept(request);
  ConvertAll(request);
}

}  // namespace
}  // namespace rujukan::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const google::protobuf::LogSilencer silence;
  const std::unique_ptr<google::protobuf::Message> request = rujukan::fuzz::RequestIn(data, size);
  if (request != nullptr) rujukan::fuzz::Try(*request);
  return 0;
}
