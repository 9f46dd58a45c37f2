#include "server/broker/referral_viewer.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "server/domain/policy.h"
#include "server/domain/try.h"

namespace rujukan {
namespace {

// Long enough to tell a unit's people apart, short enough to say on the telephone.
constexpr std::size_t kPseudonymBytes = 5;

std::string Hex(std::string_view bytes) { return absl::BytesToHexString(absl::string_view(bytes.data(), bytes.size())); }

void HideFromSender(Referral& referral) {
  const bool alert = referral.kind == ReferralKind::kProtectionAlert;
  if (alert && SideOf(referral.sender_kind) == Side::kWelfare) {
    // That somebody needs protection is all that the welfare side has to do with it.
    referral.details.outcome = Outcome();
    referral.details.item_results.clear();
  }
  referral.details.receiver_case_file = CaseFileId();
  referral.details.assigned_officer = OfficerId();
}

void HideFromReceiver(Referral& referral) {
  ReferralDetails& details = referral.details;
  details.household = HouseholdId();
  details.sender_case_file = CaseFileId();
  details.counter_to = ReferralId();
  details.subject_key.clear();
}

// What is left of the outside of a referral whose sender must not show: what is asked for, and what became of it.
void HideOrigin(Referral& referral) {
  referral.sender_number = referral.front_number;
  referral.urgency = Urgency::kUnspecified;
  referral.legal_basis = LegalBasis::kUnspecified;
  referral.predecessor = ReferralId();
  referral.redirected_by = UnitId();
  ReferralDetails& details = referral.details;
  details.excluded_units.clear();
  details.excluded_officers.clear();
  details.external_numbers.clear();
  details.recorded_for.clear();
  details.channel = Channel::kUnspecified;
  details.reporter = Reporter::kUnspecified;
  details.report_time = absl::InfinitePast();
  details.report_time_precision = TimePrecision::kUnspecified;
  details.called_time = absl::InfinitePast();
  details.region.clear();
}

}  // namespace

bool Located::Is(Actor actor) const { return std::find(actors.begin(), actors.end(), actor) != actors.end(); }

absl::Status ReferralViewer::ReadUnits(std::span<const UnitId> ids) {
  std::vector<UnitId> unknown;
  for (const UnitId& id : ids) {
    if (!units_.contains(id)) unknown.push_back(id);
  }
  if (unknown.empty()) return absl::OkStatus();
  RUJUKAN_TRY_ASSIGN(std::vector<Unit> found, transaction_.units().FindAll(unknown));
  for (const UnitId& id : unknown) units_[id] = std::nullopt;
  for (Unit& unit : found) {
    const UnitId id = unit.id;
    units_[id] = std::move(unit);
  }
  return absl::OkStatus();
}

absl::StatusOr<const Unit*> ReferralViewer::FindUnit(const UnitId& id) {
  RUJUKAN_TRY(ReadUnits({&id, 1}));
  const std::optional<Unit>& unit = units_.at(id);
  return unit ? &*unit : nullptr;
}

absl::StatusOr<const Unit*> ReferralViewer::UnitOf(const UnitId& id) {
  RUJUKAN_TRY_ASSIGN(const Unit* unit, FindUnit(id));
  if (unit == nullptr) return RecordDamaged();
  return unit;
}

absl::StatusOr<Unit> ReferralViewer::FrontOf(const UnitId& id) {
  if (const auto known = fronts_.find(id); known != fronts_.end()) return known->second;
  RUJUKAN_TRY_ASSIGN(const Unit* unit, UnitOf(id));
  const std::string regency(RegencyOf(unit->region));
  RUJUKAN_TRY_ASSIGN(const std::vector<Unit> secretariats,
                     transaction_.units().List(UnitKind::kSlrtSecretariat, regency, {.size = 1, .after = ""}));
  if (!secretariats.empty()) return fronts_[id] = secretariats.front();
  RUJUKAN_TRY_ASSIGN(const std::optional<Region> region, transaction_.regions().Find(regency));
  Unit front;
  front.display_name = absl::StrCat("SLRT ", region ? region->display_name : regency);
  return fronts_[id] = front;
}

absl::StatusOr<std::optional<Located>> ReferralViewer::Relate(Referral referral) {
  Located located;
  // Also of whom it decides nothing: who is refused is refused after the same readings, so that the time tells nothing. The
  // receiver's is read for what is shown of the referral then.
  RUJUKAN_TRY(ReadUnits(std::array{referral.sender, referral.receiver}));
  RUJUKAN_TRY_ASSIGN(const Unit* sender, UnitOf(referral.sender));
  const bool party = caller_.unit == referral.sender || caller_.unit == referral.receiver || caller_.unit == referral.redirected_by;
  located.supervised_sender = !party && sender->supervising_unit == caller_.unit;
  located.actors = ActorsOf(referral, caller_, located.supervised_sender);
  if (located.actors.empty()) return std::nullopt;
  located.referral = std::move(referral);
  return located;
}

// As long as for a stranger, who is refused after units were read: what Locate is asked first.
absl::Status ReferralViewer::RefuseUnknown() {
  const absl::Status read = UnitOf(caller_.unit).status();
  return read.ok() ? NotFound() : read;
}

absl::StatusOr<Located> ReferralViewer::Locate(const ReferralId& name) {
  RUJUKAN_TRY_ASSIGN(std::optional<Referral> referral, transaction_.referrals().Find(name));
  if (!referral) return RefuseUnknown();
  if (SeesPostView(*referral, caller_.unit)) {
    if (referral->root != referral->id) return RefuseUnknown();
    while (!IsTail(*referral)) {
      const ReferralId next = referral->successor;
      RUJUKAN_TRY_ASSIGN(referral, transaction_.referrals().Find(next));
      if (!referral) return RecordDamaged();
    }
  }
  RUJUKAN_TRY_ASSIGN(std::optional<Located> located, Relate(*std::move(referral)));
  if (!located) return NotFound();
  return *std::move(located);
}

ReferralId ReferralViewer::NameFor(const Referral& referral) const {
  return SeesPostView(referral, caller_.unit) ? referral.root : referral.id;
}

std::string ReferralViewer::EtagFor(const Referral& referral) const {
  if (SeesPostView(referral, caller_.unit)) {
    return EtagOf(sealer_, absl::StrCat(NameOf(referral.root), "#view"), referral.view_version);
  }
  return EtagOf(sealer_, NameOf(referral.id), referral.version - referral.details.readings_counted);
}

std::string ReferralViewer::PseudonymOf(const Referral& referral) const {
  const std::string& key = referral.details.subject_key.empty() ? referral.root.value : referral.details.subject_key;
  return absl::StrCat("P-", Hex(sealer_.Mac("subject", absl::StrCat(caller_.unit.value, "|", key)).substr(0, kPseudonymBytes)));
}

absl::StatusOr<ReferralView> ReferralViewer::Show(const Located& located) {
  if (located.referral.damaged) return ShowDamaged(located.referral);
  if (SeesPostView(located.referral, caller_.unit)) return ShowToPost(located);
  const Referral& referral = located.referral;
  const bool as_sender = caller_.unit == referral.sender;
  const bool as_receiver = located.Is(Actor::kReceiver) || located.Is(Actor::kRedirector);
  if (!as_sender && !as_receiver) return ShowToSupervisor(located);

  ReferralView view;
  view.referral = referral;
  view.name = referral.id;
  view.subject = PseudonymOf(referral);
  view.available_moves = AvailableMoves(referral, caller_, located.supervised_sender);
  view.etag = EtagFor(referral);
  RUJUKAN_TRY_ASSIGN(const Unit* sender, UnitOf(referral.sender));
  RUJUKAN_TRY_ASSIGN(const Unit* receiver, UnitOf(referral.receiver));
  view.sender_display_name = sender->display_name;
  view.receiver_display_name = receiver->display_name;
  if (as_sender) {
    HideFromSender(view.referral);
    return view;
  }
  HideFromReceiver(view.referral);
  if (HidesSender(referral)) RUJUKAN_TRY(HideSender(view));
  return view;
}

ReferralView ReferralViewer::ShowDamaged(const Referral& referral) const {
  ReferralView view;
  view.name = NameFor(referral);
  view.referral.id = view.name;
  (caller_.unit == referral.sender ? view.referral.sender_number : view.referral.receiver_number) =
      caller_.unit == referral.sender ? referral.sender_number : referral.receiver_number;
  return view;
}

absl::Status ReferralViewer::HideSender(ReferralView& view) {
  const UnitId sender = view.referral.sender;
  RUJUKAN_TRY_ASSIGN(const Unit front, FrontOf(sender));
  if (view.referral.accountable == sender) view.referral.accountable = front.id;
  view.referral.sender = front.id;
  view.referral.sender_kind = front.kind;
  view.sender_display_name = front.display_name;
  HideOrigin(view.referral);
  return absl::OkStatus();
}

absl::StatusOr<ReferralView> ReferralViewer::ShowToPost(const Located& located) {
  const Referral& referral = located.referral;
  absl::Time create_time = referral.create_time;
  if (referral.id != referral.root) {
    RUJUKAN_TRY_ASSIGN(const std::optional<Referral> first, transaction_.referrals().Find(referral.root));
    if (!first) return RecordDamaged();
    create_time = first->create_time;
  }
  RUJUKAN_TRY_ASSIGN(const Unit front, FrontOf(referral.sender));
  RUJUKAN_TRY_ASSIGN(const Unit* post, UnitOf(referral.sender));
  ReferralView view;
  view.name = referral.root;
  view.referral.id = referral.root;
  view.referral.sender = referral.sender;
  view.referral.receiver = front.id;
  view.sender_display_name = post->display_name;
  view.receiver_display_name = front.display_name;
  view.referral.state = PostView(referral);
  view.referral.sender_number = referral.sender_number;
  view.referral.create_time = create_time;
  view.referral.update_time = referral.view_time;
  view.available_moves = AvailableMoves(referral, caller_, located.supervised_sender);
  view.etag = EtagFor(referral);
  return view;
}

absl::StatusOr<ReferralView> ReferralViewer::ShowToSupervisor(const Located& located) {
  const Referral& referral = located.referral;
  RUJUKAN_TRY_ASSIGN(const Unit* sender, UnitOf(referral.sender));
  ReferralView view;
  view.name = referral.id;
  view.referral.id = referral.id;
  view.referral.state = referral.state;
  view.referral.sender = referral.sender;
  view.sender_display_name = sender->display_name;
  view.referral.sender_number = referral.sender_number;
  view.referral.accountable = referral.accountable;
  view.referral.due_time = referral.due_time;
  view.referral.due_kind = referral.due_kind;
  view.referral.details.close_unserved_proposed_by = referral.details.close_unserved_proposed_by;
  view.referral.create_time = referral.create_time;
  view.referral.update_time = referral.update_time;
  view.available_moves = AvailableMoves(referral, caller_, located.supervised_sender);
  view.etag = EtagFor(referral);
  return view;
}

}  // namespace rujukan
