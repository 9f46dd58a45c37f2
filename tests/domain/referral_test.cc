#include "server/domain/referral.h"

#include <algorithm>
#include <cstdio>
#include <iostream>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/domain/golden.h"
#include "tests/domain/parties.h"

namespace rujukan::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using S = ReferralState;

std::string Text(std::string_view text) { return std::string(text); }

// -- The walk over the whole table ------------------------------------------------------------------------------------------

// What beside state, kind and caller may decide about a move, one bit each.
enum Circumstance : unsigned { kEmergency = 1, kRead = 2, kOnConsent = 4, kProposed = 8, kRedirected = 16 };
constexpr unsigned kCircumstances = 32;

struct CircumstanceWords {
  unsigned bit;
  std::string_view with, without;
};
constexpr CircumstanceWords kWords[] = {
    {kEmergency, "an emergency", "not an emergency"},        {kRead, "was read", "never read"},
    {kOnConsent, "rests on consent", "rests on no consent"}, {kProposed, "proposed by another officer", "not yet proposed"},
    {kRedirected, "while responsible", "not redirected"},
};

// Who tries. The sender's own supervisor is sender and supervisor, the head is receiver and head.
enum class Party { kSender, kReceiver, kRedirector, kSupervisor, kOwnSupervisor, kHead, kStranger, kExcluded };
constexpr Party kParties[] = {Party::kSender,        Party::kReceiver, Party::kRedirector, Party::kSupervisor,
                              Party::kOwnSupervisor, Party::kHead,     Party::kStranger,   Party::kExcluded};

struct District {
  Unit slrt = UnitNamed("slrt", UnitKind::kSlrtSecretariat, "dinas");
  Unit dinas = UnitNamed("dinas", UnitKind::kDinasSosial);
  Unit other_dinas = UnitNamed("other dinas", UnitKind::kDinasSosial);
  Unit protection = UnitNamed("protection", UnitKind::kProtectionUnit, "dp3a");
  Unit other_protection = UnitNamed("other protection", UnitKind::kProtectionUnit, "dp3a");
  Unit hospital = UnitNamed("hospital", UnitKind::kHealthFacility);
  Unit post = UnitNamed("post", UnitKind::kPuskesos, "slrt");

  const Unit& ReceiverOf(ReferralKind kind) const { return kind == ReferralKind::kProtectionAlert ? protection : dinas; }
  const Unit& RedirectorOf(ReferralKind kind) const {
    return kind == ReferralKind::kProtectionAlert ? other_protection : other_dinas;
  }

  Caller CallerFor(Party party, ReferralKind kind) const {
    const bool alert = kind == ReferralKind::kProtectionAlert;
    const Role at_work = alert ? Role::kCompanion : Role::kWelfareProgramOfficer;
    switch (party) {
      case Party::kSender:
        return OfficerOf(slrt, Role::kWelfareProgramOfficer, "sender's officer");
      case Party::kReceiver:
        return OfficerOf(ReceiverOf(kind), at_work, "receiver's officer");
      case Party::kRedirector:
        return OfficerOf(RedirectorOf(kind), at_work, "redirector's officer");
      case Party::kSupervisor:
        return OfficerOf(UnitNamed("above", UnitKind::kGovernmentOffice), Role::kPartnerOfficer, "supervisor above");
      case Party::kOwnSupervisor:
        return OfficerOf(slrt, Role::kSlrtManager, "sender's manager");
      case Party::kHead:
        return OfficerOf(ReceiverOf(kind), Role::kProtectionUnitHead, "head");
      case Party::kStranger:
        return OfficerOf(hospital, Role::kPartnerOfficer, "stranger");
      case Party::kExcluded:
        return OfficerOf(ReceiverOf(kind), at_work, "excluded officer");
    }
    return Caller();
  }
};

UnitId AccountableIn(S state, const Referral& referral, bool redirected, const UnitId& redirector) {
  switch (state) {
    case S::kSent:
      return redirected ? redirector : referral.receiver;
    case S::kReturned:
    case S::kDeclined:
      return referral.sender;
    case S::kReported:
      return referral.kind == ReferralKind::kProtectionAlert ? referral.receiver : referral.sender;
    default:
      return IsOpen(state) ? referral.receiver : UnitId();
  }
}

// A deadline that no rule gives, to be recognized when it stays.
absl::Time EarlierDeadline() { return Morning() + absl::Minutes(7); }

Referral InSituation(const District& district, S state, ReferralKind kind, unsigned circumstances) {
  const bool redirected = (circumstances & kRedirected) != 0;
  Referral referral = Sent("r", kind, district.slrt, district.ReceiverOf(kind),
                           (circumstances & kEmergency) != 0 ? Urgency::kEmergency : Urgency::kMedium,
                           (circumstances & kOnConsent) != 0 ? LegalBasis::kConsent : LegalBasis::kVitalInterest);
  referral.state = state;
  referral.read_by_receiver = (circumstances & kRead) != 0;
  if ((circumstances & kProposed) != 0) referral.details.close_unserved_proposed_by = OfficerId("proposer");
  if (redirected) {
    referral.predecessor = ReferralId("p");
    referral.redirected_by = district.RedirectorOf(kind).id;
  }
  referral.accountable = AccountableIn(state, referral, redirected, referral.redirected_by);
  referral.due_kind = IsOpen(state) ? DueKind::kDecide : DueKind::kUnspecified;
  referral.due_time = IsOpen(state) ? EarlierDeadline() : absl::InfiniteFuture();
  referral.details.excluded_officers = {OfficerId("excluded officer")};
  return referral;
}

std::string PartyNameOf(const Referral& referral, const UnitId& unit) {
  if (unit.empty()) return "nobody";
  if (unit == referral.sender) return "sender";
  if (unit == referral.receiver) return "receiver";
  return unit == referral.redirected_by ? "redirector" : "?";
}

// What follows from a move: "RECEIVED, receiver / DECIDE".
struct Consequence {
  S to = S::kUnspecified;
  std::string then;
  friend auto operator<=>(const Consequence&, const Consequence&) = default;
};

Consequence ConsequenceOf(const Referral& before, const Referral& after) {
  const bool kept = after.accountable == before.accountable && after.due_time == before.due_time &&
                    after.due_kind == before.due_kind && IsOpen(after.state);
  if (kept) return {after.state, "unchanged"};
  if (after.accountable.empty()) return {after.state, "nobody"};
  return {after.state, absl::StrCat(PartyNameOf(after, after.accountable), " / ", Text(NameOf(after.due_kind)))};
}

// For each consequence, the circumstances under which the move has it.
using Verdict = std::map<Consequence, std::set<unsigned>>;

struct Cell {
  Move move;
  S from;
  Party party;
  friend auto operator<=>(const Cell&, const Cell&) = default;
};

// The one reason with which a move that is in the table is refused by a guard.
std::string GuardReason(Move move) {
  switch (move) {
    case Move::kReturn:
      return "EMERGENCY_MUST_BE_SERVED";
    case Move::kWithdrawConsent:
      return "BASIS_IS_NOT_CONSENT";
    case Move::kCloseUnserved:
      return "SECOND_OFFICER_NEEDED";
    default:
      return "WRONG_STATE";
  }
}

// Which circumstances these are, in words; "" for any. The set must be all that share some of their circumstances.
std::string WordsOf(const std::set<unsigned>& set) {
  std::vector<std::string> words;
  std::size_t shared = 0;
  for (const CircumstanceWords& word : kWords) {
    const bool always = std::all_of(set.begin(), set.end(), [&](unsigned c) { return (c & word.bit) != 0; });
    const bool never = std::all_of(set.begin(), set.end(), [&](unsigned c) { return (c & word.bit) == 0; });
    if (always) words.push_back(Text(word.with));
    if (never) words.push_back(Text(word.without));
    if (always || never) ++shared;
  }
  EXPECT_EQ(set.size(), kCircumstances >> shared) << "not to be told in words";
  return absl::StrJoin(words, ", ");
}

std::string KindsText(const std::set<ReferralKind>& kinds) {
  if (kinds.size() == std::size(kKinds)) return "all kinds";
  std::vector<std::string> in, out;
  for (const ReferralKind kind : kKinds) (kinds.count(kind) != 0 ? in : out).push_back(Text(NameOf(kind)));
  return in.size() <= out.size() ? absl::StrJoin(in, ", ") : absl::StrCat("all but ", absl::StrJoin(out, ", "));
}

std::string_view TextOf(Party party) {
  switch (party) {
    case Party::kSender:
      return "sender";
    case Party::kReceiver:
      return "receiver";
    case Party::kRedirector:
      return "redirector";
    case Party::kSupervisor:
      return "supervisor";
    default:
      return "head";
  }
}

std::string Line(std::string_view move, std::string_view from, S to, std::string_view by, const std::string& kinds,
                 const std::string& when, const std::string& then) {
  std::string line = absl::StrFormat("%-16s  %-17s -> %-17s  %-10s  %-34s  %-27s  %s", Text(move), Text(from), Text(NameOf(to)),
                                     Text(by), kinds, when, then);
  return absl::StrCat(line, "\n");
}

class TableWalk {
 public:
  // Every state × move × kind × caller × circumstance through Apply.
  TableWalk() {
    for (int state = 1; state <= static_cast<int>(S::kDone); ++state) {
      for (const ReferralKind kind : kKinds) {
        for (unsigned circumstances = 0; circumstances < kCircumstances; ++circumstances) Visit(S(state), kind, circumstances);
      }
    }
  }

  int walked() const { return walked_; }

  // The circumstances under which a guard refuses what the table has.
  const std::map<Cell, std::map<ReferralKind, std::set<unsigned>>>& refused_by_guard() const { return refused_by_guard_; }

  const Verdict& Of(Move move, S from, Party party, ReferralKind kind) { return verdicts_[{move, from, party}][kind]; }

  // The lines of one party: kinds for which a move is the same share a line. `apart` leaves out what that party may as well.
  void Describe(Party party, const Party* apart, std::map<Cell, std::vector<std::string>>& lines) {
    for (const auto& [cell, by_kind] : verdicts_) {
      if (cell.party != party) continue;
      std::map<std::pair<Consequence, std::string>, std::set<ReferralKind>> rows;
      for (const auto& [kind, verdict] : by_kind) {
        if (apart != nullptr && Of(cell.move, cell.from, *apart, kind) == verdict) continue;
        for (const auto& [consequence, set] : verdict) rows[{consequence, WordsOf(set)}].insert(kind);
      }
      for (const auto& [row, kinds] : rows) {
        lines[cell].push_back(
            Line(NameOf(cell.move), NameOf(cell.from), row.first.to, TextOf(party), KindsText(kinds), row.second, row.first.then));
      }
    }
  }

 private:
  void Visit(S state, ReferralKind kind, unsigned circumstances) {
    const Referral before = InSituation(district_, state, kind, circumstances);
    for (const Party party : kParties) {
      const Caller caller = district_.CallerFor(party, kind);
      const bool supervised = party == Party::kSupervisor;
      const std::vector<Move> offered = AvailableMoves(before, caller, supervised);
      for (const Move move : AllMoves()) {
        ++walked_;
        const absl::StatusOr<Referral> after = Apply(before, Request(move), caller, supervised, Morning());
        const bool is_offered = std::find(offered.begin(), offered.end(), move) != offered.end();
        EXPECT_EQ(is_offered, after.ok()) << NameOf(move) << " from " << NameOf(state) << " of " << NameOf(kind);
        if (after.ok()) {
          verdicts_[{move, state, party}][kind][ConsequenceOf(before, *after)].insert(circumstances);
          EXPECT_EQ(after->version, before.version + 1);
        } else if (const std::string reason = ReasonOf(after.status()); reason != "WRONG_STATE") {
          refused_by_guard_[{move, state, party}][kind].insert(circumstances);
          EXPECT_EQ(reason, GuardReason(move));
        }
      }
    }
  }

  District district_;
  std::map<Cell, std::map<ReferralKind, Verdict>> verdicts_;
  std::map<Cell, std::map<ReferralKind, std::set<unsigned>>> refused_by_guard_;
  int walked_ = 0;
};

// One walk for all tests of the table.
TableWalk& TheWalk() {
  static TableWalk walk;
  return walk;
}

std::string DescribeCreate() {
  const District district;
  std::map<Consequence, std::set<ReferralKind>> rows;
  for (const ReferralKind kind : kKinds) {
    const Referral sent = Sent("r", kind, district.slrt, district.ReceiverOf(kind));
    rows[ConsequenceOf(Referral(), sent)].insert(kind);
  }
  std::string text;
  for (const auto& [consequence, kinds] : rows) {
    text += Line(NameOf(Move::kCreate), "-", consequence.to, "sender", KindsText(kinds), "", consequence.then);
  }
  return text;
}

std::string DescribeSuccessors() {
  const District district;
  std::string text;
  const auto describe = [&](std::string_view by, S from, const Unit& redirector) {
    const Referral before = InSituation(district, from, ReferralKind::kReferral, kOnConsent | kRedirected);
    const Caller caller = OfficerOf(redirector, Role::kWelfareProgramOfficer, "officer");
    const Referral next =
        SuccessorOf(before, ReferralId("next"), UnitNamed("new receiver", UnitKind::kDinasSosial), caller, Morning());
    const bool redirector_accountable = next.accountable == redirector.id && next.redirected_by == redirector.id;
    absl::StrAppendFormat(&text, "%-16s  %-17s -> %-17s  %-10s  %s / %s\n", "the successor", Text(NameOf(from)),
                          Text(NameOf(next.state)), Text(by),
                          redirector_accountable ? "redirector" : PartyNameOf(next, next.accountable), Text(NameOf(next.due_kind)));
  };
  describe("receiver", S::kReceived, district.dinas);
  describe("sender", S::kDeclined, district.slrt);
  describe("redirector", S::kSent, district.other_dinas);
  return text;
}

// What the sender's recall and withdrawal do to an alert that a post sent, in every state and circumstance.
std::string DescribeWishes() {
  const District district;
  const Caller operator_of_post = OfficerOf(district.post, Role::kPuskesosOperator, "operator");
  std::map<std::pair<Move, S>, std::map<Consequence, std::set<unsigned>>> wishes;
  for (const Move move : {Move::kRecall, Move::kWithdrawConsent}) {
    for (int state = 1; state <= static_cast<int>(S::kCancelled); ++state) {
      for (unsigned circumstances = 0; circumstances < kCircumstances; ++circumstances) {
        Referral before = InSituation(district, S(state), ReferralKind::kProtectionAlert, circumstances);
        before.sender = district.post.id;
        before.sender_kind = UnitKind::kPuskesos;
        const auto after = Apply(before, Request(move), operator_of_post, false, Morning());
        if (!after.ok()) continue;
        wishes[{move, S(state)}][ConsequenceOf(before, *after)].insert(circumstances);
        EXPECT_EQ(after->details.sender_wish, move);
        EXPECT_EQ(PostView(*after), S::kDone);
        EXPECT_FALSE(after->reading_suspended);
      }
    }
  }
  std::string text;
  for (const auto& [cell, verdict] : wishes) {
    for (const auto& [consequence, set] : verdict) {
      text +=
          Line(NameOf(cell.first), NameOf(cell.second), consequence.to, "post", "PROTECTION_ALERT", WordsOf(set), consequence.then);
    }
  }
  return text;
}

std::vector<std::string> ReasonsForDecliningAnEmergency() {
  const District district;
  std::vector<std::string> reasons;
  for (int reason = 1; reason <= static_cast<int>(DeclineReason::kOther); ++reason) {
    MoveRequest request = Request(Move::kDecline);
    request.decline_reason = static_cast<DeclineReason>(reason);
    const Referral before = InSituation(district, S::kReceived, ReferralKind::kReferral, kEmergency);
    const auto after = Apply(before, request, district.CallerFor(Party::kReceiver, ReferralKind::kReferral), false, Morning());
    if (after.ok()) reasons.push_back(Text(NameOf(request.decline_reason)));
    EXPECT_THAT(ReasonOf(after.status()), ::testing::AnyOf("OK", "EMERGENCY_MUST_BE_SERVED"));
  }
  return reasons;
}

constexpr char kIntroduction[] =
    "The life of a referral: every move that is possible. What is not written here is refused and changes nothing.\n"
    "\n"
    "  move; from -> to; who makes it; for which kinds; on what condition; who must act then, and until when for what.\n"
    "  'unchanged': the same unit as before, until the same time. 'nobody': the referral is closed.\n"
    "  'redirector': the unit that redirected it, which answers for it until the new receiver has read it.\n"
    "  'head': the head of the protection unit that received an alert. 'supervisor': of the sender, or of the unit above it.\n"
    "\n";

TEST(ReferralTable, IsTheOneThatPeopleCanRead) {
  TableWalk& walk = TheWalk();
  std::map<Cell, std::vector<std::string>> lines;
  const Party receiver = Party::kReceiver;
  for (const Party party : {Party::kSender, Party::kReceiver, Party::kRedirector, Party::kSupervisor})
    walk.Describe(party, nullptr, lines);
  walk.Describe(Party::kHead, &receiver, lines);
  std::string text = kIntroduction + DescribeCreate();
  int count = 0;
  for (const auto& [cell, rows] : lines) {
    for (const std::string& row : rows) {
      text += row;
      ++count;
    }
  }
  text += "\nREDIRECT closes the referral and makes a new one at another unit:\n\n" + DescribeSuccessors();
  text +=
      "\nA post that recalls its alert or withdraws consent to it is answered as for any other entry and sees it DONE. To the unit "
      "it is "
      "a\nwish: the alert stays as it is, the unit is told and goes on.\n\n" +
      DescribeWishes();
  text += "\nAn EMERGENCY is declined only for: " + absl::StrJoin(ReasonsForDecliningAnEmergency(), ", ") + ".\n";
  std::cout << "walked " << walk.walked() << " combinations of state, kind, circumstance, caller and move; the table has " << count
            << " lines besides CREATE\n";
  ExpectGolden("referral_moves.txt", text);
}

TEST(ReferralTable, NobodyIsGivenACreateOnAReferralThatExists) {
  for (int state = 1; state <= static_cast<int>(S::kDone); ++state) {
    for (const Party party : kParties) {
      for (const ReferralKind kind : kKinds) EXPECT_THAT(TheWalk().Of(Move::kCreate, S(state), party, kind), IsEmpty());
    }
  }
}

TEST(ReferralTable, GivesNothingToAStrangerAndToWhomTheSurvivorExcludes) {
  for (int state = 1; state <= static_cast<int>(S::kDone); ++state) {
    for (const Move move : AllMoves()) {
      for (const ReferralKind kind : kKinds) {
        EXPECT_THAT(TheWalk().Of(move, S(state), Party::kStranger, kind), IsEmpty());
        EXPECT_THAT(TheWalk().Of(move, S(state), Party::kExcluded, kind), IsEmpty());
      }
    }
  }
}

TEST(ReferralTable, LetsAnOwnSupervisorDoWhatTheSenderAndTheSupervisorAboveMayDo) {
  TableWalk& walk = TheWalk();
  for (int state = 1; state <= static_cast<int>(S::kDone); ++state) {
    for (const Move move : AllMoves()) {
      for (const ReferralKind kind : kKinds) {
        Verdict both = walk.Of(move, S(state), Party::kSupervisor, kind);
        std::set<unsigned> supervised;
        for (const auto& [consequence, set] : both) supervised.insert(set.begin(), set.end());
        // Where both could, the supervisor confirms rather than proposes again.
        for (const auto& [consequence, set] : walk.Of(move, S(state), Party::kSender, kind)) {
          for (const unsigned circumstances : set) {
            if (supervised.count(circumstances) == 0) both[consequence].insert(circumstances);
          }
        }
        EXPECT_EQ(walk.Of(move, S(state), Party::kOwnSupervisor, kind), both) << NameOf(move) << " from " << NameOf(S(state));
      }
    }
  }
}

TEST(ReferralTable, LetsAHeadDoAllThatTheReceiverMayDo) {
  TableWalk& walk = TheWalk();
  for (int state = 1; state <= static_cast<int>(S::kDone); ++state) {
    for (const Move move : AllMoves()) {
      for (const ReferralKind kind : kKinds) {
        const Verdict& head = walk.Of(move, S(state), Party::kHead, kind);
        for (const auto& entry : walk.Of(move, S(state), Party::kReceiver, kind)) EXPECT_THAT(head, ::testing::Contains(entry));
      }
    }
  }
}

TEST(ReferralTable, NamesTheReasonWhenAGuardRefuses) {
  TableWalk& walk = TheWalk();
  EXPECT_THAT(walk.refused_by_guard().at({Move::kReturn, S::kReceived, Party::kReceiver}), ::testing::SizeIs(4));
  for (const auto& [cell, by_kind] : walk.refused_by_guard()) {
    for (const auto& [kind, refused] : by_kind) {
      for (const unsigned circumstances : refused) {
        const bool emergency = cell.move == Move::kReturn && (circumstances & kEmergency) != 0;
        const bool basis = cell.move == Move::kWithdrawConsent && (circumstances & kOnConsent) == 0;
        EXPECT_TRUE(emergency || basis || cell.move == Move::kCloseUnserved) << NameOf(cell.move) << " of " << NameOf(kind);
      }
    }
  }
}

// -- Rules that protect a person --------------------------------------------------------------------------------------------

class ReferralRules : public ::testing::Test {
 protected:
  absl::StatusOr<Referral> Try(const Referral& referral, const MoveRequest& request, const Caller& caller) const {
    return Apply(referral, request, caller, false, Morning());
  }
  Referral After(const Referral& referral, Move move, const Caller& caller) const {
    const absl::StatusOr<Referral> after = Try(referral, Request(move), caller);
    EXPECT_TRUE(after.ok()) << NameOf(move) << ": " << ReasonOf(after.status());
    return after.ok() ? *after : referral;
  }

  District district;
  Caller post = OfficerOf(district.post, Role::kPuskesosOperator, "operator");
  Caller manager = OfficerOf(district.slrt, Role::kSlrtManager, "manager");
  Caller program_officer = OfficerOf(district.dinas, Role::kWelfareProgramOfficer, "program officer");
  Caller companion = OfficerOf(district.protection, Role::kCompanion, "companion");
  Caller head = OfficerOf(district.protection, Role::kProtectionUnitHead, "head");
  Caller doctor = OfficerOf(district.hospital, Role::kPartnerOfficer, "doctor");
};

TEST_F(ReferralRules, AnAlertIsClosedByTheHeadAloneAndNeverByItsSender) {
  Referral alert = Sent("a", ReferralKind::kProtectionAlert, district.post, district.protection);
  for (const Move move : {Move::kReceive, Move::kAccept, Move::kStart, Move::kReport}) alert = After(alert, move, companion);
  EXPECT_EQ(alert.accountable, district.protection.id);
  EXPECT_EQ(ReasonOf(Try(alert, Request(Move::kAcknowledge), companion).status()), "WRONG_STATE");
  EXPECT_EQ(ReasonOf(Try(alert, Request(Move::kAcknowledge), post).status()), "WRONG_STATE");
  EXPECT_EQ(After(alert, Move::kAcknowledge, head).state, S::kClosed);
}

TEST_F(ReferralRules, AnEmergencyIsDeclinedOnlyForCompetenceConflictDuplicateOrTheSurvivorsWish) {
  EXPECT_THAT(ReasonsForDecliningAnEmergency(),
              ElementsAre("NOT_COMPETENT", "SURVIVOR_DECLINED", "DUPLICATE", "CONFLICT_OF_INTEREST"));
}

TEST_F(ReferralRules, AnyReasonDeclinesWhatIsNoEmergency) {
  const Referral referral = Sent("r", ReferralKind::kReferral, district.post, district.dinas, Urgency::kHigh);
  for (int reason = 1; reason <= static_cast<int>(DeclineReason::kOther); ++reason) {
    MoveRequest request = Request(Move::kDecline);
    request.decline_reason = static_cast<DeclineReason>(reason);
    const auto after = Try(referral, request, program_officer);
    ASSERT_TRUE(after.ok());
    EXPECT_EQ(after->details.decline_reason, request.decline_reason);
  }
}

TEST_F(ReferralRules, WithdrawingFromAProtectionUnitOnlySuspendsReadingUntilAProtectionOfficerSpokeWithTheSurvivorAlone) {
  const Referral referral =
      After(Sent("r", ReferralKind::kReferral, district.hospital, district.protection), Move::kReceive, companion);
  const Referral suspended = After(referral, Move::kWithdrawConsent, doctor);
  EXPECT_TRUE(suspended.reading_suspended);
  EXPECT_EQ(suspended.state, S::kReceived);
  EXPECT_EQ(suspended.accountable, referral.accountable);
  EXPECT_EQ(suspended.due_time, referral.due_time);
  MoveRequest without_speaking = Request(Move::kWithdrawConsent);
  without_speaking.spoken_with_survivor_alone = false;
  const auto again = Try(suspended, without_speaking, companion);
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->state, S::kReceived);
  const Referral ended = After(suspended, Move::kWithdrawConsent, companion);
  EXPECT_EQ(ended.state, S::kConsentWithdrawn);
  EXPECT_EQ(ended.accountable, district.protection.id);
  EXPECT_EQ(ended.due_kind, DueKind::kPurge);
}

TEST_F(ReferralRules, WithdrawingBetweenWelfareUnitsEndsAtOnce) {
  const Referral referral = Sent("r", ReferralKind::kReferral, district.post, district.dinas);
  EXPECT_EQ(After(referral, Move::kWithdrawConsent, post).state, S::kConsentWithdrawn);
}

TEST_F(ReferralRules, AWithdrawalLeavesWhatStandsOnAnotherBasis) {
  for (const LegalBasis basis : {LegalBasis::kLegalDuty, LegalBasis::kVitalInterest, LegalBasis::kPublicTask}) {
    Referral member = Sent("r", ReferralKind::kReferral, district.post, district.dinas, Urgency::kMedium, basis);
    EXPECT_EQ(ReasonOf(Try(member, Request(Move::kWithdrawConsent), post).status()), "BASIS_IS_NOT_CONSENT");
    EXPECT_FALSE(WithdrawMember(member, true, Morning()));
    EXPECT_EQ(member.state, S::kSent);
  }
}

TEST_F(ReferralRules, AWithdrawalReachesEveryMemberOpenOrClosedButHandedOverRecalledAndCancelledOnes) {
  for (int state = 1; state <= static_cast<int>(S::kCancelled); ++state) {
    for (const ReferralKind kind : kKinds) {
      Referral member = InSituation(district, S(state), kind, kOnConsent);
      const bool handed_over = kind == ReferralKind::kHandover && (S(state) == S::kReported || S(state) == S::kClosed);
      const bool purging = S(state) == S::kRecalled || S(state) == S::kConsentWithdrawn || S(state) == S::kCancelled;
      EXPECT_EQ(WithdrawMember(member, true, Morning()), !handed_over && !purging) << NameOf(S(state)) << " " << NameOf(kind);
      EXPECT_EQ(member.state == S(state), handed_over || purging);
    }
  }
}

TEST_F(ReferralRules, ARecallOfWhatNobodyHasReadNeedsNoPurge) {
  const Referral sent = Sent("r", ReferralKind::kReferral, district.post, district.dinas);
  EXPECT_EQ(After(sent, Move::kRecall, post).state, S::kCancelled);
  const Referral assigned = After(sent, Move::kAssign, program_officer);
  const Referral recalled = After(assigned, Move::kRecall, post);
  EXPECT_EQ(recalled.state, S::kRecalled);
  EXPECT_EQ(recalled.accountable, district.dinas.id);
  EXPECT_EQ(After(recalled, Move::kConfirmPurge, program_officer).state, S::kCancelled);
}

TEST_F(ReferralRules, ClosingUnservedNeedsASecondOfficerWhoSupervises) {
  const Caller facilitator = OfficerOf(district.slrt, Role::kFacilitator, "facilitator");
  const Caller second_facilitator = OfficerOf(district.slrt, Role::kFacilitator, "second facilitator");
  Referral declined = Sent("r", ReferralKind::kReferral, district.slrt, district.hospital);
  declined = After(declined, Move::kDecline, doctor);
  const Referral proposed = After(declined, Move::kCloseUnserved, manager);
  EXPECT_EQ(proposed.state, S::kDeclined);
  EXPECT_EQ(proposed.due_time, declined.due_time);
  EXPECT_EQ(ReasonOf(Try(proposed, Request(Move::kCloseUnserved), manager).status()), "SECOND_OFFICER_NEEDED");
  EXPECT_EQ(After(proposed, Move::kCloseUnserved, facilitator).details.close_unserved_proposed_by, facilitator.officer);
  const Referral by_facilitator = After(declined, Move::kCloseUnserved, facilitator);
  EXPECT_EQ(ReasonOf(Try(by_facilitator, Request(Move::kCloseUnserved), facilitator).status()), "SECOND_OFFICER_NEEDED");
  EXPECT_EQ(After(by_facilitator, Move::kCloseUnserved, second_facilitator).details.close_unserved_proposed_by,
            second_facilitator.officer);
  EXPECT_EQ(After(by_facilitator, Move::kCloseUnserved, manager).state, S::kClosedUnserved);
}

TEST_F(ReferralRules, AProposalToCloseUnservedEndsWhenTheSenderCompletesAfterAll) {
  const Caller dinas_above = OfficerOf(district.dinas, Role::kSlrtManager, "manager above");
  Referral returned = After(Sent("r", ReferralKind::kReferral, district.slrt, district.hospital), Move::kReturn, doctor);
  const Referral proposed = After(returned, Move::kCloseUnserved, manager);
  Referral resent = After(proposed, Move::kResend, manager);
  returned = After(resent, Move::kReturn, doctor);
  EXPECT_EQ(ReasonOf(Apply(returned, Request(Move::kCloseUnserved), dinas_above, true, Morning()).status()), "WRONG_STATE");
}

// -- What a move brings -----------------------------------------------------------------------------------------------------

TEST_F(ReferralRules, ReceivingLeavesItWithTheOfficerToWhomItWasGiven) {
  MoveRequest assign = Request(Move::kAssign);
  assign.officer = OfficerId("colleague");
  const Referral assigned = *Try(Sent("r", ReferralKind::kReferral, district.post, district.dinas), assign, program_officer);
  EXPECT_EQ(After(assigned, Move::kReceive, program_officer).details.assigned_officer, OfficerId("colleague"));
}

TEST_F(ReferralRules, ADisputedOutcomeIsNoOutcomeAnyMore) {
  Referral referral = Sent("r", ReferralKind::kReferral, district.slrt, district.hospital);
  for (const Move move : {Move::kReceive, Move::kAccept, Move::kStart, Move::kReport}) referral = After(referral, move, doctor);
  EXPECT_NE(referral.details.outcome.result, OutcomeResult::kUnspecified);
  EXPECT_EQ(After(referral, Move::kDispute, manager).details.outcome.result, OutcomeResult::kUnspecified);
}

TEST_F(ReferralRules, ReceivingGivesItToTheReaderOrToTheOfficerNamed) {
  const Referral sent = Sent("r", ReferralKind::kReferral, district.post, district.dinas);
  EXPECT_EQ(After(sent, Move::kReceive, program_officer).details.assigned_officer, program_officer.officer);
  MoveRequest request = Request(Move::kReceive);
  request.officer = OfficerId("colleague");
  EXPECT_EQ(Try(sent, request, program_officer)->details.assigned_officer, OfficerId("colleague"));
}

TEST_F(ReferralRules, AnAnswerClosesTheQuestionAndIsKept) {
  Referral referral = After(Sent("r", ReferralKind::kReferral, district.post, district.dinas), Move::kReceive, program_officer);
  referral = After(referral, Move::kAsk, program_officer);
  EXPECT_EQ(referral.details.open_question, "in words");
  referral = After(referral, Move::kAnswer, post);
  EXPECT_EQ(referral.details.open_question, "");
  EXPECT_THAT(referral.details.supplements, ElementsAre("in words"));
}

TEST_F(ReferralRules, RefusesMoreAnswersThanARecordMayHold) {
  Referral referral = Sent("r", ReferralKind::kReferral, district.post, district.dinas);
  referral.details.supplements.assign(kSupplementsMax - 1, "said before");
  referral = After(referral, Move::kAnswer, post);
  EXPECT_EQ(ReasonOf(Try(referral, Request(Move::kAnswer), post).status()), "RECORD_FULL");
}

TEST_F(ReferralRules, KeepsTheLatestDecisionOfEachProgrammeAskedFor) {
  Referral referral = Sent("r", ReferralKind::kServiceRequest, district.slrt, district.dinas);
  for (const Move move : {Move::kReceive, Move::kAccept}) referral = After(referral, move, program_officer);
  const auto decide = [&](WelfareProgram program, ItemDecision decision) {
    MoveRequest request = Request(Move::kProgress);
    request.item_result = {program, decision, ""};
    const auto after = Try(referral, request, program_officer);
    if (after.ok()) referral = *after;
    return ReasonOf(after.status());
  };
  EXPECT_EQ(decide(WelfareProgram::kSembako, ItemDecision::kProposed), "OK");
  EXPECT_EQ(decide(WelfareProgram::kPkh, ItemDecision::kRefused), "OK");
  EXPECT_EQ(decide(WelfareProgram::kSembako, ItemDecision::kEnrolled), "OK");
  EXPECT_EQ(decide(WelfareProgram::kKube, ItemDecision::kEnrolled), "PROGRAM_NOT_REQUESTED");
  ASSERT_EQ(referral.details.item_results.size(), 2u);
  EXPECT_EQ(referral.details.item_results[0].decision, ItemDecision::kEnrolled);
  EXPECT_EQ(referral.details.item_results[1].decision, ItemDecision::kRefused);
}

TEST_F(ReferralRules, ASuccessorKeepsWhatTheSenderGaveAndForgetsWhatTheReceiverAdded) {
  Referral before = After(Sent("r", ReferralKind::kReferral, district.post, district.dinas), Move::kReceive, program_officer);
  before.details.household = HouseholdId("household");
  before.details.receiver_case_file = CaseFileId("file of the receiver");
  before.details.item_results = {{WelfareProgram::kPkh, ItemDecision::kProposed, ""}};
  before.details.decline_reason = DeclineReason::kNoCapacity;
  before.details.excluded_units = {UnitId("excluded")};
  before = After(before, Move::kAnswer, post);
  const Referral next = SuccessorOf(before, ReferralId("next"), district.hospital, program_officer, Morning() + absl::Hours(1));
  EXPECT_EQ(next.root, before.root);
  EXPECT_EQ(next.predecessor, before.id);
  EXPECT_TRUE(IsTail(next));
  EXPECT_EQ(next.receiver, district.hospital.id);
  EXPECT_EQ(next.receiver_kind, UnitKind::kHealthFacility);
  EXPECT_EQ(next.sender, before.sender);
  EXPECT_EQ(next.details.household, before.details.household);
  EXPECT_EQ(next.details.supplements, before.details.supplements);
  EXPECT_EQ(next.details.excluded_units, before.details.excluded_units);
  EXPECT_EQ(next.due_time, Morning() + absl::Hours(1) + DeadlineFor(DueKind::kReceive, next.urgency, next.kind));
  EXPECT_EQ(next.version, 1);
  EXPECT_FALSE(next.read_by_receiver);
  EXPECT_EQ(next.receiver_number, "");
  EXPECT_TRUE(next.details.receiver_case_file.empty());
  EXPECT_THAT(next.details.item_results, IsEmpty());
  EXPECT_TRUE(next.details.assigned_officer.empty());
  EXPECT_EQ(next.details.decline_reason, DeclineReason::kUnspecified);
}

TEST_F(ReferralRules, NobodyIsOfferedAMoveThatTheirRoleMayNotMake) {
  const Referral received =
      After(Sent("r", ReferralKind::kReferral, district.post, district.dinas), Move::kReceive, program_officer);
  const auto offered = [&](Role role) { return AvailableMoves(received, OfficerOf(district.dinas, role, "officer"), false); };
  EXPECT_THAT(offered(Role::kSlrtManager), ::testing::IsSupersetOf({Move::kAccept, Move::kDecline, Move::kAsk}));
  EXPECT_THAT(offered(Role::kFacilitator), ElementsAre(Move::kAssign, Move::kAsk, Move::kWithdrawConsent));
  EXPECT_THAT(offered(Role::kAuditor), IsEmpty());
}

TEST_F(ReferralRules, APostsWishAboutItsAlertIsToldAndNotCarriedOut) {
  const Referral sent = Sent("a", ReferralKind::kProtectionAlert, district.post, district.protection);
  const Referral received = After(sent, Move::kReceive, companion);
  const Referral asked = After(received, Move::kAsk, companion);
  for (const Move wish : {Move::kRecall, Move::kWithdrawConsent}) {
    const Referral wished = After(asked, wish, post);
    EXPECT_TRUE(OnlyWished(asked, wished));
    EXPECT_EQ(wished.state, S::kReceived);
    EXPECT_EQ(wished.due_time, asked.due_time);
    EXPECT_THAT(wished.details.supplements, ElementsAre("in words"));
    EXPECT_EQ(PostView(wished), S::kDone);
    for (const Move move : {Move::kAnswer, Move::kRecall, Move::kWithdrawConsent}) {
      EXPECT_EQ(ReasonOf(Try(wished, Request(move), post).status()), "WRONG_STATE") << "the post has done with it";
    }
    EXPECT_EQ(ReasonOf(Try(wished, Request(Move::kAsk), companion).status()), "WRONG_STATE") << "nobody would read it";
    EXPECT_EQ(After(wished, Move::kAccept, companion).state, S::kAccepted);
    EXPECT_EQ(After(wished, Move::kWithdrawConsent, companion).state, S::kConsentWithdrawn);
    const Referral next = SuccessorOf(wished, ReferralId("next"), district.other_protection, companion, Morning());
    EXPECT_EQ(next.details.sender_wish, wish);
    EXPECT_EQ(next.view_version, wished.view_version);
  }
}

TEST_F(ReferralRules, APostThatSaidAllThatFitsCanStillTakeItsAlertBack) {
  Referral alert = Sent("a", ReferralKind::kProtectionAlert, district.post, district.protection);
  alert.details.supplements.assign(kSupplementsMax, "said");
  EXPECT_EQ(After(alert, Move::kRecall, post).details.supplements.size(), kSupplementsMax);
}

TEST_F(ReferralRules, AnAlertOfAnotherSenderThanAPostIsNotTakenBack) {
  const Referral alert = Sent("a", ReferralKind::kProtectionAlert, district.hospital, district.protection);
  for (const Move move : {Move::kRecall, Move::kWithdrawConsent}) {
    EXPECT_EQ(ReasonOf(Try(alert, Request(move), doctor).status()), "WRONG_STATE");
  }
}

TEST_F(ReferralRules, WhatIsOnHoldIsDueWhenItSaidItWouldGoOn) {
  Referral referral = Sent("r", ReferralKind::kReferral, district.post, district.dinas);
  for (const Move move : {Move::kReceive, Move::kAccept, Move::kStart, Move::kHold})
    referral = After(referral, move, program_officer);
  EXPECT_EQ(referral.due_kind, DueKind::kResume);
  EXPECT_EQ(referral.due_time, Request(Move::kHold).resume_time);
}

// -- What a post sees -------------------------------------------------------------------------------------------------------

TEST_F(ReferralRules, APostIsOfferedTheSameMovesForAnAlertAndForAComplaintUnlessSomethingIsAskedOfIt) {
  for (int state = 1; state <= static_cast<int>(S::kCancelled); ++state) {
    for (unsigned circumstances = 0; circumstances < kCircumstances; ++circumstances) {
      for (const ReferralKind kind : {ReferralKind::kReferral, ReferralKind::kProtectionAlert}) {
        Referral referral = InSituation(district, S(state), kind, circumstances);
        referral.sender = district.post.id;
        referral.sender_kind = UnitKind::kPuskesos;
        const std::vector<Move> offered = AvailableMoves(referral, post, false);
        const S word = PostView(referral);
        if (word == S::kActionNeeded || S(state) == S::kRedirected) continue;
        const std::vector<Move> expected = word == S::kDone ? std::vector<Move>() : std::vector<Move>{Move::kAnswer};
        EXPECT_EQ(offered, expected) << NameOf(S(state)) << " " << NameOf(kind);
      }
    }
  }
}

TEST_F(ReferralRules, APostSeesFourWordsOnly) {
  const auto word = [&](S state, ReferralKind kind, std::string question) {
    Referral referral = InSituation(district, state, kind, kOnConsent);
    referral.details.open_question = question;
    return PostView(referral);
  };
  for (int state = 1; state <= static_cast<int>(S::kCancelled); ++state) {
    const S alert = word(S(state), ReferralKind::kProtectionAlert, "");
    const S complaint = word(S(state), ReferralKind::kReferral, "");
    const bool closed = !IsOpen(S(state)) || S(state) == S::kRecalled || S(state) == S::kConsentWithdrawn;
    const bool asked_of_sender = S(state) == S::kReturned || S(state) == S::kDeclined || S(state) == S::kReported;
    if (S(state) == S::kSent) {
      EXPECT_EQ(complaint, S::kSent);
    } else if (asked_of_sender) {
      EXPECT_EQ(complaint, S::kActionNeeded);
    } else if (closed && S(state) != S::kRedirected) {
      EXPECT_EQ(complaint, S::kDone);
    } else {
      EXPECT_EQ(complaint, S::kProcessing);
    }
    if (asked_of_sender) continue;
    EXPECT_EQ(alert, complaint) << NameOf(S(state));
  }
  EXPECT_EQ(word(S::kReported, ReferralKind::kProtectionAlert, ""), S::kProcessing);
  EXPECT_EQ(word(S::kReceived, ReferralKind::kProtectionAlert, "asked"), S::kActionNeeded);
  EXPECT_EQ(word(S::kInProgress, ReferralKind::kReferral, "asked"), S::kActionNeeded);
}

TEST_F(ReferralRules, ARedirectedReferralIsToAPostStillTheSameEntryInProgress) {
  const Referral received =
      After(Sent("r", ReferralKind::kReferral, district.post, district.dinas), Move::kReceive, program_officer);
  const Referral next = SuccessorOf(received, ReferralId("next"), district.hospital, program_officer, Morning());
  EXPECT_EQ(PostView(next), PostView(received));
  EXPECT_EQ(next.view_version, received.view_version);
  const Referral declined = After(received, Move::kDecline, program_officer);
  const Referral routed = SuccessorOf(declined, ReferralId("routed"), district.hospital, post, Morning());
  EXPECT_EQ(PostView(routed), S::kProcessing);
  EXPECT_EQ(routed.view_version, declined.view_version + 1);
}

// -- Deadlines --------------------------------------------------------------------------------------------------------------

struct Clock57 {
  DueKind due;
  Urgency urgency;
  absl::Duration most;
  std::string_view source;
};

TEST(Deadlines, AreThoseOfTheFieldsStandards) {
  constexpr absl::Duration kDay = absl::Hours(24);
  const Clock57 clocks[] = {
      {DueKind::kReceive, Urgency::kEmergency, absl::Minutes(15), "DARURAT: a human answers within 15 minutes"},
      {DueKind::kDecide, Urgency::kEmergency, absl::Hours(1), "DARURAT: accepted within an hour"},
      {DueKind::kComplete, Urgency::kEmergency, absl::Hours(1), "DARURAT: completed within an hour"},
      {DueKind::kRoute, Urgency::kEmergency, absl::Minutes(15), "DARURAT: the next step within 15 minutes"},
      {DueKind::kReceive, Urgency::kHigh, absl::Hours(1), "TINGGI: immediate service (SK 301/2022)"},
      {DueKind::kDecide, Urgency::kHigh, absl::Hours(1), "TINGGI: immediate service (SK 301/2022)"},
      {DueKind::kReceive, Urgency::kMedium, absl::Hours(6), "SEDANG: six hours (SK 301/2022)"},
      {DueKind::kDecide, Urgency::kMedium, absl::Hours(6), "SEDANG: six hours (SK 301/2022)"},
      {DueKind::kReceive, Urgency::kLow, kDay, "RENDAH: an answer in 24 hours; Dinas Sosial and SLRT 1x24 hours (Pekalongan)"},
      {DueKind::kDecide, Urgency::kLow, 3 * kDay, "RENDAH: follow-up within three working days (Probolinggo)"},
      {DueKind::kBegin, Urgency::kMedium, absl::Hours(12), "outreach within twelve hours (Aceh Utara)"},
      {DueKind::kBegin, Urgency::kHigh, absl::Hours(12), "outreach within twelve hours (Aceh Utara)"},
      {DueKind::kBegin, Urgency::kLow, 3 * kDay, "RENDAH: follow-up within three working days (Probolinggo)"},
  };
  for (const ReferralKind kind : kKinds) {
    for (const Clock57& clock : clocks) {
      if (kind == ReferralKind::kServiceRequest && clock.urgency != Urgency::kLow) continue;
      EXPECT_EQ(DeadlineFor(clock.due, clock.urgency, kind), clock.most) << clock.source;
    }
    for (const Urgency urgency : {Urgency::kLow, Urgency::kMedium, Urgency::kHigh}) {
      EXPECT_EQ(DeadlineFor(DueKind::kComplete, urgency, kind), kDay);
      EXPECT_EQ(DeadlineFor(DueKind::kRoute, urgency, kind), kDay);
      EXPECT_EQ(DeadlineFor(DueKind::kRead, urgency, kind), 3 * kDay);
      EXPECT_EQ(DeadlineFor(DueKind::kPurge, urgency, kind), kDay);
    }
  }
  EXPECT_EQ(DeadlineFor(DueKind::kOutcome, Urgency::kLow, ReferralKind::kServiceRequest), 20 * kDay) << "PBI-JK (Lumajang)";
}

TEST(Deadlines, NeverTellAProviderHowUrgentTheReasonOfARequestIs) {
  for (int due = 1; due <= static_cast<int>(DueKind::kPurge); ++due) {
    for (int urgency = 0; urgency <= static_cast<int>(Urgency::kEmergency); ++urgency) {
      EXPECT_EQ(DeadlineFor(DueKind(due), Urgency(urgency), ReferralKind::kServiceRequest),
                DeadlineFor(DueKind(due), Urgency::kLow, ReferralKind::kServiceRequest))
          << NameOf(DueKind(due)) << " " << NameOf(Urgency(urgency));
    }
  }
}

TEST(Deadlines, AreNeverLaterForWhatIsMoreUrgent) {
  for (const ReferralKind kind : kKinds) {
    for (int due = 1; due <= static_cast<int>(DueKind::kPurge); ++due) {
      for (const auto& [urgent, less] : {std::pair(Urgency::kEmergency, Urgency::kHigh),
                                         std::pair(Urgency::kHigh, Urgency::kMedium), std::pair(Urgency::kMedium, Urgency::kLow)}) {
        EXPECT_LE(DeadlineFor(DueKind(due), urgent, kind), DeadlineFor(DueKind(due), less, kind)) << NameOf(DueKind(due));
      }
    }
  }
}

}  // namespace
}  // namespace rujukan::testing
