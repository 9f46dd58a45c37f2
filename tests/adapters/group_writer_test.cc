#include "adapters/sqlite/group_writer.h"

#include <atomic>
#include <functional>
#include <latch>
#include <memory>
#include <mutex>
#include <semaphore>
#include <stdexcept>
#include <thread>

#include "adapters/sql/known_records.h"
#include "adapters/sql/migrations.h"
#include "adapters/sqlite/connection.h"
#include "adapters/sqlite/schema.h"
#include "adapters/system/file_key_sealer.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/domain/errors.h"
#include "tests/testing/fake_clock.h"
#include "tests/testing/faulty_connection.h"
#include "tests/testing/faulty_sqlite_store.h"
#include "tests/testing/records.h"
#include "tests/testing/refusals.h"

namespace rujukan::testing {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;

using Closure = std::function<absl::Status(Transaction&)>;

class GroupCommit : public ::testing::Test {
 protected:
  static constexpr std::size_t kWaitingMax = 16;

  GroupCommit() {
    auto opened = sqlite::SqliteConnection::Open(":memory:", sqlite::Purpose::kMemory, "").value();
    EXPECT_TRUE(sql::Migrate(*opened, sqlite::Schema(), sealer, clock).ok());
    connection = std::make_unique<FaultyConnection>(std::move(opened), fault);
    writer = std::make_unique<sqlite::GroupWriter>(
        *connection, connection_mutex, sealer, known, [this] { idle.release(); }, kWaitingMax);
  }

  // Holds the writer until all closures wait, so that they share its commit, in this order; their answers.
  std::vector<std::string> Together(const std::vector<Closure>& closures, const Fault& while_they_run = {}) {
    std::latch running(1);
    std::latch all_wait(1);
    std::vector<std::string> answers(closures.size());
    std::vector<std::thread> threads;
    threads.emplace_back([&] {
      (void)writer->Transact([&](Transaction&) {
        running.count_down();
        all_wait.wait();
        return absl::OkStatus();
      });
    });
    running.wait();
    for (std::size_t i = 0; i < closures.size(); ++i) {
      threads.emplace_back([&, i] { answers[i] = Reason(writer->Transact(closures[i])); });
      while (writer->waiting() <= i) std::this_thread::yield();
    }
    fault = while_they_run;
    all_wait.count_down();
    for (std::thread& thread : threads) thread.join();
    return answers;
  }

  Closure Insert(const Unit& unit) {
    return [unit](Transaction& t) { return t.units().Insert(unit); };
  }
  // Needs many pages.
  Closure InsertLarge() {
    Household household = make.MakeHousehold(make.NewId<UnitId>());
    household.address = std::string(4 << 20, 'x');
    return [household](Transaction& t) { return t.households().Insert(household); };
  }
  bool Has(const Unit& unit) {
    bool found = false;
    EXPECT_TRUE(writer
                    ->Transact([&](Transaction& t) {
                      const auto stored = t.units().Find(unit.id);
                      found = stored.ok() && stored->has_value();
                      return stored.status();
                    })
                    .ok());
    return found;
  }
  std::string Dump() {
    const std::lock_guard lock(connection_mutex);
    return DumpOf(connection->inner());
  }
  std::vector<Unit> NewUnits(int count) {
    std::vector<Unit> units;
    for (int i = 0; i < count; ++i) units.push_back(make.MakeUnit());
    return units;
  }

  FakeClock clock;
  SequentialIds ids;
  RecordMaker make{clock, ids};
  FileKeySealer sealer{Keys::Random()};
  Fault fault;
  std::mutex connection_mutex;
  sql::KnownRecords known;
  std::unique_ptr<FaultyConnection> connection;
  std::counting_semaphore<> idle{0};
  std::unique_ptr<sqlite::GroupWriter> writer;
};

TEST_F(GroupCommit, MakesAllWhoWaitDurableByOneCommit) {
  const auto units = NewUnits(5);
  std::vector<Closure> closures;
  for (const Unit& unit : units) closures.push_back(Insert(unit));
  EXPECT_THAT(Together(closures), Each("OK"));
  EXPECT_EQ(fault.commits, 1);
  for (const Unit& unit : units) EXPECT_TRUE(Has(unit));
}

TEST_F(GroupCommit, SaysWhenNobodyComesAnyMore) {
  ASSERT_TRUE(writer->Transact(Insert(make.MakeUnit())).ok());
  idle.acquire();
  ASSERT_TRUE(writer->Transact(Insert(make.MakeUnit())).ok());
  idle.acquire();
}

TEST_F(GroupCommit, KeepsNeighborsOfAClosureThatIsRefusedThrowsOrNeverSettles) {
  const auto units = NewUnits(7);
  EXPECT_THAT(Together({Insert(units[0]),
                        [&](Transaction& t) {
                          (void)t.units().Insert(units[1]);
                          return EtagStale();
                        },
                        Insert(units[2]),
                        [&](Transaction& t) -> absl::Status {
                          (void)t.units().Insert(units[3]);
                          throw std::runtime_error("a defect");
                        },
                        Insert(units[4]), Insert(units[4]),
                        [&](Transaction& t) {
                          (void)t.units().Insert(units[5]);
                          return StoreConflict();
                        },
                        Insert(units[6])}),
              ElementsAre("OK", "ETAG_STALE", "OK", "SERVER_DEFECT", "OK", "ID_TAKEN", "STORE_UNAVAILABLE", "OK"));
  EXPECT_EQ(fault.commits, 1);
  for (const int kept : {0, 2, 4, 6}) EXPECT_TRUE(Has(units[static_cast<std::size_t>(kept)])) << kept;
  for (const int gone : {1, 3, 5}) EXPECT_FALSE(Has(units[static_cast<std::size_t>(gone)])) << gone;
}

TEST_F(GroupCommit, SparesTheNeighborsOfWhoeverFillsTheDiskAndGoesOnWhenThereIsRoom) {
  const auto units = NewUnits(4);
  ASSERT_TRUE(IsOk(connection->inner().Execute("PRAGMA max_page_count = 400")));
  EXPECT_THAT(Together({Insert(units[0]), Insert(units[1]), InsertLarge(), Insert(units[2])}),
              ElementsAre("OK", "OK", "STORE_FULL", "OK"));
  for (const int kept : {0, 1, 2}) EXPECT_TRUE(Has(units[static_cast<std::size_t>(kept)])) << kept;
  ASSERT_TRUE(IsOk(connection->inner().Execute("PRAGMA max_page_count = 1000000")));
  EXPECT_THAT(Together({Insert(units[3]), InsertLarge()}), Each("OK"));
}

TEST_F(GroupCommit, TellsEveryoneWhenTheCommitFailsAlsoWhoWasRefused) {
  const auto before = NewUnits(2);
  const auto after = NewUnits(2);
  const std::string dump = Dump();
  const auto closures = [&](const std::vector<Unit>& units) -> std::vector<Closure> {
    return {Insert(units[0]), [](Transaction&) { return NotFound(); }, Insert(units[1])};
  };
  // The commit is the last statement; the first round counts, and is then undone.
  EXPECT_THAT(Together(closures(before)), ElementsAre("OK", "NOT_FOUND", "OK"));
  const int statements = fault.seen;
  const std::string with_before = Dump();
  EXPECT_NE(with_before, dump);
  EXPECT_THAT(Together(closures(after), {.at = statements}), Each("STORE_UNAVAILABLE"));
  EXPECT_TRUE(fault.struck);
  EXPECT_EQ(Dump(), with_before);
  fault = {};
  EXPECT_THAT(Together(closures(after)), ElementsAre("OK", "NOT_FOUND", "OK"));
}

TEST_F(GroupCommit, RingsOnceForEveryInboxThatGrewAlsoWhenTheBatchWasRunAgain) {
  std::vector<UnitId> rung;
  writer->SetDoorbell([&](const std::vector<UnitId>& units) { rung.insert(rung.end(), units.begin(), units.end()); });
  const auto units = NewUnits(2);
  const auto append = [&](const Unit& unit) -> Closure {
    return [&](Transaction& t) { return t.inboxes().Append(make.MakeInboxEvent(unit.id, ReferralId(unit.id.value))); };
  };
  ASSERT_TRUE(IsOk(connection->inner().Execute("PRAGMA max_page_count = 400")));
  EXPECT_THAT(Together({append(units[0]), append(units[1]), InsertLarge(), append(units[0])}),
              ElementsAre("OK", "OK", "STORE_FULL", "OK"));
  EXPECT_THAT(rung, ElementsAre(units[0].id, units[1].id));
}

TEST_F(GroupCommit, RefusesWhoeverComesWhenTooManyWait) {
  std::latch running(1);
  std::latch go_on(1);
  std::vector<std::thread> threads;
  threads.emplace_back([&] {
    (void)writer->Transact([&](Transaction&) {
      running.count_down();
      go_on.wait();
      return absl::OkStatus();
    });
  });
  running.wait();
  std::atomic<int> done = 0;
  for (std::size_t i = 0; i < kWaitingMax; ++i) {
    threads.emplace_back([&] { done += writer->Transact([](Transaction&) { return absl::OkStatus(); }).ok(); });
  }
  while (writer->waiting() < kWaitingMax) std::this_thread::yield();
  EXPECT_EQ(Reason(writer->Transact([](Transaction&) { return absl::OkStatus(); })), "OVERLOADED");
  go_on.count_down();
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(done, static_cast<int>(kWaitingMax));
}

TEST_F(GroupCommit, FinishesWhatWaitsBeforeItStopsAndThenRefuses) {
  const auto units = NewUnits(3);
  std::vector<std::thread> threads;
  std::latch running(1);
  std::latch go_on(1);
  threads.emplace_back([&] {
    (void)writer->Transact([&](Transaction&) {
      running.count_down();
      go_on.wait();
      return absl::OkStatus();
    });
  });
  running.wait();
  std::vector<std::string> answers(units.size());
  for (std::size_t i = 0; i < units.size(); ++i) {
    threads.emplace_back([&, i] { answers[i] = Reason(writer->Transact(Insert(units[i]))); });
  }
  while (writer->waiting() < units.size()) std::this_thread::yield();
  std::thread stopper([&] { writer->Stop(); });
  go_on.count_down();
  for (std::thread& thread : threads) thread.join();
  stopper.join();
  EXPECT_THAT(answers, Each("OK"));
  EXPECT_EQ(Reason(writer->Transact(Insert(units[0]))), "SERVER_STOPPING");
}

}  // namespace
}  // namespace rujukan::testing
