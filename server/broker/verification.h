// Proving the whole store: every chain whole, every inbox dense, everybody told who should have been.
#ifndef RUJUKAN_SERVER_BROKER_VERIFICATION_H_
#define RUJUKAN_SERVER_BROKER_VERIFICATION_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "server/broker/workplace.h"

namespace rujukan {

struct VerificationReport {
  std::int64_t referrals = 0;
  std::int64_t referrals_closed = 0;
  std::int64_t referrals_open = 0;
  // Inbox events that the chains of moves say were told.
  std::int64_t events_expected = 0;
  // Inbox events that are there.
  std::int64_t events_found = 0;
  // One line each: the referral or unit and what is wrong. At most kFindingsMax.
  std::vector<std::string> findings;
  static constexpr std::size_t kFindingsMax = 100;
};

// Reads everything, in pages. Errors only of the store itself; what is wrong with the records is in the report.
absl::StatusOr<VerificationReport> VerifyStore(const Workplace& workplace);

}  // namespace rujukan

#endif  // RUJUKAN_SERVER_BROKER_VERIFICATION_H_
