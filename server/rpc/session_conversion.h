// Sessions on the wire.
#ifndef RUJUKAN_SERVER_RPC_SESSION_CONVERSION_H_
#define RUJUKAN_SERVER_RPC_SESSION_CONVERSION_H_

#include "rujukan/v1/session.pb.h"
#include "server/broker/sign_in_desk.h"

namespace rujukan {

// `signed_in.token` is empty when the session is only described.
v1::Session ToProto(const SignInDesk::SignedIn& signed_in);

}  // namespace rujukan

#endif  // RUJUKAN_SERVER_RPC_SESSION_CONVERSION_H_
