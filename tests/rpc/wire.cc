#include "tests/rpc/wire.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "grpcpp/impl/codegen/client_unary_call.h"
#include "server/rpc/call.h"

namespace rujukan::testing {
namespace {

std::unique_ptr<Store> OpenInMemory(const Sealer& sealer, const Clock& clock, StatementRecord& statements) {
  SqliteOptions options;
  options.knows = false;
  options.wrap_writer = [&](std::unique_ptr<sql::Connection> inner) {
    return std::make_unique<RecordingConnection>(std::move(inner), statements);
  };
  auto opened = SqliteStore::OpenInMemory(sealer, clock, options);
  EXPECT_TRUE(opened.ok()) << opened.status();
  return *std::move(opened);
}

void Authorize(grpc::ClientContext& context, const std::string& token) {
  if (!token.empty()) context.AddMetadata("authorization", "Bearer " + token);
}

}  // namespace

Wire::Wire(const ServerOptions& options) : store(OpenInMemory(sealer, store_clock, statements)), world(store, sealer) {
  auto started = Server::Start(world.work(), hasher, options, [this](LogLevel, std::string_view line) {
    const std::lock_guard lock(log_mutex);
    absl::StrAppend(&log_text, std::string(line), "\n");
    log_grew.notify_all();
  });
  EXPECT_TRUE(started.ok()) << started.status();
  server = *std::move(started);
  channel = server->InProcessChannel();
}

ServerOptions Wire::QuickOptions() {
  ServerOptions options;
  options.watch.poll_interval = absl::Milliseconds(5);
  options.health_interval = absl::Milliseconds(5);
  return options;
}

std::string Wire::TokenOf(const Caller& caller) {
  std::string token = world.ids.NewSecret();
  Session session;
  session.token_digest = sealer.Digest(token);
  session.officer = caller.officer;
  session.unit = caller.unit;
  session.role = caller.role;
  session.region_scope = caller.region_scope;
  session.create_time = session.last_used_time = world.clock.Now();
  session.expire_time = world.clock.Now() + absl::Hours(12);
  const absl::Status opened = store.Transact([&](Transaction& transaction) { return transaction.sessions().Insert(session); });
  EXPECT_TRUE(opened.ok()) << opened;
  return token;
}

Answer Wire::Call(const std::string& token, const google::protobuf::Message& request, google::protobuf::Message& response) {
  grpc::ClientContext context;
  Authorize(context, token);
  const std::string path = absl::StrCat("/rujukan.v1.", std::string(MethodFor(*request.GetDescriptor())));
  const grpc::internal::RpcMethod method(path.c_str(), grpc::internal::RpcMethod::NORMAL_RPC);
  using google::protobuf::MessageLite;
  Answer answer = AnswerOf(grpc::internal::BlockingUnaryCall<MessageLite, MessageLite, MessageLite, MessageLite>(
      channel.get(), method, &context, request, &response));
  for (const auto* metadata : {&context.GetServerInitialMetadata(), &context.GetServerTrailingMetadata()}) {
    for (const auto& [key, value] : *metadata) {
      absl::StrAppend(&answer.metadata, std::string(key.data(), key.size()), "=", std::string(value.data(), value.size()), "\n");
    }
  }
  return answer;
}

Answer Wire::Call(const std::string& token, const google::protobuf::Message& request) {
  const auto& pool = *google::protobuf::DescriptorPool::generated_pool();
  std::string method = absl::StrCat("rujukan.v1.", std::string(MethodFor(*request.GetDescriptor())));
  method.replace(method.find('/'), 1, ".");
  const auto* type = pool.FindMethodByName(method)->output_type();
  const std::unique_ptr<google::protobuf::Message> response(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(type)->New());
  return Call(token, request, *response);
}

std::unique_ptr<grpc::ClientReader<v1::WatchInboxResponse>> Wire::Watch(grpc::ClientContext& context, const std::string& token,
                                                                        const UnitId& unit, const std::string& cursor) {
  Authorize(context, token);
  v1::WatchInboxRequest request;
  request.set_parent(NameOf(unit));
  request.set_cursor(cursor);
  return v1::InboxService::NewStub(channel)->WatchInbox(&context, request);
}

v1::CreateReferralRequest Wire::NewReferral(const UnitId& receiver) {
  v1::CreateReferralRequest request;
  request.set_request_id(NewRequestId());
  v1::Referral& referral = *request.mutable_referral();
  referral.set_kind(v1::REFERRAL_KIND_REFERRAL);
  referral.set_receiver(NameOf(receiver));
  referral.set_legal_basis(v1::LEGAL_BASIS_CONSENT);
  referral.add_welfare_programs(v1::WELFARE_PROGRAM_SEMBAKO);
  request.mutable_packet()->mutable_need()->set_eligibility("penghasilan hilang");
  return request;
}

std::string Wire::Log() {
  const std::lock_guard lock(log_mutex);
  return log_text;
}

void Wire::AwaitInLog(std::string_view text, int lines) {
  const auto found = [&] {
    int count = 0;
    for (std::size_t at = 0; (at = log_text.find(text, at)) != std::string::npos; at = log_text.find('\n', at)) ++count;
    return count >= lines;
  };
  std::unique_lock lock(log_mutex);
  log_grew.wait(lock, found);
}

Answer Wire::AnswerOf(const grpc::Status& status) {
  Answer answer = {.status = status, .reason = status.ok() ? "OK" : "", .violations = {}, .metadata = {}};
  google::rpc::Status details;
  details.ParseFromString(status.error_details());
  for (const google::protobuf::Any& any : details.details()) {
    google::rpc::ErrorInfo info;
    google::rpc::BadRequest bad_request;
    if (any.UnpackTo(&info)) answer.reason = info.reason();
    if (!any.UnpackTo(&bad_request)) continue;
    for (const auto& violation : bad_request.field_violations()) {
      answer.violations.push_back(absl::StrCat(violation.field(), " ", violation.reason()));
    }
  }
  return answer;
}

}  // namespace rujukan::testing
