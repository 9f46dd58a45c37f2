// Requests made by reflection: a well-formed one of every type, and every field of it.
#ifndef RUJUKAN_TESTS_RPC_VALID_REQUEST_H_
#define RUJUKAN_TESTS_RPC_VALID_REQUEST_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace rujukan::testing {

struct Method {
  // "ReferralService/CreateReferral".
  std::string name;
  const google::protobuf::MethodDescriptor* descriptor;
};

// Every method of the API.
std::vector<Method> AllMethods();

// Every field that a caller may fill is filled, lists with one item, according to the annotations. Its form is right, not
// necessarily its sense: names are of things that do not exist.
std::unique_ptr<google::protobuf::Message> ValidRequest(const google::protobuf::Descriptor& type);

// A field of a message that is part of a request.
struct FieldOfRequest {
  // "household.members[0].nik".
  std::string path;
  google::protobuf::Message& holder;
  const google::protobuf::FieldDescriptor& field;
  bool required;
};

// Calls `visit` for every field of `request` that a caller may fill, at any depth.
void VisitFields(google::protobuf::Message& request, const std::function<void(const FieldOfRequest&)>& visit);

// Sets the string, or the first string of the list.
void SetText(const FieldOfRequest& field, const std::string& text);

}  // namespace rujukan::testing

#endif  // RUJUKAN_TESTS_RPC_VALID_REQUEST_H_
