// What every command works with: the settings of this run, the session, the connection, and how results are shown.
#ifndef RUJUKAN_CLIENT_SHELL_H_
#define RUJUKAN_CLIENT_SHELL_H_

#include <google/protobuf/message.h>

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "client/connection.h"
#include "client/console.h"
#include "client/exit_code.h"
#include "client/fields.h"
#include "client/request_id.h"
#include "client/session_file.h"
#include "client/table.h"
#include "client/texts.h"
#include "rujukan/v1/case_file.pb.h"
#include "rujukan/v1/inbox_event.pb.h"
#include "rujukan/v1/referral.pb.h"
#include "rujukan/v1/unit.pb.h"

namespace rujukan::client {

// The server refused or did not answer; ends the command. Commands read as a straight paragraph because of it.
struct Refused {
  explicit Refused(CallError call_error) : error(std::move(call_error)) {}
  // Found here, without the server.
  explicit Refused(grpc::StatusCode code) { error.code = code; }
  // The answer to a word that means nothing of ours; a server answers the same to what is not ours to know of.
  static Refused NotFound();

  CallError error;
  // The person has read why.
  bool told = false;
};

struct Settings {
  // As given; empty for the server of the session, else kServerDefault.
  std::string server;
  // A file of certificates in PEM that may have signed the server's; empty for those that the system trusts.
  std::string ca_file;
  std::string profile = "default";
  bool json = false;
  bool name_only = false;
  bool no_color = false;
  // 0 for the default.
  int deadline_seconds = 0;
  int attempts_max = RetryPolicy().attempts_max;
  // Empty: a new one for each write.
  std::string request_id;
};

inline constexpr const char* kServerDefault = "127.0.0.1:7430";
// As many as the API gives at once, so that a list takes few calls.
inline constexpr int kPageSize = 500;

class Shell {
 public:
  Shell(Console& console, Language language);

  Settings settings;
  // What the command line asks for; set while it is parsed, run after.
  std::function<void()> action;
  ExitCode exit_code = ExitCode::kOk;
  // The command has an option --etag.
  bool takes_etag = false;

  Console& console() { return console_; }
  const Texts& texts() const { return texts_; }
  // Color on the output.
  bool color() const;

  // -- Calls. They throw Refused. ------------------------------------------------------------------------------------------------

  template <typename Stub, typename Request, typename Response>
  void Call(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
            const std::type_identity_t<Request>& request, Response* response) {
    if (auto error = connection().Call(method, request, response)) throw Refused{std::move(*error)};
  }
  // A write: with a request_id, which stays the same when the call is repeated. Until it is answered RepeatOptions tells of it.
  template <typename Stub, typename Request, typename Response>
  Response Write(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*), Request& request) {
    request.set_request_id(settings.request_id.empty() ? NewRequestId() : settings.request_id);
    repeat_options_ = "--request-id " + request.request_id();
    const std::string etag = EtagIn(request);
    // Read anew it would be another, and make another request of it.
    if (!etag.empty()) repeat_options_ = takes_etag ? repeat_options_ + " --etag " + etag : "";
    Response response;
    Call(method, request, &response);
    repeat_options_.clear();
    return response;
  }
  // The options with which the same command makes the write that was not answered again, as the same request; empty when there is
  // none, or when the command has no option for the etag that it reads.
  const std::string& RepeatOptions() const { return repeat_options_; }
  // Calls a List method page by page; `take` gets each answer and says whether to go on.
  template <typename Stub, typename Request, typename Response, typename Take>
  void EachPage(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*), Request request, Take take) {
    request.set_page_size(kPageSize);
    for (;;) {
      Response response;
      Call(method, request, &response);
      if (!take(response) || response.next_page_token().empty()) return;
      request.set_page_token(response.next_page_token());
    }
  }

  // Throws WrongUsage when the server is not on this machine: without TLS others could read the calls.
  Connection& connection();
  std::string server();
  // The saved session of the profile with this server.
  const std::optional<SavedSession>& saved();
  // The server at which the profile is signed in, when that is another one.
  std::string OtherServer();
  // The village in which the session acts; empty when its scope is wider.
  std::string village();
  // `units/{unit}` of the session; throws Refused (UNAUTHENTICATED) without one.
  const std::string& unit();
  void Save(const v1::Session& session);
  void Forget();

  // Calls `take` with each event of the own inbox after the cursor; answers the cursor after the last.
  std::string EachEvent(std::string cursor, const std::function<void(const v1::InboxEvent&)>& take);

  // -- What people call things. They throw Refused::NotFound when nothing is called so, WrongUsage when several things are. -------

  // A referral by the number that the own unit gave it, its id, the last 8 or more characters of the id, or its full name; one that
  // came under a number of the SLRT's series (S-...) by that number too. Another sender's number names something else here: it is
  // told which referral of the own unit it may mean.
  v1::Referral FindReferral(const std::string& word);
  // What other units propose to close unserved and the own unit, which supervises them, has to confirm; no list has them, only the
  // inbox tells. The newest first.
  std::vector<v1::Referral> ReferralsToConfirm();
  // The same for a unit, by its display name too.
  std::string FindUnit(const std::string& word);
  // An officer of `unit`, by sign-in name too.
  std::string FindOfficer(const std::string& unit, const std::string& word);
  // An officer of the own unit, for an administrator of any unit: sign-in names are there once in an installation.
  std::string FindOfficer(const std::string& word);
  // A case file of the own unit, by number too.
  v1::CaseFile FindCaseFile(const std::string& word);
  // A household by id or full name; for a session whose scope is one village by a part of the id too.
  std::string FindHousehold(const std::string& word);

  // -- Answers. ------------------------------------------------------------------------------------------------------------------

  // One resource: a list of its fields, JSON, or its name.
  void Show(const google::protobuf::Message& resource);
  // A member of a list where programs read: JSON on a line, or the name. False where a table is wanted.
  bool ShowForPrograms(const google::protobuf::Message& resource);
  void Print(const Table& table);
  // A sentence for a person; not printed where a program reads.
  void Say(const std::string& text_key, const std::vector<std::string>& arguments = {});
  // Asks a person at a terminal before what cannot be undone; throws InputEnded unless the answer is yes.
  void Confirm(const std::string& text_key, const std::vector<std::string>& arguments);
  void Fill(const std::string& source, const std::vector<InputField>& fields, google::protobuf::Message& root);
  // Fills `root` and calls `send`, which may be called again: a person at a terminal loses nothing typed to a field that was
  // refused, a server that does not answer or a session that has ended, but mends it and goes on. Nothing typed is ever written to
  // a disk.
  void FillAndSend(const std::string& source, const std::vector<InputField>& fields, google::protobuf::Message& root,
                   const std::function<void()>& send);

  // -- What was typed. -----------------------------------------------------------------------------------------------------------

  // The option or the key ("--region", "safe_contact") that fills the field at a path of the request; the first one noted counts.
  void NoteTyped(std::string_view path, std::string_view typed);
  // What was noted for a field that the server names; empty for nothing.
  std::string TypedFor(std::string_view field) const;

 private:
  // Of the record that the request changes; empty when it names none.
  template <typename Request>
  static std::string EtagIn(const Request& request) {
    if constexpr (requires { request.etag(); }) {
      return request.etag();
    } else if constexpr (requires { request.unit().etag(); }) {
      return request.unit().etag();
    } else {
      return "";
    }
  }
  // Says that senders call by `word` what the own unit received; throws WrongUsage where no `own` referral is called so.
  void TellOthersNumber(const std::string& word, bool own, const std::vector<v1::Referral>& others);
  // Whether `send` is worth another try after the person has mended what the server told.
  bool Mend(const CallError& error, const std::vector<InputField>& fields, google::protobuf::Message& root);
  std::shared_ptr<grpc::Channel> Dial();

  Console& console_;
  Texts texts_;
  std::unique_ptr<Connection> connection_;
  std::optional<SavedSession> saved_;
  bool saved_read_ = false;
  std::string repeat_options_;
  // By path, without the indexes of list items.
  std::map<std::string, std::string> typed_;
};

// Time of this machine's zone, "2026-11-23 10:15"; empty for no time.
std::string ShowTime(const google::protobuf::Timestamp& time);
// The number by which the unit knows the referral; the other party's number is of another series.
std::string NumberOf(const v1::Referral& referral, std::string_view unit);
// The last part of a resource name.
std::string IdOf(std::string_view name);
// The last 8 characters of the id, in which ids differ: their first characters are the time at which they were made.
std::string ShortId(std::string_view name);

}  // namespace rujukan::client

#endif  // RUJUKAN_CLIENT_SHELL_H_
