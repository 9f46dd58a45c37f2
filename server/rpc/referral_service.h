// Referrals and their moves on the wire.
#ifndef RUJUKAN_SERVER_RPC_REFERRAL_SERVICE_H_
#define RUJUKAN_SERVER_RPC_REFERRAL_SERVICE_H_

#include "rujukan/v1/referral.grpc.pb.h"
#include "server/broker/referral_desk.h"
#include "server/rpc/call.h"

namespace rujukan {

class ReferralService final : public v1::ReferralService::CallbackService {
 public:
  ReferralService(Counter& counter, ReferralDesk& desk) : counter_(counter), desk_(desk) {}

  grpc::ServerUnaryReactor* CreateReferral(grpc::CallbackServerContext* context, const v1::CreateReferralRequest* request,
                                           v1::Referral* response) override;
  grpc::ServerUnaryReactor* GetReferral(grpc::CallbackServerContext* context, const v1::GetReferralRequest* request,
                                        v1::Referral* response) override;
  grpc::ServerUnaryReactor* ListReferrals(grpc::CallbackServerContext* context, const v1::ListReferralsRequest* request,
                                          v1::ListReferralsResponse* response) override;
  grpc::ServerUnaryReactor* GetPacket(grpc::CallbackServerContext* context, const v1::GetPacketRequest* request,
                                      v1::Packet* response) override;
  grpc::ServerUnaryReactor* ReceiveReferral(grpc::CallbackServerContext* context, const v1::ReceiveReferralRequest* request,
                                            v1::Referral* response) override;
  grpc::ServerUnaryReactor* AssignReferral(grpc::CallbackServerContext* context, const v1::AssignReferralRequest* request,
                                           v1::Referral* response) override;
  grpc::ServerUnaryReactor* AskSender(grpc::CallbackServerContext* context, const v1::AskSenderRequest* request,
                                      v1::Referral* response) override;
  grpc::ServerUnaryReactor* AnswerQuestion(grpc::CallbackServerContext* context, const v1::AnswerQuestionRequest* request,
                                           v1::Referral* response) override;
  grpc::ServerUnaryReactor* ReturnReferral(grpc::CallbackServerContext* context, const v1::ReturnReferralRequest* request,
                                           v1::Referral* response) override;
  grpc::ServerUnaryReactor* ResendReferral(grpc::CallbackServerContext* context, const v1::ResendReferralRequest* request,
                                           v1::Referral* response) override;
  grpc::ServerUnaryReactor* AcceptReferral(grpc::CallbackServerContext* context, const v1::AcceptReferralRequest* request,
                                           v1::Referral* response) override;
  grpc::ServerUnaryReactor* DeclineReferral(grpc::CallbackServerContext* context, const v1::DeclineReferralRequest* request,
                                            v1::Referral* response) override;
  grpc::ServerUnaryReactor* RedirectReferral(grpc::CallbackServerContext* context, const v1::RedirectReferralRequest* request,
                                             v1::Referral* response) override;
  grpc::ServerUnaryReactor* StartReferral(grpc::CallbackServerContext* context, const v1::StartReferralRequest* request,
                                          v1::Referral* response) override;
  grpc::ServerUnaryReactor* RecordProgress(grpc::CallbackServerContext* context, const v1::RecordProgressRequest* request,
                                           v1::Referral* response) override;
  grpc::ServerUnaryReactor* HoldReferral(grpc::CallbackServerContext* context, const v1::HoldReferralRequest* request,
                                         v1::Referral* response) override;
  grpc::ServerUnaryReactor* ResumeReferral(grpc::CallbackServerContext* context, const v1::ResumeReferralRequest* request,
                                           v1::Referral* response) override;
  grpc::ServerUnaryReactor* ReportOutcome(grpc::CallbackServerContext* context, const v1::ReportOutcomeRequest* request,
                                          v1::Referral* response) override;
  grpc::ServerUnaryReactor* AcknowledgeOutcome(grpc::CallbackServerContext* context, const v1::AcknowledgeOutcomeRequest* request,
                                               v1::Referral* response) override;
  grpc::ServerUnaryReactor* DisputeOutcome(grpc::CallbackServerContext* context, const v1::DisputeOutcomeRequest* request,
                                           v1::Referral* response) override;
  grpc::ServerUnaryReactor* RecallReferral(grpc::CallbackServerContext* context, const v1::RecallReferralRequest* request,
                                           v1::Referral* response) override;
  grpc::ServerUnaryReactor* WithdrawConsent(grpc::CallbackServerContext* context, const v1::WithdrawConsentRequest* request,
                                            v1::Referral* response) override;
  grpc::ServerUnaryReactor* ConfirmPurge(grpc::CallbackServerContext* context, const v1::ConfirmPurgeRequest* request,
                                         v1::Referral* response) override;
  grpc::ServerUnaryReactor* CloseUnserved(grpc::CallbackServerContext* context, const v1::CloseUnservedRequest* request,
                                          v1::Referral* response) override;

 private:
  Counter& counter_;
  ReferralDesk& desk_;
};

}  // namespace rujukan

#endif  // RUJUKAN_SERVER_RPC_REFERRAL_SERVICE_H_
