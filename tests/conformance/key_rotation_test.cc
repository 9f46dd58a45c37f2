// Rotating the sealing key changes nothing but how data keys are wrapped, and forgets nothing that is sealed.
#include <set>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "adapters/sql/migrations.h"
#include "adapters/sql/rows.h"
#include "adapters/sql/sealed_values.h"
#include "adapters/sql/tables.h"
#include "adapters/system/checkpoint_folder.h"
#include "adapters/system/checkpoint_key.h"
#include "adapters/system/file_key_sealer.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/broker/case_book.h"
#include "server/broker/checkpoint_desk.h"
#include "server/broker/household_register.h"
#include "server/broker/verification.h"
#include "tests/testing/records.h"
#include "tests/testing/refusals.h"
#include "tests/testing/store_kinds.h"
#include "tests/testing/world.h"

namespace rujukan::testing {
namespace {

using ::testing::IsEmpty;

// Seals with the keys that it was given last, while a store has it.
class KeyRing final : public Sealer {
 public:
  explicit KeyRing(const Keys& keys) { Use(keys); }
  void Use(const Keys& keys) { sealer_ = std::make_unique<FileKeySealer>(keys); }

  std::string Seal(std::string_view plaintext, std::string_view binding) const override {
    return sealer_->Seal(plaintext, binding);
  }
  absl::StatusOr<std::string> Open(std::string_view sealed, std::string_view binding) const override {
    return sealer_->Open(sealed, binding);
  }
  std::string_view Lasting(std::string_view sealed) const override { return sealer_->Lasting(sealed); }
  std::vector<std::uint32_t> Generations() const override { return sealer_->Generations(); }
  std::optional<std::uint32_t> GenerationOf(std::string_view sealed) const override { return sealer_->GenerationOf(sealed); }
  absl::StatusOr<std::string> WrapAnew(std::string_view sealed) const override { return sealer_->WrapAnew(sealed); }
  std::string BlindIndex(Side side, std::string_view purpose, std::string_view value) const override {
    return sealer_->BlindIndex(side, purpose, value);
  }
  std::string Mac(std::string_view purpose, std::string_view value) const override { return sealer_->Mac(purpose, value); }
  std::string Digest(std::string_view value) const override { return sealer_->Digest(value); }

 private:
  std::unique_ptr<FileKeySealer> sealer_;
};

class KeyRotation : public ::testing::TestWithParam<StoreKind> {
 protected:
  KeyRotation() {
    rotated.seal.emplace(2, SecretKey::Random());
    retired.seal.erase(1);
    retired.seal.emplace(2, rotated.seal.at(2));
    host = GetParam().make(ring, clock);
    world = std::make_unique<World>(host->store(), ring);
    Work();
    CheckpointDesk desk(world->work(), checkpoint_key);
    EXPECT_TRUE(desk.SignAll().ok());
    EXPECT_EQ(Reason(host->store().Read([this](Transaction& t) -> absl::Status {
                const auto all = t.checkpoints().List(0, 100);
                for (const Checkpoints::Kept& kept : *all) {
                  held.files.push_back({CheckpointFileName(kept.number), kept.signed_text});
                }
                return absl::OkStatus();
              })),
              "OK");
  }

  // Something of each kind that is sealed.
  void Work() {
    const ReferralId referral = world->Send(world->intake, world->hospital, ReferralKind::kReferral).name;
    for (const Move move : {Move::kReceive, Move::kAsk}) {
      EXPECT_EQ(Reason(world->Make(world->hospital, referral, move, "Kapan bisa bertemu?")), "OK");
    }
    RecordMaker make(world->clock, world->ids);
    HouseholdRegister households(world->work());
    request = world->From(world->post, "HouseholdService/CreateHousehold");
    household = make.MakeHousehold(world->post.unit);
    EXPECT_EQ(Reason(households.Create(request, household)), "OK");
    EXPECT_EQ(Reason(households.List(world->post, world->post.unit_region, "", {10, ""})), "OK");
    CaseFile file;
    file.kind = CaseFileKind::kProtection;
    file.person_name = "Wati Contoh";
    EXPECT_EQ(Reason(CaseBook(world->work()).Create(world->From(world->intake, "CaseFileService/CreateCaseFile"), file)), "OK");
  }

  // The columns that hold a value which these keys open, wherever it stands.
  std::set<std::string> ColumnsOpenedBy(const Keys& keys) {
    const FileKeySealer sealer(keys);
    std::set<std::string> columns;
    host->Lend([&](sql::Connection& connection) {
      for (const sql::Table& table : sql::Tables()) {
        const absl::Status read = sql::ReadTable(connection, table, [&](const sql::Table&, const store::v1::ExportRow& row) {
          for (std::size_t i = 0; i < table.columns.size(); ++i) {
            const std::string& bytes = row.values(static_cast<int>(i)).bytes();
            std::string decoded;
            absl::WebSafeBase64Unescape(bytes, &decoded);
            if (!sealer.WrapAnew(bytes).ok() && !sealer.WrapAnew(decoded).ok()) continue;
            columns.insert(absl::StrCat(std::string(table.name), ".", std::string(table.columns[i].name)));
          }
          return absl::OkStatus();
        });
        EXPECT_TRUE(read.ok()) << read;
      }
    });
    return columns;
  }

  void Rotate() {
    ring.Use(rotated);
    host->Lend([&](sql::Connection& connection) {
      EXPECT_TRUE(sql::WrapKeyCheckAnew(connection, ring).ok());
      const auto wrapped = sql::WrapAllAnew(connection, ring, [](const sql::Table&, std::int64_t) {});
      ASSERT_TRUE(wrapped.ok()) << wrapped.status();
      const auto counts = sql::CountSealed(connection, ring);
      ASSERT_TRUE(counts.ok()) << counts.status();
      EXPECT_EQ(counts->by_generation, (std::map<std::uint32_t, std::int64_t>{{2, *wrapped}}));
      EXPECT_GT(*wrapped, 10);
    });
  }

  std::vector<std::string> Findings() {
    const auto report = VerifyStore(world->work(), &held);
    EXPECT_TRUE(report.ok()) << report.status();
    return report->findings;
  }

  const Keys keys = Keys::Random();
  Keys rotated = keys;
  Keys retired = keys;
  KeyRing ring{keys};
  FakeClock clock;
  const CheckpointKey checkpoint_key = CheckpointKey::Random();
  HeldCheckpoints held = HeldUnder({checkpoint_key.PublicKey()}, {});
  std::unique_ptr<StoreHost> host;
  std::unique_ptr<World> world;
  WriteRequest request;
  Household household;
};
RUJUKAN_FOR_EVERY_STORE(KeyRotation);

TEST_P(KeyRotation, KnowsEveryColumnInWhichSomethingIsSealed) {
  std::set<std::string> listed;
  for (const sql::Table& table : sql::Tables()) {
    for (const sql::Column& column : table.columns) {
      if (column.sealing == sql::Sealing::kNone) continue;
      listed.insert(absl::StrCat(std::string(table.name), ".", std::string(column.name)));
    }
  }
  EXPECT_EQ(ColumnsOpenedBy(keys), listed);
}

TEST_P(KeyRotation, LeavesNothingThatNeedsTheOldKeyAndBreaksNoChain) {
  ASSERT_THAT(Findings(), IsEmpty());
  Rotate();
  EXPECT_THAT(Findings(), IsEmpty());
  ring.Use(retired);
  EXPECT_THAT(Findings(), IsEmpty());
  EXPECT_THAT(ColumnsOpenedBy(keys), IsEmpty());
}

TEST_P(KeyRotation, KeepsRequestsThatWereCarriedOut) {
  Rotate();
  ring.Use(retired);
  const auto again = HouseholdRegister(world->work()).Create(request, household);
  ASSERT_EQ(Reason(again), "OK");
  EXPECT_EQ(again->id, household.id);
  EXPECT_THAT(Findings(), IsEmpty());
}

TEST_P(KeyRotation, MakesNoGenuineReceiptOfAChangedOne) {
  host->Execute("UPDATE receipts SET create_time = create_time + 86400000000");
  const std::size_t found = Findings().size();
  EXPECT_GT(found, 0U);
  Rotate();
  EXPECT_EQ(Findings().size(), found);
}

}  // namespace
}  // namespace rujukan::testing
