// The watchers of inboxes.
//
// A watcher has a cursor and at most one batch of events that is being written to it. Whatever wakes it, the doorbell of a commit,
// the poller or the end of its batch, it reads on from its cursor; so it gets each event once and in order, and losing a ring loses
// nothing. Nothing here blocks a thread of gRPC: the database is read by a few workers of the hub's own.
#ifndef RUJUKAN_SERVER_RPC_WATCH_HUB_H_
#define RUJUKAN_SERVER_RPC_WATCH_HUB_H_

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/server_callback.h"
#include "rujukan/v1/inbox_event.pb.h"
#include "server/broker/inbox_reader.h"
#include "server/rpc/call.h"
#include "server/rpc/page_token.h"

namespace rujukan {

// What a slow watcher may cost: a batch of small messages.
inline constexpr std::size_t kWatchBatchEventsMax = 100;
// As inbox_event.proto promises. The session is looked at again as often, and before any event is delivered.
inline constexpr absl::Duration kWatchHeartbeat = absl::Seconds(20);

struct WatchLimits {
  int watchers_per_unit_max = 300;
  int watchers_max = 12'000;
  // How often the heads of the watched inboxes are read, for rings that were lost and for commits of other processes. One short
  // read for all of them.
  absl::Duration poll_interval = absl::Seconds(1);
};

class WatchHub {
 public:
  WatchHub(Counter& counter, InboxReader& reader, const WatchLimits& limits);
  // REQUIRES: the server is shut down, so that every watcher is gone.
  ~WatchHub();

  // A new watcher. Never blocks; refusals come as the end of the stream.
  grpc::ServerWriteReactor<v1::WatchInboxResponse>* Watch(grpc::CallbackServerContext& context,
                                                          const v1::WatchInboxRequest& request);

  // The inboxes of these units grew. Never blocks.
  void Ring(const std::vector<UnitId>& units);

  // Tells every watcher, and whoever comes later, that the server is stopping. Returns when all are gone, or after `patience`: who
  // reads too slowly to be told is not waited for.
  void Stop(absl::Duration patience);

 private:
  class Watcher;
  friend class Watcher;

  // What a step found for a watcher.
  struct Found {
    std::deque<v1::WatchInboxResponse> batch;
    InboxPosition position;
    // There may be more right now.
    bool more = false;
  };

  void Wake(Watcher& watcher);
  void Advance(Watcher& watcher);
  void Leave(Watcher& watcher);
  absl::Status Open(Watcher& watcher);
  absl::Status LetIn(Watcher& watcher);
  absl::Status Step(Watcher& watcher, Found& found);
  void RunWorker();
  void RunPoller();
  void Poll();

  Counter& counter_;
  InboxReader& reader_;
  const WatchLimits limits_;

  // Guards everything below, and of each watcher what its class says.
  std::mutex mutex_;
  std::condition_variable work_or_end_;
  std::condition_variable end_;
  std::condition_variable left_;
  bool stopping_ = false;
  bool ended_ = false;
  std::map<Watcher*, std::unique_ptr<Watcher>> watchers_;
  // Those that were let in.
  std::map<UnitId, std::set<Watcher*>> by_unit_;
  std::deque<Watcher*> to_step_;

  std::vector<std::thread> workers_;
  std::thread poller_;
};

}  // namespace rujukan

#endif  // RUJUKAN_SERVER_RPC_WATCH_HUB_H_
