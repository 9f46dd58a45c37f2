// Telling a person why a call failed.
#ifndef RUJUKAN_CLIENT_EXPLAIN_H_
#define RUJUKAN_CLIENT_EXPLAIN_H_

#include "client/connection.h"
#include "client/shell.h"

namespace rujukan::client {

// Writes to the error stream what the server said, what it was about and what can be done. With --json fields and codes are told
// as the API calls them.
void Explain(Shell& shell, const CallError& error);

}  // namespace rujukan::client

#endif  // RUJUKAN_CLIENT_EXPLAIN_H_
