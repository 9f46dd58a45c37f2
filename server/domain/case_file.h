// Case files: what one unit keeps about a person it serves.
#ifndef RUJUKAN_SERVER_DOMAIN_CASE_FILE_H_
#define RUJUKAN_SERVER_DOMAIN_CASE_FILE_H_

#include <cstdint>
#include <string>

#include "absl/time/time.h"
#include "server/domain/codes.h"
#include "server/domain/ids.h"

namespace rujukan {

struct CaseFile {
  // In clear.
  CaseFileId id;
  UnitId unit;
  CaseFileKind kind = CaseFileKind::kUnspecified;
  CaseFileStage stage = CaseFileStage::kRegistered;
  std::string number;
  std::int64_t version = 1;
  absl::Time create_time;
  absl::Time update_time;
  // Sealed.
  std::string person_name;
  std::string summary;
  HouseholdId household;
  ReferralId referral;
  absl::Time report_time = absl::InfinitePast();
  TimePrecision report_time_precision = TimePrecision::kUnspecified;
  // Why it was last closed or opened again.
  std::string stage_reason;
};

// True when a file of this kind may be at this stage.
bool StageBelongsTo(CaseFileKind kind, CaseFileStage stage);

// Which register a unit of this kind keeps: PROTECTION at a protection unit, WELFARE elsewhere.
CaseFileKind RegisterOf(UnitKind kind);

}  // namespace rujukan

#endif  // RUJUKAN_SERVER_DOMAIN_CASE_FILE_H_
