#include "server/domain/case_file.h"

#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace rujukan {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string_view> StagesOf(CaseFileKind kind) {
  std::vector<std::string_view> stages;
  for (int number = 0; number <= static_cast<int>(CaseFileStage::kClosed); ++number) {
    const auto stage = static_cast<CaseFileStage>(number);
    if (StageBelongsTo(kind, stage)) stages.push_back(NameOf(stage));
  }
  return stages;
}

TEST(CaseFile, EachRegisterHasItsOwnStages) {
  EXPECT_THAT(StagesOf(CaseFileKind::kWelfare),
              ElementsAre("REGISTERED", "HANDLING", "SERVICE_DECIDED", "LETTER_PRINTED", "CLOSED"));
  EXPECT_THAT(StagesOf(CaseFileKind::kProtection),
              ElementsAre("REGISTERED", "IDENTIFICATION", "ASSESSMENT", "PLANNING", "INTERVENTION", "MONITORING", "CLOSED"));
  EXPECT_THAT(StagesOf(CaseFileKind::kUnspecified), IsEmpty());
}

TEST(CaseFile, OnlyAProtectionUnitKeepsProtectionFiles) {
  for (int number = 0; number <= static_cast<int>(UnitKind::kExternalSystem); ++number) {
    const auto kind = static_cast<UnitKind>(number);
    const bool protects = kind == UnitKind::kProtectionUnit;
    EXPECT_EQ(RegisterOf(kind), protects ? CaseFileKind::kProtection : CaseFileKind::kWelfare) << NameOf(kind);
  }
}

}  // namespace
}  // namespace rujukan
