// The packet of a referral, section by section (packet.proto is the manual). Each section is sealed by itself.
#ifndef RUJUKAN_SERVER_DOMAIN_PACKET_H_
#define RUJUKAN_SERVER_DOMAIN_PACKET_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "server/domain/codes.h"

namespace rujukan {

struct ContactSection {
  std::string safe_contact, phone, forbidden_ways, code_word;
  bool danger_now = false;
};
struct IdentitySection {
  std::string full_name, nik, birth_date;
  TimePrecision birth_date_precision = TimePrecision::kUnspecified;
  Sex sex = Sex::kUnspecified;
  std::string address, family_card_number;
};
struct NeedSection {
  std::string purpose, services_given, access_needs, eligibility;
};
struct HouseholdSection {
  std::string family_card_number, region, address;
  std::int32_t decile = 0;
  std::int32_t members_count = 0;
  std::vector<WelfareProgram> programs;
};
struct ChronologySection {
  std::string chronology, development;
};
struct AllegedPerpetratorSection {
  std::string full_name, relation, note;
};
struct HealthSection {
  std::string physical, psychological;
};
struct AttachmentsSection {
  std::vector<std::string> titles;
};

struct Packet {
  std::optional<ContactSection> contact;
  std::optional<IdentitySection> identity;
  std::optional<NeedSection> need;
  std::optional<HouseholdSection> household;
  std::optional<ChronologySection> chronology;
  std::optional<AllegedPerpetratorSection> alleged_perpetrator;
  std::optional<HealthSection> health;
  std::optional<AttachmentsSection> attachments;
};

// A packet as a store keeps it, sealed for one referral by Store::SealPacket.
struct SealedSection {
  PacketSection section = PacketSection::kUnspecified;
  std::string sealed;
};
using SealedPacket = std::vector<SealedSection>;

// A set of sections, one bit each (1 << PacketSection).
using SectionSet = std::uint32_t;
constexpr SectionSet Bit(PacketSection section) { return 1u << static_cast<std::uint32_t>(section); }
inline constexpr SectionSet kAllSections = 0x1FE;

// The sections that are present.
SectionSet SectionsOf(const Packet& packet);

// Removes every section that is not in `keep`.
void KeepOnly(SectionSet keep, Packet& packet);

// Replaces sections of `packet` by those present in `newer`.
void Overlay(const Packet& newer, Packet& packet);

}  // namespace rujukan

#endif  // RUJUKAN_SERVER_DOMAIN_PACKET_H_
