// Inbox events on the wire.
#ifndef RUJUKAN_SERVER_RPC_INBOX_EVENT_CONVERSION_H_
#define RUJUKAN_SERVER_RPC_INBOX_EVENT_CONVERSION_H_

#include "rujukan/v1/inbox_event.pb.h"
#include "server/domain/inbox.h"
#include "server/domain/ports.h"

namespace rujukan {

v1::InboxEvent ToProto(const InboxEvent& event, const Sealer& sealer);

}  // namespace rujukan

#endif  // RUJUKAN_SERVER_RPC_INBOX_EVENT_CONVERSION_H_
