#include "server/broker/clerk.h"

#include <atomic>
#include <string>

#include "gtest/gtest.h"

namespace rujukan {
namespace {

TEST(ClerkTest, DoesTheTaskAtTheIntervalAndALastTime) {
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
  EXPECT_GE(done, 4);
}

TEST(ClerkTest, WaitsForNoIntervalAtItsEnd) {
  int done = 0;
  {
    const Clerk clerk(
        absl::Hours(1000), [&] { return ++done, absl::OkStatus(); }, [](const absl::Status&) {});
  }
  EXPECT_EQ(done, 1);
}

TEST(ClerkTest, TellsWhatFailed) {
  std::string told;
  {
    const Clerk clerk(
        absl::Hours(1), [] { return absl::UnavailableError("no paper"); },
        [&](const absl::Status& status) { told = std::string(status.message()); });
  }
  EXPECT_EQ(told, "no paper");
}

}  // namespace
}  // namespace rujukan
