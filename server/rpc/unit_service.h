// The directory of units on the wire.
#ifndef RUJUKAN_SERVER_RPC_UNIT_SERVICE_H_
#define RUJUKAN_SERVER_RPC_UNIT_SERVICE_H_

#include "rujukan/v1/unit.grpc.pb.h"
#include "server/broker/directory.h"
#include "server/rpc/call.h"

namespace rujukan {

class UnitService final : public v1::UnitService::CallbackService {
 public:
  UnitService(Counter& counter, Directory& directory) : counter_(counter), directory_(directory) {}

  grpc::ServerUnaryReactor* CreateUnit(grpc::CallbackServerContext* context, const v1::CreateUnitRequest* request,
                                       v1::Unit* response) override;
  grpc::ServerUnaryReactor* GetUnit(grpc::CallbackServerContext* context, const v1::GetUnitRequest* request,
                                    v1::Unit* response) override;
  grpc::ServerUnaryReactor* ListUnits(grpc::CallbackServerContext* context, const v1::ListUnitsRequest* request,
                                      v1::ListUnitsResponse* response) override;
  grpc::ServerUnaryReactor* UpdateUnit(grpc::CallbackServerContext* context, const v1::UpdateUnitRequest* request,
                                       v1::Unit* response) override;

 private:
  Counter& counter_;
  Directory& directory_;
};

}  // namespace rujukan

#endif  // RUJUKAN_SERVER_RPC_UNIT_SERVICE_H_
