#include "server/rpc/page_token.h"

#include <memory>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "server/domain/errors.h"
#include "server/rpc/wire_bytes.h"

namespace rujukan {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

const FieldDescriptor& PageTokenField(const Message& request) { return *request.GetDescriptor()->FindFieldByName("page_token"); }

// What a token is bound to: the method's request without its paging, and the unit.
std::string BindingOf(const Message& request, const UnitId& unit) {
  const std::unique_ptr<Message> same(request.New());
  same->CopyFrom(request);
  same->GetReflection()->ClearField(same.get(), &PageTokenField(*same));
  if (const FieldDescriptor* size = same->GetDescriptor()->FindFieldByName("page_size")) {
    same->GetReflection()->ClearField(same.get(), size);
  }
  return absl::StrCat("page_token|", unit.value, "|", same->GetDescriptor()->full_name(), "|", DeterministicBytes(*same));
}

std::string CursorBinding(const UnitId& unit) { return absl::StrCat("inbox_cursor|", unit.value); }

}  // namespace

std::string PageTokenFor(const Sealer& sealer, const Message& request, const UnitId& unit, std::string_view position) {
  if (position.empty()) return {};
  return absl::WebSafeBase64Escape(sealer.Seal(position, BindingOf(request, unit)));
}

absl::StatusOr<std::string> PositionIn(const Sealer& sealer, const Message& request, const UnitId& unit) {
  const std::string token = request.GetReflection()->GetString(request, &PageTokenField(request));
  if (token.empty()) return std::string();
  std::string sealed;
  if (!absl::WebSafeBase64Unescape(token, &sealed)) return PageTokenForeign();
  absl::StatusOr<std::string> position = sealer.Open(sealed, BindingOf(request, unit));
  if (!position.ok()) return PageTokenForeign();
  return position;
}

std::string CursorFor(const Sealer& sealer, const UnitId& unit, const InboxPosition& position) {
  const std::string text =
      absl::StrFormat("%019d,%019d,%019d", position.place.sequence, position.shown, absl::ToUnixMicros(position.place.time));
  return absl::WebSafeBase64Escape(sealer.Seal(text, CursorBinding(unit)));
}

absl::StatusOr<InboxPosition> InboxPositionIn(const Sealer& sealer, const UnitId& unit, std::string_view cursor) {
  InboxPosition position;
  if (cursor.empty()) return position;
  std::string sealed;
  if (!absl::WebSafeBase64Unescape(absl::string_view(cursor.data(), cursor.size()), &sealed)) return PageTokenForeign();
  const absl::StatusOr<std::string> text = sealer.Open(sealed, CursorBinding(unit));
  if (!text.ok()) return PageTokenForeign();
  const std::vector<std::string> numbers = absl::StrSplit(*text, ',');
  std::int64_t micros = 0;
  const bool read = numbers.size() == 3 && absl::SimpleAtoi(numbers[0], &position.place.sequence) &&
                    absl::SimpleAtoi(numbers[1], &position.shown) && absl::SimpleAtoi(numbers[2], &micros);
  if (!read) return PageTokenForeign();
  position.place.time = absl::FromUnixMicros(micros);
  return position;
}

}  // namespace rujukan
