// The audit trail on the wire.
#ifndef RUJUKAN_SERVER_RPC_AUDIT_SERVICE_H_
#define RUJUKAN_SERVER_RPC_AUDIT_SERVICE_H_

#include "rujukan/v1/audit.grpc.pb.h"
#include "server/broker/audit_desk.h"
#include "server/rpc/call.h"

namespace rujukan {

class AuditService final : public v1::AuditService::CallbackService {
 public:
  AuditService(Counter& counter, AuditDesk& desk) : counter_(counter), desk_(desk) {}

  grpc::ServerUnaryReactor* ListAuditEvents(grpc::CallbackServerContext* context, const v1::ListAuditEventsRequest* request,
                                            v1::ListAuditEventsResponse* response) override;
  grpc::ServerUnaryReactor* ListOfficerEvents(grpc::CallbackServerContext* context, const v1::ListOfficerEventsRequest* request,
                                              v1::ListOfficerEventsResponse* response) override;
  grpc::ServerUnaryReactor* ListCheckpoints(grpc::CallbackServerContext* context, const v1::ListCheckpointsRequest* request,
                                            v1::ListCheckpointsResponse* response) override;
  grpc::ServerUnaryReactor* ListChains(grpc::CallbackServerContext* context, const v1::ListChainsRequest* request,
                                       v1::ListChainsResponse* response) override;

 private:
  Counter& counter_;
  AuditDesk& desk_;
};

}  // namespace rujukan

#endif  // RUJUKAN_SERVER_RPC_AUDIT_SERVICE_H_
