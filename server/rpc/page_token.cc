#include "server/rpc/page_token.h"

#include <memory>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "server/domain/errors.h"
#include "server/rpc/wire_bytes.h"

namespace rujukan {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// Enough that nobody guesses a cursor, short enough to keep in a file.
constexpr std::size_t kCursorMacBytes = 16;

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

std::string CursorMac(const Sealer& sealer, const UnitId& unit, const std::string& sequence) {
  return sealer.Mac("inbox_cursor", absl::StrCat(unit.value, "|", sequence)).substr(0, kCursorMacBytes);
}

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

std::string CursorFor(const Sealer& sealer, const UnitId& unit, std::int64_t sequence) {
  const std::string text = absl::StrCat(sequence);
  return absl::WebSafeBase64Escape(CursorMac(sealer, unit, text) + text);
}

absl::StatusOr<std::int64_t> SequenceIn(const Sealer& sealer, const UnitId& unit, std::string_view cursor) {
  if (cursor.empty()) return 0;
  std::string bytes;
  if (!absl::WebSafeBase64Unescape(absl::string_view(cursor.data(), cursor.size()), &bytes) || bytes.size() <= kCursorMacBytes) {
    return PageTokenForeign();
  }
  const std::string text = bytes.substr(kCursorMacBytes);
  std::int64_t sequence = 0;
  if (bytes.substr(0, kCursorMacBytes) != CursorMac(sealer, unit, text)) return PageTokenForeign();
  if (!absl::SimpleAtoi(text, &sequence)) return PageTokenForeign();
  return sequence;
}

}  // namespace rujukan
