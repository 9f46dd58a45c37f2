// A server and its callers in one process: the district of World, reached as every client reaches it.
#ifndef RUJUKAN_TESTS_RPC_WIRE_H_
#define RUJUKAN_TESTS_RPC_WIRE_H_

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/sqlite/sqlite_store.h"
#include "adapters/system/file_key_sealer.h"
#include "google/protobuf/message.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "gtest/gtest.h"
#include "rujukan/v1/inbox_event.grpc.pb.h"
#include "rujukan/v1/referral.pb.h"
#include "server/rpc/server.h"
#include "tests/rpc/observed_store.h"
#include "tests/testing/plain_hasher.h"
#include "tests/testing/recording_connection.h"
#include "tests/testing/world.h"

namespace rujukan::testing {

// How a call was answered.
struct Answer {
  grpc::Status status;
  // "OK", or the reason of google.rpc.ErrorInfo; empty when gRPC itself answered.
  std::string reason;
  // "path REASON" of each violation.
  std::vector<std::string> violations;
  // All metadata that came with it.
  std::string metadata;
};

class Wire : public ::testing::Test {
 protected:
  explicit Wire(const ServerOptions& options = QuickOptions());

  // Everything that waits, waits a moment only.
  static ServerOptions QuickOptions();

  // Opens a session for an officer of the world without asking for a password.
  std::string TokenOf(const Caller& caller);
  // Calls the method that takes this request. An empty token is not sent.
  Answer Call(const std::string& token, const google::protobuf::Message& request, google::protobuf::Message& response);
  Answer Call(const std::string& token, const google::protobuf::Message& request);
  std::unique_ptr<grpc::ClientReader<v1::WatchInboxResponse>> Watch(grpc::ClientContext& context, const std::string& token,
                                                                    const UnitId& unit, const std::string& cursor = "");
  std::string NewRequestId() { return world.ids.NewUuid(); }
  // A request of a welfare unit's that nothing is wrong with, with an id of its own.
  v1::CreateReferralRequest NewReferral(const UnitId& receiver);
  std::string Log();
  // Returns when so many lines of the log hold this text.
  void AwaitInLog(std::string_view text, int lines);

  static Answer AnswerOf(const grpc::Status& status);

  FakeClock store_clock;
  StatementRecord statements;
  FileKeySealer sealer{Keys::Random()};
  ObservedStore store;
  World world;
  PlainHasher hasher;
  std::mutex log_mutex;
  std::condition_variable log_grew;
  std::string log_text;
  std::unique_ptr<Server> server;
  std::shared_ptr<grpc::Channel> channel;
};

}  // namespace rujukan::testing

#endif  // RUJUKAN_TESTS_RPC_WIRE_H_
