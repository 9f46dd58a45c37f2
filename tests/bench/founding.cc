#include "tests/bench/founding.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "server/domain/region.h"
#include "server/domain/try.h"

namespace rujukan::bench {
namespace {

constexpr char kRegion[] = "73.09";
constexpr absl::Duration kSessionLasts = absl::Hours(24 * 7);

// So that no transaction takes seconds.
constexpr std::size_t kDesksPerTransaction = 1000;

struct KindOfDesk {
  UnitKind kind;
  Role role;
};
// Each may refer to each, with every section.
constexpr KindOfDesk kKinds[] = {{UnitKind::kProtectionUnit, Role::kCompanion},
                                 {UnitKind::kHealthFacility, Role::kPartnerOfficer},
                                 {UnitKind::kPolicePpa, Role::kPartnerOfficer},
                                 {UnitKind::kLegalAid, Role::kPartnerOfficer}};

const KindOfDesk& KindOf(std::size_t desk) { return kKinds[desk % std::size(kKinds)]; }

// A desk to be made; `colleague` when its unit is there already.
struct NewDesk {
  KindOfDesk kind;
  std::string region;
  bool colleague = false;
};

absl::Status AddUnit(const Workplace& work, Transaction& transaction, const NewDesk& wanted, const Desk& desk) {
  Unit unit;
  unit.id = UnitId(desk.unit);
  unit.kind = wanted.kind.kind;
  unit.display_name = absl::StrCat("Unit ", desk.unit);
  unit.region = wanted.region;
  unit.duty_phone = "0411000110";
  unit.create_time = unit.update_time = work.clock.Now();
  return transaction.units().Insert(unit);
}

absl::Status AddOfficer(const Workplace& work, Transaction& transaction, const NewDesk& wanted, const Desk& desk) {
  const absl::Time now = work.clock.Now();
  Officer officer;
  officer.id = OfficerId(desk.officer);
  officer.unit = UnitId(desk.unit);
  officer.sign_in_name = absl::StrCat("petugas.", desk.officer);
  officer.display_name = "Petugas";
  officer.assignments = {{wanted.kind.role, wanted.region}};
  officer.create_time = officer.update_time = now;
  RUJUKAN_TRY(transaction.officers().Insert(officer));
  Session session;
  session.token_digest = work.sealer.Digest(desk.token);
  session.officer = officer.id;
  session.unit = officer.unit;
  session.role = wanted.kind.role;
  session.region_scope = wanted.region;
  session.create_time = session.last_used_time = now;
  session.expire_time = now + kSessionLasts;
  return transaction.sessions().Insert(session);
}

// With the regions above it.
absl::Status PutRegion(Transaction& transaction, std::string_view code) {
  for (; !code.empty(); code = ParentOf(code)) {
    RUJUKAN_TRY(transaction.regions().Put({std::string(code), absl::StrCat("Wilayah ", std::string(code)), "", ""}));
  }
  return absl::OkStatus();
}

absl::StatusOr<District> FoundDesks(const Workplace& work, const std::vector<NewDesk>& wanted) {
  District district;
  for (const NewDesk& desk : wanted) {
    const std::string unit = desk.colleague ? district.desks.back().unit : work.ids.NewUuid();
    district.desks.push_back({unit, work.ids.NewUuid(), work.ids.NewSecret()});
  }
  for (std::size_t begin = 0; begin < wanted.size(); begin += kDesksPerTransaction) {
    const std::size_t end = std::min(begin + kDesksPerTransaction, wanted.size());
    RUJUKAN_TRY(work.store.Transact([&](Transaction& transaction) -> absl::Status {
      for (std::size_t i = begin; i < end; ++i) {
        if (i == 0 || wanted[i].region != wanted[i - 1].region) RUJUKAN_TRY(PutRegion(transaction, wanted[i].region));
        if (!wanted[i].colleague) RUJUKAN_TRY(AddUnit(work, transaction, wanted[i], district.desks[i]));
        RUJUKAN_TRY(AddOfficer(work, transaction, wanted[i], district.desks[i]));
      }
      return absl::OkStatus();
    }));
  }
  return district;
}

}  // namespace

absl::StatusOr<District> Found(const Workplace& work, std::size_t size) {
  std::vector<NewDesk> wanted;
  for (std::size_t i = 0; i < size; ++i) wanted.push_back({KindOf(i), kRegion});
  return FoundDesks(work, wanted);
}

absl::StatusOr<District> FoundCountry(const Workplace& work, const Country& country) {
  std::vector<NewDesk> wanted;
  for (std::size_t post = 0; post < country.posts; ++post) {
    wanted.push_back({{UnitKind::kPuskesos, Role::kPuskesosOperator}, country.VillageCode(post)});
  }
  for (std::size_t regency = 0; regency < country.regencies; ++regency) {
    const std::string region = country.RegencyCode(regency);
    wanted.push_back({{UnitKind::kProtectionUnit, Role::kCompanion}, region});
    wanted.push_back({{UnitKind::kProtectionUnit, Role::kProtectionUnitHead}, region, true});
    wanted.push_back({{UnitKind::kDinasSosial, Role::kWelfareProgramOfficer}, region});
  }
  return FoundDesks(work, wanted);
}

Caller CallerAt(const District& district, std::size_t desk) {
  Caller caller;
  caller.officer = OfficerId(district.desks[desk].officer);
  caller.unit = UnitId(district.desks[desk].unit);
  caller.unit_kind = KindOf(desk).kind;
  caller.unit_region = kRegion;
  caller.role = KindOf(desk).role;
  caller.region_scope = kRegion;
  return caller;
}

}  // namespace rujukan::bench
