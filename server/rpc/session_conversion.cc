#include "server/rpc/session_conversion.h"

#include "server/rpc/times.h"

namespace rujukan {

v1::Session ToProto(const SignInDesk::SignedIn& signed_in) {
  const Session& session = signed_in.session;
  v1::Session result;
  result.set_token(signed_in.token);
  result.set_officer(NameOf(session.unit, session.officer));
  result.set_officer_display_name(signed_in.officer.display_name);
  result.set_unit(NameOf(session.unit));
  result.set_unit_display_name(signed_in.unit.display_name);
  result.set_unit_kind(static_cast<v1::UnitKind>(signed_in.unit.kind));
  result.set_role(static_cast<v1::Role>(session.role));
  result.set_region_scope(session.region_scope);
  *result.mutable_expire_time() = ToProto(session.expire_time);
  return result;
}

}  // namespace rujukan
