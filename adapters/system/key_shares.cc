#include "adapters/system/key_shares.h"

#include <sodium.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "adapters/system/file_key_sealer.h"
#include "adapters/system/new_file.h"
#include "adapters/system/random_bytes.h"
#include "adapters/system/secret_key.h"
#include "server/domain/try.h"

namespace rujukan {
namespace {

static_assert(SecretKey::kSize == crypto_secretbox_KEYBYTES);

// "rujukan-key-share 1 of 2, installation 3f2a9c10d4e5".
constexpr std::string_view kFirstWords = "rujukan-key-share ";
constexpr std::string_view kMiddleWords = " of 2, installation ";
constexpr std::string_view kExplanation =
    "Separuh kunci Rujukan: sendirian tidak membuka apa pun. Jauhkan dari separuh lainnya dan dari setiap salinan basis data.\n"
    "Half of the keys of Rujukan: alone it opens nothing. Keep it away from the other half and from every copy of the database.\n"
    "Dengan keduanya, di mesin yang akan memakai kunci / with both, on the machine that shall have the keys:\n"
    "rujukand --config FILE --import-key-shares SHARE_1 SHARE_2\n";
// Short enough to be read over a telephone.
constexpr std::size_t kInstallationBytes = 6;
// A key file of the largest size, in base64, and the words; what is larger is no share.
constexpr std::size_t kShareBytesMax = 8192;
constexpr int kVariant = sodium_base64_VARIANT_ORIGINAL;

void Wipe(std::string& text) { sodium_memzero(text.data(), text.size()); }

struct Share {
  char half = 0;
  std::string installation;
  // Wiped by whoever has it.
  std::string content;
};

std::string InstallationOf(const Keys& keys) {
  const std::string mac = FileKeySealer(keys).Mac("key-shares", "installation").substr(0, kInstallationBytes);
  return absl::BytesToHexString(mac);
}

std::string Encode(const Share& share) {
  std::string encoded(sodium_base64_ENCODED_LEN(share.content.size(), kVariant), '\0');
  const absl::Cleanup wipe = [&] { Wipe(encoded); };
  sodium_bin2base64(encoded.data(), encoded.size(), reinterpret_cast<const unsigned char*>(share.content.data()),
                    share.content.size(), kVariant);
  encoded.pop_back();
  return absl::StrCat(std::string(kFirstWords), std::string(1, share.half), std::string(kMiddleWords), share.installation, "\n",
                      std::string(kExplanation), encoded, "\n");
}

bool Take(std::string_view words, std::string_view& text) {
  if (!text.starts_with(words)) return false;
  text.remove_prefix(words.size());
  return true;
}

// A line but for the blanks at its end: whoever copies a share may get some, or the line ends of another system.
std::string_view TrimmedEnd(std::string_view line) { return line.substr(0, line.find_last_not_of(" \t\r\n") + 1); }

// The first line tells whose half it is, the last what it holds; those between are for people, and in older shares others.
std::optional<Share> Decode(std::string_view text) {
  text = TrimmedEnd(text);
  std::string_view first = TrimmedEnd(text.substr(0, text.find('\n')));
  const std::size_t last_line = text.find_last_of('\n');
  Share share;
  if (last_line == std::string_view::npos || !Take(kFirstWords, first) || first.empty()) return std::nullopt;
  share.half = first.front();
  first.remove_prefix(1);
  if ((share.half != '1' && share.half != '2') || !Take(kMiddleWords, first)) return std::nullopt;
  if (first.size() != 2 * kInstallationBytes) return std::nullopt;
  share.installation = first;
  const std::string_view encoded = text.substr(last_line + 1);
  share.content.resize(encoded.size());
  bool whole = false;
  const absl::Cleanup wipe = [&] {
    if (!whole) Wipe(share.content);
  };
  std::size_t size = 0;
  const char* end = nullptr;
  const bool decoded = sodium_base642bin(reinterpret_cast<unsigned char*>(share.content.data()), share.content.size(),
                                         encoded.data(), encoded.size(), nullptr, &size, &end, kVariant) == 0;
  if (!decoded || end != encoded.data() + encoded.size()) return std::nullopt;
  share.content.resize(size);
  // The second half is one key; the first holds more than the smallest box.
  whole = share.half == '2' ? size == SecretKey::kSize : size > crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES;
  return whole ? std::optional<Share>(std::move(share)) : std::nullopt;
}

absl::StatusOr<Share> ReadShare(const std::string& path) {
  std::ifstream file;
  // No buffer of the library keeps what was read.
  file.rdbuf()->pubsetbuf(nullptr, 0);
  file.open(path, std::ios::binary);
  std::string text(kShareBytesMax, '\0');
  const absl::Cleanup wipe = [&] { Wipe(text); };
  if (!file.is_open()) return absl::NotFoundError(absl::StrCat("key share ", path, ": cannot be read"));
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  std::optional<Share> share = Decode({text.data(), static_cast<std::size_t>(file.gcount())});
  if (!share) return absl::FailedPreconditionError(absl::StrCat("key share ", path, " is damaged or not a key share"));
  return *std::move(share);
}

absl::StatusOr<std::unique_ptr<NewFile>> WriteShare(const std::string& path, const Share& share) {
  std::string text = Encode(share);
  const absl::Cleanup wipe = [&] { Wipe(text); };
  RUJUKAN_TRY_ASSIGN(auto file, NewFile::Begin(path, "key share"));
  RUJUKAN_TRY(file->Append(text));
  return file;
}

// The nonce, then what secretbox makes of it.
std::string Encrypt(std::string_view text, const SecretKey& key) {
  std::string box(crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES + text.size(), '\0');
  auto* const nonce = reinterpret_cast<unsigned char*>(box.data());
  FillRandom(nonce, crypto_secretbox_NONCEBYTES);
  crypto_secretbox_easy(nonce + crypto_secretbox_NONCEBYTES, reinterpret_cast<const unsigned char*>(text.data()), text.size(),
                        nonce, key.data());
  return box;
}

std::optional<Keys> Decrypt(std::string_view box, std::string_view key) {
  constexpr std::size_t kAround = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES;
  if (box.size() < kAround || box.size() - kAround > KeyText::kBytesMax || key.size() != SecretKey::kSize) return std::nullopt;
  const auto* const nonce = reinterpret_cast<const unsigned char*>(box.data());
  KeyText text;
  if (crypto_secretbox_open_easy(reinterpret_cast<unsigned char*>(text.data()), nonce + crypto_secretbox_NONCEBYTES,
                                 box.size() - crypto_secretbox_NONCEBYTES, nonce,
                                 reinterpret_cast<const unsigned char*>(key.data())) != 0) {
    return std::nullopt;
  }
  text.set_size(box.size() - kAround);
  return DecodeKeys(text.view());
}

// Links to a folder and "." are seen through, as far as there are folders.
bool IsSamePlace(const std::string& one, const std::string& other) {
  std::error_code error;
  return std::filesystem::weakly_canonical(one, error) == std::filesystem::weakly_canonical(other, error);
}

}  // namespace

absl::Status CreateKeyShares(const std::string& first_path, const std::string& second_path, const Keys& keys) {
  if (sodium_init() < 0) return absl::InternalError("libsodium cannot be used");
  if (IsSamePlace(first_path, second_path)) {
    return absl::InvalidArgumentError("both shares would be one file; name two, best on two media");
  }
  const std::string installation = InstallationOf(keys);
  const SecretKey key = SecretKey::Random();
  Share second{.half = '2', .installation = installation, .content = {}};
  const absl::Cleanup wipe = [&] { Wipe(second.content); };
  second.content.assign(reinterpret_cast<const char*>(key.data()), SecretKey::kSize);
  RUJUKAN_TRY_ASSIGN(
      const auto first_file,
      WriteShare(first_path, {.half = '1', .installation = installation, .content = Encrypt(EncodeKeys(keys).view(), key)}));
  RUJUKAN_TRY_ASSIGN(const auto second_file, WriteShare(second_path, second));
  RUJUKAN_TRY(first_file->Finish());
  const absl::Status finished = second_file->Finish();
  // The first would be half of nothing, and in the way of whoever tries again.
  if (!finished.ok()) std::remove(first_path.c_str());
  return finished;
}

absl::StatusOr<Keys> JoinKeyShares(const std::string& one_path, const std::string& other_path) {
  if (sodium_init() < 0) return absl::InternalError("libsodium cannot be used");
  RUJUKAN_TRY_ASSIGN(Share one, ReadShare(one_path));
  const absl::Cleanup wipe_one = [&] { Wipe(one.content); };
  RUJUKAN_TRY_ASSIGN(Share other, ReadShare(other_path));
  const absl::Cleanup wipe_other = [&] { Wipe(other.content); };
  if (one.half == other.half) {
    return absl::FailedPreconditionError(absl::StrCat("both are share ", std::string(1, one.half), "; one of each is needed"));
  }
  if (one.installation != other.installation) {
    return absl::FailedPreconditionError(absl::StrCat("the shares are of two installations: ", one_path, " of ",
                                                      absl::CEscape(one.installation), ", ", other_path, " of ",
                                                      absl::CEscape(other.installation)));
  }
  std::optional<Keys> keys = one.half == '1' ? Decrypt(one.content, other.content) : Decrypt(other.content, one.content);
  if (!keys || InstallationOf(*keys) != one.installation) {
    return absl::FailedPreconditionError(absl::StrCat("the shares ", one_path, " and ", other_path,
                                                      " do not belong together: they were made at two times, or one is damaged"));
  }
  return *std::move(keys);
}

}  // namespace rujukan
