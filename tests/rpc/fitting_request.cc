#include "tests/rpc/fitting_request.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "rujukan/v1/case_file.pb.h"
#include "rujukan/v1/household.pb.h"
#include "rujukan/v1/referral.pb.h"

namespace rujukan::testing {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

std::vector<Method> MethodsOf(const std::string& service) {
  std::vector<Method> methods = AllMethods();
  std::erase_if(methods, [&](const Method& method) {
    return !absl::StartsWith(method.name, service + "/") || method.descriptor->server_streaming();
  });
  return methods;
}

std::unique_ptr<Message> FittingRequest(const Method& method, const std::string& name, const Fitting& fitting) {
  std::unique_ptr<Message> request = ValidRequest(*method.descriptor->input_type());
  const auto& type = *request->GetDescriptor();
  const auto set = [&](const char* field, const std::string& value) {
    const FieldDescriptor* found = type.FindFieldByName(field);
    if (found != nullptr) request->GetReflection()->SetString(request.get(), found, value);
  };
  set("name", method.name == "ReferralService/GetPacket" ? name + "/packet" : name);
  if (absl::StartsWith(method.name, "AuditService/")) {
    set("parent", name);
    set("page_token", "");
  }
  set("etag", fitting.etag);
  set("request_id", fitting.request_id);
  if (absl::StartsWith(method.name, "ReferralService/")) {
    for (const char* field : {"officer", "case_file", "item_result", "packet", "successor_id", "consent_stands"}) {
      const FieldDescriptor* found = type.FindFieldByName(field);
      if (found != nullptr) request->GetReflection()->ClearField(request.get(), found);
    }
  }
  if (method.name == "ReferralService/AssignReferral") set("officer", fitting.officer);
  if (auto* redirect = dynamic_cast<v1::RedirectReferralRequest*>(request.get())) {
    redirect->set_receiver(NameOf(fitting.receiver));
  } else if (auto* hold = dynamic_cast<v1::HoldReferralRequest*>(request.get())) {
    hold->mutable_resume_time()->set_seconds(absl::ToUnixSeconds(fitting.resume_time));
  } else if (auto* read = dynamic_cast<v1::GetPacketRequest*>(request.get())) {
    read->clear_sections();
    for (int section = 1; section <= 8; ++section) read->add_sections(static_cast<v1::PacketSection>(section));
  } else if (auto* update = dynamic_cast<v1::UpdateCaseFileRequest*>(request.get())) {
    update->mutable_case_file()->set_name(name);
    update->mutable_case_file()->set_etag(fitting.etag);
  } else if (auto* advance = dynamic_cast<v1::AdvanceCaseFileRequest*>(request.get())) {
    advance->set_stage(fitting.stage);
  }
  return request;
}

}  // namespace rujukan::testing
