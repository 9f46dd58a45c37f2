// The units and officers of an invented district, and referrals between them, for tests of the rules.
#ifndef RUJUKAN_TESTS_DOMAIN_PARTIES_H_
#define RUJUKAN_TESTS_DOMAIN_PARTIES_H_

#include <string>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "server/domain/errors.h"
#include "server/domain/referral.h"
#include "server/domain/unit.h"

namespace rujukan::testing {

// Monday, 2 March 2026, 09:00 in Maros.
inline absl::Time Morning() { return absl::FromCivil(absl::CivilSecond(2026, 3, 2, 1, 0, 0), absl::UTCTimeZone()); }

inline Unit UnitNamed(const std::string& name, UnitKind kind, const std::string& supervising_unit = "") {
  Unit unit;
  unit.id = UnitId(name);
  unit.kind = kind;
  unit.supervising_unit = UnitId(supervising_unit);
  return unit;
}

inline Caller OfficerOf(const Unit& unit, Role role, const std::string& name) {
  Caller caller;
  caller.officer = OfficerId(name);
  caller.unit = unit.id;
  caller.unit_kind = unit.kind;
  caller.role = role;
  return caller;
}

// A referral as its sender has just sent it.
inline Referral Sent(const std::string& name, ReferralKind kind, const Unit& sender, const Unit& receiver,
                     Urgency urgency = Urgency::kMedium, LegalBasis basis = LegalBasis::kConsent, absl::Time now = Morning()) {
  Referral referral;
  referral.id = ReferralId(name);
  referral.kind = kind;
  referral.sender = sender.id;
  referral.sender_kind = sender.kind;
  referral.receiver = receiver.id;
  referral.receiver_kind = receiver.kind;
  referral.urgency = urgency;
  referral.legal_basis = basis;
  referral.sender_number = "R-2026-0001";
  referral.receiver_number = "M-2026-0001";
  referral.details.welfare_programs = {WelfareProgram::kSembako, WelfareProgram::kPkh};
  Send(referral, now);
  return referral;
}

// A move with everything that any move can need.
inline MoveRequest Request(Move move, absl::Time now = Morning()) {
  MoveRequest request;
  request.move = move;
  request.text = "in words";
  request.decline_reason = DeclineReason::kNotCompetent;
  request.outcome.result = OutcomeResult::kFulfilled;
  request.resume_time = now + absl::Hours(48);
  request.spoken_with_survivor_alone = true;
  return request;
}

// The reason of a refusal; "OK" or "?" for what is none.
inline std::string ReasonOf(const absl::Status& status) {
  if (status.ok()) return "OK";
  const auto details = DetailsOf(status);
  return details ? details->reason : "?";
}

inline constexpr ReferralKind kKinds[] = {ReferralKind::kReferral, ReferralKind::kHandover, ReferralKind::kCounterReferral,
                                          ReferralKind::kServiceRequest, ReferralKind::kProtectionAlert};

// Every move of the field, Create included.
inline std::vector<Move> AllMoves() {
  std::vector<Move> moves;
  for (int move = 1; move <= static_cast<int>(Move::kCloseUnserved); ++move) moves.push_back(static_cast<Move>(move));
  return moves;
}

}  // namespace rujukan::testing

#endif  // RUJUKAN_TESTS_DOMAIN_PARTIES_H_
