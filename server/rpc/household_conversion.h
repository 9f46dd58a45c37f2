// Households, rows of an import and their verdicts between wire and domain.
#ifndef RUJUKAN_SERVER_RPC_HOUSEHOLD_CONVERSION_H_
#define RUJUKAN_SERVER_RPC_HOUSEHOLD_CONVERSION_H_

#include "rujukan/v1/household.pb.h"
#include "server/broker/household_register.h"
#include "server/domain/household.h"
#include "server/domain/ports.h"

namespace rujukan {

// With its oddities as warnings.
v1::Household ToProto(const Household& household, const Sealer& sealer);

// Without id when the household has no name yet.
Household FromProto(const v1::Household& household);

HouseholdFlag FromProto(const v1::HouseholdFlag& flag);

// Cells in Unicode's form NFC: an export is as it is, and names are kept in NFC.
HouseholdRow FromProto(const v1::HouseholdRow& row);

v1::RowVerdict ToProto(const HouseholdRegister::Verdict& verdict);

}  // namespace rujukan

#endif  // RUJUKAN_SERVER_RPC_HOUSEHOLD_CONVERSION_H_
