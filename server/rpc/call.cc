#include "server/rpc/call.h"

#include <chrono>
#include <exception>
#include <typeinfo>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/descriptor.h"
#include "grpc/grpc_security_constants.h"
#include "server/domain/ids.h"
#include "server/domain/policy.h"
#include "server/domain/text.h"
#include "server/domain/try.h"
#include "server/rpc/form_check.h"
#include "server/rpc/form_rules.h"
#include "server/rpc/refusal_status.h"
#include "server/rpc/resource_name.h"
#include "server/rpc/wire_bytes.h"

namespace rujukan {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// The one method that needs no session: it makes one.
constexpr std::string_view kSignIn = "SessionService/SignIn";

constexpr std::string_view kBearer = "Bearer ";

std::map<const Descriptor*, std::string> MethodsByRequest() {
  std::map<const Descriptor*, std::string> methods;
  const auto& pool = *google::protobuf::DescriptorPool::generated_pool();
  for (const char* name : {"audit", "case_file", "household", "inbox_event", "officer", "referral", "region", "session", "unit"}) {
    const auto& file = *pool.FindFileByName(absl::StrCat("rujukan/v1/", name, ".proto"));
    for (int s = 0; s < file.service_count(); ++s) {
      const auto& service = *file.service(s);
      for (int m = 0; m < service.method_count(); ++m) {
        methods[service.method(m)->input_type()] = absl::StrCat(service.name(), "/", service.method(m)->name());
      }
    }
  }
  return methods;
}

const FieldDescriptor* RequestIdField(const Message& form) { return form.GetDescriptor()->FindFieldByName("request_id"); }

// The request_id, when there is a well-formed one.
std::string RequestIdIn(const Message& form) {
  const FieldDescriptor* field = RequestIdField(form);
  if (field == nullptr) return {};
  std::string id = form.GetReflection()->GetString(form, field);
  return IsUuid(id) ? id : std::string();
}

// The same for the same request, whatever its request_id.
std::string FingerprintOf(const Sealer& sealer, Message& form) {
  const google::protobuf::Reflection& reflection = *form.GetReflection();
  const FieldDescriptor* field = RequestIdField(form);
  const std::string request_id = reflection.GetString(form, field);
  reflection.ClearField(&form, field);
  std::string fingerprint = sealer.Mac("request", DeterministicBytes(form));
  reflection.SetString(&form, field, request_id);
  return fingerprint;
}

std::string TokenIn(const std::multimap<grpc::string_ref, grpc::string_ref>& metadata) {
  if (metadata.count("authorization") != 1) return {};
  const grpc::string_ref value = metadata.find("authorization")->second;
  const std::string_view text(value.data(), value.size());
  return text.starts_with(kBearer) ? std::string(text.substr(kBearer.size())) : std::string();
}

// The name of the officer; empty when the certificate names none, or more than one.
std::string AccountIn(const std::vector<grpc::string_ref>& uris) {
  std::string account;
  for (const grpc::string_ref& uri : uris) {
    const std::string_view text(uri.data(), uri.size());
    if (!text.starts_with(kCertificateUri)) continue;
    if (!account.empty()) return {};
    account = text.substr(kCertificateUri.size());
  }
  return account;
}

// What is refused to everybody alike, and by no rule.
bool IsOfTheSystem(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsResourceExhausted(status) || absl::IsDeadlineExceeded(status) ||
         absl::IsInternal(status) || absl::IsDataLoss(status);
}

// The record that a request names, if the name is well formed: whatever else a caller wrote there is not for a chain.
RecordName RecordNamedIn(const Message& form) {
  for (const char* name : {"name", "parent"}) {
    const FieldDescriptor* field = form.GetDescriptor()->FindFieldByName(name);
    if (field == nullptr || field->cpp_type() != FieldDescriptor::CPPTYPE_STRING) continue;
    const std::vector<std::string> words = absl::StrSplit(form.GetReflection()->GetString(form, field), '/');
    // "units/…/officers/…" names an officer, "referrals/…/packet" a referral.
    const std::size_t at = words.size() == 4 ? 2 : 0;
    if (words.size() < 2 || !IsUuid(words[at + 1])) continue;
    return RecordIn(absl::StrCat(words[at], "/", words[at + 1]));
  }
  return {};
}

}  // namespace

std::string_view MethodFor(const Descriptor& request) {
  static const auto& methods = *new std::map<const Descriptor*, std::string>(MethodsByRequest());
  const auto found = methods.find(&request);
  return found == methods.end() ? std::string_view() : std::string_view(found->second);
}

Passport PassportIn(const std::multimap<grpc::string_ref, grpc::string_ref>& metadata, const grpc::AuthContext& connection) {
  Passport passport;
  passport.token = TokenIn(metadata);
  if (connection.IsPeerAuthenticated())
    passport.certificate = AccountIn(connection.FindPropertyValues(GRPC_PEER_URI_PROPERTY_NAME));
  return passport;
}

absl::Status Guarded(const Log& log, absl::FunctionRef<absl::Status()> step) {
  try {
    return step();
  } catch (const std::exception& exception) {
    // Its text may hold anything.
    log(LogLevel::kError, absl::StrCat("exception type=", typeid(exception).name()));
  } catch (...) {
    log(LogLevel::kError, "exception type=unknown");
  }
  return ServerDefect();
}

absl::StatusOr<SignInDesk::Identity> Counter::Identify(const Passport& passport) {
  if (!passport.certificate) return passport.token.empty() ? SignInNeeded() : sign_in_desk_.Identify(passport.token);
  // A session that travels with a certificate is a person's: whoever sent it there was to have come to the other listener.
  if (!passport.token.empty()) return SignInNeeded();
  const auto [unit, officer] = OfficerIn(*passport.certificate);
  if (*passport.certificate != NameOf(unit, officer)) return SignInNeeded();
  return sign_in_desk_.IdentifySystem(unit, officer);
}

absl::Status Counter::Receive(const Passport& passport, Message& form, Call& call) {
  call.method = MethodFor(*form.GetDescriptor());
  call.token = passport.token;
  if (call.method != kSignIn) {
    RUJUKAN_TRY_ASSIGN(call.identity, Identify(passport));
    RUJUKAN_TRY(MayCall(call.caller().role, call.method));
  } else if (passport.certificate) {
    // A password is not asked where nobody but systems is.
    return RoleNotAllowed(Role::kSystem);
  }
  Violations violations = CheckForm(form, work_.clock.Now());
  CheckFormRules(form, violations);
  if (RequestIdField(form) == nullptr) {
    return violations.empty() ? absl::OkStatus() : InvalidRequest(std::move(violations));
  }
  call.write = {.caller = call.caller(),
                .method = call.method,
                .request_id = RequestIdIn(form),
                .fingerprint = FingerprintOf(work_.sealer, form),
                .violations = std::move(violations)};
  return absl::OkStatus();
}

void Counter::CountRefusal(const Call& call, const Message& form, const absl::Status& status) {
  const std::optional<RefusalDetails> details = DetailsOf(status);
  if (!details || IsOfTheSystem(status) || call.caller().officer.empty()) return;
  ledger_.Count(AuditAction::kRefused, DeedOf(call.caller(), call.method, work_.clock.Now()), details->reason, RecordNamedIn(form));
}

// A unary call from its arrival to its answer. It owns itself, until OnDone. gRPC owns the context, the request and the response,
// which stay until then; the counter stays longer, because a server ends only after its calls. Nothing of them may be used after
// Finish.
class Counter::UnaryCall final : public grpc::ServerUnaryReactor, public CallQueue::Waiter {
 public:
  UnaryCall(Counter& counter, grpc::CallbackServerContext& context, Message& form, Act act)
      : counter_(counter), context_(context), form_(form), act_(std::move(act)), arrival_(std::chrono::steady_clock::now()) {
    record_.method = MethodFor(*form.GetDescriptor());
    record_.request_id = RequestIdIn(form);
    signs_in_ = record_.method == kSignIn;
  }

  void Enter() {
    const bool too_many = signs_in_ && ++counter_.sign_ins_ > counter_.sign_ins_max_;
    const absl::Status entered = too_many ? Overloaded() : counter_.queue_.Enter(*this, form_.ByteSizeLong());
    if (!entered.ok()) Answer(entered);
  }

  void Serve() override {
    Answer(Guarded(counter_.log_, [this] { return CarryOut(); }));
  }

  void Refuse(const absl::Status& refusal) override { Answer(refusal); }

  // The place of a caller who has left is for somebody else.
  void OnCancel() override {
    if (counter_.queue_.Leave(*this)) Answer(DeadlinePassed());
  }

  void OnDone() override { delete this; }

  // What gRPC says of its own reactors: none of these blocks, so that they need no thread of their own. Without it each call would
  // be handed to one more thread at its end, a tenth of all that a small call costs.
  bool InternalInlineable() override { return true; }

 private:
  absl::Status CarryOut() {
    if (context_.deadline() <= std::chrono::system_clock::now()) return DeadlinePassed();
    Call call;
    const absl::Status received = counter_.Receive(PassportIn(context_.client_metadata(), *context_.auth_context()), form_, call);
    record_.unit = call.caller().unit;
    const absl::Status status = received.ok() ? act_(call) : received;
    counter_.CountRefusal(call, form_, status);
    return status;
  }

  void Answer(absl::Status status) {
    if (signs_in_) --counter_.sign_ins_;
    record_.status = std::move(status);
    record_.duration = absl::FromChrono(std::chrono::steady_clock::now() - arrival_);
    WriteLine(record_, counter_.log_);
    // The last thing: the call may be over before this returns.
    Finish(ToGrpc(record_.status));
  }

  Counter& counter_;
  grpc::CallbackServerContext& context_;
  Message& form_;
  const Act act_;
  const std::chrono::steady_clock::time_point arrival_;
  CallRecord record_;
  bool signs_in_ = false;
};

grpc::ServerUnaryReactor* Counter::Enter(grpc::CallbackServerContext& context, Message& form, Act act) {
  auto* const call = new UnaryCall(*this, context, form, std::move(act));
  call->Enter();
  return call;
}

}  // namespace rujukan
