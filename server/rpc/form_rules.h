// What the annotations cannot say about the form of single requests: rules between fields.
#ifndef RUJUKAN_SERVER_RPC_FORM_RULES_H_
#define RUJUKAN_SERVER_RPC_FORM_RULES_H_

#include <cstddef>

#include "google/protobuf/message.h"
#include "server/domain/errors.h"

namespace rujukan {

// Shorter ones are guessed; the annotations bound the length above.
inline constexpr std::size_t kPasswordCharactersMin = 10;

// Adds what is wrong with `request` beyond its annotations; nothing for most requests.
void CheckFormRules(const google::protobuf::Message& request, Violations& violations);

}  // namespace rujukan

#endif  // RUJUKAN_SERVER_RPC_FORM_RULES_H_
