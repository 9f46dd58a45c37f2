#include "client/chain_proof.h"

#include <utility>

#include "absl/strings/escaping.h"

namespace rujukan::client {

ChainProof::ChainProof(const HeldCheckpoints& held) : held_(held) {
  for (Finding& finding : pins_.Hold(held)) Find(std::move(finding));
}

void ChainProof::Find(Finding finding) {
  // The server may have found the same.
  if (known_.insert(finding.name + ": " + DescribeInEnglish(finding)).second) findings_.push_back(std::move(finding));
}

void ChainProof::Take(const v1::SignedCheckpoint& checkpoint) {
  for (Finding& finding : pins_.Compare({checkpoint.number(), checkpoint.text()}, held_)) Find(std::move(finding));
}

void ChainProof::EndCheckpoints() {
  for (Finding& finding : pins_.MissingCheckpoints()) Find(std::move(finding));
}

void ChainProof::Take(const v1::Chain& chain) {
  if (chain.record() != record_) EndChain();
  record_ = chain.record();
  for (const v1::ChainEvent& event : chain.events()) {
    ++events_;
    const bool goes_on = event.sequence() == static_cast<std::int64_t>(chain_.size()) + 1 && event.previous_hash() == last_hash_;
    if (!goes_on && !is_broken_) Find({record_, FindingReason::kChainBreaks, {std::to_string(chain_.size() + 1)}});
    is_broken_ = is_broken_ || !goes_on;
    last_hash_ = event.hash();
    chain_.push_back({event.sequence(), absl::HexStringToBytes(event.hash())});
  }
  if (chain.events_size() > 0) shown_.insert(record_);
  if (chain.checked()) checked_.insert(record_);
  for (const v1::ChainFinding& finding : chain.findings()) {
    Find({record_, FindingReasonNamed(finding.reason()), {finding.arguments().begin(), finding.arguments().end()}});
  }
}

void ChainProof::EndChain() {
  if (!chain_.empty()) {
    for (Finding& finding : pins_.Compare(RecordIn(record_), chain_)) Find(std::move(finding));
  }
  record_.clear();
  chain_.clear();
  last_hash_.clear();
  is_broken_ = false;
}

void ChainProof::End(bool whole_store) {
  EndChain();
  for (const std::string& record : shown_) {
    if (!checked_.contains(record)) Find({record, FindingReason::kEventsWithoutRecord});
  }
  if (!whole_store) return;
  for (Finding& finding : pins_.Missing()) Find(std::move(finding));
}

}  // namespace rujukan::client
