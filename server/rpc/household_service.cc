#include "server/rpc/household_service.h"

#include "server/domain/try.h"
#include "server/rpc/form_check.h"
#include "server/rpc/household_conversion.h"
#include "server/rpc/page.h"
#include "server/rpc/page_token.h"
#include "server/rpc/resource_name.h"

namespace rujukan {
namespace {

absl::StatusOr<HouseholdRegister::Page> Find(HouseholdRegister& households, const Caller& caller,
                                             const v1::ListHouseholdsRequest& form, const PageRequest& page) {
  if (!form.family_card_number().empty()) return households.FindByFamilyCard(caller, form.family_card_number(), page);
  if (!form.nik().empty()) return households.FindByNik(caller, form.nik(), page);
  return households.List(caller, form.region(), form.member_name(), page);
}

}  // namespace

grpc::ServerUnaryReactor* HouseholdService::CreateHousehold(grpc::CallbackServerContext* context,
                                                            const v1::CreateHouseholdRequest* request, v1::Household* response) {
  return counter_.Serve(context, request, [=, this](const Call& call, const v1::CreateHouseholdRequest& form) -> absl::Status {
    Household household = FromProto(form.household());
    household.id = HouseholdId(form.household_id());
    RUJUKAN_TRY_ASSIGN(const Household made, households_.Create(call.write, std::move(household)));
    *response = ToProto(made, counter_.sealer());
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* HouseholdService::GetHousehold(grpc::CallbackServerContext* context,
                                                         const v1::GetHouseholdRequest* request, v1::Household* response) {
  return counter_.Serve(context, request, [=, this](const Call& call, const v1::GetHouseholdRequest& form) -> absl::Status {
    RUJUKAN_TRY_ASSIGN(const Household household, households_.Get(call.caller(), HouseholdIn(form.name())));
    *response = ToProto(household, counter_.sealer());
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* HouseholdService::ListHouseholds(grpc::CallbackServerContext* context,
                                                           const v1::ListHouseholdsRequest* request,
                                                           v1::ListHouseholdsResponse* response) {
  return counter_.Serve(context, request, [=, this](const Call& call, const v1::ListHouseholdsRequest& form) -> absl::Status {
    RUJUKAN_TRY_ASSIGN(const std::string after, PositionIn(counter_.sealer(), form, call.caller().unit));
    const PageRequest page = {.size = PageSizeFor(form.page_size()), .after = after};
    RUJUKAN_TRY_ASSIGN(const HouseholdRegister::Page found, Find(households_, call.caller(), form, page));
    const std::string next = FillPage(
        found.households, found.next_after, *response->mutable_households(),
        [&](const Household& household) { return ToProto(household, counter_.sealer()); },
        [](const Household& household) { return household.id.value; });
    response->set_next_page_token(PageTokenFor(counter_.sealer(), form, call.caller().unit, next));
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* HouseholdService::UpdateHousehold(grpc::CallbackServerContext* context,
                                                            const v1::UpdateHouseholdRequest* request, v1::Household* response) {
  return counter_.Serve(context, request, [=, this](const Call& call, const v1::UpdateHouseholdRequest& form) -> absl::Status {
    RUJUKAN_TRY_ASSIGN(const Household changed,
                       households_.Update(call.write, FromProto(form.household()), form.household().etag()));
    *response = ToProto(changed, counter_.sealer());
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* HouseholdService::FlagHousehold(grpc::CallbackServerContext* context,
                                                          const v1::FlagHouseholdRequest* request, v1::Household* response) {
  return counter_.Serve(context, request, [=, this](const Call& call, const v1::FlagHouseholdRequest& form) -> absl::Status {
    std::vector<HouseholdFlag> flags;
    for (const v1::HouseholdFlag& flag : form.flags()) flags.push_back(FromProto(flag));
    RUJUKAN_TRY_ASSIGN(const Household changed,
                       households_.Flag(call.write, HouseholdIn(form.name()), form.etag(), std::move(flags)));
    *response = ToProto(changed, counter_.sealer());
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* HouseholdService::BatchImportHouseholds(grpc::CallbackServerContext* context,
                                                                  const v1::BatchImportHouseholdsRequest* request,
                                                                  v1::BatchImportHouseholdsResponse* response) {
  return counter_.Serve(
      context, request, [=, this](const Call& call, const v1::BatchImportHouseholdsRequest& form) -> absl::Status {
        std::vector<HouseholdRow> rows;
        for (const v1::HouseholdRow& row : form.rows()) rows.push_back(FromProto(row));
        RUJUKAN_TRY_ASSIGN(const std::vector<HouseholdRegister::Verdict> verdicts, households_.Import(call.write, rows));
        for (const HouseholdRegister::Verdict& verdict : verdicts) *response->add_verdicts() = ToProto(verdict);
        return absl::OkStatus();
      });
}

}  // namespace rujukan
