// Regions between wire and domain.
#ifndef RUJUKAN_SERVER_RPC_REGION_CONVERSION_H_
#define RUJUKAN_SERVER_RPC_REGION_CONVERSION_H_

#include "rujukan/v1/region.pb.h"
#include "server/domain/region.h"

namespace rujukan {

v1::Region ToProto(const Region& region);
Region FromProto(const v1::Region& region);

}  // namespace rujukan

#endif  // RUJUKAN_SERVER_RPC_REGION_CONVERSION_H_
