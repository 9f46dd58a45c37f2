#include "server/rpc/form_rules.h"

#include "absl/strings/str_cat.h"
#include "google/protobuf/dynamic_message.h"
#include "rujukan/v1/audit.pb.h"
#include "rujukan/v1/household.pb.h"
#include "rujukan/v1/officer.pb.h"
#include "rujukan/v1/referral.pb.h"
#include "rujukan/v1/region.pb.h"
#include "server/domain/text.h"
#include "server/domain/unit.h"
#include "server/rpc/times.h"

namespace rujukan {
namespace {

using google::protobuf::DynamicCastToGenerated;

void Check(const v1::ListHouseholdsRequest& request, Violations& violations) {
  const bool by_number = !request.family_card_number().empty() || !request.nik().empty();
  if (!by_number && request.region().empty()) violations.push_back({"region", "REQUIRED"});
  // One list has one order.
  if (!request.family_card_number().empty() && !request.nik().empty()) violations.push_back({"nik", "NOT_ALLOWED_HERE"});
  if (by_number && !request.member_name().empty()) violations.push_back({"member_name", "NOT_ALLOWED_HERE"});
}

// An empty one is REQUIRED already.
void CheckPassword(const std::string& field, const std::string& password, Violations& violations) {
  if (password.empty() || CharactersIn(password) >= kPasswordCharactersMin) return;
  violations.push_back({field, "PASSWORD_TOO_SHORT", absl::StrCat(kPasswordCharactersMin)});
}

void Check(const v1::CreateOfficerRequest& request, Violations& violations) {
  CheckPassword("password", request.password(), violations);
}

void Check(const v1::SetOfficerPasswordRequest& request, Violations& violations) {
  CheckPassword("new_password", request.new_password(), violations);
}

void Check(const v1::DeclineReferralRequest& request, Violations& violations) {
  if (request.reason() == v1::DECLINE_REASON_OTHER && request.note().empty()) violations.push_back({"note", "REQUIRED"});
}

void Check(const v1::RecordProgressRequest& request, Violations& violations) {
  const bool says_nothing = request.note().empty() && !request.has_item_result() && request.case_file().empty();
  if (says_nothing) violations.push_back({"note", "REQUIRED"});
}

void Check(const v1::ImportRegionsRequest& request, Violations& violations) {
  for (int i = 0; i < request.regions_size(); ++i) {
    const v1::Region& region = request.regions(i);
    const auto from = ParseDate(region.valid_from());
    const auto until = ParseDate(region.valid_until());
    if (from && until && *until <= *from) violations.push_back({absl::StrCat("regions[", i, "].valid_until"), "TIME_NOT_POSSIBLE"});
  }
}

void Check(const v1::ListOfficerEventsRequest& request, Violations& violations) {
  const bool given = request.has_start_time() && request.has_end_time();
  if (given && FromProto(request.end_time()) < FromProto(request.start_time())) {
    violations.push_back({"end_time", "TIME_NOT_POSSIBLE"});
  }
}

template <typename... Requests>
void CheckAnyOf(const google::protobuf::Message& request, Violations& violations) {
  const auto check = [&](const auto* typed) {
    if (typed != nullptr) Check(*typed, violations);
  };
  (check(DynamicCastToGenerated<const Requests>(&request)), ...);
}

}  // namespace

void CheckFormRules(const google::protobuf::Message& request, Violations& violations) {
  CheckAnyOf<v1::CreateOfficerRequest, v1::SetOfficerPasswordRequest, v1::ListHouseholdsRequest, v1::DeclineReferralRequest,
             v1::RecordProgressRequest, v1::ImportRegionsRequest, v1::ListOfficerEventsRequest>(request, violations);
}

}  // namespace rujukan
