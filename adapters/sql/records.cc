#include "adapters/sql/records.h"

#include <cstdint>

#include "absl/time/time.h"
#include "adapters/sql/query.h"
#include "rujukan/store/v1/records.pb.h"

namespace rujukan::sql {
namespace {

namespace store = ::rujukan::store::v1;

template <typename Record>
bool Parse(std::string_view bytes, Record& record) {
  return record.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
}

template <typename Enum>
std::int32_t Number(Enum value) {
  return static_cast<std::int32_t>(value);
}

template <typename Tag>
std::string Pack(const Id<Tag>& id) {
  return id.empty() ? std::string() : PackUuid(id.value);
}

template <typename IdType>
IdType Unpack(const std::string& bytes) {
  return bytes.empty() ? IdType() : IdType(UnpackUuid(bytes));
}

void Write(const ItemResult& result, store::ItemResultRecord& record) {
  record.set_program(Number(result.program));
  record.set_decision(Number(result.decision));
  record.set_note(result.note);
}

ItemResult Read(const store::ItemResultRecord& record) {
  return {.program = static_cast<WelfareProgram>(record.program()),
          .decision = static_cast<ItemDecision>(record.decision()),
          .note = record.note()};
}

void Write(const Outcome& outcome, store::OutcomeRecord& record) {
  record.set_result(Number(outcome.result));
  record.set_summary(outcome.summary);
  record.set_asks_of_sender(outcome.asks_of_sender);
}

Outcome Read(const store::OutcomeRecord& record) {
  return {.result = static_cast<OutcomeResult>(record.result()),
          .summary = record.summary(),
          .asks_of_sender = record.asks_of_sender()};
}

void Write(const Person& person, store::PersonRecord& record) {
  record.set_nik(person.nik);
  record.set_full_name(person.full_name);
  record.set_sex(Number(person.sex));
  record.set_birth_date(person.birth_date);
  record.set_birth_date_precision(Number(person.birth_date_precision));
  record.set_relation(Number(person.relation));
  record.set_phone(person.phone);
}

Person Read(const store::PersonRecord& record) {
  return {.nik = record.nik(),
          .full_name = record.full_name(),
          .sex = static_cast<Sex>(record.sex()),
          .birth_date = record.birth_date(),
          .birth_date_precision = static_cast<TimePrecision>(record.birth_date_precision()),
          .relation = static_cast<FamilyRelation>(record.relation()),
          .phone = record.phone()};
}

void Write(const HouseholdFlag& flag, store::HouseholdFlagRecord& record) {
  record.set_vulnerability(Number(flag.vulnerability));
  record.set_note(flag.note);
  if (flag.create_time != absl::InfinitePast()) record.set_create_time(absl::ToUnixMicros(flag.create_time));
}

HouseholdFlag Read(const store::HouseholdFlagRecord& record) {
  return {.vulnerability = static_cast<Vulnerability>(record.vulnerability()),
          .note = record.note(),
          .create_time = record.has_create_time() ? absl::FromUnixMicros(record.create_time()) : absl::InfinitePast()};
}

std::string EncodeContact(const ContactSection& section) {
  store::ContactSectionRecord record;
  record.set_safe_contact(section.safe_contact);
  record.set_phone(section.phone);
  record.set_forbidden_ways(section.forbidden_ways);
  record.set_code_word(section.code_word);
  record.set_danger_now(section.danger_now);
  return record.SerializeAsString();
}

bool DecodeContact(std::string_view bytes, ContactSection& section) {
  store::ContactSectionRecord record;
  if (!Parse(bytes, record)) return false;
  section = {.safe_contact = record.safe_contact(),
             .phone = record.phone(),
             .forbidden_ways = record.forbidden_ways(),
             .code_word = record.code_word(),
             .danger_now = record.danger_now()};
  return true;
}

std::string EncodeIdentity(const IdentitySection& section) {
  store::IdentitySectionRecord record;
  record.set_full_name(section.full_name);
  record.set_nik(section.nik);
  record.set_birth_date(section.birth_date);
  record.set_birth_date_precision(Number(section.birth_date_precision));
  record.set_sex(Number(section.sex));
  record.set_address(section.address);
  record.set_family_card_number(section.family_card_number);
  return record.SerializeAsString();
}

bool DecodeIdentity(std::string_view bytes, IdentitySection& section) {
  store::IdentitySectionRecord record;
  if (!Parse(bytes, record)) return false;
  section = {.full_name = record.full_name(),
             .nik = record.nik(),
             .birth_date = record.birth_date(),
             .birth_date_precision = static_cast<TimePrecision>(record.birth_date_precision()),
             .sex = static_cast<Sex>(record.sex()),
             .address = record.address(),
             .family_card_number = record.family_card_number()};
  return true;
}

std::string EncodeNeed(const NeedSection& section) {
  store::NeedSectionRecord record;
  record.set_purpose(section.purpose);
  record.set_services_given(section.services_given);
  record.set_access_needs(section.access_needs);
  record.set_eligibility(section.eligibility);
  return record.SerializeAsString();
}

bool DecodeNeed(std::string_view bytes, NeedSection& section) {
  store::NeedSectionRecord record;
  if (!Parse(bytes, record)) return false;
  section = {.purpose = record.purpose(),
             .services_given = record.services_given(),
             .access_needs = record.access_needs(),
             .eligibility = record.eligibility()};
  return true;
}

std::string EncodeHousehold(const HouseholdSection& section) {
  store::HouseholdSectionRecord record;
  record.set_family_card_number(section.family_card_number);
  record.set_region(section.region);
  record.set_address(section.address);
  record.set_decile(section.decile);
  record.set_members_count(section.members_count);
  for (const WelfareProgram program : section.programs) record.add_programs(Number(program));
  return record.SerializeAsString();
}

bool DecodeHousehold(std::string_view bytes, HouseholdSection& section) {
  store::HouseholdSectionRecord record;
  if (!Parse(bytes, record)) return false;
  section = {.family_card_number = record.family_card_number(),
             .region = record.region(),
             .address = record.address(),
             .decile = record.decile(),
             .members_count = record.members_count(),
             .programs = {}};
  for (const std::int32_t program : record.programs()) section.programs.push_back(static_cast<WelfareProgram>(program));
  return true;
}

std::string EncodeChronology(const ChronologySection& section) {
  store::ChronologySectionRecord record;
  record.set_chronology(section.chronology);
  record.set_development(section.development);
  return record.SerializeAsString();
}

bool DecodeChronology(std::string_view bytes, ChronologySection& section) {
  store::ChronologySectionRecord record;
  if (!Parse(bytes, record)) return false;
  section = {.chronology = record.chronology(), .development = record.development()};
  return true;
}

std::string EncodeAllegedPerpetrator(const AllegedPerpetratorSection& section) {
  store::AllegedPerpetratorSectionRecord record;
  record.set_full_name(section.full_name);
  record.set_relation(section.relation);
  record.set_note(section.note);
  return record.SerializeAsString();
}

bool DecodeAllegedPerpetrator(std::string_view bytes, AllegedPerpetratorSection& section) {
  store::AllegedPerpetratorSectionRecord record;
  if (!Parse(bytes, record)) return false;
  section = {.full_name = record.full_name(), .relation = record.relation(), .note = record.note()};
  return true;
}

std::string EncodeHealth(const HealthSection& section) {
  store::HealthSectionRecord record;
  record.set_physical(section.physical);
  record.set_psychological(section.psychological);
  return record.SerializeAsString();
}

bool DecodeHealth(std::string_view bytes, HealthSection& section) {
  store::HealthSectionRecord record;
  if (!Parse(bytes, record)) return false;
  section = {.physical = record.physical(), .psychological = record.psychological()};
  return true;
}

std::string EncodeAttachments(const AttachmentsSection& section) {
  store::AttachmentsSectionRecord record;
  for (const std::string& title : section.titles) record.add_titles(title);
  return record.SerializeAsString();
}

bool DecodeAttachments(std::string_view bytes, AttachmentsSection& section) {
  store::AttachmentsSectionRecord record;
  if (!Parse(bytes, record)) return false;
  section.titles.assign(record.titles().begin(), record.titles().end());
  return true;
}

}  // namespace

// A household's record grows in such steps: a note of need that was added does not show from outside.
constexpr std::size_t kHouseholdBytesStep = 1024;

std::string Encode(const Household& household) {
  store::HouseholdRecord record;
  record.set_family_card_number(household.family_card_number);
  record.set_address(household.address);
  record.set_rt(household.rt);
  record.set_rw(household.rw);
  for (const Person& member : household.members) Write(member, *record.add_members());
  for (const HouseholdFlag& flag : household.flags) Write(flag, *record.add_flags());
  record.set_create_time(absl::ToUnixMicros(household.create_time));
  record.set_update_time(absl::ToUnixMicros(household.update_time));
  // Its own tag and length are counted with it, near enough.
  record.set_padding(std::string(kHouseholdBytesStep - record.ByteSizeLong() % kHouseholdBytesStep, '\0'));
  return record.SerializeAsString();
}

bool Decode(std::string_view bytes, Household& household) {
  store::HouseholdRecord record;
  if (!Parse(bytes, record)) return false;
  household.family_card_number = record.family_card_number();
  household.address = record.address();
  household.rt = record.rt();
  household.rw = record.rw();
  for (const store::PersonRecord& member : record.members()) household.members.push_back(Read(member));
  for (const store::HouseholdFlagRecord& flag : record.flags()) household.flags.push_back(Read(flag));
  if (record.has_create_time()) household.create_time = absl::FromUnixMicros(record.create_time());
  if (record.has_update_time()) household.update_time = absl::FromUnixMicros(record.update_time());
  return true;
}

std::string Encode(const CaseFile& case_file) {
  store::CaseFileRecord record;
  record.set_person_name(case_file.person_name);
  record.set_summary(case_file.summary);
  record.set_household(Pack(case_file.household));
  record.set_referral(Pack(case_file.referral));
  if (case_file.report_time != absl::InfinitePast()) record.set_report_time(absl::ToUnixMicros(case_file.report_time));
  record.set_report_time_precision(Number(case_file.report_time_precision));
  record.set_stage_reason(case_file.stage_reason);
  return record.SerializeAsString();
}

bool Decode(std::string_view bytes, CaseFile& case_file) {
  store::CaseFileRecord record;
  if (!Parse(bytes, record)) return false;
  case_file.person_name = record.person_name();
  case_file.summary = record.summary();
  case_file.household = Unpack<HouseholdId>(record.household());
  case_file.referral = Unpack<ReferralId>(record.referral());
  if (record.has_report_time()) case_file.report_time = absl::FromUnixMicros(record.report_time());
  case_file.report_time_precision = static_cast<TimePrecision>(record.report_time_precision());
  case_file.stage_reason = record.stage_reason();
  return true;
}

std::string Encode(const ReferralDetails& details) {
  store::ReferralDetailsRecord record;
  record.set_household(Pack(details.household));
  record.set_sender_case_file(Pack(details.sender_case_file));
  record.set_receiver_case_file(Pack(details.receiver_case_file));
  record.set_subject_key(details.subject_key);
  for (const Service service : details.requested_services) record.add_requested_services(Number(service));
  for (const WelfareProgram program : details.welfare_programs) record.add_welfare_programs(Number(program));
  for (const ItemResult& result : details.item_results) Write(result, *record.add_item_results());
  Write(details.outcome, *record.mutable_outcome());
  record.set_counter_to(Pack(details.counter_to));
  for (const UnitId& unit : details.excluded_units) record.add_excluded_units(Pack(unit));
  for (const OfficerId& officer : details.excluded_officers) record.add_excluded_officers(Pack(officer));
  for (const std::string& number : details.external_numbers) record.add_external_numbers(number);
  record.set_assigned_officer(Pack(details.assigned_officer));
  record.set_recorded_for(details.recorded_for);
  record.set_channel(Number(details.channel));
  record.set_reporter(Number(details.reporter));
  if (details.report_time != absl::InfinitePast()) record.set_report_time(absl::ToUnixMicros(details.report_time));
  record.set_report_time_precision(Number(details.report_time_precision));
  if (details.called_time != absl::InfinitePast()) record.set_called_time(absl::ToUnixMicros(details.called_time));
  record.set_region(details.region);
  record.set_contact_through(details.contact_through);
  record.set_deliver_to(details.deliver_to);
  record.set_home_visit_allowed(details.home_visit_allowed);
  record.set_village_verification_allowed(details.village_verification_allowed);
  record.set_open_question(details.open_question);
  for (const std::string& supplement : details.supplements) record.add_supplements(supplement);
  record.set_decline_reason(Number(details.decline_reason));
  record.set_close_unserved_proposed_by(Pack(details.close_unserved_proposed_by));
  record.set_readings_counted(details.readings_counted);
  record.set_sender_wish(Number(details.sender_wish));
  return record.SerializeAsString();
}

bool Decode(std::string_view bytes, ReferralDetails& details) {
  store::ReferralDetailsRecord record;
  if (!Parse(bytes, record)) return false;
  details.household = Unpack<HouseholdId>(record.household());
  details.sender_case_file = Unpack<CaseFileId>(record.sender_case_file());
  details.receiver_case_file = Unpack<CaseFileId>(record.receiver_case_file());
  details.subject_key = record.subject_key();
  for (const std::int32_t service : record.requested_services()) {
    details.requested_services.push_back(static_cast<Service>(service));
  }
  for (const std::int32_t program : record.welfare_programs()) {
    details.welfare_programs.push_back(static_cast<WelfareProgram>(program));
  }
  for (const store::ItemResultRecord& result : record.item_results()) details.item_results.push_back(Read(result));
  details.outcome = Read(record.outcome());
  details.counter_to = Unpack<ReferralId>(record.counter_to());
  for (const std::string& unit : record.excluded_units()) details.excluded_units.push_back(Unpack<UnitId>(unit));
  for (const std::string& officer : record.excluded_officers()) details.excluded_officers.push_back(Unpack<OfficerId>(officer));
  details.external_numbers.assign(record.external_numbers().begin(), record.external_numbers().end());
  details.assigned_officer = Unpack<OfficerId>(record.assigned_officer());
  details.recorded_for = record.recorded_for();
  details.channel = static_cast<Channel>(record.channel());
  details.reporter = static_cast<Reporter>(record.reporter());
  if (record.has_report_time()) details.report_time = absl::FromUnixMicros(record.report_time());
  details.report_time_precision = static_cast<TimePrecision>(record.report_time_precision());
  if (record.has_called_time()) details.called_time = absl::FromUnixMicros(record.called_time());
  details.region = record.region();
  details.contact_through = record.contact_through();
  details.deliver_to = record.deliver_to();
  details.home_visit_allowed = record.home_visit_allowed();
  details.village_verification_allowed = record.village_verification_allowed();
  details.open_question = record.open_question();
  details.supplements.assign(record.supplements().begin(), record.supplements().end());
  details.decline_reason = static_cast<DeclineReason>(record.decline_reason());
  details.close_unserved_proposed_by = Unpack<OfficerId>(record.close_unserved_proposed_by());
  details.readings_counted = record.readings_counted();
  details.sender_wish = static_cast<Move>(record.sender_wish());
  return true;
}

std::string EncodeSection(PacketSection section, const Packet& packet) {
  switch (section) {
    case PacketSection::kContact:
      return EncodeContact(*packet.contact);
    case PacketSection::kIdentity:
      return EncodeIdentity(*packet.identity);
    case PacketSection::kNeed:
      return EncodeNeed(*packet.need);
    case PacketSection::kHousehold:
      return EncodeHousehold(*packet.household);
    case PacketSection::kChronology:
      return EncodeChronology(*packet.chronology);
    case PacketSection::kAllegedPerpetrator:
      return EncodeAllegedPerpetrator(*packet.alleged_perpetrator);
    case PacketSection::kHealth:
      return EncodeHealth(*packet.health);
    case PacketSection::kAttachments:
      return EncodeAttachments(*packet.attachments);
    case PacketSection::kUnspecified:
      break;
  }
  return "";
}

bool DecodeSection(PacketSection section, std::string_view bytes, Packet& packet) {
  switch (section) {
    case PacketSection::kContact:
      return DecodeContact(bytes, packet.contact.emplace());
    case PacketSection::kIdentity:
      return DecodeIdentity(bytes, packet.identity.emplace());
    case PacketSection::kNeed:
      return DecodeNeed(bytes, packet.need.emplace());
    case PacketSection::kHousehold:
      return DecodeHousehold(bytes, packet.household.emplace());
    case PacketSection::kChronology:
      return DecodeChronology(bytes, packet.chronology.emplace());
    case PacketSection::kAllegedPerpetrator:
      return DecodeAllegedPerpetrator(bytes, packet.alleged_perpetrator.emplace());
    case PacketSection::kHealth:
      return DecodeHealth(bytes, packet.health.emplace());
    case PacketSection::kAttachments:
      return DecodeAttachments(bytes, packet.attachments.emplace());
    case PacketSection::kUnspecified:
      break;
  }
  return false;
}

std::string EncodeEventText(std::string_view text) {
  store::EventTextRecord record;
  record.set_text(text.data(), text.size());
  return record.SerializeAsString();
}

bool DecodeEventText(std::string_view bytes, std::string& text) {
  store::EventTextRecord record;
  if (!Parse(bytes, record)) return false;
  text = record.text();
  return true;
}

}  // namespace rujukan::sql
