#include "server/rpc/packet_conversion.h"

#include "server/rpc/resource_name.h"

namespace rujukan {
namespace {

v1::ContactSection ToProto(const ContactSection& section) {
  v1::ContactSection result;
  result.set_safe_contact(section.safe_contact);
  result.set_phone(section.phone);
  result.set_forbidden_ways(section.forbidden_ways);
  result.set_code_word(section.code_word);
  result.set_danger_now(section.danger_now);
  return result;
}

ContactSection FromProto(const v1::ContactSection& section) {
  return {.safe_contact = section.safe_contact(),
          .phone = section.phone(),
          .forbidden_ways = section.forbidden_ways(),
          .code_word = section.code_word(),
          .danger_now = section.danger_now()};
}

v1::IdentitySection ToProto(const IdentitySection& section) {
  v1::IdentitySection result;
  result.set_full_name(section.full_name);
  result.set_nik(section.nik);
  result.set_birth_date(section.birth_date);
  result.set_birth_date_precision(static_cast<v1::TimePrecision>(section.birth_date_precision));
  result.set_sex(static_cast<v1::Sex>(section.sex));
  result.set_address(section.address);
  result.set_family_card_number(section.family_card_number);
  return result;
}

IdentitySection FromProto(const v1::IdentitySection& section) {
  return {.full_name = section.full_name(),
          .nik = section.nik(),
          .birth_date = section.birth_date(),
          .birth_date_precision = static_cast<TimePrecision>(section.birth_date_precision()),
          .sex = static_cast<Sex>(section.sex()),
          .address = section.address(),
          .family_card_number = section.family_card_number()};
}

v1::NeedSection ToProto(const NeedSection& section) {
  v1::NeedSection result;
  result.set_purpose(section.purpose);
  result.set_services_given(section.services_given);
  result.set_access_needs(section.access_needs);
  result.set_eligibility(section.eligibility);
  return result;
}

NeedSection FromProto(const v1::NeedSection& section) {
  return {.purpose = section.purpose(),
          .services_given = section.services_given(),
          .access_needs = section.access_needs(),
          .eligibility = section.eligibility()};
}

v1::HouseholdSection ToProto(const HouseholdSection& section) {
  v1::HouseholdSection result;
  result.set_family_card_number(section.family_card_number);
  result.set_region(section.region);
  result.set_address(section.address);
  result.set_decile(section.decile);
  result.set_members_count(section.members_count);
  for (const WelfareProgram program : section.programs) result.add_programs(static_cast<v1::WelfareProgram>(program));
  return result;
}

HouseholdSection FromProto(const v1::HouseholdSection& section) {
  HouseholdSection result;
  result.family_card_number = section.family_card_number();
  result.region = section.region();
  result.address = section.address();
  result.decile = section.decile();
  result.members_count = section.members_count();
  for (const int program : section.programs()) result.programs.push_back(static_cast<WelfareProgram>(program));
  return result;
}

v1::ChronologySection ToProto(const ChronologySection& section) {
  v1::ChronologySection result;
  result.set_chronology(section.chronology);
  result.set_development(section.development);
  return result;
}

ChronologySection FromProto(const v1::ChronologySection& section) {
  return {.chronology = section.chronology(), .development = section.development()};
}

v1::AllegedPerpetratorSection ToProto(const AllegedPerpetratorSection& section) {
  v1::AllegedPerpetratorSection result;
  result.set_full_name(section.full_name);
  result.set_relation(section.relation);
  result.set_note(section.note);
  return result;
}

AllegedPerpetratorSection FromProto(const v1::AllegedPerpetratorSection& section) {
  return {.full_name = section.full_name(), .relation = section.relation(), .note = section.note()};
}

v1::HealthSection ToProto(const HealthSection& section) {
  v1::HealthSection result;
  result.set_physical(section.physical);
  result.set_psychological(section.psychological);
  return result;
}

HealthSection FromProto(const v1::HealthSection& section) {
  return {.physical = section.physical(), .psychological = section.psychological()};
}

v1::AttachmentsSection ToProto(const AttachmentsSection& section) {
  v1::AttachmentsSection result;
  result.mutable_titles()->Assign(section.titles.begin(), section.titles.end());
  return result;
}

AttachmentsSection FromProto(const v1::AttachmentsSection& section) {
  return {.titles = {section.titles().begin(), section.titles().end()}};
}

// What was said about the need since it was sent stands beside it, also where the sender gave no need.
void AddProgress(const PacketView& view, v1::Packet& packet) {
  const bool silent =
      view.supplements.empty() && view.item_results.empty() && view.open_question.empty() && view.outcome_summary.empty();
  if (silent) return;
  v1::NeedSection& need = *packet.mutable_need();
  need.mutable_supplements()->Assign(view.supplements.begin(), view.supplements.end());
  for (const ItemResult& result : view.item_results) *need.add_item_results() = ToProto(result);
  need.set_open_question(view.open_question);
  need.set_outcome_summary(view.outcome_summary);
}

}  // namespace

v1::Packet ToProto(const PacketView& view, const ReferralId& referral) {
  const Packet& packet = view.packet;
  v1::Packet result;
  result.set_name(NameOfPacket(referral));
  if (packet.contact) *result.mutable_contact() = ToProto(*packet.contact);
  if (packet.identity) *result.mutable_identity() = ToProto(*packet.identity);
  if (packet.need) *result.mutable_need() = ToProto(*packet.need);
  if (packet.household) *result.mutable_household() = ToProto(*packet.household);
  if (packet.chronology) *result.mutable_chronology() = ToProto(*packet.chronology);
  if (packet.alleged_perpetrator) *result.mutable_alleged_perpetrator() = ToProto(*packet.alleged_perpetrator);
  if (packet.health) *result.mutable_health() = ToProto(*packet.health);
  if (packet.attachments) *result.mutable_attachments() = ToProto(*packet.attachments);
  AddProgress(view, result);
  return result;
}

Packet FromProto(const v1::Packet& packet) {
  Packet result;
  if (packet.has_contact()) result.contact = FromProto(packet.contact());
  if (packet.has_identity()) result.identity = FromProto(packet.identity());
  if (packet.has_need()) result.need = FromProto(packet.need());
  if (packet.has_household()) result.household = FromProto(packet.household());
  if (packet.has_chronology()) result.chronology = FromProto(packet.chronology());
  if (packet.has_alleged_perpetrator()) result.alleged_perpetrator = FromProto(packet.alleged_perpetrator());
  if (packet.has_health()) result.health = FromProto(packet.health());
  if (packet.has_attachments()) result.attachments = FromProto(packet.attachments());
  return result;
}

v1::ItemResult ToProto(const ItemResult& item) {
  v1::ItemResult result;
  result.set_program(static_cast<v1::WelfareProgram>(item.program));
  result.set_decision(static_cast<v1::ItemDecision>(item.decision));
  result.set_note(item.note);
  return result;
}

ItemResult FromProto(const v1::ItemResult& item) {
  return {.program = static_cast<WelfareProgram>(item.program()),
          .decision = static_cast<ItemDecision>(item.decision()),
          .note = item.note()};
}

}  // namespace rujukan
