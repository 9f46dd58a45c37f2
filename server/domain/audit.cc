#include "server/domain/audit.h"

#include <cstddef>
#include <iterator>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "server/domain/digest_fields.h"

namespace rujukan {
namespace {

// By RecordKind.
constexpr std::string_view kCollections[] = {"", "units", "officers", "households", "caseFiles", "referrals", "regions"};

}  // namespace

std::string TextOf(const RecordName& record) {
  const auto kind = static_cast<std::size_t>(record.kind);
  // Both may be anything where somebody changed the database.
  return absl::StrCat(std::string(kind < std::size(kCollections) ? kCollections[kind] : ""), "/", absl::CHexEscape(record.id));
}

RecordName RecordIn(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return {};
  for (std::size_t kind = 1; kind < std::size(kCollections); ++kind) {
    if (kCollections[kind] == text.substr(0, slash)) return {static_cast<RecordKind>(kind), std::string(text.substr(slash + 1))};
  }
  return {};
}

std::string HashOf(const AuditEvent& event, const Sealer& sealer) {
  DigestFields fields;
  fields.Code(event.record.kind).Text(event.record.id).Int(event.sequence).Code(event.action);
  fields.Text(event.deed.unit.value).Text(event.deed.officer.value).Code(event.deed.role).Text(event.deed.method);
  fields.Time(event.deed.time).Text(event.reason).Int(event.count).Int(event.version).Text(event.record_digest);
  fields.Text(event.records_digest).Text(event.previous_hash);
  return sealer.Digest(fields.bytes());
}

std::int64_t BreakIn(const std::vector<AuditEvent>& events, const Sealer& sealer) {
  std::string previous;
  for (std::size_t i = 0; i < events.size(); ++i) {
    const AuditEvent& event = events[i];
    const bool whole = event.sequence == static_cast<std::int64_t>(i) + 1 && event.previous_hash == previous &&
                       event.hash == HashOf(event, sealer) && event.genuine;
    if (!whole) return static_cast<std::int64_t>(i) + 1;
    previous = event.hash;
  }
  return 0;
}

absl::Status VerifyChain(const std::vector<AuditEvent>& events, const Sealer& sealer) {
  const std::int64_t broken = BreakIn(events, sealer);
  return broken == 0 ? absl::OkStatus() : absl::DataLossError(absl::StrCat("the chain breaks at event ", broken));
}

}  // namespace rujukan
