#include "server/domain/packet.h"

namespace rujukan {
namespace {

// Calls `visit(section, member pointer)` for every section, so that no function forgets one.
template <typename Visit>
void ForEachSection(Visit visit) {
  visit(PacketSection::kContact, &Packet::contact);
  visit(PacketSection::kIdentity, &Packet::identity);
  visit(PacketSection::kNeed, &Packet::need);
  visit(PacketSection::kHousehold, &Packet::household);
  visit(PacketSection::kChronology, &Packet::chronology);
  visit(PacketSection::kAllegedPerpetrator, &Packet::alleged_perpetrator);
  visit(PacketSection::kHealth, &Packet::health);
  visit(PacketSection::kAttachments, &Packet::attachments);
}

}  // namespace

SectionSet SectionsOf(const Packet& packet) {
  SectionSet present = 0;
  ForEachSection([&](PacketSection section, auto member) {
    if ((packet.*member).has_value()) present |= Bit(section);
  });
  return present;
}

void KeepOnly(SectionSet keep, Packet& packet) {
  ForEachSection([&](PacketSection section, auto member) {
    if ((keep & Bit(section)) == 0) (packet.*member).reset();
  });
}

void Overlay(const Packet& newer, Packet& packet) {
  ForEachSection([&](PacketSection, auto member) {
    if ((newer.*member).has_value()) packet.*member = newer.*member;
  });
}

}  // namespace rujukan
