#include "adapters/system/uuid_ids.h"

#include <set>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "server/domain/ids.h"
#include "tests/testing/fake_clock.h"

namespace rujukan::testing {
namespace {

TEST(UuidIds, AreVersionSevenAndBeginWithTheTime) {
  FakeClock clock(absl::FromUnixMillis(0x0123456789AB));
  UuidIds ids(clock);
  const std::string id = ids.NewUuid();
  EXPECT_TRUE(IsUuidV7(id)) << id;
  EXPECT_EQ(id.substr(0, 13), "01234567-89ab");
}

TEST(UuidIds, GrowWithinOneMillisecondAndWhenTheClockGoesBack) {
  FakeClock clock;
  UuidIds ids(clock);
  std::string last = ids.NewUuid();
  for (int i = 0; i < 20000; ++i) {
    if (i == 10000) clock.Advance(-absl::Hours(1));
    const std::string next = ids.NewUuid();
    ASSERT_LT(last, next);
    ASSERT_TRUE(IsUuidV7(next));
    last = next;
  }
}

TEST(UuidIds, AreDifferentInEveryThread) {
  FakeClock clock;
  UuidIds ids(clock);
  std::vector<std::vector<std::string>> made(4);
  std::vector<std::thread> threads;
  for (auto& mine : made) {
    threads.emplace_back([&] {
      for (int i = 0; i < 2000; ++i) mine.push_back(ids.NewUuid());
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::set<std::string> all;
  for (const auto& mine : made) all.insert(mine.begin(), mine.end());
  EXPECT_EQ(all.size(), 8000U);
}

TEST(UuidIds, MakeSecretsOfFortyThreeCharacters) {
  FakeClock clock;
  UuidIds ids(clock);
  const std::string secret = ids.NewSecret();
  EXPECT_EQ(secret.size(), 43U);
  EXPECT_EQ(secret.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"), std::string::npos);
  EXPECT_NE(ids.NewSecret(), secret);
}

}  // namespace
}  // namespace rujukan::testing
