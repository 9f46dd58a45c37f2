// Unary calls to a server, as a closed loop or on a schedule that waits for none of them.
#ifndef RUJUKAN_TESTS_BENCH_CALL_LOAD_H_
#define RUJUKAN_TESTS_BENCH_CALL_LOAD_H_

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tests/bench/district.h"
#include "tests/bench/histogram.h"

namespace rujukan::bench {

using Clock = std::chrono::steady_clock;

enum class Method { kCreate, kGet, kPacket };

struct CallOptions {
  Method method = Method::kCreate;
  // Closed loop: so many calls are in flight, and each that ends begins the next. 0: by `rate`.
  int in_flight = 0;
  // Open loop: so many calls a second begin on the average, at random, however many have ended.
  double rate = 0;
  // Not counted.
  std::chrono::duration<double> warm_up{1};
  std::chrono::duration<double> measured{5};
  std::uint64_t seed = 1;
};

struct CallResults {
  // From the end of the warm-up to the end of the time to be measured, or to what came later: the first answer of a closed loop,
  // the last call or answer of an open one.
  double seconds = 0;
  // Answered OK, also in the warm-up and after the end.
  std::int64_t answered = 0;
  // Of calls answered OK: in a closed loop from the start of the call, in an open one from the time at which it was to start, so
  // that waiting in the client counts too.
  Histogram latency;
  // Of calls refused with RESOURCE_EXHAUSTED, counted as those answered are.
  Histogram refused;
  // How late calls of an open loop started: the generator's own fault.
  Histogram lateness;
  // Of all others, also in the warm-up and after the end, by code; "UNSENT" for calls of an open loop that had too many before
  // them.
  std::map<std::string, std::int64_t> errors;

  std::string Json() const;
};

// Connections of their own, all connected; ends the program when one cannot be. `ca_file` empty: without TLS.
std::vector<std::shared_ptr<grpc::Channel>> Connect(const std::string& server, const std::string& ca_file, int count);

CallResults RunCalls(const std::vector<std::shared_ptr<grpc::Channel>>& channels, const District& district,
                     const CallOptions& options);

// One GetReferral.
grpc::Status GetOne(const std::shared_ptr<grpc::Channel>& channel, const District& district, std::string* answer);

}  // namespace rujukan::bench

#endif  // RUJUKAN_TESTS_BENCH_CALL_LOAD_H_
