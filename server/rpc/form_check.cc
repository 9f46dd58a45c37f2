#include "server/rpc/form_check.h"

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <set>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "google/api/field_behavior.pb.h"
#include "google/api/resource.pb.h"
#include "google/protobuf/timestamp.pb.h"
#include "google/protobuf/unknown_field_set.h"
#include "google/protobuf/util/time_util.h"
#include "rujukan/v1/rules.pb.h"
#include "server/domain/civil_number.h"
#include "server/domain/ids.h"
#include "server/domain/region.h"
#include "server/domain/text.h"
#include "utf8proc.h"

namespace rujukan {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

bool Behaves(const FieldDescriptor& field, google::api::FieldBehavior behavior) {
  const auto& options = field.options();
  for (int i = 0; i < options.ExtensionSize(google::api::field_behavior); ++i) {
    if (options.GetExtension(google::api::field_behavior, i) == behavior) return true;
  }
  return false;
}

const v1::FieldRules& RulesOf(const FieldDescriptor& field) { return field.options().GetExtension(v1::rules); }

// -- Text -------------------------------------------------------------------------------------------------------------------

bool IsAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool IsBlank(std::string_view text) { return text.find_first_not_of(' ') == std::string_view::npos; }

bool IsTimely(absl::Time chosen, absl::Time now) { return chosen >= now - kChosenIdAgeMax && chosen <= now + kChosenIdAheadMax; }

// The reason why `text` is not of the format; empty when it is.
std::string_view FormatFault(v1::Format format, std::string_view text, absl::Time now) {
  switch (format) {
    case v1::FORMAT_UUID:
      return IsUuid(text) ? "" : "NOT_A_UUID";
    case v1::FORMAT_UUID_V7:
      if (!IsUuidV7(text)) return "NOT_A_UUID_V7";
      return IsTimely(TimeInUuidV7(text), now) ? "" : "TIME_NOT_POSSIBLE";
    case v1::FORMAT_REGION_CODE:
      if (LevelOf(text) != RegionLevel::kUnspecified) return "";
      return LooksLikeBpsCode(text) ? "BPS_REGION_CODE" : "NOT_A_REGION_CODE";
    case v1::FORMAT_VILLAGE_CODE:
      if (LevelOf(text) == RegionLevel::kVillage) return "";
      return LooksLikeBpsCode(text) ? "BPS_REGION_CODE" : "NOT_A_VILLAGE_CODE";
    case v1::FORMAT_NIK:
      if (IsNik(text, TodayInIndonesia(now))) return "";
      return IsDamagedBySpreadsheet(text) ? "DAMAGED_BY_SPREADSHEET" : "NOT_A_NIK";
    case v1::FORMAT_FAMILY_CARD_NUMBER:
      if (IsFamilyCardNumber(text)) return "";
      return IsDamagedBySpreadsheet(text) ? "DAMAGED_BY_SPREADSHEET" : "NOT_A_FAMILY_CARD_NUMBER";
    case v1::FORMAT_PHONE:
      return IsPhone(text) ? "" : "NOT_A_PHONE";
    case v1::FORMAT_DATE:
      return ParseDate(text).has_value() ? "" : "NOT_A_DATE";
    case v1::FORMAT_SIGN_IN_NAME:
      return IsSignInName(text) ? "" : "NOT_A_SIGN_IN_NAME";
    default:
      return "";
  }
}

// -- Names ------------------------------------------------------------------------------------------------------------------

// The pattern of a type: "units/{unit}" for "rujukan/Unit".
const std::string& PatternOf(const Descriptor& resource) {
  return resource.options().GetExtension(google::api::resource).pattern(0);
}

const std::string& PatternOf(const std::string& type) {
  const std::string message = absl::StrCat("rujukan.v1.", type.substr(type.find('/') + 1));
  return PatternOf(*google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(message));
}

// "*" is whatever has an audit trail.
constexpr std::string_view kAnyRecord = "*";
constexpr const char* kRecordTypes[] = {"rujukan/Unit",      "rujukan/Officer",  "rujukan/Region",
                                        "rujukan/Household", "rujukan/CaseFile", "rujukan/Referral"};

// The reason why `name` is not of the pattern; empty when it is.
std::string_view NameFault(const std::string& pattern, const std::string& name) {
  const std::vector<std::string> wanted = absl::StrSplit(pattern, '/');
  const std::vector<std::string> parts = absl::StrSplit(name, '/');
  if (parts.size() != wanted.size()) return "NOT_A_NAME";
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (wanted[i] == "{code}") {
      if (LevelOf(parts[i]) != RegionLevel::kUnspecified) continue;
      return LooksLikeBpsCode(parts[i]) ? "BPS_REGION_CODE" : "NOT_A_NAME";
    } else if (wanted[i].front() == '{') {
      if (!IsUuid(parts[i])) return "NOT_A_NAME";
    } else if (parts[i] != wanted[i]) {
      return "NOT_A_NAME";
    }
  }
  return "";
}

// The same for a reference to a type; `pattern` is what the name should have been like.
std::string_view ReferenceFault(const std::string& type, const std::string& name, std::string& pattern) {
  if (type != kAnyRecord) {
    pattern = PatternOf(type);
    return NameFault(pattern, name);
  }
  std::string_view fault;
  for (const char* record : kRecordTypes) {
    const std::string& one = PatternOf(record);
    const std::string_view said = NameFault(one, name);
    if (said.empty()) return "";
    // What is almost a name of a region is told as that.
    if (fault.empty() || said != "NOT_A_NAME") fault = said;
    absl::StrAppend(&pattern, pattern.empty() ? "" : ", ", one);
  }
  return fault;
}

// -- Fields -----------------------------------------------------------------------------------------------------------------

class FormCheck {
 public:
  explicit FormCheck(absl::Time now) : now_(now) {}

  // `updates`: the request changes a resource, so that the resource in it must say which, and in which version.
  void Check(Message& message, const std::string& path, bool updates) {
    const Descriptor& type = *message.GetDescriptor();
    CheckUnknownFields(message, path);
    if (type.full_name() == google::protobuf::Timestamp::descriptor()->full_name()) return CheckTime(message, path);
    const bool identified = updates && type.options().HasExtension(google::api::resource);
    for (int i = 0; i < type.field_count(); ++i) {
      const FieldDescriptor& field = *type.field(i);
      const std::string field_path = path.empty() ? field.name() : absl::StrCat(path, ".", field.name());
      if (identified && field.name() == "name") {
        CheckOwnName(message, field, field_path);
      } else if (Behaves(field, google::api::OUTPUT_ONLY)) {
        message.GetReflection()->ClearField(&message, &field);
      } else {
        const bool kept = identified && Behaves(field, google::api::IMMUTABLE);
        const bool etag = identified && field.name() == "etag";
        CheckField(message, field, field_path, etag || (!kept && Behaves(field, google::api::REQUIRED)), updates && path.empty());
      }
    }
  }

  Violations Take() { return std::move(violations_); }

 private:
  void Add(const std::string& path, std::string_view reason, std::string argument = {}) {
    violations_.push_back({path, std::string(reason), std::move(argument)});
  }

  // The first is enough: a program that knows one more field knows many.
  void CheckUnknownFields(const Message& message, const std::string& path) {
    const google::protobuf::UnknownFieldSet& unknown = message.GetReflection()->GetUnknownFields(message);
    if (!unknown.empty()) Add(path, "UNKNOWN_FIELD", absl::StrCat(unknown.field(0).number()));
  }

  void CheckTime(const Message& message, const std::string& path) {
    const auto& time = static_cast<const google::protobuf::Timestamp&>(message);
    using google::protobuf::util::TimeUtil;
    const bool possible = time.seconds() >= TimeUtil::kTimestampMinSeconds && time.seconds() <= TimeUtil::kTimestampMaxSeconds &&
                          time.nanos() >= 0 && time.nanos() < 1'000'000'000;
    if (!possible) Add(path, "TIME_NOT_POSSIBLE");
  }

  void CheckOwnName(const Message& message, const FieldDescriptor& field, const std::string& path) {
    const std::string name = message.GetReflection()->GetString(message, &field);
    const std::string& pattern = PatternOf(*message.GetDescriptor());
    if (name.empty()) {
      Add(path, "REQUIRED");
    } else if (const std::string_view fault = NameFault(pattern, name); !fault.empty()) {
      Add(path, fault, pattern);
    }
  }

  void CheckField(Message& message, const FieldDescriptor& field, const std::string& path, bool required, bool updates) {
    if (field.is_repeated()) return CheckList(message, field, path, required, updates);
    const Reflection& reflection = *message.GetReflection();
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING:
        return CheckText(reflection.GetString(message, &field), field, path, required);
      case FieldDescriptor::CPPTYPE_ENUM:
        return CheckCode(field, reflection.GetEnumValue(message, &field), path, required);
      case FieldDescriptor::CPPTYPE_BOOL:
        if (required && !reflection.GetBool(message, &field)) Add(path, "MUST_BE_TRUE");
        return;
      case FieldDescriptor::CPPTYPE_INT32:
        return CheckNumber(field, reflection.GetInt32(message, &field), path);
      case FieldDescriptor::CPPTYPE_MESSAGE:
        if (reflection.HasField(message, &field)) return Check(*reflection.MutableMessage(&message, &field), path, updates);
        if (required) Add(path, "REQUIRED");
        return;
      default:
        return;
    }
  }

  void CheckList(Message& message, const FieldDescriptor& field, const std::string& path, bool required, bool updates) {
    const Reflection& reflection = *message.GetReflection();
    const int size = reflection.FieldSize(message, &field);
    if (required && size == 0) Add(path, "REQUIRED");
    const std::uint32_t limit = RulesOf(field).items_max() == 0 ? kItemsMaxDefault : RulesOf(field).items_max();
    if (static_cast<std::uint32_t>(size) > limit) Add(path, "TOO_MANY", absl::StrCat(limit));
    std::set<int> codes;
    // What is beyond the limit is not looked at: the work stays bounded.
    for (int i = 0; i < std::min(size, static_cast<int>(limit)); ++i) {
      const std::string item = absl::StrCat(path, "[", i, "]");
      switch (field.cpp_type()) {
        case FieldDescriptor::CPPTYPE_STRING:
          CheckText(reflection.GetRepeatedString(message, &field, i), field, item, /*required=*/true);
          break;
        case FieldDescriptor::CPPTYPE_ENUM: {
          const int code = reflection.GetRepeatedEnumValue(message, &field, i);
          CheckCode(field, code, item, /*required=*/true);
          if (!codes.insert(code).second) Add(item, "DUPLICATE");
          break;
        }
        case FieldDescriptor::CPPTYPE_MESSAGE:
          Check(*reflection.MutableRepeatedMessage(&message, &field, i), item, updates);
          break;
        default:
          break;
      }
    }
  }

  void CheckCode(const FieldDescriptor& field, int number, const std::string& path, bool required) {
    if (number == 0) {
      if (required) Add(path, "REQUIRED");
    } else if (field.enum_type()->FindValueByNumber(number) == nullptr) {
      Add(path, "UNKNOWN_ENUM_VALUE");
    }
  }

  void CheckNumber(const FieldDescriptor& field, std::int32_t number, const std::string& path) {
    if (field.name() == "page_size") {
      if (number < 0) Add(path, "OUT_OF_RANGE", absl::StrCat("0–", kPageSizeMax));
      return;
    }
    const v1::FieldRules& rules = RulesOf(field);
    if (rules.number_max() == 0) return;
    if (number < rules.number_min() || number > rules.number_max()) {
      Add(path, "OUT_OF_RANGE", absl::StrCat(rules.number_min(), "–", rules.number_max()));
    }
  }

  void CheckText(const std::string& text, const FieldDescriptor& field, const std::string& path, bool required) {
    const v1::FieldRules& rules = RulesOf(field);
    if (required && IsBlank(text)) return Add(path, "REQUIRED");
    if (text.empty()) return;
    const std::uint32_t limit = rules.characters_max() == 0 ? kCharactersMaxDefault : rules.characters_max();
    if (CharactersIn(text) > limit) return Add(path, "TOO_LONG", absl::StrCat(limit));
    if (rules.checked_per_row()) return;
    if (HasControlCharacter(text, rules.multiline())) return Add(path, "CONTROL_CHARACTER");
    if (ToNfc(text) != text) return Add(path, "NOT_NFC");
    if (const std::string_view fault = FormatFault(rules.format(), text, now_); !fault.empty()) return Add(path, fault);
    if (!field.options().HasExtension(google::api::resource_reference)) return;
    const std::string& type = field.options().GetExtension(google::api::resource_reference).type();
    std::string pattern;
    if (const std::string_view fault = ReferenceFault(type, text, pattern); !fault.empty()) Add(path, fault, pattern);
  }

  const absl::Time now_;
  Violations violations_;
};

}  // namespace

Violations CheckForm(Message& request, absl::Time now) {
  FormCheck check(now);
  check.Check(request, "", absl::StartsWith(request.GetDescriptor()->name(), "Update"));
  return check.Take();
}

std::size_t PageSizeFor(std::int32_t asked) {
  return static_cast<std::size_t>(asked <= 0 ? kPageSizeDefault : std::min(asked, kPageSizeMax));
}

std::string ToNfc(std::string_view text) {
  if (IsAscii(text)) return std::string(text);
  utf8proc_uint8_t* mapped = nullptr;
  const utf8proc_ssize_t size =
      utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()), static_cast<utf8proc_ssize_t>(text.size()), &mapped,
                   static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(mapped, &std::free);
  if (size < 0) return std::string(text);
  return std::string(reinterpret_cast<const char*>(mapped), static_cast<std::size_t>(size));
}

}  // namespace rujukan
