#include "server/rpc/officer_service.h"

#include "server/domain/try.h"
#include "server/rpc/form_check.h"
#include "server/rpc/officer_conversion.h"
#include "server/rpc/page.h"
#include "server/rpc/page_token.h"
#include "server/rpc/resource_name.h"

namespace rujukan {

grpc::ServerUnaryReactor* OfficerService::CreateOfficer(grpc::CallbackServerContext* context,
                                                        const v1::CreateOfficerRequest* request, v1::Officer* response) {
  return counter_.Serve(context, request, [=, this](const Call& call, const v1::CreateOfficerRequest& form) -> absl::Status {
    Officer officer = FromProto(form.officer());
    officer.unit = UnitIn(form.parent());
    officer.id = OfficerId(form.officer_id());
    RUJUKAN_TRY_ASSIGN(const Officer made, directory_.CreateOfficer(call.write, std::move(officer), form.password()));
    *response = ToProto(made, counter_.sealer());
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* OfficerService::GetOfficer(grpc::CallbackServerContext* context, const v1::GetOfficerRequest* request,
                                                     v1::Officer* response) {
  return counter_.Serve(context, request, [=, this](const Call& call, const v1::GetOfficerRequest& form) -> absl::Status {
    const OfficerName name = OfficerIn(form.name());
    RUJUKAN_TRY_ASSIGN(const Officer officer, directory_.GetOfficer(call.caller(), name.unit, name.officer));
    *response = ToProto(officer, counter_.sealer());
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* OfficerService::ListOfficers(grpc::CallbackServerContext* context, const v1::ListOfficersRequest* request,
                                                       v1::ListOfficersResponse* response) {
  return counter_.Serve(context, request, [=, this](const Call& call, const v1::ListOfficersRequest& form) -> absl::Status {
    RUJUKAN_TRY_ASSIGN(const std::string after, PositionIn(counter_.sealer(), form, call.caller().unit));
    const std::size_t size = PageSizeFor(form.page_size());
    RUJUKAN_TRY_ASSIGN(std::vector<Officer> officers,
                       directory_.ListOfficers(call.caller(), UnitIn(form.parent()), {.size = size + 1, .after = after}));
    const auto position_of = [](const Officer& officer) { return officer.id.value; };
    const auto convert = [&](const Officer& officer) { return ToProto(officer, counter_.sealer()); };
    std::string next = CutPage(officers, size, position_of);
    next = FillPage(officers, std::move(next), *response->mutable_officers(), convert, position_of);
    response->set_next_page_token(PageTokenFor(counter_.sealer(), form, call.caller().unit, next));
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* OfficerService::UpdateOfficer(grpc::CallbackServerContext* context,
                                                        const v1::UpdateOfficerRequest* request, v1::Officer* response) {
  return counter_.Serve(context, request, [=, this](const Call& call, const v1::UpdateOfficerRequest& form) -> absl::Status {
    RUJUKAN_TRY_ASSIGN(const Officer changed,
                       directory_.UpdateOfficer(call.write, FromProto(form.officer()), form.officer().etag()));
    *response = ToProto(changed, counter_.sealer());
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* OfficerService::DisableOfficer(grpc::CallbackServerContext* context,
                                                         const v1::DisableOfficerRequest* request, v1::Officer* response) {
  return counter_.Serve(context, request, [=, this](const Call& call, const v1::DisableOfficerRequest& form) -> absl::Status {
    const OfficerName name = OfficerIn(form.name());
    RUJUKAN_TRY_ASSIGN(const Officer changed, directory_.DisableOfficer(call.write, name.unit, name.officer, form.etag()));
    *response = ToProto(changed, counter_.sealer());
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* OfficerService::SetOfficerPassword(grpc::CallbackServerContext* context,
                                                             const v1::SetOfficerPasswordRequest* request, v1::Officer* response) {
  return counter_.Serve(context, request, [=, this](const Call& call, const v1::SetOfficerPasswordRequest& form) -> absl::Status {
    const OfficerName name = OfficerIn(form.name());
    RUJUKAN_TRY_ASSIGN(const Officer changed,
                       directory_.SetPassword(call.write, name.unit, name.officer, form.etag(), form.new_password(),
                                              form.old_password(), call.identity.session.token_digest));
    *response = ToProto(changed, counter_.sealer());
    return absl::OkStatus();
  });
}

}  // namespace rujukan
