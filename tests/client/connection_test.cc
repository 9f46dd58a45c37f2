#include "client/connection.h"

#include <gtest/gtest.h>

#include <deque>
#include <mutex>

#include "client/exit_code.h"
#include "client/inbox_watch.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "rujukan/v1/inbox_event.grpc.pb.h"
#include "rujukan/v1/unit.grpc.pb.h"
#include "tests/testing/certificates.h"

namespace rujukan::client {
namespace {

using std::chrono::milliseconds;

// Answers CreateUnit with the statuses it was given, one a call, then OK; remembers what it was asked.
class ScriptedUnits final : public v1::UnitService::Service {
 public:
  grpc::Status CreateUnit(grpc::ServerContext* context, const v1::CreateUnitRequest* request, v1::Unit* response) override {
    request_ids.push_back(request->request_id());
    const auto authorization = context->client_metadata().find("authorization");
    token = authorization == context->client_metadata().end()
                ? ""
                : std::string(authorization->second.data(), authorization->second.size());
    response->set_name("units/1");
    if (script.empty()) return grpc::Status::OK;
    grpc::Status status = script.front();
    script.pop_front();
    return status;
  }

  std::deque<grpc::Status> script;
  std::vector<std::string> request_ids;
  std::string token;
};

// Each stream gives the events that follow the cursor, at most `per_stream`, and ends as a stopping server does.
class BreakingInbox final : public v1::InboxService::Service {
 public:
  grpc::Status WatchInbox(grpc::ServerContext*, const v1::WatchInboxRequest* request,
                          grpc::ServerWriter<v1::WatchInboxResponse>* writer) override {
    ++streams;
    const int after = request->cursor().empty() ? 0 : std::stoi(request->cursor());
    writer->Write(v1::WatchInboxResponse());
    for (int i = after + 1; i <= after + per_stream; ++i) {
      v1::WatchInboxResponse response;
      response.mutable_event()->set_sequence(i);
      response.mutable_event()->set_cursor(std::to_string(i));
      writer->Write(response);
    }
    return end;
  }

  int per_stream = 2;
  int streams = 0;
  grpc::Status end{grpc::StatusCode::UNAVAILABLE, "stopping"};
};

class ConnectionTest : public ::testing::Test {
 protected:
  ConnectionTest() {
    grpc::ServerBuilder builder;
    builder.RegisterService(&units_);
    builder.RegisterService(&inbox_);
    server_ = builder.BuildAndStart();
    connection_ = std::make_unique<Connection>(server_->InProcessChannel({}), Options());
  }
  ~ConnectionTest() override { server_->Shutdown(); }

  ConnectionOptions Options() {
    ConnectionOptions options;
    options.token = "secret-token";
    options.sleep = [this](milliseconds pause) { pauses_.push_back(pause); };
    options.random = [] { return 0.0; };
    return options;
  }

  std::optional<CallError> Create() {
    v1::CreateUnitRequest request;
    request.set_request_id("the-one-id");
    v1::Unit unit;
    return connection_->Call(&v1::UnitService::Stub::CreateUnit, request, &unit);
  }

  ScriptedUnits units_;
  BreakingInbox inbox_;
  std::unique_ptr<grpc::Server> server_;
  std::vector<milliseconds> pauses_;
  std::unique_ptr<Connection> connection_;
};

grpc::Status WithDetails(grpc::StatusCode code, const std::vector<const google::protobuf::Message*>& details) {
  google::rpc::Status status;
  status.set_code(code);
  for (const auto* detail : details) status.add_details()->PackFrom(*detail);
  return {code, "in English", status.SerializeAsString()};
}

TEST_F(ConnectionTest, CarriesTheTokenOfTheSession) {
  EXPECT_FALSE(Create());
  EXPECT_EQ(units_.token, "Bearer secret-token");
}

TEST_F(ConnectionTest, RepeatsTheSameRequestWhenTheServerIsUnavailable) {
  units_.script = {{grpc::StatusCode::UNAVAILABLE, ""}, {grpc::StatusCode::UNAVAILABLE, ""}};
  EXPECT_FALSE(Create());
  EXPECT_EQ(units_.request_ids, std::vector<std::string>(3, "the-one-id"));
  EXPECT_EQ(pauses_, (std::vector<milliseconds>{milliseconds(200), milliseconds(400)}));
}

TEST_F(ConnectionTest, RepeatsTheSameRequestWhenGrpcHadNoMemoryForIt) {
  units_.script = {{grpc::StatusCode::RESOURCE_EXHAUSTED, "Buffers full"}};
  EXPECT_FALSE(Create());
  EXPECT_EQ(units_.request_ids, std::vector<std::string>(2, "the-one-id"));
}

TEST_F(ConnectionTest, RepeatsNothingElse) {
  google::rpc::ErrorInfo info;
  info.set_reason("A_REASON");
  for (int code = 1; code <= 16; ++code) {
    if (code == grpc::StatusCode::UNAVAILABLE) continue;
    units_.request_ids.clear();
    units_.script = {WithDetails(static_cast<grpc::StatusCode>(code), {&info})};
    const auto error = Create();
    ASSERT_TRUE(error) << code;
    EXPECT_EQ(error->code, code);
    EXPECT_EQ(units_.request_ids.size(), 1u) << code;
  }
  EXPECT_TRUE(pauses_.empty());
}

TEST_F(ConnectionTest, GivesUpAfterSomeAttempts) {
  for (int i = 0; i < 20; ++i) units_.script.emplace_back(grpc::StatusCode::UNAVAILABLE, "");
  EXPECT_EQ(Create()->code, grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(units_.request_ids.size(), static_cast<std::size_t>(RetryPolicy().attempts_max));
}

TEST_F(ConnectionTest, WaitsAsLongAsTheServerAsks) {
  google::rpc::RetryInfo info;
  info.mutable_retry_delay()->set_seconds(3);
  units_.script = {WithDetails(grpc::StatusCode::UNAVAILABLE, {&info})};
  EXPECT_FALSE(Create());
  EXPECT_EQ(pauses_, std::vector<milliseconds>{milliseconds(3000)});
}

TEST_F(ConnectionTest, TellsInsteadOfWaitingForMinutes) {
  google::rpc::RetryInfo info;
  info.mutable_retry_delay()->set_seconds(600);
  units_.script = {WithDetails(grpc::StatusCode::UNAVAILABLE, {&info})};
  EXPECT_EQ(Create()->retry_delay, milliseconds(600000));
  EXPECT_TRUE(pauses_.empty());
}

TEST_F(ConnectionTest, ReadsEverythingThatARefusalSays) {
  google::rpc::ErrorInfo info;
  info.set_reason("INVALID_REQUEST");
  (*info.mutable_metadata())["move"] = "ACCEPT";
  google::rpc::BadRequest bad;
  for (const char* field : {"packet.identity.nik", "request_id"}) {
    auto& violation = *bad.add_field_violations();
    violation.set_field(field);
    violation.set_reason("REQUIRED");
    violation.set_description("is required");
    violation.mutable_localized_message()->set_message("wajib diisi");
  }
  google::rpc::LocalizedMessage message;
  message.set_locale("id-ID");
  message.set_message("Permintaan salah.");
  units_.script = {WithDetails(grpc::StatusCode::INVALID_ARGUMENT, {&info, &bad, &message})};
  const auto error = Create();
  ASSERT_TRUE(error);
  EXPECT_EQ(error->reason, "INVALID_REQUEST");
  EXPECT_EQ(error->english, "in English");
  EXPECT_EQ(error->indonesian, "Permintaan salah.");
  EXPECT_EQ(error->metadata.at("move"), "ACCEPT");
  ASSERT_EQ(error->problems.size(), 2u);
  EXPECT_EQ(error->problems[0].field, "packet.identity.nik");
  EXPECT_EQ(error->problems[1].indonesian, "wajib diisi");
}

TEST_F(ConnectionTest, FollowsAnInboxOverBrokenStreamsOnceAndInOrder) {
  std::vector<std::int64_t> seen;
  int lost = 0;
  const auto error = WatchInbox(
      *connection_, "units/1", "",
      [&](const v1::InboxEvent& event) {
        seen.push_back(event.sequence());
        return seen.size() < 5;
      },
      [&](const CallError&) { ++lost; });
  EXPECT_FALSE(error);
  EXPECT_EQ(seen, (std::vector<std::int64_t>{1, 2, 3, 4, 5}));
  EXPECT_EQ(inbox_.streams, 3);
  EXPECT_EQ(lost, 2);
}

TEST_F(ConnectionTest, StopsFollowingWhenTheSessionEnds) {
  inbox_.end = {grpc::StatusCode::UNAUTHENTICATED, "ended"};
  const auto error = WatchInbox(
      *connection_, "units/1", "7", [](const v1::InboxEvent&) { return true; }, [](const CallError&) {});
  ASSERT_TRUE(error);
  EXPECT_EQ(error->code, grpc::StatusCode::UNAUTHENTICATED);
  EXPECT_EQ(inbox_.streams, 1);
}

TEST(TlsCredentials, ShowTheCertificateOfASystemAndBelieveTheAuthorityOnly) {
  testing::Authority authority, foreign;
  const testing::CertificatePair server_pair = authority.Server();
  const testing::CertificatePair own =
      authority.System("units/01930000-0000-7000-8000-000000000001/officers/01930000-0000-7000-8000-000000000002");
  grpc::SslServerCredentialsOptions options(GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  options.pem_root_certs = testing::ReadFile(authority.ca());
  options.pem_key_cert_pairs = {{testing::ReadFile(server_pair.key), testing::ReadFile(server_pair.certificate)}};
  ScriptedUnits units;
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort("127.0.0.1:0", grpc::SslServerCredentials(options), &port);
  builder.RegisterService(&units);
  const auto server = builder.BuildAndStart();

  const auto answered = [&](const TlsOptions& tls) {
    ConnectionOptions once;
    once.retry.attempts_max = 1;
    Connection connection(OpenChannel("127.0.0.1:" + std::to_string(port), TlsCredentials(tls)), once);
    v1::Unit unit;
    return !connection.Call(&v1::UnitService::Stub::CreateUnit, v1::CreateUnitRequest(), &unit);
  };
  TlsOptions tls{.ca = testing::ReadFile(authority.ca()),
                 .certificate = testing::ReadFile(own.certificate),
                 .private_key = testing::ReadFile(own.key)};
  EXPECT_TRUE(answered(tls));
  EXPECT_FALSE(answered({.ca = tls.ca, .certificate = "", .private_key = ""}));
  tls.ca = testing::ReadFile(foreign.ca());
  EXPECT_FALSE(answered(tls));
  server->Shutdown();
}

TEST(RetryDelay, DoublesUpToItsLimit) {
  const RetryPolicy policy{.attempts_max = 9, .first_delay = milliseconds(100), .delay_max = milliseconds(1000)};
  EXPECT_EQ(RetryDelay(policy, 1, 0, milliseconds(0)), milliseconds(100));
  EXPECT_EQ(RetryDelay(policy, 3, 0, milliseconds(0)), milliseconds(400));
  EXPECT_EQ(RetryDelay(policy, 100, 0, milliseconds(0)), milliseconds(1000));
}

TEST(RetryDelay, IsSpreadByChanceAndNeverShorterThanAsked) {
  const RetryPolicy policy;
  EXPECT_EQ(RetryDelay(policy, 1, 0.999, milliseconds(0)), milliseconds(101));
  EXPECT_EQ(RetryDelay(policy, 1, 0.5, milliseconds(7000)), milliseconds(7000));
}

TEST(ExitCode, IsWhatTheManualSaysOfEachCode) {
  using grpc::StatusCode;
  EXPECT_EQ(ExitCodeOf(StatusCode::OK), ExitCode::kOk);
  EXPECT_EQ(ExitCodeOf(StatusCode::FAILED_PRECONDITION), ExitCode::kRefusedByRule);
  EXPECT_EQ(ExitCodeOf(StatusCode::INVALID_ARGUMENT), ExitCode::kInvalidInput);
  EXPECT_EQ(ExitCodeOf(StatusCode::UNAUTHENTICATED), ExitCode::kSignInNeeded);
  EXPECT_EQ(ExitCodeOf(StatusCode::NOT_FOUND), ExitCode::kNotFound);
  EXPECT_EQ(ExitCodeOf(StatusCode::PERMISSION_DENIED), ExitCode::kNotFound);
  EXPECT_EQ(ExitCodeOf(StatusCode::ABORTED), ExitCode::kConflict);
  EXPECT_EQ(ExitCodeOf(StatusCode::ALREADY_EXISTS), ExitCode::kConflict);
  EXPECT_EQ(ExitCodeOf(StatusCode::UNAVAILABLE), ExitCode::kUnavailable);
  EXPECT_EQ(ExitCodeOf(StatusCode::RESOURCE_EXHAUSTED), ExitCode::kUnavailable);
  EXPECT_EQ(ExitCodeOf(StatusCode::DEADLINE_EXCEEDED), ExitCode::kUnavailable);
  EXPECT_EQ(ExitCodeOf(StatusCode::DATA_LOSS), ExitCode::kInternal);
}

TEST(LocalAddress, IsOneOfThisMachine) {
  EXPECT_EQ(LocalAddress("127.0.0.1:7430"), "127.0.0.1:7430");
  EXPECT_EQ(LocalAddress("127.8.9.10:1"), "127.8.9.10:1");
  EXPECT_EQ(LocalAddress("127.0.0.1"), "127.0.0.1:7430");
  EXPECT_EQ(LocalAddress("localhost:99"), "127.0.0.1:99");
  EXPECT_EQ(LocalAddress("[::1]:99"), "[::1]:99");
  EXPECT_EQ(LocalAddress("[::1]"), "[::1]:7430");
  EXPECT_EQ(LocalAddress("unix:/run/rujukan/socket"), "unix:/run/rujukan/socket");
}

TEST(RemoteAddress, IsANameOrAnAddressWithThePortOfThePublicFace) {
  EXPECT_EQ(RemoteAddress("rujukan.example"), "rujukan.example:443");
  EXPECT_EQ(RemoteAddress("rujukan.example:7431"), "rujukan.example:7431");
  EXPECT_EQ(RemoteAddress("192.0.2.1:7431"), "192.0.2.1:7431");
  EXPECT_EQ(RemoteAddress("[2001:db8::1]"), "[2001:db8::1]:443");
  EXPECT_EQ(RemoteAddress("[2001:db8::1]:99"), "[2001:db8::1]:99");
}

TEST(RemoteAddress, IsNothingThatWouldBeDialedInAnotherWay) {
  for (const char* server : {"", ":443", "unix:/run/socket", "dns:///rujukan.example:443", "ipv4:192.0.2.1:1", "vsock:1:2",
                             "xds:///x", "rujukan.example:", "rujukan.example:https", "[2001:db8::1", "[rujukan]:1", "2001:db8::1",
                             "-x:1", "a b:1", "user@rujukan.example:1", "rujukan.example/:1"}) {
    EXPECT_EQ(RemoteAddress(server), std::nullopt) << server;
  }
}

TEST(LocalAddress, IsNoneThatOthersCouldListenTo) {
  for (const char* server : {"192.0.2.1:7430", "0.0.0.0:7430", "rujukan.example:7430", "localhost.example:1", "127.0.0.1.example:1",
                             "[2001:db8::1]:7430", "[::]:7430", "dns:///localhost:1", "ipv4:192.0.2.1:1", "127.0.0.1:http",
                             "127.0.0.1:", "unix:", ":7430", "", "vsock:1:2"}) {
    EXPECT_EQ(LocalAddress(server), std::nullopt) << server;
  }
}

}  // namespace
}  // namespace rujukan::client
