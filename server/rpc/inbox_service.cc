#include "server/rpc/inbox_service.h"

#include "server/domain/try.h"
#include "server/rpc/form_check.h"
#include "server/rpc/inbox_event_conversion.h"
#include "server/rpc/page_token.h"
#include "server/rpc/resource_name.h"

namespace rujukan {

grpc::ServerUnaryReactor* InboxService::ListInboxEvents(grpc::CallbackServerContext* context,
                                                        const v1::ListInboxEventsRequest* request,
                                                        v1::ListInboxEventsResponse* response) {
  return counter_.Serve(context, request, [=, this](const Call& call, const v1::ListInboxEventsRequest& form) -> absl::Status {
    const UnitId unit = UnitIn(form.parent());
    RUJUKAN_TRY_ASSIGN(InboxPosition position, InboxPositionIn(counter_.sealer(), call.caller().unit, form.cursor()));
    const std::size_t size = PageSizeFor(form.page_size());
    std::size_t wanted = size;
    while (wanted > 0) {
      RUJUKAN_TRY_ASSIGN(const std::vector<InboxEvent> events, reader_.List(call.caller(), unit, position.place, wanted));
      const bool last = events.size() < wanted;
      for (const InboxEvent& event : events) {
        position.place = {event.sequence, event.time};
        // A blank stands where the caller was excluded.
        if (event.referral.empty()) continue;
        ++position.shown;
        *response->add_events() = ToProto(event, position, counter_.sealer());
      }
      if (last) break;
      wanted = size - static_cast<std::size_t>(response->events_size());
    }
    response->set_next_cursor(CursorFor(counter_.sealer(), unit, position));
    return absl::OkStatus();
  });
}

grpc::ServerWriteReactor<v1::WatchInboxResponse>* InboxService::WatchInbox(grpc::CallbackServerContext* context,
                                                                           const v1::WatchInboxRequest* request) {
  return hub_.Watch(*context, *request);
}

}  // namespace rujukan
