#include "server/broker/number_audit.h"

#include <algorithm>
#include <charconv>

#include "absl/strings/str_cat.h"

namespace rujukan {
namespace {

constexpr std::string_view kOfSlrt = "S/";

// "R-2026-0012".
std::string_view YearIn(std::string_view number) {
  number.remove_prefix(std::min<std::size_t>(number.size(), 2));
  return number.substr(0, number.find('-'));
}

std::int64_t ValueOf(std::string_view number) {
  const std::string_view digits = number.substr(number.rfind('-') + 1);
  std::int64_t value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

Finding Wrong(std::string_view series) { return {absl::StrCat("numbers ", std::string(series)), FindingReason::kNumbersDiffer}; }

}  // namespace

void NumberAudit::Add(std::string_view series, std::string_view number) {
  if (number.empty()) return;
  std::int64_t& highest = highest_[std::string(series)];
  highest = std::max(highest, ValueOf(number));
}

void NumberAudit::Add(const Referral& referral) {
  const auto series = [](const char* letter, const UnitId& owner, std::string_view number) {
    return absl::StrCat(letter, "/", owner.value, "/", std::string(YearIn(number)));
  };
  Add(series("R", referral.sender, referral.sender_number), referral.sender_number);
  Add(series("M", referral.receiver, referral.receiver_number), referral.receiver_number);
  const bool is_first = referral.root == referral.id;
  if (is_first && !referral.front_number.empty()) ++of_slrt_[std::string(YearIn(referral.front_number))];
}

void NumberAudit::Add(const CaseFile& case_file) {
  Add(absl::StrCat("K-", case_file.unit.value, "-", std::string(YearIn(case_file.number))), case_file.number);
}

std::vector<Finding> NumberAudit::Compare(const NumberSeries& series) {
  // Not of records: the store tries by it whether it can write.
  if (series.series == "ping") return {};
  if (series.series.starts_with(kOfSlrt)) {
    given_by_slrt_[series.series.substr(series.series.rfind('/') + 1)] += series.last_number;
    return {};
  }
  const auto found = highest_.find(series.series);
  const std::int64_t highest = found == highest_.end() ? 0 : found->second;
  if (found != highest_.end()) highest_.erase(found);
  return highest == series.last_number ? std::vector<Finding>() : std::vector<Finding>{Wrong(series.series)};
}

std::vector<Finding> NumberAudit::Missing() const {
  std::vector<Finding> findings;
  for (const auto& [series, highest] : highest_) findings.push_back(Wrong(series));
  if (of_slrt_ != given_by_slrt_) findings.push_back(Wrong("of the SLRT"));
  return findings;
}

}  // namespace rujukan
