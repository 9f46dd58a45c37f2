// Ids that make a write exactly-once.
#ifndef RUJUKAN_CLIENT_REQUEST_ID_H_
#define RUJUKAN_CLIENT_REQUEST_ID_H_

#include <string>
#include <string_view>

namespace rujukan::client {

// A random UUID (version 4), for something that a person does once.
std::string NewRequestId();

// The same UUID (version 8, from SHA-256) for the same content, so that sending a file again is the same request again.
std::string RequestIdOf(std::string_view content);

}  // namespace rujukan::client

#endif  // RUJUKAN_CLIENT_REQUEST_ID_H_
