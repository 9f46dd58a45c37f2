#include "client/request_id.h"

#include <openssl/rand.h>
#include <openssl/sha.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace rujukan::client {
namespace {

using UuidBytes = std::array<unsigned char, 16>;

std::string Format(UuidBytes bytes, unsigned char version) {
  bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0F) | (version << 4));
  bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3F) | 0x80);
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    std::array<char, 3> hex;
    std::snprintf(hex.data(), hex.size(), "%02x", bytes[i]);
    text += hex.data();
  }
  return text;
}

}  // namespace

std::string NewRequestId() {
  UuidBytes bytes;
  // Without random numbers two requests could be taken for one; there is no sense in going on.
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) std::abort();
  return Format(bytes, 4);
}

std::string RequestIdOf(std::string_view content) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest;
  SHA256(reinterpret_cast<const unsigned char*>(content.data()), content.size(), digest.data());
  UuidBytes bytes;
  std::memcpy(bytes.data(), digest.data(), bytes.size());
  return Format(bytes, 8);
}

}  // namespace rujukan::client
