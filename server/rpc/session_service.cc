#include "server/rpc/session_service.h"

#include "server/domain/try.h"
#include "server/rpc/session_conversion.h"

namespace rujukan {

grpc::ServerUnaryReactor* SessionService::SignIn(grpc::CallbackServerContext* context, const v1::SignInRequest* request,
                                                 v1::Session* response) {
  return counter_.Serve(context, request, [=, this](const Call&, const v1::SignInRequest& form) -> absl::Status {
    RUJUKAN_TRY_ASSIGN(const SignInDesk::SignedIn signed_in,
                       desk_.SignIn(form.sign_in_name(), form.password(), static_cast<Role>(form.role())));
    *response = ToProto(signed_in);
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* SessionService::SignOut(grpc::CallbackServerContext* context, const v1::SignOutRequest* request,
                                                  v1::SignOutResponse*) {
  return counter_.Serve(context, request, [=, this](const Call& call, const v1::SignOutRequest&) -> absl::Status {
    RUJUKAN_TRY(desk_.SignOut(call.token));
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* SessionService::GetSession(grpc::CallbackServerContext* context, const v1::GetSessionRequest* request,
                                                     v1::Session* response) {
  return counter_.Serve(context, request, [=, this](const Call& call, const v1::GetSessionRequest&) -> absl::Status {
    RUJUKAN_TRY_ASSIGN(const SignInDesk::SignedIn signed_in, desk_.Describe(call.identity));
    *response = ToProto(signed_in);
    return absl::OkStatus();
  });
}

}  // namespace rujukan
