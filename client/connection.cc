#include "client/connection.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <random>
#include <thread>
#include <utility>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace rujukan::client {
namespace {

using std::chrono::milliseconds;

// A batch of 500 rows is below 1 MiB; an answer with 500 verdicts and all their texts may be larger.
constexpr int kAnswerBytesMax = 16 << 20;

double RandomFraction() {
  thread_local std::mt19937_64 generator{std::random_device{}()};
  return std::uniform_real_distribution<double>(0, 1)(generator);
}

milliseconds DurationOf(const google::protobuf::Duration& duration) {
  return milliseconds(duration.seconds() * 1000 + duration.nanos() / 1000000);
}

FieldProblem ProblemOf(const google::rpc::BadRequest::FieldViolation& violation) {
  return {violation.field(), violation.reason(), violation.description(), violation.localized_message().message()};
}

bool IsLoopbackV4(const std::string& host) {
  in_addr address{};
  return inet_pton(AF_INET, host.c_str(), &address) == 1 && ntohl(address.s_addr) >> 24 == IN_LOOPBACKNET;
}

bool IsLoopbackV6(const std::string& host) {
  in6_addr address{};
  return inet_pton(AF_INET6, host.c_str(), &address) == 1 && IN6_IS_ADDR_LOOPBACK(&address);
}

// Host and port of an address; `port` when it has none.
std::pair<std::string, std::string> Split(const std::string& server, const std::string& port) {
  const std::size_t colon = server.rfind(':');
  // A colon within brackets belongs to the address.
  if (colon == std::string::npos || server.back() == ']') return {server, port};
  return {server.substr(0, colon), server.substr(colon + 1)};
}

bool IsPort(const std::string& text) { return !text.empty() && text.find_first_not_of("0123456789") == std::string::npos; }

bool IsBracketed(const std::string& host) { return host.size() > 2 && host.front() == '[' && host.back() == ']'; }

// A name of the Internet or an IPv4 address; nothing that gRPC would read as one of its schemes.
bool IsHostName(const std::string& host) {
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-";
  return !host.empty() && host.front() != '.' && host.front() != '-' && host.find_first_not_of(kLetters) == std::string::npos;
}

// Without a reason RESOURCE_EXHAUSTED is gRPC's own, which had no memory for the call: for a moment, as after a flood.
bool IsWorthRepeating(const CallError& error) {
  return error.code == grpc::StatusCode::UNAVAILABLE ||
         (error.code == grpc::StatusCode::RESOURCE_EXHAUSTED && error.reason.empty());
}

void ReadDetail(const google::protobuf::Any& detail, CallError& error) {
  if (google::rpc::ErrorInfo info; detail.UnpackTo(&info)) {
    error.reason = info.reason();
    error.metadata.insert(info.metadata().begin(), info.metadata().end());
  } else if (google::rpc::BadRequest bad; detail.UnpackTo(&bad)) {
    for (const auto& violation : bad.field_violations()) error.problems.push_back(ProblemOf(violation));
  } else if (google::rpc::RetryInfo retry; detail.UnpackTo(&retry)) {
    error.retry_delay = DurationOf(retry.retry_delay());
  } else if (google::rpc::LocalizedMessage message; detail.UnpackTo(&message)) {
    error.indonesian = message.message();
  }
}

}  // namespace

CallError ErrorOf(const grpc::Status& status) {
  CallError error;
  error.code = status.error_code();
  error.english = status.error_message();
  google::rpc::Status details;
  if (!details.ParseFromString(status.error_details())) return error;
  for (const auto& detail : details.details()) ReadDetail(detail, error);
  return error;
}

milliseconds RetryDelay(const RetryPolicy& policy, int failures, double random, milliseconds asked) {
  milliseconds delay = policy.first_delay;
  for (int i = 1; i < failures && delay < policy.delay_max; ++i) delay *= 2;
  delay = std::min(delay, policy.delay_max);
  delay -= milliseconds(static_cast<std::int64_t>(random * static_cast<double>(delay.count()) / 2));
  return std::max(delay, asked);
}

std::optional<std::string> LocalAddress(const std::string& server) {
  constexpr std::string_view kUnix = "unix:";
  if (server.rfind(kUnix, 0) == 0) return server.size() > kUnix.size() ? std::optional(server) : std::nullopt;
  auto [host, port] = Split(server, kPortDefault);
  if (!IsPort(port)) return std::nullopt;
  if (host == "localhost") host = "127.0.0.1";
  if (!IsLoopbackV4(host) && !(IsBracketed(host) && IsLoopbackV6(host.substr(1, host.size() - 2)))) return std::nullopt;
  return host + ":" + port;
}

std::optional<std::string> RemoteAddress(const std::string& server) {
  const auto [host, port] = Split(server, kPortOfFace);
  in6_addr six{};
  const bool is_address = IsBracketed(host) && inet_pton(AF_INET6, host.substr(1, host.size() - 2).c_str(), &six) == 1;
  if (!IsPort(port) || (!is_address && !IsHostName(host))) return std::nullopt;
  return host + ":" + port;
}

std::shared_ptr<grpc::ChannelCredentials> TlsCredentials(const TlsOptions& options) {
  return grpc::SslCredentials({options.ca, options.private_key, options.certificate});
}

std::shared_ptr<grpc::Channel> OpenChannel(const std::string& server,
                                           const std::shared_ptr<grpc::ChannelCredentials>& credentials) {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kAnswerBytesMax);
  // gRPC's own retries know nothing of RetryInfo; ours are the only ones.
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
  // A proxy of the environment would be handed the password in clear.
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  return grpc::CreateCustomChannel(server, credentials, arguments);
}

Connection::Connection(std::shared_ptr<grpc::Channel> channel, ConnectionOptions options)
    : channel_(std::move(channel)), options_(std::move(options)) {
  if (!options_.sleep) options_.sleep = [](milliseconds pause) { std::this_thread::sleep_for(pause); };
  if (!options_.random) options_.random = RandomFraction;
}

void Connection::Prepare(grpc::ClientContext& context, bool with_deadline) const {
  if (!options_.token.empty()) context.AddMetadata("authorization", "Bearer " + options_.token);
  if (with_deadline) context.set_deadline(std::chrono::system_clock::now() + options_.deadline);
}

void Connection::PauseAfter(int failures, milliseconds asked) const {
  options_.sleep(RetryDelay(options_.retry, failures, options_.random(), asked));
}

std::optional<CallError> Connection::Retry(const std::function<grpc::Status(grpc::ClientContext*)>& attempt) const {
  for (int failures = 1;; ++failures) {
    grpc::ClientContext context;
    Prepare(context, true);
    const grpc::Status status = attempt(&context);
    if (status.ok()) return std::nullopt;
    CallError error = ErrorOf(status);
    const bool again = IsWorthRepeating(error) && failures < options_.retry.attempts_max && error.retry_delay <= kServerDelayMax;
    if (!again) return error;
    PauseAfter(failures, error.retry_delay);
  }
}

}  // namespace rujukan::client
