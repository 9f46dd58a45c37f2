#include "tests/rpc/valid_request.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "google/api/field_behavior.pb.h"
#include "google/api/resource.pb.h"
#include "google/protobuf/timestamp.pb.h"
#include "rujukan/v1/audit.pb.h"
#include "rujukan/v1/case_file.pb.h"
#include "rujukan/v1/household.pb.h"
#include "rujukan/v1/inbox_event.pb.h"
#include "rujukan/v1/officer.pb.h"
#include "rujukan/v1/referral.pb.h"
#include "rujukan/v1/region.pb.h"
#include "rujukan/v1/rules.pb.h"
#include "rujukan/v1/session.pb.h"
#include "rujukan/v1/unit.pb.h"

namespace rujukan::testing {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Timestamp;

constexpr char kUuid[] = "019cac0f-2680-7000-8000-00000000abcd";

bool Behaves(const FieldDescriptor& field, google::api::FieldBehavior behavior) {
  for (int i = 0; i < field.options().ExtensionSize(google::api::field_behavior); ++i) {
    if (field.options().GetExtension(google::api::field_behavior, i) == behavior) return true;
  }
  return false;
}

bool IsUpdate(const Message& request) { return absl::StartsWith(request.GetDescriptor()->name(), "Update"); }

// The name and etag of the resource that an update changes.
bool Identifies(const FieldDescriptor& field, bool update) {
  return update && field.containing_type()->options().HasExtension(google::api::resource) &&
         (field.name() == "name" || field.name() == "etag");
}

std::string NameOfType(const std::string& type) {
  if (type == "rujukan/Unit") return absl::StrCat("units/", kUuid);
  if (type == "rujukan/Officer") return absl::StrCat("units/", kUuid, "/officers/", kUuid);
  if (type == "rujukan/Region") return "regions/73.09.01.2003";
  if (type == "rujukan/Household") return absl::StrCat("households/", kUuid);
  if (type == "rujukan/CaseFile") return absl::StrCat("caseFiles/", kUuid);
  if (type == "rujukan/Referral" || type == "*") return absl::StrCat("referrals/", kUuid);
  return absl::StrCat("referrals/", kUuid, "/packet");
}

std::string TextFor(const FieldDescriptor& field) {
  if (field.options().HasExtension(google::api::resource_reference)) {
    return NameOfType(field.options().GetExtension(google::api::resource_reference).type());
  }
  if (field.name() == "name") return NameOfType(field.containing_type()->options().GetExtension(google::api::resource).type());
  switch (field.options().GetExtension(v1::rules).format()) {
    case v1::FORMAT_UUID:
    case v1::FORMAT_UUID_V7:
      return kUuid;
    case v1::FORMAT_REGION_CODE:
    case v1::FORMAT_VILLAGE_CODE:
      return "73.09.01.2003";
    case v1::FORMAT_NIK:
      return "9971014107900001";
    case v1::FORMAT_FAMILY_CARD_NUMBER:
      return "9971010107150001";
    case v1::FORMAT_PHONE:
      return "0812 0000 0000";
    case v1::FORMAT_DATE:
      return "1990-07-01";
    case v1::FORMAT_SIGN_IN_NAME:
      return "siti";
    default:
      return "isi";
  }
}

void Fill(Message& message, bool update);

void FillField(Message& message, const FieldDescriptor& field, bool update) {
  const auto& reflection = *message.GetReflection();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      if (field.is_repeated()) return reflection.AddString(&message, &field, TextFor(field));
      return reflection.SetString(&message, &field, TextFor(field));
    case FieldDescriptor::CPPTYPE_ENUM:
      if (field.is_repeated()) return reflection.AddEnumValue(&message, &field, 1);
      return reflection.SetEnumValue(&message, &field, 1);
    case FieldDescriptor::CPPTYPE_BOOL:
      return reflection.SetBool(&message, &field, true);
    case FieldDescriptor::CPPTYPE_INT32:
      return reflection.SetInt32(&message, &field, 1);
    case FieldDescriptor::CPPTYPE_INT64:
      return reflection.SetInt64(&message, &field, 1);
    default:
      if (field.is_repeated()) return Fill(*reflection.AddMessage(&message, &field), update);
      return Fill(*reflection.MutableMessage(&message, &field), update);
  }
}

void Fill(Message& message, bool update) {
  const Descriptor& type = *message.GetDescriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    if (!Behaves(field, google::api::OUTPUT_ONLY) || Identifies(field, update)) FillField(message, field, update);
  }
}

void Visit(Message& message, const std::string& path, bool update, const std::function<void(const FieldOfRequest&)>& visit) {
  const Descriptor& type = *message.GetDescriptor();
  if (type.full_name() == Timestamp::descriptor()->full_name()) return;
  const auto& reflection = *message.GetReflection();
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    const bool identifies = Identifies(field, update);
    if (Behaves(field, google::api::OUTPUT_ONLY) && !identifies) continue;
    const bool resource = type.options().HasExtension(google::api::resource);
    const bool kept = update && resource && Behaves(field, google::api::IMMUTABLE);
    const std::string field_path = path.empty() ? field.name() : absl::StrCat(path, ".", field.name());
    visit({field_path, message, field, identifies || (!kept && Behaves(field, google::api::REQUIRED))});
    if (field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    // It may have been cleared meanwhile.
    const bool there = field.is_repeated() ? reflection.FieldSize(message, &field) > 0 : reflection.HasField(message, &field);
    if (!there) continue;
    if (field.is_repeated()) {
      Visit(*reflection.MutableRepeatedMessage(&message, &field, 0), absl::StrCat(field_path, "[0]"), update, visit);
    } else {
      Visit(*reflection.MutableMessage(&message, &field), field_path, update, visit);
    }
  }
}

}  // namespace

std::vector<Method> AllMethods() {
  std::vector<Method> methods;
  for (const Descriptor* type : {v1::AuditEvent::descriptor(), v1::CaseFile::descriptor(), v1::Household::descriptor(),
                                 v1::InboxEvent::descriptor(), v1::Officer::descriptor(), v1::Referral::descriptor(),
                                 v1::Region::descriptor(), v1::Session::descriptor(), v1::Unit::descriptor()}) {
    const auto& service = *type->file()->service(0);
    for (int i = 0; i < service.method_count(); ++i) {
      methods.push_back({absl::StrCat(service.name(), "/", service.method(i)->name()), service.method(i)});
    }
  }
  return methods;
}

std::unique_ptr<Message> ValidRequest(const Descriptor& type) {
  std::unique_ptr<Message> request(google::protobuf::MessageFactory::generated_factory()->GetPrototype(&type)->New());
  Fill(*request, IsUpdate(*request));
  return request;
}

void VisitFields(Message& request, const std::function<void(const FieldOfRequest&)>& visit) {
  Visit(request, "", IsUpdate(request), visit);
}

void SetText(const FieldOfRequest& field, const std::string& text) {
  const auto& reflection = *field.holder.GetReflection();
  if (field.field.is_repeated()) return reflection.SetRepeatedString(&field.holder, &field.field, 0, text);
  reflection.SetString(&field.holder, &field.field, text);
}

}  // namespace rujukan::testing
