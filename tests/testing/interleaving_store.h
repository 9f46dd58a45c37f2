// A store that lets something else happen in the middle of a transaction.
#ifndef RUJUKAN_TESTS_TESTING_INTERLEAVING_STORE_H_
#define RUJUKAN_TESTS_TESTING_INTERLEAVING_STORE_H_

#include <atomic>
#include <functional>
#include <thread>
#include <utility>
#include <vector>

#include "server/domain/storage.h"
#include "tests/testing/store_kinds.h"

namespace rujukan::testing {

// Passes everything to the store of `host`. A use is one call of one aggregate by a closure, and what stands between its last call
// and the commit is one more. Interleave with 1, do something, Join; go on with the next number until Join tells that there was no
// such use: then the other has been at every place where it can be.
class InterleavingStore final : public Store {
 public:
  explicit InterleavingStore(StoreHost& host) : host_(host) {}
  ~InterleavingStore() override { Join(); }

  // Right before the n-th use from now on, `other` is begun in a thread of its own, which works on the store of the host. The
  // closure goes on when `other` has ended or waits for a lock.
  void Interleave(int n, std::function<void()> other) {
    left_ = n;
    other_ = std::move(other);
  }
  // Waits for the end of `other`; false when it was never begun.
  bool Join() {
    other_ = nullptr;
    if (!thread_.joinable()) return false;
    thread_.join();
    return true;
  }

  absl::Status Transact(Closure closure) override {
    return host_.store().Transact([&](Transaction& inner) {
      Interrupted transaction(inner, *this);
      const absl::Status status = closure(transaction);
      Use();
      return status;
    });
  }
  absl::Status Read(Closure closure) override { return host_.store().Read(closure); }
  absl::Status ReadSnapshot(Closure closure) override { return host_.store().ReadSnapshot(closure); }
  SealedPacket SealPacket(const ReferralId& id, const Packet& packet) const override {
    return host_.store().SealPacket(id, packet);
  }
  absl::Status Ping() override { return host_.store().Ping(); }
  void SetDoorbell(std::function<void(const std::vector<UnitId>&)> doorbell) override {
    host_.store().SetDoorbell(std::move(doorbell));
  }

 private:
  // Whoever asks for an aggregate calls it next.
  class Interrupted final : public Transaction {
   public:
    Interrupted(Transaction& inner, InterleavingStore& store) : inner_(inner), store_(store) {}
    Units& units() override { return Used().units(); }
    Officers& officers() override { return Used().officers(); }
    Sessions& sessions() override { return Used().sessions(); }
    Regions& regions() override { return Used().regions(); }
    Households& households() override { return Used().households(); }
    CaseFiles& case_files() override { return Used().case_files(); }
    Referrals& referrals() override { return Used().referrals(); }
    Events& events() override { return Used().events(); }
    AuditTrail& audit() override { return Used().audit(); }
    Checkpoints& checkpoints() override { return Used().checkpoints(); }
    Inboxes& inboxes() override { return Used().inboxes(); }
    Receipts& receipts() override { return Used().receipts(); }
    Numbers& numbers() override { return Used().numbers(); }

   private:
    Transaction& Used() {
      store_.Use();
      return inner_;
    }

    Transaction& inner_;
    InterleavingStore& store_;
  };

  void Use() {
    if (!other_ || --left_ > 0) return;
    ended_ = false;
    thread_ = std::thread([this, other = std::exchange(other_, nullptr)] {
      other();
      ended_ = true;
    });
    while (!ended_ && !host_.SomebodyWaits()) std::this_thread::yield();
  }

  StoreHost& host_;
  int left_ = 0;
  std::function<void()> other_;
  std::thread thread_;
  std::atomic<bool> ended_ = false;
};

}  // namespace rujukan::testing

#endif  // RUJUKAN_TESTS_TESTING_INTERLEAVING_STORE_H_
