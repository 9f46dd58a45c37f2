#include "server/rpc/watch_hub.h"

#include <chrono>
#include <optional>
#include <string>
#include <utility>

#include "server/domain/try.h"
#include "server/rpc/inbox_event_conversion.h"
#include "server/rpc/refusal_status.h"
#include "server/rpc/resource_name.h"

namespace rujukan {
namespace {

// Readers of the database for all watchers together; more would only take turns at its connections.
constexpr int kWorkers = 2;

}  // namespace

// At any time one of three has the watcher: nobody, a worker (`stepping_`), or gRPC (`writing_`). Only who takes it from nobody may
// begin the next thing, so that no two writes overlap and nothing follows the end.
class WatchHub::Watcher final : public grpc::ServerWriteReactor<v1::WatchInboxResponse> {
 public:
  Watcher(WatchHub& hub, Passport passport, v1::WatchInboxRequest form)
      : hub_(hub), passport_(std::move(passport)), form_(std::move(form)), begin_(std::chrono::steady_clock::now()) {}

  void OnWriteDone(bool ok) override {
    {
      const std::lock_guard lock(hub_.mutex_);
      writing_ = false;
      if (!ok) EndWith(absl::CancelledError());
    }
    hub_.Advance(*this);
  }

  void OnCancel() override {
    {
      const std::lock_guard lock(hub_.mutex_);
      EndWith(absl::CancelledError());
    }
    hub_.Advance(*this);
  }

  void OnDone() override { hub_.Leave(*this); }

  // The first end counts. Guarded by the hub's mutex.
  void EndWith(absl::Status status) {
    if (!ending_) ending_ = std::move(status);
  }

  CallRecord Record() const {
    const bool left = !ending_ || absl::IsCancelled(*ending_);
    return {.method = MethodFor(*v1::WatchInboxRequest::descriptor()),
            .status = left ? absl::OkStatus() : *ending_,
            .unit = call_.caller().unit,
            .duration = absl::FromChrono(std::chrono::steady_clock::now() - begin_),
            .request_id = {}};
  }

  WatchHub& hub_;
  const Passport passport_;
  v1::WatchInboxRequest form_;
  const std::chrono::steady_clock::time_point begin_;

  // Of the worker that steps it.
  Call call_;
  bool open_ = false;

  // Guarded by the hub's mutex.
  bool stepping_ = false;
  bool writing_ = false;
  bool finished_ = false;
  bool rung_ = false;
  std::optional<absl::Status> ending_;
  std::deque<v1::WatchInboxResponse> batch_;
  InboxPosition position_;
  absl::Time heartbeat_due_ = absl::InfinitePast();

  // What gRPC is writing.
  v1::WatchInboxResponse response_;
};

WatchHub::WatchHub(Counter& counter, InboxReader& reader, const WatchLimits& limits)
    : counter_(counter), reader_(reader), limits_(limits) {
  for (int i = 0; i < kWorkers; ++i) workers_.emplace_back([this] { RunWorker(); });
  poller_ = std::thread([this] { RunPoller(); });
}

WatchHub::~WatchHub() {
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
  }
  work_or_end_.notify_all();
  end_.notify_all();
  for (std::thread& worker : workers_) worker.join();
  poller_.join();
}

grpc::ServerWriteReactor<v1::WatchInboxResponse>* WatchHub::Watch(grpc::CallbackServerContext& context,
                                                                  const v1::WatchInboxRequest& request) {
  auto owned = std::make_unique<Watcher>(*this, PassportIn(context.client_metadata(), *context.auth_context()), request);
  Watcher& watcher = *owned;
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) {
      watcher.EndWith(ServerStopping());
    } else if (watchers_.size() >= static_cast<std::size_t>(limits_.watchers_max)) {
      watcher.EndWith(TooManyWatchers());
    }
    watchers_.emplace(&watcher, std::move(owned));
    watcher.rung_ = true;
  }
  Advance(watcher);
  return &watcher;
}

void WatchHub::Ring(const std::vector<UnitId>& units) {
  const std::lock_guard lock(mutex_);
  for (const UnitId& unit : units) {
    const auto found = by_unit_.find(unit);
    if (found == by_unit_.end()) continue;
    for (Watcher* watcher : found->second) Wake(*watcher);
  }
}

void WatchHub::Stop(absl::Duration patience) {
  std::unique_lock lock(mutex_);
  stopping_ = true;
  for (const auto& [watcher, owned] : watchers_) {
    watcher->EndWith(ServerStopping());
    // The others end when they come back.
    if (watcher->stepping_ || watcher->writing_ || watcher->finished_) continue;
    watcher->stepping_ = true;
    to_step_.push_back(watcher);
  }
  work_or_end_.notify_all();
  left_.wait_for(lock, absl::ToChronoMilliseconds(patience), [this] { return watchers_.empty(); });
}

// What a watcher has not yet been written of its batch comes first: Advance looks at the ring after it. Between the end of a step
// or a write and that, nobody has the watcher, and a step then would put its batch in the place of the rest of the last one.
//
// REQUIRES: the mutex is held.
void WatchHub::Wake(Watcher& watcher) {
  watcher.rung_ = true;
  if (watcher.stepping_ || watcher.writing_ || watcher.finished_ || watcher.ending_ || !watcher.batch_.empty()) return;
  watcher.rung_ = false;
  watcher.stepping_ = true;
  to_step_.push_back(&watcher);
  work_or_end_.notify_one();
}

// Does the next thing for a watcher that nobody has: ends it, writes to it, or has it stepped.
void WatchHub::Advance(Watcher& watcher) {
  std::unique_lock lock(mutex_);
  if (watcher.stepping_ || watcher.writing_ || watcher.finished_) return;
  if (watcher.ending_) {
    watcher.finished_ = true;
    const absl::Status ending = *watcher.ending_;
    lock.unlock();
    watcher.Finish(absl::IsCancelled(ending) ? grpc::Status::CANCELLED : ToGrpc(ending));
  } else if (!watcher.batch_.empty()) {
    watcher.writing_ = true;
    watcher.response_ = std::move(watcher.batch_.front());
    watcher.batch_.pop_front();
    lock.unlock();
    watcher.StartWrite(&watcher.response_);
  } else if (watcher.rung_) {
    Wake(watcher);
  }
}

void WatchHub::Leave(Watcher& watcher) {
  std::unique_ptr<Watcher> owned;
  {
    const std::lock_guard lock(mutex_);
    const auto found = watchers_.find(&watcher);
    owned = std::move(found->second);
    watchers_.erase(found);
    const auto unit = by_unit_.find(watcher.call_.caller().unit);
    if (unit != by_unit_.end()) {
      unit->second.erase(&watcher);
      if (unit->second.empty()) by_unit_.erase(unit);
    }
    left_.notify_all();
  }
  WriteLine(owned->Record(), counter_.log());
}

// Lets the watcher in, or not.
absl::Status WatchHub::Open(Watcher& watcher) {
  const absl::Status opened = LetIn(watcher);
  counter_.CountRefusal(watcher.call_, watcher.form_, opened);
  return opened;
}

absl::Status WatchHub::LetIn(Watcher& watcher) {
  RUJUKAN_TRY(counter_.Receive(watcher.passport_, watcher.form_, watcher.call_));
  const UnitId& unit = watcher.call_.caller().unit;
  if (UnitIn(watcher.form_.parent()) != unit) return NotFound();
  RUJUKAN_TRY_ASSIGN(const InboxPosition position, InboxPositionIn(counter_.sealer(), unit, watcher.form_.cursor()));
  const std::lock_guard lock(mutex_);
  std::set<Watcher*>& colleagues = by_unit_[unit];
  if (colleagues.size() >= static_cast<std::size_t>(limits_.watchers_per_unit_max)) return TooManyWatchers();
  colleagues.insert(&watcher);
  watcher.position_ = position;
  watcher.open_ = true;
  return absl::OkStatus();
}

absl::Status WatchHub::Step(Watcher& watcher, Found& found) {
  if (!watcher.open_) RUJUKAN_TRY(Open(watcher));
  const absl::Time now = counter_.work().clock.Now();
  bool heartbeat = false;
  {
    const std::lock_guard lock(mutex_);
    heartbeat = watcher.heartbeat_due_ <= now;
    if (heartbeat) watcher.heartbeat_due_ = now + kWatchHeartbeat;
    found.position = watcher.position_;
  }
  const Caller& caller = watcher.call_.caller();
  RUJUKAN_TRY_ASSIGN(const std::vector<InboxEvent> events,
                     reader_.List(caller, caller.unit, found.position.place, kWatchBatchEventsMax));
  // Whoever was signed out meanwhile, gets nothing more.
  if (heartbeat || !events.empty()) {
    RUJUKAN_TRY_ASSIGN(watcher.call_.identity, counter_.Identify(watcher.passport_));
  }
  for (const InboxEvent& event : events) {
    found.position.place = {event.sequence, event.time};
    // A blank stands where the caller was excluded.
    if (event.referral.empty()) continue;
    ++found.position.shown;
    *found.batch.emplace_back().mutable_event() = ToProto(event, found.position, counter_.sealer());
  }
  found.more = events.size() == kWatchBatchEventsMax;
  if (heartbeat && found.batch.empty()) found.batch.emplace_back();
  return absl::OkStatus();
}

void WatchHub::RunWorker() {
  std::unique_lock lock(mutex_);
  while (true) {
    work_or_end_.wait(lock, [this] { return ended_ || !to_step_.empty(); });
    if (ended_) return;
    Watcher& watcher = *to_step_.front();
    to_step_.pop_front();
    const bool ending = watcher.ending_.has_value();
    lock.unlock();
    Found found;
    const absl::Status stepped = ending ? absl::OkStatus() : Guarded(counter_.log(), [&] { return Step(watcher, found); });
    lock.lock();
    watcher.stepping_ = false;
    if (!stepped.ok()) {
      watcher.EndWith(stepped);
    } else if (!ending) {
      watcher.batch_ = std::move(found.batch);
      watcher.position_ = found.position;
      watcher.rung_ = watcher.rung_ || found.more;
    }
    lock.unlock();
    Advance(watcher);
    lock.lock();
  }
}

void WatchHub::RunPoller() {
  std::unique_lock lock(mutex_);
  while (!end_.wait_for(lock, absl::ToChronoMilliseconds(limits_.poll_interval), [this] { return ended_; })) {
    lock.unlock();
    // What the store refuses now, it may answer next time.
    Guarded(counter_.log(), [this] {
      Poll();
      return absl::OkStatus();
    }).IgnoreError();
    lock.lock();
  }
}

void WatchHub::Poll() {
  std::map<UnitId, std::int64_t> heads;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [unit, watchers] : by_unit_) heads[unit] = 0;
  }
  if (heads.empty()) return;
  const absl::Status read = counter_.work().store.Read([&](Transaction& transaction) -> absl::Status {
    for (auto& [unit, head] : heads) {
      RUJUKAN_TRY_ASSIGN(head, transaction.inboxes().Head(unit));
    }
    return absl::OkStatus();
  });
  const absl::Time now = counter_.work().clock.Now();
  const std::lock_guard lock(mutex_);
  for (const auto& [unit, watchers] : by_unit_) {
    const auto head = heads.find(unit);
    for (Watcher* watcher : watchers) {
      const bool behind = read.ok() && head != heads.end() && watcher->position_.place.sequence < head->second;
      if (behind || watcher->heartbeat_due_ <= now) Wake(*watcher);
    }
  }
}

}  // namespace rujukan
