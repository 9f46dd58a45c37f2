// The limit of the wire: a server that does nothing. It answers the product's own methods with the bytes of one answer, and takes
// neither requests nor answers apart.
//
//   echo_server --listen 127.0.0.1:PORT --answer FILE --certificate FILE --key FILE
#include <grpcpp/grpcpp.h>
#include <signal.h>

#include <CLI/CLI.hpp>
#include <fstream>
#include <iostream>
#include <sstream>

#include "absl/synchronization/mutex.h"
#include "adapters/system/certificate_files.h"
#include "rujukan/v1/referral.grpc.pb.h"
#include "server/rpc/tls_credentials.h"

namespace rujukan::bench {
namespace {

using Service = v1::ReferralService::WithRawCallbackMethod_CreateReferral<
    v1::ReferralService::WithRawCallbackMethod_GetReferral<v1::ReferralService::Service>>;

class Echo final : public Service {
 public:
  explicit Echo(const std::string& answer) {
    const grpc::Slice slice(answer);
    answer_ = grpc::ByteBuffer(&slice, 1);
  }

  grpc::ServerUnaryReactor* CreateReferral(grpc::CallbackServerContext* context, const grpc::ByteBuffer*,
                                           grpc::ByteBuffer* response) override {
    return Answer(*context, *response);
  }
  grpc::ServerUnaryReactor* GetReferral(grpc::CallbackServerContext* context, const grpc::ByteBuffer*,
                                        grpc::ByteBuffer* response) override {
    return Answer(*context, *response);
  }

 private:
  grpc::ServerUnaryReactor* Answer(grpc::CallbackServerContext& context, grpc::ByteBuffer& response) {
    response = answer_;
    grpc::ServerUnaryReactor* const reactor = context.DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }

  grpc::ByteBuffer answer_;
};

int Main(int argc, char** argv) {
  std::string listen, answer_file;
  CertificatePaths paths;
  CLI::App app("answers at once");
  app.add_option("--listen", listen)->required();
  app.add_option("--answer", answer_file)->required();
  app.add_option("--certificate", paths.certificate)->required();
  app.add_option("--key", paths.key)->required();
  CLI11_PARSE(app, argc, argv);

  // Debian's Abseil looks for deadlocks at every lock of gRPC; a limit should not.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  sigset_t stop;
  sigemptyset(&stop);
  sigaddset(&stop, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &stop, nullptr);

  const absl::StatusOr<Certificates> read = ReadCertificates(paths);
  if (!read.ok()) {
    std::cerr << "echo_server: " << read.status() << "\n";
    return 1;
  }
  const std::shared_ptr<grpc::ServerCredentials> credentials = TlsCredentials(
      [identity = TlsIdentity{read->certificate, read->key, ""}, told = false]() mutable -> std::optional<TlsIdentity> {
        return std::exchange(told, true) ? std::nullopt : std::optional(identity);
      },
      false);
  std::ostringstream answer;
  answer << std::ifstream(answer_file, std::ios::binary).rdbuf();
  Echo echo(answer.str());
  grpc::ServerBuilder builder;
  builder.AddListeningPort(listen, credentials);
  builder.RegisterService(&echo);
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (server == nullptr) return 1;
  int signal = 0;
  sigwait(&stop, &signal);
  server->Shutdown(std::chrono::system_clock::now());
  return 0;
}

}  // namespace
}  // namespace rujukan::bench

int main(int argc, char** argv) { return rujukan::bench::Main(argc, argv); }
