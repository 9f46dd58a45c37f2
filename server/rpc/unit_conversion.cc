#include "server/rpc/unit_conversion.h"

#include "server/broker/workplace.h"
#include "server/rpc/resource_name.h"
#include "server/rpc/times.h"

namespace rujukan {

v1::Unit ToProto(const Unit& unit, const Sealer& sealer) {
  v1::Unit result;
  result.set_name(NameOf(unit.id));
  result.set_kind(static_cast<v1::UnitKind>(unit.kind));
  result.set_display_name(unit.display_name);
  result.set_region(unit.region);
  if (!unit.supervising_unit.empty()) result.set_supervising_unit(NameOf(unit.supervising_unit));
  for (const ServiceOffer& offer : unit.service_offers) {
    v1::ServiceOffer& added = *result.add_service_offers();
    added.set_service(static_cast<v1::Service>(offer.service));
    added.set_capacity(static_cast<v1::Capacity>(offer.capacity));
  }
  for (const WelfareProgram program : unit.welfare_programs) result.add_welfare_programs(static_cast<v1::WelfareProgram>(program));
  result.mutable_coverage_regions()->Assign(unit.coverage_regions.begin(), unit.coverage_regions.end());
  result.set_duty_phone(unit.duty_phone);
  result.set_active(unit.active);
  result.set_etag(EtagOf(sealer, result.name(), unit.version));
  *result.mutable_create_time() = ToProto(unit.create_time);
  *result.mutable_update_time() = ToProto(unit.update_time);
  return result;
}

Unit FromProto(const v1::Unit& unit) {
  Unit result;
  result.id = UnitIn(unit.name());
  result.kind = static_cast<UnitKind>(unit.kind());
  result.display_name = unit.display_name();
  result.region = unit.region();
  result.supervising_unit = UnitIn(unit.supervising_unit());
  for (const v1::ServiceOffer& offer : unit.service_offers()) {
    result.service_offers.push_back({static_cast<Service>(offer.service()), static_cast<Capacity>(offer.capacity())});
  }
  for (const int program : unit.welfare_programs()) result.welfare_programs.push_back(static_cast<WelfareProgram>(program));
  result.coverage_regions.assign(unit.coverage_regions().begin(), unit.coverage_regions().end());
  result.duty_phone = unit.duty_phone();
  return result;
}

}  // namespace rujukan
