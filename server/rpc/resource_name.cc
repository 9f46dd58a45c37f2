#include "server/rpc/resource_name.h"

namespace rujukan {
namespace {

// The segment at `index`, from 0; empty when there is none.
std::string Segment(std::string_view name, int index) {
  for (; index > 0; --index) {
    const std::size_t slash = name.find('/');
    if (slash == std::string_view::npos) return {};
    name.remove_prefix(slash + 1);
  }
  return std::string(name.substr(0, name.find('/')));
}

}  // namespace

UnitId UnitIn(std::string_view name) { return UnitId(Segment(name, 1)); }
HouseholdId HouseholdIn(std::string_view name) { return HouseholdId(Segment(name, 1)); }
CaseFileId CaseFileIn(std::string_view name) { return CaseFileId(Segment(name, 1)); }
ReferralId ReferralIn(std::string_view name) { return ReferralId(Segment(name, 1)); }
std::string RegionCodeIn(std::string_view name) { return Segment(name, 1); }
OfficerName OfficerIn(std::string_view name) { return {UnitId(Segment(name, 1)), OfficerId(Segment(name, 3))}; }

NamedRecord RecordNamed(std::string_view name) {
  const OfficerName officer = OfficerIn(name);
  const bool is_officer = Segment(name, 0) == "units" && !officer.officer.empty();
  if (is_officer) return {RecordOf(officer.officer), officer.unit};
  return {RecordIn(name), UnitId()};
}

std::string NameOfRegion(std::string_view code) { return "regions/" + std::string(code); }
std::string NameOfPacket(const ReferralId& id) { return "referrals/" + id.value + "/packet"; }
std::string NameOfOfficer(const OfficerId& id) { return "units/-/officers/" + id.value; }

}  // namespace rujukan
