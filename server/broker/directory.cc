#include "server/broker/directory.h"

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <optional>
#include <set>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/strings/str_cat.h"
#include "server/domain/region.h"
#include "server/domain/text.h"
#include "server/domain/try.h"

namespace rujukan {
namespace {

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

// As many as are read at once.
constexpr std::size_t kPageSize = 100;

// Whether a record of a list by id is what `is` looks for.
template <typename Record>
absl::StatusOr<bool> AnyOf(absl::FunctionRef<absl::StatusOr<std::vector<Record>>(const PageRequest&)> list,
                           absl::FunctionRef<absl::StatusOr<bool>(const Record&)> is) {
  for (PageRequest page{.size = kPageSize, .after = ""};;) {
    RUJUKAN_TRY_ASSIGN(const std::vector<Record> records, list(page));
    for (const Record& record : records) {
      RUJUKAN_TRY_ASSIGN(const bool found, is(record));
      if (found) return true;
    }
    if (records.size() < kPageSize) return false;
    page.after = records.back().id.value;
  }
}

// A service account has no password that opens anything.
absl::StatusOr<bool> IsPersonAtWork(const Officer& officer) {
  const auto is_personal = [](const Assignment& assignment) { return assignment.role != Role::kSystem; };
  return !officer.disabled && std::any_of(officer.assignments.begin(), officer.assignments.end(), is_personal);
}

bool Reaches(const Unit& unit, std::string_view region) {
  return Within(region, unit.region) || std::any_of(unit.coverage_regions.begin(), unit.coverage_regions.end(),
                                                    [&](const std::string& covered) { return Within(region, covered); });
}

// The region and the supervising unit of a unit must be there.
absl::Status CheckReferences(const Unit& unit, absl::Time now, Transaction& transaction) {
  RUJUKAN_TRY(CheckRegion(transaction, unit.region, now));
  for (const std::string& region : unit.coverage_regions) RUJUKAN_TRY(CheckRegion(transaction, region, now));
  if (unit.supervising_unit.empty()) return absl::OkStatus();
  RUJUKAN_TRY_ASSIGN(const std::optional<Unit> supervisor, transaction.units().Find(unit.supervising_unit));
  return supervisor && supervisor->id != unit.id ? absl::OkStatus() : NotOfThisUnit();
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
    } else {
      RUJUKAN_TRY(CheckRegion(transaction, assignment.region_scope, now));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<Officer> OfficerOf(const UnitId& unit, const OfficerId& id, Transaction& transaction) {
  RUJUKAN_TRY_ASSIGN(Officer officer, Existing(transaction.officers().Find(id)));
  if (officer.unit != unit) return NotFound();
  return officer;
}

bool MayRead(const Caller& caller, const UnitId& unit) { return caller.role == Role::kAdministrator || caller.unit == unit; }

// A write of a unit, answered by the unit as it then is.
absl::StatusOr<Unit> WriteUnit(const Workplace& work, const WriteRequest& request,
                               absl::FunctionRef<absl::StatusOr<UnitId>(Transaction&)> act) {
  Unit unit;
  RUJUKAN_TRY(Once(
      work, request,
      [&](Transaction& transaction) -> absl::StatusOr<std::string> {
        RUJUKAN_TRY_ASSIGN(const UnitId id, act(transaction));
        return NameOf(id);
      },
      [&](Transaction& transaction, const std::string& resource) {
        return MoveInto(unit, Existing(transaction.units().Find(UnitId(IdIn(resource)))));
      }));
  return unit;
}

// The same for an officer of `unit`.
absl::StatusOr<Officer> WriteOfficer(const Workplace& work, const WriteRequest& request, const UnitId& unit,
                                     absl::FunctionRef<absl::StatusOr<OfficerId>(Transaction&)> act) {
  Officer officer;
  RUJUKAN_TRY(Once(
      work, request,
      [&](Transaction& transaction) -> absl::StatusOr<std::string> {
        RUJUKAN_TRY_ASSIGN(const OfficerId id, act(transaction));
        return NameOf(unit, id);
      },
      [&](Transaction& transaction, const std::string& resource) {
        return MoveInto(officer, Existing(transaction.officers().Find(OfficerId(IdIn(resource)))));
      }));
  return officer;
}

// What becomes of the sessions of an officer who is changed.
enum class OpenSessions { kGoOn, kEnd };

// Changes an officer whose etag the caller knows: `change` alters it in memory. Sessions end but for `kept_token_digest`, which may
// be empty.
absl::StatusOr<Officer> ChangeOfficer(const Workplace& work, const WriteRequest& request, const UnitId& unit, const OfficerId& id,
                                      std::string_view etag, std::string_view kept_token_digest,
                                      absl::FunctionRef<absl::StatusOr<OpenSessions>(Transaction&, Officer&)> change) {
  const absl::Time now = work.clock.Now();
  return WriteOfficer(work, request, unit, [&](Transaction& transaction) -> absl::StatusOr<OfficerId> {
    RUJUKAN_TRY_ASSIGN(Officer officer, OfficerOf(unit, id, transaction));
    if (etag != EtagOf(work.sealer, NameOf(unit, id), officer.version)) return EtagStale();
    RUJUKAN_TRY_ASSIGN(const OpenSessions sessions, change(transaction, officer));
    ++officer.version;
    officer.update_time = now;
    // First the officer, then the sessions: from here on none is opened with what was before (SignInDesk holds the officer).
    RUJUKAN_TRY(transaction.officers().Update(officer));
    if (sessions == OpenSessions::kEnd) RUJUKAN_TRY(transaction.sessions().DeleteOf(id, kept_token_digest));
    return id;
  });
}

absl::StatusOr<bool> HasParent(const Region& region, Transaction& transaction) {
  const std::string_view parent_code = ParentOf(region.code);
  if (parent_code.empty()) return true;
  RUJUKAN_TRY_ASSIGN(const std::optional<Region> parent, transaction.regions().Find(parent_code));
  return parent.has_value();
}

// Writes the region when it is not known exactly so, and counts it.
absl::Status PutRegion(const Region& region, Transaction& transaction, Directory::ImportCounts& counts) {
  RUJUKAN_TRY_ASSIGN(const std::optional<Region> known, transaction.regions().Find(region.code));
  if (known == region) {
    ++counts.unchanged;
    return absl::OkStatus();
  }
  ++(known ? counts.updated : counts.created);
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
    RUJUKAN_TRY(CheckReferences(unit, unit.create_time, transaction));
    RUJUKAN_TRY(transaction.units().Insert(unit));
    return unit.id;
  });
}

absl::StatusOr<Unit> Directory::GetUnit(const UnitId& id) {
  Unit unit;
  RUJUKAN_TRY(work_.store.Read([&](Transaction& transaction) { return MoveInto(unit, Existing(transaction.units().Find(id))); }));
  return unit;
}

absl::StatusOr<std::vector<Unit>> Directory::ListUnits(UnitKind kind, std::string_view region, const PageRequest& page) {
  std::vector<Unit> units;
  RUJUKAN_TRY(
      work_.store.Read([&](Transaction& transaction) { return MoveInto(units, transaction.units().List(kind, region, page)); }));
  return units;
}

absl::StatusOr<Unit> Directory::UpdateUnit(const WriteRequest& request, Unit unit, std::string_view etag) {
  const absl::Time now = work_.clock.Now();
  return WriteUnit(work_, request, [&](Transaction& transaction) -> absl::StatusOr<UnitId> {
    RUJUKAN_TRY_ASSIGN(const Unit present, Existing(transaction.units().Find(unit.id)));
    if (etag != EtagOf(work_.sealer, NameOf(unit.id), present.version)) return EtagStale();
    Unit changed = unit;
    changed.kind = present.kind;
    changed.active = present.active;
    changed.version = present.version + 1;
    changed.create_time = present.create_time;
    changed.update_time = now;
    RUJUKAN_TRY(CheckReferences(changed, now, transaction));
    RUJUKAN_TRY(transaction.units().Update(changed));
    return changed.id;
  });
}

// -- Officers ---------------------------------------------------------------------------------------------------------------

absl::StatusOr<Officer> Directory::CreateOfficer(const WriteRequest& request, Officer officer, std::string_view password) {
  // What is refused anyway costs no hash.
  if (request.violations.empty()) {
    RUJUKAN_TRY_ASSIGN(officer.password_hash, hashing_.Hash(password));
  }
  if (officer.id.empty()) officer.id = OfficerId(work_.ids.NewUuid());
  officer.disabled = false;
  officer.version = 1;
  officer.create_time = officer.update_time = work_.clock.Now();
  return WriteOfficer(work_, request, officer.unit, [&](Transaction& transaction) -> absl::StatusOr<OfficerId> {
    RUJUKAN_TRY_ASSIGN(const Unit unit, Existing(transaction.units().Find(officer.unit)));
    Officer made = officer;
    RUJUKAN_TRY(SettleAssignments(unit, officer.create_time, transaction, made.assignments));
    RUJUKAN_TRY(transaction.officers().Insert(made));
    return made.id;
  });
}

absl::StatusOr<Officer> Directory::GetOfficer(const Caller& caller, const UnitId& unit, const OfficerId& id) {
  if (!MayRead(caller, unit)) return NotFound();
  Officer officer;
  RUJUKAN_TRY(work_.store.Read([&](Transaction& transaction) { return MoveInto(officer, OfficerOf(unit, id, transaction)); }));
  return officer;
}

absl::StatusOr<std::vector<Officer>> Directory::ListOfficers(const Caller& caller, const UnitId& unit, const PageRequest& page) {
  if (!MayRead(caller, unit)) return NotFound();
  std::vector<Officer> officers;
  RUJUKAN_TRY(work_.store.Read([&](Transaction& transaction) -> absl::Status {
    RUJUKAN_TRY(Existing(transaction.units().Find(unit)).status());
    return MoveInto(officers, transaction.officers().List(unit, page));
  }));
  return officers;
}

absl::StatusOr<Officer> Directory::UpdateOfficer(const WriteRequest& request, Officer officer, std::string_view etag) {
  const absl::Time now = work_.clock.Now();
  const auto change = [&](Transaction& transaction, Officer& present) -> absl::StatusOr<OpenSessions> {
    RUJUKAN_TRY_ASSIGN(const Unit unit, Existing(transaction.units().Find(officer.unit)));
    std::vector<Assignment> assignments = officer.assignments;
    RUJUKAN_TRY(SettleAssignments(unit, now, transaction, assignments));
    present.display_name = officer.display_name;
    if (assignments == present.assignments) return OpenSessions::kGoOn;
    present.assignments = std::move(assignments);
    return OpenSessions::kEnd;
  };
  return ChangeOfficer(work_, request, officer.unit, officer.id, etag, "", change);
}

absl::StatusOr<Officer> Directory::DisableOfficer(const WriteRequest& request, const UnitId& unit, const OfficerId& id,
                                                  std::string_view etag) {
  return ChangeOfficer(work_, request, unit, id, etag, "", [&](Transaction&, Officer& officer) {
    officer.disabled = true;
    return OpenSessions::kEnd;
  });
}

absl::StatusOr<Officer> Directory::SetPassword(const WriteRequest& request, const UnitId& unit, const OfficerId& id,
                                               std::string_view etag, std::string_view new_password, std::string_view old_password,
                                               std::string_view own_token_digest) {
  const bool is_administrator = request.caller.role == Role::kAdministrator;
  if (!is_administrator && request.caller.officer != id) return NotFound();

  std::string new_hash;
  // The hash that the old password was found to match; empty when it matched none.
  std::string matched_hash;
  if (request.violations.empty()) {
    RUJUKAN_TRY_ASSIGN(new_hash, hashing_.Hash(new_password));
  }
  if (request.violations.empty() && !is_administrator) {
    RUJUKAN_TRY_ASSIGN(const Officer present, GetOfficer(request.caller, unit, id));
    RUJUKAN_TRY_ASSIGN(const bool is_right, hashing_.Verify(present.password_hash, old_password));
    if (is_right) matched_hash = present.password_hash;
  }
  const auto change = [&](Transaction&, Officer& officer) -> absl::StatusOr<OpenSessions> {
    if (!is_administrator && officer.password_hash != matched_hash) return OldPasswordWrong();
    officer.password_hash = new_hash;
    return OpenSessions::kEnd;
  };
  return ChangeOfficer(work_, request, unit, id, etag, own_token_digest, change);
}

// -- Regions ----------------------------------------------------------------------------------------------------------------

absl::StatusOr<Region> Directory::GetRegion(std::string_view code) {
  Region region;
  RUJUKAN_TRY(
      work_.store.Read([&](Transaction& transaction) { return MoveInto(region, Existing(transaction.regions().Find(code))); }));
  return region;
}

absl::StatusOr<std::vector<Region>> Directory::ListRegions(std::string_view parent, const PageRequest& page) {
  std::vector<Region> regions;
  RUJUKAN_TRY(
      work_.store.Read([&](Transaction& transaction) { return MoveInto(regions, transaction.regions().List(parent, page)); }));
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
      RUJUKAN_TRY_ASSIGN(const bool has_parent, HasParent(regions[i], transaction));
      if (!has_parent) orphans.push_back({absl::StrCat("regions[", i, "].code"), "PARENT_UNKNOWN", ""});
      RUJUKAN_TRY(PutRegion(regions[i], transaction, counts));
    }
    return orphans.empty() ? absl::OkStatus() : InvalidRequest(std::move(orphans));
  };
  RUJUKAN_TRY(OnceOrAgain(work_, request, import));
  return counts;
}

// -- Without a caller -------------------------------------------------------------------------------------------------------

absl::StatusOr<bool> Directory::AnybodyCanSignIn() {
  bool found = false;
  RUJUKAN_TRY(work_.store.ReadSnapshot([&](Transaction& transaction) {
    const auto list_units = [&](const PageRequest& page) { return transaction.units().List(UnitKind::kUnspecified, "", page); };
    return MoveInto(found, AnyOf<Unit>(list_units, [&](const Unit& unit) {
                      const auto list = [&](const PageRequest& page) { return transaction.officers().List(unit.id, page); };
                      return AnyOf<Officer>(list, IsPersonAtWork);
                    }));
  }));
  return found;
}

absl::Status Directory::CreateAdministrator(std::string_view sign_in_name, std::string_view display_name, std::string_view password,
                                            std::string_view unit_display_name) {
  Violations faults;
  if (!IsSignInName(sign_in_name)) faults.push_back({"sign_in_name", "NOT_A_SIGN_IN_NAME", ""});
  if (CharactersIn(password) < kPasswordCharactersMin) {
    faults.push_back({"password", "PASSWORD_TOO_SHORT", absl::StrCat(kPasswordCharactersMin)});
  }
  if (!faults.empty()) return InvalidRequest(std::move(faults));
  RUJUKAN_TRY_ASSIGN(const std::string hash, hashing_.Hash(password));

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
  officer.password_hash = hash;
  officer.create_time = officer.update_time = now;
  Deed installation;
  installation.method = "rujukand --create-administrator";
  installation.time = now;
  return work_.store.Transact([&](Transaction& transaction) -> absl::Status {
    transaction.audit().ActAs(installation);
    RUJUKAN_TRY(transaction.units().Insert(unit));
    return transaction.officers().Insert(officer);
  });
}

}  // namespace rujukan
