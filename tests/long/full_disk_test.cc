// The disk of the database server is full, and then has room again. Run by full_disk.sh, which gives each test a small disk.
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>

#include "adapters/mysql/mysql_store.h"
#include "adapters/system/file_key_sealer.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/domain/try.h"
#include "tests/testing/district_users.h"
#include "tests/testing/empty_database.h"
#include "tests/testing/fake_clock.h"
#include "tests/testing/private_database.h"
#include "tests/testing/records.h"
#include "tests/testing/refusals.h"
#include "tests/testing/sequential_ids.h"
#include "tests/testing/temporary_folder.h"

namespace rujukan::testing {
namespace {

// A few files of a server may still grow by a step.
constexpr std::uintmax_t kRoomBytes = 4 << 20;
// Lies in the page of its row.
constexpr std::size_t kShortNoteBytes = 3000;
// Has pages of its own.
constexpr std::size_t kLongNoteBytes = 100'000;
// More than have room.
constexpr int kTransactionsMax = 20'000;

std::filesystem::path SmallDisk() {
  const char* path = std::getenv("RUJUKAN_SMALL_DISK");
  if (path == nullptr) throw std::runtime_error("run tests/long/full_disk.sh");
  return path;
}

// Takes the disk's room.
class Filler {
 public:
  static constexpr int kTriesMax = 1000;

  explicit Filler(std::uintmax_t left_bytes = kRoomBytes) : path_(SmallDisk() / "filler") {
    const int fd = open(path_.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    int error = ENOSPC;
    // The server may take some of the room at the same moment.
    for (int tries = 0; error == ENOSPC && tries < kTriesMax; ++tries) {
      const auto size = static_cast<off_t>(std::filesystem::space(SmallDisk()).available - left_bytes);
      error = posix_fallocate(fd, 0, size);
    }
    close(fd);
    if (error != 0) throw std::runtime_error("the disk cannot be filled");
  }
  void Remove() const { std::filesystem::remove(path_); }

 private:
  const std::filesystem::path path_;
};

class ServerOnASmallDisk : public ::testing::Test {
 protected:
  ServerOnASmallDisk(std::string_view store, const std::string& options) : server(store, Data() + options) {}

  static std::string Data() {
    const std::filesystem::path data = SmallDisk() / "data";
    std::filesystem::create_directory(data);
    return "--data=" + data.string();
  }

  void SetUp() override {
    ASSERT_EQ(Reason(MysqlStore::Migrate({.connection = users.migrations()}, sealer, clock)), "OK");
    auto opened = MysqlStore::Open({.connection = users.running()}, sealer, clock);
    ASSERT_EQ(Reason(opened), "OK");
    store = *std::move(opened);
    ASSERT_EQ(Reason(store->Transact([&](Transaction& t) { return t.units().Insert(unit); })), "OK");
  }

  // A household and a number, in one transaction.
  std::string Write(std::size_t note_bytes) {
    Household household = make.MakeHousehold(unit.id);
    household.flags.front().note = std::string(note_bytes, 'x');
    const std::string reason = Reason(store->Transact([&](Transaction& t) -> absl::Status {
      RUJUKAN_TRY(t.numbers().Next("household").status());
      return t.households().Insert(household);
    }));
    written += reason == "OK" ? 1 : 0;
    return reason;
  }

  // The reason of the first that was refused.
  std::string WriteUntilRefused(std::size_t note_bytes) {
    for (int i = 0; i < kTransactionsMax; ++i) {
      if (std::string reason = Write(note_bytes); reason != "OK") return reason;
    }
    return "never refused";
  }

  // What was acknowledged is there, and nothing of what was not.
  void ExpectWhatWasWritten() {
    std::int64_t next = 0;
    std::size_t households = 0;
    const std::string read = Reason(store->Transact([&](Transaction& t) -> absl::Status {
      RUJUKAN_TRY_ASSIGN(next, t.numbers().Next("household"));
      RUJUKAN_TRY_ASSIGN(const auto found, t.households().ListIds({.size = kTransactionsMax, .after = ""}));
      households = found.size();
      return absl::OkStatus();
    }));
    EXPECT_EQ(read, "OK");
    EXPECT_GT(written, 0);
    EXPECT_EQ(households, written);
    EXPECT_EQ(next, static_cast<std::int64_t>(written) + 1);
  }

  FakeClock clock;
  FileKeySealer sealer{Keys::Random()};
  SequentialIds ids;
  RecordMaker make{clock, ids};
  const Unit unit = make.MakeUnit();
  OwnServer server;
  EmptyDatabase database{server.access()};
  DistrictUsers users{database};
  std::unique_ptr<MysqlStore> store;
  std::size_t written = 0;
};

// The binary log lies where there is room; a full one has a test of its own.
class FullDisk : public ServerOnASmallDisk, public ::testing::WithParamInterface<std::string> {
 protected:
  FullDisk() : FullDisk(std::make_unique<TemporaryFolder>()) {}

  std::string options() const { return OptionsFor(*roomy_); }

 private:
  explicit FullDisk(std::unique_ptr<TemporaryFolder> roomy)
      : ServerOnASmallDisk(GetParam(), " " + OptionsFor(*roomy)), roomy_(std::move(roomy)) {}

  static std::string OptionsFor(const TemporaryFolder& roomy) { return "--log-bin=" + roomy.File("binlog"); }

  const std::unique_ptr<TemporaryFolder> roomy_;
};

TEST_P(FullDisk, IsToldLeavesNothingHalfWrittenAndIsForgottenWhenThereIsRoom) {
  const Filler filler;
  EXPECT_EQ(WriteUntilRefused(kShortNoteBytes), "STORE_FULL");
  EXPECT_EQ(Reason(store->Ping()), "STORE_FULL");
  EXPECT_EQ(Write(kShortNoteBytes), "STORE_FULL");
  EXPECT_EQ(Reason(store->Read([&](Transaction& t) { return t.units().Find(unit.id).status(); })), "OK");

  filler.Remove();
  EXPECT_EQ(Write(kShortNoteBytes), "OK");
  clock.Advance(absl::Minutes(1));
  EXPECT_EQ(Reason(store->Ping()), "OK");
  ExpectWhatWasWritten();
}

// MariaDB 10.11 ends itself when it finds no room to take back what is larger than a page; whoever watches over it starts it again.
TEST_P(FullDisk, LosesNothingWhereTheServerEndsOverALargeRecord) {
  const Filler filler;
  const bool ends = GetParam() == "MariaDb";
  EXPECT_EQ(WriteUntilRefused(kLongNoteBytes), ends ? "STORE_UNAVAILABLE" : "STORE_FULL");
  EXPECT_EQ(Reason(store->Ping()), ends ? "STORE_UNAVAILABLE" : "STORE_FULL");

  filler.Remove();
  if (ends) server.Resume(options());
  EXPECT_EQ(Write(kLongNoteBytes), "OK");
  clock.Advance(absl::Minutes(1));
  EXPECT_EQ(Reason(store->Ping()), "OK");
  ExpectWhatWasWritten();
}

class FullDiskOfABinaryLog : public ServerOnASmallDisk {
 protected:
  FullDiskOfABinaryLog() : ServerOnASmallDisk("MySql", "") {}

  std::string Next(std::int64_t& number) {
    return Reason(store->Transact([&](Transaction& t) -> absl::Status {
      RUJUKAN_TRY_ASSIGN(number, t.numbers().Next("household"));
      return absl::OkStatus();
    }));
  }
};

// There MySQL waits with a commit, and looks once a minute whether there is room.
TEST_F(FullDiskOfABinaryLog, LeavesACommitUnknownThatHappensWhenThereIsRoom) {
  const Filler filler(4096);
  std::int64_t acknowledged = 0;
  std::int64_t number = 0;
  std::string reason = Next(number);
  for (; reason == "OK"; reason = Next(number)) acknowledged = number;
  EXPECT_EQ(reason, "STORE_UNAVAILABLE");
  EXPECT_EQ(Reason(store->Ping()), "STORE_UNAVAILABLE");

  filler.Remove();
  // Until the server has looked.
  while (Reason(store->Ping()) != "OK") {
  }
  EXPECT_EQ(Next(number), "OK");
  EXPECT_EQ(number, acknowledged + 2);
}

INSTANTIATE_TEST_SUITE_P(, FullDisk, ::testing::Values("MariaDb", "MySql"),
                         [](const ::testing::TestParamInfo<std::string>& info) { return info.param; });

}  // namespace
}  // namespace rujukan::testing
