// A small district that reads like the domain: the units of Maros, their officers, and the desks they work at, on a real SQLite in
// memory with a clock that moves when told.
#ifndef RUJUKAN_TESTS_TESTING_WORLD_H_
#define RUJUKAN_TESTS_TESTING_WORLD_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/system/file_key_sealer.h"
#include "server/broker/inbox_reader.h"
#include "server/broker/referral_desk.h"
#include "server/broker/workplace.h"
#include "tests/testing/fake_clock.h"
#include "tests/testing/sequential_ids.h"

namespace rujukan::testing {

class World {
 public:
  // On a store of its own in memory, or on one that the test brings (and keeps alive).
  World();
  explicit World(Store& store, const Sealer& sealer);

  FakeClock clock;
  SequentialIds ids{7};

  // Officers, each acting for a unit of Maros. The head and the companion are of the protection unit.
  Caller post, other_post, secretariat, dinas, intake, companion, case_manager, head, hospital, clinic, legal_aid, office_above;
  // A protection unit of another district.
  Caller far_protection;

  Workplace work() { return {*store_, clock, ids, *sealer_}; }
  Store& store() { return *store_; }
  const Sealer& sealer() const { return *sealer_; }
  ReferralDesk desk() { return ReferralDesk(work()); }

  // A request as the wire would make it, each with an id of its own.
  WriteRequest From(const Caller& caller, std::string_view method);

  // Sends with what the kind needs; OK is expected.
  ReferralView Send(const Caller& sender, const Caller& receiver, ReferralKind kind, Urgency urgency = Urgency::kUnspecified);
  // Makes a move with the present etag.
  absl::StatusOr<ReferralView> Make(const Caller& caller, const ReferralId& name, const MoveRequest& move);
  absl::StatusOr<ReferralView> Make(const Caller& caller, const ReferralId& name, Move move, std::string text = "");
  absl::StatusOr<ReferralView> Redirect(const Caller& caller, const ReferralId& name, const Caller& receiver);
  // As the caller sees it.
  absl::StatusOr<ReferralView> Look(const Caller& caller, const ReferralId& name);
  std::vector<InboxEvent> Inbox(const Caller& caller);

 private:
  void Settle();
  Caller Hire(UnitKind kind, std::string_view region, std::string_view name, Role role, const UnitId& above = UnitId());
  Caller Colleague(const Caller& of, Role role);

  std::unique_ptr<FileKeySealer> own_sealer_;
  std::unique_ptr<Store> own_store_;
  Store* store_ = nullptr;
  const Sealer* sealer_ = nullptr;
  int requests_ = 0;
};

}  // namespace rujukan::testing

#endif  // RUJUKAN_TESTS_TESTING_WORLD_H_
