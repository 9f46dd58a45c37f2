// A server with more to do than it can: who waits, who is refused, and that nobody is forgotten.
#include <condition_variable>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "grpcpp/client_context.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "gtest/gtest.h"
#include "rujukan/v1/referral.grpc.pb.h"
#include "rujukan/v1/session.pb.h"
#include "tests/rpc/wire.h"

namespace rujukan::testing {
namespace {

// Two threads carry out calls, of which one may sign in, and three calls may wait.
constexpr int kWaitingMax = 3;

class OverloadTest : public Wire {
 protected:
  // Over the network: when a server stops, gRPC cuts off those who call it in its own process.
  OverloadTest() : Wire(Small()) {
    channel = grpc::CreateChannel(absl::StrCat("127.0.0.1:", server->port()), grpc::InsecureChannelCredentials());
  }
  ~OverloadTest() override { LetGo(); }

  static ServerOptions Small() {
    ServerOptions options = QuickOptions();
    options.listen_address = "127.0.0.1:0";
    options.threads_max = kThreadsMin;
    options.calls_waiting_max = kWaitingMax;
    return options;
  }

  // From now on whoever reads from the store waits there until LetGo.
  void HoldTheStore() {
    store.before_read = [this] {
      std::unique_lock lock(mutex_);
      ++inside_;
      changed_.notify_all();
      changed_.wait(lock, [this] { return open_; });
    };
  }
  void LetGo() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }

  // Makes so many calls at once.
  void Begin(int count, const std::string& caller, const google::protobuf::Message& request) {
    for (int i = 0; i < count; ++i) {
      calls_.push_back(std::async(std::launch::async, [this, caller, &request] {
        const std::string reason = Call(caller, request).reason;
        const std::lock_guard lock(mutex_);
        ++answers_[reason];
        changed_.notify_all();
      }));
    }
  }
  void AwaitInStore(int count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return inside_ == count; });
  }
  void AwaitAnswers(const std::string& reason, int count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return answers_[reason] == count; });
  }
  int Answers(const std::string& reason) {
    const std::lock_guard lock(mutex_);
    return answers_[reason];
  }

  // Every thread has a call in the store, and as many wait as may.
  void Fill() {
    HoldTheStore();
    Begin(kThreadsMin, token, get_session);
    AwaitInStore(kThreadsMin);
    // One more than may wait: when that one is told so, the others wait.
    Begin(kWaitingMax + 1, token, get_session);
    AwaitAnswers("OVERLOADED", 1);
  }

  const std::string token = TokenOf(world.post);
  const v1::GetSessionRequest get_session;

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int inside_ = 0;
  bool open_ = false;
  std::map<std::string, int> answers_;
  std::vector<std::future<void>> calls_;
};

TEST_F(OverloadTest, RefusesAtOnceWhenAsManyWaitAsMayAndServesAgainAfterwards) {
  Fill();
  const Answer refused = Call(token, get_session);
  EXPECT_EQ(refused.reason, "OVERLOADED");
  EXPECT_EQ(refused.status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  LetGo();
  AwaitAnswers("OK", kThreadsMin + kWaitingMax);
  EXPECT_EQ(Call(token, get_session).reason, "OK");
}

TEST_F(OverloadTest, LeavesTheOtherHalfToThoseWhoHaveSignedInWhenManySignIn) {
  v1::SignInRequest sign_in;
  sign_in.set_sign_in_name("tidak.ada");
  sign_in.set_password("salah-sama-sekali");
  HoldTheStore();
  Begin(20, "", sign_in);
  AwaitInStore(1);
  AwaitAnswers("OVERLOADED", 19);
  Begin(1, token, get_session);
  AwaitInStore(kThreadsMin);
  Begin(kWaitingMax, token, get_session);
  LetGo();
  AwaitAnswers("OK", 1 + kWaitingMax);
  AwaitAnswers("SIGN_IN_REFUSED", 1);
  EXPECT_EQ(Call("", sign_in).reason, "SIGN_IN_REFUSED") << "the next one has its turn";
}

TEST_F(OverloadTest, DoesNotCarryOutWhatWasCancelledWhileItWaitedAndGivesItsPlaceToOthers) {
  HoldTheStore();
  Begin(kThreadsMin, token, get_session);
  AwaitInStore(kThreadsMin);
  const int commits = store.commits;
  grpc::ClientContext contexts[kWaitingMax + 1];
  std::vector<std::future<grpc::Status>> creations;
  for (grpc::ClientContext& context : contexts) {
    context.AddMetadata("authorization", "Bearer " + token);
    creations.push_back(std::async(std::launch::async, [this, &context, request = NewReferral(world.dinas.unit)] {
      v1::Referral made;
      return v1::ReferralService::NewStub(channel)->CreateReferral(&context, request, &made);
    }));
  }
  AwaitInLog("method=ReferralService/CreateReferral code=RESOURCE_EXHAUSTED reason=OVERLOADED", 1);
  for (grpc::ClientContext& context : contexts) context.TryCancel();
  AwaitInLog("method=ReferralService/CreateReferral code=DEADLINE_EXCEEDED reason=DEADLINE_PASSED", kWaitingMax);
  Begin(kWaitingMax + 1, token, get_session);
  AwaitAnswers("OVERLOADED", 1);
  LetGo();
  AwaitAnswers("OK", kThreadsMin + kWaitingMax);
  EXPECT_EQ(store.commits, commits);
}

TEST_F(OverloadTest, FinishesWhatWaitsWhenItStops) {
  Fill();
  const auto drained = std::async(std::launch::async, [this] { server->Drain(absl::Minutes(1)); });
  // As soon as it stops, new callers are told so.
  while (Call(token, get_session).reason == "OVERLOADED") continue;
  EXPECT_EQ(Call(token, get_session).reason, "SERVER_STOPPING");
  LetGo();
  drained.wait();
  AwaitAnswers("OK", kThreadsMin + kWaitingMax);
}

TEST_F(OverloadTest, TellsThoseWhoStillWaitWhenItsPatienceIsOver) {
  Fill();
  const auto drained = std::async(std::launch::async, [this] { server->Drain(absl::ZeroDuration()); });
  AwaitAnswers("SERVER_STOPPING", kWaitingMax);
  LetGo();
  drained.wait();
}

}  // namespace
}  // namespace rujukan::testing
