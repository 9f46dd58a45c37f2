#include "adapters/system/checkpoint_key.h"

#include <openssl/crypto.h>
#include <sodium.h>

#include <array>
#include <cstring>
#include <fstream>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "adapters/system/new_file.h"
#include "adapters/system/secret_file.h"
#include "server/domain/try.h"

namespace rujukan {
namespace {

constexpr std::string_view kSecretLabel = "rujukan-checkpoint-key 1 ";
constexpr std::string_view kPublicLabel = "rujukan-checkpoint-public-key 1 ";
constexpr std::size_t kEncodedSize = sodium_base64_ENCODED_LEN(SecretKey::kSize, sodium_base64_VARIANT_ORIGINAL);
// A whole line of either file.
constexpr std::size_t kLineBytesMax = 128;

static_assert(SecretKey::kSize == crypto_sign_SEEDBYTES);
static_assert(SecretKey::kSize == crypto_sign_PUBLICKEYBYTES);

const unsigned char* Bytes(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* Bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

// Both halves of the key of a seed; wiped by whoever asks.
struct Pair {
  ~Pair() { OPENSSL_cleanse(secret.data(), secret.size()); }
  explicit Pair(const KeptKey& seed) { crypto_sign_seed_keypair(public_key.data(), secret.data(), seed.data()); }
  std::array<unsigned char, crypto_sign_PUBLICKEYBYTES> public_key{};
  std::array<unsigned char, crypto_sign_SECRETKEYBYTES> secret{};
};

// Reads the key behind `label` in the first line of `text`.
bool ReadLine(std::string_view label, std::string_view text, unsigned char* key) {
  std::string_view line = text.substr(0, text.find('\n'));
  if (!line.starts_with(label)) return false;
  line.remove_prefix(label.size());
  std::size_t size = 0;
  return sodium_base642bin(key, SecretKey::kSize, line.data(), line.size(), nullptr, &size, nullptr,
                           sodium_base64_VARIANT_ORIGINAL) == 0 &&
         size == SecretKey::kSize;
}

absl::Status NoKey(const std::string& path) {
  return absl::FailedPreconditionError(absl::StrCat("checkpoint key ", path, " is damaged or no such key"));
}

}  // namespace

CheckpointKey CheckpointKey::Random() { return CheckpointKey(SecretKey::Random()); }

absl::StatusOr<std::unique_ptr<CheckpointKey>> CheckpointKey::FromFile(const std::string& path) {
  std::array<char, kLineBytesMax> buffer{};
  const absl::Cleanup wipe = [&buffer] { OPENSSL_cleanse(buffer.data(), buffer.size()); };
  RUJUKAN_TRY_ASSIGN(const std::size_t size, ReadSecretFile("checkpoint key", path, buffer));
  SecretKey seed;
  if (!ReadLine(kSecretLabel, {buffer.data(), size}, seed.data())) return NoKey(path);
  return std::unique_ptr<CheckpointKey>(new CheckpointKey(seed));
}

absl::Status CheckpointKey::WriteNewFile(const std::string& path) const {
  std::array<char, kLineBytesMax> line{};
  const absl::Cleanup wipe = [&line] { OPENSSL_cleanse(line.data(), line.size()); };
  std::memcpy(line.data(), kSecretLabel.data(), kSecretLabel.size());
  sodium_bin2base64(line.data() + kSecretLabel.size(), kEncodedSize, seed_.data(), SecretKey::kSize,
                    sodium_base64_VARIANT_ORIGINAL);
  const std::size_t size = kSecretLabel.size() + kEncodedSize;
  line[size - 1] = '\n';
  RUJUKAN_TRY_ASSIGN(const auto file, NewFile::Begin(path, "checkpoint key"));
  RUJUKAN_TRY(file->Append({line.data(), size}));
  return file->Finish();
}

std::string CheckpointKey::Sign(std::string_view text) const {
  const Pair pair(seed_);
  std::string signature(crypto_sign_BYTES, '\0');
  crypto_sign_detached(Bytes(signature), nullptr, Bytes(text), text.size(), pair.secret.data());
  return signature;
}

std::string CheckpointKey::PublicKey() const {
  const Pair pair(seed_);
  return {reinterpret_cast<const char*>(pair.public_key.data()), pair.public_key.size()};
}

std::string PublicKeyLine(std::string_view public_key) {
  std::array<char, kEncodedSize> encoded;
  sodium_bin2base64(encoded.data(), encoded.size(), Bytes(public_key), public_key.size(), sodium_base64_VARIANT_ORIGINAL);
  return absl::StrCat(std::string(kPublicLabel), encoded.data(), "\n");
}

absl::StatusOr<std::vector<std::string>> ReadPublicKeyFile(const std::string& path) {
  std::ifstream file(path);
  if (!file) return absl::NotFoundError(absl::StrCat("there is no public key file ", path, ", or it cannot be read"));
  std::vector<std::string> keys;
  for (std::string line; std::getline(file, line);) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (line.substr(0, kPublicLabel.size()) != kPublicLabel) continue;
    if (!ReadLine(kPublicLabel, line, Bytes(keys.emplace_back(SecretKey::kSize, '\0')))) return NoKey(path);
  }
  if (keys.empty()) return NoKey(path);
  return keys;
}

bool IsSignatureOf(std::string_view public_key, std::string_view text, std::string_view signature) {
  return public_key.size() == crypto_sign_PUBLICKEYBYTES && signature.size() == crypto_sign_BYTES &&
         crypto_sign_verify_detached(Bytes(signature), Bytes(text), text.size(), Bytes(public_key)) == 0;
}

}  // namespace rujukan
