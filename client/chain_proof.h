// Proving chains against checkpoints that are held here, so that nobody has to trust whoever keeps the database.
#ifndef RUJUKAN_CLIENT_CHAIN_PROOF_H_
#define RUJUKAN_CLIENT_CHAIN_PROOF_H_

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "rujukan/v1/audit.pb.h"
#include "server/domain/held_checkpoints.h"

namespace rujukan::client {

// Takes the held checkpoints, then the store's, then its chains in the order in which ListChains gives them, and tells what is
// wrong.
class ChainProof {
 public:
  // `held` outlives the proof.
  explicit ChainProof(const HeldCheckpoints& held);

  void Take(const v1::SignedCheckpoint& checkpoint);
  // After all checkpoints: an older store was put back.
  void EndCheckpoints();
  void Take(const v1::Chain& chain);
  // After all chains; of the whole store also what is not there.
  void End(bool whole_store);

  const std::vector<Finding>& findings() const { return findings_; }
  std::int64_t events() const { return events_; }
  // Those of them that a held checkpoint pins.
  std::int64_t pinned() const { return pins_.pinned(); }

 private:
  void Find(Finding finding);
  void EndChain();

  const HeldCheckpoints& held_;
  Pins pins_;
  std::vector<Finding> findings_;
  std::set<std::string> known_;
  std::int64_t events_ = 0;
  // The chain that is being taken.
  std::string record_;
  std::vector<EventInStore> chain_;
  std::string last_hash_;
  bool is_broken_ = false;
  // Chains that were shown, and those of records that are there.
  std::set<std::string> shown_;
  std::set<std::string> checked_;
};

}  // namespace rujukan::client

#endif  // RUJUKAN_CLIENT_CHAIN_PROOF_H_
