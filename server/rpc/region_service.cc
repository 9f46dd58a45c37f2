#include "server/rpc/region_service.h"

#include "server/domain/try.h"
#include "server/rpc/form_check.h"
#include "server/rpc/page.h"
#include "server/rpc/page_token.h"
#include "server/rpc/region_conversion.h"
#include "server/rpc/resource_name.h"

namespace rujukan {

grpc::ServerUnaryReactor* RegionService::GetRegion(grpc::CallbackServerContext* context, const v1::GetRegionRequest* request,
                                                   v1::Region* response) {
  return counter_.Serve(context, request, [=, this](const Call&, const v1::GetRegionRequest& form) -> absl::Status {
    RUJUKAN_TRY_ASSIGN(const Region region, directory_.GetRegion(RegionCodeIn(form.name())));
    *response = ToProto(region);
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* RegionService::ListRegions(grpc::CallbackServerContext* context, const v1::ListRegionsRequest* request,
                                                     v1::ListRegionsResponse* response) {
  return counter_.Serve(context, request, [=, this](const Call& call, const v1::ListRegionsRequest& form) -> absl::Status {
    RUJUKAN_TRY_ASSIGN(const std::string after, PositionIn(counter_.sealer(), form, call.caller().unit));
    const std::size_t size = PageSizeFor(form.page_size());
    RUJUKAN_TRY_ASSIGN(std::vector<Region> regions, directory_.ListRegions(form.parent_code(), {.size = size + 1, .after = after}));
    const auto position_of = [](const Region& region) { return region.code; };
    const auto convert = [&](const Region& region) { return ToProto(region); };
    std::string next = CutPage(regions, size, position_of);
    next = FillPage(regions, std::move(next), *response->mutable_regions(), convert, position_of);
    response->set_next_page_token(PageTokenFor(counter_.sealer(), form, call.caller().unit, next));
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* RegionService::ImportRegions(grpc::CallbackServerContext* context,
                                                       const v1::ImportRegionsRequest* request,
                                                       v1::ImportRegionsResponse* response) {
  return counter_.Serve(context, request, [=, this](const Call& call, const v1::ImportRegionsRequest& form) -> absl::Status {
    std::vector<Region> regions;
    for (const v1::Region& region : form.regions()) regions.push_back(FromProto(region));
    RUJUKAN_TRY_ASSIGN(const Directory::ImportCounts counts, directory_.ImportRegions(call.write, regions));
    response->set_created_count(counts.created);
    response->set_updated_count(counts.updated);
    response->set_unchanged_count(counts.unchanged);
    return absl::OkStatus();
  });
}

}  // namespace rujukan
