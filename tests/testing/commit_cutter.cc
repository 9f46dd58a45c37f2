#include "tests/testing/commit_cutter.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <stdexcept>

namespace rujukan::testing {
namespace {

// How soon the end of the object is noticed by a connection on which nothing happens.
constexpr int kPollMilliseconds = 20;

// The packet of a client that sends the text COMMIT: the kind of command, then the text.
constexpr const char* kCommitRequest =
    "\x03"
    "COMMIT";

// The packet of error 9999: its length, its place, the mark of an error, the number, and a state without a text.
constexpr std::string_view kStrangeError("\x09\x00\x00\x01\xff\x0f\x27#HY000", 13);

sockaddr_in OnThisMachine(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

const sockaddr* Generic(const sockaddr_in& address) { return reinterpret_cast<const sockaddr*>(&address); }

int ConnectTo(int port) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_in address = OnThisMachine(port);
  if (connect(fd, Generic(address), sizeof(address)) != 0) {
    close(fd);
    throw std::runtime_error("the server cannot be reached");
  }
  return fd;
}

// What there is to read; empty at the end of the connection.
std::string Receive(int fd) {
  std::array<char, 65536> buffer{};
  const ssize_t count = recv(fd, buffer.data(), buffer.size(), 0);
  return count > 0 ? std::string(buffer.data(), static_cast<std::size_t>(count)) : std::string();
}

bool SendAll(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

}  // namespace

CommitCutter::CommitCutter(int server_port, Cut cut) : server_port_(server_port), cut_(cut) {
  close(ConnectTo(server_port));
  listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = OnThisMachine(0);
  socklen_t size = sizeof(address);
  if (bind(listener_, Generic(address), size) != 0 || listen(listener_, SOMAXCONN) != 0 ||
      getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    throw std::runtime_error("no port to listen on");
  }
  port_ = ntohs(address.sin_port);
  acceptor_ = std::thread([this] { Accept(); });
}

CommitCutter::~CommitCutter() {
  ending_ = true;
  acceptor_.join();
  for (std::thread& carrier : carriers_) carrier.join();
  close(listener_);
}

void CommitCutter::Accept() {
  pollfd waiting{listener_, POLLIN, 0};
  while (!ending_) {
    if (poll(&waiting, 1, kPollMilliseconds) != 1) continue;
    const int client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    const int server = ConnectTo(server_port_);
    carriers_.emplace_back([this, client, server] { Carry(client, server); });
  }
}

void CommitCutter::Carry(int client, int server) {
  std::array<pollfd, 2> waiting{pollfd{client, POLLIN, 0}, pollfd{server, POLLIN, 0}};
  bool open = true;
  while (open && !ending_) {
    if (poll(waiting.data(), waiting.size(), kPollMilliseconds) <= 0) continue;
    if (waiting[0].revents != 0) {
      const std::string request = Receive(client);
      open = !request.empty() && CarryRequest(request, client, server);
    }
    if (open && waiting[1].revents != 0) {
      const std::string answer = Receive(server);
      open = !answer.empty() && SendAll(client, answer);
    }
  }
  close(client);
  close(server);
}

bool CommitCutter::CarryRequest(const std::string& request, int client, int server) {
  if (request.find(kCommitRequest) == std::string::npos || ++commits_ > 1) return SendAll(server, request);
  // The answer shows that it was carried out.
  if (cut_ != Cut::kBefore && SendAll(server, request)) Receive(server);
  if (cut_ == Cut::kBabbling) SendAll(client, kStrangeError);
  return false;
}

}  // namespace rujukan::testing
