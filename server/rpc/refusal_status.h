// The one translator from the catalogue of refusals to what travels on the wire.
#ifndef RUJUKAN_SERVER_RPC_REFUSAL_STATUS_H_
#define RUJUKAN_SERVER_RPC_REFUSAL_STATUS_H_

#include <cstddef>

#include "absl/status/status.h"
#include "grpcpp/support/status.h"

namespace rujukan {

// Status details travel in a trailer, and gRPC's clients refuse headers of more than 8 KiB altogether; in base64 this fits.
inline constexpr std::size_t kStatusDetailsBytesMax = 5'000;

// The status as google.rpc.Status with all its details. What is not of the catalogue is a defect and is answered as one.
//
// Every violation is listed with field and reason; those beyond kStatusDetailsBytesMax without their texts, and what does not fit
// even so is counted in the metadata `violations_left_out`.
grpc::Status ToGrpc(const absl::Status& status);

}  // namespace rujukan

#endif  // RUJUKAN_SERVER_RPC_REFUSAL_STATUS_H_
