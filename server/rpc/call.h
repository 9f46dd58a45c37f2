// The one wrapper that every call goes through:
//
//   a place in the queue → deadline → authenticate → authorize (coarse) → form → act → translate → one line of the log
//
// A call comes in a thread of gRPC's, which only gives it a place or refuses it; all the rest happens in a thread of the queue.
//
// The receipt is looked at inside the transaction, by the broker's Once; that is why a write's violations travel on to it instead
// of being refused here. A caller who may not call a method learns nothing about its form.
#ifndef RUJUKAN_SERVER_RPC_CALL_H_
#define RUJUKAN_SERVER_RPC_CALL_H_

#include <atomic>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/message.h"
#include "grpcpp/security/auth_context.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/server_callback.h"
#include "server/broker/refusal_ledger.h"
#include "server/broker/sign_in_desk.h"
#include "server/broker/workplace.h"
#include "server/rpc/call_log.h"
#include "server/rpc/call_queue.h"

namespace rujukan {

// What a caller shows of who it is.
struct Passport {
  // Of `authorization: Bearer …`; empty when there is none, or more than one.
  std::string token;
  // On the systems' listener: what the verified certificate names, empty when that is no service account. Nothing on any other.
  std::optional<std::string> certificate;
};

// A certificate names its service account by one URI in the subject's alternative names: this, and behind it the name of the
// officer, `units/{unit}/officers/{officer}`. The unit alone would not do: a certificate that was stolen is made useless by
// disabling its account, and must not come alive with the next account of the unit.
inline constexpr std::string_view kCertificateUri = "urn:rujukan:";

// A call that may be acted on.
struct Call {
  // "ReferralService/CreateReferral".
  std::string_view method;
  // Empty for SignIn and for systems.
  std::string token;
  SignInDesk::Identity identity;
  // Of a request with a `request_id` only.
  WriteRequest write;

  const Caller& caller() const { return identity.caller; }
};

// The name of the method that takes requests of this type; no two methods share one.
std::string_view MethodFor(const google::protobuf::Descriptor& request);

// The counter at which every caller is received. Thread-safe.
class Counter {
 public:
  // Calls wait in `queue`. Anybody may try to sign in, a thousand times at once: at most `sign_ins_max` of them wait or are served,
  // so that the rest of the threads and of the places is for those who have. What the officers are refused is counted in `ledger`.
  Counter(const Workplace& workplace, SignInDesk& sign_in_desk, RefusalLedger& ledger, Log log, CallQueue& queue, int sign_ins_max)
      : work_(workplace),
        sign_in_desk_(sign_in_desk),
        ledger_(ledger),
        log_(std::move(log)),
        queue_(queue),
        sign_ins_max_(sign_ins_max) {}

  // Receives a unary call, and never blocks: `act` is run later, in another thread, so that it holds what it needs by value. It
  // gets the request as it was checked and cleared of what only the server sets, and fills the response. gRPC owns `context`,
  // `request` and the response, and keeps them until the call is answered, which is after `act`.
  template <typename Request, typename Act>
  grpc::ServerUnaryReactor* Serve(grpc::CallbackServerContext* context, const Request* request, Act act) {
    // gRPC made it for this call alone and, once the handler has it, never looks at it again: a copy would be one for nobody.
    auto& form = const_cast<Request&>(*request);
    return Enter(*context, form, [&form, act = std::move(act)](const Call& call) -> absl::Status {
      return act(call, static_cast<const Request&>(form));
    });
  }

  // The steps before acting, for the stream: authenticate, authorize, form. `call` is filled as far as they came.
  absl::Status Receive(const Passport& passport, google::protobuf::Message& form, Call& call);

  // Who this is; SignInNeeded when it is nobody, or shows a session where certificates are shown.
  absl::StatusOr<SignInDesk::Identity> Identify(const Passport& passport);

  // Counts that the officer of this call was refused, for what the record named in `form`; nothing when nobody is signed in, or
  // when it was the server that could not.
  void CountRefusal(const Call& call, const google::protobuf::Message& form, const absl::Status& status);

  const Workplace& work() const { return work_; }
  const Sealer& sealer() const { return work_.sealer; }
  const Log& log() const { return log_; }

 private:
  using Act = std::function<absl::Status(const Call&)>;
  class UnaryCall;

  grpc::ServerUnaryReactor* Enter(grpc::CallbackServerContext& context, google::protobuf::Message& form, Act act);

  const Workplace work_;
  SignInDesk& sign_in_desk_;
  RefusalLedger& ledger_;
  const Log log_;
  CallQueue& queue_;
  const int sign_ins_max_;
  // Those that wait or are served.
  std::atomic<int> sign_ins_{0};
};

Passport PassportIn(const std::multimap<grpc::string_ref, grpc::string_ref>& metadata, const grpc::AuthContext& connection);

// Runs `step`; an exception of any kind becomes ServerDefect, logged by its type.
absl::Status Guarded(const Log& log, absl::FunctionRef<absl::Status()> step);

}  // namespace rujukan

#endif  // RUJUKAN_SERVER_RPC_CALL_H_
