#include "server/rpc/officer_conversion.h"

#include "server/broker/workplace.h"
#include "server/rpc/resource_name.h"
#include "server/rpc/times.h"

namespace rujukan {

v1::Officer ToProto(const Officer& officer, const Sealer& sealer) {
  v1::Officer result;
  result.set_name(NameOf(officer.unit, officer.id));
  result.set_sign_in_name(officer.sign_in_name);
  result.set_display_name(officer.display_name);
  for (const Assignment& assignment : officer.assignments) {
    v1::Assignment& added = *result.add_assignments();
    added.set_role(static_cast<v1::Role>(assignment.role));
    added.set_region_scope(assignment.region_scope);
  }
  result.set_disabled(officer.disabled);
  result.set_etag(EtagOf(sealer, result.name(), officer.version));
  *result.mutable_create_time() = ToProto(officer.create_time);
  *result.mutable_update_time() = ToProto(officer.update_time);
  return result;
}

Officer FromProto(const v1::Officer& officer) {
  Officer result;
  const OfficerName name = OfficerIn(officer.name());
  result.unit = name.unit;
  result.id = name.officer;
  result.sign_in_name = officer.sign_in_name();
  result.display_name = officer.display_name();
  for (const v1::Assignment& assignment : officer.assignments()) {
    result.assignments.push_back({static_cast<Role>(assignment.role()), assignment.region_scope()});
  }
  return result;
}

}  // namespace rujukan
