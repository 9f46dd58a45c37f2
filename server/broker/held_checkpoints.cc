#include "server/broker/held_checkpoints.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "server/domain/checkpoint.h"

namespace rujukan {
namespace {

std::string NameOfCheckpoint(std::int64_t number) { return absl::StrCat("checkpoint ", number); }

}  // namespace

std::vector<Finding> Pins::Hold(const HeldCheckpoints& held, const Sealer& sealer) {
  std::vector<Finding> findings;
  std::map<std::int64_t, std::string> previous;
  for (const HeldCheckpoints::File& file : held.files) {
    const std::optional<Checkpoint> checkpoint = ReadCheckpoint(file.text, held.is_signature);
    if (!checkpoint) {
      findings.push_back({file.name, "it is no checkpoint of this key, or it was changed"});
      continue;
    }
    const std::string digest = DigestOf(file.text, sealer);
    const auto [place, is_first] = checkpoints_.try_emplace(
        checkpoint->number, Held{digest, absl::FormatTime(absl::RFC3339_sec, checkpoint->time, absl::UTCTimeZone())});
    if (!is_first && place->second.digest != digest) {
      findings.push_back({file.name, "another checkpoint of this number is held: two were signed"});
      continue;
    }
    previous[checkpoint->number] = checkpoint->previous;
    for (const SignedEvent& event : checkpoint->events) pins_[event.record][event.sequence] = {event.hash, checkpoint->number};
  }
  std::int64_t expected = 1;
  for (const auto& [number, checkpoint] : checkpoints_) {
    if (number != expected) {
      findings.push_back({NameOfCheckpoint(expected), absl::StrCat("it is not among those held, which go on with ", number)});
    } else if (previous[number] != (number == 1 ? "" : checkpoints_[number - 1].digest)) {
      findings.push_back({NameOfCheckpoint(number), "it does not go on from the one before"});
    }
    expected = number + 1;
  }
  return findings;
}

std::vector<Finding> Pins::Compare(const Checkpoints::Kept& kept, const HeldCheckpoints& held, const Sealer& sealer) {
  std::vector<Finding> findings;
  const std::optional<Checkpoint> checkpoint = ReadCheckpoint(kept.signed_text, held.is_signature);
  const auto same = checkpoints_.find(kept.number);
  if (!checkpoint || checkpoint->number != kept.number) {
    findings.push_back({NameOfCheckpoint(kept.number), "in the store it is no checkpoint of this key, or it was changed"});
  } else if (same != checkpoints_.end() && same->second.digest != DigestOf(kept.signed_text, sealer)) {
    findings.push_back({NameOfCheckpoint(kept.number), "the store has another one of this number"});
  }
  if (kept.number != last_in_store_ + 1) {
    findings.push_back({NameOfCheckpoint(last_in_store_ + 1), "it is missing in the store"});
  }
  last_in_store_ = kept.number;
  return findings;
}

std::vector<Finding> Pins::MissingCheckpoints() const {
  const auto newer = checkpoints_.upper_bound(last_in_store_);
  if (newer == checkpoints_.end()) return {};
  return {{NameOfCheckpoint(newer->first), absl::StrCat("it is held and not in the store, as whatever was done since ",
                                                        newer->second.time, ": an older state was put back")}};
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
      return {{TextOf(record), absl::StrCat("event ", sequence, " is gone, which ", NameOfCheckpoint(pin.checkpoint), " holds")}};
    }
    if (found->second != pin.hash) {
      return {{TextOf(record), absl::StrCat("event ", sequence, " is not the one that ", NameOfCheckpoint(pin.checkpoint),
                                            " holds: it was changed, or one was removed, inserted or moved here")}};
    }
    ++pinned_;
  }
  return {};
}

std::vector<Finding> Pins::Missing() const {
  std::vector<Finding> findings;
  for (const auto& [record, pins] : pins_) {
    findings.push_back({TextOf(record), absl::StrCat("it is gone with all its events, which ",
                                                     NameOfCheckpoint(pins.begin()->second.checkpoint), " holds")});
  }
  return findings;
}

}  // namespace rujukan
