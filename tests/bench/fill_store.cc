// Fills a store with the district of the load and with referrals, in this process: the same desk, sealing, events, inboxes and
// receipts as a server's, but many referrals to a transaction and no wire, because millions are wanted. Events are signed by and
// by, as a server's clerk does: it would have to catch up while it is measured.
//
//   fill_store --config FILE --district FILE --referrals N [--units N] [--packets full|small] [--threads N]
//   fill_store --config FILE --district FILE --posts N --regencies N      only the desks of the whole country
//
// The store is new, and the district file is written. A database that is lost with the power is made again, so SQLite does not wait
// for the disk here.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <filesystem>
#include <iostream>
#include <memory>
#include <mutex>
#include <random>
#include <thread>

#include "absl/strings/str_cat.h"
#include "adapters/mysql/mysql_store.h"
#include "adapters/sqlite/sqlite_store.h"
#include "adapters/system/checkpoint_key.h"
#include "adapters/system/file_key_sealer.h"
#include "adapters/system/system_clock.h"
#include "adapters/system/uuid_ids.h"
#include "server/broker/checkpoint_desk.h"
#include "server/broker/referral_desk.h"
#include "server/configuration.h"
#include "server/domain/try.h"
#include "server/rpc/packet_conversion.h"
#include "server/rpc/referral_conversion.h"
#include "tests/bench/district.h"
#include "tests/bench/founding.h"

namespace rujukan::bench {
namespace {

// Large enough that the pages of the busiest units are written once for many.
constexpr std::size_t kReferralsPerTransactionMax = 5000;
// At least, of each thread, so that each has its part of the units to fill.
constexpr std::size_t kTransactionsOfThread = 5;

struct Options {
  std::string config;
  std::string district;
  std::size_t units = 1000;
  std::size_t referrals = 0;
  PacketSize packets = PacketSize::kFull;
  std::size_t threads = 1;
  // Without posts: the district.
  Country country{.posts = 0};
};

constexpr char kHasty[] = "PRAGMA synchronous = OFF;PRAGMA cache_size = -2000000;";

// What a desk does, within a transaction that is open already.
class InTransaction final : public Store {
 public:
  InTransaction(const Store& store, Transaction& transaction) : store_(store), transaction_(transaction) {}
  absl::Status Transact(Closure closure) override { return closure(transaction_); }
  absl::Status Read(Closure closure) override { return closure(transaction_); }
  absl::Status ReadSnapshot(Closure closure) override { return closure(transaction_); }
  SealedPacket SealPacket(const ReferralId& id, const Packet& packet) const override { return store_.SealPacket(id, packet); }
  absl::Status Ping() override { return absl::OkStatus(); }
  void SetDoorbell(std::function<void(const std::vector<UnitId>&)>) override {}

 private:
  const Store& store_;
  Transaction& transaction_;
};

absl::StatusOr<std::unique_ptr<Store>> OpenStore(const config::v1::ServerConfig& config, const Sealer& sealer, const Clock& clock) {
  if (!config.has_mysql()) {
    SqliteOptions options = SqliteOptionsOf(config.sqlite());
    // A transaction of so many changes thousands of pages.
    options.log_limits = {.away_max = 50'000, .length = 100'000, .rest_max = 50'000};
    options.wrap_writer = [](std::unique_ptr<sql::Connection> writer) {
      if (!sql::IsOk(writer->Execute(kHasty))) std::cerr << "fill_store: waits for the disk\n";
      return writer;
    };
    return SqliteStore::Open(options, sealer, clock);
  }
  RUJUKAN_TRY_ASSIGN(const MysqlOptions options, MysqlOptionsOf(config.mysql()));
  return MysqlStore::Open(options, sealer, clock);
}

class Filler {
 public:
  Filler(const Workplace& work, const Signer& signer, const Options& options, District& district)
      : work_(work), checkpoints_(work, signer), options_(options), district_(district) {}

  absl::Status Run() {
    per_transaction_ =
        std::clamp<std::size_t>(options_.referrals / (options_.threads * kTransactionsOfThread), 1, kReferralsPerTransactionMax);
    // Evenly spread over all that will be there.
    every_ = std::max<std::size_t>(1, (options_.referrals + kReferralsNamed - 1) / kReferralsNamed);
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < options_.threads; ++i) threads.emplace_back([this, i] { Work(i); });
    for (std::thread& thread : threads) thread.join();
    return failure_.ok() ? checkpoints_.SignAll().status() : failure_;
  }

 private:
  // Threads keep to units of their own, or they would wait for each other's inboxes.
  void Work(std::size_t thread) {
    std::mt19937_64 random(thread);
    const ZipfDraw draw(district_.desks.size() / options_.threads);
    while (!failed_) {
      const std::size_t begin = taken_.fetch_add(per_transaction_);
      if (begin >= options_.referrals) return;
      const std::size_t count = std::min(per_transaction_, options_.referrals - begin);
      std::vector<StoredReferral> made;
      absl::Status status = work_.store.Transact([&](Transaction& transaction) -> absl::Status {
        made.clear();
        for (std::size_t i = 0; i < count; ++i) {
          Pair pair = DrawPair(draw, random);
          pair.sender = pair.sender * options_.threads + thread;
          pair.receiver = pair.receiver * options_.threads + thread;
          RUJUKAN_TRY_ASSIGN(const std::string id, Create(transaction, pair));
          made.push_back({id, pair.sender, pair.receiver});
        }
        return absl::OkStatus();
      });
      // Who comes while another signs leaves it to the next.
      if (const std::unique_lock alone(signing_, std::try_to_lock); alone && status.ok()) status = checkpoints_.SignAll().status();
      Note(status, begin, made);
    }
  }

  absl::StatusOr<std::string> Create(Transaction& transaction, const Pair& pair) {
    InTransaction store(work_.store, transaction);
    ReferralDesk desk({store, work_.clock, work_.ids, work_.sealer});
    const v1::CreateReferralRequest form = NewReferral(district_.desks[pair.receiver].unit, work_.ids.NewUuid(), options_.packets);
    WriteRequest request;
    request.caller = CallerAt(district_, pair.sender);
    request.method = "ReferralService/CreateReferral";
    request.request_id = form.request_id();
    request.fingerprint = work_.sealer.Mac("request", form.SerializeAsString());
    RUJUKAN_TRY_ASSIGN(const ReferralView view, desk.Create(request, FromProto(form.referral()), FromProto(form.packet())));
    return view.name.value;
  }

  void Note(const absl::Status& status, std::size_t begin, const std::vector<StoredReferral>& made) {
    const std::lock_guard lock(mutex_);
    if (!status.ok()) {
      failed_ = true;
      failure_ = status;
      return;
    }
    for (std::size_t i = 0; i < made.size(); ++i) {
      if ((begin + i) % every_ == 0) district_.referrals.push_back(made[i]);
    }
    const std::size_t before = done_;
    done_ += made.size();
    constexpr std::size_t kTold = 100'000;
    if (before / kTold != done_ / kTold) {
      std::cerr << "  " << std::filesystem::path(options_.district).stem().string() << ": stored " << done_ << " referrals"
                << std::endl;
    }
  }

  const Workplace work_;
  CheckpointDesk checkpoints_;
  const Options& options_;
  District& district_;
  std::size_t per_transaction_ = 1;
  std::size_t every_ = 1;
  std::atomic<std::size_t> taken_ = 0;
  std::atomic<bool> failed_ = false;
  std::mutex signing_;
  std::mutex mutex_;
  std::size_t done_ = 0;
  absl::Status failure_;
};

absl::Status Fill(const Options& options) {
  RUJUKAN_TRY_ASSIGN(const config::v1::ServerConfig config, LoadConfig(options.config));
  RUJUKAN_TRY_ASSIGN(const std::unique_ptr<FileKeySealer> sealer, FileKeySealer::FromFile(config.key_file()));
  const SystemClock clock;
  UuidIds ids(clock);
  RUJUKAN_TRY_ASSIGN(const std::unique_ptr<Store> store, OpenStore(config, *sealer, clock));
  const Workplace work{*store, clock, ids, *sealer};
  if (options.country.posts > 0) {
    RUJUKAN_TRY_ASSIGN(const District country, FoundCountry(work, options.country));
    WriteDistrict(options.district, country);
    return absl::OkStatus();
  }
  RUJUKAN_TRY_ASSIGN(District district, Found(work, options.units));
  RUJUKAN_TRY_ASSIGN(const auto signer, CheckpointKey::FromFile(config.key_file() + ".checkpoints"));
  RUJUKAN_TRY(Filler(work, *signer, options, district).Run());
  WriteDistrict(options.district, district);
  return absl::OkStatus();
}

int Main(int argc, char** argv) {
  Options options;
  CLI::App app("fills a store with the district of the load and with referrals");
  app.add_option("--config", options.config)->required();
  app.add_option("--district", options.district)->required();
  app.add_option("--units", options.units);
  app.add_option("--referrals", options.referrals);
  app.add_option("--posts", options.country.posts);
  app.add_option("--regencies", options.country.regencies);
  app.add_option("--packets", options.packets)
      ->transform(
          CLI::CheckedTransformer(std::map<std::string, PacketSize>{{"full", PacketSize::kFull}, {"small", PacketSize::kSmall}}));
  app.add_option("--threads", options.threads);
  CLI11_PARSE(app, argc, argv);
  const absl::Status status = Fill(options);
  if (!status.ok()) std::cerr << "fill_store: " << status << "\n";
  return status.ok() ? 0 : 1;
}

}  // namespace
}  // namespace rujukan::bench

int main(int argc, char** argv) { return rujukan::bench::Main(argc, argv); }
