// The chain of a referral's events: every move and every reading of a sealed section, each bound to the one before by SHA-256.
#ifndef RUJUKAN_SERVER_DOMAIN_EVENT_H_
#define RUJUKAN_SERVER_DOMAIN_EVENT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "server/domain/codes.h"
#include "server/domain/ids.h"
#include "server/domain/packet.h"
#include "server/domain/ports.h"
#include "server/domain/unit.h"

namespace rujukan {

struct ReferralEvent {
  ReferralId referral;
  // Dense from 1.
  std::int64_t sequence = 0;
  // kUnspecified for a reading.
  Move move = Move::kUnspecified;
  ReferralState from = ReferralState::kUnspecified;
  ReferralState to = ReferralState::kUnspecified;
  UnitId unit;
  OfficerId officer;
  Role role = Role::kUnspecified;
  // The sections of a reading.
  SectionSet sections = 0;
  // The referral's version after the move.
  std::int64_t version = 0;
  // The units whose inboxes were told, in the order of their ids; reconciliation compares them with the inboxes.
  std::vector<UnitId> told;
  // SHA-256 of the sealed details and packet of that version, so that an old version cannot be put back.
  std::string record_digest;
  // What the move said (question, reason, outcome ...). Sealed; in the chain by its digest.
  std::string text;
  std::string text_digest;
  absl::Time time;
  std::string previous_hash;
  std::string hash;
  // False when the store found that the event is not as this installation wrote it: its keyed check differs, or what it said does
  // not open.
  bool genuine = true;
};

// The hash of an event: SHA-256 over all fields but `text`, `hash` and `genuine`, each with its length, in the order of the struct.
std::string HashOf(const ReferralEvent& event, const Sealer& sealer);

// The first sequence that is wrong where the events are not a whole chain of genuine events from sequence 1; 0 when they are.
std::int64_t BreakIn(const std::vector<ReferralEvent>& events, const Sealer& sealer);
// The same: OK, or DATA_LOSS naming it.
absl::Status VerifyChain(const std::vector<ReferralEvent>& events, const Sealer& sealer);

}  // namespace rujukan

#endif  // RUJUKAN_SERVER_DOMAIN_EVENT_H_
