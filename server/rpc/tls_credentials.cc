#include "server/rpc/tls_credentials.h"

#include <utility>

#include "grpc/grpc.h"
#include "grpc/grpc_security.h"

namespace rujukan {
namespace {

// gRPC's C interface has a callback for new certificates, keeps the old ones when the new do not work, and no face in C++ 1.51. Of
// the two that it has there, one cannot change certificates, and the other, which watches files, does not ask whether they fit.
class ReloadingCredentials final : public grpc::ServerCredentials {
 public:
  ReloadingCredentials(TlsSource source, bool clients_show_certificates)
      : source_(std::move(source)),
        credentials_(
            grpc_ssl_server_credentials_create_with_options(grpc_ssl_server_credentials_create_options_using_config_fetcher(
                clients_show_certificates ? GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY
                                          : GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE,
                Fetch, this))) {}
  ~ReloadingCredentials() override { grpc_server_credentials_release(credentials_); }
  ReloadingCredentials(const ReloadingCredentials&) = delete;
  ReloadingCredentials& operator=(const ReloadingCredentials&) = delete;

  // Never used: it keeps what it finds per connection, and callers are authenticated per call.
  void SetAuthMetadataProcessor(const std::shared_ptr<grpc::AuthMetadataProcessor>&) override {}

 private:
  int AddPortToServer(const std::string& address, grpc_server* server) override {
    return grpc_server_add_http2_port(server, address.c_str(), credentials_);
  }

  static grpc_ssl_certificate_config_reload_status Fetch(void* self, grpc_ssl_server_certificate_config** config) {
    const std::optional<TlsIdentity> fresh = static_cast<ReloadingCredentials*>(self)->source_();
    if (!fresh) return GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_UNCHANGED;
    const grpc_ssl_pem_key_cert_pair pair{fresh->private_key.c_str(), fresh->certificate.c_str()};
    // gRPC aborts when there are none, also where it never looks at them because it asks callers for no certificate.
    const std::string& roots = fresh->client_ca.empty() ? fresh->certificate : fresh->client_ca;
    *config = grpc_ssl_server_certificate_config_create(roots.c_str(), &pair, 1);
    return GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_NEW;
  }

  const TlsSource source_;
  grpc_server_credentials* const credentials_;
};

}  // namespace

std::shared_ptr<grpc::ServerCredentials> TlsCredentials(TlsSource source, bool clients_show_certificates) {
  return std::make_shared<ReloadingCredentials>(std::move(source), clients_show_certificates);
}

}  // namespace rujukan
