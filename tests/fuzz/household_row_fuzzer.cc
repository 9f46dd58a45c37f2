// A row of a district's export that is read without an error is a household that CreateHousehold would take, and the same row again
// changes nothing; every error and warning has its texts.
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "rujukan/v1/household.pb.h"
#include "server/domain/household.h"
#include "server/domain/text.h"
#include "server/rpc/form_check.h"
#include "server/rpc/household_conversion.h"
#include "tests/fuzz/promise.h"
#include "tests/fuzz/sealer.h"
#include "tests/testing/fake_clock.h"

namespace rujukan::fuzz {
namespace {

// In the order of HouseholdRow, after the number of the line.
constexpr int kCells = 14;

// The cells of the input, between bars, as they come over the wire; false when they could not, not being UTF-8.
bool RowOf(const std::string& input, v1::HouseholdRow& row) {
  const google::protobuf::Descriptor& type = *row.GetDescriptor();
  const std::vector<std::string> cells = absl::StrSplit(input, '|');
  for (std::size_t i = 0; i < cells.size() && i < kCells; ++i) {
    row.GetReflection()->SetString(&row, type.field(static_cast<int>(i) + 1), cells[i]);
  }
  return v1::HouseholdRow().ParseFromString(row.SerializeAsString());
}

void Describe(const Violations& violations) {
  for (const Violation& violation : violations) {
    Promise(!DescribeInEnglish(violation).empty() && !DescribeInIndonesian(violation).empty(), "what is wrong is told in words");
  }
}

void Try(const std::string& input) {
  v1::HouseholdRow row;
  if (!RowOf(input, row)) return;
  const absl::Time now = testing::FakeClock::Beginning();
  const ReadRow read = ReadHouseholdRow(FromProto(row), TodayInIndonesia(now));
  Describe(read.errors);
  Describe(read.warnings);
  if (!read.errors.empty()) return;

  v1::CreateHouseholdRequest request;
  *request.mutable_household() = ToProto(read.household, FixedSealer());
  request.set_request_id("019cac0f-2680-7000-8000-00000000abcd");
  Promise(CheckForm(request, now).empty() && FaultsOf(read.household).empty(), "what an import takes, CreateHousehold would take");

  Household household = read.household;
  Promise(MergeRow(household, read.household) == RowResult::kUnchanged, "the same row again changes nothing");
  Promise(SameContent(household, read.household), "what is unchanged is the same");
}

}  // namespace
}  // namespace rujukan::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const google::protobuf::LogSilencer silence;
  rujukan::fuzz::Try(std::string(reinterpret_cast<const char*>(data), size));
  return 0;
}
