// The register of households on the wire.
#ifndef RUJUKAN_SERVER_RPC_HOUSEHOLD_SERVICE_H_
#define RUJUKAN_SERVER_RPC_HOUSEHOLD_SERVICE_H_

#include "rujukan/v1/household.grpc.pb.h"
#include "server/broker/household_register.h"
#include "server/rpc/call.h"

namespace rujukan {

class HouseholdService final : public v1::HouseholdService::CallbackService {
 public:
  HouseholdService(Counter& counter, HouseholdRegister& households) : counter_(counter), households_(households) {}

  grpc::ServerUnaryReactor* CreateHousehold(grpc::CallbackServerContext* context, const v1::CreateHouseholdRequest* request,
                                            v1::Household* response) override;
  grpc::ServerUnaryReactor* GetHousehold(grpc::CallbackServerContext* context, const v1::GetHouseholdRequest* request,
                                         v1::Household* response) override;
  grpc::ServerUnaryReactor* ListHouseholds(grpc::CallbackServerContext* context, const v1::ListHouseholdsRequest* request,
                                           v1::ListHouseholdsResponse* response) override;
  grpc::ServerUnaryReactor* UpdateHousehold(grpc::CallbackServerContext* context, const v1::UpdateHouseholdRequest* request,
                                            v1::Household* response) override;
  grpc::ServerUnaryReactor* FlagHousehold(grpc::CallbackServerContext* context, const v1::FlagHouseholdRequest* request,
                                          v1::Household* response) override;
  grpc::ServerUnaryReactor* BatchImportHouseholds(grpc::CallbackServerContext* context,
                                                  const v1::BatchImportHouseholdsRequest* request,
                                                  v1::BatchImportHouseholdsResponse* response) override;

 private:
  Counter& counter_;
  HouseholdRegister& households_;
};

}  // namespace rujukan

#endif  // RUJUKAN_SERVER_RPC_HOUSEHOLD_SERVICE_H_
