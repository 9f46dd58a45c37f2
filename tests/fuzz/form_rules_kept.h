// The rules of rules.proto and field_behavior, told a second time without looking at how the server executes them.
#ifndef RUJUKAN_TESTS_FUZZ_FORM_RULES_KEPT_H_
#define RUJUKAN_TESTS_FUZZ_FORM_RULES_KEPT_H_

#include "google/protobuf/message.h"

namespace rujukan::fuzz {

// Promises of a request whose form the server accepted that it keeps every rule of every field, at any depth.
void PromiseRulesKept(const google::protobuf::Message& request);

}  // namespace rujukan::fuzz

#endif  // RUJUKAN_TESTS_FUZZ_FORM_RULES_KEPT_H_
