#include "client/inbox_watch.h"

#include "rujukan/v1/inbox_event.grpc.pb.h"

namespace rujukan::client {
namespace {

// One stream, read with a limit on silence; gRPC's blocking reader knows none.
class Stream {
 public:
  Stream(Connection& connection, const v1::WatchInboxRequest& request) : stub_(connection.channel()) {
    connection.Prepare(context_, false);
    reader_ = stub_.PrepareAsyncWatchInbox(&context_, request, &queue_);
    reader_->StartCall(nullptr);
    open_ = Done();
  }
  ~Stream() {
    context_.TryCancel();
    if (open_) Finish();
    queue_.Shutdown();
    void* tag = nullptr;
    bool ok = false;
    while (queue_.Next(&tag, &ok)) {
    }
  }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  // False at the end of the stream.
  bool Read(v1::WatchInboxResponse& response) {
    if (!open_) return false;
    reader_->Read(&response, nullptr);
    return Done();
  }
  // REQUIRES: Read answered false.
  grpc::Status Finish() {
    open_ = false;
    if (silent_) return {grpc::StatusCode::UNAVAILABLE, "no heartbeat"};
    grpc::Status status;
    reader_->Finish(&status, nullptr);
    void* tag = nullptr;
    bool ok = false;
    queue_.Next(&tag, &ok);
    return status;
  }

 private:
  // Whether the operation that was started succeeded in time.
  bool Done() {
    void* tag = nullptr;
    bool ok = false;
    const auto until = std::chrono::system_clock::now() + kSilenceMax;
    if (queue_.AsyncNext(&tag, &ok, until) == grpc::CompletionQueue::TIMEOUT) {
      silent_ = true;
      context_.TryCancel();
      queue_.Next(&tag, &ok);
      return false;
    }
    return ok;
  }

  v1::InboxService::Stub stub_;
  grpc::ClientContext context_;
  grpc::CompletionQueue queue_;
  std::unique_ptr<grpc::ClientAsyncReader<v1::WatchInboxResponse>> reader_;
  bool open_ = false;
  bool silent_ = false;
};

}  // namespace

std::optional<CallError> WatchInbox(Connection& connection, const std::string& unit, std::string cursor,
                                    const std::function<bool(const v1::InboxEvent&)>& take,
                                    const std::function<void(const CallError&)>& lost) {
  v1::WatchInboxRequest request;
  request.set_parent(unit);
  request.set_cursor(std::move(cursor));
  for (int failures = 1;; ++failures) {
    Stream stream(connection, request);
    v1::WatchInboxResponse response;
    while (stream.Read(response)) {
      failures = 0;
      if (!response.has_event()) continue;
      request.set_cursor(response.event().cursor());
      if (!take(response.event())) return std::nullopt;
      response.Clear();
    }
    const grpc::Status status = stream.Finish();
    CallError error = status.ok() ? CallError{} : ErrorOf(status);
    if (!status.ok() && error.code != grpc::StatusCode::UNAVAILABLE) return error;
    lost(error);
    connection.PauseAfter(std::max(failures, 1), error.retry_delay);
  }
}

}  // namespace rujukan::client
