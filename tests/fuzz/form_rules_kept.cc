#include "tests/fuzz/form_rules_kept.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "google/api/field_behavior.pb.h"
#include "google/api/resource.pb.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/timestamp.pb.h"
#include "re2/re2.h"
#include "rujukan/v1/rules.pb.h"
#include "tests/fuzz/promise.h"
#include "utf8proc.h"

namespace rujukan::fuzz {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Timestamp;

constexpr char kUuid[] = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
constexpr char kRegionCode[] = R"(\d\d(?:\.\d\d(?:\.\d\d(?:\.[123]\d{3})?)?)?)";

bool Behaves(const FieldDescriptor& field, google::api::FieldBehavior behavior) {
  for (int i = 0; i < field.options().ExtensionSize(google::api::field_behavior); ++i) {
    if (field.options().GetExtension(google::api::field_behavior, i) == behavior) return true;
  }
  return false;
}

const RE2& ShapeOf(v1::Format format) {
  static const RE2 any("(?s:.*)"), uuid(kUuid), uuid_v7("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"),
      region(kRegionCode), village(R"(\d\d\.\d\d\.\d\d\.[123]\d{3})"), nik(R"(\d{6}(?:[0-2456]\d|[37][01])(?:0[1-9]|1[0-2])\d{6})"),
      card(R"(\d{6}(?:[0-2]\d|3[01])(?:0[1-9]|1[0-2])\d{6})"), phone(R"(\+?\d(?:[ -]?\d){2,14})"),
      date(R"((?:18[5-9]\d|19\d\d|2[01]\d\d|2200)-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))"),
      sign_in_name("[a-z][a-z0-9._-]{2,63}");
  switch (format) {
    case v1::FORMAT_UUID:
      return uuid;
    case v1::FORMAT_UUID_V7:
      return uuid_v7;
    case v1::FORMAT_REGION_CODE:
      return region;
    case v1::FORMAT_VILLAGE_CODE:
      return village;
    case v1::FORMAT_NIK:
      return nik;
    case v1::FORMAT_FAMILY_CARD_NUMBER:
      return card;
    case v1::FORMAT_PHONE:
      return phone;
    case v1::FORMAT_DATE:
      return date;
    case v1::FORMAT_SIGN_IN_NAME:
      return sign_in_name;
    default:
      return any;
  }
}

// Of the name of a resource of the type, for example "rujukan/Unit".
const RE2& ShapeOf(const std::string& type) {
  static const RE2 unit(std::string("units/") + kUuid), household(std::string("households/") + kUuid),
      case_file(std::string("caseFiles/") + kUuid), referral(std::string("referrals/") + kUuid),
      packet(std::string("referrals/") + kUuid + "/packet"), region(std::string("regions/") + kRegionCode),
      officer(std::string("units/") + kUuid + "/officers/" + kUuid),
      record(std::string("(units|households|caseFiles|referrals)/") + kUuid + "|units/" + kUuid + "/officers/" + kUuid +
             "|regions/" + kRegionCode);
  if (type == "*") return record;
  if (type == "rujukan/Unit") return unit;
  if (type == "rujukan/Household") return household;
  if (type == "rujukan/CaseFile") return case_file;
  if (type == "rujukan/Referral") return referral;
  if (type == "rujukan/Packet") return packet;
  if (type == "rujukan/Region") return region;
  Promise(type == "rujukan/Officer", "every type of resource is known here");
  return officer;
}

// The code points of the text.
std::vector<utf8proc_int32_t> CharactersOf(const std::string& text) {
  std::vector<utf8proc_int32_t> characters;
  for (std::size_t at = 0; at < text.size();) {
    utf8proc_int32_t character = 0;
    const utf8proc_ssize_t size = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()) + at,
                                                   static_cast<utf8proc_ssize_t>(text.size() - at), &character);
    Promise(size > 0, "text is UTF-8");
    at += static_cast<std::size_t>(size);
    characters.push_back(character);
  }
  return characters;
}

bool IsNfc(const std::string& text) {
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> nfc(
      utf8proc_NFC(reinterpret_cast<const utf8proc_uint8_t*>(text.c_str())), &std::free);
  return nfc != nullptr && text == reinterpret_cast<const char*>(nfc.get());
}

// C0 and C1, separators of lines and paragraphs, what turns the direction of writing, the mark of byte order.
bool IsControl(utf8proc_int32_t character) {
  return character < 0x20 || (character >= 0x7F && character < 0xA0) || (character >= 0x2028 && character <= 0x202E) ||
         (character >= 0x2066 && character <= 0x2069) || character == 0xFEFF;
}

void CheckText(const std::string& text, const FieldDescriptor& field, bool required) {
  const v1::FieldRules& rules = field.options().GetExtension(v1::rules);
  const std::vector<utf8proc_int32_t> characters = CharactersOf(text);
  Promise(!required || text.find_first_not_of(' ') != std::string::npos, "a required text is there");
  Promise(characters.size() <= (rules.characters_max() == 0 ? 200 : rules.characters_max()), "a text is as long as it may be");
  if (text.empty() || rules.checked_per_row()) return;
  for (std::size_t i = 0; i < characters.size(); ++i) {
    const bool returns = characters[i] == '\r' && i + 1 < characters.size() && characters[i + 1] == '\n';
    const bool line_break = rules.multiline() && (characters[i] == '\n' || returns);
    Promise(line_break || !IsControl(characters[i]), "a text has no control characters");
  }
  Promise(IsNfc(text), "a text is in NFC");
  Promise(RE2::FullMatch(text, ShapeOf(rules.format())), "a text has its format");
  if (!field.options().HasExtension(google::api::resource_reference)) return;
  const std::string& type = field.options().GetExtension(google::api::resource_reference).type();
  Promise(RE2::FullMatch(text, ShapeOf(type)), "a reference is a name");
}

void CheckNumber(std::int32_t number, const FieldDescriptor& field) {
  const v1::FieldRules& rules = field.options().GetExtension(v1::rules);
  Promise(field.name() != "page_size" || number >= 0, "a page has no negative size");
  Promise(rules.number_max() == 0 || (number >= rules.number_min() && number <= rules.number_max()), "a number is in its range");
}

void CheckCode(int code, const FieldDescriptor& field, bool required) {
  Promise(field.enum_type()->FindValueByNumber(code) != nullptr, "a code is known");
  Promise(!required || code != 0, "a required code is there");
}

void CheckTime(const Timestamp& time) {
  // From year 1 to year 9999, as timestamp.proto says.
  Promise(time.seconds() >= -62'135'596'800 && time.seconds() < 253'402'300'800, "a time has a year of four digits");
  Promise(time.nanos() >= 0 && time.nanos() < 1'000'000'000, "a time has a fraction of a second");
}

void Check(const Message& message, bool updates);

void CheckList(const Message& message, const FieldDescriptor& field, bool required, bool updates) {
  const auto& reflection = *message.GetReflection();
  const int size = reflection.FieldSize(message, &field);
  const std::uint32_t limit = field.options().GetExtension(v1::rules).items_max();
  Promise(!required || size > 0, "a required list has an item");
  Promise(size <= static_cast<int>(limit == 0 ? 50 : limit), "a list is as long as it may be");
  std::set<int> codes;
  for (int i = 0; i < size; ++i) {
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
      CheckText(reflection.GetRepeatedString(message, &field, i), field, true);
    } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
      CheckCode(reflection.GetRepeatedEnumValue(message, &field, i), field, true);
      Promise(codes.insert(reflection.GetRepeatedEnumValue(message, &field, i)).second, "a code is in a list once");
    } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      Check(reflection.GetRepeatedMessage(message, &field, i), updates);
    }
  }
}

void CheckField(const Message& message, const FieldDescriptor& field, bool required, bool updates) {
  if (field.is_repeated()) return CheckList(message, field, required, updates);
  const auto& reflection = *message.GetReflection();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return CheckText(reflection.GetString(message, &field), field, required);
    case FieldDescriptor::CPPTYPE_ENUM:
      return CheckCode(reflection.GetEnumValue(message, &field), field, required);
    case FieldDescriptor::CPPTYPE_INT32:
      return CheckNumber(reflection.GetInt32(message, &field), field);
    case FieldDescriptor::CPPTYPE_BOOL:
      return Promise(!required || reflection.GetBool(message, &field), "what must be true is true");
    case FieldDescriptor::CPPTYPE_MESSAGE:
      Promise(!required || reflection.HasField(message, &field), "a required message is there");
      if (reflection.HasField(message, &field)) Check(reflection.GetMessage(message, &field), updates);
      return;
    default:
      return;
  }
}

// `updates`: a resource directly in it is one that is to be changed, and says which and in which version.
void Check(const Message& message, bool updates) {
  const Descriptor& type = *message.GetDescriptor();
  const auto& reflection = *message.GetReflection();
  Promise(reflection.GetUnknownFields(message).empty(), "every field is known");
  if (&type == Timestamp::descriptor()) return CheckTime(static_cast<const Timestamp&>(message));
  const bool changed = updates && type.options().HasExtension(google::api::resource);
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    if (changed && field.name() == "name") {
      Promise(
          RE2::FullMatch(reflection.GetString(message, &field), ShapeOf(type.options().GetExtension(google::api::resource).type())),
          "what is changed has a name");
    } else if (Behaves(field, google::api::OUTPUT_ONLY)) {
      Promise(field.is_repeated() ? reflection.FieldSize(message, &field) == 0 : !reflection.HasField(message, &field),
              "what only the server sets is not set");
    } else {
      const bool kept = changed && Behaves(field, google::api::IMMUTABLE);
      const bool etag = changed && field.name() == "etag";
      CheckField(message, field, etag || (!kept && Behaves(field, google::api::REQUIRED)), updates && !changed);
    }
  }
}

}  // namespace

void PromiseRulesKept(const Message& request) { Check(request, absl::StartsWith(request.GetDescriptor()->name(), "Update")); }

}  // namespace rujukan::fuzz
