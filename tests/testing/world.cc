#include "tests/testing/world.h"

#include <gtest/gtest.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "adapters/sqlite/sqlite_store.h"
#include "server/domain/policy.h"

namespace rujukan::testing {

World::World() : own_sealer_(std::make_unique<FileKeySealer>(Keys::Random())) {
  absl::StatusOr<std::unique_ptr<SqliteStore>> opened = SqliteStore::OpenInMemory(*own_sealer_, clock);
  EXPECT_TRUE(opened.ok()) << opened.status();
  own_store_ = *std::move(opened);
  store_ = own_store_.get();
  sealer_ = own_sealer_.get();
  Settle();
}

World::World(Store& store, const Sealer& sealer) : store_(&store), sealer_(&sealer) { Settle(); }

void World::Settle() {
  const absl::Status regions = store_->Transact([](Transaction& transaction) -> absl::Status {
    for (const Region& region : std::vector<Region>{{"73", "Sulawesi Selatan", "", ""},
                                                    {"73.09", "Kabupaten Maros", "", ""},
                                                    {"73.09.01", "Mandai", "", ""},
                                                    {"73.09.01.2003", "Tenrigangkae", "", ""},
                                                    {"73.09.01.2004", "Pattontongan", "", ""},
                                                    {"12", "Sumatera Utara", "", ""},
                                                    {"12.07", "Kabupaten Deli Serdang", "", ""}}) {
      if (absl::Status put = transaction.regions().Put(region); !put.ok()) return put;
    }
    return absl::OkStatus();
  });
  EXPECT_TRUE(regions.ok()) << regions;
  office_above = Hire(UnitKind::kGovernmentOffice, "73.09", "DP3A Kabupaten Maros", Role::kPartnerOfficer);
  secretariat = Hire(UnitKind::kSlrtSecretariat, "73.09", "SLRT Kabupaten Maros", Role::kSlrtManager);
  post = Hire(UnitKind::kPuskesos, "73.09.01.2003", "Puskesos Tenrigangkae", Role::kPuskesosOperator, secretariat.unit);
  other_post = Hire(UnitKind::kPuskesos, "73.09.01.2004", "Puskesos Pattontongan", Role::kPuskesosOperator, secretariat.unit);
  dinas = Hire(UnitKind::kDinasSosial, "73.09", "Dinas Sosial Kabupaten Maros", Role::kWelfareProgramOfficer);
  intake = Hire(UnitKind::kProtectionUnit, "73.09", "UPTD PPA Maros", Role::kProtectionIntakeOfficer, office_above.unit);
  companion = Colleague(intake, Role::kCompanion);
  case_manager = Colleague(intake, Role::kCaseManager);
  head = Colleague(intake, Role::kProtectionUnitHead);
  hospital = Hire(UnitKind::kHealthFacility, "73.09", "RSUD Salewangang", Role::kPartnerOfficer);
  clinic = Hire(UnitKind::kHealthFacility, "73.09", "Puskesmas Mandai", Role::kPartnerOfficer);
  legal_aid = Hire(UnitKind::kLegalAid, "73.09", "LBH Maros", Role::kPartnerOfficer);
  far_protection = Hire(UnitKind::kProtectionUnit, "12.07", "UPTD PPA Deli Serdang", Role::kProtectionIntakeOfficer);
}

Caller World::Hire(UnitKind kind, std::string_view region, std::string_view name, Role role, const UnitId& above) {
  Unit unit;
  unit.id = UnitId(ids.NewUuid());
  unit.kind = kind;
  unit.display_name = name;
  unit.region = region;
  unit.supervising_unit = above;
  unit.duty_phone = "0411000110";
  unit.create_time = unit.update_time = clock.Now();
  const absl::Status made = store_->Transact([&](Transaction& transaction) { return transaction.units().Insert(unit); });
  EXPECT_TRUE(made.ok()) << made;
  Caller caller;
  caller.unit = unit.id;
  caller.unit_kind = kind;
  caller.unit_region = region;
  caller.region_scope = region;
  return Colleague(caller, role);
}

Caller World::Colleague(const Caller& of, Role role) {
  Officer officer;
  officer.id = OfficerId(ids.NewUuid());
  officer.unit = of.unit;
  officer.sign_in_name = absl::StrCat("officer.", officer.id.value.substr(30));
  officer.display_name = "Officer";
  officer.assignments = {{role, of.region_scope}};
  officer.create_time = officer.update_time = clock.Now();
  const absl::Status made = store_->Transact([&](Transaction& transaction) { return transaction.officers().Insert(officer); });
  EXPECT_TRUE(made.ok()) << made;
  Caller caller = of;
  caller.officer = officer.id;
  caller.role = role;
  return caller;
}

WriteRequest World::From(const Caller& caller, std::string_view method) {
  WriteRequest request;
  request.caller = caller;
  request.method = method;
  request.request_id = ids.NewUuid();
  request.fingerprint = absl::StrCat("fingerprint ", ++requests_);
  return request;
}

ReferralView World::Send(const Caller& sender, const Caller& receiver, ReferralKind kind, Urgency urgency) {
  Referral referral;
  referral.kind = kind;
  referral.receiver = receiver.unit;
  referral.urgency = urgency;
  referral.legal_basis = LegalBasis::kConsent;
  Packet packet;
  packet.need = NeedSection{.purpose = "", .services_given = "", .access_needs = "", .eligibility = "penghasilan hilang"};
  if (kind == ReferralKind::kServiceRequest) {
    referral.details.welfare_programs = {WelfareProgram::kSembako, WelfareProgram::kPkh};
  } else {
    referral.details.requested_services = {Service::kOutreach};
  }
  if (kind == ReferralKind::kProtectionAlert) {
    referral.legal_basis = LegalBasis::kConsentPending;
    referral.details.region = "73.09.01.2003";
    packet = Packet();
    packet.contact = ContactSection{.safe_contact = "di sekolah, Selasa pagi", .phone = "", .forbidden_ways = "", .code_word = ""};
  }
  absl::StatusOr<ReferralView> sent = desk().Create(From(sender, "ReferralService/CreateReferral"), referral, packet);
  EXPECT_TRUE(sent.ok()) << sent.status();
  return sent.ok() ? *std::move(sent) : ReferralView();
}

absl::StatusOr<ReferralView> World::Make(const Caller& caller, const ReferralId& name, const MoveRequest& move) {
  absl::StatusOr<ReferralView> seen = Look(caller, name);
  if (!seen.ok()) return seen;
  return desk().Make(From(caller, "ReferralService/Move"), name, seen->etag, move);
}

absl::StatusOr<ReferralView> World::Make(const Caller& caller, const ReferralId& name, Move move, std::string text) {
  MoveRequest request;
  request.move = move;
  request.text = std::move(text);
  if (move == Move::kReport) request.outcome = {OutcomeResult::kFulfilled, "sudah dilayani", ""};
  if (move == Move::kDecline) request.decline_reason = DeclineReason::kNoCapacity;
  if (move == Move::kHold) request.resume_time = clock.Now() + absl::Hours(48);
  return Make(caller, name, request);
}

absl::StatusOr<ReferralView> World::Redirect(const Caller& caller, const ReferralId& name, const Caller& receiver) {
  absl::StatusOr<ReferralView> seen = Look(caller, name);
  if (!seen.ok()) return seen;
  MoveRequest move;
  move.move = Move::kRedirect;
  return desk().Redirect(From(caller, "ReferralService/RedirectReferral"), name, seen->etag, move, receiver.unit, ReferralId());
}

absl::StatusOr<ReferralView> World::Look(const Caller& caller, const ReferralId& name) { return desk().Get(caller, name); }

std::vector<InboxEvent> World::Inbox(const Caller& caller) {
  auto events = InboxReader(work()).List(caller, caller.unit, InboxPlace(), 1000);
  EXPECT_TRUE(events.ok()) << events.status();
  return events.ok() ? *std::move(events) : std::vector<InboxEvent>();
}

}  // namespace rujukan::testing
