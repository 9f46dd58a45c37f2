// Officers between wire and domain.
#ifndef RUJUKAN_SERVER_RPC_OFFICER_CONVERSION_H_
#define RUJUKAN_SERVER_RPC_OFFICER_CONVERSION_H_

#include "rujukan/v1/officer.pb.h"
#include "server/domain/ports.h"
#include "server/domain/unit.h"

namespace rujukan {

v1::Officer ToProto(const Officer& officer, const Sealer& sealer);

// Without ids when the officer has no name yet.
Officer FromProto(const v1::Officer& officer);

}  // namespace rujukan

#endif  // RUJUKAN_SERVER_RPC_OFFICER_CONVERSION_H_
