// What the embedded store asks of the disk.
#include "adapters/sqlite/log_gathering.h"

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <thread>
#include <vector>

#include "adapters/sqlite/connection.h"
#include "adapters/sqlite/file_lock.h"
#include "adapters/sqlite/log_bringer.h"
#include "adapters/sqlite/sqlite_store.h"
#include "adapters/system/file_key_sealer.h"
#include "gtest/gtest.h"
#include "server/domain/errors.h"
#include "tests/testing/fake_clock.h"
#include "tests/testing/power_cut_vfs.h"
#include "tests/testing/records.h"
#include "tests/testing/refusals.h"
#include "tests/testing/temporary_folder.h"

namespace rujukan::testing {
namespace {

using sql::IsOk;
using sqlite::Purpose;
using sqlite::SqliteConnection;

class LogOfTheStore : public ::testing::Test {
 protected:
  std::unique_ptr<SqliteStore> Open() {
    auto store = SqliteStore::Open(
        {.path = path, .readers = 1, .create = true, .migrate = true, .vfs = vfs.name(), .wrap_writer = {}}, sealer, clock);
    EXPECT_TRUE(store.ok()) << store.status();
    return *std::move(store);
  }
  // Some pages for each.
  absl::Status InsertUnits(Store& store, int count) {
    return store.Transact([&](Transaction& t) -> absl::Status {
      for (int i = 0; i < count; ++i) {
        if (absl::Status status = t.units().Insert(make.MakeUnit()); !status.ok()) return status;
      }
      return absl::OkStatus();
    });
  }
  // As whoever reads on another connection sees them.
  std::size_t UnitsIn(Store& store) {
    std::size_t count = 0;
    EXPECT_TRUE(store
                    .Read([&](Transaction& t) {
                      const auto units = t.units().List(UnitKind::kUnspecified, "", {.size = 10'000, .after = ""});
                      count = units.ok() ? units->size() : 0;
                      return units.status();
                    })
                    .ok());
    return count;
  }

  FakeClock clock;
  SequentialIds ids;
  RecordMaker make{clock, ids};
  FileKeySealer sealer{Keys::Random()};
  PowerCutVfs vfs;
  TemporaryFolder folder;
  const std::string path = folder.File("rujukan.db");
};

TEST_F(LogOfTheStore, GetsAllPagesOfACommitInFewWrites) {
  const auto store = Open();
  const int before = vfs.writes();
  ASSERT_TRUE(InsertUnits(*store, 100).ok());
  EXPECT_EQ(UnitsIn(*store), 100U);
  // SQLite itself makes two of each of some fifty pages.
  EXPECT_LT(vfs.writes() - before, 10);
}

TEST_F(LogOfTheStore, HoldsNothingOfACommitForWhichThereIsNoRoom) {
  {
    const auto store = Open();
    ASSERT_TRUE(InsertUnits(*store, 10).ok());
    vfs.SetFull(true);
    EXPECT_EQ(Reason(InsertUnits(*store, 100)), "STORE_FULL");
    EXPECT_EQ(UnitsIn(*store), 10U);
    vfs.SetFull(false);
    ASSERT_TRUE(InsertUnits(*store, 1).ok());
    EXPECT_EQ(UnitsIn(*store), 11U);
  }
  EXPECT_EQ(UnitsIn(*Open()), 11U);
}

TEST_F(LogOfTheStore, HoldsNothingOfACommitOfWhichOneWriteFailed) {
  const auto store = Open();
  ASSERT_TRUE(InsertUnits(*store, 10).ok());
  vfs.FailOneWrite();
  EXPECT_EQ(Reason(InsertUnits(*store, 20)), "STORE_FULL");
  EXPECT_EQ(UnitsIn(*store), 10U);
  EXPECT_TRUE(store->CheckIntegrity().value().empty());
}

TEST_F(LogOfTheStore, BeginsAnewWhileOthersReadAllTheTime) {
  constexpr int kPagesMax = 300;
  constexpr std::uintmax_t kFrameBytes = 2048 + 24;
  SqliteOptions options;
  options.path = path;
  options.log_limits = {.away_max = 100, .away_idle = 50, .length = kPagesMax, .rest_max = 100};
  const auto store = SqliteStore::Open(options, sealer, clock).value();
  ASSERT_TRUE(InsertUnits(*store, 100).ok());
  std::atomic<bool> stop = false;
  std::vector<std::thread> readers;
  for (int i = 0; i < 2; ++i) {
    readers.emplace_back([&] {
      while (!stop) {
        EXPECT_TRUE(store
                        ->ReadSnapshot([&](Transaction& t) {
                          return t.units().List(UnitKind::kUnspecified, "", {.size = 100, .after = ""}).status();
                        })
                        .ok());
      }
    });
  }
  std::uintmax_t longest = 0;
  for (int i = 0; i < 500; ++i) {
    ASSERT_TRUE(InsertUnits(*store, 20).ok());
    longest = std::max(longest, std::filesystem::file_size(path + "-wal"));
  }
  stop = true;
  for (std::thread& reader : readers) reader.join();
  // A little longer before it is begun anew, and again when a reader stayed.
  EXPECT_LT(longest, 40 * kPagesMax * kFrameBytes);
}

TEST_F(LogOfTheStore, IsBroughtHomeWhileOthersWrite) {
  SqliteOptions options;
  options.path = path;
  options.log_limits = {.away_max = 100, .away_idle = 1'000'000};
  const auto store = SqliteStore::Open(options, sealer, clock).value();
  const auto size_before = std::filesystem::file_size(path);
  std::size_t units = 0;
  for (; std::filesystem::file_size(path) == size_before; units += 20) ASSERT_TRUE(InsertUnits(*store, 20).ok());
  EXPECT_EQ(UnitsIn(*store), units);
}

TEST_F(LogOfTheStore, IsNeverBroughtHomeWhenAllOfItIs) {
  Open();
  const auto lock = sqlite::FileLock::Take(path, false).value();
  const auto writer = SqliteConnection::Open(path, Purpose::kWriter, vfs.name()).value();
  ASSERT_TRUE(IsOk(writer->Execute("CREATE TABLE one (number INTEGER)")));
  // As often as can be, so that nothing but the rule keeps it from it.
  sqlite::LogBringer bringer(*writer, SqliteConnection::Open(path, Purpose::kCheckpointer, vfs.name()).value(), *lock,
                             {.away_max = 0, .away_idle = 0, .length = 100, .rest_max = 50});
  const int before = vfs.checkpoints_of_nothing();
  for (int i = 0; i < 1000; ++i) {
    ASSERT_TRUE(IsOk(writer->Begin()));
    ASSERT_TRUE(IsOk(writer->Execute("INSERT INTO one VALUES (1)")));
    // What is undone may have begun the log anew.
    if (i % 3 == 0) writer->Rollback();
    if (i % 3 != 0) ASSERT_TRUE(IsOk(writer->Commit()));
    for (int idle = 0; idle < 10; ++idle) {
      bringer.NoteIdle();
      std::this_thread::yield();
    }
  }
  EXPECT_EQ(vfs.checkpoints_of_nothing(), before);
}

TEST_F(LogOfTheStore, EndsTheProcessWhenTheDatabaseCannotBeSynced) {
  Open();
  const auto writer = SqliteConnection::Open(path, Purpose::kWriter, vfs.name()).value();
  const auto checkpointer = SqliteConnection::Open(path, Purpose::kCheckpointer, vfs.name()).value();
  ASSERT_TRUE(IsOk(writer->Execute("CREATE TABLE one (number INTEGER)")));
  vfs.FailSyncsOfDatabase();
  EXPECT_DEATH(checkpointer->BringLogHome(), "could not be synced");
}

TEST_F(LogOfTheStore, IsBroughtHomeWhenNobodyWaits) {
  const auto store = Open();
  const auto size_before = std::filesystem::file_size(path);
  ASSERT_TRUE(InsertUnits(*store, 1000).ok());
  while (std::filesystem::file_size(path) == size_before) std::this_thread::yield();
  EXPECT_EQ(UnitsIn(*store), 1000U);
}

}  // namespace
}  // namespace rujukan::testing
