// The ids in names of resources. The form was checked before: of a malformed name nothing that is read here is ever used.
#ifndef RUJUKAN_SERVER_RPC_RESOURCE_NAME_H_
#define RUJUKAN_SERVER_RPC_RESOURCE_NAME_H_

#include <string>
#include <string_view>

#include "server/domain/audit.h"
#include "server/domain/ids.h"

namespace rujukan {

UnitId UnitIn(std::string_view name);
HouseholdId HouseholdIn(std::string_view name);
CaseFileId CaseFileIn(std::string_view name);
// Of `referrals/{referral}` and of `referrals/{referral}/packet`.
ReferralId ReferralIn(std::string_view name);
// The code in `regions/{code}`.
std::string RegionCodeIn(std::string_view name);

// The record that a name of any kind names; kUnspecified for what has no chain. Of an officer `unit` is the one in the name.
struct NamedRecord {
  RecordName record;
  UnitId unit;
};
NamedRecord RecordNamed(std::string_view name);

struct OfficerName {
  UnitId unit;
  OfficerId officer;
};
OfficerName OfficerIn(std::string_view name);

std::string NameOfRegion(std::string_view code);
std::string NameOfPacket(const ReferralId& id);
// For an officer whose unit is not told: `units/-/officers/{officer}`.
std::string NameOfOfficer(const OfficerId& id);

}  // namespace rujukan

#endif  // RUJUKAN_SERVER_RPC_RESOURCE_NAME_H_
