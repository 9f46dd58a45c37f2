// Inbox events on the wire.
#ifndef RUJUKAN_SERVER_RPC_INBOX_EVENT_CONVERSION_H_
#define RUJUKAN_SERVER_RPC_INBOX_EVENT_CONVERSION_H_

#include "rujukan/v1/inbox_event.pb.h"
#include "server/domain/inbox.h"
#include "server/domain/ports.h"
#include "server/rpc/page_token.h"

namespace rujukan {

// `position` is that of the event, itself counted.
v1::InboxEvent ToProto(const InboxEvent& event, const InboxPosition& position, const Sealer& sealer);

}  // namespace rujukan

#endif  // RUJUKAN_SERVER_RPC_INBOX_EVENT_CONVERSION_H_
