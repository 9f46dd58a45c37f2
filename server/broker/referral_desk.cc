#include "server/broker/referral_desk.h"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "server/broker/case_book.h"
#include "server/broker/referral_form.h"
#include "server/broker/referral_viewer.h"
#include "server/domain/policy.h"
#include "server/domain/region.h"
#include "server/domain/text.h"
#include "server/domain/try.h"

namespace rujukan {
namespace {

// How many pages of the store a list may read to fill one page of its own; what is filtered out must not let one call read without
// end. A page may then be short, its token leads on.
constexpr int kStorePagesMax = 8;

// A change of one referral, and whom to tell. `before` is what notices compare with; nullopt for a first referral.
struct Change {
  std::optional<Referral> before;
  Referral after;
  Move move = Move::kUnspecified;
  std::string text;
  // Only for a referral that is new.
  const SealedPacket* packet = nullptr;
  // Sections to be replaced of one that is not; may be nullptr.
  const Packet* newer = nullptr;
};

// Writes changes as the contract of the store wants them: referrals by id, then inboxes by unit; one event each.
absl::Status Commit(Transaction& transaction, ReferralViewer& viewer, const Caller& caller, std::vector<Change> changes) {
  std::sort(changes.begin(), changes.end(), [](const Change& a, const Change& b) { return a.after.id < b.after.id; });
  std::vector<InboxEvent> notices;
  for (const Change& change : changes) {
    const Referral& after = change.after;
    if (change.packet != nullptr) {
      RUJUKAN_TRY(transaction.referrals().Insert(after, *change.packet));
    } else {
      RUJUKAN_TRY(transaction.referrals().Update(after));
      if (change.newer != nullptr) RUJUKAN_TRY(transaction.referrals().WriteSections(after.id, *change.newer));
      if (after.state == ReferralState::kCancelled) RUJUKAN_TRY(transaction.referrals().DeletePacket(after.id));
    }
    RUJUKAN_TRY_ASSIGN(const Unit* sender, viewer.UnitOf(after.sender));
    const Referral* before = change.before ? &*change.before : nullptr;
    const std::vector<InboxEvent> told = NoticesOf(before, after, change.move, sender->supervising_unit);
    ReferralEvent event;
    event.referral = after.id;
    event.move = change.move;
    event.from = change.packet != nullptr ? ReferralState::kUnspecified : before->state;
    event.to = after.state;
    event.unit = caller.unit;
    event.officer = caller.officer;
    event.role = caller.role;
    event.version = after.version;
    for (const InboxEvent& notice : told) event.told.push_back(notice.unit);
    RUJUKAN_TRY_ASSIGN(event.record_digest, transaction.referrals().RecordDigest(after.id));
    event.text = change.text;
    event.time = after.update_time;
    RUJUKAN_TRY(transaction.events().Append(std::move(event)));
    notices.insert(notices.end(), told.begin(), told.end());
  }
  std::stable_sort(notices.begin(), notices.end(), [](const InboxEvent& a, const InboxEvent& b) { return a.unit < b.unit; });
  return transaction.inboxes().AppendAll(notices);
}

// The series of one unit, or of one kabupaten, and where the referral keeps its number.
struct Numbering {
  char letter;
  std::string owner;
  std::string* number;
};

// Gives "R-2026-0012", of each series in this year. Whoever waits for one of these units waits until the commit.
absl::Status GiveNumbers(Transaction& transaction, absl::Time now, const std::vector<Numbering>& numberings) {
  const absl::civil_year_t year = TodayInIndonesia(now).year();
  std::vector<std::string> series;
  for (const Numbering& each : numberings) series.push_back(absl::StrFormat("%c/%s/%d", each.letter, each.owner, year));
  RUJUKAN_TRY_ASSIGN(const std::vector<std::int64_t> next, transaction.numbers().NextOfAll(series));
  for (std::size_t i = 0; i < next.size(); ++i) {
    *numberings[i].number = absl::StrFormat("%c-%d-%04d", numberings[i].letter, year, next[i]);
  }
  return absl::OkStatus();
}

// The receiver, when this referral may go there. One refusal for every obstacle, so that an exclusion does not show.
absl::StatusOr<Unit> ReceiverFor(ReferralViewer& viewer, const Referral& referral, const UnitId& id) {
  RUJUKAN_TRY(viewer.ReadUnits(std::array{referral.sender, id}));
  RUJUKAN_TRY_ASSIGN(const Unit* unit, viewer.FindUnit(id));
  const auto& excluded = referral.details.excluded_units;
  const bool possible = unit != nullptr && unit->active && id != referral.sender &&
                        MayRoute(referral.kind, referral.sender_kind, unit->kind) &&
                        std::find(excluded.begin(), excluded.end(), id) == excluded.end();
  if (!possible) return ReceiverNotPossible();
  return *unit;
}

absl::Status CheckCaseFile(Transaction& transaction, const Caller& caller, const CaseFileId& id) {
  RUJUKAN_TRY_ASSIGN(const std::optional<CaseFile> file, FindOwnFile(id, caller, transaction));
  return file ? absl::OkStatus() : NotOfThisUnit();
}

// A name mistyped here would exclude nobody, and the survivor would believe that it did.
absl::Status CheckExclusions(Transaction& transaction, ReferralViewer& viewer, const ReferralDetails& details) {
  Violations unknown;
  const auto check = [&unknown](std::string_view field, std::size_t index, bool known) {
    if (!known) unknown.push_back({absl::StrCat(std::string(field), "[", index, "]"), "NOT_KNOWN_NAME", ""});
  };
  RUJUKAN_TRY(viewer.ReadUnits(details.excluded_units));
  for (std::size_t i = 0; i < details.excluded_units.size(); ++i) {
    RUJUKAN_TRY_ASSIGN(const Unit* unit, viewer.FindUnit(details.excluded_units[i]));
    check("referral.excluded_units", i, unit != nullptr);
  }
  for (std::size_t i = 0; i < details.excluded_officers.size(); ++i) {
    RUJUKAN_TRY_ASSIGN(const auto officer, transaction.officers().Find(details.excluded_officers[i]));
    check("referral.excluded_officers", i, officer.has_value());
  }
  return unknown.empty() ? absl::OkStatus() : InvalidRequest(std::move(unknown));
}

absl::Status CheckLinks(Transaction& transaction, const Sealer& sealer, const Caller& caller, const ReferralDetails& details) {
  if (!details.household.empty()) {
    RUJUKAN_TRY_ASSIGN(const auto household, transaction.households().Find(details.household));
    if (!household || !Within(household->region, caller.region_scope)) return NotOfThisUnit();
  }
  if (!details.sender_case_file.empty()) {
    RUJUKAN_TRY(CheckCaseFile(transaction, caller, details.sender_case_file));
  }
  if (!details.counter_to.empty()) {
    // By a viewer that knows no unit yet: it reads as much of one that is not there as of another's.
    const absl::StatusOr<Located> parent = ReferralViewer(transaction, sealer, caller).Locate(details.counter_to);
    if (!parent.ok() && parent.status() != NotFound()) return parent.status();
    if (!parent.ok() || !parent->Is(Actor::kReceiver)) return NotOfThisUnit();
  }
  return absl::OkStatus();
}

// Urgency shows in the deadlines, and so would a sender that must not.
absl::Status CheckUrgency(Urgency asked, Referral& referral) {
  if (!HidesSender(referral)) return absl::OkStatus();
  referral.urgency = Urgency::kLow;
  const bool urgent = asked != Urgency::kUnspecified && asked != Urgency::kLow;
  return urgent ? InvalidRequest({{"referral.urgency", "NOT_ALLOWED_HERE", ""}}) : absl::OkStatus();
}

// Whom it is about, as the sender's records know it.
std::string SubjectKeyOf(const Referral& referral) {
  const ReferralDetails& details = referral.details;
  if (!details.household.empty()) return details.household.value;
  if (!details.sender_case_file.empty()) return details.sender_case_file.value;
  return details.counter_to.empty() ? referral.id.value : details.counter_to.value;
}

absl::Status CheckMoveLinks(Transaction& transaction, const Caller& caller, const Referral& referral, const MoveRequest& move) {
  if (!move.officer.empty()) {
    RUJUKAN_TRY_ASSIGN(const auto officer, transaction.officers().Find(move.officer));
    const auto& excluded = referral.details.excluded_officers;
    const bool possible = officer && officer->unit == caller.unit && !officer->disabled &&
                          std::find(excluded.begin(), excluded.end(), move.officer) == excluded.end();
    if (!possible) return NotOfThisUnit();
  }
  if (!move.case_file.empty()) {
    RUJUKAN_TRY(CheckCaseFile(transaction, caller, move.case_file));
  }
  return absl::OkStatus();
}

absl::Status CheckTimes(const MoveRequest& move, absl::Time now) {
  const bool possible = move.move != Move::kHold || (move.resume_time > now && move.resume_time <= now + kHoldMax);
  return possible ? absl::OkStatus() : InvalidRequest({{"resume_time", "TIME_NOT_POSSIBLE", ""}});
}

// What the chain keeps of what a move said: what was ticked, then the words.
std::string TextOf(const MoveRequest& move) {
  std::string text;
  if (move.entered_in_error) text += "[ENTERED_IN_ERROR] ";
  if (move.spoken_with_survivor_alone) text += "[SPOKEN_WITH_SURVIVOR_ALONE] ";
  if (move.consent_stands) text += "[CONSENT_STANDS] ";
  if (move.move == Move::kReport) return absl::StrCat(text, move.outcome.summary, "\n", move.outcome.asks_of_sender);
  return text + move.text;
}

ReferralId ReferralIn(const std::string& resource) { return ReferralId(std::string(absl::StripPrefix(resource, "referrals/"))); }

// One request at the desk: where it is carried out, who asks, and when.
struct Visit {
  const Store& store;
  Transaction& transaction;
  const Caller& caller;
  ReferralViewer viewer;
  absl::Time now;

  Visit(Transaction& tx, const Workplace& work, const Caller& who)
      : store(work.store), transaction(tx), caller(who), viewer(tx, work.sealer, who), now(work.clock.Now()) {}

  // The referral, when the etag is the present one; an empty etag was allowed by the form.
  absl::StatusOr<Located> Locate(const ReferralId& name, std::string_view etag) {
    RUJUKAN_TRY_ASSIGN(Located located, viewer.Locate(name));
    if (!etag.empty() && etag != viewer.EtagFor(located.referral)) return EtagStale();
    return located;
  }
};

absl::Status WithdrawChain(Visit& visit, const Located& located, const MoveRequest& move) {
  RUJUKAN_TRY_ASSIGN(const std::vector<Referral> chain, visit.transaction.referrals().FindChain(located.referral.root));
  // Where any member of the chain is a protection unit's, somebody must have spoken with the survivor.
  const bool ends =
      std::all_of(chain.begin(), chain.end(), [&](const Referral& member) { return WithdrawalEnds(member, move, visit.caller); });
  std::vector<Change> changes;
  for (const Referral& member : chain) {
    // The move was found possible, and its etag the present one, by what was read before the chain.
    if (member.id == located.referral.id && member.version != located.referral.version) return StoreConflict();
    Referral after = member;
    const bool changed = move.consent_stands ? LiftSuspension(after, visit.now) : WithdrawMember(after, ends, visit.now);
    if (changed) changes.push_back({member, after, Move::kWithdrawConsent, TextOf(move), {}});
  }
  if (changes.empty()) return WrongState(Move::kWithdrawConsent);
  return Commit(visit.transaction, visit.viewer, visit.caller, std::move(changes));
}

absl::Status MakeMove(Visit& visit, const Located& located, const MoveRequest& move, const Packet* newer) {
  RUJUKAN_TRY_ASSIGN(Referral after, Apply(located.referral, move, visit.caller, located.supervised_sender, visit.now));
  RUJUKAN_TRY(CheckTimes(move, visit.now));
  RUJUKAN_TRY(CheckMoveLinks(visit.transaction, visit.caller, located.referral, move));
  const bool wished = OnlyWished(located.referral, after);
  if (move.move == Move::kWithdrawConsent && !wished) return WithdrawChain(visit, located, move);
  if (newer != nullptr) {
    if (Violations faults = SectionFaults(after, SectionsOf(*newer)); !faults.empty()) return InvalidRequest(std::move(faults));
  }
  return Commit(visit.transaction, visit.viewer, visit.caller,
                {{located.referral, std::move(after), move.move, TextOf(move), {}, newer}});
}

absl::StatusOr<Referral> RedirectTo(Visit& visit, const Located& located, const MoveRequest& move, const UnitId& receiver_id,
                                    const ReferralId& successor_id) {
  const Referral& before = located.referral;
  RUJUKAN_TRY_ASSIGN(Referral closed, Apply(before, move, visit.caller, located.supervised_sender, visit.now));
  if (receiver_id == before.receiver) return ReceiverNotPossible();
  RUJUKAN_TRY_ASSIGN(const Unit receiver, ReceiverFor(visit.viewer, before, receiver_id));
  Referral successor = SuccessorOf(before, successor_id, receiver, visit.caller, visit.now);
  closed.successor = successor.id;
  RUJUKAN_TRY_ASSIGN(Packet packet, visit.transaction.referrals().ReadPacket(before.id, kAllSections));
  KeepOnly(SendableSections(successor.kind, successor.legal_basis, successor.sender_kind, successor.receiver_kind), packet);
  const SealedPacket sealed = visit.store.SealPacket(successor.id, packet);
  RUJUKAN_TRY(GiveNumbers(visit.transaction, visit.now, {{'M', receiver.id.value, &successor.receiver_number}}));
  std::vector<Change> changes;
  changes.push_back({before, std::move(closed), Move::kRedirect, move.text, {}});
  changes.push_back({before, successor, Move::kCreate, "", &sealed});
  RUJUKAN_TRY(Commit(visit.transaction, visit.viewer, visit.caller, std::move(changes)));
  return successor;
}

// The sections that the caller may read now, or ReadingEnded.
absl::StatusOr<SectionSet> ReadableNow(const Located& located, const Caller& caller) {
  const Referral& referral = located.referral;
  SectionSet readable = 0;
  for (const Actor actor : located.actors) readable |= ReadableSections(referral, caller, actor);
  // A post reads as its view is, and that tells nothing of a withdrawal.
  if (SeesPostView(referral, caller.unit)) return readable;
  if (referral.reading_suspended) {
    // Only what it takes to speak with the survivor alone.
    readable &= caller.unit_kind == UnitKind::kProtectionUnit ? Bit(PacketSection::kContact) : 0;
    if (readable == 0) return ReadingEnded();
  }
  if (located.Is(Actor::kSender)) return readable;
  switch (referral.state) {
    case ReferralState::kDeclined:
    case ReferralState::kRedirected:
    case ReferralState::kRecalled:
    case ReferralState::kConsentWithdrawn:
    case ReferralState::kCancelled:
      return ReadingEnded();
    default:
      return readable;
  }
}

// Nobody moves the referral between what was shown of it and the event that says so.
absl::Status RecordReading(Visit& visit, const Located& located, SectionSet sections) {
  Referral referral = located.referral;
  const bool first = !located.Is(Actor::kSender) && located.Is(Actor::kReceiver) && !referral.read_by_receiver;
  if (first) {
    referral.read_by_receiver = true;
    ++referral.version;
    ++referral.details.readings_counted;
    RUJUKAN_TRY(visit.transaction.referrals().Update(referral));
  } else {
    RUJUKAN_TRY(visit.transaction.referrals().Hold(referral));
  }
  ReferralEvent event;
  event.referral = referral.id;
  event.from = referral.state;
  event.to = referral.state;
  event.unit = visit.caller.unit;
  event.officer = visit.caller.officer;
  event.role = visit.caller.role;
  event.sections = sections;
  event.version = referral.version;
  RUJUKAN_TRY_ASSIGN(event.record_digest, visit.transaction.referrals().RecordDigest(referral.id));
  event.time = visit.now;
  return visit.transaction.events().Append(std::move(event));
}

// What was said about the need since it was sent. A post reads what is asked of it now, and that only: an outcome until it has been
// acknowledged. An entry that is sent, in progress or done holds nothing to read, so that an alert looks like any other.
void AddProgress(const Located& located, const Caller& caller, PacketView& view) {
  const Referral& referral = located.referral;
  const ReferralDetails& details = referral.details;
  if (SeesPostView(referral, caller.unit)) {
    if (PostView(referral) != ReferralState::kActionNeeded) return;
    view.open_question = details.open_question;
    if (referral.state != ReferralState::kReported) return;
  } else {
    view.open_question = details.open_question;
    view.supplements = details.supplements;
  }
  view.item_results = details.item_results;
  view.outcome_summary = details.outcome.summary;
}

// Once, with one visit for the act and for its answer.
absl::Status VisitOnce(const Workplace& work, const WriteRequest& request,
                       absl::FunctionRef<absl::StatusOr<std::string>(Visit&)> act,
                       absl::FunctionRef<absl::Status(Visit&, const std::string& resource)> answer) {
  return OnceAnswering(
      work, request,
      [&](Transaction& transaction) -> absl::StatusOr<std::string> {
        Visit visit(transaction, work, request.caller);
        RUJUKAN_TRY_ASSIGN(std::string resource, act(visit));
        RUJUKAN_TRY(answer(visit, resource));
        return resource;
      },
      [&](Transaction& transaction, const std::string& resource) {
        Visit visit(transaction, work, request.caller);
        return answer(visit, resource);
      });
}

// Makes a move of `name` once and answers the referral as the caller now sees it.
absl::StatusOr<ReferralView> MoveOnce(const Workplace& work, const WriteRequest& request, const ReferralId& name,
                                      absl::FunctionRef<absl::StatusOr<std::string>(Visit&)> act) {
  ReferralView view;
  const auto answer = [&](Visit& visit, const std::string& resource) -> absl::Status {
    absl::StatusOr<Located> located = visit.viewer.Locate(ReferralIn(resource));
    // Whoever redirected sees the successor only until it is received; a retry after that gets what it redirected.
    if (located.status() == NotFound()) located = visit.viewer.Locate(name);
    if (!located.ok()) return located.status();
    RUJUKAN_TRY_ASSIGN(view, visit.viewer.Show(*located));
    return absl::OkStatus();
  };
  RUJUKAN_TRY(VisitOnce(work, request, act, answer));
  return view;
}

bool AskedOfPost(const Referral& referral) { return PostView(referral) == ReferralState::kActionNeeded; }

// A box of the store, and which of its referrals a list leaves out.
struct BoxToRead {
  ReferralBox box;
  // Only what is asked of the post that sent it.
  bool asked_only = false;
  // Only what others sent.
  bool of_others_only = false;
};

std::vector<BoxToRead> BoxesFor(ReferralListBox box, const Caller& caller) {
  switch (box) {
    case ReferralListBox::kSent:
      return {{ReferralBox::kSent}};
    case ReferralListBox::kReceived:
      return {{ReferralBox::kReceived}};
    case ReferralListBox::kAccountable:
      // What is asked of a post is not always what it is accountable for: a question leaves the clock with the receiver.
      if (caller.unit_kind == UnitKind::kPuskesos) return {{ReferralBox::kSent, true}, {ReferralBox::kAccountable, false, true}};
      return {{ReferralBox::kAccountable}};
    case ReferralListBox::kAll:
      break;
  }
  return {{ReferralBox::kSent}, {ReferralBox::kReceived}};
}

// Reads one box of one unit, newest first, leaving out what the caller is nothing to.
class BoxReader {
 public:
  // Where a box ends; no id.
  static constexpr std::string_view kEnd = "-";

  BoxReader(Visit& visit, const BoxToRead& box, bool open_only, std::string after)
      : visit_(visit), box_(box), position_(std::move(after)) {
    const bool post_sent = visit.caller.unit_kind == UnitKind::kPuskesos && box.box == ReferralBox::kSent;
    // What a post sees as done may still be open, until what consent no longer covers is purged.
    done_left_out_ = open_only && post_sent;
    query_ = {.unit = visit.caller.unit, .box = box.box, .open_only = open_only && !post_sent, .tails_only = post_sent};
  }

  // Reads up to `size` referrals.
  absl::Status Fill(std::size_t size) {
    scanned_ = position_;
    for (int pages = 0; scanned_ != kEnd && pages < kStorePagesMax; ++pages) {
      RUJUKAN_TRY_ASSIGN(std::vector<Referral> referrals, visit_.transaction.referrals().List(query_, {size, scanned_}));
      const bool last = referrals.size() < size;
      std::vector<UnitId> units;
      for (const Referral& referral : referrals) units.insert(units.end(), {referral.sender, referral.receiver});
      RUJUKAN_TRY(visit_.viewer.ReadUnits(units));
      for (Referral& referral : referrals) {
        scanned_ = referral.id.value;
        if (referral.damaged) {
          found_.push_back({.referral = std::move(referral), .actors = {}});
          if (found_.size() == size) return absl::OkStatus();
          continue;
        }
        if (LeavesOut(referral)) continue;
        RUJUKAN_TRY_ASSIGN(std::optional<Located> located, visit_.viewer.Relate(std::move(referral)));
        if (located) found_.push_back(*std::move(located));
        if (found_.size() == size) return absl::OkStatus();
      }
      if (last) scanned_ = kEnd;
    }
    return absl::OkStatus();
  }

  const Located* Head() const { return taken_ < found_.size() ? &found_[taken_] : nullptr; }

  Located Take() {
    position_ = found_[taken_].referral.id.value;
    return std::move(found_[taken_++]);
  }

  // Where the next page of this box begins.
  std::string Position() const { return Head() == nullptr ? scanned_ : position_; }

 private:
  bool LeavesOut(const Referral& referral) const {
    if (done_left_out_ && PostView(referral) == ReferralState::kDone) return true;
    return (box_.asked_only && !AskedOfPost(referral)) || (box_.of_others_only && referral.sender == visit_.caller.unit);
  }

  Visit& visit_;
  const BoxToRead box_;
  ReferralQuery query_;
  bool done_left_out_ = false;
  std::string position_;
  std::string scanned_;
  std::vector<Located> found_;
  std::size_t taken_ = 0;
};

// The box whose next referral is the newest; nullptr when all are empty.
BoxReader* NewestOf(std::vector<BoxReader>& boxes) {
  BoxReader* newest = nullptr;
  for (BoxReader& box : boxes) {
    if (box.Head() == nullptr) continue;
    if (newest == nullptr || newest->Head()->referral.id < box.Head()->referral.id) newest = &box;
  }
  return newest;
}

// The positions of all boxes as one; empty when all have ended.
std::string JoinPositions(const std::vector<BoxReader>& boxes) {
  std::vector<std::string> positions;
  bool ended = true;
  for (const BoxReader& box : boxes) {
    positions.push_back(box.Position());
    ended = ended && positions.back() == BoxReader::kEnd;
  }
  return ended ? "" : absl::StrJoin(positions, ",");
}

}  // namespace

absl::StatusOr<ReferralView> ReferralDesk::Create(const WriteRequest& request, Referral referral, Packet packet) {
  WriteRequest checked = request;
  const Violations faults = FaultsOf(referral, packet, request.caller, work_.clock.Now());
  checked.violations.insert(checked.violations.end(), faults.begin(), faults.end());
  if (referral.id.empty()) referral.id = ReferralId(work_.ids.NewUuid());
  referral.sender = request.caller.unit;
  referral.sender_kind = request.caller.unit_kind;
  const Urgency asked_urgency = referral.urgency;
  if (referral.urgency == Urgency::kUnspecified) referral.urgency = Urgency::kMedium;
  // What is refused needs no sealing.
  const SealedPacket sealed = checked.violations.empty() ? work_.store.SealPacket(referral.id, packet) : SealedPacket();

  const auto act = [&](Visit& visit) -> absl::StatusOr<std::string> {
    Transaction& transaction = visit.transaction;
    Referral sent = referral;
    RUJUKAN_TRY_ASSIGN(const Unit receiver, ReceiverFor(visit.viewer, sent, sent.receiver));
    sent.receiver_kind = receiver.kind;
    RUJUKAN_TRY(CheckUrgency(asked_urgency, sent));
    if (Violations refused = SectionFaults(sent, SectionsOf(packet)); !refused.empty()) return InvalidRequest(std::move(refused));
    RUJUKAN_TRY(CheckLinks(transaction, work_.sealer, request.caller, sent.details));
    RUJUKAN_TRY(CheckExclusions(transaction, visit.viewer, sent.details));
    if (!sent.details.region.empty()) RUJUKAN_TRY(CheckRegion(transaction, sent.details.region, visit.now));
    std::vector<Numbering> numberings = {{'R', sent.sender.value, &sent.sender_number},
                                         {'M', sent.receiver.value, &sent.receiver_number}};
    if (HidesSender(sent)) {
      RUJUKAN_TRY_ASSIGN(const Unit front, visit.viewer.FrontOf(sent.sender));
      const std::string& region = front.region.empty() ? request.caller.unit_region : front.region;
      numberings.push_back({'S', std::string(RegencyOf(region)), &sent.front_number});
    }
    // Last of all that is asked before the referral is written: others wait for these numbers.
    RUJUKAN_TRY(GiveNumbers(transaction, visit.now, numberings));
    sent.details.subject_key = SubjectKeyOf(sent);
    Send(sent, visit.now);
    RUJUKAN_TRY(Commit(transaction, visit.viewer, request.caller, {{std::nullopt, sent, Move::kCreate, "", &sealed}}));
    return NameOf(sent.id);
  };
  ReferralView view;
  const auto answer = [&](Visit& visit, const std::string& resource) -> absl::Status {
    RUJUKAN_TRY_ASSIGN(const Located located, visit.viewer.Locate(ReferralIn(resource)));
    RUJUKAN_TRY_ASSIGN(view, visit.viewer.Show(located));
    if (located.referral.urgency != Urgency::kEmergency) return absl::OkStatus();
    // Of whom it was sent to: where it went since is not told.
    RUJUKAN_TRY_ASSIGN(const auto first, Existing(visit.transaction.referrals().Find(located.referral.root)));
    RUJUKAN_TRY_ASSIGN(const Unit* receiver, visit.viewer.UnitOf(first.receiver));
    view.emergency_duty_phone = receiver->duty_phone;
    return absl::OkStatus();
  };
  RUJUKAN_TRY(VisitOnce(work_, checked, act, answer));
  return view;
}

absl::StatusOr<ReferralView> ReferralDesk::Get(const Caller& caller, const ReferralId& name) {
  ReferralView view;
  RUJUKAN_TRY(work_.store.Read([&](Transaction& transaction) -> absl::Status {
    Visit visit(transaction, work_, caller);
    RUJUKAN_TRY_ASSIGN(const Located located, visit.viewer.Locate(name));
    RUJUKAN_TRY_ASSIGN(view, visit.viewer.Show(located));
    return absl::OkStatus();
  }));
  return view;
}

absl::StatusOr<ReferralDesk::Page> ReferralDesk::List(const Caller& caller, ReferralListBox box, bool open_only,
                                                      const PageRequest& page) {
  Page result;
  RUJUKAN_TRY(work_.store.ReadSnapshot([&](Transaction& transaction) -> absl::Status {
    Visit visit(transaction, work_, caller);
    result = Page();
    const std::vector<BoxToRead> parts = BoxesFor(box, caller);
    std::vector<std::string> positions = absl::StrSplit(page.after, ',');
    positions.resize(parts.size());
    std::vector<BoxReader> boxes;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      boxes.emplace_back(visit, parts[i], open_only, positions[i]);
      RUJUKAN_TRY(boxes.back().Fill(page.size));
    }
    while (result.referrals.size() < page.size) {
      BoxReader* newest = NewestOf(boxes);
      if (newest == nullptr) break;
      RUJUKAN_TRY_ASSIGN(ReferralView view, visit.viewer.Show(newest->Take()));
      view.position = JoinPositions(boxes);
      result.referrals.push_back(std::move(view));
    }
    result.next_after = JoinPositions(boxes);
    return absl::OkStatus();
  }));
  return result;
}

absl::StatusOr<PacketView> ReferralDesk::ReadPacket(const Caller& caller, const ReferralId& name, SectionSet sections) {
  PacketView view;
  RUJUKAN_TRY(work_.store.Transact([&](Transaction& transaction) -> absl::Status {
    Visit visit(transaction, work_, caller);
    view = PacketView();
    RUJUKAN_TRY_ASSIGN(const Located located, visit.viewer.Locate(name));
    RUJUKAN_TRY_ASSIGN(const SectionSet readable, ReadableNow(located, caller));
    const bool wants_need = (sections & Bit(PacketSection::kNeed)) != 0;
    const bool post = SeesPostView(located.referral, caller.unit);
    RUJUKAN_TRY_ASSIGN(view.packet, transaction.referrals().ReadPacket(located.referral.id, sections & readable));
    if (wants_need && (post || (readable & Bit(PacketSection::kNeed)) != 0)) AddProgress(located, caller, view);
    return RecordReading(visit, located, sections & (post ? readable | Bit(PacketSection::kNeed) : readable));
  }));
  return view;
}

absl::StatusOr<ReferralView> ReferralDesk::Make(const WriteRequest& request, const ReferralId& name, std::string_view etag,
                                                const MoveRequest& move) {
  return Resend(request, name, etag, move, Packet());
}

absl::StatusOr<ReferralView> ReferralDesk::Resend(const WriteRequest& request, const ReferralId& name, std::string_view etag,
                                                  const MoveRequest& move, const Packet& newer) {
  const auto act = [&](Visit& visit) -> absl::StatusOr<std::string> {
    RUJUKAN_TRY_ASSIGN(const Located located, visit.Locate(name, etag));
    RUJUKAN_TRY(MakeMove(visit, located, move, SectionsOf(newer) == 0 ? nullptr : &newer));
    return NameOf(name);
  };
  return MoveOnce(work_, request, name, act);
}

absl::StatusOr<ReferralView> ReferralDesk::Redirect(const WriteRequest& request, const ReferralId& name, std::string_view etag,
                                                    const MoveRequest& move, const UnitId& receiver, ReferralId successor_id) {
  if (successor_id.empty()) successor_id = ReferralId(work_.ids.NewUuid());
  const auto act = [&](Visit& visit) -> absl::StatusOr<std::string> {
    RUJUKAN_TRY_ASSIGN(const Located located, visit.Locate(name, etag));
    RUJUKAN_TRY_ASSIGN(const Referral successor, RedirectTo(visit, located, move, receiver, successor_id));
    return NameOf(visit.viewer.NameFor(successor));
  };
  return MoveOnce(work_, request, name, act);
}

}  // namespace rujukan
