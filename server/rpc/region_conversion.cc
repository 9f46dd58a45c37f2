#include "server/rpc/region_conversion.h"

#include <string>

#include "server/rpc/resource_name.h"

namespace rujukan {

v1::Region ToProto(const Region& region) {
  v1::Region result;
  result.set_name(NameOfRegion(region.code));
  result.set_code(region.code);
  result.set_level(static_cast<v1::RegionLevel>(LevelOf(region.code)));
  result.set_display_name(region.display_name);
  result.set_parent_code(std::string(ParentOf(region.code)));
  result.set_valid_from(region.valid_from);
  result.set_valid_until(region.valid_until);
  return result;
}

Region FromProto(const v1::Region& region) {
  return {.code = region.code(),
          .display_name = region.display_name(),
          .valid_from = region.valid_from(),
          .valid_until = region.valid_until()};
}

}  // namespace rujukan
