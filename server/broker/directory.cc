#include "server/broker/directory.h"

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "server/domain/region.h"
#include "server/domain/text.h"

namespace rujukan {
namespace {

// Short enough to remember, long enough that the limit on attempts keeps guessing hopeless. As in officer.proto.
constexpr std::size_t kPasswordCharactersMin = 10;

bool OneOf(Role role, std::initializer_list<Role> roles) { return std::find(roles.begin(), roles.end(), role) != roles.end(); }

// The table of the roles that a unit of each kind can have. An administrator and a service account may sit anywhere.
bool MayHold(UnitKind kind, Role role) {
  if (OneOf(role, {Role::kAdministrator, Role::kSystem})) return true;
  switch (kind) {
    case UnitKind::kPuskesos:
      return OneOf(role, {Role::kPuskesosOperator, Role::kFacilitator});
    case UnitKind::kSlrtSecretariat:
      return OneOf(role, {Role::kFacilitator, Role::kSubdistrictSupervisor, Role::kSlrtManager, Role::kDataOfficer});
    case UnitKind::kDinasSosial:
      return OneOf(role, {Role::kFacilitator, Role::kSubdistrictSupervisor, Role::kSlrtManager, Role::kWelfareProgramOfficer,
                          Role::kDataOfficer, Role::kAuditor});
    case UnitKind::kProtectionUnit:
      return OneOf(role, {Role::kProtectionIntakeOfficer, Role::kCompanion, Role::kCaseManager, Role::kProtectionUnitHead,
                          Role::kDataOfficer, Role::kAuditor});
    case UnitKind::kGovernmentOffice:
      return OneOf(role, {Role::kPartnerOfficer, Role::kDataOfficer, Role::kAuditor});
    case UnitKind::kPolicePpa:
    case UnitKind::kHealthFacility:
    case UnitKind::kServiceNgo:
    case UnitKind::kLegalAid:
      return role == Role::kPartnerOfficer;
    case UnitKind::kExternalSystem:
    case UnitKind::kUnspecified:
      break;
  }
  return false;
}

bool Reaches(const Unit& unit, std::string_view region) {
  return Within(region, unit.region) || std::any_of(unit.coverage_regions.begin(), unit.coverage_regions.end(),
                                                    [&](const std::string& covered) { return Within(region, covered); });
}

// The region and the supervising unit of a unit must be there.
absl::Status CheckReferences(const Unit& unit, absl::Time now, Transaction& transaction) {
  absl::Status known = CheckRegion(transaction, unit.region, now);
  for (const std::string& region : unit.coverage_regions) known.Update(CheckRegion(transaction, region, now));
  if (!known.ok() || unit.supervising_unit.empty()) return known;
  if (unit.supervising_unit == unit.id) return NotOfThisUnit();
  const auto supervisor = transaction.units().Find(unit.supervising_unit);
  if (!supervisor.ok()) return supervisor.status();
  return supervisor->has_value() ? absl::OkStatus() : NotOfThisUnit();
}

Violations FaultsOf(const std::vector<Assignment>& assignments, const Unit& unit) {
  Violations faults;
  std::set<Role> roles;
  for (std::size_t i = 0; i < assignments.size(); ++i) {
    const auto& [role, region_scope] = assignments[i];
    const std::string path = absl::StrCat("officer.assignments[", i, "]");
    if (!MayHold(unit.kind, role)) faults.push_back({path + ".role", "KIND_NOT_ALLOWED", ""});
    // A session is opened by role, so that a role given twice could not be told apart.
    if (!roles.insert(role).second) faults.push_back({path + ".role", "DUPLICATE", ""});
    if (!region_scope.empty() && !Reaches(unit, region_scope)) {
      faults.push_back({path + ".region_scope", "REGION_OUT_OF_SCOPE", ""});
    }
  }
  return faults;
}

// Checks the assignments against the unit, and fills in the scopes that were left out.
absl::Status SettleAssignments(const Unit& unit, absl::Time now, Transaction& transaction, std::vector<Assignment>& assignments) {
  Violations faults = FaultsOf(assignments, unit);
  if (!faults.empty()) return InvalidRequest(std::move(faults));
  for (Assignment& assignment : assignments) {
    if (assignment.region_scope.empty()) {
      assignment.region_scope = unit.region;
      continue;
    }
    const absl::Status known = CheckRegion(transaction, assignment.region_scope, now);
    if (!known.ok()) return known;
  }
  return absl::OkStatus();
}

Violations FaultsOfPassword(std::string_view field, std::string_view password) {
  if (CharactersIn(password) >= kPasswordCharactersMin) return {};
  return {{std::string(field), "PASSWORD_TOO_SHORT", absl::StrCat(kPasswordCharactersMin)}};
}

absl::StatusOr<Officer> OfficerOf(const UnitId& unit, const OfficerId& id, Transaction& transaction) {
  auto officer = Existing(transaction.officers().Find(id));
  if (officer.ok() && officer->unit != unit) return NotFound();
  return officer;
}

bool MayRead(const Caller& caller, const UnitId& unit) { return caller.role == Role::kAdministrator || caller.unit == unit; }

// A write of a unit, answered by the unit as it then is.
absl::StatusOr<Unit> WriteUnit(const Workplace& work, const WriteRequest& request,
                               absl::FunctionRef<absl::StatusOr<UnitId>(Transaction&)> act) {
  Unit unit;
  const absl::Status written = Once(
      work, request,
      [&](Transaction& transaction) -> absl::StatusOr<std::string> {
        const auto id = act(transaction);
        if (!id.ok()) return id.status();
        return NameOf(*id);
      },
      [&](Transaction& transaction, const std::string& resource) {
        return MoveInto(unit, Existing(transaction.units().Find(UnitId(IdIn(resource)))));
      });
  if (!written.ok()) return written;
  return unit;
}

// The same for an officer: `act` writes the officer it returns.
absl::StatusOr<Officer> WriteOfficer(const Workplace& work, const WriteRequest& request,
                                     absl::FunctionRef<absl::StatusOr<Officer>(Transaction&)> act) {
  Officer officer;
  const absl::Status written = Once(
      work, request,
      [&](Transaction& transaction) -> absl::StatusOr<std::string> {
        const auto changed = act(transaction);
        if (!changed.ok()) return changed.status();
        return NameOf(changed->unit, changed->id);
      },
      [&](Transaction& transaction, const std::string& resource) {
        return MoveInto(officer, Existing(transaction.officers().Find(OfficerId(IdIn(resource)))));
      });
  if (!written.ok()) return written;
  return officer;
}

// Changes an officer whose etag the caller knows: `change` alters it in memory.
absl::StatusOr<Officer> ChangeOfficer(const Workplace& work, const WriteRequest& request, const UnitId& unit, const OfficerId& id,
                                      std::string_view etag, absl::FunctionRef<absl::Status(Transaction&, Officer&)> change) {
  const absl::Time now = work.clock.Now();
  return WriteOfficer(work, request, [&](Transaction& transaction) -> absl::StatusOr<Officer> {
    auto officer = OfficerOf(unit, id, transaction);
    if (!officer.ok()) return officer;
    if (etag != EtagOf(work.sealer, NameOf(unit, id), officer->version)) return EtagStale();
    absl::Status changed = change(transaction, *officer);
    if (!changed.ok()) return changed;
    ++officer->version;
    officer->update_time = now;
    changed = transaction.officers().Update(*officer);
    if (!changed.ok()) return changed;
    return officer;
  });
}

absl::StatusOr<bool> HasParent(const Region& region, Transaction& transaction) {
  const std::string_view parent_code = ParentOf(region.code);
  if (parent_code.empty()) return true;
  const auto parent = transaction.regions().Find(parent_code);
  if (!parent.ok()) return parent.status();
  return parent->has_value();
}

// Writes the region when it is not known exactly so, and counts it.
absl::Status PutRegion(const Region& region, Transaction& transaction, Directory::ImportCounts& counts) {
  const auto known = transaction.regions().Find(region.code);
  if (!known.ok()) return known.status();
  if (*known == region) {
    ++counts.unchanged;
    return absl::OkStatus();
  }
  ++(known->has_value() ? counts.updated : counts.created);
  return transaction.regions().Put(region);
}

}  // namespace

// -- Units ------------------------------------------------------------------------------------------------------------------

absl::StatusOr<Unit> Directory::CreateUnit(const WriteRequest& request, Unit unit) {
  if (unit.id.empty()) unit.id = UnitId(work_.ids.NewUuid());
  unit.active = true;
  unit.version = 1;
  unit.create_time = unit.update_time = work_.clock.Now();
  return WriteUnit(work_, request, [&](Transaction& transaction) -> absl::StatusOr<UnitId> {
    absl::Status made = CheckReferences(unit, unit.create_time, transaction);
    if (made.ok()) made = transaction.units().Insert(unit);
    if (!made.ok()) return made;
    return unit.id;
  });
}

absl::StatusOr<Unit> Directory::GetUnit(const UnitId& id) {
  Unit unit;
  const absl::Status read =
      work_.store.Read([&](Transaction& transaction) { return MoveInto(unit, Existing(transaction.units().Find(id))); });
  if (!read.ok()) return read;
  return unit;
}

absl::StatusOr<std::vector<Unit>> Directory::ListUnits(UnitKind kind, std::string_view region, const PageRequest& page) {
  std::vector<Unit> units;
  const absl::Status read =
      work_.store.Read([&](Transaction& transaction) { return MoveInto(units, transaction.units().List(kind, region, page)); });
  if (!read.ok()) return read;
  return units;
}

absl::StatusOr<Unit> Directory::UpdateUnit(const WriteRequest& request, Unit unit, std::string_view etag) {
  const absl::Time now = work_.clock.Now();
  return WriteUnit(work_, request, [&](Transaction& transaction) -> absl::StatusOr<UnitId> {
    const auto present = Existing(transaction.units().Find(unit.id));
    if (!present.ok()) return present.status();
    if (etag != EtagOf(work_.sealer, NameOf(unit.id), present->version)) return EtagStale();

    Unit changed = unit;
    changed.kind = present->kind;
    changed.active = present->active;
    changed.version = present->version + 1;
    changed.create_time = present->create_time;
    changed.update_time = now;
    absl::Status written = CheckReferences(changed, now, transaction);
    if (written.ok()) written = transaction.units().Update(changed);
    if (!written.ok()) return written;
    return changed.id;
  });
}

// -- Officers ---------------------------------------------------------------------------------------------------------------

absl::StatusOr<Officer> Directory::CreateOfficer(const WriteRequest& request, Officer officer, std::string_view password) {
  const WriteRequest checked = WithViolations(request, FaultsOfPassword("password", password));
  if (checked.violations.empty()) {
    auto hash = hashing_.Hash(password);
    if (!hash.ok()) return hash.status();
    officer.password_hash = *std::move(hash);
  }
  if (officer.id.empty()) officer.id = OfficerId(work_.ids.NewUuid());
  officer.disabled = false;
  officer.version = 1;
  officer.create_time = officer.update_time = work_.clock.Now();
  return WriteOfficer(work_, checked, [&](Transaction& transaction) -> absl::StatusOr<Officer> {
    const auto unit = Existing(transaction.units().Find(officer.unit));
    if (!unit.ok()) return unit.status();
    Officer made = officer;
    absl::Status written = SettleAssignments(*unit, officer.create_time, transaction, made.assignments);
    if (written.ok()) written = transaction.officers().Insert(made);
    if (!written.ok()) return written;
    return made;
  });
}

absl::StatusOr<Officer> Directory::GetOfficer(const Caller& caller, const UnitId& unit, const OfficerId& id) {
  if (!MayRead(caller, unit)) return NotFound();
  Officer officer;
  const absl::Status read =
      work_.store.Read([&](Transaction& transaction) { return MoveInto(officer, OfficerOf(unit, id, transaction)); });
  if (!read.ok()) return read;
  return officer;
}

absl::StatusOr<std::vector<Officer>> Directory::ListOfficers(const Caller& caller, const UnitId& unit, const PageRequest& page) {
  if (!MayRead(caller, unit)) return NotFound();
  std::vector<Officer> officers;
  const absl::Status read = work_.store.Read([&](Transaction& transaction) {
    const auto existing = Existing(transaction.units().Find(unit));
    return existing.ok() ? MoveInto(officers, transaction.officers().List(unit, page)) : existing.status();
  });
  if (!read.ok()) return read;
  return officers;
}

absl::StatusOr<Officer> Directory::UpdateOfficer(const WriteRequest& request, Officer officer, std::string_view etag) {
  const absl::Time now = work_.clock.Now();
  const auto change = [&](Transaction& transaction, Officer& present) -> absl::Status {
    const auto unit = Existing(transaction.units().Find(officer.unit));
    if (!unit.ok()) return unit.status();
    std::vector<Assignment> assignments = officer.assignments;
    const absl::Status settled = SettleAssignments(*unit, now, transaction, assignments);
    if (!settled.ok()) return settled;
    present.display_name = officer.display_name;
    if (assignments == present.assignments) return absl::OkStatus();
    present.assignments = std::move(assignments);
    return transaction.sessions().DeleteOf(officer.id, "");
  };
  return ChangeOfficer(work_, request, officer.unit, officer.id, etag, change);
}

absl::StatusOr<Officer> Directory::DisableOfficer(const WriteRequest& request, const UnitId& unit, const OfficerId& id,
                                                  std::string_view etag) {
  return ChangeOfficer(work_, request, unit, id, etag, [&](Transaction& transaction, Officer& officer) {
    officer.disabled = true;
    return transaction.sessions().DeleteOf(id, "");
  });
}

absl::StatusOr<Officer> Directory::SetPassword(const WriteRequest& request, const UnitId& unit, const OfficerId& id,
                                               std::string_view etag, std::string_view new_password, std::string_view old_password,
                                               std::string_view own_token_digest) {
  const bool is_administrator = request.caller.role == Role::kAdministrator;
  if (!is_administrator && request.caller.officer != id) return NotFound();
  const WriteRequest checked = WithViolations(request, FaultsOfPassword("new_password", new_password));

  std::string new_hash;
  // The hash that the old password was found to match; empty when it matched none.
  std::string matched_hash;
  if (checked.violations.empty()) {
    auto hash = hashing_.Hash(new_password);
    if (!hash.ok()) return hash.status();
    new_hash = *std::move(hash);
  }
  if (checked.violations.empty() && !is_administrator) {
    const auto present = GetOfficer(request.caller, unit, id);
    if (!present.ok()) return present;
    const auto is_right = hashing_.Verify(present->password_hash, old_password);
    if (!is_right.ok()) return is_right.status();
    if (*is_right) matched_hash = present->password_hash;
  }
  return ChangeOfficer(work_, checked, unit, id, etag, [&](Transaction& transaction, Officer& officer) {
    if (!is_administrator && officer.password_hash != matched_hash) return OldPasswordWrong();
    officer.password_hash = new_hash;
    return transaction.sessions().DeleteOf(id, own_token_digest);
  });
}

// -- Regions ----------------------------------------------------------------------------------------------------------------

absl::StatusOr<Region> Directory::GetRegion(std::string_view code) {
  Region region;
  const absl::Status read =
      work_.store.Read([&](Transaction& transaction) { return MoveInto(region, Existing(transaction.regions().Find(code))); });
  if (!read.ok()) return read;
  return region;
}

absl::StatusOr<std::vector<Region>> Directory::ListRegions(std::string_view parent, const PageRequest& page) {
  std::vector<Region> regions;
  const absl::Status read =
      work_.store.Read([&](Transaction& transaction) { return MoveInto(regions, transaction.regions().List(parent, page)); });
  if (!read.ok()) return read;
  return regions;
}

absl::StatusOr<Directory::ImportCounts> Directory::ImportRegions(const WriteRequest& request, const std::vector<Region>& regions) {
  ImportCounts counts;
  const auto import = [&](Transaction& transaction, bool again) -> absl::Status {
    counts = {};
    if (again) {
      counts.unchanged = static_cast<std::int32_t>(regions.size());
      return absl::OkStatus();
    }
    Violations orphans;
    for (std::size_t i = 0; i < regions.size(); ++i) {
      const auto has_parent = HasParent(regions[i], transaction);
      if (!has_parent.ok()) return has_parent.status();
      if (!*has_parent) orphans.push_back({absl::StrCat("regions[", i, "].code"), "PARENT_UNKNOWN", ""});
      const absl::Status put = PutRegion(regions[i], transaction, counts);
      if (!put.ok()) return put;
    }
    return orphans.empty() ? absl::OkStatus() : InvalidRequest(std::move(orphans));
  };
  const absl::Status imported = OnceOrAgain(work_, request, import);
  if (!imported.ok()) return imported;
  return counts;
}

// -- The first administrator --------------------------------------------------------------------------------------------------

absl::Status Directory::CreateAdministrator(std::string_view sign_in_name, std::string_view display_name, std::string_view password,
                                            std::string_view unit_display_name) {
  Violations faults = FaultsOfPassword("password", password);
  if (!IsSignInName(sign_in_name)) faults.push_back({"sign_in_name", "NOT_A_SIGN_IN_NAME", ""});
  if (!faults.empty()) return InvalidRequest(std::move(faults));
  const auto hash = hashing_.Hash(password);
  if (!hash.ok()) return hash.status();

  const absl::Time now = work_.clock.Now();
  Unit unit;
  unit.id = UnitId(work_.ids.NewUuid());
  unit.kind = UnitKind::kGovernmentOffice;
  unit.display_name = unit_display_name;
  unit.create_time = unit.update_time = now;
  Officer officer;
  officer.id = OfficerId(work_.ids.NewUuid());
  officer.unit = unit.id;
  officer.sign_in_name = sign_in_name;
  officer.display_name = display_name;
  officer.assignments = {{Role::kAdministrator, unit.region}};
  officer.password_hash = *hash;
  officer.create_time = officer.update_time = now;
  return work_.store.Transact([&](Transaction& transaction) {
    const absl::Status made = transaction.units().Insert(unit);
    return made.ok() ? transaction.officers().Insert(officer) : made;
  });
}

}  // namespace rujukan
