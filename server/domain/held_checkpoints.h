// What held checkpoints pin, and what the store has instead. Whoever holds them proves it where it is wanted: the server over its
// own store, and an agency's auditor over what the server sends.
#ifndef RUJUKAN_SERVER_DOMAIN_HELD_CHECKPOINTS_H_
#define RUJUKAN_SERVER_DOMAIN_HELD_CHECKPOINTS_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "server/domain/audit.h"
#include "server/domain/checkpoint.h"
#include "server/domain/finding.h"

namespace rujukan {

// The checkpoints that somebody holds outside the store.
struct HeldCheckpoints {
  struct File {
    std::string name;
    std::string text;
  };
  std::vector<File> files;
  // True when `signature` is that of the installation's key for `text`.
  std::function<bool(std::string_view text, std::string_view signature)> is_signature;
  // SHA-256.
  std::function<std::string(std::string_view)> digest;
};

// An event of a chain as it is in the store.
struct EventInStore {
  std::int64_t sequence = 0;
  std::string hash;
};

// Takes the held checkpoints, then all of the store's checkpoints and all chains, and tells what differs.
class Pins {
 public:
  // Reads the held checkpoints. What is no checkpoint of the key, is missing between two of them, does not go on from the one
  // before, or has another event in a place that an earlier one signed, is a finding.
  std::vector<Finding> Hold(const HeldCheckpoints& held);

  // One of the store's, by number: it must be the held one, if one is held.
  std::vector<Finding> Compare(const KeptCheckpoint& kept, const HeldCheckpoints& held);
  // What no checkpoint of the store holds yet; what they hold counts by itself.
  void Count(const std::vector<SignedEvent>& events);
  // The whole chain of a record, after all of the store's checkpoints and what waits: each event is in one of them. What was kept
  // from being signed could be removed without a trace.
  std::vector<Finding> CompareCount(const RecordName& record, std::size_t events) const;
  // After all of them: what is held and not in the store. An older store was put back.
  std::vector<Finding> MissingCheckpoints() const;

  // The whole chain of a record. Names the first event that is not as it was signed.
  std::vector<Finding> Compare(const RecordName& record, const std::vector<EventInStore>& chain);
  // After all of them: records of which every event is gone.
  std::vector<Finding> Missing() const;

  // The events that chains were compared by.
  std::int64_t pinned() const { return pinned_; }

 private:
  struct Pin {
    std::string hash;
    std::int64_t checkpoint = 0;
  };
  struct Held {
    std::string digest;
    std::string time;
  };

  std::map<RecordName, std::map<std::int64_t, Pin>> pins_;
  std::map<std::int64_t, Held> checkpoints_;
  // How many events of a chain the store's checkpoints hold, or will.
  std::map<RecordName, std::size_t> counted_;
  std::int64_t last_in_store_ = 0;
  std::int64_t pinned_ = 0;
};

}  // namespace rujukan

#endif  // RUJUKAN_SERVER_DOMAIN_HELD_CHECKPOINTS_H_
