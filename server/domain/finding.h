// What is wrong with a record or a checkpoint, in a form that a program and both languages can tell. A finding holds names, places
// and times, and nothing of what records say.
#ifndef RUJUKAN_SERVER_DOMAIN_FINDING_H_
#define RUJUKAN_SERVER_DOMAIN_FINDING_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace rujukan {

enum class FindingReason : std::int32_t {
  // Of checkpoints that somebody holds.
  kNotACheckpoint,
  kTwoCheckpoints,
  kPlaceSignedTwice,
  kCheckpointNotHeld,
  kCheckpointWithoutLink,
  // Of checkpoints in the store.
  kStoredCheckpointChanged,
  kStoredCheckpointDiffers,
  kStoredCheckpointMissing,
  kOlderStore,
  // Of chains, by held checkpoints.
  kEventGone,
  kEventDiffers,
  kRecordGone,
  kKeptFromCheckpoints,
  // Of records and their chains, by themselves.
  kChainBreaks,
  kEventsWithoutRecord,
  kRecordWithoutEvents,
  kNotOfLastEvent,
  kNotIndexed,
  kIndexedAndNotThere,
  kDoesNotOpen,
  kNobodyAccountable,
  kNumbersDiffer,
  kLast = kNumbersDiffer,
};

struct Finding {
  // A record as TextOf(RecordName) writes it, "checkpoint 12", or a file.
  std::string name;
  FindingReason reason = FindingReason::kDoesNotOpen;
  // What completes the text, for example the place of an event.
  std::vector<std::string> arguments = {};
};

// "EVENT_GONE".
std::string_view NameOf(FindingReason reason);
// The reason of this name; kDoesNotOpen for one that this version does not know: something is wrong then, too.
FindingReason FindingReasonNamed(std::string_view name);

// The text without the name.
std::string DescribeInEnglish(const Finding& finding);
std::string DescribeInIndonesian(const Finding& finding);

}  // namespace rujukan

#endif  // RUJUKAN_SERVER_DOMAIN_FINDING_H_
