// What TLS of this process will not go below.
#ifndef RUJUKAN_ADAPTERS_SYSTEM_TLS_FLOOR_H_
#define RUJUKAN_ADAPTERS_SYSTEM_TLS_FLOOR_H_

#include "absl/status/status.h"

namespace rujukan {

// From now on the process speaks TLS 1.3, and 1.2 only when `tls_1_2_allowed`, there with forward secrecy and authenticated
// ciphers, whatever the environment or a file of OpenSSL says. gRPC 1.51 has no option for the version, and of its own would take
// 1.2 always. REQUIRES: one thread; nothing has spoken TLS yet.
absl::Status SetTlsFloor(bool tls_1_2_allowed);

}  // namespace rujukan

#endif  // RUJUKAN_ADAPTERS_SYSTEM_TLS_FLOOR_H_
