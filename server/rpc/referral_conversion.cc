#include "server/rpc/referral_conversion.h"

#include "server/rpc/packet_conversion.h"
#include "server/rpc/resource_name.h"
#include "server/rpc/times.h"

namespace rujukan {
namespace {

// The police, and the national line for women and children (Sahabat Perempuan dan Anak).
constexpr char kPolicePhone[] = "110";
constexpr char kSapaPhone[] = "129";

v1::EmergencyNotice NoticeFor(const std::string& duty_phone) {
  v1::EmergencyNotice notice;
  notice.set_duty_phone(duty_phone);
  notice.set_police_phone(kPolicePhone);
  notice.set_sapa_phone(kSapaPhone);
  notice.set_message_id("Pesan ini bukan panggilan telepon. Segera telepon petugas jaga, polisi 110, atau SAPA 129.");
  notice.set_message_en("A message is not a call. Call the officer on duty, the police (110) or SAPA 129 now.");
  return notice;
}

template <typename Id>
std::string NameIfAny(const Id& id) {
  return id.empty() ? std::string() : NameOf(id);
}

void PutTime(absl::Time time, google::protobuf::Timestamp* (v1::Referral::*field)(), v1::Referral& out) {
  if (IsInstant(time)) *(out.*field)() = ToProto(time);
}

void PutDetails(const Referral& referral, v1::Referral& out) {
  const ReferralDetails& details = referral.details;
  out.set_household(NameIfAny(details.household));
  out.set_sender_case_file(NameIfAny(details.sender_case_file));
  out.set_receiver_case_file(NameIfAny(details.receiver_case_file));
  for (const Service service : details.requested_services) out.add_requested_services(static_cast<v1::Service>(service));
  for (const WelfareProgram program : details.welfare_programs) out.add_welfare_programs(static_cast<v1::WelfareProgram>(program));
  for (const ItemResult& result : details.item_results) *out.add_item_results() = ToProto(result);
  if (details.outcome.result != OutcomeResult::kUnspecified) {
    out.mutable_outcome()->set_result(static_cast<v1::OutcomeResult>(details.outcome.result));
    out.mutable_outcome()->set_summary(details.outcome.summary);
    out.mutable_outcome()->set_asks_of_sender(details.outcome.asks_of_sender);
  }
  out.set_counter_to(NameIfAny(details.counter_to));
  for (const UnitId& unit : details.excluded_units) out.add_excluded_units(NameOf(unit));
  for (const OfficerId& officer : details.excluded_officers) out.add_excluded_officers(NameOfOfficer(officer));
  out.mutable_external_numbers()->Assign(details.external_numbers.begin(), details.external_numbers.end());
  if (!details.assigned_officer.empty()) out.set_assigned_officer(NameOf(referral.receiver, details.assigned_officer));
  out.set_recorded_for(details.recorded_for);
  out.set_channel(static_cast<v1::Channel>(details.channel));
  out.set_reporter(static_cast<v1::Reporter>(details.reporter));
  PutTime(details.report_time, &v1::Referral::mutable_report_time, out);
  out.set_report_time_precision(static_cast<v1::TimePrecision>(details.report_time_precision));
  PutTime(details.called_time, &v1::Referral::mutable_called_time, out);
  out.set_region(details.region);
  out.set_contact_through(details.contact_through);
  out.set_deliver_to(details.deliver_to);
  out.set_home_visit_allowed(details.home_visit_allowed);
  out.set_village_verification_allowed(details.village_verification_allowed);
  out.set_open_question(details.open_question);
  out.set_decline_reason(static_cast<v1::DeclineReason>(details.decline_reason));
  out.set_close_unserved_proposed(!details.close_unserved_proposed_by.empty());
  out.set_sender_wish(static_cast<v1::Move>(details.sender_wish));
}

}  // namespace

v1::Referral ToProto(const ReferralView& view) {
  const Referral& referral = view.referral;
  v1::Referral result;
  result.set_name(NameOf(view.name));
  result.set_kind(static_cast<v1::ReferralKind>(referral.kind));
  result.set_state(static_cast<v1::ReferralState>(referral.state));
  result.set_sender(NameIfAny(referral.sender));
  result.set_sender_display_name(view.sender_display_name);
  result.set_receiver(NameIfAny(referral.receiver));
  result.set_receiver_display_name(view.receiver_display_name);
  result.set_accountable_unit(NameIfAny(referral.accountable));
  PutTime(referral.due_time, &v1::Referral::mutable_next_due_time, result);
  result.set_due_kind(static_cast<v1::DueKind>(referral.due_kind));
  result.set_urgency(static_cast<v1::Urgency>(referral.urgency));
  result.set_legal_basis(static_cast<v1::LegalBasis>(referral.legal_basis));
  result.set_subject(view.subject);
  result.set_predecessor(NameIfAny(referral.predecessor));
  result.set_successor(NameIfAny(referral.successor));
  result.set_redirected_by(NameIfAny(referral.redirected_by));
  result.set_sender_number(referral.sender_number);
  result.set_receiver_number(referral.receiver_number);
  result.set_reading_suspended(referral.reading_suspended);
  PutDetails(referral, result);
  for (const Move move : view.available_moves) result.add_available_moves(static_cast<v1::Move>(move));
  if (view.emergency_duty_phone) *result.mutable_emergency_notice() = NoticeFor(*view.emergency_duty_phone);
  result.set_etag(view.etag);
  PutTime(referral.create_time, &v1::Referral::mutable_create_time, result);
  PutTime(referral.update_time, &v1::Referral::mutable_update_time, result);
  return result;
}

Referral FromProto(const v1::Referral& referral) {
  Referral result;
  result.kind = static_cast<ReferralKind>(referral.kind());
  result.receiver = UnitIn(referral.receiver());
  result.urgency = static_cast<Urgency>(referral.urgency());
  result.legal_basis = static_cast<LegalBasis>(referral.legal_basis());
  ReferralDetails& details = result.details;
  details.household = HouseholdIn(referral.household());
  details.sender_case_file = CaseFileIn(referral.sender_case_file());
  for (const int service : referral.requested_services()) details.requested_services.push_back(static_cast<Service>(service));
  for (const int program : referral.welfare_programs()) details.welfare_programs.push_back(static_cast<WelfareProgram>(program));
  details.counter_to = ReferralIn(referral.counter_to());
  for (const std::string& name : referral.excluded_units()) details.excluded_units.push_back(UnitIn(name));
  for (const std::string& name : referral.excluded_officers()) details.excluded_officers.push_back(OfficerIn(name).officer);
  details.external_numbers.assign(referral.external_numbers().begin(), referral.external_numbers().end());
  details.recorded_for = referral.recorded_for();
  details.channel = static_cast<Channel>(referral.channel());
  details.reporter = static_cast<Reporter>(referral.reporter());
  if (referral.has_report_time()) details.report_time = FromProto(referral.report_time());
  details.report_time_precision = static_cast<TimePrecision>(referral.report_time_precision());
  if (referral.has_called_time()) details.called_time = FromProto(referral.called_time());
  details.region = referral.region();
  details.contact_through = referral.contact_through();
  details.deliver_to = referral.deliver_to();
  details.home_visit_allowed = referral.home_visit_allowed();
  details.village_verification_allowed = referral.village_verification_allowed();
  return result;
}

Outcome FromProto(const v1::Outcome& outcome) {
  return {.result = static_cast<OutcomeResult>(outcome.result()),
          .summary = outcome.summary(),
          .asks_of_sender = outcome.asks_of_sender()};
}

}  // namespace rujukan
