// A year of the whole country, through the API: every household is made by its village's post and flagged several times, and every
// survivor's case goes from the post's alert to the end.
//
//   replay_year --server 127.0.0.1:PORT --ca FILE --district FILE --posts N --regencies N --households N --cases N [--in-flight N]
//
// Prints one JSON document; ends with 1 when any call was not answered as it should.
#include <grpcpp/grpcpp.h>

#include <CLI/CLI.hpp>
#include <atomic>
#include <chrono>
#include <iostream>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/synchronization/mutex.h"
#include "adapters/system/system_clock.h"
#include "adapters/system/uuid_ids.h"
#include "rujukan/v1/case_file.grpc.pb.h"
#include "rujukan/v1/household.grpc.pb.h"
#include "rujukan/v1/referral.grpc.pb.h"
#include "tests/bench/call_load.h"
#include "tests/bench/district.h"

namespace rujukan::bench {
namespace {

constexpr int kFlagsPerHousehold = 5;
// A server that answers nothing for so long is stuck.
constexpr auto kDeadline = std::chrono::seconds(60);

struct Options {
  std::string server;
  std::string ca_file;
  std::string district;
  Country country;
  std::size_t households = 1'000'000;
  std::size_t cases = 34'561;
  int in_flight = 32;
  int channels = 8;
};

// An officer at work, over one connection. A call that is refused is std::runtime_error.
class Worker {
 public:
  Worker(const std::shared_ptr<grpc::Channel>& channel, UuidIds& ids, std::atomic<std::int64_t>& calls)
      : referrals_(v1::ReferralService::NewStub(channel)),
        households_(v1::HouseholdService::NewStub(channel)),
        case_files_(v1::CaseFileService::NewStub(channel)),
        ids_(ids),
        calls_(calls) {}

  void LiveHousehold(const District& district, const Country& country, std::size_t number) {
    const std::size_t post = number % country.posts;
    const Desk& desk = district.desks[post];
    v1::CreateHouseholdRequest create;
    v1::Household& fields = *create.mutable_household();
    fields.set_region(country.VillageCode(post));
    fields.set_address("Dusun Barat");
    fields.set_decile(static_cast<std::int32_t>(1 + number % 4));
    fields.set_decile_source(v1::DECILE_SOURCE_DTSEN);
    fields.set_decile_as_of("2026-01-01");
    v1::Person& member = *fields.add_members();
    member.set_full_name("Sitti Contoh");
    v1::Household household = Call(*households_, &v1::HouseholdService::Stub::CreateHousehold, desk, create);
    for (int i = 0; i < kFlagsPerHousehold; ++i) {
      v1::FlagHouseholdRequest flag;
      flag.set_name(household.name());
      flag.set_etag(household.etag());
      flag.add_flags()->set_vulnerability(static_cast<v1::Vulnerability>(1 + i));
      household = Call(*households_, &v1::HouseholdService::Stub::FlagHousehold, desk, flag);
    }
  }

  void LiveCase(const District& district, const Country& country, std::size_t number) {
    using Stub = v1::ReferralService::Stub;
    const std::size_t post = number % country.posts;
    const std::size_t regency = country.RegencyOf(post);
    const Desk& companion = district.desks[country.Companion(regency)];
    const std::string alert = Alert(district, country, post).name();

    v1::Referral seen = Get(companion, alert);
    seen = Move<v1::ReceiveReferralRequest>(&Stub::ReceiveReferral, companion, seen);
    v1::GetPacketRequest read;
    read.set_name(alert + "/packet");
    read.add_sections(v1::PACKET_SECTION_CONTACT);
    Call(*referrals_, &Stub::GetPacket, companion, read);
    v1::CreateCaseFileRequest open;
    open.mutable_case_file()->set_kind(v1::CASE_FILE_KIND_PROTECTION);
    open.mutable_case_file()->set_person_name("Sitti Contoh");
    open.mutable_case_file()->set_referral(alert);
    const v1::CaseFile file = Call(*case_files_, &v1::CaseFileService::Stub::CreateCaseFile, companion, open);
    seen = Move<v1::AcceptReferralRequest>(&Stub::AcceptReferral, companion, Get(companion, alert));
    v1::StartReferralRequest start;
    start.set_case_file(file.name());
    seen = Move(&Stub::StartReferral, companion, seen, start);
    AskForService(district, country, regency, companion);
    seen = Report(companion, Get(companion, alert));
    Move<v1::AcknowledgeOutcomeRequest>(&Stub::AcknowledgeOutcome, district.desks[country.Head(regency)],
                                        Get(district.desks[country.Head(regency)], alert));
  }

 private:
  v1::Referral Alert(const District& district, const Country& country, std::size_t post) {
    v1::CreateReferralRequest alert;
    v1::Referral& fields = *alert.mutable_referral();
    fields.set_kind(v1::REFERRAL_KIND_PROTECTION_ALERT);
    fields.set_receiver(absl::StrCat("units/", district.desks[country.Companion(country.RegencyOf(post))].unit));
    fields.set_urgency(v1::URGENCY_HIGH);
    fields.set_legal_basis(v1::LEGAL_BASIS_CONSENT_PENDING);
    fields.set_region(country.VillageCode(post));
    alert.mutable_packet()->mutable_contact()->set_safe_contact("Di sekolah anaknya, Selasa pagi, lewat wali kelas.");
    return Call(*referrals_, &v1::ReferralService::Stub::CreateReferral, district.desks[post], alert);
  }

  // The welfare office of the kabupaten serves her, and does not learn why.
  void AskForService(const District& district, const Country& country, std::size_t regency, const Desk& companion) {
    using Stub = v1::ReferralService::Stub;
    const Desk& officer = district.desks[country.WelfareOfficer(regency)];
    v1::CreateReferralRequest ask;
    v1::Referral& fields = *ask.mutable_referral();
    fields.set_kind(v1::REFERRAL_KIND_SERVICE_REQUEST);
    fields.set_receiver(absl::StrCat("units/", officer.unit));
    fields.set_legal_basis(v1::LEGAL_BASIS_CONSENT);
    fields.add_welfare_programs(v1::WELFARE_PROGRAM_SEMBAKO);
    ask.mutable_packet()->mutable_need()->set_eligibility("Penghasilan hilang, empat orang serumah.");
    const std::string request = Call(*referrals_, &Stub::CreateReferral, companion, ask).name();
    v1::Referral seen = Move<v1::ReceiveReferralRequest>(&Stub::ReceiveReferral, officer, Get(officer, request));
    Report(officer, seen);
    Move<v1::AcknowledgeOutcomeRequest>(&Stub::AcknowledgeOutcome, companion, Get(companion, request));
  }

  v1::Referral Get(const Desk& desk, const std::string& name) {
    v1::GetReferralRequest get;
    get.set_name(name);
    return Call(*referrals_, &v1::ReferralService::Stub::GetReferral, desk, get);
  }

  v1::Referral Report(const Desk& desk, const v1::Referral& seen) {
    v1::ReportOutcomeRequest report;
    report.mutable_outcome()->set_result(v1::OUTCOME_RESULT_FULFILLED);
    report.mutable_outcome()->set_summary("Sudah dilayani.");
    return Move(&v1::ReferralService::Stub::ReportOutcome, desk, seen, report);
  }

  template <typename Request>
  using Method = grpc::Status (v1::ReferralService::Stub::*)(grpc::ClientContext*, const Request&, v1::Referral*);

  template <typename Request>
  v1::Referral Move(Method<Request> method, const Desk& desk, const v1::Referral& seen, Request request = Request()) {
    request.set_name(seen.name());
    request.set_etag(seen.etag());
    return Call(*referrals_, method, desk, request);
  }

  template <typename Stub, typename Request, typename Response>
  Response Call(Stub& stub, grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*), const Desk& desk,
                Request request) {
    if constexpr (requires { request.set_request_id(std::string()); }) request.set_request_id(ids_.NewUuid());
    // Busy is not refused for good: a client waits and sends it again, with the same request_id.
    constexpr int kTriesMax = 20;
    for (int tries = 1;; ++tries) {
      grpc::ClientContext context;
      context.AddMetadata("authorization", absl::StrCat("Bearer ", desk.token));
      context.set_deadline(std::chrono::system_clock::now() + kDeadline);
      Response response;
      const grpc::Status status = (stub.*method)(&context, request, &response);
      ++calls_;
      if (status.ok()) return response;
      const bool busy = status.error_code() == grpc::RESOURCE_EXHAUSTED || status.error_code() == grpc::UNAVAILABLE ||
                        status.error_code() == grpc::ABORTED;
      if (!busy || tries == kTriesMax) {
        throw std::runtime_error(absl::StrCat(std::string(Request::descriptor()->name()), ": code ",
                                              static_cast<int>(status.error_code()), ", ", status.error_message()));
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(10 * tries));
    }
  }

  std::unique_ptr<v1::ReferralService::Stub> referrals_;
  std::unique_ptr<v1::HouseholdService::Stub> households_;
  std::unique_ptr<v1::CaseFileService::Stub> case_files_;
  UuidIds& ids_;
  std::atomic<std::int64_t>& calls_;
};

int Replay(const Options& options) {
  const District district = ReadDistrict(options.district);
  if (district.desks.size() != options.country.desks()) {
    std::cerr << "replay_year: the file has not the desks of this country\n";
    return 1;
  }
  const SystemClock clock;
  UuidIds ids(clock);
  const auto channels = Connect(options.server, options.ca_file, options.channels);
  // Cases lie evenly among the households, as they do in a year.
  const std::size_t stories = options.households + options.cases;
  std::atomic<std::size_t> next = 0;
  std::atomic<std::int64_t> calls = 0;
  std::atomic<bool> failed = false;
  const auto begin = Clock::now();
  std::vector<std::thread> threads;
  for (int i = 0; i < options.in_flight; ++i) {
    threads.emplace_back([&, i] {
      Worker worker(channels[static_cast<std::size_t>(i) % channels.size()], ids, calls);
      try {
        for (std::size_t story = next++; story < stories && !failed; story = next++) {
          // The whole number of cases due by now, before and after this story.
          const std::size_t cases_before = story * options.cases / stories;
          const std::size_t cases_after = (story + 1) * options.cases / stories;
          if (cases_after > cases_before) {
            worker.LiveCase(district, options.country, cases_before);
          } else {
            worker.LiveHousehold(district, options.country, story - cases_before);
          }
          constexpr std::size_t kMonths = 12;
          const std::size_t month = kMonths * (story + 1) / stories;
          if (month != kMonths * story / stories) std::cerr << "  month " << month << " is over" << std::endl;
        }
      } catch (const std::exception& exception) {
        std::cerr << "replay_year: " << exception.what() << "\n";
        failed = true;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
  std::cout << absl::StrFormat(R"({"households": %d, "flags": %d, "cases": %d, "calls": %d, "seconds": %.1f})", options.households,
                               options.households * kFlagsPerHousehold, options.cases, calls.load(), seconds)
            << "\n";
  return failed ? 1 : 0;
}

int Main(int argc, char** argv) {
  Options options;
  CLI::App app("replays a year of the whole country");
  app.add_option("--server", options.server)->required();
  app.add_option("--ca", options.ca_file)->required();
  app.add_option("--district", options.district)->required();
  app.add_option("--posts", options.country.posts);
  app.add_option("--regencies", options.country.regencies);
  app.add_option("--households", options.households);
  app.add_option("--cases", options.cases);
  app.add_option("--in-flight", options.in_flight);
  CLI11_PARSE(app, argc, argv);
  return Replay(options);
}

}  // namespace
}  // namespace rujukan::bench

int main(int argc, char** argv) {
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  return rujukan::bench::Main(argc, argv);
}
