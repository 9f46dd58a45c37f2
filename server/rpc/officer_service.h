// The officers of units on the wire.
#ifndef RUJUKAN_SERVER_RPC_OFFICER_SERVICE_H_
#define RUJUKAN_SERVER_RPC_OFFICER_SERVICE_H_

#include "rujukan/v1/officer.grpc.pb.h"
#include "server/broker/directory.h"
#include "server/rpc/call.h"

namespace rujukan {

class OfficerService final : public v1::OfficerService::Service {
 public:
  OfficerService(Counter& counter, Directory& directory) : counter_(counter), directory_(directory) {}

  grpc::Status CreateOfficer(grpc::ServerContext* context, const v1::CreateOfficerRequest* request, v1::Officer* response) override;
  grpc::Status GetOfficer(grpc::ServerContext* context, const v1::GetOfficerRequest* request, v1::Officer* response) override;
  grpc::Status ListOfficers(grpc::ServerContext* context, const v1::ListOfficersRequest* request,
                            v1::ListOfficersResponse* response) override;
  grpc::Status UpdateOfficer(grpc::ServerContext* context, const v1::UpdateOfficerRequest* request, v1::Officer* response) override;
  grpc::Status DisableOfficer(grpc::ServerContext* context, const v1::DisableOfficerRequest* request,
                              v1::Officer* response) override;
  grpc::Status SetOfficerPassword(grpc::ServerContext* context, const v1::SetOfficerPasswordRequest* request,
                                  v1::Officer* response) override;

 private:
  Counter& counter_;
  Directory& directory_;
};

}  // namespace rujukan

#endif  // RUJUKAN_SERVER_RPC_OFFICER_SERVICE_H_
