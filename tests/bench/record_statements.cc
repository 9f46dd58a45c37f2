// Records the statements that CreateReferral makes in the product: a whole server, called through gRPC, on a store in memory whose
// one connection writes down what is asked of it.
//
//   record_statements FILE [--units N] [--requests N] [--for-server]
#include <grpcpp/grpcpp.h>

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <mutex>
#include <random>
#include <unordered_map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "adapters/sqlite/sqlite_store.h"
#include "adapters/system/argon2_password_hasher.h"
#include "adapters/system/file_key_sealer.h"
#include "adapters/system/system_clock.h"
#include "adapters/system/uuid_ids.h"
#include "rujukan/v1/referral.grpc.pb.h"
#include "server/domain/try.h"
#include "server/rpc/server.h"
#include "tests/bench/district.h"
#include "tests/bench/founding.h"
#include "tests/bench/recording.h"

namespace rujukan::bench {
namespace {

// What was run since the last Take. Only one call is made at a time, and nothing else uses the store.
class Tape {
 public:
  std::size_t TextOf(std::string_view text) {
    const auto [place, added] = places_.try_emplace(std::string(text), texts.size());
    if (added) texts.emplace_back(text);
    return place->second;
  }
  void Add(BoundStatement statement) {
    const std::lock_guard lock(mutex_);
    run_.push_back(std::move(statement));
  }
  Statements Take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(run_, {});
  }

  std::vector<std::string> texts;

 private:
  std::unordered_map<std::string, std::size_t> places_;
  std::mutex mutex_;
  Statements run_;
};

class RecordingStatement final : public sql::Statement {
 public:
  RecordingStatement(std::size_t text, Tape& tape, sql::Statement& inner) : text_(text), tape_(tape), inner_(inner) {}
  void BindInt(int index, std::int64_t value) override {
    Keep(index, value);
    inner_.BindInt(index, value);
  }
  void BindText(int index, std::string_view value) override {
    Keep(index, bench::Text{std::string(value)});
    inner_.BindText(index, value);
  }
  void BindBlob(int index, std::string_view value) override {
    Keep(index, bench::Blob{std::string(value)});
    inner_.BindBlob(index, value);
  }
  void BindNull(int index) override {
    Keep(index, {});
    inner_.BindNull(index);
  }
  sql::Result Step() override {
    if (!std::exchange(run_, true)) tape_.Add({text_, values_});
    return inner_.Step();
  }
  bool IsNull(int column) override { return inner_.IsNull(column); }
  std::int64_t Int(int column) override { return inner_.Int(column); }
  std::string_view Text(int column) override { return inner_.Text(column); }
  std::string_view Blob(int column) override { return inner_.Blob(column); }
  void Reset() override {
    run_ = false;
    values_.clear();
    inner_.Reset();
  }

 private:
  void Keep(int index, Value value) {
    if (values_.size() < static_cast<std::size_t>(index)) values_.resize(static_cast<std::size_t>(index));
    values_[static_cast<std::size_t>(index) - 1] = std::move(value);
  }

  const std::size_t text_;
  Tape& tape_;
  sql::Statement& inner_;
  std::vector<Value> values_;
  bool run_ = false;
};

class RecordingConnection final : public sql::Connection {
 public:
  RecordingConnection(std::unique_ptr<sql::Connection> inner, Tape& tape) : inner_(std::move(inner)), tape_(tape) {}
  sql::Statement* Prepare(std::string_view text) override {
    sql::Statement* const inner = inner_->Prepare(text);
    if (inner == nullptr) return nullptr;
    std::unique_ptr<RecordingStatement>& statement = statements_[inner];
    if (statement == nullptr) statement = std::make_unique<RecordingStatement>(tape_.TextOf(text), tape_, *inner);
    return statement.get();
  }
  std::int64_t Changes() override { return inner_->Changes(); }
  std::int64_t AllChanges() override { return inner_->AllChanges(); }
  sql::Result Execute(std::string_view script) override { return inner_->Execute(script); }
  sql::Result Begin() override { return inner_->Begin(); }
  sql::Result BeginReading() override { return inner_->BeginReading(); }
  sql::Result BeginPlainReading() override { return inner_->BeginPlainReading(); }
  sql::Result Commit() override { return inner_->Commit(); }
  void Rollback() override { inner_->Rollback(); }
  sql::Result Savepoint() override { return inner_->Savepoint(); }
  sql::Result ReleaseSavepoint() override { return inner_->ReleaseSavepoint(); }
  sql::Result RollbackToSavepoint() override { return inner_->RollbackToSavepoint(); }
  bool InTransaction() override { return inner_->InTransaction(); }
  sql::Result FindTable(std::string_view name) override { return inner_->FindTable(name); }
  sql::Result LockSchema() override { return inner_->LockSchema(); }
  void UnlockSchema() override { inner_->UnlockSchema(); }
  std::string LastRefusal() override { return inner_->LastRefusal(); }

 private:
  const std::unique_ptr<sql::Connection> inner_;
  Tape& tape_;
  std::unordered_map<sql::Statement*, std::unique_ptr<RecordingStatement>> statements_;
};

class Recorder {
 public:
  Recorder() : sealer_(Keys::Random()), ids_(clock_) {}

  // `knows`: as a store on SQLite, which reads few records twice; else as one on a database server.
  absl::StatusOr<Recording> Record(std::size_t units, std::size_t requests, bool knows) {
    SqliteOptions options;
    options.knows = knows;
    options.wrap_writer = [this](std::unique_ptr<sql::Connection> writer) -> std::unique_ptr<sql::Connection> {
      return std::make_unique<RecordingConnection>(std::move(writer), tape_);
    };
    RUJUKAN_TRY_ASSIGN(const std::unique_ptr<Store> store, SqliteStore::OpenInMemory(sealer_, clock_, options));
    const Workplace work{*store, clock_, ids_, sealer_};
    tape_.Take();
    RUJUKAN_TRY_ASSIGN(const District district, Found(work, units));
    ServerOptions server_options;
    // Nothing but the calls is to be recorded.
    server_options.health_interval = absl::Hours(24);
    RUJUKAN_TRY_ASSIGN(const std::unique_ptr<Server> server,
                       Server::Start(work, hasher_, server_options, [](LogLevel, std::string_view) {}));
    stub_ = v1::ReferralService::NewStub(server->InProcessChannel());

    Recording recording;
    // Every unit has sent and received, so that its numbers and its inbox exist, whatever order they are used in later.
    for (std::size_t i = 0; i < units; ++i) RUJUKAN_TRY(Create(district, {i, (i + 1) % units}));
    recording.world = tape_.Take();
    std::mt19937_64 random(1);
    const ZipfDraw draw(units);
    for (std::size_t i = 0; i < requests; ++i) {
      RUJUKAN_TRY(Create(district, DrawPair(draw, random)));
      recording.requests.push_back(tape_.Take());
    }
    recording.texts = tape_.texts;
    server->Drain(absl::Seconds(1));
    return recording;
  }

 private:
  absl::Status Create(const District& district, const Pair& pair) {
    grpc::ClientContext context;
    context.AddMetadata("authorization", absl::StrCat("Bearer ", district.desks[pair.sender].token));
    const auto request = NewReferral(district.desks[pair.receiver].unit, ids_.NewUuid(), PacketSize::kFull);
    v1::Referral answer;
    const grpc::Status status = stub_->CreateReferral(&context, request, &answer);
    return status.ok() ? absl::OkStatus() : absl::InternalError(status.error_message());
  }

  const SystemClock clock_;
  const FileKeySealer sealer_;
  UuidIds ids_;
  const Argon2PasswordHasher hasher_;
  Tape tape_;
  std::unique_ptr<v1::ReferralService::Stub> stub_;
};

int Main(int argc, char** argv) {
  std::string file;
  std::size_t units = 1000;
  std::size_t requests = 20'000;
  CLI::App app("records the statements of CreateReferral");
  app.add_option("file", file)->required();
  app.add_option("--units", units);
  app.add_option("--requests", requests);
  bool for_server = false;
  app.add_flag("--for-server", for_server, "what is asked of a database server, which others use, too");
  CLI11_PARSE(app, argc, argv);
  const absl::StatusOr<Recording> recording = Recorder().Record(units, requests, !for_server);
  if (!recording.ok()) {
    std::cerr << "record_statements: " << recording.status() << "\n";
    return 1;
  }
  WriteRecording(file, *recording);
  std::size_t statements = 0;
  for (const Statements& request : recording->requests) statements += request.size();
  std::cout << R"({"requests": )" << recording->requests.size() << R"(, "statements_per_request": )"
            << static_cast<double>(statements) / static_cast<double>(recording->requests.size()) << "}\n";
  return 0;
}

}  // namespace
}  // namespace rujukan::bench

int main(int argc, char** argv) { return rujukan::bench::Main(argc, argv); }
