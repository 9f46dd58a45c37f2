#include "server/rpc/unit_service.h"

#include "server/domain/try.h"
#include "server/rpc/form_check.h"
#include "server/rpc/page.h"
#include "server/rpc/page_token.h"
#include "server/rpc/resource_name.h"
#include "server/rpc/unit_conversion.h"

namespace rujukan {

grpc::ServerUnaryReactor* UnitService::CreateUnit(grpc::CallbackServerContext* context, const v1::CreateUnitRequest* request,
                                                  v1::Unit* response) {
  return counter_.Serve(context, request, [=, this](const Call& call, const v1::CreateUnitRequest& form) -> absl::Status {
    Unit unit = FromProto(form.unit());
    unit.id = UnitId(form.unit_id());
    RUJUKAN_TRY_ASSIGN(const Unit made, directory_.CreateUnit(call.write, std::move(unit)));
    *response = ToProto(made, counter_.sealer());
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* UnitService::GetUnit(grpc::CallbackServerContext* context, const v1::GetUnitRequest* request,
                                               v1::Unit* response) {
  return counter_.Serve(context, request, [=, this](const Call&, const v1::GetUnitRequest& form) -> absl::Status {
    RUJUKAN_TRY_ASSIGN(const Unit unit, directory_.GetUnit(UnitIn(form.name())));
    *response = ToProto(unit, counter_.sealer());
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* UnitService::ListUnits(grpc::CallbackServerContext* context, const v1::ListUnitsRequest* request,
                                                 v1::ListUnitsResponse* response) {
  return counter_.Serve(context, request, [=, this](const Call& call, const v1::ListUnitsRequest& form) -> absl::Status {
    RUJUKAN_TRY_ASSIGN(const std::string after, PositionIn(counter_.sealer(), form, call.caller().unit));
    const std::size_t size = PageSizeFor(form.page_size());
    RUJUKAN_TRY_ASSIGN(std::vector<Unit> units,
                       directory_.ListUnits(static_cast<UnitKind>(form.kind()), form.region(), {.size = size + 1, .after = after}));
    const auto position_of = [](const Unit& unit) { return unit.id.value; };
    const auto convert = [&](const Unit& unit) { return ToProto(unit, counter_.sealer()); };
    std::string next = CutPage(units, size, position_of);
    next = FillPage(units, std::move(next), *response->mutable_units(), convert, position_of);
    response->set_next_page_token(PageTokenFor(counter_.sealer(), form, call.caller().unit, next));
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* UnitService::UpdateUnit(grpc::CallbackServerContext* context, const v1::UpdateUnitRequest* request,
                                                  v1::Unit* response) {
  return counter_.Serve(context, request, [=, this](const Call& call, const v1::UpdateUnitRequest& form) -> absl::Status {
    RUJUKAN_TRY_ASSIGN(const Unit changed, directory_.UpdateUnit(call.write, FromProto(form.unit()), form.unit().etag()));
    *response = ToProto(changed, counter_.sealer());
    return absl::OkStatus();
  });
}

}  // namespace rujukan
