// The health of the server follows that of the store.
#ifndef RUJUKAN_SERVER_RPC_HEALTH_MONITOR_H_
#define RUJUKAN_SERVER_RPC_HEALTH_MONITOR_H_

#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/time/time.h"
#include "grpcpp/health_check_service_interface.h"
#include "server/domain/storage.h"
#include "server/rpc/call_log.h"

namespace rujukan {

// Asks the store again and again, and says SERVING only while it answers: for the server as a whole and for each service.
class HealthMonitor {
 public:
  HealthMonitor(Store& store, grpc::HealthCheckServiceInterface& health, std::vector<std::string> services, absl::Duration interval,
                Log log);
  ~HealthMonitor();

  // NOT_SERVING from now on, whatever the store says.
  void Stop();

 private:
  void Run();
  void Look();

  Store& store_;
  grpc::HealthCheckServiceInterface& health_;
  const std::vector<std::string> services_;
  const absl::Duration interval_;
  const Log log_;
  std::optional<bool> serving_;
  std::mutex mutex_;
  std::condition_variable stop_;
  bool stopped_ = false;
  std::thread thread_;
};

}  // namespace rujukan

#endif  // RUJUKAN_SERVER_RPC_HEALTH_MONITOR_H_
