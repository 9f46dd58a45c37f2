#include "server/rpc/server.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <mutex>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "grpcpp/ext/proto_server_reflection_plugin.h"
#include "grpcpp/grpcpp.h"
#include "grpcpp/health_check_service_interface.h"
#include "grpcpp/impl/server_builder_option.h"
#include "grpcpp/impl/server_builder_plugin.h"
#include "grpcpp/resource_quota.h"
#include "server/broker/audit_desk.h"
#include "server/broker/case_book.h"
#include "server/broker/clerk.h"
#include "server/broker/directory.h"
#include "server/broker/household_register.h"
#include "server/broker/referral_desk.h"
#include "server/broker/refusal_ledger.h"
#include "server/domain/policy.h"
#include "server/domain/try.h"
#include "server/rpc/audit_service.h"
#include "server/rpc/case_file_service.h"
#include "server/rpc/health_monitor.h"
#include "server/rpc/household_service.h"
#include "server/rpc/inbox_service.h"
#include "server/rpc/officer_service.h"
#include "server/rpc/referral_service.h"
#include "server/rpc/region_service.h"
#include "server/rpc/session_service.h"
#include "server/rpc/unit_service.h"

namespace rujukan {
namespace {

// Connections without a call, half-open ones and dead ones stay for ever by gRPC's defaults.
constexpr int kConnectionIdleMilliseconds = 5 * 60 * 1000;
constexpr int kHandshakeMilliseconds = 10 * 1000;
constexpr int kKeepaliveMilliseconds = 60 * 1000;
constexpr int kKeepaliveTimeoutMilliseconds = 20 * 1000;

// What gRPC may keep of requests that have begun and not ended, which anybody may begin: as much as 64 of the largest. Beyond it
// gRPC cancels calls, whose ever they are; without it the system would end the process.
constexpr std::size_t kWireBytesMax = 256 * 1024 * 1024;

constexpr int kPortMax = 65535;

// What a crash may lose of refusals, and how often the same one may be written.
constexpr absl::Duration kRefusalsWritten = absl::Minutes(1);

// Reflection alone runs in threads that gRPC makes, one for each caller; it is for trying things out.
constexpr int kReflectionThreadsMax = 8;

// Telling all watchers takes milliseconds; one that does not read must not hold up the end.
constexpr absl::Duration kWatchersLeaveMax = absl::Seconds(1);
// The same for those who were told when the patience was over: gRPC cuts off what is not yet written.
constexpr absl::Duration kLastAnswersLeave = absl::Seconds(1);

// Offers reflection or not. Whoever links gRPC's library of it offers it on every server of the process, so it is taken out first.
class ReflectionOption final : public grpc::ServerBuilderOption {
 public:
  explicit ReflectionOption(bool offered) : offered_(offered) {}
  void UpdateArguments(grpc::ChannelArguments*) override {}
  void UpdatePlugins(std::vector<std::unique_ptr<grpc::ServerBuilderPlugin>>* plugins) override {
    using Reflection = grpc::reflection::ProtoServerReflectionPlugin;
    std::erase_if(*plugins, [](const auto& plugin) { return dynamic_cast<Reflection*>(plugin.get()) != nullptr; });
    if (offered_) plugins->push_back(std::make_unique<Reflection>());
  }

 private:
  const bool offered_;
};

// Between the store, whose threads may ring at any time, and the hub, which may be gone.
class Doorbell {
 public:
  explicit Doorbell(WatchHub& hub) : hub_(&hub) {}
  void Ring(const std::vector<UnitId>& units) {
    const std::lock_guard lock(mutex_);
    if (hub_ != nullptr) hub_->Ring(units);
  }
  void Disconnect() {
    const std::lock_guard lock(mutex_);
    hub_ = nullptr;
  }

 private:
  std::mutex mutex_;
  WatchHub* hub_;
};

// OK when every method of the services has a line in the policy.
absl::Status CheckPolicy(const std::vector<const google::protobuf::ServiceDescriptor*>& services) {
  for (const auto* service : services) {
    for (int i = 0; i < service->method_count(); ++i) {
      const std::string method = absl::StrCat(service->name(), "/", service->method(i)->name());
      if (!HasPolicy(method)) return absl::InternalError(absl::StrCat("the policy has no line for ", method));
      if (MethodFor(*service->method(i)->input_type()) != method) {
        return absl::InternalError(absl::StrCat(method, " shares its request with another method"));
      }
    }
  }
  return absl::OkStatus();
}

bool IsPort(std::string_view text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() && number >= 0 && number <= kPortMax && !text.starts_with('-');
}

enum class Reach { kNowhere, kThisMachine, kNetwork };

Reach ReachOfPath(std::string_view path) {
  if (path.starts_with("//")) path.remove_prefix(2);
  return path.empty() || path.ends_with('/') ? Reach::kNowhere : Reach::kThisMachine;
}

// Who can come to an address; kNowhere for what is none.
Reach ReachOf(std::string_view listen_address) {
  constexpr std::string_view kUnix = "unix:";
  if (listen_address.starts_with(kUnix)) return ReachOfPath(listen_address.substr(kUnix.size()));
  const std::size_t colon = listen_address.rfind(':');
  if (colon == std::string_view::npos || !IsPort(listen_address.substr(colon + 1))) return Reach::kNowhere;
  std::string host(listen_address.substr(0, colon));
  if (in_addr four{}; inet_pton(AF_INET, host.c_str(), &four) == 1) {
    return ntohl(four.s_addr) >> 24 == IN_LOOPBACKNET ? Reach::kThisMachine : Reach::kNetwork;
  }
  if (!host.starts_with('[') || !host.ends_with(']')) return Reach::kNowhere;
  host = host.substr(1, host.size() - 2);
  in6_addr six{};
  if (inet_pton(AF_INET6, host.c_str(), &six) != 1) return Reach::kNowhere;
  return IN6_IS_ADDR_LOOPBACK(&six) ? Reach::kThisMachine : Reach::kNetwork;
}

bool IsUnixSocket(std::string_view listen_address) { return listen_address.starts_with("unix:"); }

absl::Status CheckOptions(const ServerOptions& options) {
  if (options.threads_max < kThreadsMin) return absl::InvalidArgumentError(absl::StrCat("threads_max is less than ", kThreadsMin));
  for (const std::string& address : {options.listen_address, options.systems_listen_address}) {
    if (address.empty() || IsListenAddress(address)) continue;
    return absl::InvalidArgumentError(
        absl::StrCat("listen_address ", address, " is none of unix:PATH, IPV4:PORT and [IPV6]:PORT with a port from 0 to 65535"));
  }
  if (!options.listen_address.empty() && options.credentials == nullptr && !IsPrivateAddress(options.listen_address)) {
    return absl::InvalidArgumentError(absl::StrCat(
        "listen_address ", options.listen_address,
        " is none of unix:PATH, 127.x.x.x:PORT and [::1]:PORT; on any other, others could read the calls on their way, "
        "so that it needs tls"));
  }
  return absl::OkStatus();
}

std::vector<const google::protobuf::ServiceDescriptor*> ServiceDescriptors() {
  return {v1::AuditEvent::descriptor()->file()->service(0), v1::CaseFile::descriptor()->file()->service(0),
          v1::Household::descriptor()->file()->service(0),  v1::InboxEvent::descriptor()->file()->service(0),
          v1::Officer::descriptor()->file()->service(0),    v1::Referral::descriptor()->file()->service(0),
          v1::Region::descriptor()->file()->service(0),     v1::Session::descriptor()->file()->service(0),
          v1::Unit::descriptor()->file()->service(0)};
}

}  // namespace

// In the order of building; the server itself ends first.
struct Server::Parts {
  Parts(const Workplace& work, const PasswordHasher& hasher, const ServerOptions& options, const Log& log)
      : credentials{options.credentials, options.systems_credentials},
        store(work.store),
        sign_in_desk(work, hasher, options.session, &ledger),
        directory(work, hasher),
        household_register(work),
        case_book(work),
        referral_desk(work),
        inbox_reader(work),
        audit_desk(work),
        queue(options.threads_max, kThreadsRunningMax, options.calls_waiting_max),
        counter(work, sign_in_desk, ledger, log, queue, options.threads_max / 2),
        hub(counter, inbox_reader, options.watch),
        doorbell(std::make_shared<Doorbell>(hub)),
        audits(counter, audit_desk),
        case_files(counter, case_book),
        households(counter, household_register),
        inboxes(counter, inbox_reader, hub),
        officers(counter, directory),
        referrals(counter, referral_desk),
        regions(counter, directory),
        sessions(counter, sign_in_desk),
        units(counter, directory) {}

  // gRPC asks them for certificates as long as it listens.
  std::vector<std::shared_ptr<grpc::ServerCredentials>> credentials;
  Store& store;
  RefusalLedger ledger;
  SignInDesk sign_in_desk;
  Directory directory;
  HouseholdRegister household_register;
  CaseBook case_book;
  ReferralDesk referral_desk;
  InboxReader inbox_reader;
  AuditDesk audit_desk;
  // Its threads use everything here, for calls only, of which Drain leaves none.
  CallQueue queue;
  Counter counter;
  WatchHub hub;
  std::shared_ptr<Doorbell> doorbell;
  AuditService audits;
  CaseFileService case_files;
  HouseholdService households;
  InboxService inboxes;
  OfficerService officers;
  ReferralService referrals;
  RegionService regions;
  SessionService sessions;
  UnitService units;
  int port = 0;
  int systems_port = 0;
  std::unique_ptr<grpc::Server> server;
  std::unique_ptr<HealthMonitor> health;
  // Writes down what was refused.
  std::unique_ptr<Clerk> clerk;
};

bool IsPrivateAddress(std::string_view listen_address) { return ReachOf(listen_address) == Reach::kThisMachine; }

bool IsListenAddress(std::string_view listen_address) { return ReachOf(listen_address) != Reach::kNowhere; }

Server::Server(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

absl::StatusOr<std::unique_ptr<Server>> Server::Start(const Workplace& work, const PasswordHasher& hasher,
                                                      const ServerOptions& options, Log log) {
  const auto services = ServiceDescriptors();
  RUJUKAN_TRY(CheckPolicy(services));
  RUJUKAN_TRY(CheckOptions(options));
  auto parts = std::make_unique<Parts>(work, hasher, options, log);

  grpc::EnableDefaultHealthCheckService(true);
  grpc::ServerBuilder builder;
  if (!options.listen_address.empty()) {
    const auto clear = options.credentials == nullptr ? grpc::InsecureServerCredentials() : options.credentials;
    builder.AddListeningPort(options.listen_address, clear, &parts->port);
  }
  if (!options.systems_listen_address.empty()) {
    builder.AddListeningPort(options.systems_listen_address, options.systems_credentials, &parts->systems_port);
  }
  for (grpc::Service* service : std::initializer_list<grpc::Service*>{&parts->audits, &parts->case_files, &parts->households,
                                                                      &parts->inboxes, &parts->officers, &parts->referrals,
                                                                      &parts->regions, &parts->sessions, &parts->units}) {
    builder.RegisterService(service);
  }
  grpc::ResourceQuota quota("rujukand");
  quota.SetMaxThreads(kReflectionThreadsMax);
  quota.Resize(kWireBytesMax);
  builder.SetResourceQuota(quota);
  builder.SetMaxReceiveMessageSize(kRequestBytesMax);
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_IDLE_MS, kConnectionIdleMilliseconds);
  builder.AddChannelArgument(GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS, kHandshakeMilliseconds);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, kKeepaliveMilliseconds);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kKeepaliveTimeoutMilliseconds);
  builder.SetOption(std::make_unique<ReflectionOption>(options.reflection));

  parts->server = builder.BuildAndStart();
  for (auto [address, port] :
       {std::pair(&options.listen_address, &parts->port), std::pair(&options.systems_listen_address, &parts->systems_port)}) {
    if (!address->empty() && *port == 0) return absl::UnavailableError(absl::StrCat("cannot listen on ", *address));
    // gRPC gives a socket the number 1.
    if (IsUnixSocket(*address)) *port = 0;
  }
  if (parts->server == nullptr) return absl::UnavailableError("cannot start to serve");
  work.store.SetDoorbell([doorbell = parts->doorbell](const std::vector<UnitId>& units) { doorbell->Ring(units); });
  std::vector<std::string> names;
  for (const auto* service : services) names.push_back(service->full_name());
  parts->clerk = std::make_unique<Clerk>(
      kRefusalsWritten, [&parts = *parts] { return parts.ledger.Write(parts.store); },
      [log](const absl::Status& status) {
        log(LogLevel::kWarning, absl::StrCat("what was refused is not yet written down: ", status.message()));
      });
  parts->health = std::make_unique<HealthMonitor>(work.store, *parts->server->GetHealthCheckService(), std::move(names),
                                                  options.health_interval, std::move(log));
  return std::unique_ptr<Server>(new Server(std::move(parts)));
}

Server::~Server() {
  if (parts_->server != nullptr) Drain(absl::ZeroDuration());
}

void Server::Drain(absl::Duration patience) {
  parts_->health->Stop();
  parts_->doorbell->Disconnect();
  const auto now = [] { return std::chrono::system_clock::now(); };
  const auto deadline = now() + absl::ToChronoMilliseconds(patience);
  parts_->hub.Stop(std::min(patience, kWatchersLeaveMax));
  parts_->queue.Close(absl::FromChrono(deadline - now()));
  parts_->server->Shutdown(std::max(deadline, now() + absl::ToChronoMilliseconds(kLastAnswersLeave)));
  parts_->health.reset();
  parts_->server.reset();
  parts_->clerk.reset();
}

absl::Status Server::WriteRefusals() { return parts_->ledger.Write(parts_->store); }

int Server::port() const { return parts_->port; }

int Server::systems_port() const { return parts_->systems_port; }

std::shared_ptr<grpc::Channel> Server::InProcessChannel() { return parts_->server->InProcessChannel({}); }

}  // namespace rujukan
