#include "adapters/system/file_key_sealer.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <utility>

#include "adapters/system/random_bytes.h"
#include "server/domain/errors.h"

namespace rujukan {
namespace {

constexpr char kEnvelopeVersion = 2;
constexpr std::size_t kVersionSize = 1;
constexpr std::size_t kHeaderSize = 5;
constexpr std::size_t kNonceSize = 12;
constexpr std::size_t kTagSize = 16;
constexpr std::size_t kWrappedKeySize = kNonceSize + SecretKey::kSize + kTagSize;
constexpr std::size_t kEnvelopeSize = kHeaderSize + kWrappedKeySize + kNonceSize + kTagSize;

const unsigned char* Bytes(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* Bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

void Require(bool fact) {
  if (fact) return;
  std::fputs("rujukan: OpenSSL failed\n", stderr);
  std::abort();
}

struct FreeContext {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, FreeContext>;

// Looked up once: OpenSSL 3 otherwise searches its providers with every message.
const EVP_CIPHER* Aes256Gcm() {
  static const EVP_CIPHER* const cipher = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
  Require(cipher != nullptr);
  return cipher;
}

const EVP_MD* Sha256() {
  static const EVP_MD* const digest = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  Require(digest != nullptr);
  return digest;
}

struct FreeMacContext {
  void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }
};
using MacContext = std::unique_ptr<EVP_MAC_CTX, FreeMacContext>;

// HMAC with SHA-256 and no key yet, to be copied.
const EVP_MAC_CTX* HmacWithoutKey() {
  static const EVP_MAC_CTX* const context = [] {
    EVP_MAC* const mac = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
    EVP_MAC_CTX* const made = EVP_MAC_CTX_new(mac);
    char digest[] = "SHA256";
    const OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0), OSSL_PARAM_END};
    Require(made != nullptr && EVP_MAC_CTX_set_params(made, parameters) == 1);
    return made;
  }();
  return context;
}

// What sealing one value needs, drawn at once: asking for random bytes costs more than most of them.
struct Fresh {
  Fresh() {
    std::array<unsigned char, SecretKey::kSize + 2 * kNonceSize> bytes;
    FillRandom(bytes.data(), bytes.size());
    std::memcpy(key.data(), bytes.data(), SecretKey::kSize);
    std::memcpy(nonce_of_wrap.data(), bytes.data() + SecretKey::kSize, kNonceSize);
    std::memcpy(nonce_of_content.data(), bytes.data() + SecretKey::kSize + kNonceSize, kNonceSize);
    OPENSSL_cleanse(bytes.data(), bytes.size());
  }
  SecretKey key;
  std::array<unsigned char, kNonceSize> nonce_of_wrap;
  std::array<unsigned char, kNonceSize> nonce_of_content;
};

// Appends nonce, ciphertext and tag to `out`.
void Encrypt(const unsigned char* key, const unsigned char* fresh_nonce, std::string_view plaintext, std::string_view header,
             std::string_view binding, std::string& out) {
  const std::size_t nonce_at = out.size();
  out.resize(nonce_at + kNonceSize + plaintext.size() + kTagSize);
  unsigned char* const nonce = Bytes(out) + nonce_at;
  unsigned char* const text = nonce + kNonceSize;
  std::memcpy(nonce, fresh_nonce, kNonceSize);

  const CipherContext context(EVP_CIPHER_CTX_new());
  Require(context != nullptr);
  int size = 0;
  Require(EVP_EncryptInit_ex2(context.get(), Aes256Gcm(), key, nonce, nullptr) == 1);
  Require(EVP_EncryptUpdate(context.get(), nullptr, &size, Bytes(header), static_cast<int>(header.size())) == 1);
  Require(EVP_EncryptUpdate(context.get(), nullptr, &size, Bytes(binding), static_cast<int>(binding.size())) == 1);
  Require(EVP_EncryptUpdate(context.get(), text, &size, Bytes(plaintext), static_cast<int>(plaintext.size())) == 1);
  Require(EVP_EncryptFinal_ex(context.get(), text + size, &size) == 1);
  Require(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, kTagSize, text + plaintext.size()) == 1);
}

// Opens what Encrypt appended into `out`, which has room for it; false when key, header, binding or bytes are not the same.
bool Decrypt(const unsigned char* key, std::string_view sealed, std::string_view header, std::string_view binding,
             unsigned char* out) {
  const std::string_view nonce = sealed.substr(0, kNonceSize);
  const std::string_view text = sealed.substr(kNonceSize, sealed.size() - kNonceSize - kTagSize);
  std::string tag(sealed.substr(sealed.size() - kTagSize));

  const CipherContext context(EVP_CIPHER_CTX_new());
  Require(context != nullptr);
  int size = 0;
  Require(EVP_DecryptInit_ex2(context.get(), Aes256Gcm(), key, Bytes(nonce), nullptr) == 1);
  Require(EVP_DecryptUpdate(context.get(), nullptr, &size, Bytes(header), static_cast<int>(header.size())) == 1);
  Require(EVP_DecryptUpdate(context.get(), nullptr, &size, Bytes(binding), static_cast<int>(binding.size())) == 1);
  Require(EVP_DecryptUpdate(context.get(), out, &size, Bytes(text), static_cast<int>(text.size())) == 1);
  Require(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, kTagSize, tag.data()) == 1);
  return EVP_DecryptFinal_ex(context.get(), out + size, &size) == 1;
}

std::string HeaderFor(std::uint32_t key_number) {
  return {kEnvelopeVersion, static_cast<char>(key_number >> 24), static_cast<char>(key_number >> 16),
          static_cast<char>(key_number >> 8), static_cast<char>(key_number)};
}

std::uint32_t KeyNumberIn(std::string_view header) {
  std::uint32_t number = 0;
  for (const char byte : header.substr(1)) number = (number << 8) | static_cast<unsigned char>(byte);
  return number;
}

std::string Hmac(const KeptKey& key, std::string_view purpose, std::string_view value) {
  // A purpose is a word of ours and holds no zero byte, so no two pairs give one message.
  std::string message;
  message.reserve(purpose.size() + 1 + value.size());
  message.append(purpose).append(1, '\0').append(value);
  std::string mac(SHA256_DIGEST_LENGTH, '\0');
  std::size_t size = 0;
  const MacContext context(EVP_MAC_CTX_dup(HmacWithoutKey()));
  Require(context != nullptr && EVP_MAC_init(context.get(), key.data(), SecretKey::kSize, nullptr) == 1);
  Require(EVP_MAC_update(context.get(), Bytes(std::as_const(message)), message.size()) == 1);
  Require(EVP_MAC_final(context.get(), Bytes(mac), &size, mac.size()) == 1);
  OPENSSL_cleanse(message.data(), message.size());
  return mac;
}

std::map<std::uint32_t, KeptKey> Kept(const std::map<std::uint32_t, SecretKey>& keys) {
  std::map<std::uint32_t, KeptKey> kept;
  for (const auto& [number, key] : keys) kept.try_emplace(number, key);
  return kept;
}

}  // namespace

absl::StatusOr<std::unique_ptr<FileKeySealer>> FileKeySealer::FromFile(const std::string& path) {
  absl::StatusOr<Keys> keys = ReadKeyFile(path);
  if (!keys.ok()) return keys.status();
  return std::make_unique<FileKeySealer>(*keys);
}

FileKeySealer::FileKeySealer(const Keys& keys)
    : seal_(Kept(keys.seal)), welfare_index_(keys.welfare_index), protection_index_(keys.protection_index), mac_(keys.mac) {
  Require(!seal_.empty());
}
FileKeySealer::~FileKeySealer() = default;

bool FileKeySealer::AreKeysLocked() const {
  return welfare_index_.IsLocked() && protection_index_.IsLocked() && mac_.IsLocked() &&
         std::ranges::all_of(seal_, [](const auto& entry) { return entry.second.IsLocked(); });
}

std::string FileKeySealer::Wrap(const SecretKey& data_key, const unsigned char* nonce) const {
  const auto& [number, sealing_key] = *seal_.rbegin();
  const std::string header = HeaderFor(number);
  std::string wrapped = header;
  Encrypt(sealing_key.data(), nonce, {reinterpret_cast<const char*>(data_key.data()), SecretKey::kSize}, header, "", wrapped);
  return wrapped;
}

bool FileKeySealer::Unwrap(std::string_view sealed, SecretKey& data_key) const {
  const std::optional<std::uint32_t> number = GenerationOf(sealed);
  const auto sealing_key = number ? seal_.find(*number) : seal_.end();
  return sealing_key != seal_.end() && Decrypt(sealing_key->second.data(), sealed.substr(kHeaderSize, kWrappedKeySize),
                                               sealed.substr(0, kHeaderSize), "", data_key.data());
}

std::string FileKeySealer::Seal(std::string_view plaintext, std::string_view binding) const {
  const Fresh fresh;
  std::string sealed = Wrap(fresh.key, fresh.nonce_of_wrap.data());
  sealed.reserve(kEnvelopeSize + plaintext.size());
  Encrypt(fresh.key.data(), fresh.nonce_of_content.data(), plaintext, std::string(1, kEnvelopeVersion), binding, sealed);
  return sealed;
}

absl::StatusOr<std::string> FileKeySealer::Open(std::string_view sealed, std::string_view binding) const {
  SecretKey data_key;
  if (!Unwrap(sealed, data_key)) return RecordDamaged();
  std::string plaintext(sealed.size() - kEnvelopeSize, '\0');
  const std::string_view content = sealed.substr(kHeaderSize + kWrappedKeySize);
  if (!Decrypt(data_key.data(), content, sealed.substr(0, kVersionSize), binding, Bytes(plaintext))) return RecordDamaged();
  return plaintext;
}

std::string_view FileKeySealer::Lasting(std::string_view sealed) const {
  return sealed.substr(std::min(sealed.size(), kHeaderSize + kWrappedKeySize));
}

std::vector<std::uint32_t> FileKeySealer::Generations() const {
  std::vector<std::uint32_t> numbers;
  for (const auto& [number, key] : seal_) numbers.push_back(number);
  return numbers;
}

std::optional<std::uint32_t> FileKeySealer::GenerationOf(std::string_view sealed) const {
  if (sealed.size() < kEnvelopeSize || sealed[0] != kEnvelopeVersion) return std::nullopt;
  return KeyNumberIn(sealed.substr(0, kHeaderSize));
}

absl::StatusOr<std::string> FileKeySealer::WrapAnew(std::string_view sealed) const {
  SecretKey data_key;
  if (!Unwrap(sealed, data_key)) return RecordDamaged();
  return Wrap(data_key, Fresh().nonce_of_wrap.data()).append(Lasting(sealed));
}

std::string FileKeySealer::BlindIndex(Side side, std::string_view purpose, std::string_view value) const {
  return Hmac(side == Side::kWelfare ? welfare_index_ : protection_index_, purpose, value);
}

std::string FileKeySealer::Mac(std::string_view purpose, std::string_view value) const { return Hmac(mac_, purpose, value); }

std::string FileKeySealer::Digest(std::string_view value) const {
  std::string digest(SHA256_DIGEST_LENGTH, '\0');
  Require(EVP_Digest(Bytes(value), value.size(), Bytes(digest), nullptr, Sha256(), nullptr) == 1);
  return digest;
}

}  // namespace rujukan
