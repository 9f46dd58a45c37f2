#include "adapters/system/key_file.h"

#include <sodium.h>

#include <array>
#include <charconv>
#include <cstring>
#include <optional>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "adapters/system/new_file.h"
#include "adapters/system/secret_file.h"
#include "server/domain/try.h"

namespace rujukan {
namespace {

constexpr std::string_view kFirstLine = "rujukan-keys 1";
constexpr std::string_view kSeal = "seal ";
constexpr std::string_view kWelfareIndex = "welfare-index ";
constexpr std::string_view kProtectionIndex = "protection-index ";
constexpr std::string_view kMac = "mac ";
constexpr std::size_t kEncodedSize = sodium_base64_ENCODED_LEN(SecretKey::kSize, sodium_base64_VARIANT_ORIGINAL);

void Append(std::string_view words, KeyText& text) {
  const std::size_t size = text.view().size();
  std::memcpy(text.data() + size, words.data(), words.size());
  text.set_size(size + words.size());
}

void AppendLine(std::string_view label, const SecretKey& key, KeyText& text) {
  std::array<char, kEncodedSize> encoded;
  sodium_bin2base64(encoded.data(), encoded.size(), key.data(), SecretKey::kSize, sodium_base64_VARIANT_ORIGINAL);
  Append(label, text);
  Append({encoded.data(), kEncodedSize - 1}, text);
  Append("\n", text);
  OPENSSL_cleanse(encoded.data(), encoded.size());
}

absl::Status ReadText(const std::string& path, KeyText& text) {
  const absl::StatusOr<std::size_t> size = ReadSecretFile("key file", path, {text.data(), KeyText::kBytesMax});
  if (!size.ok()) return size.status();
  text.set_size(*size);
  return absl::OkStatus();
}

bool DecodeKey(std::string_view encoded, SecretKey& key) {
  std::size_t size = 0;
  const char* end = nullptr;
  return sodium_base642bin(key.data(), SecretKey::kSize, encoded.data(), encoded.size(), nullptr, &size, &end,
                           sodium_base64_VARIANT_ORIGINAL) == 0 &&
         size == SecretKey::kSize && end == encoded.data() + encoded.size();
}

// Takes `label` off the beginning of `line`.
bool Take(std::string_view label, std::string_view& line) {
  if (!line.starts_with(label)) return false;
  line.remove_prefix(label.size());
  return true;
}

bool DecodeSealKey(std::string_view line, Keys& keys) {
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), number);
  if (error != std::errc() || number == 0 || end == line.data() + line.size() || *end != ' ') return false;
  const auto [entry, is_new] = keys.seal.try_emplace(number);
  return is_new && DecodeKey(line.substr(static_cast<std::size_t>(end - line.data()) + 1), entry->second);
}

// Which of the keys that occur once have been read.
struct Seen {
  bool welfare_index = false, protection_index = false, mac = false;
};

bool DecodeOnce(std::string_view encoded, SecretKey& key, bool& seen) {
  if (seen) return false;
  seen = true;
  return DecodeKey(encoded, key);
}

bool DecodeLine(std::string_view line, Keys& keys, Seen& seen) {
  if (Take(kSeal, line)) return DecodeSealKey(line, keys);
  if (Take(kWelfareIndex, line)) return DecodeOnce(line, keys.welfare_index, seen.welfare_index);
  if (Take(kProtectionIndex, line)) return DecodeOnce(line, keys.protection_index, seen.protection_index);
  if (Take(kMac, line)) return DecodeOnce(line, keys.mac, seen.mac);
  return false;
}

std::string_view TakeLine(std::string_view& text) {
  const std::size_t end = text.find('\n');
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return line;
}

}  // namespace

Keys Keys::Random() {
  Keys keys;
  keys.seal.emplace(1, SecretKey::Random());
  keys.welfare_index = SecretKey::Random();
  keys.protection_index = SecretKey::Random();
  keys.mac = SecretKey::Random();
  return keys;
}

KeyText EncodeKeys(const Keys& keys) {
  KeyText text;
  Append(kFirstLine, text);
  Append("\n", text);
  for (const auto& [number, key] : keys.seal) AppendLine(absl::StrCat("seal ", number, " "), key, text);
  AppendLine(kWelfareIndex, keys.welfare_index, text);
  AppendLine(kProtectionIndex, keys.protection_index, text);
  AppendLine(kMac, keys.mac, text);
  return text;
}

std::optional<Keys> DecodeKeys(std::string_view text) {
  if (TakeLine(text) != kFirstLine) return std::nullopt;
  Keys keys;
  Seen seen;
  while (!text.empty()) {
    if (!DecodeLine(TakeLine(text), keys, seen)) return std::nullopt;
  }
  if (keys.seal.empty() || !seen.welfare_index || !seen.protection_index || !seen.mac) return std::nullopt;
  return keys;
}

absl::Status CreateKeyFile(const std::string& path, const Keys& keys) {
  RUJUKAN_TRY_ASSIGN(const auto file, NewFile::Begin(path, "key file"));
  RUJUKAN_TRY(file->Append(EncodeKeys(keys).view()));
  return file->Finish();
}

absl::Status ReplaceKeyFile(const std::string& path, const Keys& keys) {
  RUJUKAN_TRY_ASSIGN(const auto file, NewFile::BeginReplacing(path, "key file"));
  RUJUKAN_TRY(file->Append(EncodeKeys(keys).view()));
  return file->Finish();
}

absl::StatusOr<Keys> ReadKeyFile(const std::string& path) {
  KeyText text;
  if (absl::Status status = ReadText(path, text); !status.ok()) return status;
  std::optional<Keys> keys = DecodeKeys(text.view());
  if (!keys.has_value()) return absl::FailedPreconditionError(absl::StrCat("key file ", path, " is damaged or not a key file"));
  return *keys;
}

}  // namespace rujukan
