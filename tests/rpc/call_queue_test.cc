// The queue by itself: places, bytes, and those who leave.
#include "server/rpc/call_queue.h"

#include <future>
#include <latch>
#include <string>

#include "gtest/gtest.h"
#include "server/domain/waiting.h"
#include "tests/testing/refusals.h"

namespace rujukan::testing {
namespace {

class Caller final : public CallQueue::Waiter {
 public:
  void Serve() override { heard_.set_value("served"); }
  void Refuse(const absl::Status& refusal) override { heard_.set_value(Reason(refusal)); }
  std::string Hear() { return heard_.get_future().get(); }

 private:
  std::promise<std::string> heard_;
};

// Without a thread whoever comes waits.
constexpr int kNoThreads = 0;

TEST(CallQueueTest, ServesWhoeverCame) {
  CallQueue queue(1, 1, 1);
  Caller caller;
  EXPECT_EQ(Reason(queue.Enter(caller, 1)), "OK");
  EXPECT_EQ(caller.Hear(), "served");
  EXPECT_FALSE(queue.Leave(caller));
}

TEST(CallQueueTest, HasSoManyPlaces) {
  CallQueue queue(kNoThreads, 1, 1);
  Caller first, second;
  EXPECT_EQ(Reason(queue.Enter(first, 1)), "OK");
  EXPECT_EQ(Reason(queue.Enter(second, 1)), "OVERLOADED");
  EXPECT_TRUE(queue.Leave(first));
  EXPECT_EQ(Reason(queue.Enter(second, 1)), "OK");
  EXPECT_TRUE(queue.Leave(second));
}

TEST(CallQueueTest, HasSoManyBytes) {
  CallQueue queue(kNoThreads, 1, 3);
  Caller first, second, third;
  EXPECT_EQ(Reason(queue.Enter(first, kCallsWaitingBytesMax - 1)), "OK");
  EXPECT_EQ(Reason(queue.Enter(second, 1)), "OK");
  EXPECT_EQ(Reason(queue.Enter(third, 1)), "OVERLOADED");
  EXPECT_TRUE(queue.Leave(second));
  EXPECT_EQ(Reason(queue.Enter(third, 1)), "OK");
  queue.Close(absl::ZeroDuration());
}

TEST(CallQueueTest, RefusesWhoStillWaitsWhenItCloses) {
  CallQueue queue(kNoThreads, 1, 3);
  Caller first, second, late;
  EXPECT_EQ(Reason(queue.Enter(first, 1)), "OK");
  EXPECT_EQ(Reason(queue.Enter(second, 1)), "OK");
  queue.Close(absl::ZeroDuration());
  EXPECT_EQ(first.Hear(), "SERVER_STOPPING");
  EXPECT_EQ(second.Hear(), "SERVER_STOPPING");
  EXPECT_FALSE(queue.Leave(first));
  EXPECT_EQ(Reason(queue.Enter(late, 1)), "SERVER_STOPPING");
}

// Stays in its thread, first at work and then waiting, until it is let go.
class Lingerer final : public CallQueue::Waiter {
 public:
  void Serve() override {
    begun.count_down();
    wait.wait();
    const Waiting waiting;
    go_on.wait();
  }
  void Refuse(const absl::Status&) override {}

  std::latch begun{1};
  std::latch wait{1};
  std::latch go_on{1};
};

TEST(CallQueueTest, ServesOneMoreOnlyWhenOneThatRunsWaits) {
  CallQueue queue(2, 1, 2);
  Lingerer first;
  EXPECT_EQ(Reason(queue.Enter(first, 1)), "OK");
  first.begun.wait();
  Caller second, third;
  EXPECT_EQ(Reason(queue.Enter(second, 1)), "OK");
  // There is a thread, but it may not run.
  EXPECT_TRUE(queue.Leave(second));
  EXPECT_EQ(Reason(queue.Enter(third, 1)), "OK");
  first.wait.count_down();
  EXPECT_EQ(third.Hear(), "served");
  first.go_on.count_down();
}

}  // namespace
}  // namespace rujukan::testing
