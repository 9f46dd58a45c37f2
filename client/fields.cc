#include "client/fields.h"

#include <google/protobuf/timestamp.pb.h>
#include <google/protobuf/util/time_util.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <ctime>
#include <fstream>
#include <map>
#include <sstream>

#include "client/unicode.h"
#include "google/api/field_behavior.pb.h"
#include "rujukan/v1/rules.pb.h"

namespace rujukan::client {
namespace {

using google::protobuf::EnumDescriptor;
using google::protobuf::EnumValueDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Timestamp;
using std::chrono::sys_seconds;

constexpr std::array<std::string_view, 5> kYesWords = {"ya", "y", "yes", "true", "1"};
constexpr std::array<std::string_view, 5> kNoWords = {"tidak", "t", "no", "false", "0"};

std::string_view PrefixOf(const EnumDescriptor& codes) {
  std::string_view zero = codes.value(0)->name();
  return zero.substr(0, zero.size() - std::string_view("UNSPECIFIED").size());
}

std::string Upper(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (c == '-' || c == ' ') c = '_';
  }
  return result;
}

template <typename Words>
bool OneOf(const Words& words, std::string_view text) {
  return std::find(words.begin(), words.end(), Lower(text)) != words.end();
}

template <typename Number>
std::optional<Number> ParseNumber(std::string_view text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<sys_seconds> ParseOffset(std::string_view text, sys_seconds now) {
  // Nobody plans a thousand days ahead, and no sum overflows.
  constexpr int kOffsetMax = 99999;
  const auto number = ParseNumber<int>(text.substr(1, text.size() - 2));
  if (!number || *number < 0 || *number > kOffsetMax) return std::nullopt;
  switch (text.back()) {
    case 'd':
    case 'h':
      return now + std::chrono::hours(text.back() == 'd' ? 24 * *number : *number);
    case 'm':
      return now + std::chrono::minutes(*number);
    default:
      return std::nullopt;
  }
}

std::optional<sys_seconds> ParseLocal(std::string text, bool end_of_day) {
  const bool day_only = text.size() == 10;
  if (day_only) text += end_of_day ? " 23:59:59" : " 00:00:00";
  if (text.size() == 16) text += ":00";
  std::tm local{};
  const char* rest = strptime(text.c_str(), "%Y-%m-%d %H:%M:%S", &local);
  if (rest == nullptr || *rest != '\0') return std::nullopt;
  const std::tm asked = local;
  local.tm_isdst = -1;
  const std::time_t time = std::mktime(&local);
  // mktime turns 30 February into 2 March; a wrong date is refused instead.
  if (time == -1 || local.tm_mday != asked.tm_mday || local.tm_mon != asked.tm_mon) return std::nullopt;
  return sys_seconds(std::chrono::seconds(time));
}

// One step of a path: "members[+]" is {members, new item}.
struct Step {
  std::string name;
  enum class Item { kNone, kLast, kNew, kAt } item = Item::kNone;
  // Of kAt.
  int index = 0;
};

std::vector<Step> StepsOf(std::string_view path) {
  std::vector<Step> steps;
  while (!path.empty()) {
    const std::size_t dot = std::min(path.find('.'), path.size());
    const std::string_view part = path.substr(0, dot);
    const std::size_t bracket = part.find('[');
    Step step{std::string(part.substr(0, bracket)), Step::Item::kNone};
    if (bracket != std::string_view::npos) {
      const std::string_view inside = part.substr(bracket + 1, part.size() - bracket - 2);
      const auto index = ParseNumber<int>(inside);
      step.item = inside == "+" ? Step::Item::kNew : index ? Step::Item::kAt : Step::Item::kLast;
      step.index = index.value_or(0);
    }
    steps.push_back(std::move(step));
    path.remove_prefix(std::min(dot + 1, path.size()));
  }
  return steps;
}

Message& Enter(Message& message, const Step& step) {
  const FieldDescriptor* field = message.GetDescriptor()->FindFieldByName(step.name);
  const auto* reflection = message.GetReflection();
  if (step.item == Step::Item::kNone) return *reflection->MutableMessage(&message, field);
  const int size = reflection->FieldSize(message, field);
  if (step.item == Step::Item::kNew || size == 0) return *reflection->AddMessage(&message, field);
  if (step.item == Step::Item::kAt && step.index < size) return *reflection->MutableRepeatedMessage(&message, field, step.index);
  return *reflection->MutableRepeatedMessage(&message, field, size - 1);
}

bool ParseBool(const FieldDescriptor& field, std::string_view text) {
  if (OneOf(kYesWords, text)) return true;
  if (OneOf(kNoWords, text)) return false;
  throw WrongUsage{"message.not_yes_or_no", {field.name()}};
}

void SetTime(Message& message, const FieldDescriptor& field, std::string_view text) {
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  // "Hold until the 30th" includes the 30th; "reported on the 30th" begins with it.
  const auto time = ParseTime(text, now, field.name() == "resume_time");
  if (!time) throw WrongUsage{"message.not_a_time", {field.name()}};
  Timestamp stamp;
  stamp.set_seconds(time->time_since_epoch().count());
  message.GetReflection()->MutableMessage(&message, &field)->CopyFrom(stamp);
}

void SetLeaf(Message& message, const FieldDescriptor& field, std::string_view text) {
  const auto* reflection = message.GetReflection();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      if (field.is_repeated()) return reflection->AddString(&message, &field, std::string(text));
      return reflection->SetString(&message, &field, std::string(text));
    case FieldDescriptor::CPPTYPE_ENUM: {
      const EnumValueDescriptor& value = FindCode(*field.enum_type(), text);
      if (field.is_repeated()) return reflection->AddEnum(&message, &field, &value);
      return reflection->SetEnum(&message, &field, &value);
    }
    case FieldDescriptor::CPPTYPE_BOOL:
      return reflection->SetBool(&message, &field, ParseBool(field, text));
    case FieldDescriptor::CPPTYPE_INT32: {
      const auto number = ParseNumber<std::int32_t>(text);
      if (!number) throw WrongUsage{"message.not_a_number", {field.name()}};
      return reflection->SetInt32(&message, &field, *number);
    }
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return SetTime(message, field, text);
    default:
      throw WrongUsage{"message.not_a_field", {field.name()}};
  }
}

const InputField& FindField(const std::vector<InputField>& fields, const FieldLine& line) {
  const auto found = std::find_if(fields.begin(), fields.end(), [&](const InputField& field) { return field.key == line.key; });
  if (found != fields.end()) return *found;
  std::string known;
  for (const InputField& field : fields) known += (known.empty() ? "" : ", ") + std::string(field.key);
  throw WrongUsage{"message.unknown_key", {std::to_string(line.line_number), line.key, known}};
}

// The keys of a file so far, to find the one whose second value would silently replace the first.
class SeenKeys {
 public:
  void Add(const InputField& field, const FieldLine& line, const Message& root) {
    if (FieldAt(root, field.path).is_repeated()) return;
    const std::size_t item = field.path.find("[+]");
    // The next member has its own name, number and so on.
    if (item != std::string_view::npos) {
      std::erase_if(lines_, [&](const auto& seen) { return seen.first.substr(0, item + 1) == field.path.substr(0, item + 1); });
    }
    const auto [first, added] = lines_.emplace(field.path, line.line_number);
    if (!added) throw WrongUsage{"message.key_twice", {line.key, std::to_string(first->second), std::to_string(line.line_number)}};
  }

 private:
  std::map<std::string_view, int> lines_;
};

std::string ReadWhole(std::istream& in, const std::string& source) {
  std::string content(kFieldFileBytesMax + 1, ' ');
  in.read(content.data(), static_cast<std::streamsize>(content.size()));
  // A folder opens like a file and does not read like one.
  if (in.bad()) throw WrongUsage{"message.cannot_open", {source}};
  content.resize(static_cast<std::size_t>(in.gcount()));
  if (content.find('\0') != std::string::npos) throw WrongUsage{"message.not_text", {source}};
  if (content.size() > kFieldFileBytesMax) throw WrongUsage{"message.file_too_large", {source, std::to_string(kFieldFileBytesMax)}};
  return content;
}

void ReadFieldFile(std::istream& in, const std::string& source, const std::vector<InputField>& fields, Message& root) {
  std::istringstream content(ReadWhole(in, source));
  SeenKeys seen;
  bool filled = false;
  for (const FieldLine& line : ReadFieldLines(content)) {
    const InputField& field = FindField(fields, line);
    seen.Add(field, line, root);
    if (line.value.empty()) continue;
    filled = true;
    try {
      SetField(root, field.path, line.value);
    } catch (WrongUsage& wrong) {
      wrong.arguments[0] += " (" + std::to_string(line.line_number) + ")";
      throw;
    }
  }
  if (!filled) throw WrongUsage{"message.no_fields", {source}};
}

std::string PromptOf(const Texts& texts, const InputField& field, const FieldDescriptor& descriptor) {
  const std::string key(field.key);
  std::string prompt = texts.Get(texts.Has("prompt." + key) ? "prompt." + key : "field." + key);
  if (descriptor.cpp_type() == FieldDescriptor::CPPTYPE_ENUM) prompt += " (" + CodeNames(*descriptor.enum_type()) + ")";
  if (descriptor.cpp_type() == FieldDescriptor::CPPTYPE_BOOL) prompt += texts.Get("message.yes_or_no");
  if (descriptor.options().GetExtension(v1::rules).multiline()) prompt += texts.Get("message.ends_with_empty_line");
  if (!field.suggestion.empty()) prompt += " [" + field.suggestion + "]";
  return prompt;
}

bool IsRequired(const InputField& field, const FieldDescriptor& descriptor) {
  if (field.required) return true;
  for (int i = 0; i < descriptor.options().ExtensionSize(google::api::field_behavior); ++i) {
    if (descriptor.options().GetExtension(google::api::field_behavior, i) == google::api::REQUIRED) return true;
  }
  return false;
}

// 73, 73.09, 73.09.01 or 73.09.01.2003.
bool LooksLikeRegion(std::string_view text) {
  constexpr std::string_view kForm = "dd.dd.dd.dddd";
  if (text.size() != 2 && text.size() != 5 && text.size() != 8 && text.size() != kForm.size()) return false;
  return std::equal(text.begin(), text.end(), kForm.begin(),
                    [](char c, char form) { return form == '.' ? c == '.' : c >= '0' && c <= '9'; });
}

// The server judges; this only spares the person who is asked a whole round. Throws WrongUsage.
void CheckForm(const FieldDescriptor& descriptor, std::string_view text) {
  const v1::Format format = descriptor.options().GetExtension(v1::rules).format();
  const bool region = format == v1::FORMAT_REGION_CODE || format == v1::FORMAT_VILLAGE_CODE;
  if (region && !LooksLikeRegion(text)) throw WrongUsage{"message.not_a_region_code", {}};
}

std::string Answer(Console& console, const Texts& texts, const InputField& field, const FieldDescriptor& descriptor) {
  const std::string prompt = PromptOf(texts, field, descriptor);
  const bool multiline = descriptor.options().GetExtension(v1::rules).multiline();
  const auto text = ToNfc(Trim(multiline ? AskLines(console, prompt) : AskLine(console, prompt)));
  if (!text) throw WrongUsage{"message.not_utf8", {std::string(field.key)}};
  if (!text->empty()) return *text;
  if (field.suggestion.empty() && IsRequired(field, descriptor)) throw WrongUsage{"message.answer_needed", {}};
  return field.suggestion;
}

// Asks until the answer can be used; what was typed before is never lost for a slip.
void AskField(Console& console, const Texts& texts, const InputField& field, Message& root) {
  const FieldDescriptor& descriptor = FieldAt(root, field.path);
  for (;;) {
    try {
      const std::string text = Answer(console, texts, field, descriptor);
      if (text.empty()) return;
      CheckForm(descriptor, text);
      return SetField(root, field.path, text);
    } catch (const WrongUsage& wrong) {
      console.err << "  " << WrongUsageText(texts, wrong) << '\n';
    }
  }
}

// An option may have filled a field already.
bool IsFilled(const Message& root, std::string_view path) {
  const Message* message = &root;
  for (const Step& step : StepsOf(path)) {
    const FieldDescriptor* field = message->GetDescriptor()->FindFieldByName(step.name);
    if (field->is_repeated()) return step.item == Step::Item::kNone && message->GetReflection()->FieldSize(*message, field) > 0;
    if (!message->GetReflection()->HasField(*message, field)) return false;
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) return true;
    message = &message->GetReflection()->GetMessage(*message, field);
  }
  return true;
}

void ClearField(Message& root, std::string_view path) {
  const std::vector<Step> steps = StepsOf(path);
  Message* message = &root;
  for (std::size_t i = 0; i + 1 < steps.size(); ++i) message = &Enter(*message, steps[i]);
  message->GetReflection()->ClearField(message, message->GetDescriptor()->FindFieldByName(steps.back().name));
}

void AskFields(Console& console, const Texts& texts, const std::vector<InputField>& fields, Message& root) {
  for (const InputField& field : fields) {
    if (field.asked && !IsFilled(root, field.path)) AskField(console, texts, field, root);
  }
}

}  // namespace

std::string CodeName(const EnumValueDescriptor& value) { return value.name().substr(PrefixOf(*value.type()).size()); }

std::string CodeNames(const EnumDescriptor& codes) {
  std::string names;
  for (int i = 1; i < codes.value_count(); ++i) names += (i == 1 ? "" : ", ") + CodeName(*codes.value(i));
  return names;
}

const EnumValueDescriptor& FindCode(const EnumDescriptor& codes, std::string_view word) {
  const std::string name = Upper(word);
  const EnumValueDescriptor* value = codes.FindValueByName(std::string(PrefixOf(codes)) + name);
  if (value == nullptr) value = codes.FindValueByName(name);
  if (value == nullptr || value->number() == 0) throw WrongUsage{"message.unknown_code", {codes.name(), CodeNames(codes)}};
  return *value;
}

std::optional<sys_seconds> ParseTime(std::string_view text, sys_seconds now, bool end_of_day) {
  if (text.size() >= 3 && text.front() == '+') return ParseOffset(text, now);
  if (text.size() > 10 && (text[10] == 'T' || text[10] == 't')) {
    Timestamp stamp;
    if (!google::protobuf::util::TimeUtil::FromString(std::string(text), &stamp)) return std::nullopt;
    return sys_seconds(std::chrono::seconds(stamp.seconds()));
  }
  if (text.size() < 10) return std::nullopt;
  return ParseLocal(std::string(text), end_of_day);
}

std::string WithoutIndexes(std::string_view path) {
  std::string plain;
  for (const char c : path) {
    if (c == ']') plain.erase(std::min(plain.rfind('['), plain.size()));
    plain += c == ']' ? "[]" : std::string(1, c);
  }
  if (!path.empty() && path.back() == ']') plain.resize(plain.size() - 2);
  return plain;
}

const FieldDescriptor& FieldAt(const Message& root, std::string_view path) {
  const auto* descriptor = root.GetDescriptor();
  const FieldDescriptor* field = nullptr;
  for (const Step& step : StepsOf(path)) {
    field = descriptor->FindFieldByName(step.name);
    descriptor = field->message_type();
  }
  return *field;
}

void SetField(Message& root, std::string_view path, std::string_view text) {
  const std::vector<Step> steps = StepsOf(path);
  Message* message = &root;
  for (std::size_t i = 0; i + 1 < steps.size(); ++i) message = &Enter(*message, steps[i]);
  SetLeaf(*message, *message->GetDescriptor()->FindFieldByName(steps.back().name), text);
}

std::vector<FieldLine> ReadFieldLines(std::istream& in) {
  std::vector<FieldLine> lines;
  std::string raw;
  for (int number = 1; std::getline(in, raw); ++number) {
    if (number == 1 && raw.rfind("\xEF\xBB\xBF", 0) == 0) raw.erase(0, 3);
    const auto line = ToNfc(raw);
    if (!line) throw WrongUsage{"message.not_utf8", {std::to_string(number)}};
    const std::string_view text = Trim(*line);
    if (text.empty() || line->front() == '#') continue;
    if (line->front() == ' ' || line->front() == '\t') {
      if (lines.empty()) throw WrongUsage{"message.not_key_value", {std::to_string(number)}};
      std::string& value = lines.back().value;
      if (!value.empty()) value += '\n';
      value += text;
      continue;
    }
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos) throw WrongUsage{"message.not_key_value", {std::to_string(number)}};
    lines.push_back({Lower(Trim(text.substr(0, colon))), std::string(Trim(text.substr(colon + 1))), number});
  }
  return lines;
}

void ReadFields(Console& console, const Texts& texts, const std::string& source, const std::vector<InputField>& fields,
                Message& root) {
  if (source == "-") return ReadFieldFile(console.in, source, fields, root);
  if (source.empty()) {
    if (console.in_is_terminal) AskFields(console, texts, fields, root);
    return;
  }
  std::ifstream file(source);
  if (!file) throw WrongUsage{"message.cannot_open", {source}};
  ReadFieldFile(file, source, fields, root);
}

bool AskAgain(Console& console, const Texts& texts, const std::vector<InputField>& fields, const std::vector<std::string>& paths,
              Message& root) {
  std::vector<InputField> wrong;
  for (const std::string& path : paths) {
    const std::string plain = WithoutIndexes(path);
    const auto field =
        std::find_if(fields.begin(), fields.end(), [&](const InputField& each) { return WithoutIndexes(each.path) == plain; });
    if (field == fields.end()) return false;
    wrong.push_back(*field);
    wrong.back().path = path;
  }
  for (const InputField& field : wrong) {
    ClearField(root, field.path);
    AskField(console, texts, field, root);
  }
  return !wrong.empty();
}

std::string WrongUsageText(const Texts& texts, const WrongUsage& wrong) {
  std::vector<std::string> arguments = wrong.arguments;
  // "report_time (3)": the field and its line in a file.
  if (!arguments.empty()) {
    const std::size_t end = std::min(arguments[0].find(' '), arguments[0].size());
    const std::string label = "field." + arguments[0].substr(0, end);
    if (texts.Has(label) && wrong.text_key.find(".not_") != std::string::npos) arguments[0].replace(0, end, texts.Get(label));
  }
  return texts.Get(wrong.text_key, arguments);
}

}  // namespace rujukan::client
