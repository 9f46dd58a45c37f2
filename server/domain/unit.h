// Units, officers and sessions: who keeps records, who signs in, and in which role.
#ifndef RUJUKAN_SERVER_DOMAIN_UNIT_H_
#define RUJUKAN_SERVER_DOMAIN_UNIT_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "server/domain/codes.h"
#include "server/domain/ids.h"

namespace rujukan {

struct ServiceOffer {
  Service service = Service::kUnspecified;
  Capacity capacity = Capacity::kUnspecified;
};

struct Unit {
  UnitId id;
  UnitKind kind = UnitKind::kUnspecified;
  std::string display_name;
  std::string region;
  UnitId supervising_unit;
  std::vector<ServiceOffer> service_offers;
  std::vector<WelfareProgram> welfare_programs;
  std::vector<std::string> coverage_regions;
  std::string duty_phone;
  bool active = true;
  // 1 when made, one more with every change; the etag.
  std::int64_t version = 1;
  absl::Time create_time;
  absl::Time update_time;
};

struct Assignment {
  Role role = Role::kUnspecified;
  // Never empty in the store: the unit's region when none was named.
  std::string region_scope;

  friend bool operator==(const Assignment&, const Assignment&) = default;
};

// Short enough to remember, long enough that the limit on attempts keeps guessing hopeless. As in officer.proto.
inline constexpr std::size_t kPasswordCharactersMin = 10;

struct Officer {
  OfficerId id;
  UnitId unit;
  std::string sign_in_name;
  std::string display_name;
  std::vector<Assignment> assignments;
  bool disabled = false;
  // As PasswordHasher made it.
  std::string password_hash;
  std::int64_t version = 1;
  absl::Time create_time;
  absl::Time update_time;
};

// A session in the store. The token itself is known to its bearer only.
struct Session {
  // SHA-256 of the token.
  std::string token_digest;
  OfficerId officer;
  UnitId unit;
  Role role = Role::kUnspecified;
  std::string region_scope;
  absl::Time create_time;
  // Moves forward in steps, so that reading does not write each time.
  absl::Time last_used_time;
  absl::Time expire_time;
};

// Failed attempts to sign in with one name.
struct SignInAttempts {
  // A MAC of the name: the table must not list who tries.
  std::string name_mac;
  std::int32_t failures = 0;
  // No attempt is looked at before.
  absl::Time not_before;
};

// Who is calling: the session's assignment with what the rules need of its unit.
struct Caller {
  OfficerId officer;
  UnitId unit;
  UnitKind unit_kind = UnitKind::kUnspecified;
  std::string unit_region;
  Role role = Role::kUnspecified;
  std::string region_scope;
};

}  // namespace rujukan

#endif  // RUJUKAN_SERVER_DOMAIN_UNIT_H_
