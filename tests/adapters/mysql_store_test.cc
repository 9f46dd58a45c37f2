// What other clients, the network and the server's limits do to the store, and what becomes of its transactions.
#include "adapters/mysql/mysql_store.h"

#include <latch>
#include <thread>

#include "absl/strings/str_split.h"
#include "adapters/system/file_key_sealer.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/domain/try.h"
#include "tests/testing/commit_cutter.h"
#include "tests/testing/district_users.h"
#include "tests/testing/empty_database.h"
#include "tests/testing/fake_clock.h"
#include "tests/testing/refusals.h"

namespace rujukan::testing {
namespace {

class MysqlStoreTroubles : public ::testing::TestWithParam<std::string> {
 protected:
  MysqlStoreTroubles() {
    options.connection = database.options();
    // Files of another time may have made the tables.
    if (!MysqlStore::Migrate(options, sealer, clock).ok()) database.Recreate();
  }

  void Open() {
    auto opened = MysqlStore::Open(options, sealer, clock);
    ASSERT_EQ(Reason(opened), "OK");
    store = *std::move(opened);
  }

  std::string Next(std::string_view series) {
    return Reason(store->Transact([&](Transaction& t) { return t.numbers().Next(series).status(); }));
  }
  // As it is committed; 0 when there is none.
  std::string LastNumber(const std::string& series) {
    return database.Ask("SELECT COALESCE(MAX(last_number), 0) FROM numbers WHERE series = '" + series + "'").front();
  }

  std::vector<std::string> ConnectionsOfTheStore() {
    std::vector<std::string> ids;
    const std::string own = database.Ask("SELECT CONNECTION_ID()").front();
    for (const std::string& row : database.Ask("SHOW PROCESSLIST")) {
      const std::vector<std::string> cells = absl::StrSplit(row, '|');
      if (cells[3] == database.options().database && cells[0] != own) ids.push_back(cells[0]);
    }
    return ids;
  }
  // Returns when they are gone.
  void KillTheConnectionsOfTheStore() {
    const std::vector<std::string> ids = ConnectionsOfTheStore();
    ASSERT_FALSE(ids.empty());
    for (const std::string& id : ids) database.Execute("KILL " + id);
    while (!ConnectionsOfTheStore().empty()) std::this_thread::yield();
  }

  FakeClock clock;
  const FileKeySealer sealer{Keys::Random()};
  EmptyDatabase database{GetParam()};
  MysqlOptions options;
  std::unique_ptr<MysqlStore> store;
};

TEST_P(MysqlStoreTroubles, OfADeadlockAreOverWhenBothHaveFinished) {
  Open();
  ASSERT_EQ(Next("A"), "OK");
  ASSERT_EQ(Next("B"), "OK");
  std::latch both_hold_one(2);
  std::atomic<int> runs = 0;
  const auto take = [&](std::string_view first, std::string_view second) {
    bool collides = true;
    EXPECT_EQ(Reason(store->Transact([&](Transaction& t) -> absl::Status {
                ++runs;
                RUJUKAN_TRY(t.numbers().Next(first).status());
                if (std::exchange(collides, false)) both_hold_one.arrive_and_wait();
                return t.numbers().Next(second).status();
              })),
              "OK");
  };
  std::thread other(take, "B", "A");
  take("A", "B");
  other.join();
  EXPECT_GE(runs, 3);
  EXPECT_EQ(LastNumber("A"), "3");
  EXPECT_EQ(LastNumber("B"), "3");
}

TEST_P(MysqlStoreTroubles, OfARowThatSomebodyHoldsEndWithTheirTransactionOrWithUnavailable) {
  options.connection.lock_wait = absl::Seconds(1);
  Open();
  ASSERT_EQ(Next("A"), "OK");
  int runs = 0;
  const auto next_when_released_at = [&](int run) {
    database.Execute("START TRANSACTION");
    database.Ask("SELECT last_number FROM numbers WHERE series = 'A' FOR UPDATE");
    runs = 0;
    const std::string reason = Reason(store->Transact([&](Transaction& t) -> absl::Status {
      if (++runs == run) database.Execute("ROLLBACK");
      // Waiting costs a second each time; in between other collisions will do.
      if (runs > 2 && runs < Store::kAttemptsMax) return StoreConflict();
      RUJUKAN_TRY(t.numbers().Next("B").status());
      return t.numbers().Next("A").status();
    }));
    database.Execute("ROLLBACK");
    return reason;
  };
  EXPECT_EQ(next_when_released_at(2), "OK");
  EXPECT_EQ(runs, 2);
  EXPECT_EQ(next_when_released_at(Store::kAttemptsMax + 1), "STORE_UNAVAILABLE");
  EXPECT_EQ(runs, Store::kAttemptsMax);
  EXPECT_EQ(LastNumber("A"), "2");
  EXPECT_EQ(LastNumber("B"), "1");
}

// The server may have ended the transaction, and what is asked after that would be kept without what was asked before.
TEST_P(MysqlStoreTroubles, OfARowThatSomebodyHoldsLeaveNothingOfAClosureThatOverlooksThem) {
  options.connection.lock_wait = absl::Seconds(1);
  Open();
  ASSERT_EQ(Next("A"), "OK");
  database.Execute("START TRANSACTION");
  database.Ask("SELECT last_number FROM numbers WHERE series = 'A' FOR UPDATE");
  int runs = 0;
  EXPECT_EQ(Reason(store->Transact([&](Transaction& t) -> absl::Status {
              RUJUKAN_TRY(t.numbers().Next("B").status());
              if (++runs > 1) return absl::OkStatus();
              EXPECT_TRUE(IsStoreConflict(t.numbers().Next("A").status()));
              database.Execute("ROLLBACK");
              EXPECT_TRUE(IsStoreConflict(t.numbers().Next("C").status()));
              return absl::OkStatus();
            })),
            "OK");
  EXPECT_EQ(runs, 2);
  EXPECT_EQ(LastNumber("A"), "1");
  EXPECT_EQ(LastNumber("B"), "1");
  EXPECT_EQ(LastNumber("C"), "0");
}

TEST_P(MysqlStoreTroubles, OfCollisionsEndWhenTheCallerHasWaitedLongEnough) {
  options.retrying = absl::ZeroDuration();
  Open();
  int runs = 0;
  EXPECT_EQ(Reason(store->Transact([&](Transaction&) {
              ++runs;
              return StoreConflict();
            })),
            "STORE_UNAVAILABLE");
  EXPECT_EQ(runs, 1);
}

// As seen by the server: what it does with a client that vanished without a word.
TEST_P(MysqlStoreTroubles, OfAClientThatVanishedHoldNobodyForLong) {
  auto connection = mysql::MysqlConnection::Open(options.connection);
  ASSERT_EQ(Reason(connection), "OK");
  auto* const statement = (*connection)->Prepare("SELECT @@wait_timeout");
  ASSERT_EQ(statement->Step(), sql::Result::kRow);
  EXPECT_LE(statement->Int(0), 60);
}

TEST_P(MysqlStoreTroubles, OfIdleConnectionsThatWereKilledAreNotSeen) {
  Open();
  ASSERT_EQ(Next("A"), "OK");
  KillTheConnectionsOfTheStore();
  EXPECT_EQ(Next("A"), "OK");
  KillTheConnectionsOfTheStore();
  EXPECT_EQ(Reason(store->Ping()), "OK");
  EXPECT_EQ(LastNumber("A"), "2");
  for (const auto read : {&Store::Read, &Store::ReadSnapshot}) {
    const auto find = [](Transaction& t) { return t.regions().Find("73").status(); };
    EXPECT_EQ(Reason((store.get()->*read)(find)), "OK");
    KillTheConnectionsOfTheStore();
    EXPECT_EQ(Reason((store.get()->*read)(find)), "OK");
    KillTheConnectionsOfTheStore();
    // Also by a closure that does not look.
    bool answered = false;
    EXPECT_EQ(Reason((store.get()->*read)([&](Transaction& t) { return answered = find(t).ok(), absl::OkStatus(); })), "OK");
    EXPECT_TRUE(answered);
  }
}

TEST_P(MysqlStoreTroubles, OfAConnectionKilledInATransactionLeaveNothingBehind) {
  Open();
  int runs = 0;
  EXPECT_EQ(Reason(store->Transact([&](Transaction& t) -> absl::Status {
              ++runs;
              RUJUKAN_TRY(t.numbers().Next("A").status());
              KillTheConnectionsOfTheStore();
              return t.numbers().Next("B").status();
            })),
            "STORE_UNAVAILABLE");
  EXPECT_EQ(runs, 1);
  EXPECT_EQ(LastNumber("A"), "0");
  EXPECT_EQ(Next("B"), "OK");
}

TEST_P(MysqlStoreTroubles, OfAConnectionKilledWhileReadingAreToldAndNotHidden) {
  Open();
  ASSERT_EQ(Next("A"), "OK");
  for (const auto read : {&Store::Read, &Store::ReadSnapshot}) {
    int runs = 0;
    EXPECT_EQ(Reason((store.get()->*read)([&](Transaction& t) -> absl::Status {
                ++runs;
                RUJUKAN_TRY(t.regions().Find("73").status());
                KillTheConnectionsOfTheStore();
                return t.regions().Find("73").status();
              })),
              "STORE_UNAVAILABLE");
    EXPECT_EQ(runs, 1);
  }
}

TEST_P(MysqlStoreTroubles, OfAClosureThatOverlooksALostConnectionAreNotOverlookedByTheStore) {
  Open();
  EXPECT_EQ(Reason(store->Transact([&](Transaction& t) {
              EXPECT_EQ(Reason(t.numbers().Next("A")), "OK");
              KillTheConnectionsOfTheStore();
              EXPECT_EQ(Reason(t.numbers().Next("B")), "STORE_UNAVAILABLE");
              return absl::OkStatus();
            })),
            "STORE_UNAVAILABLE");
  EXPECT_EQ(LastNumber("A"), "0");
}

TEST_P(MysqlStoreTroubles, OfAnImportThatHasNotFinishedKeepOutAServerThatWasThereBefore) {
  Open();
  EXPECT_EQ(Next("R"), "OK");
  database.Execute("INSERT INTO key_checks (purpose, value) VALUES ('import-unfinished', '')");
  EXPECT_EQ(Reason(store->Ping()), "STORE_UNAVAILABLE");
  EXPECT_EQ(Next("R"), "STORE_UNAVAILABLE");
  EXPECT_EQ(Reason(store->Read([](Transaction&) { return absl::OkStatus(); })), "STORE_UNAVAILABLE");
  database.Execute("DELETE FROM key_checks WHERE purpose = 'import-unfinished'");
  EXPECT_EQ(Reason(store->Ping()), "OK");
  EXPECT_EQ(Next("R"), "OK");
}

TEST_P(MysqlStoreTroubles, OfAPoolThatIsLentAreToldAsOverload) {
  options.connections_max = MysqlOptions::kConnectionsMin;
  options.patience = absl::ZeroDuration();
  Open();
  EXPECT_EQ(Reason(store->Transact([&](Transaction& t) {
              EXPECT_EQ(Next("B"), "OVERLOADED");
              return t.numbers().Next("A").status();
            })),
            "OK");
  EXPECT_EQ(Next("B"), "OK");
  EXPECT_EQ(ConnectionsOfTheStore().size(), 1U);
}

TEST_P(MysqlStoreTroubles, OfManyWhoWriteLeaveConnectionsToThoseWhoRead) {
  options.connections_max = 6;
  options.patience = absl::ZeroDuration();
  Open();
  const auto read = [&] { return Reason(store->Read([](Transaction& t) { return t.regions().Find("73").status(); })); };
  std::vector<std::string> served;
  const std::function<void(int)> write_at_once = [&](int count) {
    if (count == 0) return;
    const std::string reason = Reason(store->Transact([&](Transaction& t) {
      const absl::Status status = t.numbers().Next(std::to_string(count)).status();
      write_at_once(count - 1);
      EXPECT_EQ(read(), "OK");
      return status;
    }));
    served.push_back(reason);
  };
  write_at_once(3);
  EXPECT_THAT(served, ::testing::ElementsAre("OVERLOADED", "OK", "OK"));
  EXPECT_EQ(ConnectionsOfTheStore().size(), 3U);
}

TEST_P(MysqlStoreTroubles, OfManyWhoReadLeaveConnectionsToThoseWhoWrite) {
  options.connections_max = 6;
  options.patience = absl::ZeroDuration();
  Open();
  std::vector<std::string> served;
  const std::function<void(int)> read_at_once = [&](int count) {
    if (count == 0) return;
    served.push_back(Reason(store->Read([&](Transaction& t) {
      const absl::Status status = t.regions().Find("73").status();
      read_at_once(count - 1);
      if (count == 2) EXPECT_EQ(Next("A"), "OK");
      return status;
    })));
  };
  read_at_once(5);
  EXPECT_THAT(served, ::testing::ElementsAre("OVERLOADED", "OK", "OK", "OK", "OK"));
  EXPECT_EQ(ConnectionsOfTheStore().size(), 5U);
}

TEST_P(MysqlStoreTroubles, OfTooManyConnectionsEndWithThem) {
  Open();
  const DistrictUsers users(database);
  options.connection = users.running();
  Open();
  // The server notices a moment later that a connection was closed.
  while (!ConnectionsOfTheStore().empty()) std::this_thread::yield();
  database.Execute("ALTER USER '" + options.connection.user + "'@'localhost' WITH MAX_USER_CONNECTIONS 1");
  EXPECT_EQ(Reason(store->Transact([&](Transaction& t) {
              RUJUKAN_TRY(t.numbers().Next("A").status());
              EXPECT_EQ(Next("B"), "STORE_UNAVAILABLE");
              EXPECT_THAT(
                  Reason(MysqlStore::Open(options, sealer, clock)),
                  ::testing::MatchesRegex("UNAVAILABLE: .*: the server has as many connections as it may \\(error 1226\\)"));
              return absl::OkStatus();
            })),
            "OK");
  EXPECT_EQ(Next("B"), "OK");
  EXPECT_EQ(LastNumber("A"), "1");
}

class MysqlStoreBehindACutter : public MysqlStoreTroubles {
 protected:
  void OpenThrough(const CommitCutter& cutter) {
    // The schema must not be what is cut.
    ASSERT_EQ(Reason(MysqlStore::Migrate({.connection = database.options()}, sealer, clock)), "OK");
    options.connection.unix_socket.clear();
    options.connection.port = cutter.port();
    Open();
    EXPECT_EQ(cutter.commits(), 0);
  }
};

TEST_P(MysqlStoreBehindACutter, SaysUnavailableAndCommitsNothingTwiceWhenTheAnswerOfACommitIsLost) {
  for (const auto cut : {CommitCutter::Cut::kAfter, CommitCutter::Cut::kBabbling}) {
    const CommitCutter cutter(database.options().port, cut);
    OpenThrough(cutter);
    const int last = std::stoi(LastNumber("A"));
    int runs = 0;
    const absl::Status status = store->Transact([&](Transaction& t) {
      ++runs;
      return t.numbers().Next("A").status();
    });
    EXPECT_EQ(Reason(status), "STORE_UNAVAILABLE");
    EXPECT_EQ(runs, 1);
    EXPECT_EQ(cutter.commits(), 1);
    EXPECT_EQ(LastNumber("A"), std::to_string(last + 1));
    EXPECT_EQ(Next("A"), "OK");
    EXPECT_EQ(LastNumber("A"), std::to_string(last + 2));
  }
}

TEST_P(MysqlStoreBehindACutter, SaysUnavailableWhenACommitDoesNotArriveEither) {
  const CommitCutter cutter(options.connection.port, CommitCutter::Cut::kBefore);
  OpenThrough(cutter);
  EXPECT_EQ(Next("A"), "STORE_UNAVAILABLE");
  EXPECT_EQ(cutter.commits(), 1);
  EXPECT_EQ(LastNumber("A"), "0");
  EXPECT_EQ(Next("A"), "OK");
  EXPECT_EQ(LastNumber("A"), "1");
}

std::string NameOfStore(const ::testing::TestParamInfo<std::string>& info) { return info.param; }
INSTANTIATE_TEST_SUITE_P(, MysqlStoreTroubles, ::testing::Values("MariaDb", "MySql"), NameOfStore);
INSTANTIATE_TEST_SUITE_P(, MysqlStoreBehindACutter, ::testing::Values("MariaDb", "MySql"), NameOfStore);

}  // namespace
}  // namespace rujukan::testing
