// Units between wire and domain.
#ifndef RUJUKAN_SERVER_RPC_UNIT_CONVERSION_H_
#define RUJUKAN_SERVER_RPC_UNIT_CONVERSION_H_

#include "rujukan/v1/unit.pb.h"
#include "server/domain/ports.h"
#include "server/domain/unit.h"

namespace rujukan {

v1::Unit ToProto(const Unit& unit, const Sealer& sealer);

// Without id when the unit has no name yet.
Unit FromProto(const v1::Unit& unit);

}  // namespace rujukan

#endif  // RUJUKAN_SERVER_RPC_UNIT_CONVERSION_H_
