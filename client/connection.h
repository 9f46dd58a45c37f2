// The connection of a client to a Rujukan server: a channel, a bearer token, a deadline for each call, and retries. It validates
// nothing; the server is the truth.
#ifndef RUJUKAN_CLIENT_CONNECTION_H_
#define RUJUKAN_CLIENT_CONNECTION_H_

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

namespace rujukan::client {

// One wrong field of a request, as the server told it.
struct FieldProblem {
  std::string field;
  std::string reason;
  std::string english;
  std::string indonesian;
};

// Why a call failed. `reason` and `indonesian` are empty when gRPC itself refused or the server was not reached.
struct CallError {
  grpc::StatusCode code = grpc::StatusCode::UNKNOWN;
  std::string reason;
  std::string english;
  std::string indonesian;
  std::vector<FieldProblem> problems;
  std::map<std::string, std::string> metadata;
  // Zero when the server named no time.
  std::chrono::milliseconds retry_delay{0};
};

// Reads the google.rpc.Status that travels with a refused call. REQUIRES: !status.ok().
CallError ErrorOf(const grpc::Status& status);

// When a call is tried again: only after UNAVAILABLE and when gRPC itself had no thread for it, and with the same request, so that
// the same request_id makes it exactly-once.
struct RetryPolicy {
  int attempts_max = 5;
  std::chrono::milliseconds first_delay{200};
  std::chrono::milliseconds delay_max{5000};
};

// A server that asks for a longer pause is told to the person instead of waited for.
inline constexpr std::chrono::milliseconds kServerDelayMax{30000};

// The pause after `failures` failed attempts: doubled each time up to the maximum, of which a random part (`random` in [0, 1)) of
// at most one half is taken off, so that many clients do not come back at once; never shorter than what the server asked for.
std::chrono::milliseconds RetryDelay(const RetryPolicy& policy, int failures, double random, std::chrono::milliseconds asked);

// Long enough for a write behind a busy queue, short enough for somebody who waits at a counter.
inline constexpr std::chrono::milliseconds kDeadlineDefault{15000};

struct ConnectionOptions {
  // Empty for a call without a session.
  std::string token;
  std::chrono::milliseconds deadline = kDeadlineDefault;
  RetryPolicy retry;
  // Tests put a fake clock and a fixed number here.
  std::function<void(std::chrono::milliseconds)> sleep;
  std::function<double()> random;
};

// Where a server listens unless its address says otherwise.
inline constexpr const char* kPortDefault = "7430";

// What to dial for `server` when nobody can read the calls on their way: unix:PATH, 127.x.x.x, [::1] or localhost (which is
// 127.0.0.1 whatever a resolver says), each with :PORT or without. Nothing for any other address.
std::optional<std::string> LocalAddress(const std::string& server);

// The port of a server on another machine unless its address says otherwise: that of its public face.
inline constexpr const char* kPortOfFace = "443";

// What to dial for `server` on another machine, where only TLS will do: a name, an IPv4 address or a bracketed IPv6 address, with
// :PORT or without. Nothing for what is none of these.
std::optional<std::string> RemoteAddress(const std::string& server);

// All in PEM.
struct TlsOptions {
  // Who may have signed the server's certificate; empty: whoever the system trusts.
  std::string ca;
  // Of a system, its own certificate and private key (deploy/make_certificates.sh); its calls need no token. Empty for people.
  std::string certificate;
  std::string private_key;
};

// TLS with a server whose certificate holds the name or address that is dialed.
std::shared_ptr<grpc::ChannelCredentials> TlsCredentials(const TlsOptions& options);

// `server` is host:port or unix:PATH. TLS is a matter of the credentials and of nothing else.
std::shared_ptr<grpc::Channel> OpenChannel(
    const std::string& server, const std::shared_ptr<grpc::ChannelCredentials>& credentials = grpc::InsecureChannelCredentials());

class Connection {
 public:
  Connection(std::shared_ptr<grpc::Channel> channel, ConnectionOptions options);

  // Calls a method of a generated stub, for example `&v1::UnitService::Stub::GetUnit`. Nothing when the call succeeded.
  template <typename Stub, typename Request, typename Response>
  [[nodiscard]] std::optional<CallError> Call(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                                              const std::type_identity_t<Request>& request, Response* response) {
    Stub stub(channel_);
    return Retry([&](grpc::ClientContext* context) { return (stub.*method)(context, request, response); });
  }

  // The metadata and deadline of a call; a stream has no deadline.
  void Prepare(grpc::ClientContext& context, bool with_deadline) const;
  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }
  // Waits before a stream is opened again.
  void PauseAfter(int failures, std::chrono::milliseconds asked) const;

 private:
  std::optional<CallError> Retry(const std::function<grpc::Status(grpc::ClientContext*)>& attempt) const;

  std::shared_ptr<grpc::Channel> channel_;
  ConnectionOptions options_;
};

}  // namespace rujukan::client

#endif  // RUJUKAN_CLIENT_CONNECTION_H_
