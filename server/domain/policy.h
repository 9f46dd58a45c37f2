// Who may: roles × methods, roles × sections, kinds of referral × kinds of unit. Tables, so that a lawyer can read them.
#ifndef RUJUKAN_SERVER_DOMAIN_POLICY_H_
#define RUJUKAN_SERVER_DOMAIN_POLICY_H_

#include <string_view>

#include "absl/status/status.h"
#include "server/domain/codes.h"
#include "server/domain/packet.h"
#include "server/domain/ports.h"
#include "server/domain/referral.h"
#include "server/domain/unit.h"

namespace rujukan {

// Coarse: OK when the role may call the method at all (`method` is "ReferralService/CreateReferral"), RoleNotAllowed otherwise. A
// method without a line is refused to everyone.
absl::Status MayCall(Role role, std::string_view method);

// True when the table has a line for the method; the server refuses to start otherwise.
bool HasPolicy(std::string_view method);

// The sections of a packet that the caller may read as the given actor (domain notes 5.8). Zero for a post that sent it and for
// the sender of an alert. The receiver of a SERVICE_REQUEST never sees S5 to S7, nor `purpose`.
SectionSet ReadableSections(const Referral& referral, const Caller& caller, Actor actor);

// The sections that a sender of this kind may put into a referral of this kind on this basis.
SectionSet SendableSections(ReferralKind kind, LegalBasis basis, UnitKind sender, UnitKind receiver);

// True when the role may know of case files of this kind: the acting assignment decides, not the agency, since in many districts
// one agency keeps both registers.
bool MayKeep(Role role, CaseFileKind kind);

// False for the head of a protection unit, whom the field gives the chronology on a reason only, and reasons cannot be recorded
// yet.
bool SeesSummary(Role role, CaseFileKind kind);

// True when whoever receives it sees "SLRT <kabupaten>" for its sender: a provider learns nothing from the outside of a request,
// and the field not who asks it for follow-up, whoever that is.
bool HidesSender(const Referral& referral);

// True when a unit of kind `sender` may send a referral of this kind to a unit of kind `receiver`.
bool MayRoute(ReferralKind kind, UnitKind sender, UnitKind receiver);

// True when the caller may see what officers of this unit did, by right of auditing it: an auditor of the unit itself or of the one
// above it, and the head of a protection unit. An office that keeps the welfare register audits nobody who may know of violence,
// also where one agency is above both.
bool Audits(const Caller& caller, const Unit& unit);

// True for an auditor of a unit that keeps the register of households.
bool AuditsHouseholds(const Caller& caller);

// True for the roles that may see the audit trail of their own cases only.
bool AuditsOwnCases(Role role);

// True for the roles of a protection unit that may record having spoken with a survivor.
bool IsProtectionOfficer(Role role);

// True for the roles that may confirm closing unserved.
bool IsSupervisor(Role role);

// True for auditors who may walk over the chains of everything: those of offices that keep no households. To an office of the
// welfare side the walk would tell, as it happens, when something begins on the other side.
bool MayWalkAllChains(const Caller& caller);

// Which register, and so which blind-index key, a unit of this kind uses.
Side SideOf(UnitKind kind);

}  // namespace rujukan

#endif  // RUJUKAN_SERVER_DOMAIN_POLICY_H_
