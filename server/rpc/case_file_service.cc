#include "server/rpc/case_file_service.h"

#include "server/domain/try.h"
#include "server/rpc/case_file_conversion.h"
#include "server/rpc/form_check.h"
#include "server/rpc/page.h"
#include "server/rpc/page_token.h"
#include "server/rpc/resource_name.h"

namespace rujukan {

grpc::ServerUnaryReactor* CaseFileService::CreateCaseFile(grpc::CallbackServerContext* context,
                                                          const v1::CreateCaseFileRequest* request, v1::CaseFile* response) {
  return counter_.Serve(context, request, [=, this](const Call& call, const v1::CreateCaseFileRequest& form) -> absl::Status {
    CaseFile file = FromProto(form.case_file());
    file.id = CaseFileId(form.case_file_id());
    RUJUKAN_TRY_ASSIGN(const CaseFile made, book_.Create(call.write, std::move(file)));
    *response = ToProto(made, counter_.sealer());
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* CaseFileService::GetCaseFile(grpc::CallbackServerContext* context, const v1::GetCaseFileRequest* request,
                                                       v1::CaseFile* response) {
  return counter_.Serve(context, request, [=, this](const Call& call, const v1::GetCaseFileRequest& form) -> absl::Status {
    RUJUKAN_TRY_ASSIGN(const CaseFile file, book_.Get(call.caller(), CaseFileIn(form.name())));
    *response = ToProto(file, counter_.sealer());
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* CaseFileService::ListCaseFiles(grpc::CallbackServerContext* context,
                                                         const v1::ListCaseFilesRequest* request,
                                                         v1::ListCaseFilesResponse* response) {
  return counter_.Serve(context, request, [=, this](const Call& call, const v1::ListCaseFilesRequest& form) -> absl::Status {
    RUJUKAN_TRY_ASSIGN(const std::string after, PositionIn(counter_.sealer(), form, call.caller().unit));
    const std::size_t size = PageSizeFor(form.page_size());
    RUJUKAN_TRY_ASSIGN(std::vector<CaseFile> files,
                       book_.List(call.caller(), form.open_only(), {.size = size + 1, .after = after}));
    const auto position_of = [](const CaseFile& file) { return file.id.value; };
    const auto convert = [&](const CaseFile& file) { return ToProto(file, counter_.sealer()); };
    std::string next = CutPage(files, size, position_of);
    next = FillPage(files, std::move(next), *response->mutable_case_files(), convert, position_of);
    response->set_next_page_token(PageTokenFor(counter_.sealer(), form, call.caller().unit, next));
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* CaseFileService::UpdateCaseFile(grpc::CallbackServerContext* context,
                                                          const v1::UpdateCaseFileRequest* request, v1::CaseFile* response) {
  return counter_.Serve(context, request, [=, this](const Call& call, const v1::UpdateCaseFileRequest& form) -> absl::Status {
    RUJUKAN_TRY_ASSIGN(const CaseFile changed, book_.Update(call.write, FromProto(form.case_file()), form.case_file().etag()));
    *response = ToProto(changed, counter_.sealer());
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* CaseFileService::AdvanceCaseFile(grpc::CallbackServerContext* context,
                                                           const v1::AdvanceCaseFileRequest* request, v1::CaseFile* response) {
  return counter_.Serve(context, request, [=, this](const Call& call, const v1::AdvanceCaseFileRequest& form) -> absl::Status {
    RUJUKAN_TRY_ASSIGN(const CaseFile changed,
                       book_.Advance(call.write, CaseFileIn(form.name()), form.etag(), static_cast<CaseFileStage>(form.stage())));
    *response = ToProto(changed, counter_.sealer());
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* CaseFileService::CloseCaseFile(grpc::CallbackServerContext* context,
                                                         const v1::CloseCaseFileRequest* request, v1::CaseFile* response) {
  return counter_.Serve(context, request, [=, this](const Call& call, const v1::CloseCaseFileRequest& form) -> absl::Status {
    RUJUKAN_TRY_ASSIGN(const CaseFile changed, book_.Close(call.write, CaseFileIn(form.name()), form.etag(), form.reason()));
    *response = ToProto(changed, counter_.sealer());
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* CaseFileService::ReopenCaseFile(grpc::CallbackServerContext* context,
                                                          const v1::ReopenCaseFileRequest* request, v1::CaseFile* response) {
  return counter_.Serve(context, request, [=, this](const Call& call, const v1::ReopenCaseFileRequest& form) -> absl::Status {
    RUJUKAN_TRY_ASSIGN(const CaseFile changed, book_.Reopen(call.write, CaseFileIn(form.name()), form.etag(), form.reason()));
    *response = ToProto(changed, counter_.sealer());
    return absl::OkStatus();
  });
}

}  // namespace rujukan
