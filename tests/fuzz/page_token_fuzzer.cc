// A page token or cursor opens to what it was made for, for the same unit and the same request in pages of any size, and nowhere
// else; what opens is byte for byte what was given, and no other bytes open.
#include "server/rpc/page_token.h"

#include <fuzzer/FuzzedDataProvider.h>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "server/rpc/wire_bytes.h"
#include "tests/fuzz/promise.h"
#include "tests/fuzz/sealer.h"
#include "tests/rpc/valid_request.h"

namespace rujukan::fuzz {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::Message;

constexpr std::size_t kTextMax = 100;

// The requests of lists that come in pages.
const std::vector<const Descriptor*>& PagedRequests() {
  static const auto& types = *[] {
    auto* found = new std::vector<const Descriptor*>();
    for (const testing::Method& method : testing::AllMethods()) {
      const Descriptor* type = method.descriptor->input_type();
      if (type->FindFieldByName("page_token") != nullptr) found->push_back(type);
    }
    return found;
  }();
  return types;
}

void SetToken(Message& request, const std::string& token) {
  request.GetReflection()->SetString(&request, request.GetDescriptor()->FindFieldByName("page_token"), token);
}

void SetPageSize(Message& request, std::int32_t size) {
  request.GetReflection()->SetInt32(&request, request.GetDescriptor()->FindFieldByName("page_size"), size);
}

// A request of a list as a caller may send it, without its paging.
std::unique_ptr<Message> RequestFrom(FuzzedDataProvider& input) {
  const Descriptor* const type = PagedRequests()[input.ConsumeIntegralInRange<std::size_t>(0, PagedRequests().size() - 1)];
  std::unique_ptr<Message> request(google::protobuf::MessageFactory::generated_factory()->GetPrototype(type)->New());
  if (!request->ParsePartialFromString(input.ConsumeRandomLengthString(kTextMax))) request->Clear();
  SetToken(*request, "");
  SetPageSize(*request, 0);
  return request;
}

// The token with some of its bytes changed, or quite another one.
std::string Forged(const std::string& token, FuzzedDataProvider& input) {
  std::string forged = token;
  for (int changes = input.ConsumeIntegralInRange(0, 3); changes > 0 && !forged.empty(); --changes) {
    forged[input.ConsumeIntegralInRange<std::size_t>(0, forged.size() - 1)] = input.ConsumeIntegral<char>();
  }
  return input.ConsumeBool() ? forged : input.ConsumeRandomLengthString(kTextMax);
}

std::string Decoded(const std::string& token) {
  std::string bytes;
  return absl::WebSafeBase64Unescape(token, &bytes) ? bytes : "";
}

template <typename Value>
bool OpensTo(const Value& expected, const absl::StatusOr<Value>& opened) {
  return opened.ok() && *opened == expected;
}

void TryPageToken(FuzzedDataProvider& input) {
  const std::unique_ptr<Message> request = RequestFrom(input), other = RequestFrom(input);
  const UnitId unit(input.ConsumeRandomLengthString(kTextMax)), stranger(unit.value + "x");
  const std::string position = input.ConsumeRandomLengthString(kTextMax);
  const std::string token = PageTokenFor(FixedSealer(), *request, unit, position);
  Promise(token.empty() == position.empty(), "there is a token where there is a next page");

  SetToken(*request, token);
  SetPageSize(*request, input.ConsumeIntegral<std::int32_t>());
  Promise(OpensTo(position, PositionIn(FixedSealer(), *request, unit)), "a token opens to its position");
  if (token.empty()) return;
  Promise(!PositionIn(FixedSealer(), *request, stranger).ok(), "a token is of no use to another unit");
  SetToken(*request, "");
  SetPageSize(*request, 0);
  const bool same =
      request->GetDescriptor() == other->GetDescriptor() && DeterministicBytes(*request) == DeterministicBytes(*other);
  SetToken(*other, token);
  Promise(PositionIn(FixedSealer(), *other, unit).ok() == same, "a token is of no use in another request");

  const std::string forged = Forged(token, input);
  SetToken(*request, forged);
  const bool opens = forged.empty() || Decoded(forged) == Decoded(token);
  Promise(PositionIn(FixedSealer(), *request, unit).ok() == opens, "a token that opens is one that was given");
}

void TryCursor(FuzzedDataProvider& input) {
  const UnitId unit(input.ConsumeRandomLengthString(kTextMax)), stranger(unit.value + "x");
  const auto number = [&] { return input.ConsumeIntegralInRange<std::int64_t>(0, std::numeric_limits<std::int64_t>::max()); };
  const InboxPosition position = {.place = {.sequence = number(), .time = absl::FromUnixMicros(number())}, .shown = number()};
  const std::string cursor = CursorFor(FixedSealer(), unit, position);
  const absl::StatusOr<InboxPosition> opened = InboxPositionIn(FixedSealer(), unit, cursor);
  Promise(opened.ok() && opened->place.sequence == position.place.sequence && opened->place.time == position.place.time &&
              opened->shown == position.shown,
          "a cursor opens to its position");
  Promise(cursor.size() == CursorFor(FixedSealer(), unit, {}).size(), "a cursor does not tell how far it is by its length");
  Promise(!InboxPositionIn(FixedSealer(), stranger, cursor).ok(), "a cursor is of no use to another unit");
  const std::string forged = Forged(cursor, input);
  const bool opens = forged.empty() || Decoded(forged) == Decoded(cursor);
  Promise(InboxPositionIn(FixedSealer(), unit, forged).ok() == opens, "a cursor that opens is one that was given");
}

}  // namespace
}  // namespace rujukan::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const google::protobuf::LogSilencer silence;
  FuzzedDataProvider input(data, size);
  rujukan::fuzz::TryPageToken(input);
  rujukan::fuzz::TryCursor(input);
  return 0;
}
