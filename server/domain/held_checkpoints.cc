#include "server/domain/held_checkpoints.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"

namespace rujukan {

std::vector<Finding> Pins::Hold(const HeldCheckpoints& held) {
  std::vector<Finding> findings;
  std::map<std::int64_t, Checkpoint> by_number;
  for (const HeldCheckpoints::File& file : held.files) {
    std::optional<Checkpoint> checkpoint = ReadCheckpoint(file.text, held.is_signature);
    if (!checkpoint) {
      findings.push_back({file.name, FindingReason::kNotACheckpoint});
      continue;
    }
    const std::string digest = DigestOf(file.text, held.digest);
    const auto [place, is_first] = checkpoints_.try_emplace(
        checkpoint->number, Held{digest, absl::FormatTime(absl::RFC3339_sec, checkpoint->time, absl::UTCTimeZone())});
    if (!is_first && place->second.digest != digest) {
      findings.push_back({file.name, FindingReason::kTwoCheckpoints});
      continue;
    }
    if (is_first) by_number.emplace(place->first, *std::move(checkpoint));
  }
  for (const auto& [number, checkpoint] : by_number) {
    for (const SignedEvent& event : checkpoint.events) {
      // What was signed first holds: who removed an event and let another one take its place was signed for that one later.
      const auto [pin, is_first] = pins_[event.record].try_emplace(event.sequence, Pin{event.hash, number});
      if (is_first || pin->second.hash == event.hash) continue;
      findings.push_back({TextOf(event.record),
                          FindingReason::kPlaceSignedTwice,
                          {absl::StrCat(event.sequence), absl::StrCat(pin->second.checkpoint), absl::StrCat(number)}});
    }
  }
  std::int64_t expected = 1;
  for (const auto& [number, checkpoint] : checkpoints_) {
    if (number != expected) {
      findings.push_back({NameOfCheckpoint(expected), FindingReason::kCheckpointNotHeld, {absl::StrCat(number)}});
    } else if (by_number[number].previous != (number == 1 ? "" : checkpoints_[number - 1].digest)) {
      findings.push_back({NameOfCheckpoint(number), FindingReason::kCheckpointWithoutLink});
    }
    expected = number + 1;
  }
  return findings;
}

std::vector<Finding> Pins::Compare(const KeptCheckpoint& kept, const HeldCheckpoints& held) {
  std::vector<Finding> findings;
  const std::optional<Checkpoint> checkpoint = ReadCheckpoint(kept.signed_text, held.is_signature);
  const auto same = checkpoints_.find(kept.number);
  if (!checkpoint || checkpoint->number != kept.number) {
    findings.push_back({NameOfCheckpoint(kept.number), FindingReason::kStoredCheckpointChanged});
  } else if (same != checkpoints_.end() && same->second.digest != DigestOf(kept.signed_text, held.digest)) {
    findings.push_back({NameOfCheckpoint(kept.number), FindingReason::kStoredCheckpointDiffers});
  }
  if (checkpoint) Count(checkpoint->events);
  if (kept.number != last_in_store_ + 1) {
    findings.push_back({NameOfCheckpoint(last_in_store_ + 1), FindingReason::kStoredCheckpointMissing});
  }
  last_in_store_ = kept.number;
  return findings;
}

void Pins::Count(const std::vector<SignedEvent>& events) {
  for (const SignedEvent& event : events) ++counted_[event.record];
}

std::vector<Finding> Pins::CompareCount(const RecordName& record, std::size_t events) const {
  const auto counted = counted_.find(record);
  const std::size_t count = counted == counted_.end() ? 0 : counted->second;
  if (count >= events) return {};
  return {{TextOf(record), FindingReason::kKeptFromCheckpoints, {absl::StrCat(events - count)}}};
}

std::vector<Finding> Pins::MissingCheckpoints() const {
  const auto newer = checkpoints_.upper_bound(last_in_store_);
  if (newer == checkpoints_.end()) return {};
  return {{NameOfCheckpoint(newer->first), FindingReason::kOlderStore, {newer->second.time}}};
}

std::vector<Finding> Pins::Compare(const RecordName& record, const std::vector<EventInStore>& chain) {
  const auto pins = pins_.find(record);
  if (pins == pins_.end()) return {};
  const std::map<std::int64_t, Pin> expected = std::move(pins->second);
  pins_.erase(pins);
  std::map<std::int64_t, std::string> present;
  for (const EventInStore& event : chain) present.emplace(event.sequence, event.hash);
  for (const auto& [sequence, pin] : expected) {
    const auto found = present.find(sequence);
    if (found == present.end()) {
      return {{TextOf(record), FindingReason::kEventGone, {absl::StrCat(sequence), absl::StrCat(pin.checkpoint)}}};
    }
    if (found->second != pin.hash) {
      return {{TextOf(record), FindingReason::kEventDiffers, {absl::StrCat(sequence), absl::StrCat(pin.checkpoint)}}};
    }
    ++pinned_;
  }
  return {};
}

std::vector<Finding> Pins::Missing() const {
  std::vector<Finding> findings;
  for (const auto& [record, pins] : pins_) {
    findings.push_back({TextOf(record), FindingReason::kRecordGone, {absl::StrCat(pins.begin()->second.checkpoint)}});
  }
  return findings;
}

}  // namespace rujukan
