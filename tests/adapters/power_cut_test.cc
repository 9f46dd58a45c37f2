// The power fails at every sync and at random moments: what was acknowledged is there, and no transaction is there by half.
#include <atomic>
#include <cstdlib>
#include <map>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "adapters/sql/query.h"
#include "adapters/sqlite/connection.h"
#include "adapters/sqlite/sqlite_store.h"
#include "adapters/system/file_key_sealer.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/testing/fake_clock.h"
#include "tests/testing/power_cut_vfs.h"
#include "tests/testing/records.h"
#include "tests/testing/refusals.h"
#include "tests/testing/temporary_folder.h"

namespace rujukan::testing {
namespace {

bool IsLongRun() { return std::getenv("RUJUKAN_LONG") != nullptr; }

class PowerCut : public ::testing::Test {
 protected:
  // What a disk held, and how much had been acknowledged before.
  struct CutDisk {
    PowerCutVfs::Disk disk;
    int acknowledged = 0;
  };

  std::unique_ptr<SqliteStore> OpenOn(const PowerCutVfs& vfs, const std::string& path) {
    SqliteOptions options;
    options.path = path;
    options.vfs = vfs.name();
    options.readers = 1;
    // Often, so that cuts fall into checkpoints too, by either connection.
    options.log_limits = {.away_max = 20, .away_idle = 10, .length = 60, .rest_max = 30};
    auto store = SqliteStore::Open(options, sealer, clock);
    EXPECT_TRUE(store.ok()) << store.status();
    return *std::move(store);
  }

  // One transaction over many tables: a referral with packet and event, a number, and an event in each inbox.
  void SendOne(Store& store) {
    Referral referral = make.MakeReferral(sender, receiver);
    EXPECT_EQ(Reason(store.Transact([&](Transaction& t) {
                absl::Status status = t.referrals().Insert(referral, store.SealPacket(referral.id, make.MakePacket()));
                if (status.ok()) status = t.events().Append(make.MakeEvent(referral, Move::kCreate, "Tolong."));
                if (status.ok()) status = t.numbers().Next("R").status();
                if (status.ok()) status = t.inboxes().Append(make.MakeInboxEvent(sender, referral.id));
                if (status.ok()) status = t.inboxes().Append(make.MakeInboxEvent(receiver, referral.id));
                return status;
              })),
              "OK");
    ++acknowledged;
  }

  // Opens what was left, as after a restart, and counts what is there.
  void ExpectNothingLost(const CutDisk& cut) {
    const TemporaryFolder folder;
    PowerCutVfs::Restore(cut.disk, folder.path());
    const std::string path = folder.File("rujukan.db");
    {
      const auto store = SqliteStore::Open({.path = path, .readers = 1, .vfs = "", .wrap_writer = {}}, sealer, clock);
      ASSERT_TRUE(store.ok()) << store.status();
      std::int64_t sent = 0;
      ASSERT_EQ(Reason((*store)->Read([&](Transaction& t) { return CountWhole(t, sent); })), "OK");
      EXPECT_GE(sent, cut.acknowledged);
      std::int64_t next = 0;
      EXPECT_EQ(Reason((*store)->Transact([&](Transaction& t) {
                  const auto number = t.numbers().Next("R");
                  next = number.value_or(0);
                  return number.status();
                })),
                "OK");
      EXPECT_EQ(next, sent + 1);
    }
    const auto connection = sqlite::SqliteConnection::Open(path, sqlite::Purpose::kWriter, "").value();
    sql::Query check(*connection, "PRAGMA integrity_check");
    ASSERT_TRUE(check.Next().value());
    EXPECT_EQ(check.GetText(), "ok");
  }

  // Every referral with all that belongs to it.
  absl::Status CountWhole(Transaction& t, std::int64_t& sent) {
    const PageRequest all{.size = 100000, .after = ""};
    const auto referrals = t.referrals().List({.unit = sender}, all);
    if (!referrals.ok()) return referrals.status();
    sent = static_cast<std::int64_t>(referrals->size());
    for (const UnitId& unit : {sender, receiver}) {
      const auto events = t.inboxes().List(unit, 0, all.size);
      if (!events.ok()) return events.status();
      EXPECT_EQ(static_cast<std::int64_t>(events->size()), sent);
      EXPECT_EQ(t.inboxes().Head(unit).value(), sent);
    }
    for (const Referral& referral : *referrals) {
      const auto events = t.events().List(referral.id, all);
      if (!events.ok()) return events.status();
      EXPECT_EQ(events->size(), 1U);
      EXPECT_TRUE(VerifyChain(*events, sealer).ok());
      const auto packet = t.referrals().ReadPacket(referral.id, kAllSections);
      if (!packet.ok()) return packet.status();
      EXPECT_EQ(SectionsOf(*packet), kAllSections);
    }
    return absl::OkStatus();
  }

  // Clients at work while somebody pulls the plug `cuts` times.
  void CutUnderLoad(int cuts, std::mt19937_64& random) {
    constexpr int kClients = 8;
    acknowledged = 0;
    PowerCutVfs vfs;
    std::vector<CutDisk> disks;
    {
      const TemporaryFolder folder;
      const auto store = OpenOn(vfs, folder.File("rujukan.db"));
      std::atomic<bool> stop = false;
      std::vector<std::thread> clients;
      for (int i = 0; i < kClients; ++i) {
        clients.emplace_back([&] {
          while (!stop) SendOne(*store);
        });
      }
      int wait_until = 0;
      while (static_cast<int>(disks.size()) < cuts) {
        while (acknowledged < wait_until) std::this_thread::yield();
        const int before = acknowledged;
        disks.push_back({vfs.Cut(random), before});
        wait_until = before + std::uniform_int_distribution<int>(0, 3)(random);
      }
      stop = true;
      for (std::thread& client : clients) client.join();
      EXPECT_EQ(vfs.checkpoints_of_nothing(), 0);
    }
    for (const CutDisk& disk : disks) ExpectNothingLost(disk);
  }

  FakeClock clock;
  SequentialIds ids;
  RecordMaker make{clock, ids};
  FileKeySealer sealer{Keys::Random()};
  const UnitId sender = make.NewId<UnitId>();
  const UnitId receiver = make.NewId<UnitId>();
  std::atomic<int> acknowledged = 0;
};

TEST_F(PowerCut, AtEverySyncLosesNothingAcknowledged) {
  constexpr int kTransactions = 40;
  std::mt19937_64 random(20260302);
  std::vector<CutDisk> cuts;
  // Two connections sync.
  std::mutex mutex;
  PowerCutVfs vfs;
  vfs.SetSyncListener([&] {
    const std::lock_guard lock(mutex);
    const int before = acknowledged;
    cuts.push_back({vfs.Cut(random), before});
  });
  {
    const TemporaryFolder folder;
    const auto store = OpenOn(vfs, folder.File("rujukan.db"));
    for (int i = 0; i < kTransactions; ++i) SendOne(*store);
  }
  vfs.SetSyncListener({});
  EXPECT_GT(cuts.size(), 2U * kTransactions);
  for (const CutDisk& cut : cuts) ExpectNothingLost(cut);
}

TEST_F(PowerCut, AtRandomMomentsUnderLoadLosesNothingAcknowledged) {
  constexpr int kCutsARound = 50;
  std::mt19937_64 random(20260303);
  for (int left = IsLongRun() ? 10000 : 100; left > 0; left -= kCutsARound) CutUnderLoad(kCutsARound, random);
}

}  // namespace
}  // namespace rujukan::testing
