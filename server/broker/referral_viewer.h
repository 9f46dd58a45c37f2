// Shows a referral to one caller: finds it under the name that the caller knows, and leaves out what the caller may not see.
#ifndef RUJUKAN_SERVER_BROKER_REFERRAL_VIEWER_H_
#define RUJUKAN_SERVER_BROKER_REFERRAL_VIEWER_H_

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/broker/referral_desk.h"
#include "server/domain/storage.h"

namespace rujukan {

// A referral as it is, and what the caller is to it. `actors` is never empty.
struct Located {
  Referral referral;
  std::vector<Actor> actors;
  // The caller's unit is the supervising unit of the sender.
  bool supervised_sender = false;

  bool Is(Actor actor) const;
};

// Lives within one transaction and remembers the units it has read there.
class ReferralViewer {
 public:
  ReferralViewer(Transaction& transaction, const Sealer& sealer, const Caller& caller)
      : transaction_(transaction), sealer_(sealer), caller_(caller) {}

  // The referral that the caller knows by this name; for a post the newest of the chain that begins with it. NotFound when there is
  // none or the caller is nothing to it.
  absl::StatusOr<Located> Locate(const ReferralId& name);

  // What the caller is to a referral that was read; nothing when nothing.
  absl::StatusOr<std::optional<Located>> Relate(Referral referral);

  absl::StatusOr<ReferralView> Show(const Located& located);

  // The name under which the caller knows it.
  ReferralId NameFor(const Referral& referral) const;

  // The etag of what the caller sees.
  std::string EtagFor(const Referral& referral) const;

  // The SLRT secretariat of the kabupaten in which this unit works, as the outside of everything that must tell nothing; only a
  // display name when the kabupaten has no such unit.
  absl::StatusOr<Unit> FrontOf(const UnitId& unit);

  // The viewer's, as long as it is.
  absl::StatusOr<const Unit*> UnitOf(const UnitId& id);
  // The same, or nullptr when there is none.
  absl::StatusOr<const Unit*> FindUnit(const UnitId& id);

  // Reads together what of these units is not remembered yet.
  absl::Status ReadUnits(std::span<const UnitId> ids);

 private:
  absl::Status RefuseUnknown();
  absl::StatusOr<ReferralView> ShowToPost(const Located& located);
  absl::StatusOr<ReferralView> ShowToSupervisor(const Located& located);
  ReferralView ShowDamaged(const Referral& referral) const;
  absl::Status HideSender(ReferralView& view);
  std::string PseudonymOf(const Referral& referral) const;

  Transaction& transaction_;
  const Sealer& sealer_;
  const Caller& caller_;
  // Nothing for one that there is not.
  std::map<UnitId, std::optional<Unit>> units_;
  std::map<UnitId, Unit> fronts_;
};

}  // namespace rujukan

#endif  // RUJUKAN_SERVER_BROKER_REFERRAL_VIEWER_H_
