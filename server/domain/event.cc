#include "server/domain/event.h"

#include <cstddef>
#include <string_view>

#include "absl/strings/str_cat.h"

namespace rujukan {
namespace {

// Each field with its length before it, so that no two different events read the same.
void Put(std::string& out, std::string_view field) {
  const std::uint64_t size = field.size();
  for (int shift = 56; shift >= 0; shift -= 8) out.push_back(static_cast<char>((size >> shift) & 0xFF));
  out.append(field);
}

void Put(std::string& out, std::int64_t number) {
  char bytes[8];
  for (int i = 0; i < 8; ++i) bytes[i] = static_cast<char>((static_cast<std::uint64_t>(number) >> (56 - 8 * i)) & 0xFF);
  Put(out, std::string_view(bytes, sizeof bytes));
}

template <typename Enum>
void PutCode(std::string& out, Enum code) {
  Put(out, static_cast<std::int64_t>(code));
}

}  // namespace

std::string HashOf(const ReferralEvent& event, const Sealer& sealer) {
  std::string bytes;
  Put(bytes, event.referral.value);
  Put(bytes, event.sequence);
  PutCode(bytes, event.move);
  PutCode(bytes, event.from);
  PutCode(bytes, event.to);
  Put(bytes, event.unit.value);
  Put(bytes, event.officer.value);
  PutCode(bytes, event.role);
  Put(bytes, static_cast<std::int64_t>(event.sections));
  Put(bytes, event.version);
  Put(bytes, static_cast<std::int64_t>(event.told.size()));
  for (const UnitId& unit : event.told) Put(bytes, unit.value);
  Put(bytes, event.record_digest);
  Put(bytes, event.text_digest);
  Put(bytes, absl::ToUnixMicros(event.time));
  Put(bytes, event.previous_hash);
  return sealer.Digest(bytes);
}

absl::Status VerifyChain(const std::vector<ReferralEvent>& events, const Sealer& sealer) {
  std::string previous;
  for (std::size_t i = 0; i < events.size(); ++i) {
    const ReferralEvent& event = events[i];
    const bool whole = event.sequence == static_cast<std::int64_t>(i) + 1 && event.previous_hash == previous &&
                       event.text_digest == (event.text.empty() ? std::string() : sealer.Digest(event.text)) &&
                       event.hash == HashOf(event, sealer);
    if (!whole) return absl::DataLossError(absl::StrCat("the chain breaks at event ", i + 1));
    previous = event.hash;
  }
  return absl::OkStatus();
}

}  // namespace rujukan
