// The commands of the audit trail: what they ask of the server, and what they say.
#include <google/protobuf/util/time_util.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "adapters/system/checkpoint_folder.h"
#include "adapters/system/checkpoint_key.h"
#include "client/run.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "rujukan/v1/audit.grpc.pb.h"
#include "server/domain/checkpoint.h"
#include "tests/testing/temporary_folder.h"

namespace rujukan::client {
namespace {

using google::protobuf::util::TimeUtil;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kFile[] = "caseFiles/0192f0c1-2a3b-7c4d-8e5f-0123456789ab";
constexpr char kOfficer[] = "units/0192f0c1-2a3b-7c4d-8e5f-000000000001/officers/0192f0c1-2a3b-7c4d-8e5f-000000000002";

class FakeAudits final : public v1::AuditService::Service {
 public:
  grpc::Status ListAuditEvents(grpc::ServerContext*, const v1::ListAuditEventsRequest* request,
                               v1::ListAuditEventsResponse* response) override {
    asked = request->parent();
    for (const v1::AuditEvent& event : events) *response->add_events() = event;
    return grpc::Status::OK;
  }
  grpc::Status ListOfficerEvents(grpc::ServerContext*, const v1::ListOfficerEventsRequest* request,
                                 v1::ListOfficerEventsResponse* response) override {
    of_officer = *request;
    for (const v1::AuditEvent& event : events) *response->add_events() = event;
    return grpc::Status::OK;
  }
  grpc::Status ListCheckpoints(grpc::ServerContext*, const v1::ListCheckpointsRequest* request,
                               v1::ListCheckpointsResponse* response) override {
    after.push_back(request->after_number());
    for (const KeptCheckpoint& one : kept) {
      if (one.number <= after.back()) continue;
      v1::SignedCheckpoint& checkpoint = *response->add_checkpoints();
      checkpoint.set_number(one.number);
      checkpoint.set_text(one.signed_text);
    }
    return grpc::Status::OK;
  }
  grpc::Status ListChains(grpc::ServerContext*, const v1::ListChainsRequest* request, v1::ListChainsResponse* response) override {
    asked = request->parent();
    *response->add_chains() = chain;
    return grpc::Status::OK;
  }

  std::vector<v1::AuditEvent> events;
  std::vector<KeptCheckpoint> kept;
  v1::Chain chain;
  std::string asked;
  v1::ListOfficerEventsRequest of_officer;
  // Of the checkpoints asked for.
  std::vector<std::int64_t> after;
};

class AuditCommandsTest : public ::testing::Test {
 protected:
  AuditCommandsTest() {
    setenv("RUJUKAN_HOME", Path("home").c_str(), 1);
    unsetenv("RUJUKAN_SERVER");
    unsetenv("RUJUKAN_LANG");
    grpc::ServerBuilder builder;
    builder.AddListeningPort(address_, grpc::InsecureServerCredentials());
    builder.RegisterService(&audits_);
    server_ = builder.BuildAndStart();
    std::filesystem::create_directory(Path("held"));
    audits_.chain.set_record(kFile);
    audits_.chain.set_checked(true);
    audits_.chain.add_events()->set_sequence(1);
    audits_.chain.mutable_events(0)->set_hash("a1");
    Sign(1);
  }
  ~AuditCommandsTest() override { server_->Shutdown(); }

  void Sign(std::int64_t number) {
    Checkpoint checkpoint;
    checkpoint.number = number;
    if (!audits_.kept.empty()) checkpoint.previous = DigestOf(audits_.kept.back().signed_text, HeldUnder({}, {}).digest);
    checkpoint.time = absl::UnixEpoch();
    checkpoint.events = {{RecordIn(kFile), 1, "\xA1"}};
    audits_.kept.push_back({number, SignedText(checkpoint, key_)});
  }
  std::string Path(const std::string& name) const { return (folder_.path() / name).string(); }
  void KeepKey() { std::ofstream(Path("held/public-key.txt")) << PublicKeyLine(key_.PublicKey()); }
  ExitCode Run(std::vector<std::string> words) {
    words.insert(words.begin(), {"--server", address_});
    std::istringstream in;
    out_.str("");
    err_.str("");
    Console console{.in = in, .out = out_, .err = err_};
    return client::Run(words, console);
  }

  testing::TemporaryFolder folder_;
  std::string address_ = "unix:" + Path("s");
  const CheckpointKey key_ = CheckpointKey::Random();
  FakeAudits audits_;
  std::unique_ptr<grpc::Server> server_;
  std::ostringstream out_;
  std::ostringstream err_;
};

TEST_F(AuditCommandsTest, ListWhoReadARecordAndWhoseReadingsAreNotTold) {
  v1::AuditEvent event;
  event.set_sequence(7);
  event.set_record("officers/0192f0c1-2a3b-7c4d-8e5f-000000000002");
  event.set_action(v1::AUDIT_ACTION_READ);
  event.set_officer(kOfficer);
  event.set_role(v1::ROLE_CASE_MANAGER);
  event.add_records(kFile);
  event.set_reading(true);
  event.set_intact(true);
  audits_.events.push_back(event);
  v1::AuditEvent masked;
  masked.set_action(v1::AUDIT_ACTION_READ);
  masked.set_reading(true);
  audits_.events.push_back(masked);
  EXPECT_EQ(Run({"jejak", "daftar", kFile}), ExitCode::kOk);
  EXPECT_EQ(audits_.asked, kFile);
  EXPECT_THAT(out_.str(), HasSubstr("Dibaca"));
  EXPECT_THAT(out_.str(), HasSubstr("00000002"));
  EXPECT_THAT(out_.str(), HasSubstr("unit lain"));
  EXPECT_THAT(out_.str(), HasSubstr("tidak lagi seperti saat dicatat")) << "the second is not intact";
  EXPECT_EQ(Run({"audit", "list", kFile, "--json"}), ExitCode::kOk);
  EXPECT_THAT(out_.str(), HasSubstr("\"action\":\"AUDIT_ACTION_READ\""));
}

TEST_F(AuditCommandsTest, AskOfAnOfficerBetweenTwoTimesThatNameTheirZone) {
  EXPECT_EQ(
      Run({"audit", "list", kOfficer, "--since", "2026-11-25T00:00:00+08:00", "--until", "2026-11-26T00:00:00Z", "--readings"}),
      ExitCode::kOk);
  EXPECT_EQ(audits_.of_officer.parent(), kOfficer);
  EXPECT_EQ(TimeUtil::ToString(audits_.of_officer.start_time()), "2026-11-24T16:00:00Z");
  EXPECT_EQ(TimeUtil::ToString(audits_.of_officer.end_time()), "2026-11-26T00:00:00Z");
  EXPECT_TRUE(audits_.of_officer.readings_only());
  for (const char* day : {"2026-11-25", "2026-11-25 09:00", "2026-11-25T09:00:00", "+3d"}) {
    EXPECT_EQ(Run({"audit", "list", kOfficer, "--since", day, "--until", "2026-11-26T00:00:00Z"}), ExitCode::kWrongUsage) << day;
    EXPECT_THAT(err_.str(), HasSubstr("+08:00"));
  }
  EXPECT_EQ(Run({"audit", "list", kOfficer, "--since", "2026-11-25T00:00:00Z"}), ExitCode::kWrongUsage) << "both are needed";
}

TEST_F(AuditCommandsTest, FetchTheCheckpointsThatTheFolderDoesNotHave) {
  EXPECT_EQ(Run({"jejak", "titik-uji", Path("held")}), ExitCode::kOk);
  EXPECT_THAT(audits_.after, ElementsAre(0, 1));
  std::ifstream file(Path("held/checkpoint-0000000001.txt"));
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(file), {}), audits_.kept[0].signed_text);
  Sign(2);
  audits_.after.clear();
  EXPECT_EQ(Run({"audit", "checkpoints", Path("held"), "--lang=en"}), ExitCode::kOk);
  EXPECT_THAT(audits_.after, ElementsAre(0, 1, 2)) << "the last that is held, and what comes after it";
  EXPECT_THAT(out_.str(), HasSubstr("1 new checkpoints"));
  EXPECT_EQ(Run({"audit", "checkpoints", Path("not there")}), ExitCode::kWrongUsage);
}

TEST_F(AuditCommandsTest, FetchNothingOfAnotherHistoryIntoAFolder) {
  Sign(2);
  ASSERT_EQ(Run({"audit", "checkpoints", Path("held")}), ExitCode::kOk);
  audits_.kept.pop_back();
  EXPECT_EQ(Run({"audit", "checkpoints", Path("held"), "--lang=en"}), ExitCode::kFindings);
  EXPECT_THAT(out_.str(), HasSubstr("checkpoint 2: it is held and not in the store"));
  for (int number = 2; number <= 3; ++number) Sign(number);
  audits_.kept[1].signed_text = audits_.kept[0].signed_text;
  EXPECT_EQ(Run({"audit", "checkpoints", Path("held"), "--lang=en"}), ExitCode::kFindings);
  EXPECT_THAT(out_.str(), HasSubstr("checkpoint 2: the store has another one of this number"));
  EXPECT_FALSE(std::filesystem::exists(Path("held/checkpoint-0000000003.txt")));
}

TEST_F(AuditCommandsTest, ProveByWhatIsHeldAndByAKeyThatTheServerDoesNotGive) {
  ASSERT_EQ(Run({"audit", "checkpoints", Path("held")}), ExitCode::kOk);
  EXPECT_EQ(Run({"audit", "verify", "--checkpoints", Path("held")}), ExitCode::kWrongUsage);
  EXPECT_THAT(err_.str(), HasSubstr("public-key.txt"));
  KeepKey();
  EXPECT_EQ(Run({"audit", "verify", "--checkpoints", Path("held"), "--lang=en"}), ExitCode::kOk);
  EXPECT_EQ(audits_.asked, "");
  EXPECT_THAT(out_.str(), HasSubstr("proved: 1 events, 1 of them in the 1 checkpoints held; findings: 0"));
  EXPECT_EQ(Run({"audit", "verify", kFile, "--checkpoints", Path("held")}), ExitCode::kOk);
  EXPECT_EQ(audits_.asked, kFile);

  std::ofstream(Path("other.txt")) << PublicKeyLine(CheckpointKey::Random().PublicKey());
  EXPECT_EQ(Run({"audit", "verify", "--checkpoints", Path("held"), "--public-key", Path("other.txt")}), ExitCode::kFindings);
}

TEST_F(AuditCommandsTest, EndATellingProofWithACodeOfItsOwn) {
  ASSERT_EQ(Run({"audit", "checkpoints", Path("held")}), ExitCode::kOk);
  KeepKey();
  audits_.chain.mutable_events(0)->set_hash("ff");
  EXPECT_EQ(Run({"jejak", "buktikan", "--checkpoints", Path("held")}), ExitCode::kFindings);
  EXPECT_THAT(out_.str(), HasSubstr(std::string("temuan: ") + kFile + ": kejadian 1 bukan yang tercatat di titik uji 1"));
  EXPECT_EQ(Run({"audit", "verify", "--checkpoints", Path("held"), "--json"}), ExitCode::kFindings);
  EXPECT_THAT(out_.str(), HasSubstr("\"reason\":\"EVENT_DIFFERS\""));
  EXPECT_THAT(out_.str(), Not(HasSubstr("temuan")));
}

}  // namespace
}  // namespace rujukan::client
