#include "client/run.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <sstream>
#include <thread>
#include <tuple>
#include <utility>

#include "client/unicode.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "rujukan/v1/household.grpc.pb.h"
#include "rujukan/v1/inbox_event.grpc.pb.h"
#include "rujukan/v1/officer.grpc.pb.h"
#include "rujukan/v1/referral.grpc.pb.h"
#include "rujukan/v1/session.grpc.pb.h"
#include "rujukan/v1/unit.grpc.pb.h"
#include "tests/testing/temporary_folder.h"

namespace rujukan::client {
namespace {

grpc::Status WrongField(const std::string& field) {
  google::rpc::ErrorInfo info;
  info.set_reason("INVALID_REQUEST");
  google::rpc::BadRequest bad;
  bad.add_field_violations()->set_field(field);
  bad.mutable_field_violations(0)->set_reason("NOT_GOOD");
  bad.mutable_field_violations(0)->mutable_localized_message()->set_message("tidak baik");
  google::rpc::Status status;
  status.add_details()->PackFrom(info);
  status.add_details()->PackFrom(bad);
  return {grpc::StatusCode::INVALID_ARGUMENT, "Wrong.", status.SerializeAsString()};
}

// For so long that a person is told instead.
grpc::Status StoreUnavailable() {
  google::rpc::ErrorInfo info;
  info.set_reason("STORE_UNAVAILABLE");
  google::rpc::RetryInfo retry;
  retry.mutable_retry_delay()->set_seconds(kServerDelayMax.count() / 1000 + 1);
  google::rpc::Status status;
  status.add_details()->PackFrom(info);
  status.add_details()->PackFrom(retry);
  return {grpc::StatusCode::UNAVAILABLE, "Not known.", status.SerializeAsString()};
}

class FakeSessions final : public v1::SessionService::Service {
 public:
  grpc::Status SignIn(grpc::ServerContext*, const v1::SignInRequest* request, v1::Session* session) override {
    password = request->password();
    session->set_token("the-token");
    session->set_unit("units/1");
    session->set_officer("units/1/officers/2");
    session->set_region_scope(region_scope);
    session->set_role(role);
    session->set_officer_display_name("Operator");
    return grpc::Status::OK;
  }
  std::string password;
  std::string region_scope;
  v1::Role role = v1::ROLE_UNSPECIFIED;
};

class FakeReferrals final : public v1::ReferralService::Service {
 public:
  grpc::Status ListReferrals(grpc::ServerContext*, const v1::ListReferralsRequest*, v1::ListReferralsResponse* response) override {
    for (const v1::Referral& referral : referrals) *response->add_referrals() = referral;
    return grpc::Status::OK;
  }
  grpc::Status CreateReferral(grpc::ServerContext*, const v1::CreateReferralRequest* request, v1::Referral* response) override {
    ++attempts;
    created = *request;
    if (attempts <= static_cast<int>(create_refusals.size())) return create_refusals[static_cast<std::size_t>(attempts) - 1];
    *response = request->referral();
    response->set_name("referrals/new");
    if (request->referral().urgency() == v1::URGENCY_EMERGENCY) {
      response->mutable_emergency_notice()->set_duty_phone("0411 555 0150");
      response->mutable_emergency_notice()->set_police_phone("110");
      response->mutable_emergency_notice()->set_sapa_phone("129");
    }
    return grpc::Status::OK;
  }
  grpc::Status AcceptReferral(grpc::ServerContext*, const v1::AcceptReferralRequest* request, v1::Referral* response) override {
    accepted = *request;
    response->set_name(request->name());
    return refusal;
  }
  grpc::Status RecallReferral(grpc::ServerContext*, const v1::RecallReferralRequest* request, v1::Referral* response) override {
    recalled = *request;
    response->set_name(request->name());
    return grpc::Status::OK;
  }

  grpc::Status GetReferral(grpc::ServerContext*, const v1::GetReferralRequest* request, v1::Referral* response) override {
    if (request->name() != unlisted.name()) return {grpc::StatusCode::NOT_FOUND, "not there"};
    *response = unlisted;
    return grpc::Status::OK;
  }
  grpc::Status WithdrawConsent(grpc::ServerContext*, const v1::WithdrawConsentRequest* request, v1::Referral* response) override {
    ++withdrawals;
    response->set_name(request->name());
    response->set_reading_suspended(!request->spoken_with_survivor_alone());
    return grpc::Status::OK;
  }
  grpc::Status CloseUnserved(grpc::ServerContext*, const v1::CloseUnservedRequest* request, v1::Referral* response) override {
    closed = *request;
    response->set_name(request->name());
    response->set_state(v1::REFERRAL_STATE_RETURNED);
    return grpc::Status::OK;
  }

  std::vector<v1::Referral> referrals;
  // To be had by its name only.
  v1::Referral unlisted;
  int withdrawals = 0;
  v1::CloseUnservedRequest closed;
  // What the first attempts to create get to hear.
  std::vector<grpc::Status> create_refusals;
  int attempts = 0;
  grpc::Status refusal = grpc::Status::OK;
  v1::CreateReferralRequest created;
  v1::AcceptReferralRequest accepted;
  v1::RecallReferralRequest recalled;
};

// Rejects the rows whose name is "Salah".
class FakeHouseholds final : public v1::HouseholdService::Service {
 public:
  grpc::Status ListHouseholds(grpc::ServerContext*, const v1::ListHouseholdsRequest* request,
                              v1::ListHouseholdsResponse*) override {
    listed = *request;
    return grpc::Status::OK;
  }
  grpc::Status GetHousehold(grpc::ServerContext*, const v1::GetHouseholdRequest* request, v1::Household* response) override {
    response->set_name(request->name());
    v1::FieldWarning& warning = *response->add_warnings();
    warning.set_field("members[0].nik");
    warning.set_reason("NIK_OF_OTHER_REGENCY");
    warning.set_message_id("dari kabupaten lain");
    return grpc::Status::OK;
  }
  grpc::Status CreateHousehold(grpc::ServerContext*, const v1::CreateHouseholdRequest* request, v1::Household* response) override {
    created = *request;
    *response = request->household();
    return std::exchange(refusal, grpc::Status::OK);
  }
  grpc::Status FlagHousehold(grpc::ServerContext*, const v1::FlagHouseholdRequest* request, v1::Household* response) override {
    flagged = *request;
    response->set_name(request->name());
    return grpc::Status::OK;
  }
  grpc::Status BatchImportHouseholds(grpc::ServerContext*, const v1::BatchImportHouseholdsRequest* request,
                                     v1::BatchImportHouseholdsResponse* response) override {
    for (const v1::HouseholdRow& row : request->rows()) {
      v1::RowVerdict& verdict = *response->add_verdicts();
      verdict.set_line_number(row.line_number());
      verdict.set_result(row.full_name() == "Salah" ? v1::RowVerdict::RESULT_REJECTED : v1::RowVerdict::RESULT_CREATED);
      if (row.full_name() != "Salah") continue;
      for (const char* field : {"nik", "sex"}) {
        v1::FieldWarning& error = *verdict.add_errors();
        error.set_field(field);
        error.set_reason("NOT_GOOD");
        error.set_message_id("tidak baik");
        error.set_message_en("is not good");
      }
    }
    return grpc::Status::OK;
  }

  v1::ListHouseholdsRequest listed;
  v1::CreateHouseholdRequest created;
  v1::FlagHouseholdRequest flagged;
  // What the next attempt to create gets to hear.
  grpc::Status refusal = grpc::Status::OK;
};

class FakeInbox final : public v1::InboxService::Service {
 public:
  grpc::Status ListInboxEvents(grpc::ServerContext*, const v1::ListInboxEventsRequest*,
                               v1::ListInboxEventsResponse* response) override {
    for (const v1::InboxEvent& event : events) *response->add_events() = event;
    response->set_next_cursor("end");
    return grpc::Status::OK;
  }
  std::vector<v1::InboxEvent> events;
};

// Two units of one name, and the officer of each.
class FakeUnits final : public v1::UnitService::Service {
 public:
  grpc::Status ListUnits(grpc::ServerContext*, const v1::ListUnitsRequest*, v1::ListUnitsResponse* response) override {
    for (const char* region : {"73.09", "73.10"}) {
      v1::Unit& unit = *response->add_units();
      unit.set_name(std::string("units/0192f0c1-2a3b-7c4d-8e5f-00000000") + region[0] + region[1] + region[3] + region[4]);
      unit.set_display_name("LBH Maros");
      unit.set_region(region);
    }
    return grpc::Status::OK;
  }
};

class FakeOfficers final : public v1::OfficerService::Service {
 public:
  grpc::Status ListOfficers(grpc::ServerContext*, const v1::ListOfficersRequest* request,
                            v1::ListOfficersResponse* response) override {
    if (request->parent() != "units/0192f0c1-2a3b-7c4d-8e5f-000000007310") return grpc::Status::OK;
    response->add_officers()->set_name(request->parent() + "/officers/7");
    response->mutable_officers(0)->set_sign_in_name("lbh");
    return grpc::Status::OK;
  }
  grpc::Status GetOfficer(grpc::ServerContext*, const v1::GetOfficerRequest* request, v1::Officer* response) override {
    response->set_name(request->name());
    response->set_etag("the-etag");
    return grpc::Status::OK;
  }
  grpc::Status DisableOfficer(grpc::ServerContext*, const v1::DisableOfficerRequest*, v1::Officer*) override {
    return StoreUnavailable();
  }
};

class RunTest : public ::testing::Test {
 protected:
  RunTest() {
    setenv("RUJUKAN_HOME", Path("home").c_str(), 1);
    unsetenv("RUJUKAN_SERVER");
    unsetenv("RUJUKAN_LANG");
    grpc::ServerBuilder builder;
    builder.AddListeningPort(address_, grpc::InsecureServerCredentials());
    builder.RegisterService(&sessions_);
    builder.RegisterService(&referrals_);
    builder.RegisterService(&households_);
    builder.RegisterService(&inbox_);
    builder.RegisterService(&units_);
    builder.RegisterService(&officers_);
    server_ = builder.BuildAndStart();
    v1::Referral referral;
    referral.set_name("referrals/0192f0c1-2a3b-7c4d-8e5f-0123456789ab");
    referral.set_sender("units/1");
    referral.set_sender_number("R-2026-0012");
    referral.set_etag("the-etag");
    referrals_.referrals.push_back(referral);
  }
  ~RunTest() override { server_->Shutdown(); }

  std::string Path(const std::string& name) const { return (folder_.path() / name).string(); }

  ExitCode Run(std::vector<std::string> words, const std::string& input = "") { return Run(std::move(words), input, false); }
  // What somebody types at a terminal.
  ExitCode Type(std::vector<std::string> words, const std::string& input) { return Run(std::move(words), input, true); }
  ExitCode SignIn() { return Run({"masuk", "operator"}, "kata sandi\n"); }

  ExitCode Run(std::vector<std::string> words, const std::string& input, bool terminal) {
    words.insert(words.begin(), {"--server", address_});
    std::istringstream in(input);
    out_.str("");
    err_.str("");
    Console console{.in = in, .out = out_, .err = err_, .in_is_terminal = terminal};
    return client::Run(words, console);
  }

  testing::TemporaryFolder folder_;
  std::string address_ = "unix:" + Path("s");
  FakeSessions sessions_;
  FakeReferrals referrals_;
  FakeHouseholds households_;
  FakeInbox inbox_;
  FakeUnits units_;
  FakeOfficers officers_;
  std::unique_ptr<grpc::Server> server_;
  std::ostringstream out_;
  std::ostringstream err_;
};

TEST_F(RunTest, KeepsTheSessionInAFileThatOnlyItsOwnerReads) {
  EXPECT_EQ(SignIn(), ExitCode::kOk);
  EXPECT_EQ(sessions_.password, "kata sandi");
  struct stat state {};
  ASSERT_EQ(stat(Path("home/default.session").c_str(), &state), 0);
  EXPECT_EQ(state.st_mode & 0777, 0600u);
  EXPECT_EQ((out_.str() + err_.str()).find("the-token"), std::string::npos);
}

TEST_F(RunTest, UsesTheServerOfTheSessionWhenNoneIsNamed) {
  SignIn();
  std::istringstream in;
  Console console{.in = in, .out = out_, .err = err_};
  EXPECT_EQ(client::Run({"list"}, console), ExitCode::kOk);
}

TEST_F(RunTest, RefusesAProfileThatIsAPath) { EXPECT_EQ(Run({"--profile", "../x", "whoami"}), ExitCode::kWrongUsage); }

TEST_F(RunTest, MovesAReferralByItsNumberWithTheEtagItRead) {
  SignIn();
  EXPECT_EQ(Run({"sanggupi", "r-2026-0012"}), ExitCode::kOk);
  EXPECT_EQ(referrals_.accepted.name(), "referrals/0192f0c1-2a3b-7c4d-8e5f-0123456789ab");
  EXPECT_EQ(referrals_.accepted.etag(), "the-etag");
  EXPECT_EQ(referrals_.accepted.request_id().size(), 36u);
  Run({"accept", "456789ab", "--etag", "mine", "--request-id", "given"});
  EXPECT_EQ(referrals_.accepted.etag(), "mine");
  EXPECT_EQ(referrals_.accepted.request_id(), "given");
}

TEST_F(RunTest, KnowsAReferralByTheOwnNumberAndNotByTheOtherPartys) {
  SignIn();
  referrals_.referrals.front().set_receiver_number("M-2026-0001");
  v1::Referral received = referrals_.referrals.front();
  received.set_name("referrals/0192f0c1-2a3b-7c4d-8e5f-ffffffffffff");
  received.set_sender("units/9");
  received.set_sender_number("R-2026-0012");
  referrals_.referrals.push_back(received);
  EXPECT_EQ(Run({"accept", "M-2026-0001"}), ExitCode::kOk);
  EXPECT_EQ(referrals_.accepted.name(), received.name());
  EXPECT_EQ(Run({"accept", "R-2026-0012"}), ExitCode::kOk);
  EXPECT_EQ(referrals_.accepted.name(), referrals_.referrals.front().name());
}

TEST_F(RunTest, MeansTheSuccessorByTheNumberOfARedirectedReferral) {
  SignIn();
  v1::Referral successor = referrals_.referrals.front();
  successor.set_name("referrals/0192f0c1-2a3b-7c4d-8e5f-ffffffffffff");
  referrals_.referrals.front().set_state(v1::REFERRAL_STATE_REDIRECTED);
  referrals_.referrals.push_back(successor);
  EXPECT_EQ(Run({"accept", "R-2026-0012"}), ExitCode::kOk);
  EXPECT_EQ(referrals_.accepted.name(), successor.name());
}

TEST_F(RunTest, RecallsWithoutAnEtagSoThatNoRaceHoldsItUp) {
  SignIn();
  EXPECT_EQ(Run({"recall", "R-2026-0012", "--entered-in-error", "--from", "-"}, "reason: salah orang\n"), ExitCode::kOk);
  EXPECT_EQ(referrals_.recalled.etag(), "");
  EXPECT_EQ(referrals_.recalled.reason(), "salah orang");
  EXPECT_TRUE(referrals_.recalled.entered_in_error());
}

TEST_F(RunTest, SaysWhenAWordMeansNothingOrTwoThings) {
  SignIn();
  EXPECT_EQ(Run({"accept", "R-2026-9999"}), ExitCode::kNotFound);
  v1::Referral other = referrals_.referrals.front();
  other.set_name("referrals/0192f0c1-2a3b-7c4d-8e5f-ffffffffffff");
  referrals_.referrals.push_back(other);
  EXPECT_EQ(Run({"accept", "R-2026-0012"}), ExitCode::kWrongUsage);
  EXPECT_NE(err_.str().find("R-2026-0012  →   456789ab"), std::string::npos) << err_.str();
  EXPECT_EQ(Run({"accept", "ffffffff"}), ExitCode::kOk);
  EXPECT_EQ(Run({"accept", "0192f0c1"}), ExitCode::kNotFound) << "ids begin with the time, and many with the same one";
}

TEST_F(RunTest, FindsWhatASupervisingUnitHasToConfirmByTheInboxAlone) {
  SignIn();
  v1::Referral& proposed = referrals_.unlisted;
  proposed.set_name("referrals/0192f0c1-2a3b-7c4d-8e5f-aaaaaaaaaaaa");
  proposed.set_sender("units/9");
  proposed.set_sender_number("R-2026-0006");
  proposed.set_etag("its-etag");
  proposed.add_available_moves(v1::MOVE_CLOSE_UNSERVED);
  for (const char* name : {"referrals/no-longer-ours", proposed.name().c_str()}) {
    v1::InboxEvent event;
    event.set_referral(name);
    event.set_move(v1::MOVE_CLOSE_UNSERVED);
    event.set_action_needed(true);
    inbox_.events.push_back(event);
  }
  EXPECT_EQ(Run({"kerja"}), ExitCode::kOk);
  EXPECT_NE(out_.str().find("R-2026-0006"), std::string::npos) << out_.str();
  EXPECT_NE(out_.str().find("tutup"), std::string::npos) << out_.str();
  EXPECT_EQ(Run({"tutup", "R-2026-0006", "--person-told", "--from", "-"}, "reason: tidak ada layanan\n"), ExitCode::kOk);
  EXPECT_EQ(referrals_.closed.name(), proposed.name());
  EXPECT_EQ(referrals_.closed.etag(), "its-etag");
  proposed.clear_available_moves();
  EXPECT_EQ(Run({"tutup", "R-2026-0006"}), ExitCode::kNotFound);
}

TEST_F(RunTest, FindsAReferralByTheNumberOfTheSlrtsSeries) {
  SignIn();
  v1::Referral& received = referrals_.referrals.front();
  received.set_sender("units/9");
  received.set_sender_number("S-2026-0005");
  received.set_receiver_number("M-2026-0003");
  EXPECT_EQ(Run({"accept", "s-2026-0005"}), ExitCode::kOk);
  EXPECT_EQ(referrals_.accepted.name(), received.name());
}

TEST_F(RunTest, TakesNoNumberOfAnotherSenderForAnOwnOne) {
  SignIn();
  v1::Referral received = referrals_.referrals.front();
  received.set_name("referrals/0192f0c1-2a3b-7c4d-8e5f-ffffffffffff");
  received.set_sender("units/9");
  received.set_sender_display_name("Puskesos Tukamasea");
  received.set_receiver_number("M-2026-0003");
  referrals_.referrals.push_back(received);
  EXPECT_EQ(Run({"show", "R-2026-0012"}), ExitCode::kOk);
  EXPECT_NE(err_.str().find("M-2026-0003  ← Puskesos Tukamasea  ffffffff"), std::string::npos) << err_.str();
  referrals_.referrals.erase(referrals_.referrals.begin());
  EXPECT_EQ(Run({"show", "R-2026-0012"}), ExitCode::kWrongUsage);
  EXPECT_NE(err_.str().find("M-2026-0003  ← Puskesos Tukamasea  ffffffff"), std::string::npos) << err_.str();
}

TEST_F(RunTest, ShowsTheUnitsThatHaveOneName) {
  SignIn();
  EXPECT_EQ(Run({"unit", "lihat", "lbh maros"}), ExitCode::kWrongUsage);
  EXPECT_NE(err_.str().find("LBH Maros  73.09  00007309\n"), std::string::npos) << err_.str();
  EXPECT_NE(err_.str().find("LBH Maros  73.10  00007310\n"), std::string::npos) << err_.str();
}

TEST_F(RunTest, FindsAnOfficerOfAnyUnitForAnAdministratorOnly) {
  SignIn();
  EXPECT_EQ(Run({"petugas", "lihat", "lbh"}), ExitCode::kNotFound);
  sessions_.role = v1::ROLE_ADMINISTRATOR;
  SignIn();
  EXPECT_EQ(Run({"--name-only", "petugas", "lihat", "lbh"}), ExitCode::kOk);
  EXPECT_EQ(out_.str(), "units/0192f0c1-2a3b-7c4d-8e5f-000000007310/officers/7\n");
  EXPECT_EQ(Run({"petugas", "lihat", "nobody"}), ExitCode::kNotFound);
}

TEST_F(RunTest, AsksAPersonBeforeWhatCannotBeUndone) {
  SignIn();
  EXPECT_EQ(Type({"tarik", "R-2026-0012"}, "salah orang\n\ntidak\n"), ExitCode::kWrongUsage);
  EXPECT_EQ(referrals_.recalled.name(), "");
  EXPECT_EQ(Type({"tarik", "R-2026-0012"}, "salah orang\n\nya\n"), ExitCode::kOk);
  EXPECT_NE(referrals_.recalled.name(), "");
  EXPECT_EQ(Type({"cabut-persetujuan", "R-2026-0012", "--spoken-alone"}, "\ntidak\n"), ExitCode::kWrongUsage);
  EXPECT_EQ(referrals_.withdrawals, 0);
  EXPECT_EQ(Type({"cabut-persetujuan", "R-2026-0012", "--spoken-alone", "--yes"}, "\n"), ExitCode::kOk);
  EXPECT_EQ(Type({"cabut-persetujuan", "R-2026-0012", "--spoken-alone", "--consent-stands"}, "\n"), ExitCode::kOk)
      << "nothing ends by it";
  EXPECT_EQ(Run({"cabut-persetujuan", "R-2026-0012", "--spoken-alone"}), ExitCode::kOk) << "a script is not asked";
  EXPECT_EQ(referrals_.withdrawals, 3);
}

TEST_F(RunTest, SaysWhatMustStillHappenAfterAMove) {
  SignIn();
  EXPECT_EQ(Run({"cabut-persetujuan", "R-2026-0012"}), ExitCode::kOk);
  EXPECT_NE(out_.str().find("--spoken-alone"), std::string::npos) << out_.str();
  EXPECT_EQ(Run({"tutup", "R-2026-0012", "--person-told"}), ExitCode::kOk);
  EXPECT_NE(out_.str().find("atasan"), std::string::npos) << out_.str();
}

TEST_F(RunTest, ShowsADamagedRecordAsDamaged) {
  SignIn();
  EXPECT_EQ(Run({"daftar"}), ExitCode::kOk);
  EXPECT_NE(out_.str().find("Rusak – beri tahu admin"), std::string::npos) << out_.str();
}

TEST_F(RunTest, NamesTheOptionOrKeyThatFilledARefusedField) {
  SignIn();
  referrals_.create_refusals = {WrongField("referral.region"), WrongField("packet.contact.safe_contact"),
                                WrongField("referral.excluded_units[0]")};
  const std::vector<std::string> alert = {"waspada", "--to",   "units/9", "--region",       "73.09",  "--urgency",
                                          "LOW",     "--from", "-",       "--exclude-unit", "units/8"};
  EXPECT_EQ(Run(alert, "safe_contact: x\n"), ExitCode::kInvalidInput);
  EXPECT_NE(err_.str().find("Kode wilayah (--region): "), std::string::npos) << err_.str();
  EXPECT_EQ(Run(alert, "safe_contact: x\n"), ExitCode::kInvalidInput);
  EXPECT_NE(err_.str().find("Cara aman bertemu (safe_contact): "), std::string::npos) << err_.str();
  EXPECT_EQ(Run(alert, "safe_contact: x\n"), ExitCode::kInvalidInput);
  EXPECT_NE(err_.str().find("(--exclude-unit): "), std::string::npos) << err_.str();
  EXPECT_NE(err_.str().find("Kirim lagi tanpa --exclude-officer"), std::string::npos) << err_.str();
}

TEST_F(RunTest, SaysHowToSendWhereAnOfficerToExcludeIsNotToBeFound) {
  SignIn();
  EXPECT_EQ(Run({"waspada", "--to", "units/9", "--region", "73.09", "--urgency", "EMERGENCY", "--exclude-officer", "operator",
                 "--from", "-"},
                "safe_contact: x\n"),
            ExitCode::kWrongUsage);
  EXPECT_NE(err_.str().find("forbidden_ways"), std::string::npos) << err_.str();
  referrals_.create_refusals = {{grpc::StatusCode::NOT_FOUND, "not there"}};
  EXPECT_EQ(Run({"waspada", "--to", "units/9", "--region", "73.09", "--urgency", "EMERGENCY", "--exclude-officer",
                 "units/1/officers/2", "--from", "-"},
                "safe_contact: x\n"),
            ExitCode::kNotFound);
  EXPECT_NE(err_.str().find("forbidden_ways"), std::string::npos) << err_.str();
}

TEST_F(RunTest, KeepsAHouseholdWhenAFieldOfAMemberIsRefused) {
  SignIn();
  households_.refusal = WrongField("household.members[0].nik");
  EXPECT_EQ(Type({"keluarga", "buat", "--region", "73.09.01.2003"}, "\nJalan Contoh\n\n\nSiti Contoh\n1\nFEMALE\n\n\n2\n"),
            ExitCode::kOk);
  ASSERT_EQ(households_.created.household().members_size(), 1);
  EXPECT_EQ(households_.created.household().members(0).nik(), "2");
  EXPECT_EQ(households_.created.household().members(0).full_name(), "Siti Contoh");
  EXPECT_EQ(households_.created.household().address(), "Jalan Contoh");
}

TEST_F(RunTest, TellsAWarningInTheWordsOfItsField) {
  SignIn();
  EXPECT_EQ(Run({"keluarga", "lihat", "households/1"}), ExitCode::kOk);
  EXPECT_NE(out_.str().find("Anggota 1, NIK: dari kabupaten lain"), std::string::npos) << out_.str();
  EXPECT_EQ(out_.str().find("NIK_OF_OTHER_REGENCY"), std::string::npos) << out_.str();
}

TEST_F(RunTest, ImportsFromAPipeThatIsNamedLikeAFile) {
  SignIn();
  const std::string pipe = Path("pipe");
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  std::thread writer([&] { std::ofstream(pipe) << "nama;kode_wilayah\nBaik;73.09.01.2003\n"; });
  EXPECT_EQ(Run({"household", "import", pipe}), ExitCode::kOk);
  writer.join();
  EXPECT_EQ(Run({"household", "import", folder_.path().string()}), ExitCode::kWrongUsage) << "a folder is no file";
}

TEST_F(RunTest, EndsWithTheCodeOfTheRefusalAndSaysItInBothLanguages) {
  SignIn();
  google::rpc::ErrorInfo info;
  info.set_reason("WRONG_STATE");
  google::rpc::LocalizedMessage message;
  message.set_message("Langkah ini tidak mungkin sekarang.");
  google::rpc::Status status;
  status.add_details()->PackFrom(info);
  status.add_details()->PackFrom(message);
  referrals_.refusal = {grpc::StatusCode::FAILED_PRECONDITION, "Not possible now.", status.SerializeAsString()};
  EXPECT_EQ(Run({"accept", "R-2026-0012"}), ExitCode::kRefusedByRule);
  EXPECT_NE(err_.str().find("Langkah ini tidak mungkin sekarang. [WRONG_STATE]"), std::string::npos);
  EXPECT_EQ(Run({"--lang=en", "accept", "R-2026-0012"}), ExitCode::kRefusedByRule);
  EXPECT_NE(err_.str().find("Not possible now. [WRONG_STATE]"), std::string::npos);
}

// The third and fourth line below a reason in the golden catalogue of the server's errors.
std::vector<std::string> CatalogueTexts(const std::string& reason) {
  std::ifstream catalogue(std::string(RUJUKAN_SOURCE_DIR) + "/tests/golden/errors.txt");
  std::string line;
  while (std::getline(catalogue, line) && line != reason) continue;
  std::vector<std::string> texts(3);
  for (std::string& text : texts) std::getline(catalogue, text);
  return {texts[1].substr(2), texts[2].substr(2)};
}

TEST_F(RunTest, AnswersANumberOfNothingLikeAForeignId) {
  SignIn();
  const auto texts = CatalogueTexts("NOT_FOUND");
  EXPECT_EQ(Run({"--lang=en", "show", "R-2026-9999"}), ExitCode::kNotFound);
  EXPECT_EQ(err_.str(), "rujukan: " + texts[0] + " [NOT_FOUND]\n");
  EXPECT_EQ(Run({"show", "R-2026-9999"}), ExitCode::kNotFound);
  EXPECT_EQ(err_.str(), "rujukan: " + texts[1] + " [NOT_FOUND]\n");
}

TEST_F(RunTest, RefusesASessionFileThatOthersMayRead) {
  SignIn();
  const std::string file = Path("home/default.session");
  ASSERT_EQ(chmod(file.c_str(), 0644), 0);
  EXPECT_EQ(Run({"list"}), ExitCode::kWrongUsage);
  EXPECT_NE(err_.str().find("chmod 600"), std::string::npos);
  ASSERT_EQ(chmod(file.c_str(), 0600), 0);
  EXPECT_EQ(Run({"list"}), ExitCode::kOk);
}

TEST_F(RunTest, AsksNoPasswordForWhatIsNoServer) {
  std::istringstream in("kata sandi\n");
  Console console{.in = in, .out = out_, .err = err_};
  EXPECT_EQ(client::Run({"--server", "http://rujukan.example", "masuk", "operator"}, console), ExitCode::kWrongUsage);
  EXPECT_NE(err_.str().find("http://rujukan.example"), std::string::npos);
  EXPECT_EQ(client::Run({"--server", "rujukan.example", "--ca", "/missing/ca.pem", "masuk", "operator"}, console),
            ExitCode::kWrongUsage);
  EXPECT_NE(err_.str().find("/missing/ca.pem"), std::string::npos);
}

// A disk that is full.
class FullDisk final : public std::streambuf {
 protected:
  int_type overflow(int_type) override { return traits_type::eof(); }
};

TEST_F(RunTest, SaysWhenItsOutputIsLost) {
  SignIn();
  std::istringstream in;
  FullDisk full;
  std::ostream out(&full);
  err_.str("");
  Console console{.in = in, .out = out, .err = err_};
  EXPECT_EQ(client::Run({"--server", address_, "list"}, console), ExitCode::kInternal);
  EXPECT_NE(err_.str().find("tidak dapat ditulis"), std::string::npos);
}

TEST_F(RunTest, TellsItsVersion) {
  EXPECT_EQ(Run({"--version"}), ExitCode::kOk);
  EXPECT_EQ(out_.str().rfind("rujukan 0.", 0), 0u) << out_.str();
}

TEST_F(RunTest, SaysAllThatIsWrongWithACommandAsWrongUsage) {
  SignIn();
  EXPECT_EQ(Run({"no-such-command"}), ExitCode::kWrongUsage);
  EXPECT_EQ(Run({"accept"}), ExitCode::kWrongUsage);
  EXPECT_EQ(Run({"send", "--kind", "NO_SUCH_KIND"}), ExitCode::kWrongUsage);
  EXPECT_NE(err_.str().find("COUNTER_REFERRAL"), std::string::npos);
  EXPECT_EQ(Run({"decline", "R-2026-0012", "--reason", "NO_CAPACITY", "--from", Path("not-there")}), ExitCode::kWrongUsage);
}

TEST_F(RunTest, AsksToSignInWhereASessionIsNeeded) {
  EXPECT_EQ(Run({"inbox", "list"}), ExitCode::kSignInNeeded);
  EXPECT_NE(err_.str().find("rujukan masuk"), std::string::npos);
}

TEST_F(RunTest, SendsAnAlertAndShowsTheNoticeOfAnEmergency) {
  SignIn();
  EXPECT_EQ(Run({"waspada", "--to", "units/9", "--region", "73.09.01.2003", "--urgency", "EMERGENCY", "--from", "-"},
                "safe_contact: di posyandu\n"),
            ExitCode::kOk);
  EXPECT_EQ(referrals_.created.referral().kind(), v1::REFERRAL_KIND_PROTECTION_ALERT);
  EXPECT_EQ(referrals_.created.referral().legal_basis(), v1::LEGAL_BASIS_CONSENT_PENDING);
  EXPECT_EQ(referrals_.created.packet().contact().safe_contact(), "di posyandu");
  EXPECT_NE(err_.str().find("0411 555 0150"), std::string::npos);
  EXPECT_NE(err_.str().find("110"), std::string::npos);
}

TEST_F(RunTest, AsksUntilAnAnswerOfAnAlertCanBeUsedAndSuggestsTheOwnVillage) {
  sessions_.region_scope = "73.09.01.2003";
  SignIn();
  EXPECT_EQ(Type({"waspada", "--to", "units/9"}, "7309012003\n\nMENDESAK\n\nHIGH\n\n\ndi posyandu\n\ntidak\n"), ExitCode::kOk);
  EXPECT_EQ(referrals_.created.referral().region(), "73.09.01.2003") << "the suggestion, after a code without dots";
  EXPECT_EQ(referrals_.created.referral().urgency(), v1::URGENCY_HIGH);
  EXPECT_EQ(referrals_.created.packet().contact().safe_contact(), "di posyandu");
  EXPECT_NE(err_.str().find("[73.09.01.2003]"), std::string::npos);
}

TEST_F(RunTest, AsksNotForWhatAnOptionSaid) {
  SignIn();
  EXPECT_EQ(Type({"waspada", "--to", "units/9", "--region", "73.09", "--urgency", "LOW"}, "di posyandu\n\n\n"), ExitCode::kOk);
  EXPECT_EQ(referrals_.created.packet().contact().safe_contact(), "di posyandu");
}

TEST_F(RunTest, KeepsWhatWasTypedAndAsksOnlyForTheRefusedField) {
  SignIn();
  referrals_.create_refusals = {WrongField("referral.region")};
  EXPECT_EQ(Type({"waspada", "--to", "units/9", "--urgency", "LOW"}, "73.08\ndi posyandu\n\n\n73.09\n"), ExitCode::kOk);
  EXPECT_EQ(referrals_.created.referral().region(), "73.09");
  EXPECT_EQ(referrals_.created.packet().contact().safe_contact(), "di posyandu");
  EXPECT_EQ(referrals_.attempts, 2);
}

TEST_F(RunTest, SendsWhatWasTypedAgainUnderTheSameRequestIdAfterASessionHasEnded) {
  SignIn();
  referrals_.create_refusals = {{grpc::StatusCode::UNAUTHENTICATED, "ended"}};
  EXPECT_EQ(Type({"waspada", "--to", "units/9", "--urgency", "LOW", "--region", "73.09", "--request-id", "the-id"},
                 "di posyandu\n\n\nya\n"),
            ExitCode::kOk);
  EXPECT_EQ(referrals_.attempts, 2);
  EXPECT_EQ(referrals_.created.request_id(), "the-id");
  EXPECT_EQ(referrals_.created.packet().contact().safe_contact(), "di posyandu");
}

// The options that the error text tells after the colon of its last line.
std::vector<std::string> OptionsToldIn(const std::string& err) {
  std::istringstream options(err.substr(err.rfind(": ") + 2));
  return {std::istream_iterator<std::string>(options), {}};
}

TEST_F(RunTest, TellsHowToRepeatAWriteOfUnknownOutcomeAsTheSameRequest) {
  SignIn();
  referrals_.create_refusals = {StoreUnavailable()};
  std::vector<std::string> alert = {"waspada", "--to", "units/9", "--region", "73.09", "--urgency", "LOW", "--from", "-"};
  EXPECT_EQ(Run(alert, "safe_contact: x\n"), ExitCode::kUnavailable);
  EXPECT_EQ(err_.str().find("--server"), std::string::npos) << "it was reached: " << err_.str();
  const v1::CreateReferralRequest sent = referrals_.created;
  const auto options = OptionsToldIn(err_.str());
  EXPECT_EQ(options, (std::vector<std::string>{"--request-id", sent.request_id()})) << err_.str();
  alert.insert(alert.end(), options.begin(), options.end());
  EXPECT_EQ(Run(alert, "safe_contact: x\n"), ExitCode::kOk);
  EXPECT_EQ(referrals_.created.SerializeAsString(), sent.SerializeAsString());
}

TEST_F(RunTest, RepeatsAMoveWithTheEtagThatItHadBefore) {
  SignIn();
  referrals_.refusal = StoreUnavailable();
  EXPECT_EQ(Run({"--lang=en", "accept", "R-2026-0012"}), ExitCode::kUnavailable);
  const auto options = OptionsToldIn(err_.str());
  EXPECT_EQ(options, (std::vector<std::string>{"--request-id", referrals_.accepted.request_id(), "--etag", "the-etag"}))
      << err_.str();
}

TEST_F(RunTest, TellsNoRequestIdWhereTheNextRunMakesAnotherRequestOfIt) {
  SignIn();
  EXPECT_EQ(Run({"petugas", "nonaktifkan", "units/1/officers/7"}), ExitCode::kUnavailable);
  EXPECT_EQ(err_.str().find("--request-id"), std::string::npos) << err_.str();
}

TEST_F(RunTest, TellsToRepeatNothingThatWasRefusedForGood) {
  SignIn();
  referrals_.refusal = {grpc::StatusCode::FAILED_PRECONDITION, "no"};
  EXPECT_EQ(Run({"accept", "R-2026-0012"}), ExitCode::kRefusedByRule);
  EXPECT_EQ(err_.str().find("--request-id"), std::string::npos) << err_.str();
}

TEST_F(RunTest, SaysWhereTheProfileIsSignedInWhenAnotherServerIsNamed) {
  SignIn();
  const std::string other = "unix:" + Path("other");
  std::istringstream in;
  Console console{.in = in, .out = out_, .err = err_};
  EXPECT_EQ(client::Run({"--server", other, "inbox", "list"}, console), ExitCode::kSignInNeeded);
  EXPECT_NE(err_.str().find("Profil default masuk di server " + address_ + ", bukan di " + other), std::string::npos) << err_.str();
  EXPECT_EQ(client::Run({"--lang=en", "--server", other, "inbox", "list"}, console), ExitCode::kSignInNeeded);
  EXPECT_NE(err_.str().find("Use --server " + address_), std::string::npos) << err_.str();
}

TEST_F(RunTest, NamesTheCommandsThatAWordAloneMayMean) {
  EXPECT_EQ(Run({"bantuan", "impor"}), ExitCode::kWrongUsage);
  EXPECT_NE(err_.str().find("rujukan keluarga impor, rujukan wilayah impor"), std::string::npos) << err_.str();
  EXPECT_NE(err_.str().find("Lihat: rujukan bantuan\n"), std::string::npos) << err_.str();
}

TEST_F(RunTest, SendsNothingWhenSomebodyGivesUp) {
  SignIn();
  EXPECT_EQ(Type({"waspada", "--to", "units/9"}, "73.09\n"), ExitCode::kWrongUsage);
  EXPECT_EQ(referrals_.attempts, 0);
  EXPECT_NE(err_.str().find("tidak ada yang dikirim"), std::string::npos);
}

TEST_F(RunTest, TellsPeopleOfARefusalInTheirWordsAndProgramsRaw) {
  SignIn();
  google::rpc::ErrorInfo info;
  info.set_reason("WRONG_STATE");
  (*info.mutable_metadata())["move"] = "ACCEPT";
  google::rpc::BadRequest bad;
  bad.add_field_violations()->set_field("household.members[2].nik");
  google::rpc::Status status;
  status.add_details()->PackFrom(info);
  status.add_details()->PackFrom(bad);
  referrals_.refusal = {grpc::StatusCode::FAILED_PRECONDITION, "Not now.", status.SerializeAsString()};
  EXPECT_EQ(Run({"accept", "R-2026-0012"}), ExitCode::kRefusedByRule);
  EXPECT_NE(err_.str().find("Langkah: Sanggupi"), std::string::npos) << err_.str();
  EXPECT_NE(err_.str().find("Anggota 3, NIK: "), std::string::npos) << err_.str();
  EXPECT_EQ(err_.str().find("ACCEPT"), std::string::npos) << err_.str();
  EXPECT_EQ(Run({"--json", "accept", "R-2026-0012"}), ExitCode::kRefusedByRule);
  EXPECT_NE(err_.str().find("move: ACCEPT"), std::string::npos) << err_.str();
  EXPECT_NE(err_.str().find("household.members[2].nik: "), std::string::npos) << err_.str();
}

TEST_F(RunTest, SaysWhatIsWrongWithACommandLineInBothLanguages) {
  for (const auto& [words, indonesian, english] : std::vector<std::tuple<std::vector<std::string>, std::string, std::string>>{
           {{"accept"}, "RUJUKAN wajib diisi.", "REFERRAL is required."},
           {{"send", "--to", "x"}, "--kind wajib diisi.", "--kind is required."},
           {{"list", "apa"}, "Tidak dikenal: apa\n", "Not known: apa\n"},
           {{"keluarga"}, "Perintahnya belum lengkap.", "The command is not complete."},
           {{"list", "--box"}, "Nilai untuk --box tidak ada", "The value of --box is missing"},
           {{"list", "--deadline", "lama"},
            "Nilai untuk --deadline tidak dapat dipakai.",
            "The value of --deadline cannot be used."}}) {
    EXPECT_EQ(Run(words), ExitCode::kWrongUsage);
    EXPECT_NE(err_.str().find("rujukan: " + indonesian), std::string::npos) << err_.str();
    auto in_english = words;
    in_english.insert(in_english.begin(), "--lang=en");
    EXPECT_EQ(Run(in_english), ExitCode::kWrongUsage);
    EXPECT_NE(err_.str().find("rujukan: " + english), std::string::npos) << err_.str();
  }
  Run({"keluarga"});
  EXPECT_NE(err_.str().find("rujukan bantuan keluarga\n"), std::string::npos) << "it names the page that helps";
}

TEST_F(RunTest, ShowsAReferralByNumbersAndNamesAndNeverByRawNames) {
  SignIn();
  v1::Referral& referral = referrals_.referrals.front();
  referral.set_sender_display_name("Puskesos Tenrigangkae");
  referral.set_accountable_unit("units/1");
  referral.set_successor("referrals/0192f0c1-2a3b-7c4d-8e5f-aaaaaaaaaaaa");
  EXPECT_EQ(Run({"show", "R-2026-0012"}), ExitCode::kOk);
  EXPECT_EQ(out_.str().find("units/"), std::string::npos) << out_.str();
  EXPECT_EQ(out_.str().find("referrals/"), std::string::npos) << out_.str();
  EXPECT_NE(out_.str().find(" aaaaaaaa\n"), std::string::npos) << out_.str();
  EXPECT_EQ(Run({"show", "R-2026-0012", "--json"}), ExitCode::kOk);
  EXPECT_NE(out_.str().find("referrals/0192f0c1-2a3b-7c4d-8e5f-aaaaaaaaaaaa"), std::string::npos);
}

TEST_F(RunTest, FitsItsListsIntoEightyColumnsWithoutCuttingANumber) {
  SignIn();
  v1::Referral& referral = referrals_.referrals.front();
  referral.set_kind(v1::REFERRAL_KIND_SERVICE_REQUEST);
  referral.set_state(v1::REFERRAL_STATE_ACTION_NEEDED);
  referral.set_urgency(v1::URGENCY_EMERGENCY);
  referral.set_receiver_display_name("Dinas Sosial Kabupaten Maros, bidang perlindungan dan jaminan sosial");
  referral.mutable_next_due_time()->set_seconds(1);
  for (const v1::Move move :
       {v1::MOVE_RECEIVE, v1::MOVE_ASSIGN, v1::MOVE_RETURN, v1::MOVE_DECLINE, v1::MOVE_REDIRECT, v1::MOVE_ASK}) {
    referral.add_available_moves(move);
  }
  for (const char* command : {"list", "work"}) {
    std::istringstream in;
    std::ostringstream out;
    Console console{.in = in, .out = out, .err = err_, .width = 80};
    EXPECT_EQ(client::Run({"--server", address_, command}, console), ExitCode::kOk);
    std::istringstream lines(out.str());
    for (std::string line; std::getline(lines, line);) EXPECT_LE(DisplayWidth(line), 80u) << line;
    EXPECT_NE(out.str().find("R-2026-0012 "), std::string::npos) << out.str();
    EXPECT_NE(out.str().find("DARURAT"), std::string::npos) << out.str();
  }
}

TEST_F(RunTest, ListsTheHouseholdsOfTheOwnVillageUnlessAnotherIsNamed) {
  sessions_.region_scope = "73.09.01.2003";
  SignIn();
  EXPECT_EQ(Run({"keluarga", "daftar"}), ExitCode::kOk);
  EXPECT_EQ(households_.listed.region(), "73.09.01.2003");
  EXPECT_EQ(Run({"keluarga", "daftar", "--region", "73.09.03.2005"}), ExitCode::kOk);
  EXPECT_EQ(households_.listed.region(), "73.09.03.2005");
}

TEST_F(RunTest, FlagsAHouseholdWithAllVulnerabilitiesOfOneCommand) {
  SignIn();
  EXPECT_EQ(Run({"household", "flag", "0192f0c1-2a3b-7c4d-8e5f-0123456789ab", "--vulnerability", "LOST_INCOME", "--vulnerability",
                 "UNFIT_HOUSE"}),
            ExitCode::kOk)
      << err_.str();
  ASSERT_EQ(households_.flagged.flags_size(), 2);
  EXPECT_EQ(households_.flagged.flags(0).vulnerability(), v1::VULNERABILITY_LOST_INCOME);
  EXPECT_EQ(households_.flagged.flags(1).vulnerability(), v1::VULNERABILITY_UNFIT_HOUSE);
}

TEST_F(RunTest, PrintsForProgramsWhatTheyCanRead) {
  SignIn();
  EXPECT_EQ(Run({"--name-only", "list"}), ExitCode::kOk);
  EXPECT_EQ(out_.str(), "referrals/0192f0c1-2a3b-7c4d-8e5f-0123456789ab\n");
  EXPECT_EQ(Run({"list", "--json"}), ExitCode::kOk);
  const std::string json = out_.str();
  EXPECT_EQ(json.front(), '{');
  EXPECT_EQ(json.find('\n'), json.size() - 1) << "one document, on one line";
}

TEST_F(RunTest, ImportsGoodRowsAndEndsWithItsOwnCodeWhenSomeWereRejected) {
  SignIn();
  const std::string report = Path("report.csv");
  EXPECT_EQ(
      Run({"--json", "household", "import", "-", "--report", report},
          "nama;nik;kode_wilayah\nBaik;1;73.09.01.2003\nSalah;2;73.09.01.2003\n\"Baik juga\";3;73.09.01.2003\n\"tak tertutup"),
      ExitCode::kRowsRejected);
  EXPECT_NE(out_.str().find("\"created\":2"), std::string::npos) << out_.str();
  EXPECT_NE(out_.str().find("\"rejected\":2"), std::string::npos) << out_.str();
  std::stringstream written;
  written << std::ifstream(report).rdbuf();
  EXPECT_EQ(written.str(),
            "baris;alasan\n3;\"NIK: tidak baik [NOT_GOOD]\"\n3;\"Jenis kelamin: tidak baik [NOT_GOOD]\"\n5;\"Tanda kutip dibuka "
            "dan tidak "
            "ditutup.\"\n");
  EXPECT_EQ(Run({"household", "import", "-"}, "nama;kode_wilayah\nBaik;73.09.01.2003\n"), ExitCode::kOk);
}

TEST_F(RunTest, ExplainsEveryCommandInItsManual) {
  EXPECT_EQ(Run({"help"}), ExitCode::kOk);
  for (const char* word :
       {"masuk, sign-in", "kerja, work", "kirim, send", "waspada, alert", "keluarga, household", "KODE KELUAR"}) {
    EXPECT_NE(out_.str().find(word), std::string::npos) << word;
  }
  EXPECT_EQ(Run({"bantuan", "kirim"}), ExitCode::kOk);
  EXPECT_NE(out_.str().find("safe_contact:"), std::string::npos);
  EXPECT_EQ(Run({"help", "keluarga", "impor", "--lang=en"}), ExitCode::kOk);
  EXPECT_NE(out_.str().find("no_kk"), std::string::npos);
  EXPECT_EQ(Run({"help", "no-such-command"}), ExitCode::kWrongUsage);
}

}  // namespace
}  // namespace rujukan::client
