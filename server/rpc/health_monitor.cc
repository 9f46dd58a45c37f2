#include "server/rpc/health_monitor.h"

#include <utility>

#include "absl/time/clock.h"
#include "server/rpc/call.h"

namespace rujukan {

HealthMonitor::HealthMonitor(Store& store, grpc::HealthCheckServiceInterface& health, std::vector<std::string> services,
                             absl::Duration interval, Log log)
    : store_(store), health_(health), services_(std::move(services)), interval_(interval), log_(std::move(log)) {
  Look();
  thread_ = std::thread([this] { Run(); });
}

HealthMonitor::~HealthMonitor() { Stop(); }

void HealthMonitor::Stop() {
  {
    const std::lock_guard lock(mutex_);
    if (stopped_) return;
    stopped_ = true;
  }
  stop_.notify_all();
  thread_.join();
  health_.Shutdown();
}

void HealthMonitor::Run() {
  std::unique_lock lock(mutex_);
  while (!stop_.wait_for(lock, absl::ToChronoMilliseconds(interval_), [this] { return stopped_; })) {
    lock.unlock();
    Look();
    lock.lock();
  }
}

void HealthMonitor::Look() {
  const bool serving = Guarded(log_, [this] { return store_.Ping(); }).ok();
  if (serving_ == serving) return;
  serving_ = serving;
  health_.SetServingStatus("", serving);
  for (const std::string& service : services_) health_.SetServingStatus(service, serving);
  log_(serving ? LogLevel::kInfo : LogLevel::kError, serving ? "health serving" : "health not serving: the store does not answer");
}

}  // namespace rujukan
