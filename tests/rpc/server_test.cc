// The server as a whole: where it listens, whether it is well, what it offers.
#include "server/rpc/server.h"

#include <memory>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/impl/codegen/client_unary_call.h"
#include "grpcpp/impl/codegen/sync_stream.h"
#include "grpcpp/support/byte_buffer.h"
#include "rujukan/v1/session.pb.h"
#include "tests/rpc/wire.h"

namespace rujukan::testing {
namespace {

// grpc.health.v1.HealthCheckResponse: field 1 is 1 when SERVING, 2 when NOT_SERVING.
constexpr char kServing[] = "\x08\x01";
constexpr char kNotServing[] = "\x08\x02";

std::string TextOf(const grpc::ByteBuffer& buffer) {
  std::vector<grpc::Slice> slices;
  EXPECT_TRUE(buffer.Dump(&slices).ok());
  std::string text;
  for (const grpc::Slice& slice : slices) text.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  return text;
}

grpc::ByteBuffer NoBytes() {
  const grpc::Slice empty("");
  return grpc::ByteBuffer(&empty, 1);
}

class ServerTest : public Wire {};

TEST_F(ServerTest, IsAsHealthyAsItsStore) {
  grpc::ClientContext context;
  const grpc::internal::RpcMethod watch("/grpc.health.v1.Health/Watch", grpc::internal::RpcMethod::SERVER_STREAMING);
  const std::unique_ptr<grpc::ClientReader<grpc::ByteBuffer>> reader(
      grpc::internal::ClientReaderFactory<grpc::ByteBuffer>::Create(channel.get(), watch, &context, NoBytes()));
  grpc::ByteBuffer answer;
  ASSERT_TRUE(reader->Read(&answer));
  EXPECT_EQ(TextOf(answer), kServing);
  store.down = true;
  ASSERT_TRUE(reader->Read(&answer));
  EXPECT_EQ(TextOf(answer), kNotServing);
  store.down = false;
  ASSERT_TRUE(reader->Read(&answer));
  EXPECT_EQ(TextOf(answer), kServing);
  context.TryCancel();
}

class ListeningTest : public ::testing::Test {
 protected:
  absl::StatusOr<std::unique_ptr<Server>> Start(const std::string& address, bool reflection = false) {
    ServerOptions options;
    options.listen_address = address;
    options.reflection = reflection;
    return Server::Start(world.work(), hasher, options, [](LogLevel, std::string_view) {});
  }

  grpc::StatusCode CodeOf(const Server& server, const char* method) {
    const auto channel = grpc::CreateChannel("127.0.0.1:" + std::to_string(server.port()), grpc::InsecureChannelCredentials());
    const grpc::internal::RpcMethod rpc(method, grpc::internal::RpcMethod::NORMAL_RPC);
    grpc::ClientContext context;
    grpc::ByteBuffer answer;
    return grpc::internal::BlockingUnaryCall<grpc::ByteBuffer, grpc::ByteBuffer>(channel.get(), rpc, &context, NoBytes(), &answer)
        .error_code();
  }

  World world;
  PlainHasher hasher;
};

TEST_F(ListeningTest, AnswersOnLoopback) {
  const auto server = Start("127.0.0.1:0");
  ASSERT_TRUE(server.ok()) << server.status();
  EXPECT_GT((*server)->port(), 0);
  EXPECT_EQ(CodeOf(**server, "/rujukan.v1.SessionService/GetSession"), grpc::StatusCode::UNAUTHENTICATED);
  EXPECT_EQ(CodeOf(**server, "/rujukan.v1.SessionService/NoSuchMethod"), grpc::StatusCode::UNIMPLEMENTED);
}

TEST_F(ListeningTest, OffersReflectionOnlyWhenToldTo) {
  constexpr char kReflection[] = "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo";
  const auto without = Start("127.0.0.1:0");
  const auto with = Start("127.0.0.1:0", true);
  ASSERT_TRUE(without.ok() && with.ok());
  EXPECT_EQ(CodeOf(**without, kReflection), grpc::StatusCode::UNIMPLEMENTED);
  EXPECT_NE(CodeOf(**with, kReflection), grpc::StatusCode::UNIMPLEMENTED);
}

TEST_F(ListeningTest, RefusesAnAddressInUse) {
  const auto first = Start("127.0.0.1:0");
  ASSERT_TRUE(first.ok());
  const auto second = Start("127.0.0.1:" + std::to_string((*first)->port()));
  EXPECT_FALSE(second.ok());
}

TEST_F(ListeningTest, OffersPlaintextToNoNetwork) {
  for (const char* address : {"0.0.0.0:7430",
                              "192.168.1.5:7430",
                              "[::]:7430",
                              "localhost:7430",
                              "rujukan.example:7430",
                              "127.0.0.1.evil:1",
                              "1270.0.0.1:1",
                              "127.0.0:1",
                              ":7430",
                              "127.0.0.1",
                              "127.0.0.1:",
                              "127.0.0.1:65536",
                              "127.0.0.1:99999",
                              "127.0.0.1:-1",
                              "127.0.0.1:+1",
                              "127.0.0.1: 1",
                              "127.0.0.1:grpc",
                              "127.0.0.256:1",
                              "[::1]",
                              "[::1]:",
                              "unix:",
                              "unix://",
                              "unix:/run/"}) {
    EXPECT_FALSE(IsPrivateAddress(address)) << address;
    EXPECT_FALSE(Start(address).ok()) << address;
  }
  for (const char* address : {"127.0.0.1:0", "127.8.9.10:65535", "[::1]:7430", "unix:/run/rujukan/rujukan.sock", "unix:here"}) {
    EXPECT_TRUE(IsPrivateAddress(address)) << address;
  }
}

}  // namespace
}  // namespace rujukan::testing
