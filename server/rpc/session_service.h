// Signing in and out on the wire.
#ifndef RUJUKAN_SERVER_RPC_SESSION_SERVICE_H_
#define RUJUKAN_SERVER_RPC_SESSION_SERVICE_H_

#include "rujukan/v1/session.grpc.pb.h"
#include "server/broker/sign_in_desk.h"
#include "server/rpc/call.h"

namespace rujukan {

class SessionService final : public v1::SessionService::CallbackService {
 public:
  SessionService(Counter& counter, SignInDesk& desk) : counter_(counter), desk_(desk) {}

  grpc::ServerUnaryReactor* SignIn(grpc::CallbackServerContext* context, const v1::SignInRequest* request,
                                   v1::Session* response) override;
  grpc::ServerUnaryReactor* SignOut(grpc::CallbackServerContext* context, const v1::SignOutRequest* request,
                                    v1::SignOutResponse* response) override;
  grpc::ServerUnaryReactor* GetSession(grpc::CallbackServerContext* context, const v1::GetSessionRequest* request,
                                       v1::Session* response) override;

 private:
  Counter& counter_;
  SignInDesk& desk_;
};

}  // namespace rujukan

#endif  // RUJUKAN_SERVER_RPC_SESSION_SERVICE_H_
