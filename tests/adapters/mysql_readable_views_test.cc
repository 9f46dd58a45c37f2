// What is in clear can be read by a district's staff with plain SQL.
#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "adapters/mysql/mysql_store.h"
#include "adapters/system/file_key_sealer.h"
#include "gmock/gmock.h"
#include "google/protobuf/descriptor.h"
#include "gtest/gtest.h"
#include "rujukan/v1/codes.pb.h"
#include "server/domain/try.h"
#include "tests/testing/empty_database.h"
#include "tests/testing/fake_clock.h"
#include "tests/testing/records.h"
#include "tests/testing/refusals.h"
#include "tests/testing/sequential_ids.h"

namespace rujukan::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Those of which a column in clear has numbers.
constexpr const char* kLists[] = {"UnitKind",   "Role",          "WelfareProgram", "Service",       "Urgency",
                                  "LegalBasis", "DecileSource",  "ReferralKind",   "ReferralState", "Move",
                                  "DueKind",    "PacketSection", "CaseFileKind",   "CaseFileStage", "Capacity"};

// "UNIT_KIND_" of "UnitKind".
std::string PrefixOf(const std::string& list) {
  std::string prefix;
  for (const char c : list) {
    if (absl::ascii_isupper(c) && !prefix.empty()) prefix += '_';
    prefix += absl::ascii_toupper(c);
  }
  return prefix + "_";
}

// "Move 1 SEND" for each value of each list in codes.proto.
std::vector<std::string> NamesOfTheApi() {
  std::vector<std::string> names;
  const auto* file = v1::UnitKind_descriptor()->file();
  for (const std::string list : kLists) {
    const auto* values = file->FindEnumTypeByName(list);
    for (int i = 0; i < values->value_count(); ++i) {
      names.push_back(
          absl::StrCat(list, " ", values->value(i)->number(), " ", values->value(i)->name().substr(PrefixOf(list).size())));
    }
  }
  return names;
}

class MysqlReadableViews : public ::testing::TestWithParam<std::string> {
 protected:
  MysqlReadableViews() {
    const MysqlOptions options{.connection = database.options()};
    auto opened = MysqlStore::Open(options, sealer, clock);
    if (!opened.ok()) {
      database.Recreate();
      opened = MysqlStore::Open(options, sealer, clock);
    }
    store = std::move(opened).value();
  }

  std::string Do(const std::function<absl::Status(Transaction&)>& step) { return Reason(store->Transact(step)); }

  FakeClock clock{FakeClock::Beginning() + absl::Microseconds(123456)};
  FileKeySealer sealer{Keys::Random()};
  SequentialIds ids;
  RecordMaker make{clock, ids};
  EmptyDatabase database{GetParam()};
  std::unique_ptr<MysqlStore> store;
};

TEST_P(MysqlReadableViews, NameEveryCodeAsTheApiDoes) {
  std::vector<std::string> in_database = database.Ask("SELECT CONCAT(list, ' ', number, ' ', name) FROM code_names");
  std::vector<std::string> in_api = NamesOfTheApi();
  EXPECT_THAT(in_database, ::testing::UnorderedElementsAreArray(in_api))
      << "A list of codes.proto has grown or a name has changed: write a further file adapters/mysql/schema/000N_....sql that "
         "inserts "
         "(INSERT IGNORE) or updates the names in code_names. A file that is released is never edited.";
}

TEST_P(MysqlReadableViews, ShowAReferralInWords) {
  const Unit sender = make.MakeUnit(UnitKind::kPuskesos);
  const Unit receiver = make.MakeUnit(UnitKind::kDinasSosial, "73.09");
  Referral referral = make.MakeReferral(sender.id, receiver.id);
  const std::string stored = Do([&](Transaction& t) -> absl::Status {
    RUJUKAN_TRY(t.units().Insert(sender));
    RUJUKAN_TRY(t.units().Insert(receiver));
    return t.referrals().Insert(referral, store->SealPacket(referral.id, make.MakePacket()));
  });
  ASSERT_EQ(stored, "OK");
  EXPECT_THAT(
      database.Ask(
          "SELECT id, state, is_open, sender, sender_name, receiver, accountable, version, create_time FROM readable_referrals"),
      ElementsAre(absl::StrJoin(
          {referral.id.value, std::string("SENT"), std::string("1"), sender.id.value, sender.display_name, receiver.id.value,
           receiver.id.value, std::to_string(referral.version), std::string("2026-03-02 01:00:00.123456")},
          "|")));
  EXPECT_THAT(database.Ask("SELECT COUNT(*) FROM readable_referrals WHERE create_time < TIMESTAMP'2026-03-02 01:00:01' AND kind = "
                           "(SELECT name FROM code_names WHERE list = 'ReferralKind' AND number = " +
                           std::to_string(static_cast<int>(referral.kind)) + ")"),
              ElementsAre("1"));
}

TEST_P(MysqlReadableViews, ShowWhatIsInClearOfTheOtherRecords) {
  const Unit unit = make.MakeUnit();
  const Officer officer = make.MakeOfficer(unit.id, "sitti");
  const Household household = make.MakeHousehold(unit.id);
  const CaseFile case_file = make.MakeCaseFile(unit.id);
  const Referral referral = make.MakeReferral(unit.id, unit.id);
  ReferralEvent event = make.MakeEvent(referral, Move::kCreate);
  event.sections = Bit(PacketSection::kContact) | Bit(PacketSection::kNeed);
  const std::string stored = Do([&](Transaction& t) -> absl::Status {
    RUJUKAN_TRY(t.units().Insert(unit));
    RUJUKAN_TRY(t.officers().Insert(officer));
    RUJUKAN_TRY(t.households().Insert(household));
    RUJUKAN_TRY(t.case_files().Insert(case_file));
    RUJUKAN_TRY(t.referrals().Insert(referral, store->SealPacket(referral.id, make.MakePacket())));
    RUJUKAN_TRY(t.events().Append(event));
    return t.inboxes().Append(make.MakeInboxEvent(unit.id, referral.id));
  });
  ASSERT_EQ(stored, "OK");
  const std::string time = "2026-03-02 01:00:00.123456";
  EXPECT_THAT(
      database.Ask("SELECT id, kind, region, service_offers, welfare_programs, create_time FROM readable_units"),
      ElementsAre(unit.id.value + "|PUSKESOS|73.09.01.2003|HEALTH WAITING_LIST, WELFARE_FOLLOW_UP AVAILABLE|PKH, OTHER|" + time));
  EXPECT_THAT(database.Ask("SELECT id, unit, sign_in_name, disabled FROM readable_officers"),
              ElementsAre(officer.id.value + "|" + unit.id.value + "|sitti|0"));
  EXPECT_THAT(database.Ask("SELECT id, region FROM readable_households"), ElementsAre(household.id.value + "|73.09.01.2003"));
  EXPECT_THAT(database.Ask("SELECT id, number, unit_name FROM readable_case_files"),
              ElementsAre(case_file.id.value + "|" + case_file.number + "|" + unit.display_name));
  EXPECT_THAT(database.Ask("SELECT referral, sequence, move, sections FROM readable_events"),
              ElementsAre(referral.id.value + "|1|CREATE|CONTACT, NEED"));
  EXPECT_THAT(database.Ask("SELECT unit, sequence, referral FROM readable_inbox_events"),
              ElementsAre(unit.id.value + "|1|" + referral.id.value));
}

// The columns of tables and views as staff find them.
TEST_P(MysqlReadableViews, HaveNoBytesInThemAndNothingSealed) {
  EXPECT_THAT(
      database.Ask("SELECT TABLE_NAME, COLUMN_NAME FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND "
                   "TABLE_NAME LIKE 'readable%' AND (DATA_TYPE LIKE '%binary' OR DATA_TYPE LIKE '%blob' OR COLUMN_NAME LIKE "
                   "'%sealed%' OR COLUMN_NAME LIKE '%password%' OR COLUMN_NAME LIKE '%token%')"),
      IsEmpty());
  EXPECT_THAT(
      database.Ask(
          "SELECT TABLE_NAME, COLUMN_NAME FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND "
          "TABLE_NAME LIKE 'readable%' AND COLUMN_NAME LIKE '%\\_time' AND (DATA_TYPE <> 'datetime' OR DATETIME_PRECISION <> 6)"),
      IsEmpty());
  EXPECT_THAT(database.Ask("SELECT TABLE_NAME FROM information_schema.VIEWS WHERE TABLE_SCHEMA = DATABASE() AND SECURITY_TYPE <> "
                           "'DEFINER'"),
              IsEmpty());
}

TEST_P(MysqlReadableViews, ShowNoTimesOfAHouseholdSinceTheseAreSealed) {
  EXPECT_THAT(database.Ask("SELECT COLUMN_NAME FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = "
                           "'readable_households' AND DATA_TYPE LIKE '%time%'"),
              IsEmpty());
}

TEST_P(MysqlReadableViews, StandOnTablesThatExplainThemselves) {
  const std::string tables =
      " FROM information_schema.TABLES t JOIN information_schema.COLUMNS c ON c.TABLE_SCHEMA = t.TABLE_SCHEMA AND c.TABLE_NAME = "
      "t.TABLE_NAME WHERE t.TABLE_SCHEMA = DATABASE() AND t.TABLE_TYPE = 'BASE TABLE' AND ";
  EXPECT_THAT(database.Ask("SELECT t.TABLE_NAME, c.COLUMN_NAME" + tables + "(c.COLUMN_COMMENT = '' OR t.TABLE_COMMENT = '')"),
              IsEmpty());
  EXPECT_THAT(
      database.Ask("SELECT DISTINCT t.TABLE_NAME" + tables + "(t.ENGINE <> 'InnoDB' OR t.TABLE_COLLATION <> 'utf8mb4_bin')"),
      IsEmpty());
  EXPECT_THAT(database.Ask("SELECT t.TABLE_NAME, c.COLUMN_NAME" + tables +
                           "c.COLLATION_NAME IS NOT NULL AND c.COLLATION_NAME NOT IN ('utf8mb4_bin', 'ascii_bin')"),
              IsEmpty());
  // What a record is found by is compared byte by byte.
  EXPECT_THAT(database.Ask("SELECT t.TABLE_NAME, c.COLUMN_NAME" + tables +
                           "c.COLUMN_KEY <> '' AND c.COLLATION_NAME IS NOT NULL AND c.COLLATION_NAME <> 'ascii_bin'"),
              IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(, MysqlReadableViews, ::testing::Values("MariaDb", "MySql"),
                         [](const ::testing::TestParamInfo<std::string>& info) { return info.param; });

}  // namespace
}  // namespace rujukan::testing
