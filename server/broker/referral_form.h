// What a new referral may carry, beyond the notation of its fields.
#ifndef RUJUKAN_SERVER_BROKER_REFERRAL_FORM_H_
#define RUJUKAN_SERVER_BROKER_REFERRAL_FORM_H_

#include "absl/time/time.h"
#include "server/domain/errors.h"
#include "server/domain/packet.h"
#include "server/domain/referral.h"
#include "server/domain/unit.h"

namespace rujukan {

// All that is wrong with it whatever the receiver is: what an alert or a request without a reason must not carry, and what they
// need. Paths begin with "referral." and "packet.".
Violations FaultsOf(const Referral& referral, const Packet& packet, const Caller& sender, absl::Time now);

// A violation for each section that a referral of this kind may not carry to a receiver of this kind.
Violations SectionFaults(const Referral& referral, SectionSet present);

}  // namespace rujukan

#endif  // RUJUKAN_SERVER_BROKER_REFERRAL_FORM_H_
