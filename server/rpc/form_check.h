// The form of requests, executed from the annotations of the protos: field behavior, rules, resource references.
#ifndef RUJUKAN_SERVER_RPC_FORM_CHECK_H_
#define RUJUKAN_SERVER_RPC_FORM_CHECK_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "google/protobuf/message.h"
#include "server/domain/errors.h"

namespace rujukan {

// As rules.proto says of fields without rules.
inline constexpr std::uint32_t kCharactersMaxDefault = 200;
inline constexpr std::uint32_t kItemsMaxDefault = 50;
// A page of a list, as every List request says.
inline constexpr std::int32_t kPageSizeDefault = 50;
inline constexpr std::int32_t kPageSizeMax = 500;
// An id that a client chose says when its record was made, and lists are in the order of ids. So its time must be true: as far back
// as a post may have waited for a signal, and ahead only by what a clock is wrong.
inline constexpr absl::Duration kChosenIdAgeMax = absl::Hours(24 * 30);
inline constexpr absl::Duration kChosenIdAheadMax = absl::Minutes(10);

// Clears the fields of `request` that only the server sets, and names everything that is wrong with the rest, whatever the state of
// the system. In a request Update… the resource's `name` and `etag` are required instead.
//
// A field that this server does not know is wrong too: a newer program may have meant by it the opposite of the rest.
//
// `now` decides whether a NIK's birth date and the time of a chosen id are possible.
Violations CheckForm(google::protobuf::Message& request, absl::Time now);

// The page size to use for the one asked: the default for 0, never more than the most.
std::size_t PageSizeFor(std::int32_t asked);

// `text` in Unicode's form NFC; unchanged when it is not valid UTF-8.
std::string ToNfc(std::string_view text);

}  // namespace rujukan

#endif  // RUJUKAN_SERVER_RPC_FORM_CHECK_H_
