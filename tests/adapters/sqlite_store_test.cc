// What the embedded store does with its file.
#include "adapters/sqlite/sqlite_store.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "absl/strings/escaping.h"
#include "adapters/sql/query.h"
#include "adapters/sqlite/connection.h"
#include "adapters/system/file_key_sealer.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/testing/fake_clock.h"
#include "tests/testing/faulty_connection.h"
#include "tests/testing/records.h"
#include "tests/testing/refusals.h"
#include "tests/testing/temporary_folder.h"

namespace rujukan::testing {
namespace {

using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class SqliteFile : public ::testing::Test {
 protected:
  absl::StatusOr<std::unique_ptr<SqliteStore>> Open() {
    return SqliteStore::Open({.path = path, .readers = 2, .create = create, .migrate = migrate, .vfs = "", .wrap_writer = {}},
                             sealer, clock);
  }
  std::string RefusalToOpen() {
    const auto store = Open();
    return store.ok() ? "opened" : std::string(store.status().message());
  }
  static std::string Content(const std::string& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
  }
  void Execute(const std::string& script) {
    const auto connection = sqlite::SqliteConnection::Open(path, sqlite::Purpose::kWriter, "").value();
    EXPECT_TRUE(IsOk(connection->Execute(script)));
  }

  // Strikes out the first page of a table; the schema stays.
  void Damage(const std::string& table) {
    std::int64_t page = 0;
    std::int64_t size = 0;
    {
      const auto connection = sqlite::SqliteConnection::Open(path, sqlite::Purpose::kWriter, "").value();
      sql::Query query(*connection, "SELECT rootpage, page_size FROM sqlite_master, pragma_page_size WHERE name = ?");
      EXPECT_TRUE(query.Text(table).Next().value());
      page = query.GetInt();
      size = query.GetInt();
    }
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp((page - 1) * size) << std::string(static_cast<std::size_t>(size), '\xFF');
  }

  bool create = true;
  bool migrate = true;
  FakeClock clock;
  SequentialIds ids;
  RecordMaker make{clock, ids};
  FileKeySealer sealer{Keys::Random()};
  TemporaryFolder folder;
  const std::string path = folder.File("rujukan.db");
};

TEST_F(SqliteFile, KeepsItsRecordsWhenItIsClosedAndOpenedAgain) {
  const Unit unit = make.MakeUnit();
  {
    const auto store = Open().value();
    ASSERT_TRUE(store->Transact([&](Transaction& t) { return t.units().Insert(unit); }).ok());
  }
  // A clean end leaves one file.
  EXPECT_FALSE(std::filesystem::exists(path + "-wal"));
  const auto store = Open().value();
  std::string found;
  ASSERT_TRUE(store
                  ->Read([&](Transaction& t) {
                    const auto stored = t.units().Find(unit.id);
                    if (stored.ok() && stored->has_value()) found = Described(**stored);
                    return stored.status();
                  })
                  .ok());
  EXPECT_EQ(found, Described(unit));
}

TEST_F(SqliteFile, IsForItsOwnerOnlyAndSoAreTheFilesBesideIt) {
  const mode_t before = umask(0);
  const auto store = Open().value();
  umask(before);
  for (const std::string suffix : {"", "-wal", "-shm"}) {
    struct stat status {};
    ASSERT_EQ(stat((path + suffix).c_str(), &status), 0) << suffix;
    EXPECT_EQ(status.st_mode & 0777, 0600U) << suffix;
  }
}

TEST_F(SqliteFile, IsRefusedToASecondStoreAndToASecondProcess) {
  {
    const auto store = Open().value();
    EXPECT_THAT(RefusalToOpen(), HasSubstr("another process"));
    const pid_t child = fork();
    if (child == 0) _exit(Open().ok() ? 1 : 0);
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
  }
  EXPECT_EQ(RefusalToOpen(), "opened");
}

TEST_F(SqliteFile, IsRefusedToAnotherKeyFile) {
  { ASSERT_TRUE(Open().ok()); }
  const FileKeySealer other(Keys::Random());
  const auto store = SqliteStore::Open({.path = path, .readers = 1, .vfs = "", .wrap_writer = {}}, other, clock);
  EXPECT_THAT(std::string(store.status().message()), HasSubstr("the key file is not the one"));
  EXPECT_EQ(RefusalToOpen(), "opened");
}

TEST_F(SqliteFile, IsOneFileUnderWhateverNameItIsOpened) {
  const auto store = Open().value();
  const std::string link = folder.File("link.db");
  std::filesystem::create_symlink(path, link);
  const SqliteOptions by_link{.path = link, .readers = 1, .vfs = "", .wrap_writer = {}};
  EXPECT_THAT(std::string(SqliteStore::Open(by_link, sealer, clock).status().message()), HasSubstr("another process"));
  std::filesystem::create_hard_link(path, folder.File("second.db"));
  const SqliteOptions by_second{.path = folder.File("second.db"), .readers = 1, .vfs = "", .wrap_writer = {}};
  EXPECT_THAT(std::string(SqliteStore::Open(by_second, sealer, clock).status().message()), HasSubstr("hard link"));
}

TEST_F(SqliteFile, IsLockedItselfAndNotByAFileBesideIt) {
  const auto store = Open().value();
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
    const std::string name = entry.path().filename().string();
    EXPECT_THAT(name, AnyOf("rujukan.db", "rujukan.db-wal", "rujukan.db-shm"));
  }
  // As anybody would who comes by another name, for example a bind mount: the file is the same.
  const int file = open(path.c_str(), O_RDWR | O_CLOEXEC);
  EXPECT_EQ(flock(file, LOCK_EX | LOCK_NB), -1);
  close(file);
}

TEST_F(SqliteFile, IsMadeOnlyWhenToldTo) {
  create = false;
  EXPECT_THAT(RefusalToOpen(), AllOf(HasSubstr("there is no such file"), HasSubstr("--create-administrator")));
  EXPECT_FALSE(std::filesystem::exists(path));
  std::ofstream(path).flush();
  EXPECT_THAT(RefusalToOpen(), AllOf(HasSubstr("is empty"), HasSubstr("--create-administrator")));
  EXPECT_EQ(Content(path), "");
  create = true;
  EXPECT_EQ(RefusalToOpen(), "opened");
  create = false;
  EXPECT_EQ(RefusalToOpen(), "opened");
}

TEST_F(SqliteFile, IsNotMadeBesideTheLogOfALostOne) {
  std::ofstream(path + "-wal") << "acknowledged";
  EXPECT_THAT(RefusalToOpen(), HasSubstr("the log of a lost database"));
  EXPECT_EQ(Content(path + "-wal"), "acknowledged");
}

TEST_F(SqliteFile, IsNotMigratedUnlessToldTo) {
  { ASSERT_TRUE(Open().ok()); }
  migrate = false;
  EXPECT_EQ(RefusalToOpen(), "opened");
  Execute("DELETE FROM schema_versions");
  const std::string content = Content(path);
  EXPECT_THAT(RefusalToOpen(), HasSubstr("has not yet 0001"));
  EXPECT_EQ(Content(path), content);
}

TEST_F(SqliteFile, TellsThatItIsDamagedAndWhere) {
  {
    const auto store = Open().value();
    for (int i = 0; i < 50; ++i) {
      const Household household = make.MakeHousehold(make.NewId<UnitId>());
      ASSERT_EQ(Reason(store->Transact([&](Transaction& t) { return t.households().Insert(household); })), "OK");
    }
    EXPECT_THAT(store->CheckIntegrity().value(), IsEmpty());
  }
  Damage("households");
  const auto store = Open().value();
  EXPECT_THAT(store->CheckIntegrity().value(), Not(IsEmpty()));
  EXPECT_EQ(Reason(store->Read([&](Transaction& t) { return t.households().List("73.09.01.2003", {.size = 9}).status(); })),
            "RECORD_DAMAGED");
  const Household household = make.MakeHousehold(make.NewId<UnitId>());
  EXPECT_EQ(Reason(store->Transact([&](Transaction& t) { return t.households().Insert(household); })), "RECORD_DAMAGED");
  EXPECT_EQ(Reason(store->Read([&](Transaction& t) { return t.referrals().ListIds({.size = 9}).status(); })), "OK");
}

TEST_F(SqliteFile, IsRefusedAndNotTouchedWhenItsSchemaIsNewer) {
  { ASSERT_TRUE(Open().ok()); }
  Execute("INSERT INTO schema_versions VALUES (9999, X'00', 0)");
  const std::string content = Content(path);
  EXPECT_THAT(RefusalToOpen(), HasSubstr("newer rujukand"));
  EXPECT_EQ(Content(path), content);
}

TEST_F(SqliteFile, IsRefusedWhenAnotherProgramMadeItOrItIsNoDatabase) {
  std::ofstream(path) << std::string(5000, 'x');
  EXPECT_TRUE(absl::IsDataLoss(Open().status()));
  EXPECT_EQ(Content(path), std::string(5000, 'x'));
  std::filesystem::remove(path);
  sqlite3* other = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &other), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(other, "CREATE TABLE strange (x)", nullptr, nullptr, nullptr), SQLITE_OK);
  sqlite3_close(other);
  EXPECT_THAT(RefusalToOpen(), HasSubstr("not a database of Rujukan"));
}

TEST_F(SqliteFile, IsRefusedWhereNothingCanBeWritten) {
  const auto store =
      SqliteStore::Open({.path = folder.File("missing/rujukan.db"), .readers = 1, .vfs = "", .wrap_writer = {}}, sealer, clock);
  ASSERT_FALSE(store.ok());
  EXPECT_THAT(std::string(store.status().message()), HasSubstr("there is no folder " + folder.File("missing")));
}

TEST_F(SqliteFile, HoldsNothingSealedInClear) {
  const auto store = Open().value();
  const Unit unit = make.MakeUnit();
  const Household household = make.MakeHousehold(unit.id);
  const CaseFile case_file = make.MakeCaseFile(unit.id);
  const Referral referral = make.MakeReferral(unit.id, unit.id);
  ASSERT_TRUE(store
                  ->Transact([&](Transaction& t) {
                    absl::Status status = t.units().Insert(unit);
                    status.Update(t.households().Insert(household));
                    status.Update(t.case_files().Insert(case_file));
                    status.Update(t.referrals().Insert(referral, store->SealPacket(referral.id, make.MakePacket())));
                    status.Update(t.events().Append(make.MakeEvent(referral, Move::kAsk, "Kapan bisa bertemu?")));
                    return status;
                  })
                  .ok());
  const std::string bytes = Content(path) + Content(path + "-wal");
  // What is in clear shows that this looks where it must.
  EXPECT_THAT(bytes, HasSubstr(unit.display_name));
  for (const std::string text :
       {"9999994107900001",   "9999990107900001", "9999990101200001", "Warga Contoh",    "Klien Contoh",
        "Anak Contoh",        "Jalan Contoh",     "0411 990",         "Atap bocor",      "Ringkasan contoh",
        "Lewat guru",         "melati",           "Kronologi contoh", "Terlapor Contoh", "Fisik contoh",
        "Kapan bisa bertemu", "Surat satu",       "LP/7/2026",        "Kunjungi lagi",   "1990-07-01"}) {
    EXPECT_THAT(bytes, Not(HasSubstr(text))) << text;
    EXPECT_THAT(bytes, Not(HasSubstr(absl::BytesToHexString(text)))) << text;
    EXPECT_THAT(bytes, Not(HasSubstr(absl::Base64Escape(text).substr(0, text.size() / 3 * 4)))) << text;
  }
}

TEST_F(SqliteFile, SaysThatItIsFullAndGoesOnWhenThereIsRoomAgain) {
  sql::Connection* connection = nullptr;
  SqliteOptions options;
  options.path = path;
  options.wrap_writer = [&](std::unique_ptr<sql::Connection> inner) {
    connection = inner.get();
    return inner;
  };
  const auto store = SqliteStore::Open(options, sealer, clock).value();
  Household household = make.MakeHousehold(make.NewId<UnitId>());
  household.address = std::string(4 << 20, 'x');
  const auto insert = [&] { return Reason(store->Transact([&](Transaction& t) { return t.households().Insert(household); })); };
  ASSERT_TRUE(IsOk(connection->Execute("PRAGMA max_page_count = 200")));
  EXPECT_EQ(insert(), "STORE_FULL");
  EXPECT_EQ(Reason(store->Ping()), "OK");
  ASSERT_TRUE(IsOk(connection->Execute("PRAGMA max_page_count = 1000000")));
  EXPECT_EQ(insert(), "OK");
}

TEST_F(SqliteFile, IsNotReadyFromAWriteThatFoundNoRoomToOneThatFoundSome) {
  Fault fault;
  SqliteOptions options;
  options.path = path;
  options.wrap_writer = [&](std::unique_ptr<sql::Connection> inner) {
    return std::make_unique<FaultyConnection>(std::move(inner), fault);
  };
  const auto store = SqliteStore::Open(options, sealer, clock).value();
  const auto write = [&] { return Reason(store->Transact([](Transaction& t) { return t.numbers().Next("R").status(); })); };
  EXPECT_EQ(Reason(store->Ping()), "OK");
  EXPECT_EQ(fault.seen, 0) << "a healthy store is only read";
  fault = {.at = 1, .result = sql::Result::kFull, .lasts = true};
  EXPECT_EQ(write(), "STORE_FULL");
  EXPECT_EQ(Reason(store->Ping()), "STORE_FULL");
  fault = {};
  EXPECT_EQ(Reason(store->Ping()), "OK");
  EXPECT_EQ(write(), "OK");
}

TEST_F(SqliteFile, LetsReadersSeeOneMomentWhileOthersWrite) {
  const auto store = Open().value();
  const Unit unit = make.MakeUnit();
  ASSERT_TRUE(store
                  ->ReadSnapshot([&](Transaction& t) -> absl::Status {
                    const bool before = t.units().Find(unit.id).value().has_value();
                    const absl::Status written = store->Transact([&](Transaction& other) { return other.units().Insert(unit); });
                    const bool after = t.units().Find(unit.id).value().has_value();
                    EXPECT_TRUE(written.ok());
                    EXPECT_FALSE(before);
                    EXPECT_FALSE(after);
                    return absl::OkStatus();
                  })
                  .ok());
  EXPECT_EQ(Reason(store->Read([&](Transaction& t) -> absl::Status {
              EXPECT_TRUE(t.units().Find(unit.id).value().has_value());
              return absl::OkStatus();
            })),
            "OK");
}

}  // namespace
}  // namespace rujukan::testing
