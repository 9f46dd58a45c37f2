// What survives when the power fails: at every sync of a whole story of referrals, whatever was acknowledged.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <map>
#include <mutex>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "adapters/sqlite/sqlite_store.h"
#include "server/broker/verification.h"
#include "tests/testing/power_cut_vfs.h"
#include "tests/testing/temporary_folder.h"
#include "tests/testing/world.h"

namespace rujukan {
namespace {

using ::rujukan::testing::PowerCutVfs;
using ::rujukan::testing::TemporaryFolder;
using ::rujukan::testing::World;

// The version of each referral that somebody was told.
using Acknowledged = std::map<ReferralId, std::int64_t>;

struct Cut {
  PowerCutVfs::Disk disk;
  Acknowledged acknowledged;
};

std::int64_t VersionIn(Store& store, const ReferralId& id) {
  std::int64_t version = 0;
  const absl::Status read = store.Read([&](Transaction& transaction) -> absl::Status {
    const auto referral = transaction.referrals().Find(id);
    if (!referral.ok()) return referral.status();
    version = referral->has_value() ? (*referral)->version : 0;
    return absl::OkStatus();
  });
  EXPECT_TRUE(read.ok()) << read;
  return version;
}

std::string IntegrityOf(const std::string& path) {
  sqlite3* database = nullptr;
  sqlite3_open_v2(path.c_str(), &database, SQLITE_OPEN_READWRITE, nullptr);
  sqlite3_stmt* statement = nullptr;
  std::string result = "no answer";
  if (sqlite3_prepare_v2(database, "PRAGMA integrity_check", -1, &statement, nullptr) == SQLITE_OK &&
      sqlite3_step(statement) == SQLITE_ROW) {
    result = reinterpret_cast<const char*>(sqlite3_column_text(statement, 0));
  }
  sqlite3_finalize(statement);
  sqlite3_close(database);
  return result;
}

// Both directions, a redirect, a withdrawal and a closing unserved.
void PlayStory(World& world, const std::function<void(const ReferralId&)>& acknowledge) {
  const auto make = [&](const Caller& caller, const ReferralId& name, Move move) {
    const auto made = world.Make(caller, name, move);
    ASSERT_TRUE(made.ok()) << made.status();
    acknowledge(name);
  };
  const auto work_through = [&](const Caller& receiver, const ReferralId& name) {
    for (const Move move : {Move::kReceive, Move::kAccept, Move::kStart, Move::kReport}) make(receiver, name, move);
  };
  const ReferralId request = world.Send(world.post, world.dinas, ReferralKind::kServiceRequest).name;
  acknowledge(request);
  make(world.dinas, request, Move::kReceive);
  make(world.dinas, request, Move::kReturn);
  make(world.post, request, Move::kResend);
  work_through(world.dinas, request);
  make(world.post, request, Move::kAcknowledge);

  const ReferralId alert = world.Send(world.post, world.intake, ReferralKind::kProtectionAlert, Urgency::kHigh).name;
  acknowledge(alert);
  work_through(world.intake, alert);

  const ReferralId first = world.Send(world.intake, world.hospital, ReferralKind::kReferral).name;
  acknowledge(first);
  make(world.hospital, first, Move::kReceive);
  const auto successor = world.Redirect(world.hospital, first, world.clinic);
  ASSERT_TRUE(successor.ok()) << successor.status();
  acknowledge(first);
  acknowledge(successor->name);
  make(world.clinic, successor->name, Move::kDecline);
  make(world.intake, successor->name, Move::kCloseUnserved);
  make(world.head, successor->name, Move::kCloseUnserved);
  make(world.head, alert, Move::kAcknowledge);
}

TEST(PowerCut, AtEverySyncOfTheStoryNothingAcknowledgedIsLostAndTheStoreIsWhole) {
  TemporaryFolder folder;
  PowerCutVfs vfs;
  const FileKeySealer sealer(Keys::Random());
  testing::FakeClock clock;
  std::vector<Cut> cuts;
  {
    SqliteOptions options;
    options.path = folder.File("rujukan.db");
    options.vfs = vfs.name();
    auto store = SqliteStore::Open(options, sealer, clock);
    ASSERT_TRUE(store.ok()) << store.status();
    World world(**store, sealer);
    Acknowledged acknowledged;
    std::mutex mutex;
    std::mt19937_64 random(20260302);
    vfs.SetSyncListener([&] {
      const std::lock_guard lock(mutex);
      cuts.push_back({vfs.Cut(random), acknowledged});
    });
    PlayStory(world, [&](const ReferralId& id) {
      const std::int64_t version = VersionIn(**store, id);
      const std::lock_guard lock(mutex);
      acknowledged[id] = version;
    });
    vfs.SetSyncListener(nullptr);
  }
  ASSERT_GT(cuts.size(), 40u);
  for (std::size_t i = 0; i < cuts.size(); ++i) {
    SCOPED_TRACE(absl::StrCat("cut ", i));
    const std::filesystem::path after = folder.path() / absl::StrCat("after-", i);
    PowerCutVfs::Restore(cuts[i].disk, after);
    SqliteOptions options;
    options.path = (after / "rujukan.db").string();
    EXPECT_EQ(IntegrityOf(options.path), "ok");
    auto store = SqliteStore::Open(options, sealer, clock);
    ASSERT_TRUE(store.ok()) << store.status();
    for (const auto& [id, version] : cuts[i].acknowledged) EXPECT_GE(VersionIn(**store, id), version);
    testing::SequentialIds ids;
    const auto report = VerifyStore({**store, clock, ids, sealer});
    ASSERT_TRUE(report.ok()) << report.status();
    EXPECT_THAT(report->findings, ::testing::IsEmpty());
  }
  RecordProperty("cuts", static_cast<int>(cuts.size()));
}

}  // namespace
}  // namespace rujukan
