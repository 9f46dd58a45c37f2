// The bytes of a message, the same for equal messages.
#ifndef RUJUKAN_SERVER_RPC_WIRE_BYTES_H_
#define RUJUKAN_SERVER_RPC_WIRE_BYTES_H_

#include <string>

#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "google/protobuf/message.h"

namespace rujukan {

// Within one build of the server only: the order of fields is protobuf's own affair.
inline std::string DeterministicBytes(const google::protobuf::Message& message) {
  std::string bytes;
  google::protobuf::io::StringOutputStream stream(&bytes);
  google::protobuf::io::CodedOutputStream coded(&stream);
  coded.SetSerializationDeterministic(true);
  message.SerializePartialToCodedStream(&coded);
  coded.Trim();
  return bytes;
}

}  // namespace rujukan

#endif  // RUJUKAN_SERVER_RPC_WIRE_BYTES_H_
