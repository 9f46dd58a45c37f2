#include "server/rpc/audit_service.h"

#include "server/domain/try.h"
#include "server/rpc/audit_conversion.h"
#include "server/rpc/form_check.h"
#include "server/rpc/page.h"
#include "server/rpc/page_token.h"
#include "server/rpc/resource_name.h"
#include "server/rpc/times.h"

namespace rujukan {
namespace {

AuditedName NameIn(std::string_view text) {
  NamedRecord named = RecordNamed(text);
  return {std::move(named.record), std::move(named.unit)};
}

// Fills a page with entries, which were asked for with one more than `size`; where the next one begins.
std::string FillEvents(std::vector<AuditEntry> entries, std::size_t size,
                       google::protobuf::RepeatedPtrField<v1::AuditEvent>& page) {
  const auto position_of = [](const AuditEntry& entry) { return entry.position; };
  const auto convert = [](const AuditEntry& entry) { return ToProto(entry); };
  std::string next = CutPage(entries, size, position_of);
  return FillPage(entries, std::move(next), page, convert, position_of);
}

}  // namespace

grpc::ServerUnaryReactor* AuditService::ListAuditEvents(grpc::CallbackServerContext* context,
                                                        const v1::ListAuditEventsRequest* request,
                                                        v1::ListAuditEventsResponse* response) {
  return counter_.Serve(context, request, [=, this](const Call& call, const v1::ListAuditEventsRequest& form) -> absl::Status {
    RUJUKAN_TRY_ASSIGN(const std::string after, PositionIn(counter_.sealer(), form, call.caller().unit));
    const std::size_t size = PageSizeFor(form.page_size());
    RUJUKAN_TRY_ASSIGN(std::vector<AuditEntry> entries,
                       desk_.List(call.caller(), NameIn(form.parent()), {.size = size + 1, .after = after}));
    const std::string next = FillEvents(std::move(entries), size, *response->mutable_events());
    response->set_next_page_token(PageTokenFor(counter_.sealer(), form, call.caller().unit, next));
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* AuditService::ListOfficerEvents(grpc::CallbackServerContext* context,
                                                          const v1::ListOfficerEventsRequest* request,
                                                          v1::ListOfficerEventsResponse* response) {
  return counter_.Serve(context, request, [=, this](const Call& call, const v1::ListOfficerEventsRequest& form) -> absl::Status {
    RUJUKAN_TRY_ASSIGN(const std::string after, PositionIn(counter_.sealer(), form, call.caller().unit));
    const std::size_t size = PageSizeFor(form.page_size());
    RUJUKAN_TRY_ASSIGN(std::vector<AuditEntry> entries,
                       desk_.ListOfOfficer(call.caller(), NameIn(form.parent()), FromProto(form.start_time()),
                                           FromProto(form.end_time()), form.readings_only(), {.size = size + 1, .after = after}));
    const std::string next = FillEvents(std::move(entries), size, *response->mutable_events());
    response->set_next_page_token(PageTokenFor(counter_.sealer(), form, call.caller().unit, next));
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* AuditService::ListCheckpoints(grpc::CallbackServerContext* context,
                                                        const v1::ListCheckpointsRequest* request,
                                                        v1::ListCheckpointsResponse* response) {
  return counter_.Serve(context, request, [=, this](const Call& call, const v1::ListCheckpointsRequest& form) -> absl::Status {
    RUJUKAN_TRY_ASSIGN(const std::string after, PositionIn(counter_.sealer(), form, call.caller().unit));
    RUJUKAN_TRY_ASSIGN(
        const AuditDesk::CheckpointPage page,
        desk_.ListCheckpoints(call.caller(), form.after_number(), {.size = PageSizeFor(form.page_size()), .after = after}));
    for (const KeptCheckpoint& kept : page.checkpoints) *response->add_checkpoints() = ToProto(kept);
    response->set_next_page_token(PageTokenFor(counter_.sealer(), form, call.caller().unit, page.next_after));
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* AuditService::ListChains(grpc::CallbackServerContext* context, const v1::ListChainsRequest* request,
                                                   v1::ListChainsResponse* response) {
  return counter_.Serve(context, request, [=, this](const Call& call, const v1::ListChainsRequest& form) -> absl::Status {
    RUJUKAN_TRY_ASSIGN(const std::string after, PositionIn(counter_.sealer(), form, call.caller().unit));
    const auto name = form.parent().empty() ? std::optional<AuditedName>() : NameIn(form.parent());
    RUJUKAN_TRY_ASSIGN(const AuditDesk::ChainPage page,
                       desk_.ListChains(call.caller(), name, {.size = PageSizeFor(form.page_size()), .after = after}));
    for (const ChainPart& part : page.parts) *response->add_chains() = ToProto(part);
    response->set_next_page_token(PageTokenFor(counter_.sealer(), form, call.caller().unit, page.next_after));
    return absl::OkStatus();
  });
}

}  // namespace rujukan
