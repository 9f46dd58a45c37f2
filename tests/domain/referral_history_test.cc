// Random histories of a district, and a complete exploration of chains of three redirects: whatever the officers do, no referral is
// ever lost.
#include <algorithm>
#include <deque>
#include <iostream>
#include <map>
#include <random>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/domain/inbox.h"
#include "server/domain/policy.h"
#include "server/domain/referral.h"
#include "tests/domain/parties.h"

namespace rujukan::testing {
namespace {

using S = ReferralState;

// -- The people -------------------------------------------------------------------------------------------------------------

class District {
 public:
  District() {
    Open("post", UnitKind::kPuskesos, "slrt", {Role::kPuskesosOperator, Role::kFacilitator});
    Open("other post", UnitKind::kPuskesos, "slrt", {Role::kPuskesosOperator});
    Open("slrt", UnitKind::kSlrtSecretariat, "dinas", {Role::kSlrtManager, Role::kSubdistrictSupervisor, Role::kFacilitator});
    Open("dinas", UnitKind::kDinasSosial, "regional secretary", {Role::kWelfareProgramOfficer, Role::kWelfareProgramOfficer});
    for (const char* name : {"protection", "second protection", "third protection"}) {
      Open(name, UnitKind::kProtectionUnit, "dp3a",
           {Role::kProtectionIntakeOfficer, Role::kCompanion, Role::kCaseManager, Role::kProtectionUnitHead});
    }
    Open("fourth protection", UnitKind::kProtectionUnit, "dp3a", {Role::kCompanion, Role::kProtectionUnitHead});
    for (const auto& [name, kind] : {std::pair("hospital", UnitKind::kHealthFacility),
                                     {"legal aid", UnitKind::kLegalAid},
                                     {"police", UnitKind::kPolicePpa},
                                     {"ngo", UnitKind::kServiceNgo},
                                     {"dp3a", UnitKind::kGovernmentOffice},
                                     {"education", UnitKind::kGovernmentOffice},
                                     {"regional secretary", UnitKind::kGovernmentOffice}}) {
      Open(name, kind, "regional secretary", {Role::kPartnerOfficer, Role::kPartnerOfficer});
    }
  }

  const Unit& Named(const std::string& name) const { return units_.at(name); }
  const Unit& Find(const UnitId& id) const { return units_.at(id.value); }
  const std::vector<Caller>& OfficersOf(const UnitId& id) const { return officers_.at(id.value); }
  const std::vector<std::string>& names() const { return names_; }

  bool Supervises(const Caller& caller, const Referral& referral) const {
    return Find(referral.sender).supervising_unit == caller.unit;
  }

  // Every officer who could have to do with it.
  std::vector<Caller> PeopleAround(const Referral& referral) const {
    std::set<UnitId> units = {referral.sender, referral.receiver, referral.redirected_by, Find(referral.sender).supervising_unit};
    units.erase(UnitId());
    std::vector<Caller> people;
    for (const UnitId& unit : units) people.insert(people.end(), OfficersOf(unit).begin(), OfficersOf(unit).end());
    return people;
  }

 private:
  void Open(const std::string& name, UnitKind kind, const std::string& above, const std::vector<Role>& roles) {
    units_[name] = UnitNamed(name, kind, above);
    names_.push_back(name);
    for (const Role role : roles) {
      officers_[name].push_back(OfficerOf(units_[name], role, absl::StrCat(name, " ", officers_[name].size() + 1)));
    }
  }

  std::map<std::string, Unit> units_;
  std::map<std::string, std::vector<Caller>> officers_;
  std::vector<std::string> names_;
};

// -- The invariants ---------------------------------------------------------------------------------------------------------

// A chain of redirects, oldest first.
using Chain = std::vector<Referral>;

std::string Describe(const Referral& referral) {
  return absl::StrCat(std::string(NameOf(referral.kind)), " ", std::string(NameOf(referral.urgency)), " in ",
                      std::string(NameOf(referral.state)), " from ", referral.sender.value, " to ", referral.receiver.value,
                      ", accountable ", referral.accountable.value, ", due ", std::string(NameOf(referral.due_kind)));
}

// A move that leads on, and does not only add a word.
bool LeadsOn(Move move) {
  return move != Move::kAnswer && move != Move::kWithdrawConsent && move != Move::kAssign && move != Move::kAsk;
}

bool HasAMoveThatLeadsOn(const District& district, const Referral& referral) {
  for (const Caller& caller : district.OfficersOf(referral.accountable)) {
    for (const Move move : AvailableMoves(referral, caller, district.Supervises(caller, referral))) {
      if (LeadsOn(move)) return true;
    }
  }
  return false;
}

// An open referral has one accountable unit, one deadline, and that unit has a move; a closed one has none of them.
::testing::AssertionResult IsAccountedFor(const District& district, const Referral& referral) {
  const bool accountable = !referral.accountable.empty();
  const bool clock = referral.due_kind != DueKind::kUnspecified && referral.due_time != absl::InfiniteFuture();
  const bool no_clock = referral.due_kind == DueKind::kUnspecified && referral.due_time == absl::InfiniteFuture();
  if (!IsOpen(referral.state)) {
    if (!accountable && no_clock) return ::testing::AssertionSuccess();
    return ::testing::AssertionFailure() << "closed, and still somebody's: " << Describe(referral);
  }
  if (!accountable || !clock) return ::testing::AssertionFailure() << "nobody's: " << Describe(referral);
  const bool party = referral.accountable == referral.sender || referral.accountable == referral.receiver ||
                     referral.accountable == referral.redirected_by;
  if (!party) return ::testing::AssertionFailure() << "a stranger's: " << Describe(referral);
  if (!HasAMoveThatLeadsOn(district, referral)) return ::testing::AssertionFailure() << "stuck: " << Describe(referral);
  return ::testing::AssertionSuccess();
}

// One tail; every other member redirected to the next, and all of one sender, kind and root.
::testing::AssertionResult IsOneChain(const Chain& chain) {
  for (std::size_t i = 0; i < chain.size(); ++i) {
    const bool last = i + 1 == chain.size();
    const bool linked = last ? IsTail(chain[i]) : chain[i].successor == chain[i + 1].id && chain[i + 1].predecessor == chain[i].id;
    const bool alike = chain[i].root == chain[0].id && chain[i].sender == chain[0].sender && chain[i].kind == chain[0].kind;
    const bool over =
        last || chain[i].state == S::kRedirected || chain[i].state == S::kConsentWithdrawn || chain[i].state == S::kCancelled;
    if (!linked || !alike || !over) return ::testing::AssertionFailure() << "member " << i << ": " << Describe(chain[i]);
  }
  return ::testing::AssertionSuccess();
}

// Whose case it is. Of a HANDOVER the receiver's who accepted it, and never two units'.
UnitId OwnerOf(const Chain& chain) {
  UnitId owner = chain[0].sender;
  int accepted = 0;
  for (const Referral& member : chain) {
    if (member.kind != ReferralKind::kHandover || (member.state != S::kReported && member.state != S::kClosed)) continue;
    owner = member.receiver;
    ++accepted;
  }
  EXPECT_LE(accepted, 1) << "two owners";
  return owner;
}

// A referral closes by its sender (an alert by the head), or for a reason that two officers gave or the purge confirmed.
::testing::AssertionResult EndsRightly(const Referral& before, const Referral& after, const Caller& caller, Move move) {
  if (!IsOpen(before.state) || IsOpen(after.state)) return ::testing::AssertionSuccess();
  const bool alert = before.kind == ReferralKind::kProtectionAlert;
  bool right = false;
  switch (after.state) {
    case S::kClosed:
      right = alert ? caller.unit == before.receiver && caller.role == Role::kProtectionUnitHead : caller.unit == before.sender;
      break;
    case S::kClosedUnserved:
      right = !before.details.close_unserved_proposed_by.empty() && before.details.close_unserved_proposed_by != caller.officer &&
              IsSupervisor(caller.role);
      break;
    case S::kRedirected:
      right = move == Move::kRedirect;
      break;
    case S::kCancelled:
      right = move == Move::kConfirmPurge ? caller.unit == before.receiver
                                          : move == Move::kRecall && caller.unit == before.sender && !before.read_by_receiver;
      break;
    default:
      break;
  }
  if (right) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << caller.officer.value << " by " << NameOf(move) << " ended " << Describe(before);
}

// The post's word, what it is asked for in it, and its version change together, over redirects too.
::testing::AssertionResult ViewIsCounted(const Referral& tail_before, const Referral& tail_after) {
  const auto asked = [](const Referral& tail) {
    const bool waits = tail.state == S::kReturned || tail.state == S::kDeclined || tail.state == S::kReported;
    const S ask = PostView(tail) != S::kActionNeeded ? S::kUnspecified : waits ? tail.state : S::kReceived;
    return std::tuple(PostView(tail), ask, ask != S::kUnspecified ? tail.details.open_question : "");
  };
  const bool changed = asked(tail_before) != asked(tail_after);
  const bool counted = tail_after.view_version == tail_before.view_version + (changed ? 1 : 0);
  if (counted) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << "view version " << tail_before.view_version << " to " << tail_after.view_version
                                       << " from " << Describe(tail_before) << " to " << Describe(tail_after);
}

// -- Moving as the desk does ------------------------------------------------------------------------------------------------

bool MayReceive(const Referral& referral, const Unit& unit) {
  const auto& excluded = referral.details.excluded_units;
  return unit.id != referral.sender && unit.id != referral.receiver && MayRoute(referral.kind, referral.sender_kind, unit.kind) &&
         std::find(excluded.begin(), excluded.end(), unit.id) == excluded.end();
}

// The chain after the move on one of its members, or why not. `new_receiver` counts for Redirect only.
absl::StatusOr<Chain> Moved(const District& district, const Chain& chain, std::size_t member, const MoveRequest& request,
                            const Caller& caller, const Unit& new_receiver, absl::Time now) {
  const Referral& before = chain[member];
  const absl::StatusOr<Referral> after = Apply(before, request, caller, district.Supervises(caller, before), now);
  if (!after.ok()) return after.status();
  Chain moved = chain;
  if (request.move == Move::kWithdrawConsent && !OnlyWished(before, *after)) {
    bool changed = false;
    const bool ends = WithdrawalEnds(before, request, caller);
    for (Referral& one : moved) changed = WithdrawMember(one, ends, now) || changed;
    if (!changed) return WrongState(request.move);
    return moved;
  }
  moved[member] = *after;
  if (request.move == Move::kRedirect) {
    if (!MayReceive(before, new_receiver)) return ReceiverNotPossible();
    const ReferralId id(absl::StrCat(before.root.value, ".", chain.size() + 1));
    moved[member].successor = id;
    moved.push_back(SuccessorOf(before, id, new_receiver, caller, now));
  }
  return moved;
}

// Checks what must hold of any move that succeeded.
void CheckMove(const Chain& before, const Chain& after, const Caller& caller, Move move, absl::Time now) {
  EXPECT_TRUE(IsOneChain(after));
  EXPECT_TRUE(ViewIsCounted(before.back(), after.back()));
  for (std::size_t i = 0; i < after.size(); ++i) {
    if (i >= before.size()) {
      EXPECT_EQ(after[i].version, 1);
      EXPECT_GT(after[i].due_time, now);
      continue;
    }
    const bool untouched = after[i].version == before[i].version;
    EXPECT_EQ(after[i].version, before[i].version + (untouched ? 0 : 1));
    EXPECT_TRUE(!untouched || after[i].state == before[i].state) << "changed without a version: " << Describe(after[i]);
    const bool kept = after[i].due_time == before[i].due_time && after[i].due_kind == before[i].due_kind;
    EXPECT_TRUE(kept || after[i].due_time > now) << "late from its beginning: " << Describe(after[i]);
    EXPECT_TRUE(EndsRightly(before[i], after[i], caller, move));
  }
  if (OwnerOf(before) != OwnerOf(after)) {
    EXPECT_EQ(move, Move::kAccept);
    EXPECT_EQ(OwnerOf(before), before[0].sender) << "owned by one who had it and lost it";
  }
}

// True when some few moves of the people around it close the referral, without sending it on.
bool CanBeClosed(const District& district, const Referral& start, absl::Time now) {
  constexpr Move kWays[] = {Move::kReceive, Move::kResend,      Move::kAccept, Move::kStart,        Move::kResume,
                            Move::kReport,  Move::kAcknowledge, Move::kRecall, Move::kConfirmPurge, Move::kCloseUnserved};
  constexpr int kMovesMax = 6;
  std::vector<Referral> reached = {start};
  std::set<std::pair<S, bool>> seen;
  for (int moves = 0; moves <= kMovesMax; ++moves) {
    std::vector<Referral> next;
    for (const Referral& referral : reached) {
      if (!IsOpen(referral.state)) return true;
      for (const Caller& caller : district.PeopleAround(referral)) {
        for (const Move move : kWays) {
          const auto after = Apply(referral, Request(move, now), caller, district.Supervises(caller, referral), now);
          if (!after.ok()) continue;
          if (seen.insert({after->state, !after->details.close_unserved_proposed_by.empty()}).second) next.push_back(*after);
        }
      }
    }
    reached = std::move(next);
  }
  return false;
}

// -- Random histories -------------------------------------------------------------------------------------------------------

class History {
 public:
  explicit History(unsigned seed) : random_(seed) {}

  void Step() {
    now_ += absl::Minutes(Number(0, 180));
    if (chains_.empty() || Chance(8)) {
      Create();
    } else {
      MakeAMove();
    }
  }

  void CheckThatAllCanBeClosed() {
    for (const Chain& chain : chains_) {
      for (const Referral& member : chain) {
        EXPECT_TRUE(CanBeClosed(district_, member, now_)) << Describe(member);
      }
    }
  }

  int made() const { return made_; }
  int refused() const { return refused_; }
  std::size_t chains() const { return chains_.size(); }
  std::size_t longest() const {
    std::size_t longest = 0;
    for (const Chain& chain : chains_) longest = std::max(longest, chain.size());
    return longest;
  }
  const std::map<Move, int>& moves() const { return moves_; }
  const std::map<S, int>& ends() const { return ends_; }
  int told() const { return told_; }

 private:
  int Number(int least, int most) { return std::uniform_int_distribution<int>(least, most)(random_); }
  bool Chance(int percent) { return Number(1, 100) <= percent; }
  template <typename List>
  const auto& OneOf(const List& list) {
    return list[static_cast<std::size_t>(Number(0, static_cast<int>(std::size(list)) - 1))];
  }
  const Unit& AnyUnit() { return district_.Named(OneOf(district_.names())); }

  void Create() {
    const ReferralKind kind = OneOf(kKinds);
    const Unit& sender = AnyUnit();
    const Unit& receiver = AnyUnit();
    if (sender.id == receiver.id || !MayRoute(kind, sender.kind, receiver.kind)) return;
    const auto urgency = kind == ReferralKind::kServiceRequest ? Urgency::kLow : static_cast<Urgency>(Number(1, 4));
    const auto basis = static_cast<LegalBasis>(Number(1, 5));
    Referral referral = Sent(absl::StrCat("r", chains_.size() + 1), kind, sender, receiver, urgency, basis, now_);
    const Unit& excluded = AnyUnit();
    if (Chance(20) && excluded.id != sender.id && excluded.id != receiver.id) referral.details.excluded_units = {excluded.id};
    EXPECT_TRUE(IsAccountedFor(district_, referral));
    chains_.push_back({referral});
    Tell(nullptr, referral, Move::kCreate);
    ++made_;
    ++moves_[Move::kCreate];
  }

  Chain& AnyChain() {
    for (int tries = 0; tries < 5; ++tries) {
      Chain& chain = chains_[static_cast<std::size_t>(Number(0, static_cast<int>(chains_.size()) - 1))];
      if (IsOpen(chain.back().state)) return chain;
    }
    return chains_[static_cast<std::size_t>(Number(0, static_cast<int>(chains_.size()) - 1))];
  }

  // Mostly who must act, sometimes somebody else around it, rarely a stranger.
  Caller AnyCaller(const Referral& referral) {
    if (IsOpen(referral.state) && Chance(70)) return OneOf(district_.OfficersOf(referral.accountable));
    return Chance(80) ? OneOf(district_.PeopleAround(referral)) : OneOf(district_.OfficersOf(AnyUnit().id));
  }

  void MakeAMove() {
    Chain& chain = AnyChain();
    const std::size_t member =
        Chance(85) ? chain.size() - 1 : static_cast<std::size_t>(Number(0, static_cast<int>(chain.size()) - 1));
    const Referral& referral = chain[member];
    const Caller caller = AnyCaller(referral);
    const bool supervised = district_.Supervises(caller, referral);
    const std::vector<Move> offered = AvailableMoves(referral, caller, supervised);
    MoveRequest request = Request(offered.empty() || Chance(30) ? OneOf(AllMoves()) : OneOf(offered), now_);
    request.decline_reason = static_cast<DeclineReason>(Number(1, 9));
    request.spoken_with_survivor_alone = Chance(50);
    request.resume_time = now_ + absl::Hours(Number(1, 90 * 24));
    const absl::StatusOr<Chain> after = Moved(district_, chain, member, request, caller, AnyUnit(), now_);
    if (!after.ok()) {
      EXPECT_NE(ReasonOf(after.status()), "?");
      ++refused_;
      return;
    }
    CheckMove(chain, *after, caller, request.move, now_);
    for (const Referral& one : *after) EXPECT_TRUE(IsAccountedFor(district_, one));
    TellOf(chain, *after, request.move);
    ++made_;
    ++moves_[request.move];
    if (IsOpen(chain.back().state) && !IsOpen(after->back().state)) ++ends_[after->back().state];
    chain = *after;
    EXPECT_TRUE(made_ % 20 != 0 || CanBeClosed(district_, chain.back(), now_)) << Describe(chain.back());
  }

  // Tells everybody, and checks that a post hears exactly of the changes of its view.
  void TellOf(const Chain& before, const Chain& after, Move move) {
    int to_sender = 0;
    for (std::size_t i = 0; i < after.size(); ++i) {
      if (i >= before.size()) {
        to_sender += Tell(&before.back(), after[i], Move::kCreate);
      } else if (after[i].version != before[i].version) {
        to_sender += Tell(&before[i], after[i], move);
      }
    }
    if (!SeesPostView(after[0], after[0].sender)) return;
    EXPECT_EQ(to_sender, before.back().view_version == after.back().view_version ? 0 : 1) << NameOf(move);
  }

  // 1 when the sender was told.
  int Tell(const Referral* before, const Referral& after, Move move) {
    const UnitId above = district_.Find(after.sender).supervising_unit;
    std::set<UnitId> told;
    for (const InboxEvent& notice : NoticesOf(before, after, move, above)) {
      EXPECT_TRUE(told.insert(notice.unit).second) << "told twice";
      EXPECT_TRUE(notice.unit == after.sender || notice.unit == after.receiver || notice.unit == after.redirected_by ||
                  notice.unit == above);
    }
    EXPECT_EQ(told.count(after.receiver), 1u);
    told_ += static_cast<int>(told.size());
    return static_cast<int>(told.count(after.sender));
  }

  std::mt19937_64 random_;
  District district_;
  absl::Time now_ = Morning();
  std::vector<Chain> chains_;
  std::map<Move, int> moves_;
  std::map<S, int> ends_;
  int made_ = 0;
  int refused_ = 0;
  int told_ = 0;
};

class ReferralHistory : public ::testing::TestWithParam<unsigned> {};

TEST_P(ReferralHistory, NeverLosesAReferralWhateverTheOfficersDo) {
  constexpr int kSteps = 10'000;
  History history(GetParam());
  for (int step = 0; step < kSteps && !HasFailure(); ++step) history.Step();
  history.CheckThatAllCanBeClosed();
  std::cout << "seed " << GetParam() << ": " << kSteps << " steps, " << history.made() << " moves made, " << history.refused()
            << " refused, " << history.chains() << " chains, the longest of " << history.longest() << ", " << history.told()
            << " notices\n";
  for (const Move move : AllMoves()) EXPECT_GT(history.moves().count(move), 0u) << "never made: " << NameOf(move);
  for (const S end : {S::kClosed, S::kClosedUnserved, S::kCancelled}) {
    EXPECT_GT(history.ends().count(end), 0u) << "never ended in " << NameOf(end);
  }
  EXPECT_GE(history.longest(), 4u) << "no chain of three redirects";
}

INSTANTIATE_TEST_SUITE_P(Seeds, ReferralHistory, ::testing::Values(1u, 2u, 3u, 5u, 8u));

// -- Complete exploration ---------------------------------------------------------------------------------------------------

// Who may be asked one after the other.
struct Route {
  ReferralKind kind;
  std::string sender;
  std::vector<std::string> receivers;
};

const std::vector<Route>& Routes() {
  static const std::vector<Route> routes = {
      {ReferralKind::kReferral, "post", {"slrt", "dinas", "hospital", "education"}},
      {ReferralKind::kReferral, "protection", {"hospital", "legal aid", "police", "ngo"}},
      {ReferralKind::kHandover, "protection", {"second protection", "third protection", "legal aid", "ngo"}},
      {ReferralKind::kCounterReferral, "protection", {"post", "other post", "slrt", "dinas"}},
      {ReferralKind::kServiceRequest, "protection", {"dinas", "slrt", "education", "ngo"}},
      {ReferralKind::kProtectionAlert, "post", {"protection", "second protection", "third protection", "fourth protection"}},
  };
  return routes;
}

// All that decides what can happen next; times, versions and what was said do not.
std::string KeyOf(const Chain& chain) {
  std::string key;
  for (const Referral& member : chain) {
    const ReferralDetails& details = member.details;
    absl::StrAppend(&key, static_cast<int>(member.state), "/", member.accountable.value, "/", static_cast<int>(member.due_kind),
                    "/", member.redirected_by.value, "/", member.read_by_receiver ? "r" : "", member.reading_suspended ? "s" : "",
                    details.open_question.empty() ? "" : "q", "/", details.close_unserved_proposed_by.value, ";");
  }
  return key;
}

// Forgets what makes two chains differ without deciding anything: what was said, and of a closed member how it came to be closed.
// Who proposed to close unserved is forgotten too; there is always a second supervisor.
void Normalize(Chain& chain) {
  for (Referral& member : chain) {
    ReferralDetails& details = member.details;
    member.version = 1;
    details.supplements.clear();
    details.item_results.clear();
    details.assigned_officer = OfficerId();
    if (!details.close_unserved_proposed_by.empty()) details.close_unserved_proposed_by = OfficerId("proposer");
    const bool gone = member.state == S::kConsentWithdrawn || member.state == S::kCancelled;
    if (gone) member.reading_suspended = false;
    if (!gone && IsTail(member)) continue;
    member.redirected_by = UnitId();
    member.read_by_receiver = true;
    details.open_question.clear();
    details.close_unserved_proposed_by = OfficerId();
  }
}

class Exploration {
 public:
  Exploration(const Route& route, Urgency urgency, LegalBasis basis) : route_(route) {
    Visit({Sent("r", route.kind, district_.Named(route.sender), district_.Named(route.receivers[0]), urgency, basis)}, kNone);
    while (!waiting_.empty()) {
      const std::size_t from = waiting_.front();
      waiting_.pop_front();
      Expand(from);
    }
  }

  std::size_t states() const { return chains_.size(); }
  std::size_t steps() const { return steps_; }
  std::size_t longest() const { return longest_; }

  // Every chain from which no way leads to its end.
  std::vector<std::string> Stuck() const {
    std::vector<bool> ends(chains_.size());
    std::deque<std::size_t> waiting;
    for (std::size_t i = 0; i < chains_.size(); ++i) {
      const bool closed = std::none_of(chains_[i].begin(), chains_[i].end(), [](const Referral& r) { return IsOpen(r.state); });
      if (!closed) continue;
      ends[i] = true;
      waiting.push_back(i);
    }
    while (!waiting.empty()) {
      const std::size_t to = waiting.front();
      waiting.pop_front();
      for (const std::size_t from : from_[to]) {
        if (ends[from]) continue;
        ends[from] = true;
        waiting.push_back(from);
      }
    }
    std::vector<std::string> stuck;
    for (std::size_t i = 0; i < chains_.size(); ++i) {
      if (!ends[i]) stuck.push_back(Describe(chains_[i].back()));
    }
    return stuck;
  }

 private:
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  void Visit(Chain chain, std::size_t from) {
    Normalize(chain);
    const auto [known, is_new] = numbers_.emplace(KeyOf(chain), chains_.size());
    if (is_new) {
      longest_ = std::max(longest_, chain.size());
      for (const Referral& member : chain) EXPECT_TRUE(IsAccountedFor(district_, member));
      waiting_.push_back(chains_.size());
      chains_.push_back(std::move(chain));
      from_.emplace_back();
    }
    if (from != kNone) from_[known->second].insert(from);
  }

  // Tries everything that anybody around any member may do.
  void Expand(std::size_t number) {
    const Chain chain = chains_[number];
    for (std::size_t member = 0; member < chain.size(); ++member) {
      std::set<std::pair<UnitId, Role>> tried;
      for (const Caller& caller : district_.PeopleAround(chain[member])) {
        // Colleagues in the same role are interchangeable here.
        if (!tried.insert({caller.unit, caller.role}).second) continue;
        for (const Move move : MovesToTry(chain[member], caller)) Try(number, chain, member, caller, move);
      }
    }
  }

  // What the table knows for the state, also where it is not offered.
  std::vector<Move> MovesToTry(const Referral& referral, const Caller& caller) const {
    std::vector<Move> moves;
    for (const Actor actor : ActorsOf(referral, caller, district_.Supervises(caller, referral))) {
      for (const Move move : AllMoves()) {
        if (FindRule(move, referral, actor) != nullptr) moves.push_back(move);
      }
    }
    return moves;
  }

  void Try(std::size_t number, const Chain& chain, std::size_t member, const Caller& caller, Move move) {
    if (move == Move::kRedirect && chain.size() == route_.receivers.size()) return;
    const Unit& next = district_.Named(route_.receivers[std::min(chain.size(), route_.receivers.size() - 1)]);
    for (const bool spoken : {true, false}) {
      if (!spoken && move != Move::kWithdrawConsent) continue;
      MoveRequest request = Request(move);
      request.spoken_with_survivor_alone = spoken;
      const absl::StatusOr<Chain> after = Moved(district_, chain, member, request, caller, next, Morning());
      if (!after.ok()) continue;
      ++steps_;
      CheckMove(chain, *after, caller, move, Morning());
      Visit(*after, number);
    }
  }

  const Route route_;
  District district_;
  std::vector<Chain> chains_;
  std::vector<std::set<std::size_t>> from_;
  std::map<std::string, std::size_t> numbers_;
  std::deque<std::size_t> waiting_;
  std::size_t steps_ = 0;
  std::size_t longest_ = 0;
};

TEST(ReferralChains, OfThreeRedirectsAreNeverStuckNeverUnaccountableAndNeverAccountableWithoutAMove) {
  std::size_t states = 0;
  std::size_t steps = 0;
  for (const Route& route : Routes()) {
    for (const Urgency urgency : {Urgency::kMedium, Urgency::kEmergency}) {
      if (route.kind == ReferralKind::kServiceRequest && urgency == Urgency::kEmergency) continue;
      for (const LegalBasis basis : {LegalBasis::kConsent, LegalBasis::kVitalInterest}) {
        const Exploration exploration(route, urgency, basis);
        EXPECT_THAT(exploration.Stuck(), ::testing::IsEmpty());
        EXPECT_EQ(exploration.longest(), 4u) << NameOf(route.kind);
        states += exploration.states();
        steps += exploration.steps();
        if (HasFailure()) return;
      }
    }
  }
  std::cout << "explored " << states << " situations of chains of up to three redirects by " << steps << " moves\n";
}

}  // namespace
}  // namespace rujukan::testing
