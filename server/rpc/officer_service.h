// The officers of units on the wire.
#ifndef RUJUKAN_SERVER_RPC_OFFICER_SERVICE_H_
#define RUJUKAN_SERVER_RPC_OFFICER_SERVICE_H_

#include "rujukan/v1/officer.grpc.pb.h"
#include "server/broker/directory.h"
#include "server/rpc/call.h"

namespace rujukan {

class OfficerService final : public v1::OfficerService::CallbackService {
 public:
  OfficerService(Counter& counter, Directory& directory) : counter_(counter), directory_(directory) {}

  grpc::ServerUnaryReactor* CreateOfficer(grpc::CallbackServerContext* context, const v1::CreateOfficerRequest* request,
                                          v1::Officer* response) override;
  grpc::ServerUnaryReactor* GetOfficer(grpc::CallbackServerContext* context, const v1::GetOfficerRequest* request,
                                       v1::Officer* response) override;
  grpc::ServerUnaryReactor* ListOfficers(grpc::CallbackServerContext* context, const v1::ListOfficersRequest* request,
                                         v1::ListOfficersResponse* response) override;
  grpc::ServerUnaryReactor* UpdateOfficer(grpc::CallbackServerContext* context, const v1::UpdateOfficerRequest* request,
                                          v1::Officer* response) override;
  grpc::ServerUnaryReactor* DisableOfficer(grpc::CallbackServerContext* context, const v1::DisableOfficerRequest* request,
                                           v1::Officer* response) override;
  grpc::ServerUnaryReactor* SetOfficerPassword(grpc::CallbackServerContext* context, const v1::SetOfficerPasswordRequest* request,
                                               v1::Officer* response) override;

 private:
  Counter& counter_;
  Directory& directory_;
};

}  // namespace rujukan

#endif  // RUJUKAN_SERVER_RPC_OFFICER_SERVICE_H_
