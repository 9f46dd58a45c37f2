// TLS of a listener, with certificates that may be replaced while it listens.
#ifndef RUJUKAN_SERVER_RPC_TLS_CREDENTIALS_H_
#define RUJUKAN_SERVER_RPC_TLS_CREDENTIALS_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "grpcpp/security/server_credentials.h"

namespace rujukan {

// All in PEM.
struct TlsIdentity {
  // The listener's certificate, and behind it those that lead to its issuer.
  std::string certificate;
  std::string private_key;
  // Who may have signed the certificates of callers. Not empty: every caller must show one.
  std::string client_ca;
};

// Asked before the first connection and at each one, by one thread at a time: what to show from now on, or nothing when that stays
// as it is. Must answer at the first time, and only what works.
using TlsSource = std::function<std::optional<TlsIdentity>()>;

// With `clients_show_certificates`, who shows none that `client_ca` has signed does not get as far as a call. Connections that
// exist keep the certificate with which they began. The server keeps the credentials as long as it lives.
std::shared_ptr<grpc::ServerCredentials> TlsCredentials(TlsSource source, bool clients_show_certificates);

}  // namespace rujukan

#endif  // RUJUKAN_SERVER_RPC_TLS_CREDENTIALS_H_
