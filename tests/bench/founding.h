// Puts the district of the load into a store.
#ifndef RUJUKAN_TESTS_BENCH_FOUNDING_H_
#define RUJUKAN_TESTS_BENCH_FOUNDING_H_

#include <cstddef>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/broker/workplace.h"
#include "server/domain/unit.h"
#include "tests/bench/district.h"

namespace rujukan::bench {

// Regions, `size` units, an officer of each, and a session of each officer that lasts a week. Through the store's port, without
// passwords: signing in is not what is measured, and hashing a thousand of them would take minutes. The sessions are those that
// SignIn would have made.
absl::StatusOr<District> Found(const Workplace& work, std::size_t size);

// The same for the whole country.
absl::StatusOr<District> FoundCountry(const Workplace& work, const Country& country);

// The officer of a desk of Found as the server knows a caller.
Caller CallerAt(const District& district, std::size_t desk);

}  // namespace rujukan::bench

#endif  // RUJUKAN_TESTS_BENCH_FOUNDING_H_
