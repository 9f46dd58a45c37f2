// The directory: units, officers and regions.
#ifndef RUJUKAN_SERVER_BROKER_DIRECTORY_H_
#define RUJUKAN_SERVER_BROKER_DIRECTORY_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "server/broker/hashing_desk.h"
#include "server/broker/workplace.h"

namespace rujukan {

// Every method takes the caller as authorized by policy's role × method table. Ids named in requests that do not exist are
// NotFound when they are the resource, and named refusals when they are referred to. Thread-safe.
class Directory {
 public:
  Directory(const Workplace& workplace, const PasswordHasher& hasher) : work_(workplace), hashing_(hasher) {}

  // RegionUnknown; NotOfThisUnit when the supervising unit does not exist. An empty id is chosen here.
  absl::StatusOr<Unit> CreateUnit(const WriteRequest& request, Unit unit);
  absl::StatusOr<Unit> GetUnit(const UnitId& id);
  absl::StatusOr<std::vector<Unit>> ListUnits(UnitKind kind, std::string_view region, const PageRequest& page);
  // `etag` of the unit as read; EtagStale. Kind, id and times are kept.
  absl::StatusOr<Unit> UpdateUnit(const WriteRequest& request, Unit unit, std::string_view etag);

  // `password` in clear; hashed before the transaction. NotFound when the unit is unknown; SignInNameTaken; RegionUnknown. The
  // assignments must be such as the unit can have: KIND_NOT_ALLOWED on a role of another kind of unit, REGION_OUT_OF_SCOPE on a
  // scope outside the unit's region and coverage, DUPLICATE on a role given twice.
  absl::StatusOr<Officer> CreateOfficer(const WriteRequest& request, Officer officer, std::string_view password);
  // An administrator reads everybody, others the officers of their own unit; NotFound otherwise.
  absl::StatusOr<Officer> GetOfficer(const Caller& caller, const UnitId& unit, const OfficerId& id);
  absl::StatusOr<std::vector<Officer>> ListOfficers(const Caller& caller, const UnitId& unit, const PageRequest& page);
  // Changed assignments end the officer's sessions.
  absl::StatusOr<Officer> UpdateOfficer(const WriteRequest& request, Officer officer, std::string_view etag);
  absl::StatusOr<Officer> DisableOfficer(const WriteRequest& request, const UnitId& unit, const OfficerId& id,
                                         std::string_view etag);
  // An administrator sets anybody's; an officer the own one with `old_password` (OldPasswordWrong). Ends the officer's other
  // sessions.
  absl::StatusOr<Officer> SetPassword(const WriteRequest& request, const UnitId& unit, const OfficerId& id, std::string_view etag,
                                      std::string_view new_password, std::string_view old_password,
                                      std::string_view own_token_digest);

  absl::StatusOr<Region> GetRegion(std::string_view code);
  absl::StatusOr<std::vector<Region>> ListRegions(std::string_view parent, const PageRequest& page);
  struct ImportCounts {
    std::int32_t created = 0, updated = 0, unchanged = 0;
  };
  // All or nothing; a region whose parent is unknown is a violation of the request ("regions[3].code", PARENT_UNKNOWN). A replay
  // counts everything as unchanged.
  absl::StatusOr<ImportCounts> ImportRegions(const WriteRequest& request, const std::vector<Region>& regions);

  // For the server itself, without a caller: whether there is an officer with a password who is not disabled.
  absl::StatusOr<bool> AnybodyCanSignIn();

  // For the command line of the server, without a caller: makes unit and officer in one transaction. The unit has no region
  // yet, because the regions are imported by this administrator. InvalidRequest, SignInNameTaken.
  absl::Status CreateAdministrator(std::string_view sign_in_name, std::string_view display_name, std::string_view password,
                                   std::string_view unit_display_name);

 private:
  Workplace work_;
  HashingDesk hashing_;
};

}  // namespace rujukan

#endif  // RUJUKAN_SERVER_BROKER_DIRECTORY_H_
