#include "server/broker/clerk.h"

#include <atomic>
#include <future>
#include <string>
#include <utility>

#include "gtest/gtest.h"

namespace rujukan {
namespace {

TEST(ClerkTest, DoesTheTaskAtTheInterval) {
  std::atomic<int> done = 0;
  {
    const Clerk clerk(
        absl::Milliseconds(1),
        [&] {
          ++done;
          done.notify_all();
          return absl::OkStatus();
        },
        [](const absl::Status&) { FAIL(); });
    for (int seen = 0; seen < 3; seen = done.load()) done.wait(seen);
  }
  EXPECT_GE(done, 3);
}

TEST(ClerkTest, WaitsForNoIntervalAtItsEnd) {
  int done = 0;
  {
    const Clerk clerk(
        absl::Hours(1000), [&] { return ++done, absl::OkStatus(); }, [](const absl::Status&) {});
  }
  EXPECT_EQ(done, 0);
}

TEST(ClerkTest, TellsWhatFailed) {
  std::promise<std::string> told;
  bool first = true;
  {
    const Clerk clerk(
        absl::Milliseconds(1), [] { return absl::UnavailableError("no paper"); },
        [&](const absl::Status& status) {
          if (std::exchange(first, false)) told.set_value(std::string(status.message()));
        });
    EXPECT_EQ(told.get_future().get(), "no paper");
  }
}

}  // namespace
}  // namespace rujukan
