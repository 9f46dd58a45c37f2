#include "tests/bench/call_load.h"

#include <grpcpp/generic/generic_stub.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "adapters/system/system_clock.h"
#include "adapters/system/uuid_ids.h"

namespace rujukan::bench {
namespace {

constexpr char kCreate[] = "/rujukan.v1.ReferralService/CreateReferral";
constexpr char kGet[] = "/rujukan.v1.ReferralService/GetReferral";
constexpr char kPacket[] = "/rujukan.v1.ReferralService/GetPacket";
// As a real client would wait.
constexpr std::chrono::seconds kDeadline{30};
constexpr std::chrono::seconds kConnectPatience{20};
// Of an open loop: a server that lets more calls wait has failed in another way than by being slow.
constexpr int kOutstandingMax = 20'000;

grpc::ByteBuffer Serialized(const google::protobuf::Message& message) {
  const grpc::Slice slice(message.SerializeAsString());
  return grpc::ByteBuffer(&slice, 1);
}

struct Request {
  const char* method;
  const Desk* desk;
  grpc::ByteBuffer body;
};

// Makes one request after the other. Not thread-safe.
class Requests {
 public:
  Requests(const District& district, Method method, UuidIds& ids, std::uint64_t seed)
      : district_(district), method_(method), ids_(ids), draw_(district.desks.size()), random_(seed) {}

  Request Next() {
    if (method_ == Method::kCreate) {
      const Pair pair = DrawPair(draw_, random_);
      return {kCreate, &district_.desks[pair.sender],
              Serialized(NewReferral(district_.desks[pair.receiver].unit, ids_.NewUuid(), PacketSize::kFull))};
    }
    const StoredReferral& stored = district_.referrals[random_() % district_.referrals.size()];
    const std::string name = absl::StrCat("referrals/", stored.id);
    if (method_ == Method::kGet) {
      v1::GetReferralRequest form;
      form.set_name(name);
      return {kGet, &district_.desks[random_() % 2 == 0 ? stored.sender : stored.receiver], Serialized(form)};
    }
    v1::GetPacketRequest form;
    form.set_name(absl::StrCat(name, "/packet"));
    for (const auto section : {v1::PACKET_SECTION_CONTACT, v1::PACKET_SECTION_IDENTITY, v1::PACKET_SECTION_NEED}) {
      form.add_sections(section);
    }
    return {kPacket, &district_.desks[stored.receiver], Serialized(form)};
  }

 private:
  const District& district_;
  const Method method_;
  UuidIds& ids_;
  const ZipfDraw draw_;
  std::mt19937_64 random_;
};

struct PendingCall {
  grpc::ClientContext context;
  grpc::ByteBuffer answer;
  grpc::Status status;
  Clock::time_point begun;
  std::unique_ptr<grpc::GenericClientAsyncResponseReader> reader;
};

// Begins a call of which `queue` tells the end.
void Begin(grpc::GenericStub& stub, grpc::CompletionQueue& queue, const Request& request, Clock::time_point begun) {
  auto call = std::make_unique<PendingCall>();
  call->begun = begun;
  call->context.AddMetadata("authorization", absl::StrCat("Bearer ", request.desk->token));
  call->context.set_deadline(std::chrono::system_clock::now() + kDeadline);
  call->reader = stub.PrepareUnaryCall(&call->context, request.method, request.body, &queue);
  call->reader->StartCall();
  PendingCall* const pending = call.release();
  pending->reader->Finish(&pending->answer, &pending->status, pending);
}

// The next call that has ended; nullptr when the queue is shut down.
std::unique_ptr<PendingCall> Ended(grpc::CompletionQueue& queue) {
  void* tag = nullptr;
  bool ok = false;
  if (!queue.Next(&tag, &ok)) return nullptr;
  return std::unique_ptr<PendingCall>(static_cast<PendingCall*>(tag));
}

void Note(const PendingCall& call, Clock::time_point now, bool measured, CallResults& results) {
  if (call.status.ok()) {
    ++results.answered;
    if (measured) results.latency.Record(now - call.begun);
  } else if (call.status.error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED) {
    if (measured) results.refused.Record(now - call.begun);
  } else {
    ++results.errors[absl::StrCat("code ", static_cast<int>(call.status.error_code()))];
  }
}

using Stubs = std::vector<std::unique_ptr<grpc::GenericStub>>;

Clock::duration Ticks(std::chrono::duration<double> duration) { return std::chrono::duration_cast<Clock::duration>(duration); }

CallResults RunClosedLoop(Stubs& stubs, const District& district, const CallOptions& options) {
  const SystemClock clock;
  UuidIds ids(clock);
  Requests requests(district, options.method, ids, options.seed);
  grpc::CompletionQueue queue;
  std::size_t next_stub = 0;
  const auto begin_one = [&] {
    const Request request = requests.Next();
    Begin(*stubs[next_stub++ % stubs.size()], queue, request, Clock::now());
  };
  const Clock::time_point begin = Clock::now() + Ticks(options.warm_up);
  const Clock::time_point end = begin + Ticks(options.measured);
  Clock::time_point last = end;
  CallResults results;
  int in_flight = 0;
  for (; in_flight < options.in_flight; ++in_flight) begin_one();
  bool any_ended = false;
  while (in_flight > 0) {
    const std::unique_ptr<PendingCall> call = Ended(queue);
    const Clock::time_point now = Clock::now();
    // At least one call is measured, however slow the machine is.
    const bool over = now >= end && any_ended;
    const bool measured = now >= begin && !over;
    Note(*call, now, measured, results);
    if (measured) {
      any_ended = true;
      last = std::max(last, now);
    }
    if (over) {
      --in_flight;
    } else {
      begin_one();
    }
  }
  results.seconds = std::chrono::duration<double>(last - begin).count();
  return results;
}

class OpenLoop {
 public:
  OpenLoop(Stubs& stubs, const District& district, const CallOptions& options)
      : stubs_(stubs), district_(district), options_(options), ids_(clock_) {}

  CallResults Run() {
    std::thread taker([this] { TakeAnswers(); });
    KeepSchedule();
    queue_.Shutdown();
    taker.join();
    results_.lateness = sent_.lateness;
    results_.errors.merge(sent_.errors);
    results_.seconds = std::max(sent_.seconds, results_.seconds);
    return std::move(results_);
  }

 private:
  void KeepSchedule() {
    Requests requests(district_, options_.method, ids_, options_.seed);
    std::mt19937_64 random(options_.seed);
    std::exponential_distribution<double> gap(options_.rate);
    std::size_t next_stub = 0;
    std::chrono::duration<double> at{0};
    const Clock::time_point start = Clock::now();
    begin_ = start + Ticks(options_.warm_up);
    const Clock::time_point end = begin_ + Ticks(options_.measured);
    while (true) {
      at += std::chrono::duration<double>(gap(random));
      const Clock::time_point intended = start + Ticks(at);
      if (intended >= end) {
        sent_.seconds = std::chrono::duration<double>(std::max(end, Clock::now()) - begin_).count();
        return;
      }
      const Request request = requests.Next();
      std::this_thread::sleep_until(intended);
      if (outstanding_ >= kOutstandingMax) {
        ++sent_.errors["UNSENT"];
        continue;
      }
      if (intended >= begin_) sent_.lateness.Record(Clock::now() - intended);
      ++outstanding_;
      Begin(*stubs_[next_stub++ % stubs_.size()], queue_, request, intended);
    }
  }

  void TakeAnswers() {
    while (const std::unique_ptr<PendingCall> call = Ended(queue_)) {
      const Clock::time_point now = Clock::now();
      --outstanding_;
      const bool measured = call->begun >= begin_;
      Note(*call, now, measured, results_);
      if (measured) results_.seconds = std::chrono::duration<double>(now - begin_).count();
    }
  }

  Stubs& stubs_;
  const District& district_;
  const CallOptions& options_;
  const SystemClock clock_;
  UuidIds ids_;
  grpc::CompletionQueue queue_;
  // Set before the first call.
  Clock::time_point begin_;
  std::atomic<int> outstanding_ = 0;
  // Of the thread that sends: lateness, what was not sent, and how long it took.
  CallResults sent_;
  // Of the thread that takes answers.
  CallResults results_;
};

}  // namespace

std::string CallResults::Json() const {
  const std::string codes = absl::StrJoin(errors, ", ", [](std::string* out, const auto& error) {
    absl::StrAppendFormat(out, "\"%s\": %d", error.first, error.second);
  });
  return absl::StrFormat(
      R"({"seconds": %.3f, "per_second": %.1f, "answered": %d, "latency": %s, "refused": %s, "lateness": %s, "errors": {%s}})",
      seconds, static_cast<double>(latency.count()) / seconds, answered, latency.Json(), refused.Json(), lateness.Json(), codes);
}

std::vector<std::shared_ptr<grpc::Channel>> Connect(const std::string& server, const std::string& ca_file, int count) {
  std::shared_ptr<grpc::ChannelCredentials> credentials = grpc::InsecureChannelCredentials();
  if (!ca_file.empty()) {
    std::ostringstream ca;
    ca << std::ifstream(ca_file).rdbuf();
    grpc::SslCredentialsOptions options;
    options.pem_root_certs = ca.str();
    credentials = grpc::SslCredentials(options);
  }
  std::vector<std::shared_ptr<grpc::Channel>> channels;
  for (int i = 0; i < count; ++i) {
    grpc::ChannelArguments arguments;
    // A connection of its own.
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    channels.push_back(grpc::CreateCustomChannel(server, credentials, arguments));
    channels.back()->GetState(true);
  }
  for (const auto& channel : channels) {
    if (!channel->WaitForConnected(std::chrono::system_clock::now() + kConnectPatience)) {
      std::cerr << "load_generator: " << server << " does not answer\n";
      std::exit(1);
    }
  }
  return channels;
}

CallResults RunCalls(const std::vector<std::shared_ptr<grpc::Channel>>& channels, const District& district,
                     const CallOptions& options) {
  Stubs stubs;
  for (const auto& channel : channels) stubs.push_back(std::make_unique<grpc::GenericStub>(channel));
  if (options.in_flight > 0) return RunClosedLoop(stubs, district, options);
  return OpenLoop(stubs, district, options).Run();
}

grpc::Status GetOne(const std::shared_ptr<grpc::Channel>& channel, const District& district, std::string* answer) {
  const SystemClock clock;
  UuidIds ids(clock);
  grpc::GenericStub stub(channel);
  grpc::CompletionQueue queue;
  Begin(stub, queue, Requests(district, Method::kGet, ids, 1).Next(), Clock::now());
  const std::unique_ptr<PendingCall> call = Ended(queue);
  if (call->status.ok() && answer != nullptr) {
    std::vector<grpc::Slice> slices;
    if (!call->answer.Dump(&slices).ok()) return grpc::Status(grpc::StatusCode::INTERNAL, "no answer");
    for (const grpc::Slice& slice : slices) answer->append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  return call->status;
}

}  // namespace rujukan::bench
