#include "server/domain/case_file.h"

namespace rujukan {

bool StageBelongsTo(CaseFileKind kind, CaseFileStage stage) {
  switch (stage) {
    case CaseFileStage::kRegistered:
    case CaseFileStage::kClosed:
      return kind != CaseFileKind::kUnspecified;
    case CaseFileStage::kHandling:
    case CaseFileStage::kServiceDecided:
    case CaseFileStage::kLetterPrinted:
      return kind == CaseFileKind::kWelfare;
    case CaseFileStage::kIdentification:
    case CaseFileStage::kAssessment:
    case CaseFileStage::kPlanning:
    case CaseFileStage::kIntervention:
    case CaseFileStage::kMonitoring:
      return kind == CaseFileKind::kProtection;
    case CaseFileStage::kUnspecified:
      break;
  }
  return false;
}

CaseFileKind RegisterOf(UnitKind kind) {
  return kind == UnitKind::kProtectionUnit ? CaseFileKind::kProtection : CaseFileKind::kWelfare;
}

}  // namespace rujukan
