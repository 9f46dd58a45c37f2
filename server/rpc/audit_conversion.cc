#include "server/rpc/audit_conversion.h"

#include "absl/strings/escaping.h"
#include "server/rpc/times.h"

namespace rujukan {

v1::AuditEvent ToProto(const AuditEntry& entry) {
  v1::AuditEvent out;
  if (entry.record.kind != RecordKind::kUnspecified) out.set_record(TextOf(entry.record));
  out.set_sequence(entry.sequence);
  out.set_action(static_cast<v1::AuditAction>(entry.action));
  out.set_move(static_cast<v1::Move>(entry.move));
  if (!entry.unit.empty()) out.set_unit(NameOf(entry.unit));
  if (!entry.officer.empty()) out.set_officer(NameOf(entry.unit, entry.officer));
  out.set_role(static_cast<v1::Role>(entry.role));
  out.set_method(entry.method);
  out.set_reason(entry.reason);
  out.set_count(entry.count);
  for (const RecordName& record : entry.records) out.add_records(TextOf(record));
  for (int section = 1; section <= static_cast<int>(PacketSection::kAttachments); ++section) {
    const bool was_read = (entry.sections & Bit(static_cast<PacketSection>(section))) != 0;
    if (was_read) out.add_sections(static_cast<v1::PacketSection>(section));
  }
  if (IsInstant(entry.time)) *out.mutable_event_time() = ToProto(entry.time);
  out.set_previous_hash(absl::BytesToHexString(entry.previous_hash));
  out.set_hash(absl::BytesToHexString(entry.hash));
  out.set_intact(entry.intact);
  out.set_reading(entry.reading);
  return out;
}

v1::Chain ToProto(const ChainPart& part) {
  v1::Chain out;
  out.set_record(TextOf(part.record));
  for (const ChainLink& link : part.events) {
    v1::ChainEvent& event = *out.add_events();
    event.set_sequence(link.sequence);
    event.set_previous_hash(absl::BytesToHexString(link.previous_hash));
    event.set_hash(absl::BytesToHexString(link.hash));
  }
  for (const Finding& found : part.findings) {
    v1::ChainFinding& finding = *out.add_findings();
    finding.set_reason(std::string(NameOf(found.reason)));
    for (const std::string& argument : found.arguments) finding.add_arguments(argument);
    finding.set_text(DescribeInEnglish(found));
  }
  out.set_checked(part.checked);
  return out;
}

v1::SignedCheckpoint ToProto(const KeptCheckpoint& kept) {
  v1::SignedCheckpoint out;
  out.set_number(kept.number);
  out.set_text(kept.signed_text);
  return out;
}

}  // namespace rujukan
