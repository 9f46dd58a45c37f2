// Packets, section by section, between wire and domain.
#ifndef RUJUKAN_SERVER_RPC_PACKET_CONVERSION_H_
#define RUJUKAN_SERVER_RPC_PACKET_CONVERSION_H_

#include "rujukan/v1/packet.pb.h"
#include "server/broker/referral_desk.h"
#include "server/domain/packet.h"

namespace rujukan {

v1::Packet ToProto(const PacketView& view, const ReferralId& referral);

// The sections that are present.
Packet FromProto(const v1::Packet& packet);

v1::ItemResult ToProto(const ItemResult& result);
ItemResult FromProto(const v1::ItemResult& result);

}  // namespace rujukan

#endif  // RUJUKAN_SERVER_RPC_PACKET_CONVERSION_H_
