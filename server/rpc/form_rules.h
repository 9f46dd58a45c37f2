// What the annotations cannot say about the form of single requests: rules between fields.
#ifndef RUJUKAN_SERVER_RPC_FORM_RULES_H_
#define RUJUKAN_SERVER_RPC_FORM_RULES_H_

#include "google/protobuf/message.h"
#include "server/domain/errors.h"

namespace rujukan {

// Adds what is wrong with `request` beyond its annotations; nothing for most requests.
void CheckFormRules(const google::protobuf::Message& request, Violations& violations);

}  // namespace rujukan

#endif  // RUJUKAN_SERVER_RPC_FORM_RULES_H_
