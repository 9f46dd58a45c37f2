// Referrals and their moves on the wire.
#ifndef RUJUKAN_SERVER_RPC_REFERRAL_SERVICE_H_
#define RUJUKAN_SERVER_RPC_REFERRAL_SERVICE_H_

#include "rujukan/v1/referral.grpc.pb.h"
#include "server/broker/referral_desk.h"
#include "server/rpc/call.h"

namespace rujukan {

class ReferralService final : public v1::ReferralService::Service {
 public:
  ReferralService(Counter& counter, ReferralDesk& desk) : counter_(counter), desk_(desk) {}

  grpc::Status CreateReferral(grpc::ServerContext* context, const v1::CreateReferralRequest* request,
                              v1::Referral* response) override;
  grpc::Status GetReferral(grpc::ServerContext* context, const v1::GetReferralRequest* request, v1::Referral* response) override;
  grpc::Status ListReferrals(grpc::ServerContext* context, const v1::ListReferralsRequest* request,
                             v1::ListReferralsResponse* response) override;
  grpc::Status GetPacket(grpc::ServerContext* context, const v1::GetPacketRequest* request, v1::Packet* response) override;
  grpc::Status ReceiveReferral(grpc::ServerContext* context, const v1::ReceiveReferralRequest* request,
                               v1::Referral* response) override;
  grpc::Status AssignReferral(grpc::ServerContext* context, const v1::AssignReferralRequest* request,
                              v1::Referral* response) override;
  grpc::Status AskSender(grpc::ServerContext* context, const v1::AskSenderRequest* request, v1::Referral* response) override;
  grpc::Status AnswerQuestion(grpc::ServerContext* context, const v1::AnswerQuestionRequest* request,
                              v1::Referral* response) override;
  grpc::Status ReturnReferral(grpc::ServerContext* context, const v1::ReturnReferralRequest* request,
                              v1::Referral* response) override;
  grpc::Status ResendReferral(grpc::ServerContext* context, const v1::ResendReferralRequest* request,
                              v1::Referral* response) override;
  grpc::Status AcceptReferral(grpc::ServerContext* context, const v1::AcceptReferralRequest* request,
                              v1::Referral* response) override;
  grpc::Status DeclineReferral(grpc::ServerContext* context, const v1::DeclineReferralRequest* request,
                               v1::Referral* response) override;
  grpc::Status RedirectReferral(grpc::ServerContext* context, const v1::RedirectReferralRequest* request,
                                v1::Referral* response) override;
  grpc::Status StartReferral(grpc::ServerContext* context, const v1::StartReferralRequest* request,
                             v1::Referral* response) override;
  grpc::Status RecordProgress(grpc::ServerContext* context, const v1::RecordProgressRequest* request,
                              v1::Referral* response) override;
  grpc::Status HoldReferral(grpc::ServerContext* context, const v1::HoldReferralRequest* request, v1::Referral* response) override;
  grpc::Status ResumeReferral(grpc::ServerContext* context, const v1::ResumeReferralRequest* request,
                              v1::Referral* response) override;
  grpc::Status ReportOutcome(grpc::ServerContext* context, const v1::ReportOutcomeRequest* request,
                             v1::Referral* response) override;
  grpc::Status AcknowledgeOutcome(grpc::ServerContext* context, const v1::AcknowledgeOutcomeRequest* request,
                                  v1::Referral* response) override;
  grpc::Status DisputeOutcome(grpc::ServerContext* context, const v1::DisputeOutcomeRequest* request,
                              v1::Referral* response) override;
  grpc::Status RecallReferral(grpc::ServerContext* context, const v1::RecallReferralRequest* request,
                              v1::Referral* response) override;
  grpc::Status WithdrawConsent(grpc::ServerContext* context, const v1::WithdrawConsentRequest* request,
                               v1::Referral* response) override;
  grpc::Status ConfirmPurge(grpc::ServerContext* context, const v1::ConfirmPurgeRequest* request, v1::Referral* response) override;
  grpc::Status CloseUnserved(grpc::ServerContext* context, const v1::CloseUnservedRequest* request,
                             v1::Referral* response) override;

 private:
  Counter& counter_;
  ReferralDesk& desk_;
};

}  // namespace rujukan

#endif  // RUJUKAN_SERVER_RPC_REFERRAL_SERVICE_H_
