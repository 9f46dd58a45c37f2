// A well-formed request of any method about a record that exists.
#ifndef RUJUKAN_TESTS_RPC_FITTING_REQUEST_H_
#define RUJUKAN_TESTS_RPC_FITTING_REQUEST_H_

#include <memory>
#include <string>
#include <vector>

#include "google/protobuf/message.h"
#include "rujukan/v1/codes.pb.h"
#include "tests/rpc/valid_request.h"
#include "tests/rpc/wire.h"

namespace rujukan::testing {

// What a request may say besides the name of its record.
struct Fitting {
  std::string etag;
  std::string request_id;
  // To whom a redirect goes.
  UnitId receiver;
  // Until when a hold lasts.
  absl::Time resume_time;
  v1::CaseFileStage stage = v1::CASE_FILE_STAGE_HANDLING;
  // To whom it is assigned, by name.
  std::string officer;
};

// The methods of a service, "ReferralService", but for streams.
std::vector<Method> MethodsOf(const std::string& service);

// `name` is the record's, also of a packet. Links to other records are left out.
std::unique_ptr<google::protobuf::Message> FittingRequest(const Method& method, const std::string& name, const Fitting& fitting);

}  // namespace rujukan::testing

#endif  // RUJUKAN_TESTS_RPC_FITTING_REQUEST_H_
