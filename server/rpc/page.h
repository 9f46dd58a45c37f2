// Pages of lists.
#ifndef RUJUKAN_SERVER_RPC_PAGE_H_
#define RUJUKAN_SERVER_RPC_PAGE_H_

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "google/protobuf/repeated_ptr_field.h"

namespace rujukan {

// Clients refuse messages of more than 4 MiB; a page of long records ends before that, whatever its size in records.
inline constexpr std::size_t kPageBytesMax = 3 * 1024 * 1024;

// `items` were asked for with one more than `size`. Cuts that one off and returns the position after which the next page begins;
// empty when there is no next page.
template <typename Item, typename PositionOf>
std::string CutPage(std::vector<Item>& items, std::size_t size, PositionOf position_of) {
  if (items.size() <= size) return {};
  items.resize(size);
  return position_of(items.back());
}

// Puts `items` into `page` as far as kPageBytesMax allows, but at least one. Returns the position after which the next page begins:
// `next` when all found room.
template <typename Item, typename Wire, typename Convert, typename PositionOf>
std::string FillPage(const std::vector<Item>& items, std::string next, google::protobuf::RepeatedPtrField<Wire>& page,
                     Convert convert, PositionOf position_of) {
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < items.size(); ++i) {
    Wire wire = convert(items[i]);
    bytes += wire.ByteSizeLong();
    if (bytes > kPageBytesMax && i > 0) return position_of(items[i - 1]);
    *page.Add() = std::move(wire);
  }
  return next;
}

}  // namespace rujukan

#endif  // RUJUKAN_SERVER_RPC_PAGE_H_
