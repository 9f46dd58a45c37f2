// Leaving a function with the status of a step that failed. Debian's Abseil has no such macros.
#ifndef RUJUKAN_SERVER_DOMAIN_TRY_H_
#define RUJUKAN_SERVER_DOMAIN_TRY_H_

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#define RUJUKAN_TRY_JOIN_(a, b) a##b
#define RUJUKAN_TRY_NAME_(a, b) RUJUKAN_TRY_JOIN_(a, b)

// RUJUKAN_TRY(DoSomething());
#define RUJUKAN_TRY(step) RUJUKAN_TRY_STEP_(RUJUKAN_TRY_NAME_(rujukan_status_, __COUNTER__), step)
#define RUJUKAN_TRY_STEP_(status, step)                              \
  do {                                                               \
    if (::absl::Status status = (step); !status.ok()) return status; \
  } while (false)

// RUJUKAN_TRY_ASSIGN(const Unit unit, FindUnit(id));
#define RUJUKAN_TRY_ASSIGN(target, step) RUJUKAN_TRY_ASSIGN_(RUJUKAN_TRY_NAME_(rujukan_result_, __COUNTER__), target, step)
#define RUJUKAN_TRY_ASSIGN_(result, target, step) \
  auto result = (step);                           \
  if (!result.ok()) return result.status();       \
  target = std::move(result).value()

#endif  // RUJUKAN_SERVER_DOMAIN_TRY_H_
