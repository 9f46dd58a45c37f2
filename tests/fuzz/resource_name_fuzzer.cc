// A text is taken for the name of a resource exactly when it has the one shape of its type, and then the ids in it make the same
// name again; the ids in any other text are parts of it without a slash.
#include "server/rpc/resource_name.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

#include "re2/re2.h"
#include "rujukan/v1/case_file.pb.h"
#include "rujukan/v1/household.pb.h"
#include "rujukan/v1/officer.pb.h"
#include "rujukan/v1/referral.pb.h"
#include "rujukan/v1/region.pb.h"
#include "rujukan/v1/unit.pb.h"
#include "server/broker/workplace.h"
#include "server/rpc/form_check.h"
#include "tests/fuzz/promise.h"
#include "tests/rpc/valid_request.h"
#include "tests/testing/fake_clock.h"

namespace rujukan::fuzz {
namespace {

constexpr char kUuid[] = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
constexpr char kRegionCode[] = R"(\d\d(?:\.\d\d(?:\.\d\d(?:\.[123]\d{3})?)?)?)";

template <typename Request>
void Try(const std::string& name, const RE2& shape, const std::function<std::string(const std::string&)>& again) {
  static const auto& valid = *testing::ValidRequest(*Request::descriptor()).release();
  Request request;
  request.CopyFrom(valid);
  request.set_name(name);
  const bool taken = CheckForm(request, testing::FakeClock::Beginning()).empty();
  Promise(taken == RE2::FullMatch(name, shape), "a name has the shape of its type");
  const std::string made = again(name);
  if (taken) Promise(made == name, "the ids in a name make the name");
}

void TryAll(const std::string& text) {
  static const RE2 unit(std::string("units/") + kUuid), household(std::string("households/") + kUuid),
      case_file(std::string("caseFiles/") + kUuid), referral(std::string("referrals/") + kUuid),
      packet(std::string("referrals/") + kUuid + "/packet"), region(std::string("regions/") + kRegionCode),
      officer(std::string("units/") + kUuid + "/officers/" + kUuid);
  Try<v1::GetUnitRequest>(text, unit, [](const std::string& name) { return NameOf(UnitIn(name)); });
  Try<v1::GetHouseholdRequest>(text, household, [](const std::string& name) { return NameOf(HouseholdIn(name)); });
  Try<v1::GetCaseFileRequest>(text, case_file, [](const std::string& name) { return NameOf(CaseFileIn(name)); });
  Try<v1::GetReferralRequest>(text, referral, [](const std::string& name) { return NameOf(ReferralIn(name)); });
  Try<v1::GetPacketRequest>(text, packet, [](const std::string& name) { return NameOfPacket(ReferralIn(name)); });
  Try<v1::GetRegionRequest>(text, region, [](const std::string& name) { return NameOfRegion(RegionCodeIn(name)); });
  Try<v1::GetOfficerRequest>(text, officer, [](const std::string& name) {
    const OfficerName ids = OfficerIn(name);
    for (const std::string& id : {ids.unit.value, ids.officer.value}) {
      Promise(id.find('/') == std::string::npos && name.find(id) != std::string::npos,
              "an id is a part of the name without a slash");
    }
    return NameOf(ids.unit, ids.officer);
  });
}

}  // namespace
}  // namespace rujukan::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  rujukan::fuzz::TryAll(std::string(reinterpret_cast<const char*>(data), size));
  return 0;
}
