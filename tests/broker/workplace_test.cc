#include "server/broker/workplace.h"

#include <string>

#include "adapters/system/file_key_sealer.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/testing/refusals.h"
#include "tests/testing/world.h"

namespace rujukan {
namespace {

using ::testing::ElementsAre;
using testing::Faults;
using testing::Reason;
using testing::World;

// Counts how often somebody asked to write.
class CountingStore final : public Store {
 public:
  explicit CountingStore(Store& store) : store_(store) {}
  absl::Status Transact(Closure closure) override {
    ++writes;
    return store_.Transact(closure);
  }
  absl::Status Read(Closure closure) override { return store_.Read(closure); }
  absl::Status ReadSnapshot(Closure closure) override { return store_.ReadSnapshot(closure); }
  SealedPacket SealPacket(const ReferralId& id, const Packet& packet) const override { return store_.SealPacket(id, packet); }
  absl::Status Ping() override { return store_.Ping(); }
  void SetDoorbell(std::function<void(const std::vector<UnitId>&)> doorbell) override { store_.SetDoorbell(std::move(doorbell)); }

  int writes = 0;

 private:
  Store& store_;
};

class OnceTest : public ::testing::Test {
 protected:
  // A write that names a province and answers with its name as it then is.
  absl::StatusOr<std::string> Name(const WriteRequest& request, const std::string& name) {
    const Workplace work = {store_, world_.clock, world_.ids, world_.sealer()};
    std::string answered;
    const absl::Status status = Once(
        work, request,
        [&](Transaction& transaction) -> absl::StatusOr<std::string> {
          ++acts_;
          const absl::Status put = transaction.regions().Put({"99", name, "", ""});
          if (!put.ok()) return put;
          return "regions/99";
        },
        [&](Transaction& transaction, const std::string& resource) -> absl::Status {
          if (!answer_.ok()) return answer_;
          const auto region = Existing(transaction.regions().Find(IdIn(resource)));
          if (region.ok()) answered = region->display_name;
          return region.status();
        });
    if (!status.ok()) return status;
    return answered;
  }

  std::string NameInStore() {
    std::string name = "none";
    const absl::Status read = store_.Read([&](Transaction& transaction) {
      const auto region = Existing(transaction.regions().Find("99"));
      if (region.ok()) name = region->display_name;
      return absl::OkStatus();
    });
    EXPECT_TRUE(read.ok());
    return name;
  }

  World world_;
  CountingStore store_{world_.store()};
  WriteRequest request_ = world_.From(world_.post, "RegionService/Name");
  int acts_ = 0;
  absl::Status answer_;
};

TEST_F(OnceTest, ARepeatedRequestIsNotCarriedOutAgain) {
  EXPECT_EQ(*Name(request_, "Contoh"), "Contoh");
  EXPECT_EQ(*Name(request_, "Contoh"), "Contoh");
  EXPECT_EQ(acts_, 1);
}

TEST_F(OnceTest, AReplayTellsWhatIsThereNow) {
  ASSERT_EQ(Reason(Name(request_, "Contoh")), "OK");
  ASSERT_EQ(Reason(Name(world_.From(world_.post, "RegionService/Name"), "Contoh Baru")), "OK");
  EXPECT_EQ(*Name(request_, "Contoh"), "Contoh Baru");
}

TEST_F(OnceTest, AReplayIsAnsweredUnderPresentRights) {
  ASSERT_EQ(Reason(Name(request_, "Contoh")), "OK");
  answer_ = NotFound();
  EXPECT_EQ(Reason(Name(request_, "Contoh")), "NOT_FOUND");
}

TEST_F(OnceTest, TheSameIdWithOtherContentIsRefused) {
  ASSERT_EQ(Reason(Name(request_, "Contoh")), "OK");
  WriteRequest other = request_;
  other.fingerprint = "another";
  EXPECT_EQ(Reason(Name(other, "Lain")), "REQUEST_ID_REUSED");
  other.violations = {{"region", "REQUIRED", ""}};
  EXPECT_EQ(Reason(Name(other, "Lain")), "REQUEST_ID_REUSED");
  EXPECT_EQ(NameInStore(), "Contoh");
}

TEST_F(OnceTest, AnIdBelongsToOneOfficerUnitAndMethod) {
  ASSERT_EQ(Reason(Name(request_, "Contoh")), "OK");
  WriteRequest of_other_officer = request_, of_other_unit = request_, of_other_method = request_;
  of_other_officer.caller.officer = world_.intake.officer;
  of_other_unit.caller.unit = world_.other_post.unit;
  of_other_method.method = "RegionService/Rename";
  EXPECT_EQ(*Name(of_other_officer, "Dua"), "Dua");
  EXPECT_EQ(*Name(of_other_unit, "Tiga"), "Tiga");
  EXPECT_EQ(*Name(of_other_method, "Empat"), "Empat");
  EXPECT_EQ(acts_, 4);
}

TEST_F(OnceTest, WhatCannotBeAnsweredWasNotDone) {
  answer_ = StoreUnavailable();
  EXPECT_EQ(Reason(Name(request_, "Contoh")), "STORE_UNAVAILABLE");
  EXPECT_EQ(NameInStore(), "none");
  answer_ = absl::OkStatus();
  EXPECT_EQ(*Name(request_, "Contoh"), "Contoh");
}

TEST_F(OnceTest, AMalformedRequestOpensNoWrite) {
  request_.violations = {{"region.code", "REQUIRED", ""}, {"region.display_name", "TOO_LONG", "120"}};
  const auto refused = Name(request_, "Contoh");
  EXPECT_EQ(Reason(refused), "INVALID_REQUEST");
  EXPECT_THAT(Faults(refused),
              ElementsAre(Violation{"region.code", "REQUIRED", ""}, Violation{"region.display_name", "TOO_LONG", "120"}));
  EXPECT_EQ(store_.writes, 0);
  EXPECT_EQ(acts_, 0);
}

TEST_F(OnceTest, AReplayAnswersAsTheFirstTimeEvenIfTheRulesBecameStricter) {
  ASSERT_EQ(Reason(Name(request_, "Contoh")), "OK");
  request_.violations = {{"region.display_name", "TOO_LONG", "5"}};
  EXPECT_EQ(*Name(request_, "Contoh"), "Contoh");
}

TEST_F(OnceTest, WithoutARequestIdNothingIsLookedUp) {
  request_.request_id.clear();
  request_.violations = {{"request_id", "REQUIRED", ""}};
  const auto refused = Name(request_, "Contoh");
  EXPECT_THAT(Faults(refused), ElementsAre(Violation{"request_id", "REQUIRED", ""}));
  EXPECT_EQ(acts_, 0);
}

TEST_F(OnceTest, OnceOrAgainTellsAReplayFromTheFirstTime) {
  std::string seen;
  const auto act = [&](Transaction&, bool again) {
    seen += again ? "again " : "first ";
    return absl::OkStatus();
  };
  EXPECT_EQ(Reason(OnceOrAgain(world_.work(), request_, act)), "OK");
  EXPECT_EQ(Reason(OnceOrAgain(world_.work(), request_, act)), "OK");
  EXPECT_EQ(seen, "first again ");
}

TEST(Workplace, AnEtagBelongsToOneVersionOfOneResource) {
  const FileKeySealer sealer(Keys::Random()), other_sealer(Keys::Random());
  const std::string etag = EtagOf(sealer, "units/1", 1);
  EXPECT_THAT(etag, ::testing::MatchesRegex("[0-9a-f]{16}"));
  EXPECT_EQ(etag, EtagOf(sealer, "units/1", 1));
  EXPECT_NE(etag, EtagOf(sealer, "units/1", 2));
  EXPECT_NE(etag, EtagOf(sealer, "units/2", 1));
  EXPECT_NE(EtagOf(sealer, "units/1", 11), EtagOf(sealer, "units/11", 1));
  EXPECT_NE(etag, EtagOf(other_sealer, "units/1", 1));
}

TEST(Workplace, ANameEndsWithItsId) {
  EXPECT_EQ(NameOf(UnitId("u")), "units/u");
  EXPECT_EQ(NameOf(UnitId("u"), OfficerId("o")), "units/u/officers/o");
  EXPECT_EQ(NameOf(HouseholdId("h")), "households/h");
  EXPECT_EQ(NameOf(CaseFileId("c")), "caseFiles/c");
  EXPECT_EQ(NameOf(ReferralId("r")), "referrals/r");
  EXPECT_EQ(IdIn(NameOf(UnitId("u"), OfficerId("o"))), "o");
  EXPECT_EQ(IdIn(NameOf(HouseholdId("h"))), "h");
}

}  // namespace
}  // namespace rujukan
