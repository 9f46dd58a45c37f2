// A thousand changes that somebody with the database, the algorithm and even the keys that seal could make, but without the key
// that signs checkpoints: each is found by the checkpoints that an agency holds, and named.
#include <algorithm>
#include <deque>
#include <filesystem>
#include <functional>
#include <iostream>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "adapters/sql/query.h"
#include "adapters/sql/tables.h"
#include "adapters/sql/transaction.h"
#include "adapters/sqlite/connection.h"
#include "adapters/sqlite/sqlite_store.h"
#include "adapters/system/checkpoint_folder.h"
#include "adapters/system/checkpoint_key.h"
#include "adapters/system/file_key_sealer.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/broker/case_book.h"
#include "server/broker/checkpoint_desk.h"
#include "server/broker/household_register.h"
#include "server/broker/verification.h"
#include "tests/testing/records.h"
#include "tests/testing/refusals.h"
#include "tests/testing/temporary_folder.h"
#include "tests/testing/world.h"

namespace rujukan {
namespace {

using sql::ColumnType;
using sql::Connection;
using ::testing::IsEmpty;
using testing::Reason;

using Random = std::mt19937;

// A database of all kinds of records, as it is and as it was an hour ago, and the checkpoints of it that an agency holds.
class District {
 public:
  District() {
    SqliteOptions options;
    options.path = folder_.File("live.db");
    options.wrap_writer = [this](std::unique_ptr<Connection> connection) {
      live_ = connection.get();
      return connection;
    };
    auto store = SqliteStore::Open(options, sealer_, clock_);
    EXPECT_TRUE(store.ok()) << store.status();
    testing::World world(**store, sealer_);
    Morning(world);
    Keep(world, OldFile());
    world.clock.Advance(absl::Hours(1));
    Noon(world);
    Keep(world, File());
    held_ = HeldUnder({key_.PublicKey()}, {});
    EXPECT_EQ(Reason((*store)->Read([&](Transaction& t) -> absl::Status {
                const auto all = t.checkpoints().List(0, 100);
                for (const Checkpoints::Kept& kept : *all) {
                  held_.files.push_back({CheckpointFileName(kept.number), kept.signed_text});
                }
                return absl::OkStatus();
              })),
              "OK");
  }

  std::string File() const { return folder_.File("good.db"); }
  std::string OldFile() const { return folder_.File("old.db"); }
  std::string TamperedFile() const { return folder_.File("tampered.db"); }
  const Sealer& sealer() const { return sealer_; }

  std::vector<std::string> FindingsOf(const std::string& path) const {
    SqliteOptions options;
    options.path = path;
    options.readers = 1;
    options.create = options.migrate = false;
    auto store = SqliteStore::Open(options, sealer_, clock_);
    if (!store.ok()) return {std::string(store.status().message())};
    testing::SequentialIds ids;
    const auto report = VerifyStore({**store, clock_, ids, sealer_}, &held_);
    EXPECT_TRUE(report.ok()) << report.status();
    return report.ok() ? report->findings : std::vector<std::string>();
  }

 private:
  void Morning(testing::World& world) {
    referral_ = world.Send(world.intake, world.hospital, ReferralKind::kReferral).name;
    redirected_ = world.Send(world.intake, world.clinic, ReferralKind::kReferral).name;
    world.Send(world.intake, world.dinas, ReferralKind::kServiceRequest);
    world.Send(world.post, world.intake, ReferralKind::kProtectionAlert);
    for (const Move move : {Move::kReceive, Move::kAsk}) Done(world.Make(world.hospital, referral_, move, "Kapan bisa bertemu?"));
    Done(world.Make(world.clinic, redirected_, Move::kReceive));
    Done(world.desk().ReadPacket(world.hospital, referral_, kAllSections));
    testing::RecordMaker make(world.clock, world.ids);
    HouseholdRegister households(world.work());
    for (int i = 0; i < 3; ++i) {
      Household household = make.MakeHousehold(world.post.unit);
      household.family_card_number = absl::StrCat("730901010107150", i);
      const auto made = households.Create(world.From(world.post, "HouseholdService/CreateHousehold"), household);
      Done(made);
      household_ = *made;
    }
    CaseBook book(world.work());
    for (int i = 0; i < 2; ++i) {
      CaseFile file;
      file.kind = CaseFileKind::kProtection;
      file.person_name = "Wati Contoh";
      const auto made = book.Create(world.From(world.intake, "CaseFileService/CreateCaseFile"), file);
      Done(made);
      case_file_ = *made;
    }
  }

  void Noon(testing::World& world) {
    for (const Move move : {Move::kAccept, Move::kStart, Move::kReport}) Done(world.Make(world.hospital, referral_, move, "ya"));
    Done(world.Make(world.intake, referral_, Move::kAcknowledge));
    Done(world.Redirect(world.clinic, redirected_, world.legal_aid));
    HouseholdRegister households(world.work());
    Done(households.Get(world.post, household_.id));
    Done(households.List(world.post, world.post.unit_region, "", {10, ""}));
    Done(households.Flag(world.From(world.post, "HouseholdService/FlagHousehold"), household_.id,
                         EtagOf(sealer_, NameOf(household_.id), household_.version),
                         {{Vulnerability::kElderlyAlone, "tinggal sendiri", {}}}));
    CaseBook book(world.work());
    Done(book.List(world.companion, false, {10, ""}));
    Done(book.Close(world.From(world.intake, "CaseFileService/CloseCaseFile"), case_file_.id,
                    EtagOf(sealer_, NameOf(case_file_.id), 1), "selesai"));
    EXPECT_EQ(Reason(world.store().Transact([&](Transaction& t) -> absl::Status {
                Unit unit = t.units().Find(world.clinic.unit).value().value();
                unit.duty_phone = "0411000111";
                ++unit.version;
                Officer officer = t.officers().Find(world.clinic.officer).value().value();
                officer.disabled = true;
                ++officer.version;
                absl::Status status = t.units().Update(unit);
                if (status.ok()) status = t.officers().Update(officer);
                return status;
              })),
              "OK");
  }

  template <typename Result>
  void Done(const Result& result) {
    EXPECT_EQ(Reason(result), "OK");
  }

  // Signs all that happened, and keeps the database as it is then.
  void Keep(testing::World& world, const std::string& file) {
    const auto made = CheckpointDesk(world.work(), key_).SignAll();
    EXPECT_TRUE(made.ok()) << made.status();
    EXPECT_TRUE(IsOk(live_->Execute(absl::StrCat("VACUUM INTO '", file, "'"))));
  }

  testing::TemporaryFolder folder_;
  const FileKeySealer sealer_{Keys::Random()};
  const CheckpointKey key_ = CheckpointKey::Random();
  testing::FakeClock clock_;
  Connection* live_ = nullptr;
  HeldCheckpoints held_;
  ReferralId referral_, redirected_;
  Household household_;
  CaseFile case_file_;
};

// Somebody at work on a copy of the database. No rule of the schema holds him.
class Tamperer {
 public:
  Tamperer(const District& district, unsigned seed) : district_(district), random_(seed) {
    std::filesystem::copy_file(district.File(), district.TamperedFile(), std::filesystem::copy_options::overwrite_existing);
    connection_ = sqlite::SqliteConnection::Open(district.TamperedFile(), sqlite::Purpose::kWriter, "").value();
    Do("PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON");
    Do(absl::StrCat("ATTACH '", district.OldFile(), "' AS old"));
  }
  ~Tamperer() { connection_->Checkpoint(); }

  // Makes one change; what one finding must say then, in parts with '|' between. Some are tried that the database refuses, and
  // others taken instead.
  std::string Tamper() {
    const std::vector<std::function<std::string()>> kinds = {
        [this] { return ChangeOneValue(); },   [this] { return ChangeOneValue(); },     [this] { return ChangeOneValue(); },
        [this] { return SwapSealed(); },       [this] { return PutBackOldVersion(); },  [this] { return RemoveRecordWithAll(); },
        [this] { return ReworkChain(false); }, [this] { return ReworkChain(true); },    [this] { return ReworkChain(true); },
        [this] { return ReworkInbox(); },      [this] { return RollBackEverything(); },
    };
    while (true) {
      const std::string expected = Any(kinds)();
      if (!expected.empty()) return expected;
    }
  }

  // The scripts that were run.
  const std::string& done() const { return done_; }

 private:
  // -- The tools --

  bool Try(const std::string& script) {
    absl::StrAppend(&done_, script, "\n");
    return IsOk(connection_->Execute(script));
  }
  void Do(const std::string& script) { EXPECT_TRUE(Try(script)) << script; }
  // The first column of each row.
  std::vector<std::string> Ask(const std::string& text) {
    static auto& texts = *new std::deque<std::string>;
    sql::Query query(*connection_, texts.emplace_back(text));
    std::vector<std::string> rows;
    while (query.Next().value()) rows.push_back(query.GetText());
    return rows;
  }
  template <typename Item>
  const Item& Any(const std::vector<Item>& items) {
    return items[random_() % items.size()];
  }
  std::size_t Below(std::size_t end) { return random_() % end; }

  // An expression that is a literal of the column's value.
  static std::string LiteralOf(const sql::Column& column) {
    const std::string name(column.name);
    if (column.type == ColumnType::kInt) return absl::StrCat("ifnull(", name, ", 'NULL')");
    const std::string blob = absl::StrCat("'X''' || hex(", name, ") || ''''");
    const std::string text = absl::StrCat("'CAST(X''' || hex(", name, ") || ''' AS TEXT)'");
    return absl::StrCat("ifnull(CASE WHEN ", name, " IS NULL THEN NULL ELSE ", column.type == ColumnType::kText ? text : blob,
                        " END, 'NULL')");
  }
  // The condition by which one row of the table is found: chosen at random, empty when there is none.
  std::string AnyRowOf(const sql::Table& table) {
    std::vector<std::string> parts;
    for (const std::size_t place : table.key) {
      parts.push_back(absl::StrCat("'", std::string(table.columns[place].name), " = ' || ", LiteralOf(table.columns[place])));
    }
    const auto rows = Ask(absl::StrCat("SELECT ", absl::StrJoin(parts, " || ' AND ' || "), " FROM ", std::string(table.name)));
    return rows.empty() ? "" : Any(rows);
  }
  static std::string HexOf(const std::string& id) {
    std::string hex = id;
    std::erase(hex, '-');
    return absl::StrCat("X'", hex, "'");
  }
  std::string IdIn(const std::string& table, const std::string& column, const std::string& where) {
    return sql::UnpackUuid(
        absl::HexStringToBytes(Ask(absl::StrCat("SELECT hex(", column, ") FROM ", table, " WHERE ", where)).front()));
  }
  RecordName ChainOf(const RecordName& record) {
    sql::SqlTransaction transaction({*connection_, district_.sealer()});
    return transaction.audit().ChainOf(record);
  }
  // The name of the record that a row is of.
  std::string OwnerOf(const std::string& table, const std::string& where) {
    const auto is = [&](std::initializer_list<const char*> names) {
      return std::find(names.begin(), names.end(), table) != names.end();
    };
    if (is({"units", "inboxes", "inbox_events", "unit_places"})) {
      return "units/" + IdIn(table, table == "units" ? "id" : "unit", where);
    }
    if (is({"referrals", "packet_sections", "events"})) {
      return "referrals/" + IdIn(table, table == "referrals" ? "id" : "referral", where);
    }
    if (is({"households", "household_numbers"}))
      return "households/" + IdIn(table, table == "households" ? "id" : "household", where);
    if (table == "case_files") return "caseFiles/" + IdIn(table, "id", where);
    if (is({"officers", "receipts", "readings"})) return "officers/" + IdIn(table, table == "officers" ? "id" : "officer", where);
    if (table == "regions") return "regions/" + Ask(absl::StrCat("SELECT code FROM regions WHERE ", where)).front();
    if (table == "numbers" || table == "checkpoints") return table.substr(0, table.size() - 1);
    EXPECT_EQ(table, "record_events");
    const int kind = std::stoi(Ask(absl::StrCat("SELECT kind FROM record_events WHERE ", where)).front());
    const RecordName chain = {static_cast<RecordKind>(kind), IdIn(table, "record", where)};
    if (chain.kind != RecordKind::kHousehold) return TextOf(chain);
    // Whose chain it is only the installation can tell.
    for (const std::string& hex : Ask("SELECT hex(id) FROM households")) {
      const RecordName household = {RecordKind::kHousehold, sql::UnpackUuid(absl::HexStringToBytes(hex))};
      if (ChainOf(household) == chain) return TextOf(household);
    }
    return "";
  }

  // -- The changes --

  // One byte of a text or a sealed value, or a number by one, of any column of any table.
  std::string ChangeOneValue() {
    const sql::Table& table = Any(sql::Tables());
    const std::string name(table.name);
    // Who is signed in now is no record; what is not signed yet is nothing to prove.
    if (name == "sessions" || name == "sign_in_attempts" || name == "unsigned_events") return "";
    const std::size_t place = Below(table.columns.size());
    const sql::Column& column = table.columns[place];
    const std::string where = AnyRowOf(table);
    // A receipt that is gone, or another's, only makes a retry a new request, which then has its own events. Of which kabupaten an
    // SLRT's numbers are is not proved.
    const bool in_key = std::find(table.key.begin(), table.key.end(), place) != table.key.end();
    if (where.empty() || (name == "receipts" && in_key)) return "";
    if (name == "numbers" && in_key && absl::StrContains(where, "X'53")) return "";
    const std::string owner = OwnerOf(name, where);
    const std::string old = Ask(absl::StrCat("SELECT ", LiteralOf(column), " FROM ", name, " WHERE ", where)).front();
    const std::string update = absl::StrCat("UPDATE ", name, " SET ", std::string(column.name), " = ");
    return Try(absl::StrCat(update, Another(column.type, old), " WHERE ", where)) ? owner : "";
  }

  std::string Another(ColumnType type, const std::string& literal) {
    if (type == ColumnType::kInt) return literal == "NULL" ? "1" : absl::StrCat(std::stoll(literal) + 1);
    const std::size_t begin = literal.find('\'') + 1;
    std::string bytes;
    if (literal != "NULL") bytes = absl::HexStringToBytes(literal.substr(begin, literal.rfind('\'') - begin));
    if (bytes.empty()) {
      bytes = "x";
    } else {
      char& byte = bytes[Below(bytes.size())];
      byte = type == ColumnType::kText ? (byte == 'x' ? 'y' : 'x') : static_cast<char>(byte ^ (1 << Below(8)));
    }
    const std::string blob = absl::StrCat("X'", absl::BytesToHexString(bytes), "'");
    return type == ColumnType::kText ? absl::StrCat("CAST(", blob, " AS TEXT)") : blob;
  }

  // What is sealed of two records, or of two sections.
  std::string SwapSealed() {
    const std::string table = Any(std::vector<std::string>{"packet_sections", "households", "case_files", "referrals"});
    const auto rows = Ask(absl::StrCat("SELECT rowid FROM ", table));
    const std::string one = Any(rows);
    const std::string two = Any(rows);
    if (one == two) return "";
    const std::string owner = OwnerOf(table, "rowid = " + one);
    Do(absl::StrCat("CREATE TEMP TABLE both AS SELECT rowid AS place, sealed FROM ", table, " WHERE rowid IN (", one, ", ", two,
                    ")"));
    Do(absl::StrCat("UPDATE ", table, " SET sealed = (SELECT sealed FROM both WHERE place <> ", table, ".rowid) WHERE rowid IN (",
                    one, ", ", two, ")"));
    return owner;
  }

  std::string PutBackOldVersion() {
    const std::string table = Any(std::vector<std::string>{"referrals", "households", "case_files", "units", "officers"});
    const auto changed = Ask(absl::StrCat("SELECT 'id = X''' || hex(n.id) || '''' FROM main.", table, " n JOIN old.", table,
                                          " o ON o.id = n.id WHERE o.version <> n.version"));
    if (changed.empty()) return "";
    const std::string where = Any(changed);
    const std::string owner = OwnerOf(table, where);
    Do(absl::StrCat("DELETE FROM main.", table, " WHERE ", where));
    Do(absl::StrCat("INSERT INTO main.", table, " SELECT * FROM old.", table, " WHERE ", where));
    return owner;
  }

  std::string RemoveRecordWithAll() {
    const std::string table = Any(std::vector<std::string>{"referrals", "households", "case_files", "units", "officers"});
    const std::string id = IdIn(table, "id", Any(Ask("SELECT 'id = X''' || hex(id) || '''' FROM " + table)));
    const std::string owner = OwnerOf(table, "id = " + HexOf(id));
    const std::string hex = HexOf(id);
    const RecordName chain = ChainOf(RecordIn(owner));
    Do(absl::StrCat("DELETE FROM ", table, " WHERE id = ", hex));
    Do(absl::StrCat("DELETE FROM packet_sections WHERE referral = ", hex, "; DELETE FROM events WHERE referral = ", hex));
    for (const char* name : {"record_events", "readings"}) {
      Do(absl::StrCat("DELETE FROM ", name, " WHERE record = ", HexOf(chain.id)));
    }
    Do(absl::StrCat("DELETE FROM household_numbers WHERE household = ", hex, "; DELETE FROM unit_places WHERE unit = ", hex));
    Do(absl::StrCat("DELETE FROM inbox_events WHERE referral = ", hex));
    Do("UPDATE inboxes SET head = ifnull((SELECT max(sequence) FROM inbox_events e WHERE e.unit = inboxes.unit), 0)");
    Do("DELETE FROM inboxes WHERE head = 0");
    return absl::StrCat(TextOf(chain), "|it is gone with all its events");
  }

  // Changes, removes, inserts or moves an event of a referral or of another record, and with the keys that seal computes the rest
  // of the chain anew.
  std::string ReworkChain(bool recompute) { return Below(2) == 0 ? ReworkReferralChain(recompute) : ReworkRecordChain(recompute); }

  template <typename Event, typename Change>
  std::size_t Rework(std::vector<Event>& events, Change change) {
    const std::size_t i = Below(events.size());
    switch (Below(4)) {
      case 0:
        change(events[i]);
        break;
      case 1:
        events.erase(events.begin() + static_cast<std::ptrdiff_t>(i));
        break;
      case 2:
        events.insert(events.begin() + static_cast<std::ptrdiff_t>(i), events[Below(events.size())]);
        change(events[i]);
        break;
      default:
        if (i + 1 == events.size()) return 0;
        std::swap(events[i], events[i + 1]);
        break;
    }
    return i + 1;
  }

  std::string ReworkReferralChain(bool recompute) {
    const std::string id = IdIn("referrals", "id", Any(Ask("SELECT 'id = X''' || hex(id) || '''' FROM referrals")));
    sql::SqlTransaction transaction({*connection_, district_.sealer()});
    std::vector<ReferralEvent> events = transaction.events().List(ReferralId(id), {1000, ""}).value();
    const std::size_t first = Rework(events, [&](ReferralEvent& event) { event.time += absl::Seconds(1); });
    if (first == 0) return "";
    // The store takes such an event for the first of its chain.
    for (std::size_t i = 1; i < events.size(); ++i) {
      if (events[i].from == ReferralState::kUnspecified) events[i].from = ReferralState::kSent;
    }
    Rewrite("events", "referral = " + HexOf(id), recompute, events.size(),
            [&](std::size_t i) { return transaction.events().Append(events[i]); });
    if (!recompute) Renumber("events", "referral", id, events);
    return absl::StrCat("referrals/", id, "|event ", first);
  }

  std::string ReworkRecordChain(bool recompute) {
    const auto rows = Ask("SELECT DISTINCT 'kind = ' || kind || ' AND record = X''' || hex(record) || '''' FROM record_events");
    const std::string where = Any(rows);
    const std::string owner = OwnerOf("record_events", where);
    const RecordName record = ChainOf(RecordIn(owner));
    sql::SqlTransaction transaction({*connection_, district_.sealer()});
    std::vector<AuditEvent> events = transaction.audit().List(record, {1000, ""}).value();
    std::size_t first = Rework(events, [&](AuditEvent& event) { event.deed.time += absl::Seconds(1); });
    if (first == 0) return "";
    // What was read is sealed anew, and differs from what was signed.
    for (std::size_t i = 0; recompute && i + 1 < first; ++i) {
      if (!events[i].records.empty()) first = i + 1;
    }
    if (events.empty()) return RemoveAllEvents(owner, where);
    Rewrite("record_events", where, recompute, events.size(), [&](std::size_t i) { return transaction.audit().Append(events[i]); });
    if (!recompute) Renumber("record_events", "record", record.id, events);
    return absl::StrCat(owner, "|event ", first);
  }

  std::string RemoveAllEvents(const std::string& owner, const std::string& where) {
    Do("DELETE FROM record_events WHERE " + where);
    return owner;
  }

  template <typename AppendOne>
  void Rewrite(const std::string& table, const std::string& where, bool recompute, std::size_t count, AppendOne append) {
    if (!recompute) return;
    Do(absl::StrCat("DELETE FROM ", table, " WHERE ", where, "; DELETE FROM readings"));
    for (std::size_t i = 0; i < count; ++i) EXPECT_EQ(Reason(append(i)), "OK");
    Do("DELETE FROM unsigned_events");
  }

  // Puts the events into their new order as they are.
  template <typename Event>
  void Renumber(const std::string& table, const std::string& column, const std::string& id, const std::vector<Event>& events) {
    const std::string where =
        absl::StrCat(column, " = ", column == "record" && !IsUuid(id) ? absl::StrCat("CAST('", id, "' AS BLOB)") : HexOf(id));
    Do(absl::StrCat("CREATE TEMP TABLE chain AS SELECT * FROM ", table, " WHERE ", where, "; DELETE FROM ", table, " WHERE ",
                    where));
    for (std::size_t i = 0; i < events.size(); ++i) {
      Do("CREATE TEMP TABLE one AS SELECT * FROM chain WHERE sequence = " + absl::StrCat(events[i].sequence));
      Do(absl::StrCat("UPDATE one SET sequence = ", i + 1, ", event_time = ", Micros(events[i])));
      Do(absl::StrCat("INSERT INTO ", table, " SELECT * FROM one; DROP TABLE one"));
    }
  }
  static std::int64_t Micros(const ReferralEvent& event) { return absl::ToUnixMicros(event.time); }
  static std::int64_t Micros(const AuditEvent& event) { return absl::ToUnixMicros(event.deed.time); }

  std::string ReworkInbox() {
    const std::string unit = IdIn("inboxes", "unit", Any(Ask("SELECT 'unit = X''' || hex(unit) || '''' FROM inboxes")));
    const std::string where = "unit = " + HexOf(unit);
    const auto sequences = Ask("SELECT sequence FROM inbox_events WHERE " + where);
    const std::string one = Any(sequences);
    const std::string two = Any(sequences);
    if (Below(2) == 0) {
      Do(absl::StrCat("DELETE FROM inbox_events WHERE ", where, " AND sequence = ", one));
      Do(absl::StrCat("UPDATE inbox_events SET sequence = sequence - 1 WHERE ", where, " AND sequence > ", one));
      Do(absl::StrCat("UPDATE inboxes SET head = head - 1 WHERE ", where));
    } else {
      if (one == two) return "";
      Do(absl::StrCat("UPDATE inbox_events SET sequence = -1 WHERE ", where, " AND sequence = ", one));
      Do(absl::StrCat("UPDATE inbox_events SET sequence = ", one, " WHERE ", where, " AND sequence = ", two));
      Do(absl::StrCat("UPDATE inbox_events SET sequence = ", two, " WHERE ", where, " AND sequence = -1"));
    }
    return "units/" + unit;
  }

  std::string RollBackEverything() {
    for (const sql::Table& table : sql::Tables()) {
      const std::string name(table.name);
      Do(absl::StrCat("DELETE FROM main.", name, "; INSERT INTO main.", name, " SELECT * FROM old.", name));
    }
    return "an older state was put back";
  }

  const District& district_;
  Random random_;
  std::unique_ptr<sqlite::SqliteConnection> connection_;
  std::string done_;
};

class Tampering : public ::testing::Test {
 protected:
  static const District& district() {
    static const District& district = *new District();
    return district;
  }
};

TEST_F(Tampering, IsNotFoundWhereThereIsNone) { EXPECT_THAT(district().FindingsOf(district().File()), IsEmpty()); }

TEST_F(Tampering, IsFoundAndNamedAThousandTimes) {
  constexpr unsigned kTampers = 1000;
  unsigned found = 0;
  for (unsigned seed = 1; seed <= kTampers; ++seed) {
    std::string done, expected;
    {
      Tamperer tamperer(district(), seed);
      expected = tamperer.Tamper();
      done = tamperer.done();
    }
    const std::vector<std::string> findings = district().FindingsOf(district().TamperedFile());
    const std::vector<std::string> parts = absl::StrSplit(expected, '|');
    const bool named = std::any_of(findings.begin(), findings.end(), [&](const std::string& finding) {
      return std::all_of(parts.begin(), parts.end(), [&](const std::string& part) { return absl::StrContains(finding, part); });
    });
    EXPECT_TRUE(named) << "tamper " << seed << ": no finding says \"" << expected << "\" but\n"
                       << absl::StrJoin(findings, "\n") << "\nafter\n"
                       << done;
    found += named ? 1 : 0;
  }
  std::cout << "tampers: " << kTampers << ", found and named: " << found << "\n";
}

}  // namespace
}  // namespace rujukan
