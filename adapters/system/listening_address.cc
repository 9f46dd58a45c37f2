#include "adapters/system/listening_address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/numbers.h"

namespace rujukan {
namespace {

struct Address {
  sockaddr_storage bytes{};
  socklen_t size = 0;
  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&bytes); }
};

// The path of `unix:PATH` and `unix://PATH`; empty for other addresses.
std::string PathIn(std::string_view listen_address) {
  if (!listen_address.starts_with("unix:")) return "";
  listen_address.remove_prefix(std::strlen("unix:"));
  if (listen_address.starts_with("//")) listen_address.remove_prefix(2);
  return std::string(listen_address);
}

std::optional<Address> UnixAddress(const std::string& path) {
  sockaddr_un named{};
  if (path.empty() || path.size() >= sizeof named.sun_path) return std::nullopt;
  named.sun_family = AF_UNIX;
  std::memcpy(named.sun_path, path.c_str(), path.size() + 1);
  Address address;
  address.size = sizeof named;
  std::memcpy(&address.bytes, &named, sizeof named);
  return address;
}

std::optional<Address> PortAddress(const std::string& listen_address) {
  const std::size_t colon = listen_address.rfind(':');
  int number = 0;
  if (colon == std::string::npos || !absl::SimpleAtoi(listen_address.substr(colon + 1), &number)) return std::nullopt;
  const std::string host = listen_address.substr(0, colon);
  const std::uint16_t port = htons(static_cast<std::uint16_t>(number));
  Address address;
  sockaddr_in four{.sin_family = AF_INET, .sin_port = port, .sin_addr = {}, .sin_zero = {}};
  if (inet_pton(AF_INET, host.c_str(), &four.sin_addr) == 1) {
    address.size = sizeof four;
    std::memcpy(&address.bytes, &four, sizeof four);
    return address;
  }
  sockaddr_in6 six{};
  six.sin6_family = AF_INET6;
  six.sin6_port = port;
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (!bracketed || inet_pton(AF_INET6, host.substr(1, host.size() - 2).c_str(), &six.sin6_addr) != 1) return std::nullopt;
  address.size = sizeof six;
  std::memcpy(&address.bytes, &six, sizeof six);
  return address;
}

int NewSocket(const Address& address) { return socket(address.get()->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0); }

}  // namespace

bool IsAnswered(const std::string& listen_address) {
  const std::optional<Address> address = UnixAddress(PathIn(listen_address));
  if (!address) return false;
  const int file = NewSocket(*address);
  if (file < 0) return false;
  const absl::Cleanup close_socket = [file] { close(file); };
  // A server that has more callers waiting than it can is alive, too.
  return connect(file, address->get(), address->size) == 0 || errno == EAGAIN;
}

std::string WhyNotListening(const std::string& listen_address) {
  const std::string path = PathIn(listen_address);
  const std::optional<Address> address = path.empty() ? PortAddress(listen_address) : UnixAddress(path);
  if (!address) return path.empty() ? "it is no address" : "the path is too long for a socket";
  const int file = NewSocket(*address);
  if (file < 0) return std::strerror(errno);
  const absl::Cleanup close_socket = [file] { close(file); };
  // As every server does, so that connections that have just ended do not count.
  const int on = 1;
  setsockopt(file, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind(file, address->get(), address->size) != 0) return std::strerror(errno);
  if (!path.empty()) unlink(path.c_str());
  return "";
}

}  // namespace rujukan
