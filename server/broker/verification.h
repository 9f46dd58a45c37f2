// Proving the whole store: every record opens and is the one of its last event, every chain is whole, every inbox dense, everybody
// told who should have been; and, with the checkpoints that an agency holds, that nothing was taken back since.
#ifndef RUJUKAN_SERVER_BROKER_VERIFICATION_H_
#define RUJUKAN_SERVER_BROKER_VERIFICATION_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "server/broker/workplace.h"
#include "server/domain/held_checkpoints.h"

namespace rujukan {

struct VerificationReport {
  std::int64_t referrals = 0;
  std::int64_t referrals_closed = 0;
  std::int64_t referrals_open = 0;
  // Inbox events that the chains of moves say were told.
  std::int64_t events_expected = 0;
  // Inbox events that are there.
  std::int64_t events_found = 0;
  std::int64_t households = 0;
  std::int64_t case_files = 0;
  // Of all chains, and those of them that a held checkpoint pins.
  std::int64_t chain_events = 0;
  std::int64_t chain_events_pinned = 0;
  // The first of them, at most kFindingsMax, one line each: the name of a record and what is wrong with it, nothing of its content.
  std::vector<std::string> findings;
  // All of them. A damaged referral is often found twice: by itself, and by an inbox that differs from it.
  std::int64_t findings_count = 0;
  // More tell an operator nothing, and a whole table may be gone.
  static constexpr std::size_t kFindingsMax = 100;
};

// Reads everything, in pages: what the database finds wrong with itself, then all records that are there or have events, all
// inboxes that have a head or events or that a move has told, and the series of numbers. Errors only of the store itself; what is
// wrong with the records, and what a damaged file does not let it read, is in the report. With `held` it also proves every chain
// against the held checkpoints, which takes memory for each event that they name.
absl::StatusOr<VerificationReport> VerifyStore(const Workplace& workplace, const HeldCheckpoints* held = nullptr);

}  // namespace rujukan

#endif  // RUJUKAN_SERVER_BROKER_VERIFICATION_H_
