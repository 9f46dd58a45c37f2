// Watching an inbox: each event once and in order, from any cursor, whatever the other watchers do.
#include <atomic>
#include <deque>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "rujukan/v1/inbox_event.grpc.pb.h"
#include "rujukan/v1/session.pb.h"
#include "tests/rpc/wire.h"

namespace rujukan::testing {
namespace {

using ::testing::ElementsAreArray;

class WatchTest : public Wire {
 protected:
  explicit WatchTest(const ServerOptions& options = QuickOptions()) : Wire(options) {}

  struct Stream {
    std::unique_ptr<grpc::ClientContext> context = std::make_unique<grpc::ClientContext>();
    std::unique_ptr<grpc::ClientReader<v1::WatchInboxResponse>> reader;
  };

  Stream Open(const std::string& token, const UnitId& unit, const std::string& cursor = "") {
    Stream stream;
    stream.reader = Watch(*stream.context, token, unit, cursor);
    return stream;
  }

  // The next event, past heartbeats; one without a cursor when the stream has ended.
  v1::InboxEvent Next(Stream& stream) {
    v1::WatchInboxResponse response;
    while (stream.reader->Read(&response)) {
      if (response.has_event()) return response.event();
    }
    return {};
  }

  void SendTo(const Caller& receiver, int count) {
    for (int i = 0; i < count; ++i) world.Send(world.post, receiver, ReferralKind::kReferral);
  }

  static std::vector<int> UpTo(int first, int last) {
    std::vector<int> numbers;
    for (int i = first; i <= last; ++i) numbers.push_back(i);
    return numbers;
  }

  std::string EndOf(Stream& stream) {
    v1::WatchInboxResponse response;
    while (stream.reader->Read(&response)) {
    }
    return AnswerOf(stream.reader->Finish()).reason;
  }
};

TEST_F(WatchTest, DeliversEachEventOnceAndInOrderFromAnyCursor) {
  constexpr int kEvents = 12;
  SendTo(world.dinas, kEvents);
  const std::string token = TokenOf(world.dinas);
  std::vector<std::string> cursors = {""};
  for (int from = 0; from < kEvents; ++from) {
    Stream stream = Open(token, world.dinas.unit, cursors[static_cast<std::size_t>(from)]);
    std::vector<int> seen;
    for (int i = from; i < kEvents; ++i) {
      const v1::InboxEvent event = Next(stream);
      seen.push_back(static_cast<int>(event.sequence()));
      if (from == 0) cursors.push_back(event.cursor());
    }
    EXPECT_THAT(seen, ElementsAreArray(UpTo(from + 1, kEvents)));
    stream.context->TryCancel();
  }
}

TEST_F(WatchTest, DeliversWhatIsCommittedWhileItWatches) {
  Stream stream = Open(TokenOf(world.dinas), world.dinas.unit);
  v1::WatchInboxResponse first;
  ASSERT_TRUE(stream.reader->Read(&first));
  EXPECT_FALSE(first.has_event()) << "an empty inbox is said at once";
  for (int i = 1; i <= 3; ++i) {
    SendTo(world.dinas, 1);
    EXPECT_EQ(Next(stream).sequence(), i);
  }
  stream.context->TryCancel();
}

TEST_F(WatchTest, LosesNothingWhenTheDoorbellIsNotHeard) {
  store.deaf = true;
  Stream stream = Open(TokenOf(world.dinas), world.dinas.unit);
  for (int i = 1; i <= 3; ++i) {
    SendTo(world.dinas, 1);
    EXPECT_EQ(Next(stream).sequence(), i);
  }
  stream.context->TryCancel();
}

TEST_F(WatchTest, LosesNothingHoweverOftenTheDoorbellRings) {
  constexpr int kEvents = 200;
  constexpr int kRounds = 20;
  SendTo(world.dinas, kEvents);
  std::atomic<bool> enough = false;
  std::thread ringer([&] {
    while (!enough) store.Ring(world.dinas.unit);
  });
  const std::string token = TokenOf(world.dinas);
  for (int round = 0; round < kRounds && !HasFailure(); ++round) {
    Stream stream = Open(token, world.dinas.unit);
    std::vector<int> seen;
    while (seen.size() < kEvents && (seen.empty() || seen.back() < kEvents)) {
      seen.push_back(static_cast<int>(Next(stream).sequence()));
    }
    EXPECT_THAT(seen, ElementsAreArray(UpTo(1, kEvents)));
    stream.context->TryCancel();
  }
  enough = true;
  ringer.join();
}

TEST_F(WatchTest, ContinuesAListAtItsCursor) {
  SendTo(world.dinas, 5);
  const std::string token = TokenOf(world.dinas);
  v1::ListInboxEventsRequest request;
  request.set_parent(NameOf(world.dinas.unit));
  request.set_page_size(2);
  v1::ListInboxEventsResponse page;
  ASSERT_EQ(Call(token, request, page).reason, "OK");
  ASSERT_EQ(page.events_size(), 2);
  Stream stream = Open(token, world.dinas.unit, page.next_cursor());
  EXPECT_EQ(Next(stream).sequence(), 3);
  stream.context->TryCancel();
}

TEST_F(WatchTest, ServesTwoHundredWatchersAtOnce) {
  constexpr int kWatchers = 200;
  const std::string token = TokenOf(world.dinas);
  std::deque<Stream> streams;
  for (int i = 0; i < kWatchers; ++i) streams.push_back(Open(token, world.dinas.unit));
  v1::WatchInboxResponse open;
  for (Stream& stream : streams) ASSERT_TRUE(stream.reader->Read(&open));
  SendTo(world.dinas, 3);
  for (Stream& stream : streams) {
    for (int i = 1; i <= 3; ++i) EXPECT_EQ(Next(stream).sequence(), i);
  }
  for (Stream& stream : streams) stream.context->TryCancel();
}

TEST_F(WatchTest, KeepsNoMoreThanABatchForASlowWatcherAndDelaysNobody) {
  constexpr int kEvents = 3 * static_cast<int>(kWatchBatchEventsMax);
  SendTo(world.dinas, kEvents);
  store.inbox_events_read = 0;
  Stream slow = Open(TokenOf(world.dinas), world.dinas.unit);
  EXPECT_EQ(Next(slow).sequence(), 1) << "and then it reads no more";

  // Another unit's watcher is served meanwhile.
  Stream quick = Open(TokenOf(world.hospital), world.hospital.unit);
  constexpr int kQuickEvents = 20;
  for (int i = 1; i <= kQuickEvents; ++i) {
    SendTo(world.hospital, 1);
    EXPECT_EQ(Next(quick).sequence(), i);
  }
  // The quick one reads with each event also the one where it stands.
  EXPECT_LT(store.inbox_events_read, 2 * static_cast<int>(kWatchBatchEventsMax)) << "a second batch of the slow one";

  // When it reads on, it has missed nothing.
  std::vector<int> seen;
  for (int i = 2; i <= kEvents; ++i) seen.push_back(static_cast<int>(Next(slow).sequence()));
  EXPECT_THAT(seen, ElementsAreArray(UpTo(2, kEvents)));
  slow.context->TryCancel();
  quick.context->TryCancel();
}

TEST_F(WatchTest, BeatsEveryTwentySeconds) {
  Stream stream = Open(TokenOf(world.dinas), world.dinas.unit);
  v1::WatchInboxResponse response;
  ASSERT_TRUE(stream.reader->Read(&response));
  for (int i = 0; i < 3; ++i) {
    world.clock.Advance(kWatchHeartbeat);
    ASSERT_TRUE(stream.reader->Read(&response));
    EXPECT_FALSE(response.has_event());
  }
  stream.context->TryCancel();
}

TEST_F(WatchTest, EndsWhenTheSessionDoes) {
  const std::string token = TokenOf(world.dinas);
  Stream stream = Open(token, world.dinas.unit);
  v1::WatchInboxResponse response;
  ASSERT_TRUE(stream.reader->Read(&response));
  ASSERT_EQ(Call(token, v1::SignOutRequest()).reason, "OK");
  world.clock.Advance(kWatchHeartbeat);
  EXPECT_EQ(EndOf(stream), "SIGN_IN_NEEDED");
}

TEST_F(WatchTest, DeliversNothingOnceTheSessionHasEnded) {
  const std::string token = TokenOf(world.dinas);
  Stream stream = Open(token, world.dinas.unit);
  v1::WatchInboxResponse response;
  ASSERT_TRUE(stream.reader->Read(&response));
  ASSERT_EQ(Call(token, v1::SignOutRequest()).reason, "OK");
  SendTo(world.dinas, 1);
  EXPECT_TRUE(Next(stream).cursor().empty());
  EXPECT_EQ(AnswerOf(stream.reader->Finish()).reason, "SIGN_IN_NEEDED");
}

TEST_F(WatchTest, RefusesWhoMayNotWatch) {
  SendTo(world.dinas, 1);
  v1::ListInboxEventsRequest request;
  request.set_parent(NameOf(world.dinas.unit));
  v1::ListInboxEventsResponse events;
  ASSERT_EQ(Call(TokenOf(world.dinas), request, events).reason, "OK");

  Stream nobody = Open("", world.dinas.unit);
  EXPECT_EQ(EndOf(nobody), "SIGN_IN_NEEDED");
  Stream stranger = Open(TokenOf(world.hospital), world.dinas.unit);
  EXPECT_EQ(EndOf(stranger), "NOT_FOUND");
  Stream malformed = Open(TokenOf(world.hospital), UnitId("mine"));
  EXPECT_EQ(EndOf(malformed), "INVALID_REQUEST");
  Stream foreign = Open(TokenOf(world.hospital), world.hospital.unit, events.next_cursor());
  EXPECT_EQ(EndOf(foreign), "PAGE_TOKEN_FOREIGN");
  Caller auditor = world.dinas;
  auditor.role = Role::kAuditor;
  Stream wrong_role = Open(TokenOf(auditor), world.dinas.unit);
  EXPECT_EQ(EndOf(wrong_role), "ROLE_NOT_ALLOWED");
}

TEST_F(WatchTest, TellsEverybodyWhenTheServerStops) {
  std::deque<Stream> streams;
  v1::WatchInboxResponse response;
  for (const Caller& caller : {world.dinas, world.hospital, world.intake}) {
    streams.push_back(Open(TokenOf(caller), caller.unit));
    ASSERT_TRUE(streams.back().reader->Read(&response));
  }
  server->Drain(absl::Minutes(1));
  for (Stream& stream : streams) {
    EXPECT_FALSE(stream.reader->Read(&response));
    const Answer end = AnswerOf(stream.reader->Finish());
    EXPECT_EQ(end.reason, "SERVER_STOPPING");
    EXPECT_EQ(end.status.error_code(), grpc::StatusCode::UNAVAILABLE);
  }
}

class CrowdedWatchTest : public WatchTest {
 protected:
  CrowdedWatchTest() : WatchTest(Crowded()) {}
  static ServerOptions Crowded() {
    ServerOptions options = QuickOptions();
    options.watch.watchers_per_unit_max = 2;
    options.watch.watchers_max = 3;
    return options;
  }
};

TEST_F(CrowdedWatchTest, TakesSoManyOfAUnitAndSoManyAltogether) {
  const std::string token = TokenOf(world.dinas);
  v1::WatchInboxResponse response;
  Stream first = Open(token, world.dinas.unit);
  ASSERT_TRUE(first.reader->Read(&response));
  Stream second = Open(token, world.dinas.unit);
  ASSERT_TRUE(second.reader->Read(&response));
  Stream third = Open(token, world.dinas.unit);
  EXPECT_EQ(EndOf(third), "TOO_MANY_WATCHERS");
  Stream other = Open(TokenOf(world.hospital), world.hospital.unit);
  // The refused one may be on its way out still.
  while (!other.reader->Read(&response)) other = Open(TokenOf(world.hospital), world.hospital.unit);
  Stream beyond = Open(TokenOf(world.intake), world.intake.unit);
  EXPECT_EQ(EndOf(beyond), "TOO_MANY_WATCHERS");

  // Whoever leaves makes room.
  first.context->TryCancel();
  Stream later = Open(token, world.dinas.unit);
  while (!later.reader->Read(&response)) later = Open(token, world.dinas.unit);
  for (Stream* stream : {&second, &other, &later}) stream->context->TryCancel();
}

}  // namespace
}  // namespace rujukan::testing
