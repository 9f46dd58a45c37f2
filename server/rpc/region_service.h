// The table of regions on the wire.
#ifndef RUJUKAN_SERVER_RPC_REGION_SERVICE_H_
#define RUJUKAN_SERVER_RPC_REGION_SERVICE_H_

#include "rujukan/v1/region.grpc.pb.h"
#include "server/broker/directory.h"
#include "server/rpc/call.h"

namespace rujukan {

class RegionService final : public v1::RegionService::CallbackService {
 public:
  RegionService(Counter& counter, Directory& directory) : counter_(counter), directory_(directory) {}

  grpc::ServerUnaryReactor* GetRegion(grpc::CallbackServerContext* context, const v1::GetRegionRequest* request,
                                      v1::Region* response) override;
  grpc::ServerUnaryReactor* ListRegions(grpc::CallbackServerContext* context, const v1::ListRegionsRequest* request,
                                        v1::ListRegionsResponse* response) override;
  grpc::ServerUnaryReactor* ImportRegions(grpc::CallbackServerContext* context, const v1::ImportRegionsRequest* request,
                                          v1::ImportRegionsResponse* response) override;

 private:
  Counter& counter_;
  Directory& directory_;
};

}  // namespace rujukan

#endif  // RUJUKAN_SERVER_RPC_REGION_SERVICE_H_
