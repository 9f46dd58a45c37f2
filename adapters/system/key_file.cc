#include "adapters/system/key_file.h"

#include <fcntl.h>
#include <sodium.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <optional>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "adapters/system/secret_file.h"

namespace rujukan {
namespace {

constexpr std::string_view kFirstLine = "rujukan-keys 1";
constexpr std::string_view kSeal = "seal ";
constexpr std::string_view kWelfareIndex = "welfare-index ";
constexpr std::string_view kProtectionIndex = "protection-index ";
constexpr std::string_view kMac = "mac ";
// Room for some forty generations of sealing keys; what is larger is not a key file.
constexpr std::size_t kFileBytesMax = 4096;
constexpr std::size_t kEncodedSize = sodium_base64_ENCODED_LEN(SecretKey::kSize, sodium_base64_VARIANT_ORIGINAL);

// Text that holds keys: of a fixed size, so that no copy is left behind by growing, and wiped.
class KeyText {
 public:
  ~KeyText() { OPENSSL_cleanse(bytes_.data(), bytes_.size()); }
  char* data() { return bytes_.data(); }
  std::string_view view() const { return {bytes_.data(), size_}; }
  void set_size(std::size_t size) { size_ = size; }
  void Append(std::string_view text) {
    std::memcpy(bytes_.data() + size_, text.data(), text.size());
    size_ += text.size();
  }
  void AppendLine(std::string_view label, const SecretKey& key) {
    std::array<char, kEncodedSize> encoded;
    sodium_bin2base64(encoded.data(), encoded.size(), key.data(), SecretKey::kSize, sodium_base64_VARIANT_ORIGINAL);
    Append(label);
    Append({encoded.data(), kEncodedSize - 1});
    Append("\n");
    OPENSSL_cleanse(encoded.data(), encoded.size());
  }

 private:
  std::array<char, kFileBytesMax> bytes_{};
  std::size_t size_ = 0;
};

std::string Reason() { return std::strerror(errno); }

bool WriteAll(int file, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = write(file, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

// The name of a new file is durable only when its folder is.
bool SyncFolderOf(const std::string& path) {
  const std::string folder = std::filesystem::absolute(path).parent_path().string();
  const int descriptor = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return false;
  const bool synced = fsync(descriptor) == 0;
  close(descriptor);
  return synced;
}

absl::Status ReadText(const std::string& path, KeyText& text) {
  const absl::StatusOr<std::size_t> size = ReadSecretFile("key file", path, {text.data(), kFileBytesMax});
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

std::optional<Keys> Decode(std::string_view text) {
  if (TakeLine(text) != kFirstLine) return std::nullopt;
  Keys keys;
  Seen seen;
  while (!text.empty()) {
    if (!DecodeLine(TakeLine(text), keys, seen)) return std::nullopt;
  }
  if (keys.seal.empty() || !seen.welfare_index || !seen.protection_index || !seen.mac) return std::nullopt;
  return keys;
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

absl::Status CreateKeyFile(const std::string& path, const Keys& keys) {
  KeyText text;
  text.Append(kFirstLine);
  text.Append("\n");
  for (const auto& [number, key] : keys.seal) text.AppendLine(absl::StrCat("seal ", number, " "), key);
  text.AppendLine(kWelfareIndex, keys.welfare_index);
  text.AppendLine(kProtectionIndex, keys.protection_index);
  text.AppendLine(kMac, keys.mac);

  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0 && errno == EEXIST) return absl::AlreadyExistsError(absl::StrCat("key file ", path, " is there already"));
  if (file < 0) return absl::FailedPreconditionError(absl::StrCat("key file ", path, ": ", Reason()));
  const bool written = WriteAll(file, text.view()) && fsync(file) == 0;
  const std::string reason = Reason();
  if (close(file) == 0 && written && SyncFolderOf(path)) return absl::OkStatus();
  unlink(path.c_str());
  return absl::FailedPreconditionError(absl::StrCat("key file ", path, " could not be written: ", reason));
}

absl::StatusOr<Keys> ReadKeyFile(const std::string& path) {
  KeyText text;
  if (absl::Status status = ReadText(path, text); !status.ok()) return status;
  std::optional<Keys> keys = Decode(text.view());
  if (!keys.has_value()) return absl::FailedPreconditionError(absl::StrCat("key file ", path, " is damaged or not a key file"));
  return *keys;
}

}  // namespace rujukan
