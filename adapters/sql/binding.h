// To what a sealed value is bound.
#ifndef RUJUKAN_ADAPTERS_SQL_BINDING_H_
#define RUJUKAN_ADAPTERS_SQL_BINDING_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "server/domain/ids.h"

namespace rujukan::sql {

// "referrals/0195…/details/3": table, record, section and version, so that a sealed value opens nowhere else and at no other time.
// Stored values depend on this text.
template <typename Tag>
std::string Binding(const char* table, const Id<Tag>& record, const std::string& section, std::int64_t version) {
  return absl::StrCat(table, "/", record.value, "/", section, "/", version);
}

}  // namespace rujukan::sql

#endif  // RUJUKAN_ADAPTERS_SQL_BINDING_H_
