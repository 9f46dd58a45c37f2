// The moves in the life of a referral, each under its own word.
#include "client/commands.h"
#include "rujukan/v1/referral.grpc.pb.h"

namespace rujukan::client {
namespace {

using Stub = v1::ReferralService::Stub;

template <typename Request>
using Method = grpc::Status (Stub::*)(grpc::ClientContext*, const Request&, v1::Referral*);

// A command and the move that it makes.
struct MoveCommand {
  v1::Move move;
  const char* english;
  const char* indonesian;
};

constexpr MoveCommand kReceive = {v1::MOVE_RECEIVE, "receive", "terima"};
constexpr MoveCommand kAssign = {v1::MOVE_ASSIGN, "assign", "tugaskan"};
constexpr MoveCommand kAsk = {v1::MOVE_ASK, "ask", "tanya"};
constexpr MoveCommand kAnswer = {v1::MOVE_ANSWER, "answer", "jawab"};
constexpr MoveCommand kReturn = {v1::MOVE_RETURN, "return", "kembalikan"};
constexpr MoveCommand kResend = {v1::MOVE_RESEND, "resend", "kirim-ulang"};
constexpr MoveCommand kAccept = {v1::MOVE_ACCEPT, "accept", "sanggupi"};
constexpr MoveCommand kDecline = {v1::MOVE_DECLINE, "decline", "tolak"};
constexpr MoveCommand kRedirect = {v1::MOVE_REDIRECT, "redirect", "alihkan"};
constexpr MoveCommand kStart = {v1::MOVE_START, "start", "mulai"};
constexpr MoveCommand kProgress = {v1::MOVE_PROGRESS, "progress", "catat"};
constexpr MoveCommand kHold = {v1::MOVE_HOLD, "hold", "tunda"};
constexpr MoveCommand kResume = {v1::MOVE_RESUME, "resume", "lanjutkan"};
constexpr MoveCommand kReport = {v1::MOVE_REPORT, "report", "lapor"};
constexpr MoveCommand kAcknowledge = {v1::MOVE_ACKNOWLEDGE, "acknowledge", "selesaikan"};
constexpr MoveCommand kDispute = {v1::MOVE_DISPUTE, "dispute", "persoalkan"};
constexpr MoveCommand kRecall = {v1::MOVE_RECALL, "recall", "tarik"};
constexpr MoveCommand kWithdrawConsent = {v1::MOVE_WITHDRAW_CONSENT, "withdraw-consent", "cabut-persetujuan"};
constexpr MoveCommand kConfirmPurge = {v1::MOVE_CONFIRM_PURGE, "confirm-purge", "hapus"};
constexpr MoveCommand kCloseUnserved = {v1::MOVE_CLOSE_UNSERVED, "close-unserved", "tutup"};
constexpr MoveCommand kSend = {v1::MOVE_CREATE, "send", "kirim"};

constexpr MoveCommand kMoves[] = {kSend,   kReceive,     kAssign,   kAsk,    kAnswer,          kReturn,       kResend,
                                  kAccept, kDecline,     kRedirect, kStart,  kProgress,        kHold,         kResume,
                                  kReport, kAcknowledge, kDispute,  kRecall, kWithdrawConsent, kConfirmPurge, kCloseUnserved};

// The command of a move: takes the referral, reads its etag unless one is given, and shows what the referral is then.
template <typename Request>
class MoveBuilder {
 public:
  // Turns what was typed into names, before the call.
  using Resolve = std::function<void(Shell&, const v1::Referral&, Request&)>;
  using Condition = std::function<bool(const v1::Referral&, const Request&)>;

  MoveBuilder(CLI::App& app, Shell& shell, const MoveCommand& command, Method<Request> method)
      : shell_(shell), command_(AddCommand(app, shell, command.english, command.indonesian)) {
    plan_.method = method;
    plan_.request = std::make_shared<Request>();
    plan_.word = AddWord(command_, shell, "REFERRAL", true);
    plan_.etag = AddWord(command_, shell, "--etag");
  }

  MoveBuilder& Option(const std::string& name, const std::string& path, bool required = false) {
    AddField(command_, shell_, name, plan_.request, path, required);
    return *this;
  }
  MoveBuilder& Fields(std::vector<InputField> fields) {
    plan_.fields = std::move(fields);
    plan_.from = AddFrom(command_, shell_, plan_.fields, *plan_.request);
    return *this;
  }
  // The move must never fail for a race, so the etag travels only when it is given.
  MoveBuilder& WithoutEtag() {
    plan_.reads_etag = false;
    return *this;
  }
  // Cannot be undone: a person is asked before, where `when` holds, unless --yes was given.
  MoveBuilder& Final(const std::string& question, Condition when) {
    plan_.question = question;
    plan_.asks_when = std::move(when);
    plan_.yes = AddFlag(command_, shell_, "--yes");
    return *this;
  }
  // What must still happen, told after the state where `when` holds.
  MoveBuilder& Then(const std::string& hint, Condition when) {
    plan_.hint = hint;
    plan_.hints_when = std::move(when);
    return *this;
  }
  void Build(Resolve resolve = nullptr) {
    Do(command_, shell_, [&shell = shell_, plan = plan_, resolve] { Act(shell, plan, resolve); });
  }

 private:
  struct Plan {
    Method<Request> method;
    std::shared_ptr<Request> request;
    std::shared_ptr<std::string> word;
    std::shared_ptr<std::string> etag;
    // Absent where the move takes no fields.
    std::shared_ptr<std::string> from;
    std::vector<InputField> fields;
    bool reads_etag = true;
    std::string question;
    Condition asks_when;
    std::shared_ptr<bool> yes;
    std::string hint;
    Condition hints_when;
  };

  static void Act(Shell& shell, const Plan& plan, const Resolve& resolve) {
    Request& request = *plan.request;
    const v1::Referral referral = shell.FindReferral(*plan.word);
    request.set_name(referral.name());
    request.set_etag(plan.etag->empty() && plan.reads_etag ? referral.etag() : *plan.etag);
    if (resolve) resolve(shell, referral, request);
    bool confirmed = plan.yes == nullptr || *plan.yes;
    const auto move = [&] {
      if (!confirmed && plan.asks_when(referral, request)) shell.Confirm(plan.question, {NumberOf(referral, shell.unit())});
      confirmed = true;
      Tell(shell, plan, shell.Write(plan.method, request));
    };
    if (plan.from == nullptr) return move();
    shell.FillAndSend(*plan.from, plan.fields, request, move);
  }

  static void Tell(Shell& shell, const Plan& plan, const v1::Referral& after) {
    if (shell.ShowForPrograms(after)) return;
    const std::string number = NumberOf(after, shell.unit());
    shell.Say("message.moved", {number, shell.texts().LabelOf(after.state())});
    if (plan.hints_when && plan.hints_when(after, *plan.request)) shell.Say(plan.hint, {number});
  }

  Shell& shell_;
  CLI::App& command_;
  Plan plan_;
};

template <typename Request>
MoveBuilder<Request> MoveOf(CLI::App& app, Shell& shell, const MoveCommand& command, Method<Request> method) {
  return MoveBuilder<Request>(app, shell, command, method);
}

template <typename Request>
void ResolveOfficer(Shell& shell, const v1::Referral&, Request& request) {
  request.set_officer(shell.FindOfficer(shell.unit(), request.officer()));
}

template <typename Request>
void ResolveCase(Shell& shell, const v1::Referral&, Request& request) {
  if (!request.case_file().empty()) request.set_case_file(shell.FindCaseFile(request.case_file()).name());
}

void ResolveReceiver(Shell& shell, const v1::Referral&, v1::RedirectReferralRequest& request) {
  request.set_receiver(shell.FindUnit(request.receiver()));
}

std::vector<InputField> ResendFields() {
  std::vector<InputField> fields = {{"supplement", "supplement", true}};
  for (InputField field : PacketFields()) {
    field.asked = false;
    fields.push_back(field);
  }
  return fields;
}

// Up to the decision.
void AddFirstMoves(CLI::App& app, Shell& shell) {
  MoveOf(app, shell, kReceive, &Stub::ReceiveReferral)
      .Option("--officer", "officer")
      .Build(ResolveOfficer<v1::ReceiveReferralRequest>);
  MoveOf(app, shell, kAssign, &Stub::AssignReferral)
      .Option("--officer", "officer", true)
      .Build(ResolveOfficer<v1::AssignReferralRequest>);
  MoveOf(app, shell, kAsk, &Stub::AskSender).Fields({{"question", "question", true}}).Build();
  MoveOf(app, shell, kAnswer, &Stub::AnswerQuestion).Fields({{"answer", "answer", true}}).Build();
  MoveOf(app, shell, kReturn, &Stub::ReturnReferral).Fields({{"missing", "missing", true}}).Build();
  MoveOf(app, shell, kResend, &Stub::ResendReferral).Fields(ResendFields()).Build();
  MoveOf(app, shell, kAccept, &Stub::AcceptReferral).Build();
  MoveOf(app, shell, kDecline, &Stub::DeclineReferral).Option("--reason", "reason", true).Fields({{"note", "note", true}}).Build();
  MoveOf(app, shell, kRedirect, &Stub::RedirectReferral)
      .Option("--to", "receiver", true)
      .Option("--id", "successor_id")
      .Fields({{"note", "note", true}})
      .Build(ResolveReceiver);
}

// The work and its end.
void AddLaterMoves(CLI::App& app, Shell& shell) {
  MoveOf(app, shell, kStart, &Stub::StartReferral).Option("--case", "case_file").Build(ResolveCase<v1::StartReferralRequest>);
  MoveOf(app, shell, kProgress, &Stub::RecordProgress)
      .Option("--case", "case_file")
      .Option("--program", "item_result.program")
      .Option("--decision", "item_result.decision")
      .Fields({{"note", "note", true}, {"item_note", "item_result.note"}})
      .Build(ResolveCase<v1::RecordProgressRequest>);
  MoveOf(app, shell, kHold, &Stub::HoldReferral)
      .Option("--resume-by", "resume_time", true)
      .Fields({{"reason", "reason", true}})
      .Build();
  MoveOf(app, shell, kResume, &Stub::ResumeReferral).Build();
  MoveOf(app, shell, kReport, &Stub::ReportOutcome)
      .Option("--result", "outcome.result", true)
      .Fields({{"summary", "outcome.summary", true}, {"asks_of_sender", "outcome.asks_of_sender", true}})
      .Build();
  MoveOf(app, shell, kAcknowledge, &Stub::AcknowledgeOutcome).Build();
  MoveOf(app, shell, kDispute, &Stub::DisputeOutcome).Fields({{"reason", "reason", true}}).Build();
}

template <typename Request>
bool Always(const v1::Referral&, const Request&) {
  return true;
}

bool EndsReferrals(const v1::Referral&, const v1::WithdrawConsentRequest& request) {
  return request.spoken_with_survivor_alone() && !request.consent_stands();
}

bool IsSuspended(const v1::Referral& after, const v1::WithdrawConsentRequest&) { return after.reading_suspended(); }

bool IsProposed(const v1::Referral& referral, const v1::CloseUnservedRequest&) { return referral.close_unserved_proposed(); }

// A post is not told that it is a proposal; it sees that nothing is done yet.
bool WaitsForSupervisor(const v1::Referral& after, const v1::CloseUnservedRequest&) {
  return after.state() != v1::REFERRAL_STATE_CLOSED_UNSERVED && after.state() != v1::REFERRAL_STATE_DONE;
}

// The ways out.
void AddEndingMoves(CLI::App& app, Shell& shell) {
  MoveOf(app, shell, kRecall, &Stub::RecallReferral)
      .WithoutEtag()
      .Option("--entered-in-error", "entered_in_error")
      .Fields({{"reason", "reason", true}})
      .Final("message.confirm_recall", Always<v1::RecallReferralRequest>)
      .Build();
  MoveOf(app, shell, kWithdrawConsent, &Stub::WithdrawConsent)
      .WithoutEtag()
      .Option("--spoken-alone", "spoken_with_survivor_alone")
      .Option("--consent-stands", "consent_stands")
      .Fields({{"note", "note", true}})
      .Final("message.confirm_withdrawal", EndsReferrals)
      .Then("message.reading_suspended", IsSuspended)
      .Build();
  MoveOf(app, shell, kConfirmPurge, &Stub::ConfirmPurge)
      .Fields({{"retained_under", "retained_under", true}})
      .Final("message.confirm_purge", Always<v1::ConfirmPurgeRequest>)
      .Build();
  MoveOf(app, shell, kCloseUnserved, &Stub::CloseUnserved)
      .Option("--person-told", "person_told")
      .Fields({{"reason", "reason", true}})
      .Final("message.confirm_closing", IsProposed)
      .Then("message.close_unserved_proposed", WaitsForSupervisor)
      .Build();
}

}  // namespace

void AddMoveCommands(CLI::App& app, Shell& shell) {
  AddFirstMoves(app, shell);
  AddLaterMoves(app, shell);
  AddEndingMoves(app, shell);
}

std::string MoveWord(const Texts& texts, v1::Move move) {
  for (const MoveCommand& command : kMoves) {
    if (command.move == move) return texts.language() == Language::kIndonesian ? command.indonesian : command.english;
  }
  return "";
}

}  // namespace rujukan::client
