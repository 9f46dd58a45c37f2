// Page tokens and inbox cursors: opaque, and good only where they were given.
#ifndef RUJUKAN_SERVER_RPC_PAGE_TOKEN_H_
#define RUJUKAN_SERVER_RPC_PAGE_TOKEN_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "google/protobuf/message.h"
#include "server/domain/ids.h"
#include "server/domain/inbox.h"
#include "server/domain/ports.h"

namespace rujukan {

// The token for the page after `position`; empty for an empty position. Sealed and not only signed: a position may be an id that
// the caller must not learn, for example the newest member of a chain that a post knows by its first name.
std::string PageTokenFor(const Sealer& sealer, const google::protobuf::Message& request, const UnitId& unit,
                         std::string_view position);

// The position in the request's `page_token`, empty when it has none. PageTokenForeign when the token was not given to this unit
// for this request; another page_size is the same request.
absl::StatusOr<std::string> PositionIn(const Sealer& sealer, const google::protobuf::Message& request, const UnitId& unit);

// How far a caller has read its unit's inbox.
struct InboxPosition {
  // Of the last event that was looked at.
  InboxPlace place;
  // How many of them the caller was shown. Only these are numbered on the wire: whom the survivor excluded sees no gap.
  std::int64_t shown = 0;
};

// The cursor after a position: the same for listing and watching. Sealed, as a page token.
std::string CursorFor(const Sealer& sealer, const UnitId& unit, const InboxPosition& position);

// The position in a cursor, the beginning for an empty one. PageTokenForeign when it was not given to this unit.
absl::StatusOr<InboxPosition> InboxPositionIn(const Sealer& sealer, const UnitId& unit, std::string_view cursor);

}  // namespace rujukan

#endif  // RUJUKAN_SERVER_RPC_PAGE_TOKEN_H_
