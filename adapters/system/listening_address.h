// What the system says of an address on which a server wants to listen: `unix:PATH`, `IPV4:PORT`, `[IPV6]:PORT`.
#ifndef RUJUKAN_ADAPTERS_SYSTEM_LISTENING_ADDRESS_H_
#define RUJUKAN_ADAPTERS_SYSTEM_LISTENING_ADDRESS_H_

#include <string>

namespace rujukan {

// True when a living server has this unix socket. A library that listens there takes the name from it without asking; the socket
// that a dead server left may be taken. False for ports, which the system itself gives to one server only.
bool IsAnswered(const std::string& listen_address);

// Why nobody can listen there now, as the system says it; empty when somebody could. For after a library has failed to, which does
// not tell: it tries, and leaves nothing behind.
std::string WhyNotListening(const std::string& listen_address);

}  // namespace rujukan

#endif  // RUJUKAN_ADAPTERS_SYSTEM_LISTENING_ADDRESS_H_
