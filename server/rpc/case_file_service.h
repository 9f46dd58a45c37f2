// The case files of a unit on the wire.
#ifndef RUJUKAN_SERVER_RPC_CASE_FILE_SERVICE_H_
#define RUJUKAN_SERVER_RPC_CASE_FILE_SERVICE_H_

#include "rujukan/v1/case_file.grpc.pb.h"
#include "server/broker/case_book.h"
#include "server/rpc/call.h"

namespace rujukan {

class CaseFileService final : public v1::CaseFileService::Service {
 public:
  CaseFileService(Counter& counter, CaseBook& book) : counter_(counter), book_(book) {}

  grpc::Status CreateCaseFile(grpc::ServerContext* context, const v1::CreateCaseFileRequest* request,
                              v1::CaseFile* response) override;
  grpc::Status GetCaseFile(grpc::ServerContext* context, const v1::GetCaseFileRequest* request, v1::CaseFile* response) override;
  grpc::Status ListCaseFiles(grpc::ServerContext* context, const v1::ListCaseFilesRequest* request,
                             v1::ListCaseFilesResponse* response) override;
  grpc::Status UpdateCaseFile(grpc::ServerContext* context, const v1::UpdateCaseFileRequest* request,
                              v1::CaseFile* response) override;
  grpc::Status AdvanceCaseFile(grpc::ServerContext* context, const v1::AdvanceCaseFileRequest* request,
                               v1::CaseFile* response) override;
  grpc::Status CloseCaseFile(grpc::ServerContext* context, const v1::CloseCaseFileRequest* request,
                             v1::CaseFile* response) override;
  grpc::Status ReopenCaseFile(grpc::ServerContext* context, const v1::ReopenCaseFileRequest* request,
                              v1::CaseFile* response) override;

 private:
  Counter& counter_;
  CaseBook& book_;
};

}  // namespace rujukan

#endif  // RUJUKAN_SERVER_RPC_CASE_FILE_SERVICE_H_
