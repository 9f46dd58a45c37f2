#include "tests/testing/records.h"

#include <sstream>
#include <type_traits>

namespace rujukan::testing {
namespace {

// Collects fields, each with its length, so that no two lists of fields read the same.
class Fields {
 public:
  template <typename Value>
  Fields& operator<<(const Value& value) {
    if constexpr (std::is_enum_v<Value> || std::is_integral_v<Value>) {
      text_ << static_cast<std::int64_t>(value) << "|";
    } else if constexpr (std::is_same_v<Value, absl::Time>) {
      text_ << absl::FormatTime(value, absl::UTCTimeZone()) << "|";
    } else if constexpr (std::is_convertible_v<Value, std::string>) {
      const std::string_view string(value);
      text_ << string.size() << ":" << string << "|";
    } else if constexpr (requires { value.value; }) {
      text_ << value.value << "|";
    } else {
      text_ << value.size() << "[";
      for (const auto& item : value) *this << item;
      text_ << "]|";
    }
    return *this;
  }
  Fields& operator<<(const ServiceOffer& offer) { return *this << offer.service << offer.capacity; }
  Fields& operator<<(const Assignment& assignment) { return *this << assignment.role << assignment.region_scope; }
  Fields& operator<<(const Person& person) {
    return *this << person.nik << person.full_name << person.sex << person.birth_date << person.birth_date_precision
                 << person.relation << person.phone;
  }
  Fields& operator<<(const HouseholdFlag& flag) { return *this << flag.vulnerability << flag.note << flag.create_time; }
  Fields& operator<<(const ItemResult& result) { return *this << result.program << result.decision << result.note; }

  std::string text() const { return text_.str(); }

 private:
  std::ostringstream text_;
};

}  // namespace

Unit RecordMaker::MakeUnit(UnitKind kind, const std::string& region) {
  Unit unit;
  unit.id = NewId<UnitId>();
  unit.kind = kind;
  unit.display_name = "Puskesos Tenrigangkae";
  unit.region = region;
  unit.supervising_unit = NewId<UnitId>();
  unit.service_offers = {{Service::kHealth, Capacity::kWaitingList}, {Service::kWelfareFollowUp, Capacity::kAvailable}};
  unit.welfare_programs = {WelfareProgram::kPkh, WelfareProgram::kOther};
  unit.coverage_regions = {"73.09.01.2003", "73.09.01.2004"};
  unit.duty_phone = "+62 411 990 0001";
  unit.create_time = unit.update_time = clock_.Now();
  return unit;
}

Officer RecordMaker::MakeOfficer(const UnitId& unit, const std::string& sign_in_name) {
  Officer officer;
  officer.id = NewId<OfficerId>();
  officer.unit = unit;
  officer.sign_in_name = sign_in_name;
  officer.display_name = "Petugas Contoh";
  officer.assignments = {{Role::kPuskesosOperator, "73.09.01.2003"}, {Role::kSubdistrictSupervisor, "73.09.01"}};
  officer.password_hash = "hash";
  officer.create_time = officer.update_time = clock_.Now();
  return officer;
}

Session RecordMaker::MakeSession(const Officer& officer, const std::string& token_digest) {
  Session session;
  session.token_digest = token_digest;
  session.officer = officer.id;
  session.unit = officer.unit;
  session.role = Role::kPuskesosOperator;
  session.region_scope = "73.09.01.2003";
  session.create_time = session.last_used_time = clock_.Now();
  session.expire_time = clock_.Now() + absl::Hours(12);
  return session;
}

Household RecordMaker::MakeHousehold(const UnitId& unit, const std::string& region) {
  Household household;
  household.id = NewId<HouseholdId>();
  household.unit = unit;
  household.region = region;
  household.decile = 2;
  household.decile_source = DecileSource::kDtsen;
  household.decile_as_of = "2026-01-01";
  household.create_time = household.update_time = clock_.Now();
  household.family_card_number = "9999990101200001";
  household.address = "Jalan Contoh 7";
  household.rt = "001";
  household.rw = "002";
  household.members = {{.nik = "9999994107900001",
                        .full_name = "Warga Contoh",
                        .sex = Sex::kFemale,
                        .birth_date = "1990-07-01",
                        .birth_date_precision = TimePrecision::kDay,
                        .relation = FamilyRelation::kHead,
                        .phone = "0411 990 0002"},
                       {.nik = "9999990107900001",
                        .full_name = "Anak Contoh",
                        .sex = Sex::kMale,
                        .birth_date = "",
                        .birth_date_precision = TimePrecision::kUnspecified,
                        .relation = FamilyRelation::kChild,
                        .phone = ""}};
  household.flags = {{.vulnerability = Vulnerability::kWomanHeaded, .note = "Atap bocor.", .create_time = clock_.Now()}};
  return household;
}

CaseFile RecordMaker::MakeCaseFile(const UnitId& unit) {
  CaseFile case_file;
  case_file.id = NewId<CaseFileId>();
  case_file.unit = unit;
  case_file.kind = CaseFileKind::kProtection;
  case_file.stage = CaseFileStage::kIdentification;
  case_file.number = "K-7";
  case_file.create_time = case_file.update_time = clock_.Now();
  case_file.person_name = "Klien Contoh";
  case_file.summary = "Ringkasan contoh.";
  case_file.household = NewId<HouseholdId>();
  case_file.referral = NewId<ReferralId>();
  case_file.report_time = clock_.Now() - absl::Hours(3);
  case_file.report_time_precision = TimePrecision::kExact;
  case_file.stage_reason = "Dibuka lagi.";
  return case_file;
}

Referral RecordMaker::MakeReferral(const UnitId& sender, const UnitId& receiver) {
  Referral referral;
  referral.id = NewId<ReferralId>();
  referral.root = referral.id;
  referral.kind = ReferralKind::kReferral;
  referral.state = ReferralState::kSent;
  referral.sender = sender;
  referral.sender_kind = UnitKind::kPuskesos;
  referral.receiver = receiver;
  referral.receiver_kind = UnitKind::kProtectionUnit;
  referral.accountable = receiver;
  referral.due_time = clock_.Now() + absl::Hours(24);
  referral.due_kind = DueKind::kReceive;
  referral.urgency = Urgency::kHigh;
  referral.legal_basis = LegalBasis::kConsent;
  referral.redirected_by = NewId<UnitId>();
  referral.sender_number = "R-1";
  referral.receiver_number = "M-2";
  referral.front_number = "S-3";
  referral.view_time = referral.create_time = referral.update_time = clock_.Now();
  ReferralDetails& details = referral.details;
  details.household = NewId<HouseholdId>();
  details.sender_case_file = NewId<CaseFileId>();
  details.receiver_case_file = NewId<CaseFileId>();
  details.subject_key = "kunci";
  details.requested_services = {Service::kShelter, Service::kHealth};
  details.welfare_programs = {WelfareProgram::kSembako};
  details.item_results = {{WelfareProgram::kSembako, ItemDecision::kProposed, "Diusulkan."}};
  details.outcome = {OutcomeResult::kPartial, "Sebagian.", "Kunjungi lagi."};
  details.counter_to = NewId<ReferralId>();
  details.excluded_units = {NewId<UnitId>()};
  details.excluded_officers = {NewId<OfficerId>(), NewId<OfficerId>()};
  details.external_numbers = {"LP/7/2026"};
  details.assigned_officer = NewId<OfficerId>();
  details.recorded_for = "Posko";
  details.channel = Channel::kPhone;
  details.reporter = Reporter::kFamily;
  details.report_time = clock_.Now() - absl::Hours(5);
  details.report_time_precision = TimePrecision::kDay;
  details.called_time = clock_.Now() - absl::Minutes(1);
  details.region = "73.09.01.2003";
  details.contact_through = "Kader";
  details.deliver_to = "SLRT";
  details.home_visit_allowed = true;
  details.village_verification_allowed = true;
  details.open_question = "Kapan?";
  details.supplements = {"Besok.", "Lusa."};
  details.decline_reason = DeclineReason::kNoCapacity;
  details.close_unserved_proposed_by = NewId<OfficerId>();
  return referral;
}

Packet RecordMaker::MakePacket() {
  Packet packet;
  packet.contact = {
      .safe_contact = "Lewat guru", .phone = "0411 990 0003", .forbidden_ways = "Rumah", .code_word = "melati", .danger_now = true};
  packet.identity = {.full_name = "Klien Contoh",
                     .nik = "9999994107900001",
                     .birth_date = "1990-07-01",
                     .birth_date_precision = TimePrecision::kDay,
                     .sex = Sex::kFemale,
                     .address = "Jalan Contoh 7",
                     .family_card_number = "9999990101200001"};
  packet.need = {.purpose = "Tujuan", .services_given = "Layanan", .access_needs = "Bahasa", .eligibility = "Layak"};
  packet.household = {.family_card_number = "9999990101200001",
                      .region = "73.09.01.2003",
                      .address = "Jalan Contoh 7",
                      .decile = 3,
                      .members_count = 4,
                      .programs = {WelfareProgram::kPkh}};
  packet.chronology = {.chronology = "Kronologi contoh.", .development = "Perkembangan contoh."};
  packet.alleged_perpetrator = {.full_name = "Terlapor Contoh", .relation = "Tetangga", .note = "Catatan."};
  packet.health = {.physical = "Fisik contoh.", .psychological = "Psikis contoh."};
  packet.attachments = {.titles = {"Surat satu", "Surat dua"}};
  return packet;
}

ReferralEvent RecordMaker::MakeEvent(const Referral& referral, Move move, const std::string& text) {
  ReferralEvent event;
  event.referral = referral.id;
  event.move = move;
  event.from = ReferralState::kSent;
  event.to = referral.state;
  event.unit = referral.receiver;
  event.officer = NewId<OfficerId>();
  event.role = Role::kCaseManager;
  event.sections = Bit(PacketSection::kNeed);
  event.version = referral.version;
  event.told = {referral.sender, referral.receiver};
  event.record_digest = std::string(32, 'd');
  event.text = text;
  event.time = clock_.Now();
  return event;
}

InboxEvent RecordMaker::MakeInboxEvent(const UnitId& unit, const ReferralId& referral) {
  InboxEvent event;
  event.unit = unit;
  event.referral = referral;
  event.move = Move::kCreate;
  event.state = ReferralState::kSent;
  event.urgency = Urgency::kEmergency;
  event.number = "R-1";
  event.action_needed = true;
  event.time = clock_.Now();
  return event;
}

Receipt RecordMaker::MakeReceipt(const UnitId& unit, const OfficerId& officer, const std::string& resource) {
  Receipt receipt;
  receipt.unit = unit;
  receipt.officer = officer;
  receipt.method = "ReferralService/CreateReferral";
  receipt.request_id = ids_.NewUuid();
  receipt.fingerprint = std::string(32, 'f');
  receipt.resource = resource;
  receipt.create_time = clock_.Now();
  return receipt;
}

std::string Described(const Unit& unit) {
  return (Fields() << unit.id << unit.kind << unit.display_name << unit.region << unit.supervising_unit << unit.service_offers
                   << unit.welfare_programs << unit.coverage_regions << unit.duty_phone << unit.active << unit.version
                   << unit.create_time << unit.update_time)
      .text();
}

std::string Described(const Officer& officer) {
  return (Fields() << officer.id << officer.unit << officer.sign_in_name << officer.display_name << officer.assignments
                   << officer.disabled << officer.password_hash << officer.version << officer.create_time << officer.update_time)
      .text();
}

std::string Described(const Session& session) {
  return (Fields() << session.token_digest << session.officer << session.unit << session.role << session.region_scope
                   << session.create_time << session.last_used_time << session.expire_time)
      .text();
}

std::string Described(const Household& household) {
  return (Fields() << household.id << household.unit << household.region << household.decile << household.decile_source
                   << household.decile_as_of << household.version << household.create_time << household.update_time
                   << household.family_card_number << household.address << household.rt << household.rw << household.members
                   << household.flags)
      .text();
}

std::string Described(const CaseFile& case_file) {
  return (Fields() << case_file.id << case_file.unit << case_file.kind << case_file.stage << case_file.number << case_file.version
                   << case_file.create_time << case_file.update_time << case_file.person_name << case_file.summary
                   << case_file.household << case_file.referral << case_file.report_time << case_file.report_time_precision
                   << case_file.stage_reason)
      .text();
}

std::string Described(const Referral& referral) {
  const ReferralDetails& details = referral.details;
  return (Fields() << referral.id << referral.root << referral.kind << referral.state << referral.sender << referral.sender_kind
                   << referral.receiver << referral.receiver_kind << referral.accountable << referral.due_time << referral.due_kind
                   << referral.urgency << referral.legal_basis << referral.redirected_by << referral.predecessor
                   << referral.successor << referral.read_by_receiver << referral.reading_suspended << referral.sender_number
                   << referral.receiver_number << referral.front_number << referral.version << referral.view_version
                   << referral.view_time << referral.create_time << referral.update_time << details.household
                   << details.sender_case_file << details.receiver_case_file << details.subject_key << details.requested_services
                   << details.welfare_programs << details.item_results << details.outcome.result << details.outcome.summary
                   << details.outcome.asks_of_sender << details.counter_to << details.excluded_units << details.excluded_officers
                   << details.external_numbers << details.assigned_officer << details.recorded_for << details.channel
                   << details.reporter << details.report_time << details.report_time_precision << details.called_time
                   << details.region << details.contact_through << details.deliver_to << details.home_visit_allowed
                   << details.village_verification_allowed << details.open_question << details.supplements << details.decline_reason
                   << details.close_unserved_proposed_by)
      .text();
}

std::string Described(const Packet& packet) {
  Fields fields;
  if (const auto& s = packet.contact)
    fields << "S1" << s->safe_contact << s->phone << s->forbidden_ways << s->code_word << s->danger_now;
  if (const auto& s = packet.identity) {
    fields << "S2" << s->full_name << s->nik << s->birth_date << s->birth_date_precision << s->sex << s->address
           << s->family_card_number;
  }
  if (const auto& s = packet.need) fields << "S3" << s->purpose << s->services_given << s->access_needs << s->eligibility;
  if (const auto& s = packet.household) {
    fields << "S4" << s->family_card_number << s->region << s->address << s->decile << s->members_count << s->programs;
  }
  if (const auto& s = packet.chronology) fields << "S5" << s->chronology << s->development;
  if (const auto& s = packet.alleged_perpetrator) fields << "S6" << s->full_name << s->relation << s->note;
  if (const auto& s = packet.health) fields << "S7" << s->physical << s->psychological;
  if (const auto& s = packet.attachments) fields << "S8" << s->titles;
  return fields.text();
}

std::string Described(const ReferralEvent& event) {
  return (Fields() << event.referral << event.sequence << event.move << event.from << event.to << event.unit << event.officer
                   << event.role << event.sections << event.version << event.told << event.record_digest << event.text
                   << event.text_digest << event.time << event.previous_hash << event.hash)
      .text();
}

std::string Described(const InboxEvent& event) {
  return (Fields() << event.unit << event.sequence << event.referral << event.move << event.state << event.urgency << event.number
                   << event.action_needed << event.time)
      .text();
}

std::string Described(const Receipt& receipt) {
  return (Fields() << receipt.unit << receipt.officer << receipt.method << receipt.request_id << receipt.fingerprint
                   << receipt.resource << receipt.create_time)
      .text();
}

}  // namespace rujukan::testing
