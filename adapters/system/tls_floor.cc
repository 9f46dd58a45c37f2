#include "adapters/system/tls_floor.h"

#include <openssl/conf.h>
#include <openssl/ssl.h>

#include <cstdlib>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"

namespace rujukan {
namespace {

// Of TLS 1.2; what TLS 1.3 itself offers has nothing weak. The names are OpenSSL's.
constexpr char kCiphers[] =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:"
    "ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-RSA-CHACHA20-POLY1305";

// OpenSSL applies the section `system_default` to every context as it is made. gRPC then sets a minimum of its own, which would
// undo MinProtocol; it cannot undo a protocol that is taken out.
constexpr char kConfiguration[] = R"(
openssl_conf = rujukan
[rujukan]
ssl_conf = contexts
[contexts]
system_default = every_context
[every_context]
Protocol = )";

}  // namespace

absl::Status SetTlsFloor(bool tls_1_2_allowed) {
  // gRPC's own way to name the ciphers of TLS 1.2; it is read once.
  if (setenv("GRPC_SSL_CIPHER_SUITES", kCiphers, 1) != 0) return absl::InternalError("the environment is full");
  // First, or it would be read later and undo what follows.
  OPENSSL_init_ssl(OPENSSL_INIT_LOAD_CONFIG, nullptr);
  const std::string text = absl::StrCat(kConfiguration, "-ALL,TLSv1.3", tls_1_2_allowed ? ",TLSv1.2" : "",
                                        "\nCipherString = ", kCiphers, ":@SECLEVEL=2\n");
  const std::unique_ptr<BIO, decltype(&BIO_free)> bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), BIO_free);
  const std::unique_ptr<CONF, decltype(&NCONF_free)> conf(NCONF_new(nullptr), NCONF_free);
  const bool done = NCONF_load_bio(conf.get(), bio.get(), nullptr) == 1 && CONF_modules_load(conf.get(), nullptr, 0) == 1;
  return done ? absl::OkStatus() : absl::InternalError("OpenSSL does not take the lowest version of TLS");
}

}  // namespace rujukan
