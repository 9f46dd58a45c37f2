// What Transact and Read promise, whatever is stored.
#include <algorithm>
#include <array>
#include <atomic>
#include <latch>
#include <map>
#include <mutex>
#include <set>
#include <stdexcept>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "gmock/gmock.h"
#include "server/domain/errors.h"
#include "tests/conformance/store_under_test.h"
#include "tests/testing/interleaving_store.h"

namespace rujukan::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

class StoreTransactions : public StoreTest {
 protected:
  // Runs `work` with the numbers 0 to count-1, each in a thread of its own, all at once.
  template <typename Work>
  static void AtOnce(int count, Work work) {
    std::vector<std::thread> threads;
    for (int i = 0; i < count; ++i) threads.emplace_back([&, i] { work(i); });
    for (std::thread& thread : threads) thread.join();
  }

  // Runs `first` with `second` begun at its n-th use of the store, and keeps their answers. False when it has not so many.
  bool Meet(int n, const std::function<absl::Status(Transaction&)>& first,
            const std::function<absl::Status(Transaction&)>& second) {
    InterleavingStore interleaving(*host);
    answers = {};
    interleaving.Interleave(n, [&] { answers[1] = Do(second); });
    answers[0] = Reason(interleaving.Transact(first));
    return interleaving.Join();
  }

  // Calls `round` with 1, 2, … for as long as it answers true.
  static void AtEveryPlace(const std::function<bool(int n)>& round) {
    int n = 1;
    while (round(n) && !HasFailure()) ++n;
    EXPECT_GT(n, 2) << "a closure looks, and writes";
  }

  void StoredRegion(const std::string& code) {
    const Region region{.code = code, .display_name = code, .valid_from = "", .valid_until = ""};
    EXPECT_EQ(Do([&](Transaction& t) { return t.regions().Put(region); }), "OK");
  }

  std::int64_t NextNumber(const std::string& series) {
    std::int64_t number = 0;
    EXPECT_EQ(Do([&](Transaction& t) {
                const auto next = t.numbers().Next(series);
                if (next.ok()) number = *next;
                return next.status();
              }),
              "OK");
    return number;
  }

  std::array<std::string, 2> answers;
};
RUJUKAN_FOR_EVERY_STORE(StoreTransactions);

TEST_P(StoreTransactions, ShowAChangeToWhoeverHasReadBefore) {
  const Unit unit = make.MakeUnit();
  EXPECT_EQ(Do([&](Transaction& t) { return t.units().Insert(unit); }), "OK");
  Officer officer = StoredOfficer(unit.id, "petugas");
  const Session session = make.MakeSession(officer, "digest");
  const auto acting = [&] { return Get([&](Transaction& t) { return t.sessions().FindActing(session.token_digest); }); };
  const auto region = [&] { return Get([&](Transaction& t) { return t.units().Find(unit.id); })->region; };

  EXPECT_FALSE(acting());
  EXPECT_EQ(Do([&](Transaction& t) { return t.sessions().Insert(session); }), "OK");
  EXPECT_FALSE(acting()->officer_disabled);
  EXPECT_EQ(region(), unit.region);

  Unit moved = unit;
  moved.region = "12.07";
  ++moved.version;
  // What is undone, and what is not yet done, is nobody else's.
  EXPECT_EQ(Do([&](Transaction& t) -> absl::Status {
              if (absl::Status status = t.units().Update(moved); !status.ok()) return status;
              EXPECT_EQ(t.units().Find(unit.id).value()->region, "12.07");
              EXPECT_EQ(t.sessions().FindActing(session.token_digest).value()->unit_region, "12.07");
              return NotFound();
            }),
            "NOT_FOUND");
  EXPECT_EQ(region(), unit.region);
  EXPECT_EQ(acting()->unit_region, unit.region);

  EXPECT_EQ(Do([&](Transaction& t) { return t.units().Update(moved); }), "OK");
  EXPECT_EQ(region(), "12.07");
  EXPECT_EQ(acting()->unit_region, "12.07");

  officer.disabled = true;
  ++officer.version;
  EXPECT_EQ(Do([&](Transaction& t) { return t.officers().Update(officer); }), "OK");
  EXPECT_TRUE(acting()->officer_disabled);

  const absl::Time later = session.last_used_time + absl::Minutes(5);
  EXPECT_EQ(Do([&](Transaction& t) { return t.sessions().SetLastUsed(session.token_digest, later); }), "OK");
  EXPECT_EQ(acting()->session.last_used_time, later);

  EXPECT_EQ(Do([&](Transaction& t) { return t.sessions().DeleteOf(officer.id, ""); }), "OK");
  EXPECT_FALSE(acting());
}

TEST_P(StoreTransactions, ShowAUnitToWhoeverLookedForItTooEarly) {
  const Unit unit = make.MakeUnit();
  const auto found = [&] { return Get([&](Transaction& t) { return t.units().Find(unit.id); }).has_value(); };
  EXPECT_FALSE(found());
  EXPECT_EQ(Do([&](Transaction& t) { return t.units().Insert(unit); }), "OK");
  EXPECT_TRUE(found());
}

TEST_P(StoreTransactions, KeepAllThatWasWritten) {
  const UnitId post = StoredUnit();
  const UnitId protection = StoredUnit(UnitKind::kProtectionUnit, "73.09");
  const Referral referral = make.MakeReferral(post, protection);
  EXPECT_EQ(Do([&](Transaction& t) {
              absl::Status status = t.referrals().Insert(referral, store().SealPacket(referral.id, make.MakePacket()));
              status.Update(t.events().Append(make.MakeEvent(referral, Move::kCreate)));
              status.Update(t.inboxes().Append(make.MakeInboxEvent(protection, referral.id)));
              return status;
            }),
            "OK");
  EXPECT_TRUE(Get([&](Transaction& t) { return t.referrals().Find(referral.id); }).has_value());
  EXPECT_EQ(Get([&](Transaction& t) { return t.events().List(referral.id, {.size = 9, .after = ""}); }).size(), 1U);
  EXPECT_EQ(Get([&](Transaction& t) { return t.inboxes().Head(protection); }), 1);
}

TEST_P(StoreTransactions, LeaveNothingWhenTheClosureRefuses) {
  const UnitId post = StoredUnit();
  const Referral referral = make.MakeReferral(post, post);
  EXPECT_EQ(Do([&](Transaction& t) {
              absl::Status status = t.referrals().Insert(referral, store().SealPacket(referral.id, make.MakePacket()));
              status.Update(t.events().Append(make.MakeEvent(referral, Move::kCreate)));
              status.Update(t.inboxes().Append(make.MakeInboxEvent(post, referral.id)));
              status.Update(t.numbers().Next("R").status());
              EXPECT_TRUE(status.ok());
              return NotFound();
            }),
            "NOT_FOUND");
  EXPECT_FALSE(Get([&](Transaction& t) { return t.referrals().Find(referral.id); }).has_value());
  EXPECT_THAT(Get([&](Transaction& t) { return t.referrals().List({.unit = post}, {.size = 9, .after = ""}); }), IsEmpty());
  EXPECT_THAT(Get([&](Transaction& t) { return t.events().List(referral.id, {.size = 9, .after = ""}); }), IsEmpty());
  EXPECT_EQ(Get([&](Transaction& t) { return t.inboxes().Head(post); }), 0);
  EXPECT_EQ(NextNumber("R"), 1);
}

TEST_P(StoreTransactions, LeaveNothingWhenTheClosureThrowsAndServeTheNext) {
  const Unit unit = make.MakeUnit();
  EXPECT_EQ(Do([&](Transaction& t) -> absl::Status {
              EXPECT_TRUE(t.units().Insert(unit).ok());
              throw std::runtime_error("a defect");
            }),
            "SERVER_DEFECT");
  EXPECT_FALSE(Get([&](Transaction& t) { return t.units().Find(unit.id); }).has_value());
  EXPECT_EQ(Do([&](Transaction& t) { return t.units().Insert(unit); }), "OK");
}

TEST_P(StoreTransactions, SeeTheirOwnWrites) {
  const Unit unit = make.MakeUnit();
  EXPECT_EQ(Do([&](Transaction& t) -> absl::Status {
              const absl::Status status = t.units().Insert(unit);
              const auto found = t.units().Find(unit.id);
              EXPECT_TRUE(found.ok() && found->has_value());
              return status;
            }),
            "OK");
}

TEST_P(StoreTransactions, RunAgainAfterAConflictAsIfTheFirstRunHadNotBeen) {
  const Unit unit = make.MakeUnit();
  int runs = 0;
  EXPECT_EQ(Do([&](Transaction& t) -> absl::Status {
              const absl::Status status = t.units().Insert(unit);
              if (!status.ok()) return status;
              return ++runs < 3 ? StoreConflict() : absl::OkStatus();
            }),
            "OK");
  EXPECT_EQ(runs, 3);
}

TEST_P(StoreTransactions, TellTheCallerToTryLaterWhenTheConflictDoesNotEnd) {
  int runs = 0;
  EXPECT_EQ(Do([&](Transaction&) {
              ++runs;
              return StoreConflict();
            }),
            "STORE_UNAVAILABLE");
  EXPECT_EQ(runs, Store::kAttemptsMax);
}

TEST_P(StoreTransactions, RefuseToChangeAVersionThatIsNoLongerThePresentOne) {
  const UnitId id = StoredUnit();
  Unit unit = *Get([&](Transaction& t) { return t.units().Find(id); });
  unit.version = 2;
  unit.display_name = "first";
  EXPECT_EQ(Do([&](Transaction& t) { return t.units().Update(unit); }), "OK");
  unit.display_name = "late";
  int conflicts = 0;
  EXPECT_EQ(Do([&](Transaction& t) {
              const absl::Status status = t.units().Update(unit);
              if (IsStoreConflict(status)) ++conflicts;
              return status;
            }),
            "STORE_UNAVAILABLE");
  EXPECT_EQ(conflicts, Store::kAttemptsMax);
  EXPECT_EQ(Get([&](Transaction& t) { return t.units().Find(id); })->display_name, "first");
}

TEST_P(StoreTransactions, RefuseToChangeWhatIsNotThere) {
  Unit unit = make.MakeUnit();
  unit.version = 2;
  EXPECT_EQ(Do([&](Transaction& t) {
              const absl::Status status = t.units().Update(unit);
              EXPECT_TRUE(IsStoreConflict(status));
              return absl::OkStatus();
            }),
            "OK");
}

TEST_P(StoreTransactions, LoseNoUpdateWhenManyReadModifyAndWriteAtOnce) {
  constexpr int kThreads = 8;
  constexpr int kTimes = 20;
  const UnitId id = StoredUnit();
  AtOnce(kThreads, [&](int) {
    for (int i = 0; i < kTimes; ++i) {
      EXPECT_EQ(Do([&](Transaction& t) -> absl::Status {
                  auto unit = t.units().Find(id);
                  if (!unit.ok()) return unit.status();
                  ++(*unit)->version;
                  return t.units().Update(**unit);
                }),
                "OK");
    }
  });
  EXPECT_EQ(Get([&](Transaction& t) { return t.units().Find(id); })->version, 1 + kThreads * kTimes);
}

TEST_P(StoreTransactions, HoldWhatIsAsItWasReadAndLeaveItSo) {
  const Officer officer = StoredOfficer(StoredUnit(), "siti");
  const Referral referral = StoredReferral(officer.unit, StoredUnit());
  StoredRegion("73.09");
  EXPECT_EQ(Do([&](Transaction& t) {
              absl::Status status = t.regions().Hold("73.09");
              status.Update(t.officers().Hold(officer));
              status.Update(t.referrals().Hold(referral));
              return status;
            }),
            "OK");
  EXPECT_EQ(Get([&](Transaction& t) { return t.officers().Find(officer.id); })->version, officer.version);
  EXPECT_EQ(Get([&](Transaction& t) { return t.referrals().Find(referral.id); })->version, referral.version);
}

TEST_P(StoreTransactions, RefuseToHoldWhatIsNoLongerSoOrNotThere) {
  Officer officer = StoredOfficer(StoredUnit(), "siti");
  Referral referral = StoredReferral(officer.unit, StoredUnit());
  ++officer.version;
  ++referral.version;
  const auto refused = [&](const auto& hold) {
    EXPECT_EQ(Do([&](Transaction& t) {
                EXPECT_TRUE(IsStoreConflict(hold(t)));
                return absl::OkStatus();
              }),
              "OK");
  };
  refused([&](Transaction& t) { return t.regions().Hold("73.09"); });
  refused([&](Transaction& t) { return t.officers().Hold(officer); });
  refused([&](Transaction& t) { return t.referrals().Hold(referral); });
  officer.id = make.NewId<OfficerId>();
  referral.id = make.NewId<ReferralId>();
  refused([&](Transaction& t) { return t.officers().Hold(officer); });
  refused([&](Transaction& t) { return t.referrals().Hold(referral); });
}

// Write skew: each of two closures decides from what the other one writes.
TEST_P(StoreTransactions, DoNotSkewWhenWhatWasReadIsHeld) {
  const UnitId unit = StoredUnit();
  AtEveryPlace([&](int n) {
    const Officer first = StoredOfficer(unit, absl::StrCat("siti.", n));
    const Officer second = StoredOfficer(unit, absl::StrCat("budi.", n));
    const auto leave_to = [](const OfficerId& mine, const OfficerId& other) {
      return [=](Transaction& t) -> absl::Status {
        auto leaving = t.officers().Find(mine);
        if (!leaving.ok()) return leaving.status();
        const auto staying = t.officers().Find(other);
        if (!staying.ok() || (*staying)->disabled) return staying.ok() ? NotFound() : staying.status();
        if (const absl::Status held = t.officers().Hold(**staying); !held.ok()) return held;
        (*leaving)->disabled = true;
        ++(*leaving)->version;
        return t.officers().Update(**leaving);
      };
    };
    const bool met = Meet(n, leave_to(first.id, second.id), leave_to(second.id, first.id));
    const int left = Get([&](Transaction& t) { return t.officers().Find(first.id); })->disabled +
                     Get([&](Transaction& t) { return t.officers().Find(second.id); })->disabled;
    EXPECT_EQ(left, 1);
    return met;
  });
}

// Phantoms: each of two closures looks whether something is there, and makes it when it is not.
TEST_P(StoreTransactions, MakeOneOfWhatTwoLookedForUnderTheRegionThatTheyHold) {
  const UnitId unit = StoredUnit();
  StoredRegion("73.09.01.2003");
  AtEveryPlace([&](int n) {
    const std::string card = absl::StrFormat("99999901012%05d", n);
    const auto make_unless_there = [&](Household household) {
      household.family_card_number = card;
      return [=](Transaction& t) -> absl::Status {
        if (const absl::Status held = t.regions().Hold("73.09.01.2003"); !held.ok()) return held;
        const auto there = t.households().FindByFamilyCard(card, {.size = 9, .after = ""});
        if (!there.ok() || !there->empty()) return there.status();
        return t.households().Insert(household);
      };
    };
    const bool met = Meet(n, make_unless_there(make.MakeHousehold(unit)), make_unless_there(make.MakeHousehold(unit)));
    EXPECT_THAT(Get([&](Transaction& t) { return t.households().FindByFamilyCard(card, {.size = 9, .after = ""}); }), SizeIs(1));
    return met;
  });
}

TEST_P(StoreTransactions, MakeOneOfWhatTwoLookedForUnderAKeyOfItsOwn) {
  const UnitId unit = StoredUnit();
  AtEveryPlace([&](int n) {
    const std::string name = absl::StrCat("siti.", n);
    const auto hire_unless_there = [&](const Officer& officer) {
      return [=](Transaction& t) -> absl::Status {
        const auto there = t.officers().FindBySignInName(name);
        if (!there.ok() || there->has_value()) return there.ok() ? SignInNameTaken() : there.status();
        return t.officers().Insert(officer);
      };
    };
    const bool met = Meet(n, hire_unless_there(make.MakeOfficer(unit, name)), hire_unless_there(make.MakeOfficer(unit, name)));
    EXPECT_THAT(answers, UnorderedElementsAre("OK", met ? "SIGN_IN_NAME_TAKEN" : ""));
    return met;
  });
}

TEST_P(StoreTransactions, LinkTheEventsOfManyWritersIntoOneChainWhoeverReadsIt) {
  constexpr int kThreads = 8;
  constexpr int kTimes = 5;
  const Referral referral = StoredReferral(StoredUnit(), StoredUnit());
  const ReferralEvent event = make.MakeEvent(referral, Move::kProgress);
  const PageRequest all = {.size = 100, .after = ""};
  std::atomic<bool> at_work = true;
  const auto read = [&](absl::Status (Store::*kind)(Store::Closure)) {
    while (at_work) {
      EXPECT_EQ(Reason((store().*kind)([&](Transaction& t) -> absl::Status {
                  const auto events = t.events().List(referral.id, all);
                  if (events.ok()) EXPECT_TRUE(VerifyChain(*events, sealer).ok()) << events->size();
                  return events.status();
                })),
                "OK");
    }
  };
  std::thread reader(read, &Store::Read);
  std::thread reader_of_snapshots(read, &Store::ReadSnapshot);
  AtOnce(kThreads, [&](int) {
    for (int i = 0; i < kTimes; ++i) {
      EXPECT_EQ(Do([&](Transaction& t) -> absl::Status {
                  if (const absl::Status held = t.referrals().Hold(referral); !held.ok()) return held;
                  return t.events().Append(event);
                }),
                "OK");
    }
  });
  at_work = false;
  reader.join();
  reader_of_snapshots.join();
  const auto events = Get([&](Transaction& t) { return t.events().List(referral.id, all); });
  EXPECT_THAT(events, SizeIs(kThreads * kTimes));
  EXPECT_TRUE(VerifyChain(events, sealer).ok());
}

TEST_P(StoreTransactions, GiveFiftyWritersOfOneInboxDenseNumbersInTheOrderOfCommit) {
  constexpr int kWriters = 50;
  constexpr int kTimes = 4;
  const UnitId unit = StoredUnit();
  std::vector<ReferralId> referrals;
  for (int i = 0; i < kWriters * kTimes; ++i) referrals.push_back(make.NewId<ReferralId>());
  AtOnce(kWriters, [&](int writer) {
    for (int i = 0; i < kTimes; ++i) {
      InboxEvent event;
      event.unit = unit;
      event.referral = referrals[static_cast<std::size_t>(writer) * kTimes + static_cast<std::size_t>(i)];
      event.time = clock.Now();
      EXPECT_EQ(Do([&](Transaction& t) { return t.inboxes().Append(event); }), "OK");
    }
  });
  const auto events = Get([&](Transaction& t) { return t.inboxes().List(unit, 0, 1000); });
  ASSERT_EQ(events.size(), referrals.size());
  std::set<ReferralId> seen;
  std::map<int, std::size_t> last_of_writer;
  for (std::size_t i = 0; i < events.size(); ++i) {
    EXPECT_EQ(events[i].sequence, static_cast<std::int64_t>(i) + 1);
    EXPECT_TRUE(seen.insert(events[i].referral).second);
    const auto place =
        static_cast<std::size_t>(std::find(referrals.begin(), referrals.end(), events[i].referral) - referrals.begin());
    const int writer = static_cast<int>(place) / kTimes;
    if (last_of_writer.contains(writer)) {
      EXPECT_LT(last_of_writer[writer], place);
    }
    last_of_writer[writer] = place;
  }
  EXPECT_EQ(Get([&](Transaction& t) { return t.inboxes().Head(unit); }), kWriters * kTimes);
}

TEST_P(StoreTransactions, ShowAReaderThatFollowsACursorEveryEventOfWritersAtWork) {
  constexpr int kWriters = 8;
  constexpr int kTimes = 25;
  const UnitId unit = StoredUnit();
  std::vector<std::int64_t> seen;
  std::atomic<bool> at_work = true;
  std::thread reader([&] {
    for (bool more = true; more;) {
      const bool may_be_last = !at_work;
      const std::int64_t after = seen.empty() ? 0 : seen.back();
      const auto events = Get([&](Transaction& t) { return t.inboxes().List(unit, after, 7); });
      for (const InboxEvent& event : events) seen.push_back(event.sequence);
      more = !may_be_last || !events.empty();
    }
  });
  AtOnce(kWriters, [&](int) {
    for (int i = 0; i < kTimes; ++i) {
      InboxEvent event;
      event.unit = unit;
      event.time = clock.Now();
      event.referral = ReferralId("0195553f-1400-7000-8000-000000000001");
      EXPECT_EQ(Do([&](Transaction& t) { return t.inboxes().Append(event); }), "OK");
    }
  });
  at_work = false;
  reader.join();
  EXPECT_EQ(seen.size(), kWriters * kTimes);
  for (std::size_t i = 0; i < seen.size(); ++i) EXPECT_EQ(seen[i], static_cast<std::int64_t>(i) + 1);
}

// With a cursor that a later writer could overtake, its event would be behind every reader and never be read.
TEST_P(StoreTransactions, DeliverTheWriterThatTookItsNumberFirstAndCommitsLast) {
  const UnitId unit = StoredUnit();
  const InboxEvent early = make.MakeInboxEvent(unit, make.NewId<ReferralId>());
  const InboxEvent late = make.MakeInboxEvent(unit, make.NewId<ReferralId>());
  std::latch number_taken(1), may_commit(1), late_at_work(1);
  EXPECT_EQ(Do([&](Transaction& t) { return t.inboxes().Append(make.MakeInboxEvent(unit, make.NewId<ReferralId>())); }), "OK");
  const auto unread = [&] { return Get([&](Transaction& t) { return t.inboxes().List(unit, 1, 9); }); };

  std::thread first([&] {
    EXPECT_EQ(Do([&](Transaction& t) {
                const absl::Status status = t.inboxes().Append(early);
                number_taken.count_down();
                may_commit.wait();
                return status;
              }),
              "OK");
  });
  number_taken.wait();
  std::atomic<bool> seen_at_work = false;
  std::thread second([&] {
    EXPECT_EQ(Do([&](Transaction& t) {
                if (!seen_at_work.exchange(true)) late_at_work.count_down();
                return t.inboxes().Append(late);
              }),
              "OK");
  });
  if (host->SideBySide()) {
    late_at_work.wait();
    // A second one that did not wait would be there after one of these.
    for (int i = 0; i < 100; ++i) EXPECT_THAT(unread(), IsEmpty());
  }
  may_commit.count_down();
  first.join();
  second.join();
  const auto events = unread();
  ASSERT_THAT(events, SizeIs(2));
  EXPECT_EQ(events[0].referral, early.referral);
  EXPECT_EQ(events[1].referral, late.referral);
}

TEST_P(StoreTransactions, CarryOutOneRequestOnceWhenItIsSentTwiceAtOnce) {
  const Officer officer = StoredOfficer(StoredUnit(), "petugas");
  for (int round = 0; round < 10; ++round) {
    const std::string request_id = ids.NewUuid();
    std::atomic<int> carried_out = 0;
    AtOnce(4, [&](int) {
      bool mine = false;
      EXPECT_EQ(Do([&](Transaction& t) -> absl::Status {
                  mine = false;
                  const auto found = t.receipts().Find(officer.unit, officer.id, "Method", request_id);
                  if (!found.ok() || found->has_value()) return found.status();
                  mine = true;
                  Receipt receipt;
                  receipt.unit = officer.unit;
                  receipt.officer = officer.id;
                  receipt.method = "Method";
                  receipt.request_id = request_id;
                  receipt.create_time = clock.Now();
                  return t.receipts().Insert(receipt);
                }),
                "OK");
      if (mine) ++carried_out;
    });
    EXPECT_EQ(carried_out, 1);
  }
}

TEST_P(StoreTransactions, CountEachSeriesWithoutGaps) {
  constexpr int kThreads = 6;
  constexpr int kTimes = 10;
  std::mutex mutex;
  std::set<std::int64_t> numbers;
  AtOnce(kThreads, [&](int) {
    for (int i = 0; i < kTimes; ++i) {
      const std::int64_t number = NextNumber("R/73.09/2026");
      const std::lock_guard lock(mutex);
      EXPECT_TRUE(numbers.insert(number).second);
    }
  });
  EXPECT_EQ(*numbers.begin(), 1);
  EXPECT_EQ(*numbers.rbegin(), kThreads * kTimes);
  EXPECT_EQ(NextNumber("R/73.10/2026"), 1);
}

TEST_P(StoreTransactions, CountSeveralSeriesTogetherAndEachByItself) {
  const auto next_of = [&](const std::vector<std::string>& series) {
    std::vector<std::int64_t> numbers;
    EXPECT_EQ(Do([&](Transaction& t) -> absl::Status {
                const auto next = t.numbers().NextOfAll(series);
                if (next.ok()) numbers = *next;
                return next.status();
              }),
              "OK");
    return numbers;
  };
  EXPECT_THAT(next_of({"R", "M"}), ElementsAre(1, 1));
  EXPECT_EQ(NextNumber("M"), 2);
  // More than a statement asks for, old ones and new ones, in the order asked.
  EXPECT_THAT(next_of({"S", "R", "A", "M", "Z", "K"}), ElementsAre(1, 2, 1, 3, 1, 1));
  EXPECT_THAT(next_of({"K", "A"}), ElementsAre(2, 2));
  EXPECT_THAT(next_of({}), IsEmpty());
}

TEST_P(StoreTransactions, GiveNoNumberTwiceWhereManyBeginTheSameSeriesInAnyOrder) {
  constexpr int kThreads = 4;
  for (int round = 0; round < 10; ++round) {
    std::mutex mutex;
    std::map<std::string, std::set<std::int64_t>> numbers;
    AtOnce(kThreads, [&](int i) {
      std::vector<std::string> series = {absl::StrCat("R", round), absl::StrCat("M", round)};
      if (i % 2 == 0) std::swap(series[0], series[1]);
      std::vector<std::int64_t> next;
      EXPECT_EQ(Do([&](Transaction& t) -> absl::Status {
                  const auto given = t.numbers().NextOfAll(series);
                  if (given.ok()) next = *given;
                  return given.status();
                }),
                "OK");
      const std::lock_guard lock(mutex);
      for (std::size_t n = 0; n < next.size(); ++n) numbers[series[n]].insert(next[n]);
    });
    for (const auto& [series, given] : numbers) EXPECT_THAT(given, ElementsAre(1, 2, 3, 4)) << series;
    EXPECT_THAT(numbers, SizeIs(2));
  }
}

TEST_P(StoreTransactions, AppendToSeveralInboxesTogetherAndToEachInItsOwnOrder) {
  std::vector<UnitId> units;
  for (int i = 0; i < 6; ++i) units.push_back(StoredUnit());
  const auto event_of = [&](std::size_t unit) { return make.MakeInboxEvent(units[unit], make.NewId<ReferralId>()); };
  EXPECT_EQ(Do([&](Transaction& t) { return t.inboxes().Append(event_of(3)); }), "OK");
  // More than a statement takes, old inboxes and new ones, two events of one, in no order.
  const std::vector<InboxEvent> events = {event_of(5), event_of(3), event_of(0), event_of(1),
                                          event_of(3), event_of(4), event_of(2)};
  EXPECT_EQ(Do([&](Transaction& t) { return t.inboxes().AppendAll(events); }), "OK");
  EXPECT_EQ(Do([&](Transaction& t) { return t.inboxes().AppendAll({}); }), "OK");
  for (std::size_t unit = 0; unit < units.size(); ++unit) {
    const auto kept = Get([&](Transaction& t) { return t.inboxes().List(units[unit], 0, 9); });
    std::vector<ReferralId> expected;
    for (const InboxEvent& event : events) {
      if (event.unit == units[unit]) expected.push_back(event.referral);
    }
    std::vector<ReferralId> referrals;
    for (std::size_t i = 0; i < kept.size(); ++i) {
      EXPECT_EQ(kept[i].sequence, static_cast<std::int64_t>(i) + 1);
      EXPECT_TRUE(kept[i].genuine);
      if (unit != 3 || i > 0) referrals.push_back(kept[i].referral);
    }
    EXPECT_EQ(referrals, expected) << unit;
  }
}

TEST_P(StoreTransactions, GiveEveryInboxDenseNumbersWhereManyAppendToSeveral) {
  constexpr int kThreads = 4;
  constexpr int kRounds = 10;
  for (int round = 0; round < kRounds; ++round) {
    const UnitId first = StoredUnit();
    const UnitId second = StoredUnit();
    AtOnce(kThreads, [&](int i) {
      InboxEvent event;
      event.time = clock.Now();
      event.referral = ReferralId("0195553f-1400-7000-8000-000000000001");
      std::vector<InboxEvent> events(2, event);
      events[0].unit = i % 2 == 0 ? first : second;
      events[1].unit = i % 2 == 0 ? second : first;
      EXPECT_EQ(Do([&](Transaction& t) { return t.inboxes().AppendAll(events); }), "OK");
    });
    for (const UnitId& unit : {first, second}) {
      const auto events = Get([&](Transaction& t) { return t.inboxes().List(unit, 0, 9); });
      ASSERT_THAT(events, SizeIs(kThreads));
      for (int i = 0; i < kThreads; ++i) EXPECT_EQ(events[static_cast<std::size_t>(i)].sequence, i + 1);
      EXPECT_EQ(Get([&](Transaction& t) { return t.inboxes().Head(unit); }), kThreads);
    }
  }
}

TEST_P(StoreTransactions, RefuseToWriteWhileReading) {
  const Unit unit = make.MakeUnit();
  for (const auto read : {&Store::Read, &Store::ReadSnapshot}) {
    const auto refused = [&](const std::function<absl::Status(Transaction&)>& write) {
      EXPECT_EQ(Reason((store().*read)(write)), "SERVER_DEFECT");
      // Also when nobody looks at the refusal.
      (store().*read)([&](Transaction& t) { return write(t), absl::OkStatus(); }).IgnoreError();
    };
    refused([&](Transaction& t) { return t.units().Insert(unit); });
    refused([&](Transaction& t) { return t.numbers().Next("R").status(); });
    refused([&](Transaction& t) { return t.sessions().Delete("digest"); });
    refused([&](Transaction& t) { return t.inboxes().Append(make.MakeInboxEvent(unit.id, make.NewId<ReferralId>())); });
  }
  EXPECT_FALSE(Get([&](Transaction& t) { return t.units().Find(unit.id); }).has_value());
  EXPECT_EQ(NextNumber("R"), 1);
}

TEST_P(StoreTransactions, ShowASnapshotAsItWasWhenItWasFirstRead) {
  const UnitId first = StoredUnit();
  const Unit second = make.MakeUnit();
  std::thread writer;
  EXPECT_EQ(Reason(store().ReadSnapshot([&](Transaction& t) -> absl::Status {
              EXPECT_TRUE(t.units().Find(first)->has_value());
              writer = std::thread([&] { EXPECT_EQ(Do([&](Transaction& other) { return other.units().Insert(second); }), "OK"); });
              // Where one is done after the other, the writer waits for this one.
              if (host->SideBySide()) writer.join();
              EXPECT_FALSE(t.units().Find(second.id)->has_value());
              return absl::OkStatus();
            })),
            "OK");
  if (writer.joinable()) writer.join();
  EXPECT_TRUE(Get([&](Transaction& t) { return t.units().Find(second.id); }).has_value());
}

TEST_P(StoreTransactions, SurviveAReaderThatThrows) {
  for (const auto read : {&Store::Read, &Store::ReadSnapshot}) {
    EXPECT_EQ(Reason((store().*read)([](Transaction&) -> absl::Status { throw std::runtime_error("a defect"); })), "SERVER_DEFECT");
    EXPECT_EQ(Reason(store().Ping()), "OK");
  }
}

TEST_P(StoreTransactions, ReturnTheStatusOfAClosureThatReads) {
  EXPECT_EQ(Reason(store().Read([](Transaction&) { return EtagStale(); })), "ETAG_STALE");
  EXPECT_EQ(Reason(store().ReadSnapshot([](Transaction&) { return EtagStale(); })), "ETAG_STALE");
}

TEST_P(StoreTransactions, AnswerAPing) { EXPECT_EQ(Reason(store().Ping()), "OK"); }

TEST_P(StoreTransactions, RingForTheUnitsWhoseInboxesGrewAndForNobodyElse) {
  std::mutex mutex;
  std::vector<UnitId> rung;
  store().SetDoorbell([&](const std::vector<UnitId>& units) {
    const std::lock_guard lock(mutex);
    rung.insert(rung.end(), units.begin(), units.end());
  });
  const UnitId first = StoredUnit();
  const UnitId second = StoredUnit();
  const ReferralId referral = make.NewId<ReferralId>();
  EXPECT_THAT(rung, IsEmpty());
  EXPECT_EQ(Do([&](Transaction& t) {
              absl::Status status = t.inboxes().Append(make.MakeInboxEvent(second, referral));
              status.Update(t.inboxes().Append(make.MakeInboxEvent(first, referral)));
              status.Update(t.inboxes().Append(make.MakeInboxEvent(first, referral)));
              return status;
            }),
            "OK");
  EXPECT_THAT(rung, ElementsAre(first, second));
  rung.clear();
  EXPECT_EQ(Do([&](Transaction& t) {
              EXPECT_TRUE(t.inboxes().Append(make.MakeInboxEvent(first, referral)).ok());
              return NotFound();
            }),
            "NOT_FOUND");
  EXPECT_THAT(rung, IsEmpty());
}

}  // namespace
}  // namespace rujukan::testing
