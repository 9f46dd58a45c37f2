// The inbox of a unit on the wire.
#ifndef RUJUKAN_SERVER_RPC_INBOX_SERVICE_H_
#define RUJUKAN_SERVER_RPC_INBOX_SERVICE_H_

#include "rujukan/v1/inbox_event.grpc.pb.h"
#include "server/broker/inbox_reader.h"
#include "server/rpc/call.h"
#include "server/rpc/watch_hub.h"

namespace rujukan {

class InboxService final : public v1::InboxService::CallbackService {
 public:
  InboxService(Counter& counter, InboxReader& reader, WatchHub& hub) : counter_(counter), reader_(reader), hub_(hub) {}

  grpc::ServerUnaryReactor* ListInboxEvents(grpc::CallbackServerContext* context, const v1::ListInboxEventsRequest* request,
                                            v1::ListInboxEventsResponse* response) override;
  grpc::ServerWriteReactor<v1::WatchInboxResponse>* WatchInbox(grpc::CallbackServerContext* context,
                                                               const v1::WatchInboxRequest* request) override;

 private:
  Counter& counter_;
  InboxReader& reader_;
  WatchHub& hub_;
};

}  // namespace rujukan

#endif  // RUJUKAN_SERVER_RPC_INBOX_SERVICE_H_
