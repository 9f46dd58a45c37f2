// Inputs that are requests: the number of the method in one byte, then the message as on the wire. libFuzzer changes them by this
// file's LLVMFuzzerCustomMutator, which beside bytes changes fields, and begins with valid requests.
#ifndef RUJUKAN_TESTS_FUZZ_REQUEST_MUTATOR_H_
#define RUJUKAN_TESTS_FUZZ_REQUEST_MUTATOR_H_

#include <cstddef>
#include <cstdint>
#include <memory>

#include "google/protobuf/message.h"

namespace rujukan::fuzz {

// The request in the input; nothing when its bytes are none, which gRPC would refuse.
std::unique_ptr<google::protobuf::Message> RequestIn(const std::uint8_t* data, std::size_t size);

}  // namespace rujukan::fuzz

#endif  // RUJUKAN_TESTS_FUZZ_REQUEST_MUTATOR_H_
