// The server: every service on one workplace, from the first call to the last.
#ifndef RUJUKAN_SERVER_RPC_SERVER_H_
#define RUJUKAN_SERVER_RPC_SERVER_H_

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "grpcpp/channel.h"
#include "grpcpp/security/server_credentials.h"
#include "server/broker/sign_in_desk.h"
#include "server/broker/workplace.h"
#include "server/rpc/call_log.h"
#include "server/rpc/call_queue.h"
#include "server/rpc/watch_hub.h"

namespace rujukan {

// The largest request; gRPC refuses a longer one with RESOURCE_EXHAUSTED before anything of ours runs.
inline constexpr int kRequestBytesMax = 4 * 1024 * 1024;
// One that sign-ins cannot have.
inline constexpr int kThreadsMin = 2;

struct ServerOptions {
  // Where people's clients come: `127.0.0.1:7430`, port 0 for any; `[::]:7430`; `unix:/run/rujukan/rujukan.sock`. Empty: in-process
  // callers only.
  std::string listen_address;
  // TLS for people's clients. Without it calls travel in clear, and the address must be private.
  std::shared_ptr<grpc::ServerCredentials> credentials;
  // Where systems come, with certificates; empty for nowhere. REQUIRES then: credentials that have callers show theirs.
  std::string systems_listen_address;
  std::shared_ptr<grpc::ServerCredentials> systems_credentials;
  // Offer gRPC server reflection.
  bool reflection = false;
  // How many threads carry out unary calls, at least kThreadsMin. Most of them wait for the store: for the commit that they share,
  // or for its server; of the others few run at a time (kThreadsRunningMax). Half of them may sign in.
  int threads_max = 32;
  // How many calls may wait for a thread.
  std::size_t calls_waiting_max = kCallsWaitingMax;
  SessionLimits session;
  WatchLimits watch;
  // How often the store is asked whether it answers.
  absl::Duration health_interval = absl::Seconds(2);
};

// True for 127.x.x.x:PORT, [::1]:PORT and unix:PATH, which nobody else on the network reaches. A host name is not looked up.
bool IsPrivateAddress(std::string_view listen_address);
// True for these and for every other IP address with a port.
bool IsListenAddress(std::string_view listen_address);

class Server {
 public:
  // Starts to listen. Refuses what is no address, plain text on one that is not private, too few threads, a method without a line
  // in the policy, and an address that is in use; the texts are for the operator. Takes the store's doorbell. `work` and `hasher`
  // outlive the server.
  static absl::StatusOr<std::unique_ptr<Server>> Start(const Workplace& work, const PasswordHasher& hasher,
                                                       const ServerOptions& options, Log log);
  // Ends at once what Drain has not ended.
  ~Server();

  // Health says NOT_SERVING, watchers and new calls are told to come back, and calls that came before have `patience` to end: then
  // those that still wait for a thread are told, too, and the rest is cut off. Call it once.
  void Drain(absl::Duration patience);

  // Writes down what was refused since the last time, which otherwise happens every minute.
  absl::Status WriteRefusals();

  // The port it listens on for people; 0 for a unix socket.
  int port() const;
  // For systems; 0 for a unix socket and for none.
  int systems_port() const;
  // A way to it without a network, for tests.
  std::shared_ptr<grpc::Channel> InProcessChannel();

 private:
  struct Parts;
  explicit Server(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace rujukan

#endif  // RUJUKAN_SERVER_RPC_SERVER_H_
