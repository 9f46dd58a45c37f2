#include "server/rpc/case_file_conversion.h"

#include "server/broker/workplace.h"
#include "server/rpc/resource_name.h"
#include "server/rpc/times.h"

namespace rujukan {

v1::CaseFile ToProto(const CaseFile& file, const Sealer& sealer) {
  v1::CaseFile result;
  result.set_name(NameOf(file.id));
  result.set_kind(static_cast<v1::CaseFileKind>(file.kind));
  result.set_unit(NameOf(file.unit));
  result.set_number(file.number);
  result.set_stage(static_cast<v1::CaseFileStage>(file.stage));
  result.set_person_name(file.person_name);
  result.set_summary(file.summary);
  if (!file.household.empty()) result.set_household(NameOf(file.household));
  if (!file.referral.empty()) result.set_referral(NameOf(file.referral));
  if (IsInstant(file.report_time)) *result.mutable_report_time() = ToProto(file.report_time);
  result.set_report_time_precision(static_cast<v1::TimePrecision>(file.report_time_precision));
  result.set_etag(EtagOf(sealer, result.name(), file.version));
  *result.mutable_create_time() = ToProto(file.create_time);
  *result.mutable_update_time() = ToProto(file.update_time);
  return result;
}

CaseFile FromProto(const v1::CaseFile& file) {
  CaseFile result;
  result.id = CaseFileIn(file.name());
  result.kind = static_cast<CaseFileKind>(file.kind());
  result.person_name = file.person_name();
  result.summary = file.summary();
  result.household = HouseholdIn(file.household());
  result.referral = ReferralIn(file.referral());
  if (file.has_report_time()) result.report_time = FromProto(file.report_time());
  result.report_time_precision = static_cast<TimePrecision>(file.report_time_precision());
  return result;
}

}  // namespace rujukan
