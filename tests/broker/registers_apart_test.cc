// Whoever has the database, and even the welfare side's key, finds nobody of the protection side by it: attackers play a whole
// synthetic district, and their hits are counted against chance and against what they would find if it stood in clear.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "adapters/sql/query.h"
#include "adapters/sqlite/sqlite_store.h"
#include "adapters/system/file_key_sealer.h"
#include "adapters/system/uuid_ids.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/broker/case_book.h"
#include "server/broker/household_register.h"
#include "tests/testing/world.h"

namespace rujukan::testing {
namespace {

struct Scale {
  int villages;
  int households;
  int cases;
  int guesses;
};

Scale TheScale() {
  const char* is_long = std::getenv("RUJUKAN_LONG");
  if (is_long != nullptr && std::string(is_long) == "1") return {100, 100'000, 800, 1'000'000};
  return {10, 2'000, 60, 20'000};
}

// What the database shows of a household, a case, a referral and who did what, without any key.
struct HouseholdRow {
  std::string id, region;
  std::int64_t row, version, sealed_bytes;
  // The latest time at which the columns, the id or a receipt let it be seen; 0 when none does.
  std::int64_t time = 0;
  std::string toucher;
};
struct CaseRow {
  std::string id;
  std::int64_t row, time;
};
struct ReferralRow {
  std::string id, sender, receiver, officer;
  std::int64_t time;
  std::int64_t kind;
};
struct Columns {
  std::vector<HouseholdRow> households;
  std::vector<CaseRow> cases;
  std::vector<ReferralRow> referrals;
  std::map<std::string, std::string> region_of_unit;
  // By region, where in `households`.
  std::map<std::string, std::vector<std::size_t>> in_region;
};

constexpr std::int64_t kMicros = 1'000'000;

class RegistersApart : public ::testing::Test {
 protected:
  RegistersApart() : scale_(TheScale()), world_(OpenStore(), sealer_), ids_(world_.clock), random_(7309) {}

  Store& OpenStore() {
    SqliteOptions options;
    options.wrap_writer = [this](std::unique_ptr<sql::Connection> inner) {
      connection_ = inner.get();
      return inner;
    };
    auto opened = SqliteStore::OpenInMemory(sealer_, store_clock_, options);
    EXPECT_TRUE(opened.ok()) << opened.status();
    store_ = *std::move(opened);
    return *store_;
  }

  Workplace Work() { return {*store_, world_.clock, ids_, sealer_}; }
  int Number(int least, int most) { return std::uniform_int_distribution<int>(least, most)(random_); }
  WriteRequest From(const Caller& caller, std::string_view method) {
    WriteRequest request = world_.From(caller, method);
    request.request_id = ids_.NewUuid();
    return request;
  }

  // -- The district -----------------------------------------------------------------------------------------------------------

  static std::string Village(int index) { return absl::StrFormat("73.09.01.2%03d", index + 100); }
  // Of the province 99, which is no place.
  static std::string Nik(int number) {
    const int day = number / 9'999;
    return absl::StrFormat("990101%02d%02d50%04d", day % 28 + 1, day / 28 % 12 + 1, number % 9'999 + 1);
  }

  void Settle() {
    for (int i = 0; i < scale_.villages; ++i) {
      Caller post = world_.post;
      post.unit = UnitId(ids_.NewUuid());
      post.officer = OfficerId(ids_.NewUuid());
      post.unit_region = post.region_scope = Village(i);
      const absl::Status settled = store_->Transact([&](Transaction& transaction) -> absl::Status {
        if (absl::Status put = transaction.regions().Put({Village(i), "Desa", "", ""}); !put.ok()) return put;
        auto like = transaction.units().Find(world_.post.unit);
        Unit unit = **like;
        unit.id = post.unit;
        unit.region = Village(i);
        return transaction.units().Insert(unit);
      });
      ASSERT_TRUE(settled.ok()) << settled;
      posts_.push_back(post);
    }
    for (int i = 0; i < scale_.households; ++i) {
      world_.clock.Advance(absl::Seconds(Number(1, 20)));
      Household household;
      household.region = Village(i % scale_.villages);
      household.address = "Dusun " + std::string(static_cast<std::size_t>(Number(3, 40)), 'a');
      for (int member = Number(1, 5); member > 0; --member) {
        Person person;
        person.full_name = std::string(static_cast<std::size_t>(Number(5, 30)), 'b');
        if (household.members.empty()) person.nik = Nik(i);
        household.members.push_back(person);
      }
      const auto made = HouseholdRegister(Work()).Create(From(world_.dinas, "HouseholdService/CreateHousehold"), household);
      ASSERT_TRUE(made.ok()) << made.status();
      households_.push_back(made->id);
    }
  }

  // A household that is touched, for whatever reason; the truth that no column may tell.
  void Touch(const Caller& who, std::size_t household) {
    HouseholdRegister book(Work());
    const auto present = book.Get(who, households_[household]);
    ASSERT_TRUE(present.ok()) << present.status();
    const std::string etag = EtagOf(sealer_, NameOf(present->id), present->version);
    HouseholdFlag flag;
    flag.vulnerability = Vulnerability::kLostIncome;
    flag.note = "penghasilan hilang sejak panen";
    ASSERT_TRUE(book.Flag(From(who, "HouseholdService/FlagHousehold"), present->id, etag, {flag}).ok());
    touched_[households_[household].value] = {absl::ToUnixMicros(world_.clock.Now()), who.officer.value};
  }

  absl::StatusOr<ReferralView> Move(const Caller& who, const ReferralId& name, ::rujukan::Move move, const CaseFileId& file = {}) {
    MoveRequest request;
    request.move = move;
    request.case_file = file;
    request.outcome = {OutcomeResult::kFulfilled, "selesai", ""};
    ReferralDesk desk(Work());
    const auto seen = desk.Get(who, name);
    if (!seen.ok()) return seen;
    return desk.Make(From(who, "ReferralService/Move"), name, seen->etag, request);
  }

  ReferralId Send(const Caller& sender, const Caller& receiver, ReferralKind kind, const CaseFileId& file, const std::string& nik) {
    Referral referral;
    referral.kind = kind;
    referral.receiver = receiver.unit;
    referral.legal_basis = LegalBasis::kConsent;
    referral.details.sender_case_file = file;
    Packet packet;
    packet.identity.emplace().nik = nik;
    if (kind == ReferralKind::kProtectionAlert) {
      referral.details.region = sender.unit_region;
      packet.contact.emplace().safe_contact = "di sekolah";
    } else {
      referral.details.welfare_programs = {WelfareProgram::kPbiJkn};
    }
    const auto sent = ReferralDesk(Work()).Create(From(sender, "ReferralService/CreateReferral"), referral, packet);
    EXPECT_TRUE(sent.ok()) << sent.status();
    return sent.ok() ? sent->name : ReferralId();
  }

  // The habits are the worst for us: every other time the operator notes a need of the same family a few minutes before the alert,
  // and Dinas Sosial writes into the household minutes after it decided a request, whoever it was for.
  void LiveOneCase() {
    const auto household = static_cast<std::size_t>(Number(0, scale_.households - 1));
    const Caller& post = posts_[household % posts_.size()];
    for (int noise = 0; noise < 4; ++noise) {
      world_.clock.Advance(absl::Minutes(Number(5, 120)));
      const auto other = static_cast<std::size_t>(Number(0, scale_.households - 1));
      Touch(posts_[other % posts_.size()], other);
    }
    world_.clock.Advance(absl::Minutes(Number(30, 600)));
    if (Number(1, 2) == 1) Touch(post, household);
    world_.clock.Advance(absl::Minutes(Number(1, 10)));
    const std::string nik = Nik(static_cast<int>(household));
    const ReferralId alert = Send(post, world_.intake, ReferralKind::kProtectionAlert, {}, nik);
    world_.clock.Advance(absl::Minutes(Number(5, 60)));
    ASSERT_TRUE(Move(world_.intake, alert, Move::kReceive).ok());
    ASSERT_TRUE(Move(world_.intake, alert, Move::kAccept).ok());
    world_.clock.Advance(absl::Minutes(Number(5, 60)));
    CaseFile file;
    file.kind = CaseFileKind::kProtection;
    file.person_name = "Klien";
    file.referral = alert;
    const auto opened = CaseBook(Work()).Create(From(world_.companion, "CaseFileService/CreateCaseFile"), file);
    ASSERT_TRUE(opened.ok()) << opened.status();
    ASSERT_TRUE(Move(world_.companion, alert, Move::kStart, opened->id).ok());
    truth_[opened->id.value] = households_[household].value;
    if (Number(1, 2) == 1) return;
    world_.clock.Advance(absl::Minutes(Number(5, 60)));
    const ReferralId request = Send(world_.case_manager, world_.dinas, ReferralKind::kServiceRequest, opened->id, nik);
    world_.clock.Advance(absl::Minutes(Number(5, 60)));
    ASSERT_TRUE(Move(world_.dinas, request, Move::kReceive).ok());
    ASSERT_TRUE(Move(world_.dinas, request, Move::kReport).ok());
    world_.clock.Advance(absl::Minutes(Number(1, 5)));
    Touch(world_.dinas, household);
  }

  // -- What the database shows ------------------------------------------------------------------------------------------------

  void ReadRows(const std::string& sql, const std::function<void(sql::Query&)>& take) {
    sql::Query query(*connection_, sql);
    while (true) {
      const auto row = query.Next();
      ASSERT_TRUE(row.ok()) << sql;
      if (!*row) return;
      take(query);
    }
  }

  static std::int64_t TimeIn(const std::string& id) { return id[14] == '7' ? absl::ToUnixMicros(TimeInUuidV7(id)) : 0; }

  Columns ReadColumns() {
    Columns columns;
    std::map<std::string, std::size_t> at;
    ReadRows("SELECT id, region, rowid, version, length(sealed), create_time, update_time FROM households", [&](sql::Query& row) {
      HouseholdRow household;
      household.id = sql::UnpackUuid(row.GetBlob());
      household.region = row.GetText();
      household.row = row.GetInt();
      household.version = row.GetInt();
      household.sealed_bytes = row.GetInt();
      household.time = std::max({TimeIn(household.id), row.GetInt(), row.GetInt()});
      at[household.id] = columns.households.size();
      columns.in_region[household.region].push_back(columns.households.size());
      columns.households.push_back(std::move(household));
    });
    ReadRows("SELECT officer, resource, create_time FROM receipts", [&](sql::Query& row) {
      const std::string officer = sql::UnpackUuid(row.GetBlob());
      const std::string resource = row.GetText();
      if (!absl::StartsWith(resource, "households/")) return;
      HouseholdRow& household = columns.households[at.at(resource.substr(11))];
      household.time = std::max(household.time, row.GetInt());
      household.toucher = officer;
    });
    ReadRows("SELECT id, rowid, create_time FROM case_files", [&](sql::Query& row) {
      CaseRow file;
      file.id = sql::UnpackUuid(row.GetBlob());
      file.row = row.GetInt();
      file.time = row.GetInt();
      columns.cases.push_back(file);
    });
    ReadRows(
        "SELECT r.id, r.sender, r.receiver, e.officer, r.create_time, r.kind FROM referrals r JOIN events e ON e.referral = r.id "
        "AND e.sequence = 1 ORDER BY r.create_time",
        [&](sql::Query& row) {
          ReferralRow referral;
          referral.id = sql::UnpackUuid(row.GetBlob());
          referral.sender = sql::UnpackUuid(row.GetBlob());
          referral.receiver = sql::UnpackUuid(row.GetBlob());
          referral.officer = sql::UnpackUuid(row.GetBlob());
          referral.time = row.GetInt();
          referral.kind = row.GetInt();
          columns.referrals.push_back(referral);
        });
    ReadRows("SELECT id, region FROM units", [&](sql::Query& row) {
      const std::string id = sql::UnpackUuid(row.GetBlob());
      columns.region_of_unit[id] = row.GetText();
    });
    return columns;
  }

  // The columns as they would be if times and officers of a household stood there.
  Columns InClear(Columns columns) {
    for (HouseholdRow& household : columns.households) {
      const auto touched = touched_.find(household.id);
      if (touched == touched_.end()) continue;
      household.time = touched->second.first;
      household.toucher = touched->second.second;
    }
    return columns;
  }

  // -- The attackers ----------------------------------------------------------------------------------------------------------

  static const ReferralRow* NearestBefore(const Columns& columns, ReferralKind kind, std::int64_t time) {
    const ReferralRow* nearest = nullptr;
    for (const ReferralRow& referral : columns.referrals) {
      if (referral.kind == static_cast<int>(kind) && referral.time <= time) nearest = &referral;
    }
    return nearest;
  }
  static const ReferralRow* NearestAfter(const Columns& columns, ReferralKind kind, std::int64_t time) {
    for (const ReferralRow& referral : columns.referrals) {
      if (referral.kind == static_cast<int>(kind) && referral.time >= time) return &referral;
    }
    return nullptr;
  }

  // The best of those; among equals any.
  std::string Best(const Columns& columns, const std::vector<std::size_t>& among,
                   const std::function<double(const HouseholdRow&)>& distance) {
    std::vector<std::size_t> best;
    double least = 0;
    for (const std::size_t index : among) {
      const double far = distance(columns.households[index]);
      if (best.empty() || far < least) best.clear(), least = far;
      if (best.empty() || far == least) best.push_back(index);
    }
    if (best.empty()) return "";
    return columns.households[best[static_cast<std::size_t>(Number(0, static_cast<int>(best.size()) - 1))]].id;
  }

  using Attack = std::function<std::string(const Columns&, const CaseRow&)>;
  struct Attacker {
    std::string name;
    Attack guess;
    // Finds when times stand in clear.
    bool by_time;
  };

  std::vector<Attacker> Attackers() {
    const auto everywhere = [](const Columns& columns) {
      std::vector<std::size_t> all(columns.households.size());
      for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
      return all;
    };
    const auto village = [](const Columns& columns, const ReferralRow& alert) {
      const auto found = columns.in_region.find(columns.region_of_unit.at(alert.sender));
      return found == columns.in_region.end() ? std::vector<std::size_t>() : found->second;
    };
    const auto far = [](std::int64_t a, std::int64_t b) { return a == 0 ? 1e18 : std::abs(static_cast<double>(a - b)); };
    return {
        {"nearest in time to the case",
         [=, this](const Columns& columns, const CaseRow& file) {
           return Best(columns, everywhere(columns), [&](const HouseholdRow& row) { return far(row.time, file.time); });
         },
         false},
        {"nearest in time to the alert before it, in its village",
         [=, this](const Columns& columns, const CaseRow& file) {
           const ReferralRow* alert = NearestBefore(columns, ReferralKind::kProtectionAlert, file.time);
           if (alert == nullptr) return std::string();
           return Best(columns, village(columns, *alert), [&](const HouseholdRow& row) { return far(row.time, alert->time); });
         },
         true},
        {"last touched by the officer who sent the alert",
         [=, this](const Columns& columns, const CaseRow& file) {
           const ReferralRow* alert = NearestBefore(columns, ReferralKind::kProtectionAlert, file.time);
           if (alert == nullptr) return std::string();
           return Best(columns, everywhere(columns),
                       [&](const HouseholdRow& row) { return row.toucher == alert->officer ? far(row.time, alert->time) : 1e19; });
         },
         true},
        {"nearest in time after the unit's request to Dinas Sosial",
         [=, this](const Columns& columns, const CaseRow& file) {
           const ReferralRow* request = NearestAfter(columns, ReferralKind::kServiceRequest, file.time);
           if (request == nullptr) return std::string();
           return Best(columns, everywhere(columns),
                       [&](const HouseholdRow& row) { return row.time < request->time ? 1e19 : far(row.time, request->time); });
         },
         true},
        {"the longest common beginning of ids",
         [=, this](const Columns& columns, const CaseRow& file) {
           const ReferralRow* alert = NearestBefore(columns, ReferralKind::kProtectionAlert, file.time);
           return Best(columns, everywhere(columns), [&](const HouseholdRow& row) {
             const std::string& other = alert == nullptr ? file.id : alert->id;
             std::size_t same = 0;
             while (same < row.id.size() && row.id[same] == other[same]) ++same;
             return -static_cast<double>(same);
           });
         },
         false},
        {"the same place in the order of rows",
         [=, this](const Columns& columns, const CaseRow& file) {
           const double place = static_cast<double>(file.row) / static_cast<double>(columns.cases.size());
           return Best(columns, everywhere(columns), [&](const HouseholdRow& row) {
             return std::abs(static_cast<double>(row.row) / static_cast<double>(columns.households.size()) - place);
           });
         },
         false},
        {"the longest record of the village",
         [=, this](const Columns& columns, const CaseRow& file) {
           const ReferralRow* alert = NearestBefore(columns, ReferralKind::kProtectionAlert, file.time);
           if (alert == nullptr) return std::string();
           return Best(columns, village(columns, *alert),
                       [](const HouseholdRow& row) { return -static_cast<double>(row.sealed_bytes); });
         },
         false},
        {"the most versions in the village",
         [=, this](const Columns& columns, const CaseRow& file) {
           const ReferralRow* alert = NearestBefore(columns, ReferralKind::kProtectionAlert, file.time);
           if (alert == nullptr) return std::string();
           return Best(columns, village(columns, *alert),
                       [](const HouseholdRow& row) { return -static_cast<double>(row.version); });
         },
         false},
        {"the fewest versions but one in the village",
         [=, this](const Columns& columns, const CaseRow& file) {
           const ReferralRow* alert = NearestBefore(columns, ReferralKind::kProtectionAlert, file.time);
           if (alert == nullptr) return std::string();
           return Best(columns, village(columns, *alert),
                       [](const HouseholdRow& row) { return row.version == 1 ? 1e19 : static_cast<double>(row.version); });
         },
         false},
        {"anybody of the village",
         [=, this](const Columns& columns, const CaseRow& file) {
           const ReferralRow* alert = NearestBefore(columns, ReferralKind::kProtectionAlert, file.time);
           if (alert == nullptr) return std::string();
           return Best(columns, village(columns, *alert), [](const HouseholdRow&) { return 0.0; });
         },
         false},
    };
  }

  int Hits(const Attacker& attacker, const Columns& columns) {
    int hits = 0;
    for (const CaseRow& file : columns.cases) hits += attacker.guess(columns, file) == truth_.at(file.id) ? 1 : 0;
    return hits;
  }

  // -- Guessed numbers --------------------------------------------------------------------------------------------------------

  // How many digests of guessed numbers stand anywhere in the tables, by table.
  std::map<std::string, int> DigestsFound(const std::vector<std::string>& digests) {
    std::unordered_set<std::uint64_t> beginnings;
    std::vector<bool> filter(std::size_t{1} << 27);
    const auto word = [](const char* bytes) {
      std::uint64_t value = 0;
      for (int i = 0; i < 8; ++i) value = value << 8 | static_cast<unsigned char>(bytes[i]);
      return value;
    };
    for (const std::string& digest : digests) {
      beginnings.insert(word(digest.data()));
      filter[word(digest.data()) >> 37] = true;
    }
    std::map<std::string, int> found;
    std::vector<std::string> tables;
    ReadRows("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name",
             [&](sql::Query& row) { tables.push_back(row.GetText()); });
    for (const std::string& table : tables) {
      std::vector<std::string> columns;
      ReadRows("SELECT name FROM pragma_table_info('" + table + "')", [&](sql::Query& row) { columns.push_back(row.GetText()); });
      int& count = found[table];
      for (const std::string& column : columns) {
        // As bytes and, for digests that were written as text, from hexadecimal digits.
        ReadRows("SELECT CAST(" + column + " AS BLOB) FROM " + table, [&](sql::Query& row) {
          const std::string bytes = row.GetBlob();
          for (std::size_t i = 0; i + 8 <= bytes.size(); ++i) {
            const std::uint64_t value = word(bytes.data() + i);
            if (filter[value >> 37] && beginnings.contains(value)) ++count;
          }
        });
      }
    }
    return found;
  }

  const Scale scale_;
  const FileKeySealer sealer_{Keys::Random()};
  FakeClock store_clock_;
  sql::Connection* connection_ = nullptr;
  std::unique_ptr<Store> store_;
  World world_;
  UuidIds ids_;
  std::mt19937 random_;
  std::vector<Caller> posts_;
  std::vector<HouseholdId> households_;
  std::map<std::string, std::string> truth_;
  std::map<std::string, std::pair<std::int64_t, std::string>> touched_;
};

TEST_F(RegistersApart, NoAttackerLinksAHouseholdToACaseBetterThanChance) {
  ASSERT_NO_FATAL_FAILURE(Settle());
  for (int i = 0; i < scale_.cases; ++i) ASSERT_NO_FATAL_FAILURE(LiveOneCase());
  const Columns columns = ReadColumns();
  const Columns in_clear = InClear(columns);
  ASSERT_EQ(columns.households.size(), static_cast<std::size_t>(scale_.households));
  ASSERT_EQ(columns.cases.size(), static_cast<std::size_t>(scale_.cases));
  // The post of an alert is in clear, and so its village: chance is one of the households there.
  const double chance = static_cast<double>(scale_.cases) * scale_.villages / scale_.households;
  const int most = static_cast<int>(std::ceil(chance + 4 * std::sqrt(chance) + 3));
  std::cout << absl::StrFormat("%d households, %d cases; by chance %.1f are hit, more than %d would be more than chance\n",
                               scale_.households, scale_.cases, chance, most);
  for (const Attacker& attacker : Attackers()) {
    const int hits = Hits(attacker, columns);
    const int control = Hits(attacker, in_clear);
    std::cout << absl::StrFormat("  %-58s %4d hits; %4d if times stood in clear\n", attacker.name, hits, control);
    EXPECT_LE(hits, most) << attacker.name;
    if (attacker.by_time) EXPECT_GT(control, 2 * most) << attacker.name << " is no attacker";
  }
}

TEST_F(RegistersApart, WithTheWelfareKeyAloneAListOfNumbersFindsNothingOnTheProtectionSide) {
  ASSERT_NO_FATAL_FAILURE(Settle());
  for (int i = 0; i < scale_.cases; ++i) ASSERT_NO_FATAL_FAILURE(LiveOneCase());
  std::vector<std::string> digests;
  for (int guess = 0; guess < scale_.guesses; ++guess) {
    for (const char* purpose : {"household/nik", "household/family-card"}) {
      digests.push_back(sealer_.BlindIndex(Side::kWelfare, purpose, Nik(guess)));
    }
    // Without any key, too.
    digests.push_back(sealer_.Digest(Nik(guess)));
    digests.push_back(Nik(guess));
  }
  const std::map<std::string, int> found = DigestsFound(digests);
  for (const auto& [table, count] : found) {
    if (table == "household_numbers") {
      EXPECT_GE(count, scale_.households) << "who is looked for is on the welfare side";
    } else {
      EXPECT_EQ(count, 0) << table;
    }
  }
  std::cout << scale_.guesses << " guessed numbers in " << found.size() << " tables: " << found.at("household_numbers")
            << " on the welfare side, none elsewhere\n";
}

}  // namespace
}  // namespace rujukan::testing
