#include "tests/bench/watch_load.h"

#include <cstdlib>
#include <future>
#include <iostream>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "rujukan/v1/inbox_event.grpc.pb.h"

namespace rujukan::bench {
namespace {

std::int64_t NowMicros() {
  return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

// Behind the last event of the inbox.
std::string PresentCursor(v1::InboxService::Stub& stub, const Desk& desk) {
  constexpr int kPage = 500;
  v1::ListInboxEventsRequest request;
  request.set_parent(absl::StrCat("units/", desk.unit));
  request.set_page_size(kPage);
  while (true) {
    grpc::ClientContext context;
    context.AddMetadata("authorization", absl::StrCat("Bearer ", desk.token));
    v1::ListInboxEventsResponse response;
    const grpc::Status status = stub.ListInboxEvents(&context, request, &response);
    if (!status.ok()) {
      std::cerr << "load_generator: an inbox cannot be listed: code " << status.error_code() << "\n";
      std::exit(1);
    }
    request.set_cursor(response.next_cursor());
    if (response.events_size() < kPage) return request.cursor();
  }
}

}  // namespace

class WatchLoad::Watcher final : public grpc::ClientReadReactor<v1::WatchInboxResponse> {
 public:
  Watcher(WatchLoad& load, const std::shared_ptr<grpc::Channel>& channel, const Desk& desk, const std::string& cursor)
      : load_(load), stub_(v1::InboxService::NewStub(channel)) {
    context_.AddMetadata("authorization", absl::StrCat("Bearer ", desk.token));
    request_.set_parent(absl::StrCat("units/", desk.unit));
    request_.set_cursor(cursor);
    stub_->async()->WatchInbox(&context_, &request_, this);
    StartRead(&response_);
    StartCall();
  }

  void OnReadDone(bool ok) override {
    if (!ok) return;
    // Without an event it is a sign of life.
    if (response_.has_event()) {
      const auto& time = response_.event().event_time();
      const std::int64_t event_micros = time.seconds() * 1'000'000 + time.nanos() / 1000;
      const std::int64_t now = NowMicros();
      const std::lock_guard lock(load_.mutex_);
      load_.delay_.Record(std::chrono::microseconds(now - event_micros));
    }
    StartRead(&response_);
  }

  void OnDone(const grpc::Status& status) override {
    if (!load_.leaving_) {
      if (load_.ended_++ == 0) std::cerr << "load_generator: a watch ended: code " << status.error_code() << "\n";
    }
    done_.set_value();
  }

  void Leave() { context_.TryCancel(); }
  void Wait() { done_.get_future().wait(); }

 private:
  WatchLoad& load_;
  std::unique_ptr<v1::InboxService::Stub> stub_;
  grpc::ClientContext context_;
  v1::WatchInboxRequest request_;
  v1::WatchInboxResponse response_;
  std::promise<void> done_;
};

WatchLoad::WatchLoad(const std::vector<std::shared_ptr<grpc::Channel>>& channels, const District& district, int watchers)
    : watchers_of_each_(watchers / static_cast<std::int64_t>(district.desks.size())) {
  if (watchers_of_each_ * static_cast<std::int64_t>(district.desks.size()) != watchers) {
    std::cerr << "load_generator: " << watchers << " watchers cannot be spread evenly over " << district.desks.size() << " units\n";
    std::exit(1);
  }
  std::vector<std::string> cursors;
  const auto stub = v1::InboxService::NewStub(channels.front());
  for (const Desk& desk : district.desks) cursors.push_back(PresentCursor(*stub, desk));
  for (std::size_t i = 0; i < static_cast<std::size_t>(watchers); ++i) {
    const std::size_t desk = i % district.desks.size();
    watchers_.push_back(std::make_unique<Watcher>(*this, channels[i % channels.size()], district.desks[desk], cursors[desk]));
  }
}

WatchLoad::~WatchLoad() {
  leaving_ = true;
  for (const auto& watcher : watchers_) watcher->Leave();
  for (const auto& watcher : watchers_) watcher->Wait();
}

void WatchLoad::Await(std::int64_t referrals) {
  constexpr auto kPatience = std::chrono::seconds(10);
  constexpr std::int64_t kInboxesOfReferral = 2;
  const auto end = std::chrono::steady_clock::now() + kPatience;
  std::unique_lock lock(mutex_);
  while (true) {
    missing_ = kInboxesOfReferral * referrals * watchers_of_each_ - delay_.count();
    if (missing_ == 0 || std::chrono::steady_clock::now() >= end) return;
    lock.unlock();
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    lock.lock();
  }
}

std::string WatchLoad::Json() {
  const std::lock_guard lock(mutex_);
  return absl::StrFormat(R"({"watchers": %d, "ended": %d, "missing": %d, "delay": %s})", watchers_.size(), ended_.load(), missing_,
                         delay_.Json());
}

}  // namespace rujukan::bench
