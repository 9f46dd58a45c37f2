// Following an inbox as it grows.
#ifndef RUJUKAN_CLIENT_INBOX_WATCH_H_
#define RUJUKAN_CLIENT_INBOX_WATCH_H_

#include <chrono>
#include <functional>
#include <string>

#include "client/connection.h"
#include "rujukan/v1/inbox_event.pb.h"

namespace rujukan::client {

// The server is heard every 20 seconds; twice that and a little more without a word means that the connection is dead.
inline constexpr std::chrono::seconds kSilenceMax{50};

// Calls `take` with each event after `cursor`, once and in order, until it answers false. A broken stream (UNAVAILABLE, or silence)
// is opened again from the last cursor for as long as it takes; `lost` is told before each pause. Any other error ends it.
std::optional<CallError> WatchInbox(Connection& connection, const std::string& unit, std::string cursor,
                                    const std::function<bool(const v1::InboxEvent&)>& take,
                                    const std::function<void(const CallError&)>& lost);

}  // namespace rujukan::client

#endif  // RUJUKAN_CLIENT_INBOX_WATCH_H_
