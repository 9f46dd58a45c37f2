// Clients of a server, in a process of their own. Prints one JSON document.
//
//   load_generator --server 127.0.0.1:PORT --district FILE [--ca FILE]
//       --method create|get|packet (--in-flight N | --rate N) [--seconds N] [--warm-up N] [--seed N]
//       [--watchers N --watch-channels N]    beside it, watched inboxes; what is created must reach all who watch them
//   load_generator … --save-answer FILE      one GetReferral; its answer, for echo_server
//   load_generator … --start COMMAND...      starts a server and tells how long it takes to answer a GetReferral; then ends it
#include <arpa/inet.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <fstream>
#include <iostream>
#include <optional>
#include <thread>

#include "absl/strings/str_format.h"
#include "absl/synchronization/mutex.h"
#include "tests/bench/call_load.h"
#include "tests/bench/district.h"
#include "tests/bench/watch_load.h"

namespace rujukan::bench {
namespace {

constexpr int kChannels = 8;

struct Options {
  std::string server;
  std::string ca_file;
  std::string district;
  CallOptions calls;
  double warm_up = 1;
  double seconds = 5;
  int watchers = 0;
  int watch_channels = 8;
  std::string answer_file;
  std::vector<std::string> start;
};

bool Listens(const std::string& server) {
  const std::size_t colon = server.rfind(':');
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(std::stoi(server.substr(colon + 1))));
  inet_pton(AF_INET, server.substr(0, colon).c_str(), &address.sin_addr);
  const int connection = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const bool listens = connect(connection, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  close(connection);
  return listens;
}

int Start(const Options& options, const District& district) {
  std::vector<char*> arguments;
  for (const std::string& argument : options.start) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  const Clock::time_point begin = Clock::now();
  posix_spawn_file_actions_t silent;
  posix_spawn_file_actions_init(&silent);
  posix_spawn_file_actions_addopen(&silent, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  pid_t server = 0;
  if (posix_spawn(&server, arguments[0], &silent, nullptr, arguments.data(), environ) != 0) return 1;
  // gRPC would wait a second before it tries again.
  while (!Listens(options.server) && waitpid(server, nullptr, WNOHANG) == 0)
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  const grpc::Status status = GetOne(Connect(options.server, options.ca_file, 1).front(), district, nullptr);
  const std::chrono::duration<double, std::milli> taken = Clock::now() - begin;
  kill(server, SIGTERM);
  waitpid(server, nullptr, 0);
  if (!status.ok()) {
    std::cerr << "load_generator: the first call was answered with code " << status.error_code() << "\n";
    return 1;
  }
  std::cout << absl::StrFormat(R"({"first_answer_ms": %.1f})", taken.count()) << "\n";
  return 0;
}

int SaveAnswer(const Options& options, const District& district) {
  std::string answer;
  const grpc::Status status = GetOne(Connect(options.server, options.ca_file, 1).front(), district, &answer);
  if (!status.ok() || !(std::ofstream(options.answer_file, std::ios::binary) << answer).flush()) {
    std::cerr << "load_generator: no answer to save: code " << status.error_code() << "\n";
    return 1;
  }
  return 0;
}

int Load(const Options& options, const District& district) {
  const auto channels = Connect(options.server, options.ca_file, kChannels);
  std::unique_ptr<WatchLoad> watch;
  std::vector<std::shared_ptr<grpc::Channel>> watch_channels;
  if (options.watchers > 0) {
    watch_channels = Connect(options.server, options.ca_file, options.watch_channels);
    watch = std::make_unique<WatchLoad>(watch_channels, district, options.watchers);
  }
  const CallResults results = RunCalls(channels, district, options.calls);
  if (watch) watch->Await(results.answered);
  std::cout << R"({"calls": )" << results.Json() << R"(, "watch": )" << (watch ? watch->Json() : "null") << "}" << std::endl;
  return 0;
}

int Main(int argc, char** argv) {
  Options options;
  CLI::App app("clients of a server");
  app.add_option("--server", options.server)->required();
  app.add_option("--district", options.district)->required();
  app.add_option("--ca", options.ca_file);
  app.add_option("--method", options.calls.method)
      ->transform(CLI::CheckedTransformer(
          std::map<std::string, Method>{{"create", Method::kCreate}, {"get", Method::kGet}, {"packet", Method::kPacket}}));
  app.add_option("--in-flight", options.calls.in_flight);
  app.add_option("--rate", options.calls.rate);
  app.add_option("--seconds", options.seconds);
  app.add_option("--warm-up", options.warm_up);
  app.add_option("--seed", options.calls.seed);
  app.add_option("--watchers", options.watchers);
  app.add_option("--watch-channels", options.watch_channels);
  app.add_option("--save-answer", options.answer_file);
  app.add_option("--start", options.start);
  CLI11_PARSE(app, argc, argv);
  options.calls.warm_up = std::chrono::duration<double>(options.warm_up);
  options.calls.measured = std::chrono::duration<double>(options.seconds);

  const District district = ReadDistrict(options.district);
  if (!options.start.empty()) return Start(options, district);
  if (!options.answer_file.empty()) return SaveAnswer(options, district);
  if (options.calls.in_flight <= 0 && options.calls.rate <= 0) {
    std::cerr << "load_generator: --in-flight or --rate is needed\n";
    return 2;
  }
  return Load(options, district);
}

}  // namespace
}  // namespace rujukan::bench

int main(int argc, char** argv) {
  // Debian's Abseil looks for deadlocks at every lock of gRPC, on the processors that the server needs.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  return rujukan::bench::Main(argc, argv);
}
