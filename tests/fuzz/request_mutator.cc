#include "tests/fuzz/request_mutator.h"

#include <algorithm>
#include <array>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "rujukan/v1/rules.pb.h"
#include "server/rpc/form_check.h"
#include "tests/rpc/valid_request.h"

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t size_max);

namespace rujukan::fuzz {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using Random = std::minstd_rand;

// Characters with which text goes wrong: controls, line breaks, turned writing, not NFC, more than two bytes.
constexpr std::array<std::string_view, 14> kCharacters = {"\x01",   "\n",     "\r",     "\r\n",       "\u0085", " ", "e\u0301",
                                                          "\u202E", "\u2028", "\uFEFF", "\U0001F600", "\u00E9", "/", "-"};

const std::vector<testing::Method>& Methods() {
  static const auto& methods = *new std::vector<testing::Method>(testing::AllMethods());
  return methods;
}

const google::protobuf::Descriptor& TypeOf(std::uint8_t method) {
  return *Methods()[method % Methods().size()].descriptor->input_type();
}

std::size_t OneOf(Random& random, std::size_t count) { return random() % count; }

struct Place {
  Message* holder;
  const FieldDescriptor* field;
};

// Every field of the message and of the messages in it.
void FindPlaces(Message& message, std::vector<Place>& places) {
  const auto& reflection = *message.GetReflection();
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor* const field = message.GetDescriptor()->field(i);
    places.push_back({&message, field});
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    if (!field->is_repeated() && reflection.HasField(message, field))
      FindPlaces(*reflection.MutableMessage(&message, field), places);
    for (int item = 0; field->is_repeated() && item < reflection.FieldSize(message, field); ++item) {
      FindPlaces(*reflection.MutableRepeatedMessage(&message, field, item), places);
    }
  }
}

// Bytes may become anything; what is no UTF-8 is refused with the whole message, so mostly whole characters come in.
std::string ChangedText(std::string text, const FieldDescriptor& field, Random& random) {
  switch (OneOf(random, 5)) {
    case 0:
      return text.insert(OneOf(random, text.size() + 1), kCharacters[OneOf(random, kCharacters.size())]);
    case 1:
      return text + text + "a";
    case 2: {
      const std::uint32_t limit = field.options().GetExtension(v1::rules).characters_max();
      text.resize((limit == 0 ? kCharactersMaxDefault : limit) + OneOf(random, 2), 'a');
      return text;
    }
    case 3:
      return text.empty() ? "0" : text.erase(OneOf(random, text.size()), 1);
    default: {
      const std::size_t size = text.size();
      text.resize(size + 8);
      text.resize(LLVMFuzzerMutate(reinterpret_cast<std::uint8_t*>(text.data()), size, text.size()));
      return text;
    }
  }
}

std::int64_t ChangedNumber(std::int64_t number, Random& random) {
  constexpr std::array<std::int64_t, 6> kNumbers = {0, -1, 50, 501, INT32_MAX, INT64_MIN};
  return OneOf(random, 2) == 0 ? kNumbers[OneOf(random, kNumbers.size())] : number + 1;
}

void AddItem(Message& message, const FieldDescriptor& field, Random& random) {
  const auto& reflection = *message.GetReflection();
  const int size = reflection.FieldSize(message, &field);
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING: {
      const std::string last = size == 0 ? "" : reflection.GetRepeatedString(message, &field, size - 1);
      return reflection.AddString(&message, &field, OneOf(random, 8) != 0 ? last : ChangedText(last, field, random));
    }
    case FieldDescriptor::CPPTYPE_ENUM:
      return reflection.AddEnumValue(&message, &field, static_cast<int>(OneOf(random, 20)));
    default: {
      Message& added = *reflection.AddMessage(&message, &field);
      if (size > 0) added.CopyFrom(reflection.GetRepeatedMessage(message, &field, size - 1));
    }
  }
}

// A longer list would not fit an input.
constexpr std::uint32_t kItemsMost = 150;

// One item less, one more, or as many as there may be and sometimes one more than that.
void ChangeItems(Message& message, const FieldDescriptor& field, Random& random) {
  const auto& reflection = *message.GetReflection();
  const int size = reflection.FieldSize(message, &field);
  if (size > 0 && OneOf(random, 3) == 0) return reflection.RemoveLast(&message, &field);
  const std::uint32_t limit = field.options().GetExtension(v1::rules).items_max();
  const auto many = static_cast<int>(std::min<std::uint32_t>(limit == 0 ? kItemsMaxDefault : limit, kItemsMost) + OneOf(random, 2));
  AddItem(message, field, random);
  if (OneOf(random, 4) != 0) return;
  while (reflection.FieldSize(message, &field) < many) AddItem(message, field, random);
}

void ChangeField(Message& message, const FieldDescriptor& field, Random& random) {
  const auto& reflection = *message.GetReflection();
  if (field.is_repeated()) return ChangeItems(message, field, random);
  if (OneOf(random, 6) == 0) return reflection.ClearField(&message, &field);
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return reflection.SetString(&message, &field, ChangedText(reflection.GetString(message, &field), field, random));
    case FieldDescriptor::CPPTYPE_ENUM:
      return reflection.SetEnumValue(&message, &field, static_cast<int>(OneOf(random, 20)));
    case FieldDescriptor::CPPTYPE_BOOL:
      return reflection.SetBool(&message, &field, !reflection.GetBool(message, &field));
    case FieldDescriptor::CPPTYPE_INT32:
      return reflection.SetInt32(&message, &field,
                                 static_cast<std::int32_t>(ChangedNumber(reflection.GetInt32(message, &field), random)));
    case FieldDescriptor::CPPTYPE_INT64:
      return reflection.SetInt64(&message, &field, ChangedNumber(reflection.GetInt64(message, &field), random));
    default:
      reflection.MutableMessage(&message, &field);
  }
}

// A request with one to four fields changed.
std::string ChangedRequest(std::unique_ptr<Message> request, Random& random) {
  for (std::size_t changes = 1 + OneOf(random, 4); changes > 0; --changes) {
    std::vector<Place> places;
    FindPlaces(*request, places);
    if (places.empty()) break;
    const Place& place = places[OneOf(random, places.size())];
    ChangeField(*place.holder, *place.field, random);
  }
  return request->SerializePartialAsString();
}

}  // namespace

std::unique_ptr<Message> RequestIn(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return nullptr;
  const Message& prototype = *google::protobuf::MessageFactory::generated_factory()->GetPrototype(&TypeOf(data[0]));
  std::unique_ptr<Message> request(prototype.New());
  if (!request->ParseFromArray(data + 1, static_cast<int>(size - 1))) return nullptr;
  return request;
}

}  // namespace rujukan::fuzz

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t size_max, unsigned int seed) {
  using namespace rujukan;
  static const google::protobuf::LogSilencer silence;
  fuzz::Random random(seed);
  if (size > 1 && random() % 4 == 0) return LLVMFuzzerMutate(data, size, size_max);
  std::unique_ptr<google::protobuf::Message> request = fuzz::RequestIn(data, size);
  const bool anew = request == nullptr || size == 1 || random() % 50 == 0;
  const auto method = anew ? static_cast<std::uint8_t>(random() % fuzz::Methods().size()) : data[0];
  if (anew) request = testing::ValidRequest(fuzz::TypeOf(method));
  const std::string changed = fuzz::ChangedRequest(std::move(request), random);
  if (changed.size() + 1 > size_max) return LLVMFuzzerMutate(data, size, size_max);
  data[0] = method;
  std::copy(changed.begin(), changed.end(), data + 1);
  return changed.size() + 1;
}
