// An installation goes from any store to any other and back, and nothing of it changes; or it does not go at all.
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/util/delimited_message_util.h>

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "adapters/mysql/mysql_store.h"
#include "adapters/sql/export.h"
#include "adapters/sql/import.h"
#include "adapters/sql/migrations.h"
#include "adapters/sql/query.h"
#include "adapters/sql/rows.h"
#include "adapters/sql/tables.h"
#include "adapters/sqlite/schema.h"
#include "adapters/sqlite/sqlite_store.h"
#include "adapters/system/file_key_sealer.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/testing/district_users.h"
#include "tests/testing/empty_database.h"
#include "tests/testing/fake_clock.h"
#include "tests/testing/faulty_connection.h"
#include "tests/testing/temporary_folder.h"

namespace rujukan::testing {
namespace {

using sql::Column;
using sql::ColumnType;
using sql::Connection;
using sql::Summaries;
using sql::Table;
using store::v1::ExportEntry;
using store::v1::ExportRow;
using ::testing::HasSubstr;
using Use = absl::FunctionRef<absl::Status(Connection&)>;

// More than two pages of a table, and groups of equal keys that are longer than one.
constexpr int kRows = 450;
constexpr int kGroup = 300;

// -- Databases of each kind -------------------------------------------------------------------------------------------------

class Database {
 public:
  virtual ~Database() = default;
  virtual absl::Status UseAlone(const Sealer& sealer, Use use) = 0;
  virtual absl::Status UseSnapshot(const Sealer& sealer, Use use) = 0;
  // "OK", or why no server starts on it.
  virtual std::string Open(const Sealer& sealer) = 0;
  // "table.column type" of every column in its place, then "table key column, column", of all tables.
  virtual std::vector<std::string> Shape() = 0;

 protected:
  FakeClock clock_;
};

class SqliteDatabase final : public Database {
 public:
  SqliteDatabase() { options_.path = folder_.File("rujukan.db"); }
  absl::Status UseAlone(const Sealer& sealer, Use use) override { return SqliteStore::UseAlone(options_, sealer, clock_, use); }
  absl::Status UseSnapshot(const Sealer& sealer, Use use) override { return SqliteStore::UseSnapshot(options_, sealer, use); }
  std::string Open(const Sealer& sealer) override {
    const auto store = SqliteStore::Open(options_, sealer, clock_);
    return store.ok() ? "OK" : std::string(store.status().message());
  }
  std::vector<std::string> Shape() override {
    std::vector<std::string> shape;
    const FileKeySealer sealer(Keys::Random());
    EXPECT_TRUE(
        UseAlone(sealer, [&](Connection& connection) {
          for (const std::string text :
               {"SELECT m.name || '.' || c.name || ' ' || c.type FROM sqlite_master m, pragma_table_info(m.name) c "
                "WHERE m.type = 'table' ORDER BY m.name, c.cid",
                "SELECT name || ' key ' || (SELECT group_concat(column, ', ') FROM (SELECT c.name AS column "
                "FROM pragma_table_info(m.name) c WHERE c.pk > 0 ORDER BY c.pk)) FROM sqlite_master m WHERE type = 'table'"}) {
            sql::Query query(connection, text);
            while (query.Next().value()) shape.push_back(query.GetText());
          }
          return absl::OkStatus();
        }).ok());
    return shape;
  }

 private:
  TemporaryFolder folder_;
  SqliteOptions options_;
};

class MysqlDatabase final : public Database {
 public:
  explicit MysqlDatabase(const std::string& kind) : database_(kind) { options_.connection = database_.options(); }
  absl::Status UseAlone(const Sealer& sealer, Use use) override {
    const absl::Status status = MysqlStore::UseAlone(options_, sealer, clock_, use);
    // Files of another time made the tables.
    if (status.message().find("made by another") == absl::string_view::npos) return status;
    database_.Recreate();
    return MysqlStore::UseAlone(options_, sealer, clock_, use);
  }
  absl::Status UseSnapshot(const Sealer& sealer, Use use) override { return MysqlStore::UseSnapshot(options_, sealer, use); }
  std::string Open(const Sealer& sealer) override {
    const auto store = MysqlStore::Open(options_, sealer, clock_);
    return store.ok() ? "OK" : std::string(store.status().message());
  }
  std::vector<std::string> Shape() override {
    // Another test may have left tables of its own.
    database_.Recreate();
    const FileKeySealer sealer(Keys::Random());
    EXPECT_TRUE(UseAlone(sealer, [](Connection&) { return absl::OkStatus(); }).ok());
    std::vector<std::string> shape = database_.Ask(
        "SELECT CONCAT(c.TABLE_NAME, '.', c.COLUMN_NAME, ' ', c.DATA_TYPE) FROM information_schema.COLUMNS c "
        "JOIN information_schema.TABLES t ON t.TABLE_SCHEMA = c.TABLE_SCHEMA AND t.TABLE_NAME = c.TABLE_NAME "
        "WHERE c.TABLE_SCHEMA = DATABASE() AND t.TABLE_TYPE = 'BASE TABLE' ORDER BY c.TABLE_NAME, c.ORDINAL_POSITION");
    for (const std::string& key : database_.Ask(
             "SELECT CONCAT(TABLE_NAME, ' key ', GROUP_CONCAT(COLUMN_NAME ORDER BY SEQ_IN_INDEX SEPARATOR ', ')) "
             "FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = DATABASE() AND INDEX_NAME = 'PRIMARY' GROUP BY TABLE_NAME")) {
      shape.push_back(key);
    }
    return shape;
  }

 private:
  EmptyDatabase database_;
  MysqlOptions options_;
};

std::unique_ptr<Database> NewDatabase(const std::string& kind) {
  if (kind == "SqliteFile") return std::make_unique<SqliteDatabase>();
  return std::make_unique<MysqlDatabase>(kind);
}

// -- What they hold ---------------------------------------------------------------------------------------------------------

// Of 16 bytes, with a zero byte, and in the order of `i`.
std::string IdOf(int i) {
  std::string id(16, '\xFF');
  id[0] = static_cast<char>(0x80 + i / 256);
  id[1] = '\0';
  id[2] = static_cast<char>(i % 256);
  return id;
}

std::string TextOf(int i) {
  static const std::vector<std::string> kinds{"Desa \xF0\x9F\x8C\xBE ", "E\xCC\x81", "a'\"\\\n\t%_ ", "A", "a "};
  return kinds[static_cast<std::size_t>(i) % kinds.size()] + std::to_string(i);
}

bool MayBeNull(const Table& table, const Column& column) {
  for (const std::string_view name :
       {"supervising_unit", "not_before", "accountable", "due_time", "redirected_by", "predecessor", "successor", "sealed_text"}) {
    if (column.name == name) return true;
  }
  return (table.name == "events" || table.name == "record_events") && (column.name == "unit" || column.name == "officer");
}

// The `i`-th row of a table: every second has NULL where it may, every third is empty where it may.
ExportRow RowOf(const Table& table, int i) {
  ExportRow row;
  for (std::size_t place = 0; place < table.columns.size(); ++place) {
    const Column& column = table.columns[place];
    store::v1::ExportValue& value = *row.add_values();
    const bool in_key = std::ranges::count(table.key, place) > 0;
    // Only the last column of a key tells the rows of a group apart.
    const int n = in_key && place != table.key.back() ? i / kGroup : i;
    const bool id_or_key = in_key || column.name == "sign_in_name";
    if (!in_key && MayBeNull(table, column) && i % 2 == 0) continue;
    if (column.type == ColumnType::kInt) {
      const bool large = column.name.ends_with("_time") || column.name == "head" || column.name == "last_number";
      value.set_number(large ? INT64_C(9007199254740993) + n : in_key ? n : n % 100 - 1);
    } else if (column.type == ColumnType::kText) {
      value.set_bytes(!id_or_key && i % 3 == 0 ? "" : TextOf(n));
    } else {
      const bool sealed = column.name == "sealed" || column.name == "told" || column.name.ends_with("digest");
      value.set_bytes(!in_key && sealed && i % 3 == 0 ? "" : IdOf(n));
    }
  }
  return row;
}

absl::Status Fill(Connection& connection, int rows = kRows) {
  sql::Inserter inserter(connection);
  for (const Table& table : sql::Tables()) {
    for (int i = 0; i < rows; ++i) {
      if (absl::Status status = inserter.Insert(table, RowOf(table, i)); !status.ok()) return status;
    }
  }
  return inserter.Finish();
}

class Transfer : public ::testing::TestWithParam<std::string> {
 protected:
  std::string ExportOf(Database& database) {
    std::string file;
    const absl::Status status = database.UseSnapshot(sealer, [&](Connection& connection) {
      return sql::Export(connection, sealer, "rujukand 1", FakeClock::Beginning(),
                         [&](std::string_view part) {
                           file += part;
                           return absl::OkStatus();
                         })
          .status();
    });
    EXPECT_TRUE(status.ok()) << status;
    return file;
  }

  static std::unique_ptr<google::protobuf::io::ZeroCopyInputStream> Stream(const std::string& file) {
    return std::make_unique<google::protobuf::io::ArrayInputStream>(file.data(), static_cast<int>(file.size()));
  }
  static absl::Status ImportWith(const Sealer& sealer, Connection& connection, const std::string& file) {
    const auto open = [&] { return Stream(file); };
    const auto proved = sql::ProveExport(sealer, open);
    return proved.ok() ? sql::Import(connection, sealer, *proved, open) : proved.status();
  }
  absl::Status Import(Connection& connection, const std::string& file) { return ImportWith(sealer, connection, file); }
  absl::Status ImportInto(Database& database, const std::string& file) {
    return database.UseAlone(sealer, [&](Connection& connection) { return Import(connection, file); });
  }
  static std::string Text(const absl::Status& status) { return std::string(status.message()); }

  // A small installation, as a file.
  std::string SmallExport() {
    SqliteDatabase database;
    EXPECT_TRUE(database.UseAlone(sealer, [](Connection& connection) { return Fill(connection, 2); }).ok());
    return ExportOf(database);
  }

  const FileKeySealer sealer{Keys::Random()};
};

class TransferEverywhere : public Transfer {};

// The type under which we carry what the database calls `type`; several are right for bytes by which something is found.
bool Fits(ColumnType ours, const std::string& type) {
  static const std::map<ColumnType, std::set<std::string>> fitting{
      {ColumnType::kInt, {"integer", "bigint", "int", "smallint", "tinyint"}},
      {ColumnType::kText, {"text", "varbinary"}},
      {ColumnType::kBlob, {"blob", "binary", "varbinary", "mediumblob"}},
  };
  return fitting.at(ours).count(absl::AsciiStrToLower(type)) > 0;
}

TEST_P(TransferEverywhere, CarriesEveryTableAndColumnThatTheDatabaseHas) {
  std::vector<std::string> said;
  std::map<std::string, ColumnType> types;
  for (const Table& table : sql::Tables()) {
    const std::string name(table.name);
    for (const Column& column : table.columns) {
      said.push_back(absl::StrCat(name, ".", std::string(column.name)));
      types[said.back()] = column.type;
    }
    said.push_back(absl::StrCat(name, " key ", absl::StrJoin(table.key, ", ", [&](std::string* out, std::size_t place) {
                                  out->append(table.columns[place].name);
                                })));
  }
  std::vector<std::string> there;
  for (const std::string& line : NewDatabase(GetParam())->Shape()) {
    const std::vector<std::string> words = absl::StrSplit(line, absl::MaxSplits(' ', 1));
    const std::string table = words[0].substr(0, words[0].find('.'));
    if (table == "schema_versions" || table == "key_checks" || table == "code_names") continue;
    const bool is_column = words[0] != table;
    there.push_back(is_column ? words[0] : line);
    if (is_column && types.count(words[0]) > 0) {
      EXPECT_TRUE(Fits(types[words[0]], words[1])) << line;
    }
  }
  EXPECT_THAT(said, ::testing::UnorderedElementsAreArray(there));
}

TEST_P(TransferEverywhere, CarriesAnInstallationThereAndBackByteByByte) {
  SqliteDatabase from;
  ASSERT_TRUE(from.UseAlone(sealer, [](Connection& connection) { return Fill(connection); }).ok());
  const std::string file = ExportOf(from);

  const auto there = NewDatabase(GetParam());
  const absl::Status imported = ImportInto(*there, file);
  ASSERT_TRUE(imported.ok()) << imported;
  // The files are the same, so whatever can be done with one can be done with the other.
  EXPECT_TRUE(ExportOf(*there) == file);
  EXPECT_EQ(there->Open(sealer), "OK");
}

TEST_P(TransferEverywhere, RefusesADatabaseThatIsNotEmptyAndLeavesItAsItIs) {
  const auto database = NewDatabase(GetParam());
  ASSERT_TRUE(database->UseAlone(sealer, [](Connection& connection) { return Fill(connection, 1); }).ok());
  const std::string before = ExportOf(*database);
  EXPECT_THAT(Text(ImportInto(*database, SmallExport())), HasSubstr("not empty"));
  EXPECT_TRUE(ExportOf(*database) == before);
  EXPECT_EQ(database->Open(sealer), "OK");
}

TEST_P(TransferEverywhere, LeavesADatabaseThatNobodyServesWhenItEndsHalfWay) {
  SqliteDatabase from;
  ASSERT_TRUE(from.UseAlone(sealer, [](Connection& connection) { return Fill(connection); }).ok());
  const std::string file = ExportOf(from);
  const auto database = NewDatabase(GetParam());
  const auto proved = sql::ProveExport(sealer, [&] { return Stream(file); });
  ASSERT_TRUE(proved.ok()) << proved.status();
  // Somebody cuts it after it was proved, when some transactions have been committed.
  const std::string cut = file.substr(0, file.size() * 9 / 10);
  const absl::Status imported = database->UseAlone(
      sealer, [&](Connection& connection) { return sql::Import(connection, sealer, *proved, [&] { return Stream(cut); }); });
  EXPECT_THAT(Text(imported), HasSubstr("make it anew, run --migrate and import again"));
  EXPECT_THAT(database->Open(sealer), HasSubstr("make it anew, run --migrate and import again"));
  const absl::Status exported = database->UseSnapshot(sealer, [](Connection&) { return absl::OkStatus(); });
  EXPECT_THAT(Text(exported), HasSubstr("not finished"));
  EXPECT_THAT(Text(ImportInto(*database, file)), HasSubstr("not finished"));
}

TEST_P(TransferEverywhere, GivesNoSnapshotToOtherKeys) {
  const auto database = NewDatabase(GetParam());
  ASSERT_TRUE(database->UseAlone(sealer, [](Connection&) { return absl::OkStatus(); }).ok());
  const FileKeySealer others(Keys::Random());
  EXPECT_THAT(Text(database->UseSnapshot(others, [](Connection&) { return absl::OkStatus(); })), HasSubstr("key file"));
}

INSTANTIATE_TEST_SUITE_P(, TransferEverywhere, ::testing::Values("SqliteFile", "MariaDb", "MySql"),
                         [](const ::testing::TestParamInfo<std::string>& info) { return info.param; });

class TransferToADistrictsServer : public Transfer {};

TEST_P(TransferToADistrictsServer, IsDoneByTheUserWhoServesOnceTheOtherHasMadeTheTables) {
  const std::string file = SmallExport();
  EmptyDatabase database(GetParam());
  database.Recreate();
  const DistrictUsers users(database);
  const FakeClock clock;
  const MysqlOptions running{.connection = users.running()};
  const auto use = [&](Connection& connection) { return Import(connection, file); };
  EXPECT_THAT(Text(MysqlStore::UseAlone(running, sealer, clock, use)), HasSubstr("--migrate"));
  const auto migrated = MysqlStore::Migrate({.connection = users.migrations()}, sealer, clock);
  ASSERT_TRUE(migrated.ok()) << migrated.status();
  const absl::Status imported = MysqlStore::UseAlone(running, sealer, clock, use);
  EXPECT_TRUE(imported.ok()) << imported;
  // Its views end with the user who made them.
  database.Recreate();
}

TEST_P(TransferToADistrictsServer, IsRefusedToAUserWhoCouldNotEndItBeforeAnythingIsWritten) {
  const std::string file = SmallExport();
  EmptyDatabase database(GetParam());
  database.Recreate();
  const DistrictUsers users(database);
  const MysqlOptions migrations{.connection = users.migrations()};
  const auto use = [&](Connection& connection) { return Import(connection, file); };
  EXPECT_THAT(Text(MysqlStore::UseAlone(migrations, sealer, FakeClock(), use)), HasSubstr("_migrations may not DELETE"));
  const absl::Status imported = MysqlStore::UseAlone({.connection = users.running()}, sealer, FakeClock(), use);
  EXPECT_TRUE(imported.ok()) << imported;
}

INSTANTIATE_TEST_SUITE_P(, TransferToADistrictsServer, ::testing::Values("MariaDb", "MySql"),
                         [](const ::testing::TestParamInfo<std::string>& info) { return info.param; });

// -- The file ---------------------------------------------------------------------------------------------------------------

std::vector<ExportEntry> EntriesOf(const std::string& file) {
  google::protobuf::io::ArrayInputStream stream(file.data(), static_cast<int>(file.size()));
  std::vector<ExportEntry> entries;
  for (ExportEntry entry; google::protobuf::util::ParseDelimitedFromZeroCopyStream(&entry, &stream, nullptr); entry.Clear()) {
    entries.push_back(entry);
  }
  return entries;
}

std::string FileOf(const std::vector<ExportEntry>& entries) {
  std::string file;
  google::protobuf::io::StringOutputStream stream(&file);
  for (const ExportEntry& entry : entries) google::protobuf::util::SerializeDelimitedToZeroCopyStream(entry, &stream);
  return file;
}

TEST_F(Transfer, RefusesEveryCutAndEveryChangedByteBeforeItWritesAnything) {
  const std::string file = SmallExport();
  SqliteDatabase target;
  ASSERT_TRUE(target
                  .UseAlone(sealer,
                            [&](Connection& connection) {
                              const auto refused = [&](const std::string& wrong) { return !Import(connection, wrong).ok(); };
                              for (std::size_t size = 0; size < file.size(); ++size)
                                EXPECT_TRUE(refused(file.substr(0, size))) << size;
                              EXPECT_TRUE(refused(file + file));
                              for (std::size_t at = 0; at < file.size(); ++at) {
                                std::string changed = file;
                                changed[at] = static_cast<char>(changed[at] ^ 1);
                                EXPECT_TRUE(refused(changed)) << at;
                              }
                              return absl::OkStatus();
                            })
                  .ok());
  EXPECT_TRUE(ImportInto(target, file).ok());
}

TEST_F(Transfer, RefusesRowsThatWereSwappedDoubledOrTakenAway) {
  const std::string file = SmallExport();
  SqliteDatabase target;
  const std::vector<ExportEntry> entries = EntriesOf(file);
  for (std::size_t at = 0; at < entries.size(); ++at) {
    std::vector<ExportEntry> swapped = entries, doubled = entries, shorter = entries;
    std::swap(swapped[at], swapped[(at + 1) % entries.size()]);
    doubled.insert(doubled.begin() + static_cast<std::ptrdiff_t>(at), entries[at]);
    shorter.erase(shorter.begin() + static_cast<std::ptrdiff_t>(at));
    for (const std::vector<ExportEntry>& wrong : {swapped, doubled, shorter}) {
      EXPECT_FALSE(ImportInto(target, FileOf(wrong)).ok()) << at;
    }
  }
  EXPECT_TRUE(ImportInto(target, FileOf(entries)).ok());
}

TEST_F(Transfer, RefusesAFileOfOtherKeysAndSaysSo) {
  const std::string file = SmallExport();
  SqliteDatabase target;
  const FileKeySealer others(Keys::Random());
  const absl::Status refused =
      target.UseAlone(others, [&](Connection& connection) { return ImportWith(others, connection, file); });
  EXPECT_THAT(Text(refused), HasSubstr("another key file"));
  EXPECT_EQ(target.Open(others), "OK");
}

TEST_F(Transfer, TakesWhatAnOlderGenerationSealedOnlyWhileTheKeyFileHasIt) {
  Keys keys = Keys::Random();
  const FileKeySealer first(keys);
  keys.seal.emplace(2, SecretKey::Random());
  const FileKeySealer both(keys);
  keys.seal.erase(1);
  const FileKeySealer second(keys);
  SqliteDatabase from;
  ASSERT_TRUE(from.UseAlone(first,
                            [&](Connection& connection) -> absl::Status {
                              absl::Status filled = Fill(connection, 1);
                              sql::Query seal(connection, "UPDATE case_files SET sealed = ?");
                              filled.Update(seal.Blob(first.Seal("rahasia", "binding")).Run());
                              return filled;
                            })
                  .ok());
  std::string file;
  ASSERT_TRUE(from.UseSnapshot(first,
                               [&](Connection& connection) {
                                 return sql::Export(connection, first, "rujukand 1", FakeClock::Beginning(),
                                                    [&](std::string_view part) {
                                                      file += part;
                                                      return absl::OkStatus();
                                                    })
                                     .status();
                               })
                  .ok());
  SqliteDatabase into;
  const auto import = [&](const Sealer& with) {
    return into.UseAlone(with, [&](Connection& connection) { return ImportWith(with, connection, file); });
  };
  EXPECT_THAT(Text(import(second)), HasSubstr("sealed under generation 1 of the sealing key"));
  SqliteDatabase another;
  EXPECT_EQ(Text(another.UseAlone(both, [&](Connection& connection) { return ImportWith(both, connection, file); })), "");
}

TEST_F(Transfer, CarriesADamagedValueAsItIs) {
  SqliteDatabase from;
  ASSERT_TRUE(from.UseAlone(sealer,
                            [&](Connection& connection) -> absl::Status {
                              absl::Status filled = Fill(connection, 1);
                              sql::Query seal(connection, "UPDATE case_files SET sealed = ?");
                              std::string damaged = sealer.Seal("rahasia", "binding");
                              damaged[4] = '\x07';
                              filled.Update(seal.Blob(damaged).Run());
                              return filled;
                            })
                  .ok());
  SqliteDatabase into;
  EXPECT_EQ(Text(ImportInto(into, ExportOf(from))), "");
}

TEST_F(Transfer, NamesTheProgramThatHasOtherTables) {
  std::vector<ExportEntry> entries = EntriesOf(SmallExport());
  for (ExportEntry& entry : entries) {
    if (entry.has_table() && entry.table().name() == "events") entry.mutable_table()->add_columns("mood");
  }
  SqliteDatabase target;
  EXPECT_THAT(Text(ImportInto(target, FileOf(entries))), HasSubstr("rujukand 1, which has other tables"));
}

TEST_F(Transfer, SaysWhatIsNoExport) {
  SqliteDatabase target;
  EXPECT_THAT(Text(ImportInto(target, "SQLite format 3")), HasSubstr("not an export"));
}

// -- Failures ---------------------------------------------------------------------------------------------------------------

TEST_F(Transfer, IsDoneOrLeavesADatabaseThatNobodyServesWhicheverStatementFails) {
  const std::string file = SmallExport();
  FakeClock clock;
  int refused = 0;
  for (int n = 1;; ++n) {
    Fault fault;
    FaultyConnection target(sqlite::SqliteConnection::Open(":memory:", sqlite::Purpose::kMemory, "").value(), fault);
    const auto open = [&] { return sql::Migrate(target, sqlite::Schema(), sealer, clock).status(); };
    ASSERT_TRUE(open().ok());
    fault = Fault{.at = n};
    const bool imported = Import(target, file).ok();
    const bool struck = fault.struck;
    fault = Fault();
    EXPECT_EQ(imported, !struck) << n;
    const absl::Status opened = open();
    if (opened.ok()) {
      // Nothing was written yet, or everything is.
      EXPECT_EQ(Import(target, file).ok(), struck) << n;
    } else {
      ++refused;
      EXPECT_THAT(Text(opened), HasSubstr("import again")) << n;
    }
    if (!struck) break;
  }
  EXPECT_GT(refused, 50);
}

}  // namespace
}  // namespace rujukan::testing
