#include "server/broker/case_book.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/broker/household_register.h"
#include "tests/testing/refusals.h"
#include "tests/testing/world.h"

namespace rujukan {
namespace {

using ::testing::ElementsAre;
using testing::Faults;
using ::testing::IsEmpty;
using testing::Reason;
using testing::World;

class CaseBookTest : public ::testing::Test {
 protected:
  CaseFile Complaint() {
    CaseFile file;
    file.kind = CaseFileKind::kWelfare;
    file.person_name = "Sari Contoh";
    file.summary = "Belum menerima bantuan";
    return file;
  }
  CaseFile Protection() {
    CaseFile file = Complaint();
    file.kind = CaseFileKind::kProtection;
    return file;
  }

  absl::StatusOr<CaseFile> Create(const Caller& caller, const CaseFile& file) {
    return book_.Create(world_.From(caller, "CaseFileService/CreateCaseFile"), file);
  }
  std::string EtagOfFile(const CaseFile& file) { return EtagOf(world_.sealer(), NameOf(file.id), file.version); }

  absl::StatusOr<CaseFile> Advance(const Caller& caller, const CaseFile& file, CaseFileStage stage) {
    return book_.Advance(world_.From(caller, "CaseFileService/AdvanceCaseFile"), file.id, EtagOfFile(file), stage);
  }
  absl::StatusOr<CaseFile> Close(const Caller& caller, const CaseFile& file) {
    return book_.Close(world_.From(caller, "CaseFileService/CloseCaseFile"), file.id, EtagOfFile(file), "sudah selesai");
  }
  absl::StatusOr<CaseFile> Reopen(const Caller& caller, const CaseFile& file) {
    return book_.Reopen(world_.From(caller, "CaseFileService/ReopenCaseFile"), file.id, EtagOfFile(file), "keluhan baru");
  }

  HouseholdId HouseholdOfPost() {
    Household household;
    household.region = "73.09.01.2003";
    HouseholdRegister households(world_.work());
    return households.Create(world_.From(world_.post, "HouseholdService/CreateHousehold"), household)->id;
  }

  World world_;
  CaseBook book_{world_.work()};
  const PageRequest all_ = {.size = 100, .after = ""};
};

TEST_F(CaseBookTest, AFileIsOpenedOnceAndNumberedByItsUnit) {
  const WriteRequest request = world_.From(world_.post, "CaseFileService/CreateCaseFile");
  const CaseFile made = book_.Create(request, Complaint()).value();
  EXPECT_EQ(made.number, "K-2026-0001");
  EXPECT_EQ(made.unit, world_.post.unit);
  EXPECT_EQ(made.stage, CaseFileStage::kRegistered);
  EXPECT_EQ(made.version, 1);
  EXPECT_EQ(made.create_time, world_.clock.Now());
  EXPECT_EQ(book_.Create(request, Complaint())->id, made.id);
  EXPECT_EQ(Create(world_.post, Complaint())->number, "K-2026-0002");
  EXPECT_EQ(Create(world_.other_post, Complaint())->number, "K-2026-0001") << "each unit has a series of its own";
  world_.clock.Advance(absl::Hours(24 * 366));
  EXPECT_EQ(Create(world_.post, Complaint())->number, "K-2027-0001") << "each year too";
}

TEST_F(CaseBookTest, EachUnitKeepsItsOwnRegister) {
  EXPECT_THAT(Faults(Create(world_.post, Protection())), ElementsAre(Violation{"case_file.kind", "KIND_NOT_ALLOWED", ""}));
  EXPECT_THAT(Faults(Create(world_.intake, Complaint())), ElementsAre(Violation{"case_file.kind", "KIND_NOT_ALLOWED", ""}));
  EXPECT_EQ(Reason(Create(world_.intake, Protection())), "OK");
  EXPECT_EQ(Reason(Create(world_.hospital, Complaint())), "OK");
}

TEST_F(CaseBookTest, AProtectionFileNeverPointsToAHousehold) {
  CaseFile file = Protection();
  file.household = HouseholdOfPost();
  EXPECT_THAT(Faults(Create(world_.intake, file)), ElementsAre(Violation{"case_file.household", "NOT_ALLOWED_HERE", ""}));
  EXPECT_THAT(Faults(Create(world_.post, file)), ElementsAre(Violation{"case_file.kind", "KIND_NOT_ALLOWED", ""},
                                                             Violation{"case_file.household", "NOT_ALLOWED_HERE", ""}));
}

TEST_F(CaseBookTest, AWelfareFileMayPointToAHouseholdThatTheCallerMaySee) {
  CaseFile file = Complaint();
  file.household = HouseholdOfPost();
  EXPECT_EQ(Create(world_.post, file)->household, file.household);
  EXPECT_EQ(Reason(Create(world_.other_post, file)), "NOT_OF_THIS_UNIT");
  EXPECT_EQ(Reason(Create(world_.hospital, file)), "NOT_OF_THIS_UNIT") << "in its region, but no register of its own";
  file.household = HouseholdId(world_.ids.NewUuid());
  EXPECT_EQ(Reason(Create(world_.post, file)), "NOT_OF_THIS_UNIT");
}

TEST_F(CaseBookTest, AFileMayPointToAReferralThatTheUnitReceived) {
  const ReferralView alert = world_.Send(world_.post, world_.intake, ReferralKind::kProtectionAlert);
  CaseFile file = Protection();
  file.referral = alert.name;
  EXPECT_EQ(Create(world_.intake, file)->referral, alert.name);
  EXPECT_EQ(Reason(Create(world_.far_protection, file)), "NOT_OF_THIS_UNIT");
  file.kind = CaseFileKind::kWelfare;
  EXPECT_EQ(Reason(Create(world_.post, file)), "NOT_OF_THIS_UNIT") << "the sender did not receive it";
}

TEST_F(CaseBookTest, AnOfficerWhomThePersonExcludesSeesNothingOfTheFile) {
  const ReferralView alert = world_.Send(world_.post, world_.intake, ReferralKind::kProtectionAlert);
  CaseFile file = Protection();
  file.referral = alert.name;
  const CaseFile made = Create(world_.intake, file).value();
  const CaseFile other = Create(world_.intake, Protection()).value();

  const absl::Status excluded = world_.store().Transact([&](Transaction& transaction) -> absl::Status {
    auto referral = Existing(transaction.referrals().Find(alert.name));
    if (!referral.ok()) return referral.status();
    referral->details.excluded_officers = {world_.companion.officer};
    ++referral->version;
    return transaction.referrals().Update(*referral);
  });
  ASSERT_EQ(Reason(excluded), "OK");

  EXPECT_EQ(Reason(book_.Get(world_.companion, made.id)), "NOT_FOUND");
  EXPECT_EQ(Reason(Close(world_.companion, made)), "NOT_FOUND");
  EXPECT_EQ(Reason(Create(world_.companion, file)), "NOT_OF_THIS_UNIT");
  EXPECT_EQ(book_.List(world_.companion, false, {.size = 1, .after = ""})->front().id, other.id);
  EXPECT_EQ(book_.List(world_.companion, false, all_)->size(), 1u);
  EXPECT_EQ(book_.List(world_.head, false, all_)->size(), 2u);
}

TEST_F(CaseBookTest, OnlyTheOwningUnitSeesAFile) {
  const CaseFile file = Create(world_.intake, Protection()).value();
  EXPECT_EQ(book_.Get(world_.companion, file.id)->person_name, "Sari Contoh");
  for (const Caller& stranger : {world_.post, world_.dinas, world_.far_protection, world_.office_above}) {
    EXPECT_EQ(book_.Get(stranger, file.id).status(), NotFound());
    EXPECT_EQ(Reason(Close(stranger, file)), "NOT_FOUND");
    EXPECT_THAT(book_.List(stranger, false, all_).value(), IsEmpty());
  }
  EXPECT_EQ(book_.Get(world_.post, CaseFileId(world_.ids.NewUuid())).status(), NotFound());
}

TEST_F(CaseBookTest, FilesAreListedNewestFirstAndClosedOnesOnRequest) {
  const CaseFile first = Create(world_.post, Complaint()).value();
  const CaseFile second = Create(world_.post, Complaint()).value();
  const CaseFile third = Create(world_.post, Complaint()).value();
  ASSERT_EQ(Reason(Close(world_.post, second)), "OK");
  const auto numbers = [&](bool open_only, const PageRequest& page) {
    std::vector<std::string> result;
    const auto files = book_.List(world_.post, open_only, page);
    for (const CaseFile& file : files.value()) result.push_back(file.number);
    return result;
  };
  EXPECT_THAT(numbers(false, all_), ElementsAre("K-2026-0003", "K-2026-0002", "K-2026-0001"));
  EXPECT_THAT(numbers(true, all_), ElementsAre("K-2026-0003", "K-2026-0001"));
  EXPECT_THAT(numbers(false, {.size = 1, .after = third.id.value}), ElementsAre("K-2026-0002"));
}

TEST_F(CaseBookTest, AChangeNeedsTheEtagAndKeepsWhatIsFixed) {
  CaseFile file = Complaint();
  file.household = HouseholdOfPost();
  const CaseFile made = Create(world_.post, file).value();
  world_.clock.Advance(absl::Hours(1));
  CaseFile wanted = made;
  wanted.summary = "Sudah diusulkan";
  wanted.report_time = world_.clock.Now();
  wanted.report_time_precision = TimePrecision::kDay;
  wanted.household = HouseholdId();
  wanted.number = "K-1";
  wanted.stage = CaseFileStage::kClosed;
  const auto update = [&] {
    return book_.Update(world_.From(world_.post, "CaseFileService/UpdateCaseFile"), wanted, EtagOfFile(made));
  };
  const CaseFile changed = update().value();
  EXPECT_EQ(changed.summary, "Sudah diusulkan");
  EXPECT_EQ(changed.report_time, world_.clock.Now());
  EXPECT_EQ(changed.report_time_precision, TimePrecision::kDay);
  EXPECT_EQ(changed.household, file.household);
  EXPECT_EQ(changed.number, made.number);
  EXPECT_EQ(changed.stage, CaseFileStage::kRegistered);
  EXPECT_EQ(changed.version, 2);
  EXPECT_EQ(changed.update_time, world_.clock.Now());
  EXPECT_EQ(Reason(update()), "ETAG_STALE");
}

TEST_F(CaseBookTest, AFileMovesForthAndBackAmongTheStagesOfItsRegister) {
  CaseFile file = Create(world_.intake, Protection()).value();
  file = Advance(world_.intake, file, CaseFileStage::kAssessment).value();
  file = Advance(world_.intake, file, CaseFileStage::kIdentification).value();
  EXPECT_EQ(file.stage, CaseFileStage::kIdentification);
  EXPECT_EQ(Reason(Advance(world_.intake, file, CaseFileStage::kHandling)), "STAGE_NOT_POSSIBLE");
  EXPECT_EQ(Reason(Advance(world_.intake, file, CaseFileStage::kClosed)), "STAGE_NOT_POSSIBLE");
  EXPECT_EQ(Reason(Advance(world_.intake, file, CaseFileStage::kUnspecified)), "STAGE_NOT_POSSIBLE");
  EXPECT_EQ(book_.Get(world_.intake, file.id)->version, file.version);
}

TEST_F(CaseBookTest, AClosedFileOnlyOpensAgain) {
  const CaseFile open = Create(world_.post, Complaint()).value();
  EXPECT_EQ(Reason(Reopen(world_.post, open)), "STAGE_NOT_POSSIBLE");
  const CaseFile closed = Close(world_.post, open).value();
  EXPECT_EQ(closed.stage, CaseFileStage::kClosed);
  EXPECT_EQ(closed.stage_reason, "sudah selesai");
  EXPECT_EQ(Reason(Close(world_.post, closed)), "STAGE_NOT_POSSIBLE");
  EXPECT_EQ(Reason(Advance(world_.post, closed, CaseFileStage::kHandling)), "STAGE_NOT_POSSIBLE");
  const CaseFile reopened = Reopen(world_.post, closed).value();
  EXPECT_EQ(reopened.stage, CaseFileStage::kRegistered);
  EXPECT_EQ(reopened.stage_reason, "keluhan baru");
  EXPECT_EQ(Reason(Reopen(world_.post, closed)), "ETAG_STALE");
}

}  // namespace
}  // namespace rujukan
