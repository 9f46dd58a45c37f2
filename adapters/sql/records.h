// The sealed parts of records as bytes (rujukan/store/v1/records.proto), before they are sealed and after they were opened.
#ifndef RUJUKAN_ADAPTERS_SQL_RECORDS_H_
#define RUJUKAN_ADAPTERS_SQL_RECORDS_H_

#include <string>
#include <string_view>

#include "server/domain/case_file.h"
#include "server/domain/household.h"
#include "server/domain/packet.h"
#include "server/domain/referral.h"

namespace rujukan::sql {

// The parts that are sealed; what is in clear is not encoded and not touched by decoding. Decode answers false for bytes that are
// no such record.
std::string Encode(const Household& household);
bool Decode(std::string_view bytes, Household& household);

std::string Encode(const CaseFile& case_file);
bool Decode(std::string_view bytes, CaseFile& case_file);

std::string Encode(const ReferralDetails& details);
bool Decode(std::string_view bytes, ReferralDetails& details);

// One section of a packet, which must be present; decoding sets it.
std::string EncodeSection(PacketSection section, const Packet& packet);
bool DecodeSection(PacketSection section, std::string_view bytes, Packet& packet);

std::string EncodeEventText(std::string_view text);
bool DecodeEventText(std::string_view bytes, std::string& text);

}  // namespace rujukan::sql

#endif  // RUJUKAN_ADAPTERS_SQL_RECORDS_H_
