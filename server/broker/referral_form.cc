#include "server/broker/referral_form.h"

#include <algorithm>
#include <string>

#include "server/domain/policy.h"

namespace rujukan {
namespace {

// How far a sender's clock may be ahead.
constexpr absl::Duration kClockSkewMax = absl::Minutes(10);

class Faults {
 public:
  void Refuse(bool wrong, std::string field, std::string reason) {
    if (wrong) list_.push_back({std::move(field), std::move(reason), ""});
  }
  Violations Take() { return std::move(list_); }

 private:
  Violations list_;
};

bool IsBlank(const std::string& text) { return text.find_first_not_of(" \t\r\n") == std::string::npos; }

void CheckAlert(const Referral& referral, const Packet& packet, Faults& faults) {
  const ReferralDetails& details = referral.details;
  const bool has_contact = packet.contact.has_value() && !IsBlank(packet.contact->safe_contact);
  faults.Refuse(!has_contact, "packet.contact.safe_contact", "MISSING_SAFE_CONTACT");
  faults.Refuse(details.region.empty(), "referral.region", "REQUIRED");
  // An alert touches no household and leads to none.
  faults.Refuse(!details.household.empty(), "referral.household", "NOT_ALLOWED_HERE");
  faults.Refuse(!details.sender_case_file.empty(), "referral.sender_case_file", "NOT_ALLOWED_HERE");
  faults.Refuse(!details.welfare_programs.empty(), "referral.welfare_programs", "NOT_ALLOWED_HERE");
}

void CheckServiceRequest(const Referral& referral, const Packet& packet, Faults& faults) {
  const ReferralDetails& details = referral.details;
  const bool urgent = referral.urgency != Urgency::kUnspecified && referral.urgency != Urgency::kLow;
  faults.Refuse(urgent, "referral.urgency", "NOT_ALLOWED_HERE");
  const bool asks = !details.welfare_programs.empty() || !details.requested_services.empty();
  faults.Refuse(!asks, "referral.welfare_programs", "REQUIRED");
  // It carries no reason.
  faults.Refuse(packet.need && !packet.need->purpose.empty(), "packet.need.purpose", "NOT_ALLOWED_HERE");
  faults.Refuse(packet.need && !packet.need->services_given.empty(), "packet.need.services_given", "NOT_ALLOWED_HERE");
}

// Whoever receives it must be able to tell what for.
void CheckAsks(const Referral& referral, const Packet& packet, Faults& faults) {
  const ReferralDetails& details = referral.details;
  const bool in_words = packet.need.has_value() && !IsBlank(packet.need->purpose);
  const bool asks = in_words || !details.welfare_programs.empty() || !details.requested_services.empty();
  faults.Refuse(!asks, "packet.need.purpose", "REQUIRED");
}

// What only a request without a reason carries.
void CheckNoReach(const Referral& referral, Faults& faults) {
  const ReferralDetails& details = referral.details;
  faults.Refuse(!details.contact_through.empty(), "referral.contact_through", "NOT_ALLOWED_HERE");
  faults.Refuse(!details.deliver_to.empty(), "referral.deliver_to", "NOT_ALLOWED_HERE");
  faults.Refuse(details.home_visit_allowed, "referral.home_visit_allowed", "NOT_ALLOWED_HERE");
  faults.Refuse(details.village_verification_allowed, "referral.village_verification_allowed", "NOT_ALLOWED_HERE");
}

std::string FieldOf(PacketSection section) {
  switch (section) {
    case PacketSection::kContact:
      return "packet.contact";
    case PacketSection::kIdentity:
      return "packet.identity";
    case PacketSection::kNeed:
      return "packet.need";
    case PacketSection::kHousehold:
      return "packet.household";
    case PacketSection::kChronology:
      return "packet.chronology";
    case PacketSection::kAllegedPerpetrator:
      return "packet.alleged_perpetrator";
    case PacketSection::kHealth:
      return "packet.health";
    default:
      return "packet.attachments";
  }
}

}  // namespace

Violations FaultsOf(const Referral& referral, const Packet& packet, const Caller& sender, absl::Time now) {
  const ReferralDetails& details = referral.details;
  const bool alert = referral.kind == ReferralKind::kProtectionAlert;
  Faults faults;
  switch (referral.kind) {
    case ReferralKind::kServiceRequest:
      CheckServiceRequest(referral, packet, faults);
      break;
    case ReferralKind::kProtectionAlert:
      CheckAlert(referral, packet, faults);
      CheckNoReach(referral, faults);
      break;
    default:
      CheckAsks(referral, packet, faults);
      CheckNoReach(referral, faults);
  }
  faults.Refuse(referral.kind != ReferralKind::kCounterReferral && !details.counter_to.empty(), "referral.counter_to",
                "NOT_ALLOWED_HERE");
  faults.Refuse(!alert && referral.legal_basis == LegalBasis::kConsentPending, "referral.legal_basis", "NOT_ALLOWED_HERE");
  const bool protection_sender = SideOf(sender.unit_kind) == Side::kProtection;
  faults.Refuse(protection_sender && !details.household.empty(), "referral.household", "NOT_ALLOWED_HERE");
  const bool may_exclude = alert || protection_sender;
  faults.Refuse(!may_exclude && !details.excluded_units.empty(), "referral.excluded_units", "NOT_ALLOWED_HERE");
  faults.Refuse(!may_exclude && !details.excluded_officers.empty(), "referral.excluded_officers", "NOT_ALLOWED_HERE");
  const auto& excluded = details.excluded_units;
  const bool excludes_itself = std::find(excluded.begin(), excluded.end(), sender.unit) != excluded.end();
  faults.Refuse(may_exclude && excludes_itself, "referral.excluded_units", "NOT_ALLOWED_HERE");
  const auto& officers = details.excluded_officers;
  const bool excludes_oneself = std::find(officers.begin(), officers.end(), sender.officer) != officers.end();
  faults.Refuse(may_exclude && excludes_oneself, "referral.excluded_officers", "NOT_ALLOWED_HERE");
  faults.Refuse(details.report_time > now + kClockSkewMax, "referral.report_time", "TIME_NOT_POSSIBLE");
  const bool called = details.called_time != absl::InfinitePast();
  faults.Refuse(called && referral.urgency != Urgency::kEmergency, "referral.called_time", "NOT_ALLOWED_HERE");
  faults.Refuse(called && details.called_time > now + kClockSkewMax, "referral.called_time", "TIME_NOT_POSSIBLE");
  return faults.Take();
}

Violations SectionFaults(const Referral& referral, SectionSet present) {
  const SectionSet allowed = SendableSections(referral.kind, referral.legal_basis, referral.sender_kind, referral.receiver_kind);
  Violations violations;
  for (const PacketSection section :
       {PacketSection::kContact, PacketSection::kIdentity, PacketSection::kNeed, PacketSection::kHousehold,
        PacketSection::kChronology, PacketSection::kAllegedPerpetrator, PacketSection::kHealth, PacketSection::kAttachments}) {
    if ((present & Bit(section)) != 0 && (allowed & Bit(section)) == 0) {
      violations.push_back({FieldOf(section), "NOT_ALLOWED_HERE", ""});
    }
  }
  return violations;
}

}  // namespace rujukan
