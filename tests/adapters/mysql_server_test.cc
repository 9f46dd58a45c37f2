// What happens to a server as a whole, tried on servers that belong to one test.
#include "adapters/mysql/mysql_store.h"
#include "adapters/system/file_key_sealer.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/testing/district_users.h"
#include "tests/testing/empty_database.h"
#include "tests/testing/fake_clock.h"
#include "tests/testing/private_database.h"
#include "tests/testing/refusals.h"

namespace rujukan::testing {
namespace {

using ::testing::HasSubstr;

// A server takes seconds to start, so one serves all of a test's steps.
class MysqlServerOfATest : public ::testing::TestWithParam<std::string> {
 protected:
  std::string Next() {
    return Reason(store->Transact([](Transaction& t) { return t.numbers().Next("A").status(); }));
  }
  FakeClock clock;
  const FileKeySealer sealer{Keys::Random()};
  OwnServer server{GetParam()};
  EmptyDatabase database{server.access()};
  DistrictUsers users{database};
  const MysqlOptions running{.connection = users.running()};
  std::unique_ptr<MysqlStore> store;
};

TEST_P(MysqlServerOfATest, IsServedAgainWithoutReopeningWhenItLetsWriteOrIsBack) {
  ASSERT_EQ(Reason(MysqlStore::Migrate({.connection = users.migrations()}, sealer, clock)), "OK");

  database.Execute("SET GLOBAL innodb_flush_log_at_trx_commit = 2");
  EXPECT_THAT(
      Reason(MysqlStore::Open(running, sealer, clock)),
      HasSubstr("innodb_flush_log_at_trx_commit is 2: the server would lose acknowledged referrals in a power cut; set it to 1"));
  database.Execute("SET GLOBAL innodb_flush_log_at_trx_commit = 1");

  auto opened = MysqlStore::Open(running, sealer, clock);
  ASSERT_EQ(Reason(opened), "OK");
  store = *std::move(opened);
  ASSERT_EQ(Next(), "OK");

  std::vector<std::string> switches{"read_only"};
  if (GetParam() == "MySql") switches.emplace_back("super_read_only");
  for (const std::string& read_only : switches) {
    database.Execute("SET GLOBAL " + read_only + " = ON");
    EXPECT_EQ(Next(), "STORE_UNAVAILABLE") << read_only;
    EXPECT_EQ(Reason(store->Ping()), "STORE_UNAVAILABLE") << read_only;
    EXPECT_EQ(Reason(store->Read([](Transaction& t) { return t.regions().Find("73").status(); })), "OK") << read_only;
    EXPECT_EQ(Reason(MysqlStore::Open(running, sealer, clock)), "OK") << read_only;
    database.Execute("SET GLOBAL read_only = OFF");
    EXPECT_EQ(Reason(store->Ping()), "OK") << read_only;
    EXPECT_EQ(Next(), "OK") << read_only;
  }

  const std::string last = database.Ask("SELECT last_number FROM numbers").front();
  server.Kill();
  EXPECT_EQ(Reason(store->Ping()), "STORE_UNAVAILABLE");
  EXPECT_EQ(Next(), "STORE_UNAVAILABLE");
  EXPECT_THAT(Reason(MysqlStore::Open(running, sealer, clock)), HasSubstr("UNAVAILABLE: "));
  server.Resume();
  EXPECT_EQ(Reason(store->Ping()), "OK");
  EXPECT_EQ(Next(), "OK");
  std::int64_t number = 0;
  ASSERT_EQ(Reason(store->Transact([&](Transaction& t) {
              auto next = t.numbers().Next("A");
              if (next.ok()) number = *next;
              return next.status();
            })),
            "OK");
  EXPECT_EQ(number, std::stoll(last) + 2);
}

TEST_P(MysqlServerOfATest, IsAskedNothingButWhatAClosureAsks) {
  ASSERT_EQ(Reason(MysqlStore::Migrate({.connection = users.migrations()}, sealer, clock)), "OK");
  auto opened = MysqlStore::Open(running, sealer, clock);
  ASSERT_EQ(Reason(opened), "OK");
  store = *std::move(opened);
  const auto asked_by = [&](const std::function<void()>& work) {
    const auto asked = [&] {
      return std::stoi(std::string(database.Ask("SHOW GLOBAL STATUS LIKE 'Questions'").front().substr(10)));
    };
    // The first one signs in and sets up its session.
    work();
    const int before = asked();
    work();
    // The last question was how many there were.
    return asked() - before - 1;
  };
  const auto find_twice = [](Transaction& t) {
    absl::Status status = t.regions().Find("73").status();
    status.Update(t.regions().Find("74").status());
    return status;
  };
  EXPECT_EQ(asked_by([&] { EXPECT_EQ(Reason(store->Read(find_twice)), "OK"); }), 2);
  EXPECT_EQ(asked_by([&] { EXPECT_EQ(Reason(store->ReadSnapshot(find_twice)), "OK"); }), 4);
  EXPECT_EQ(asked_by([&] { EXPECT_EQ(Reason(store->Transact(find_twice)), "OK"); }), 3);
}

INSTANTIATE_TEST_SUITE_P(, MysqlServerOfATest, ::testing::Values("MariaDb", "MySql"),
                         [](const ::testing::TestParamInfo<std::string>& info) { return info.param; });

}  // namespace
}  // namespace rujukan::testing
