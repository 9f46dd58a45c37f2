// The case files of a unit on the wire.
#ifndef RUJUKAN_SERVER_RPC_CASE_FILE_SERVICE_H_
#define RUJUKAN_SERVER_RPC_CASE_FILE_SERVICE_H_

#include "rujukan/v1/case_file.grpc.pb.h"
#include "server/broker/case_book.h"
#include "server/rpc/call.h"

namespace rujukan {

class CaseFileService final : public v1::CaseFileService::CallbackService {
 public:
  CaseFileService(Counter& counter, CaseBook& book) : counter_(counter), book_(book) {}

  grpc::ServerUnaryReactor* CreateCaseFile(grpc::CallbackServerContext* context, const v1::CreateCaseFileRequest* request,
                                           v1::CaseFile* response) override;
  grpc::ServerUnaryReactor* GetCaseFile(grpc::CallbackServerContext* context, const v1::GetCaseFileRequest* request,
                                        v1::CaseFile* response) override;
  grpc::ServerUnaryReactor* ListCaseFiles(grpc::CallbackServerContext* context, const v1::ListCaseFilesRequest* request,
                                          v1::ListCaseFilesResponse* response) override;
  grpc::ServerUnaryReactor* UpdateCaseFile(grpc::CallbackServerContext* context, const v1::UpdateCaseFileRequest* request,
                                           v1::CaseFile* response) override;
  grpc::ServerUnaryReactor* AdvanceCaseFile(grpc::CallbackServerContext* context, const v1::AdvanceCaseFileRequest* request,
                                            v1::CaseFile* response) override;
  grpc::ServerUnaryReactor* CloseCaseFile(grpc::CallbackServerContext* context, const v1::CloseCaseFileRequest* request,
                                          v1::CaseFile* response) override;
  grpc::ServerUnaryReactor* ReopenCaseFile(grpc::CallbackServerContext* context, const v1::ReopenCaseFileRequest* request,
                                           v1::CaseFile* response) override;

 private:
  Counter& counter_;
  CaseBook& book_;
};

}  // namespace rujukan

#endif  // RUJUKAN_SERVER_RPC_CASE_FILE_SERVICE_H_
