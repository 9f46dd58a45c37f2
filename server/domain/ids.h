// Names of things. Two kinds of id are two types, so that a household can never stand where a referral belongs.
#ifndef RUJUKAN_SERVER_DOMAIN_IDS_H_
#define RUJUKAN_SERVER_DOMAIN_IDS_H_

#include <compare>
#include <string>
#include <string_view>
#include <utility>

#include "absl/time/time.h"

namespace rujukan {

// A lower-case UUID (RFC 9562) of 36 characters, or empty for "none". New ones are of version 7, whose first bits are the
// time, so that keys grow in the order of creation and inserts stay at the end of the index.
template <typename Tag>
struct Id {
  std::string value;

  Id() = default;
  explicit Id(std::string text) : value(std::move(text)) {}
  bool empty() const { return value.empty(); }
  friend auto operator<=>(const Id&, const Id&) = default;
};

using UnitId = Id<struct UnitTag>;
using OfficerId = Id<struct OfficerTag>;
using HouseholdId = Id<struct HouseholdTag>;
using CaseFileId = Id<struct CaseFileTag>;
using ReferralId = Id<struct ReferralTag>;

// True for a UUID in lower case, of any version.
bool IsUuid(std::string_view text);

// True for a UUID in lower case of version 7.
bool IsUuidV7(std::string_view text);

// When a UUID of version 7 says that it was made, to the millisecond. `text` is one.
absl::Time TimeInUuidV7(std::string_view text);

}  // namespace rujukan

#endif  // RUJUKAN_SERVER_DOMAIN_IDS_H_
