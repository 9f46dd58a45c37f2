// What the embedded store asks of the disk.
#include "adapters/sqlite/log_gathering.h"

#include <filesystem>
#include <thread>

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

TEST_F(LogOfTheStore, IsBroughtHomeWhenNobodyWaits) {
  const auto store = Open();
  const auto size_before = std::filesystem::file_size(path);
  ASSERT_TRUE(InsertUnits(*store, 1000).ok());
  while (std::filesystem::file_size(path) == size_before) std::this_thread::yield();
  EXPECT_EQ(UnitsIn(*store), 1000U);
}

}  // namespace
}  // namespace rujukan::testing
