#include "server/rpc/referral_service.h"

#include "server/domain/try.h"
#include "server/rpc/form_check.h"
#include "server/rpc/packet_conversion.h"
#include "server/rpc/page.h"
#include "server/rpc/page_token.h"
#include "server/rpc/referral_conversion.h"
#include "server/rpc/resource_name.h"
#include "server/rpc/times.h"

namespace rujukan {
namespace {

static_assert(static_cast<int>(ReferralListBox::kAll) == v1::ListReferralsRequest::BOX_UNSPECIFIED);
static_assert(static_cast<int>(ReferralListBox::kSent) == v1::ListReferralsRequest::BOX_SENT);
static_assert(static_cast<int>(ReferralListBox::kReceived) == v1::ListReferralsRequest::BOX_RECEIVED);
static_assert(static_cast<int>(ReferralListBox::kAccountable) == v1::ListReferralsRequest::BOX_ACCOUNTABLE);

// The officer whom the name means; nobody when it is empty. An officer of another unit becomes one whom nobody knows, so that the
// desk refuses the move in its turn, after receipt and form.
OfficerId ColleagueIn(const std::string& name, const Caller& caller) {
  const OfficerName colleague = OfficerIn(name);
  const bool of_this_unit = colleague.officer.empty() || colleague.unit == caller.unit;
  return of_this_unit ? colleague.officer : OfficerId(NameOf(colleague.unit, colleague.officer));
}

}  // namespace

grpc::ServerUnaryReactor* ReferralService::CreateReferral(grpc::CallbackServerContext* context,
                                                          const v1::CreateReferralRequest* request, v1::Referral* response) {
  return counter_.Serve(context, request, [=, this](const Call& call, const v1::CreateReferralRequest& form) -> absl::Status {
    Referral referral = FromProto(form.referral());
    referral.id = ReferralId(form.referral_id());
    RUJUKAN_TRY_ASSIGN(const ReferralView view, desk_.Create(call.write, std::move(referral), FromProto(form.packet())));
    *response = ToProto(view);
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* ReferralService::GetReferral(grpc::CallbackServerContext* context, const v1::GetReferralRequest* request,
                                                       v1::Referral* response) {
  return counter_.Serve(context, request, [=, this](const Call& call, const v1::GetReferralRequest& form) -> absl::Status {
    RUJUKAN_TRY_ASSIGN(const ReferralView view, desk_.Get(call.caller(), ReferralIn(form.name())));
    *response = ToProto(view);
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* ReferralService::ListReferrals(grpc::CallbackServerContext* context,
                                                         const v1::ListReferralsRequest* request,
                                                         v1::ListReferralsResponse* response) {
  return counter_.Serve(context, request, [=, this](const Call& call, const v1::ListReferralsRequest& form) -> absl::Status {
    RUJUKAN_TRY_ASSIGN(const std::string after, PositionIn(counter_.sealer(), form, call.caller().unit));
    const PageRequest page = {.size = PageSizeFor(form.page_size()), .after = after};
    RUJUKAN_TRY_ASSIGN(const ReferralDesk::Page found,
                       desk_.List(call.caller(), static_cast<ReferralListBox>(form.box()), form.open_only(), page));
    const std::string next = FillPage(
        found.referrals, found.next_after, *response->mutable_referrals(), [](const ReferralView& view) { return ToProto(view); },
        [](const ReferralView& view) { return view.position; });
    response->set_next_page_token(PageTokenFor(counter_.sealer(), form, call.caller().unit, next));
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* ReferralService::GetPacket(grpc::CallbackServerContext* context, const v1::GetPacketRequest* request,
                                                     v1::Packet* response) {
  return counter_.Serve(context, request, [=, this](const Call& call, const v1::GetPacketRequest& form) -> absl::Status {
    SectionSet sections = 0;
    for (const int section : form.sections()) sections |= Bit(static_cast<PacketSection>(section));
    const ReferralId name = ReferralIn(form.name());
    RUJUKAN_TRY_ASSIGN(const PacketView view, desk_.ReadPacket(call.caller(), name, sections));
    *response = ToProto(view, name);
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* ReferralService::ReceiveReferral(grpc::CallbackServerContext* context,
                                                           const v1::ReceiveReferralRequest* request, v1::Referral* response) {
  return counter_.Serve(context, request, [=, this](const Call& call, const v1::ReceiveReferralRequest& form) -> absl::Status {
    MoveRequest move;
    move.move = Move::kReceive;
    move.officer = ColleagueIn(form.officer(), call.caller());
    RUJUKAN_TRY_ASSIGN(const ReferralView view, desk_.Make(call.write, ReferralIn(form.name()), form.etag(), move));
    *response = ToProto(view);
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* ReferralService::AssignReferral(grpc::CallbackServerContext* context,
                                                          const v1::AssignReferralRequest* request, v1::Referral* response) {
  return counter_.Serve(context, request, [=, this](const Call& call, const v1::AssignReferralRequest& form) -> absl::Status {
    MoveRequest move;
    move.move = Move::kAssign;
    move.officer = ColleagueIn(form.officer(), call.caller());
    RUJUKAN_TRY_ASSIGN(const ReferralView view, desk_.Make(call.write, ReferralIn(form.name()), form.etag(), move));
    *response = ToProto(view);
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* ReferralService::AskSender(grpc::CallbackServerContext* context, const v1::AskSenderRequest* request,
                                                     v1::Referral* response) {
  return counter_.Serve(context, request, [=, this](const Call& call, const v1::AskSenderRequest& form) -> absl::Status {
    MoveRequest move;
    move.move = Move::kAsk;
    move.text = form.question();
    RUJUKAN_TRY_ASSIGN(const ReferralView view, desk_.Make(call.write, ReferralIn(form.name()), form.etag(), move));
    *response = ToProto(view);
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* ReferralService::AnswerQuestion(grpc::CallbackServerContext* context,
                                                          const v1::AnswerQuestionRequest* request, v1::Referral* response) {
  return counter_.Serve(context, request, [=, this](const Call& call, const v1::AnswerQuestionRequest& form) -> absl::Status {
    MoveRequest move;
    move.move = Move::kAnswer;
    move.text = form.answer();
    RUJUKAN_TRY_ASSIGN(const ReferralView view, desk_.Make(call.write, ReferralIn(form.name()), form.etag(), move));
    *response = ToProto(view);
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* ReferralService::ReturnReferral(grpc::CallbackServerContext* context,
                                                          const v1::ReturnReferralRequest* request, v1::Referral* response) {
  return counter_.Serve(context, request, [=, this](const Call& call, const v1::ReturnReferralRequest& form) -> absl::Status {
    MoveRequest move;
    move.move = Move::kReturn;
    move.text = form.missing();
    RUJUKAN_TRY_ASSIGN(const ReferralView view, desk_.Make(call.write, ReferralIn(form.name()), form.etag(), move));
    *response = ToProto(view);
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* ReferralService::ResendReferral(grpc::CallbackServerContext* context,
                                                          const v1::ResendReferralRequest* request, v1::Referral* response) {
  return counter_.Serve(context, request, [=, this](const Call& call, const v1::ResendReferralRequest& form) -> absl::Status {
    MoveRequest move;
    move.move = Move::kResend;
    move.text = form.supplement();
    RUJUKAN_TRY_ASSIGN(const ReferralView view,
                       desk_.Resend(call.write, ReferralIn(form.name()), form.etag(), move, FromProto(form.packet())));
    *response = ToProto(view);
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* ReferralService::AcceptReferral(grpc::CallbackServerContext* context,
                                                          const v1::AcceptReferralRequest* request, v1::Referral* response) {
  return counter_.Serve(context, request, [=, this](const Call& call, const v1::AcceptReferralRequest& form) -> absl::Status {
    MoveRequest move;
    move.move = Move::kAccept;
    RUJUKAN_TRY_ASSIGN(const ReferralView view, desk_.Make(call.write, ReferralIn(form.name()), form.etag(), move));
    *response = ToProto(view);
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* ReferralService::DeclineReferral(grpc::CallbackServerContext* context,
                                                           const v1::DeclineReferralRequest* request, v1::Referral* response) {
  return counter_.Serve(context, request, [=, this](const Call& call, const v1::DeclineReferralRequest& form) -> absl::Status {
    MoveRequest move;
    move.move = Move::kDecline;
    move.decline_reason = static_cast<DeclineReason>(form.reason());
    move.text = form.note();
    RUJUKAN_TRY_ASSIGN(const ReferralView view, desk_.Make(call.write, ReferralIn(form.name()), form.etag(), move));
    *response = ToProto(view);
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* ReferralService::RedirectReferral(grpc::CallbackServerContext* context,
                                                            const v1::RedirectReferralRequest* request, v1::Referral* response) {
  return counter_.Serve(context, request, [=, this](const Call& call, const v1::RedirectReferralRequest& form) -> absl::Status {
    MoveRequest move;
    move.move = Move::kRedirect;
    move.text = form.note();
    RUJUKAN_TRY_ASSIGN(const ReferralView view, desk_.Redirect(call.write, ReferralIn(form.name()), form.etag(), move,
                                                               UnitIn(form.receiver()), ReferralId(form.successor_id())));
    *response = ToProto(view);
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* ReferralService::StartReferral(grpc::CallbackServerContext* context,
                                                         const v1::StartReferralRequest* request, v1::Referral* response) {
  return counter_.Serve(context, request, [=, this](const Call& call, const v1::StartReferralRequest& form) -> absl::Status {
    MoveRequest move;
    move.move = Move::kStart;
    move.case_file = CaseFileIn(form.case_file());
    RUJUKAN_TRY_ASSIGN(const ReferralView view, desk_.Make(call.write, ReferralIn(form.name()), form.etag(), move));
    *response = ToProto(view);
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* ReferralService::RecordProgress(grpc::CallbackServerContext* context,
                                                          const v1::RecordProgressRequest* request, v1::Referral* response) {
  return counter_.Serve(context, request, [=, this](const Call& call, const v1::RecordProgressRequest& form) -> absl::Status {
    MoveRequest move;
    move.move = Move::kProgress;
    move.text = form.note();
    if (form.has_item_result()) move.item_result = FromProto(form.item_result());
    move.case_file = CaseFileIn(form.case_file());
    RUJUKAN_TRY_ASSIGN(const ReferralView view, desk_.Make(call.write, ReferralIn(form.name()), form.etag(), move));
    *response = ToProto(view);
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* ReferralService::HoldReferral(grpc::CallbackServerContext* context,
                                                        const v1::HoldReferralRequest* request, v1::Referral* response) {
  return counter_.Serve(context, request, [=, this](const Call& call, const v1::HoldReferralRequest& form) -> absl::Status {
    MoveRequest move;
    move.move = Move::kHold;
    move.text = form.reason();
    move.resume_time = FromProto(form.resume_time());
    RUJUKAN_TRY_ASSIGN(const ReferralView view, desk_.Make(call.write, ReferralIn(form.name()), form.etag(), move));
    *response = ToProto(view);
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* ReferralService::ResumeReferral(grpc::CallbackServerContext* context,
                                                          const v1::ResumeReferralRequest* request, v1::Referral* response) {
  return counter_.Serve(context, request, [=, this](const Call& call, const v1::ResumeReferralRequest& form) -> absl::Status {
    MoveRequest move;
    move.move = Move::kResume;
    RUJUKAN_TRY_ASSIGN(const ReferralView view, desk_.Make(call.write, ReferralIn(form.name()), form.etag(), move));
    *response = ToProto(view);
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* ReferralService::ReportOutcome(grpc::CallbackServerContext* context,
                                                         const v1::ReportOutcomeRequest* request, v1::Referral* response) {
  return counter_.Serve(context, request, [=, this](const Call& call, const v1::ReportOutcomeRequest& form) -> absl::Status {
    MoveRequest move;
    move.move = Move::kReport;
    move.outcome = FromProto(form.outcome());
    RUJUKAN_TRY_ASSIGN(const ReferralView view, desk_.Make(call.write, ReferralIn(form.name()), form.etag(), move));
    *response = ToProto(view);
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* ReferralService::AcknowledgeOutcome(grpc::CallbackServerContext* context,
                                                              const v1::AcknowledgeOutcomeRequest* request,
                                                              v1::Referral* response) {
  return counter_.Serve(context, request, [=, this](const Call& call, const v1::AcknowledgeOutcomeRequest& form) -> absl::Status {
    MoveRequest move;
    move.move = Move::kAcknowledge;
    RUJUKAN_TRY_ASSIGN(const ReferralView view, desk_.Make(call.write, ReferralIn(form.name()), form.etag(), move));
    *response = ToProto(view);
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* ReferralService::DisputeOutcome(grpc::CallbackServerContext* context,
                                                          const v1::DisputeOutcomeRequest* request, v1::Referral* response) {
  return counter_.Serve(context, request, [=, this](const Call& call, const v1::DisputeOutcomeRequest& form) -> absl::Status {
    MoveRequest move;
    move.move = Move::kDispute;
    move.text = form.reason();
    RUJUKAN_TRY_ASSIGN(const ReferralView view, desk_.Make(call.write, ReferralIn(form.name()), form.etag(), move));
    *response = ToProto(view);
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* ReferralService::RecallReferral(grpc::CallbackServerContext* context,
                                                          const v1::RecallReferralRequest* request, v1::Referral* response) {
  return counter_.Serve(context, request, [=, this](const Call& call, const v1::RecallReferralRequest& form) -> absl::Status {
    MoveRequest move;
    move.move = Move::kRecall;
    move.text = form.reason();
    move.entered_in_error = form.entered_in_error();
    RUJUKAN_TRY_ASSIGN(const ReferralView view, desk_.Make(call.write, ReferralIn(form.name()), form.etag(), move));
    *response = ToProto(view);
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* ReferralService::WithdrawConsent(grpc::CallbackServerContext* context,
                                                           const v1::WithdrawConsentRequest* request, v1::Referral* response) {
  return counter_.Serve(context, request, [=, this](const Call& call, const v1::WithdrawConsentRequest& form) -> absl::Status {
    MoveRequest move;
    move.move = Move::kWithdrawConsent;
    move.spoken_with_survivor_alone = form.spoken_with_survivor_alone();
    move.consent_stands = form.consent_stands();
    move.text = form.note();
    RUJUKAN_TRY_ASSIGN(const ReferralView view, desk_.Make(call.write, ReferralIn(form.name()), form.etag(), move));
    *response = ToProto(view);
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* ReferralService::ConfirmPurge(grpc::CallbackServerContext* context,
                                                        const v1::ConfirmPurgeRequest* request, v1::Referral* response) {
  return counter_.Serve(context, request, [=, this](const Call& call, const v1::ConfirmPurgeRequest& form) -> absl::Status {
    MoveRequest move;
    move.move = Move::kConfirmPurge;
    move.text = form.retained_under();
    RUJUKAN_TRY_ASSIGN(const ReferralView view, desk_.Make(call.write, ReferralIn(form.name()), form.etag(), move));
    *response = ToProto(view);
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* ReferralService::CloseUnserved(grpc::CallbackServerContext* context,
                                                         const v1::CloseUnservedRequest* request, v1::Referral* response) {
  return counter_.Serve(context, request, [=, this](const Call& call, const v1::CloseUnservedRequest& form) -> absl::Status {
    MoveRequest move;
    move.move = Move::kCloseUnserved;
    move.text = form.reason();
    RUJUKAN_TRY_ASSIGN(const ReferralView view, desk_.Make(call.write, ReferralIn(form.name()), form.etag(), move));
    *response = ToProto(view);
    return absl::OkStatus();
  });
}

}  // namespace rujukan
