// Referrals between wire and domain.
#ifndef RUJUKAN_SERVER_RPC_REFERRAL_CONVERSION_H_
#define RUJUKAN_SERVER_RPC_REFERRAL_CONVERSION_H_

#include "rujukan/v1/referral.pb.h"
#include "server/broker/referral_desk.h"
#include "server/domain/referral.h"

namespace rujukan {

// What the view holds, and no more: who may see what was decided before.
v1::Referral ToProto(const ReferralView& view);

// What a sender may set.
Referral FromProto(const v1::Referral& referral);

Outcome FromProto(const v1::Outcome& outcome);

}  // namespace rujukan

#endif  // RUJUKAN_SERVER_RPC_REFERRAL_CONVERSION_H_
