// A store that counts, and that fails when it is told to.
#ifndef RUJUKAN_TESTS_RPC_OBSERVED_STORE_H_
#define RUJUKAN_TESTS_RPC_OBSERVED_STORE_H_

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <stdexcept>
#include <utility>
#include <vector>

#include "server/domain/errors.h"
#include "server/domain/storage.h"

namespace rujukan::testing {

class ObservedStore final : public Store {
 public:
  explicit ObservedStore(std::unique_ptr<Store> inner) : inner_(std::move(inner)) {
    inner_->SetDoorbell([this](const std::vector<UnitId>& units) {
      const std::lock_guard lock(mutex_);
      if (doorbell_ && !deaf) doorbell_(units);
    });
  }

  absl::Status Transact(Closure closure) override {
    if (const absl::Status trouble = Trouble(); !trouble.ok()) return trouble;
    if (undoes) return Rehearse(closure);
    const absl::Status status = inner_->Transact(closure);
    if (status.ok()) ++commits;
    return status;
  }

  absl::Status Read(Closure closure) override { return ReadBy(&Store::Read, closure); }
  absl::Status ReadSnapshot(Closure closure) override { return ReadBy(&Store::ReadSnapshot, closure); }

  SealedPacket SealPacket(const ReferralId& id, const Packet& packet) const override { return inner_->SealPacket(id, packet); }

  absl::Status Ping() override { return down ? StoreUnavailable() : inner_->Ping(); }

  void SetDoorbell(std::function<void(const std::vector<UnitId>&)> doorbell) override {
    const std::lock_guard lock(mutex_);
    doorbell_ = std::move(doorbell);
  }

  // Rings without a reason, which must do no harm.
  void Ring(const UnitId& unit) {
    const std::lock_guard lock(mutex_);
    if (doorbell_) doorbell_({unit});
  }

  std::atomic<int> commits = 0;
  std::atomic<int> inbox_events_read = 0;
  std::atomic<bool> down = false;
  std::atomic<bool> throws = false;
  // Rings are lost.
  std::atomic<bool> deaf = false;
  // What a transaction did is undone, and its caller is not told: a rehearsal.
  std::atomic<bool> undoes = false;
  // Set before calls are made.
  std::function<void()> before_read;

 private:
  class CountedInboxes final : public Inboxes {
   public:
    CountedInboxes(Inboxes& inner, std::atomic<int>& read) : inner_(inner), read_(read) {}
    absl::Status AppendAll(std::span<const InboxEvent> events) override { return inner_.AppendAll(events); }
    absl::StatusOr<std::vector<InboxEvent>> List(const UnitId& unit, std::int64_t after_sequence, std::size_t size) override {
      auto events = inner_.List(unit, after_sequence, size);
      if (events.ok()) read_ += static_cast<int>(events->size());
      return events;
    }
    absl::StatusOr<std::int64_t> Head(const UnitId& unit) override { return inner_.Head(unit); }
    absl::StatusOr<std::vector<UnitId>> ListUnits(const PageRequest& page) override { return inner_.ListUnits(page); }

   private:
    Inboxes& inner_;
    std::atomic<int>& read_;
  };

  class Observed final : public Transaction {
   public:
    Observed(Transaction& inner, std::atomic<int>& read) : inner_(inner), inboxes_(inner.inboxes(), read) {}
    Units& units() override { return inner_.units(); }
    Officers& officers() override { return inner_.officers(); }
    Sessions& sessions() override { return inner_.sessions(); }
    Regions& regions() override { return inner_.regions(); }
    Households& households() override { return inner_.households(); }
    CaseFiles& case_files() override { return inner_.case_files(); }
    Referrals& referrals() override { return inner_.referrals(); }
    Events& events() override { return inner_.events(); }
    AuditTrail& audit() override { return inner_.audit(); }
    Checkpoints& checkpoints() override { return inner_.checkpoints(); }
    Inboxes& inboxes() override { return inboxes_; }
    Receipts& receipts() override { return inner_.receipts(); }
    Numbers& numbers() override { return inner_.numbers(); }

   private:
    Transaction& inner_;
    CountedInboxes inboxes_;
  };

  absl::Status ReadBy(absl::Status (Store::*read)(Closure), Closure closure) {
    if (const absl::Status trouble = Trouble(); !trouble.ok()) return trouble;
    if (before_read) before_read();
    return (inner_.get()->*read)([&](Transaction& transaction) {
      Observed observed(transaction, inbox_events_read);
      return closure(observed);
    });
  }

  absl::Status Rehearse(Closure closure) {
    absl::Status rehearsed;
    const absl::Status undone = inner_->Transact([&](Transaction& transaction) {
      rehearsed = closure(transaction);
      return rehearsed.ok() ? absl::CancelledError("a rehearsal") : rehearsed;
    });
    return rehearsed.ok() && !absl::IsCancelled(undone) ? undone : rehearsed;
  }

  absl::Status Trouble() const {
    if (throws) throw std::runtime_error("what nobody foresaw: 9971014107900001");
    return down ? StoreUnavailable() : absl::OkStatus();
  }

  const std::unique_ptr<Store> inner_;
  std::mutex mutex_;
  std::function<void(const std::vector<UnitId>&)> doorbell_;
};

}  // namespace rujukan::testing

#endif  // RUJUKAN_TESTS_RPC_OBSERVED_STORE_H_
