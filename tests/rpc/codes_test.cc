// The code lists of domain and wire are the same: numbers and names.
#include <cctype>
#include <string>

#include "absl/strings/strip.h"
#include "google/protobuf/descriptor.h"
#include "gtest/gtest.h"
#include "rujukan/v1/codes.pb.h"
#include "server/domain/codes.h"

namespace rujukan::testing {
namespace {

// "UnitKind" as "UNIT_KIND_".
std::string PrefixOf(const std::string& type) {
  std::string prefix;
  for (const char c : type) {
    if (std::isupper(static_cast<unsigned char>(c)) && !prefix.empty()) prefix += '_';
    prefix += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  return prefix + "_";
}

// Every value of the wire's list has the same name in the domain's, which has no other.
template <typename Code>
void ExpectSame(const google::protobuf::EnumDescriptor& type, Code last) {
  for (int i = 0; i < type.value_count(); ++i) {
    const google::protobuf::EnumValueDescriptor& value = *type.value(i);
    const std::string name(absl::StripPrefix(value.name(), PrefixOf(type.name())));
    EXPECT_EQ(NameOf(static_cast<Code>(value.number())), name);
  }
  EXPECT_EQ(static_cast<int>(last), type.value(type.value_count() - 1)->number()) << type.name();
  EXPECT_EQ(NameOf(static_cast<Code>(static_cast<int>(last) + 1)), "UNKNOWN") << type.name();
  EXPECT_EQ(NameOf(static_cast<Code>(-1)), "UNKNOWN") << type.name();
}

TEST(Codes, AreTheSameInDomainAndOnTheWire) {
  ExpectSame(*v1::UnitKind_descriptor(), UnitKind::kExternalSystem);
  ExpectSame(*v1::Role_descriptor(), Role::kSystem);
  ExpectSame(*v1::WelfareProgram_descriptor(), WelfareProgram::kOther);
  ExpectSame(*v1::Service_descriptor(), Service::kWelfareProgram);
  ExpectSame(*v1::Urgency_descriptor(), Urgency::kEmergency);
  ExpectSame(*v1::LegalBasis_descriptor(), LegalBasis::kConsentPending);
  ExpectSame(*v1::Vulnerability_descriptor(), Vulnerability::kOther);
  ExpectSame(*v1::Sex_descriptor(), Sex::kFemale);
  ExpectSame(*v1::FamilyRelation_descriptor(), FamilyRelation::kOther);
  ExpectSame(*v1::DecileSource_descriptor(), DecileSource::kNotListed);
  ExpectSame(*v1::TimePrecision_descriptor(), TimePrecision::kEstimated);
  ExpectSame(*v1::ReferralKind_descriptor(), ReferralKind::kProtectionAlert);
  ExpectSame(*v1::ReferralState_descriptor(), ReferralState::kDone);
  ExpectSame(*v1::Move_descriptor(), Move::kCloseUnserved);
  ExpectSame(*v1::DueKind_descriptor(), DueKind::kPurge);
  ExpectSame(*v1::DeclineReason_descriptor(), DeclineReason::kOther);
  ExpectSame(*v1::OutcomeResult_descriptor(), OutcomeResult::kNotFulfilled);
  ExpectSame(*v1::ItemDecision_descriptor(), ItemDecision::kAlreadyEnrolled);
  ExpectSame(*v1::Channel_descriptor(), Channel::kOnline);
  ExpectSame(*v1::Reporter_descriptor(), Reporter::kInstitution);
  ExpectSame(*v1::PacketSection_descriptor(), PacketSection::kAttachments);
  ExpectSame(*v1::CaseFileKind_descriptor(), CaseFileKind::kProtection);
  ExpectSame(*v1::CaseFileStage_descriptor(), CaseFileStage::kClosed);
  ExpectSame(*v1::Capacity_descriptor(), Capacity::kFull);
  ExpectSame(*v1::RegionLevel_descriptor(), RegionLevel::kVillage);
  ExpectSame(*v1::AuditAction_descriptor(), AuditAction::kMove);
  EXPECT_EQ(v1::UnitKind_descriptor()->file()->enum_type_count(), 26) << "a new list needs a line above";
}

}  // namespace
}  // namespace rujukan::testing
