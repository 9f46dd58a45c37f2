#include "adapters/mysql/server_check.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace rujukan::mysql {
namespace {

using ::testing::HasSubstr;

std::string Understood(std::string_view text) {
  const auto version = ParseServerVersion(text);
  if (!version) return "not understood";
  return std::string(version->maria_db ? "MariaDB " : "MySQL ") + std::to_string(version->major) + " " +
         std::to_string(version->minor) + " " + std::to_string(version->patch);
}

// What MariaDB 10.11 with a binary log and a utf8mb4 database answers, but for `name`.
std::string Check(const std::string& name, const std::string& value) {
  ServerVariables variables{{"version", "10.11.6-MariaDB-0+deb12u1"},
                            {"log_bin", "ON"},
                            {"sync_binlog", "1"},
                            {"binlog_format", "MIXED"},
                            {"innodb_flush_log_at_trx_commit", "1"},
                            {"character_set_database", "utf8mb4"},
                            {"max_allowed_packet", "16777216"}};
  variables[name] = value;
  return CheckServer(variables).ToString();
}

TEST(ServerVersions, AreReadInEveryNotation) {
  EXPECT_EQ(Understood("8.0.36"), "MySQL 8 0 36");
  EXPECT_EQ(Understood("8.0.36-0ubuntu0.22.04.1"), "MySQL 8 0 36");
  EXPECT_EQ(Understood("8.4.0-commercial"), "MySQL 8 4 0");
  EXPECT_EQ(Understood("9.7.0-1"), "MySQL 9 7 0");
  EXPECT_EQ(Understood("10.11.6-MariaDB-0+deb12u1"), "MariaDB 10 11 6");
  EXPECT_EQ(Understood("10.11.6-MariaDB-0+deb12u1-log"), "MariaDB 10 11 6");
  EXPECT_EQ(Understood("5.5.5-10.6.18-MariaDB"), "MariaDB 10 6 18");
  EXPECT_EQ(Understood("11.4.2-MariaDB-ubu2404"), "MariaDB 11 4 2");
}

TEST(ServerVersions, AreNotGuessed) {
  for (const char* text : {"", "8", "8.0", "8.0.", "8.x.1", "MariaDB", "5.5.5-MariaDB", ".0.36", "99999999999.0.1"}) {
    EXPECT_EQ(Understood(text), "not understood") << text;
  }
  EXPECT_THAT(Check("version", "eight"), HasSubstr("FAILED_PRECONDITION: the version 'eight' of the server is not understood"));
}

TEST(ServerCheck, AcceptsTheOldestVersionsItNamesAndWhatIsNewer) {
  for (const char* version : {"10.6.0-MariaDB", "10.11.6-MariaDB-0+deb12u1", "11.4.2-MariaDB", "8.0.19", "8.4.0", "9.7.0-1"}) {
    EXPECT_EQ(Check("version", version), "OK");
  }
}

TEST(ServerCheck, RefusesOlderVersionsAndNamesTheOldestThatWillDo) {
  for (const char* version : {"10.5.27-MariaDB", "5.5.5-10.5.27-MariaDB", "5.5.68-MariaDB", "8.0.18", "5.7.44-log"}) {
    EXPECT_EQ(Check("version", version), "FAILED_PRECONDITION: the server is " + std::string(version) +
                                             "; Rujukan needs MariaDB 10.6 or MySQL 8.0.19, or newer");
  }
}

TEST(ServerCheck, RefusesAServerThatLosesCommitsInAPowerCut) {
  for (const char* value : {"0", "2", ""}) {
    EXPECT_THAT(Check("innodb_flush_log_at_trx_commit", value), HasSubstr("set it to 1 in the server's configuration"));
  }
}

TEST(ServerCheck, RefusesAServerThatTellsOrAcknowledgesBeforeItHasWritten) {
  const std::string why = ": what the server has told or acknowledged would be gone after a power cut; ";
  EXPECT_EQ(Check("log_bin", "OFF"), "FAILED_PRECONDITION: log_bin is OFF" + why + "set log_bin in the server's configuration");
  for (const std::string value : {"0", "1000", ""}) {
    EXPECT_EQ(Check("sync_binlog", value),
              "FAILED_PRECONDITION: sync_binlog is " + value + why + "set sync_binlog=1 in the server's configuration");
  }
  EXPECT_THAT(
      CheckServer(
          {{"version", "10.11.6-MariaDB"}, {"log_bin", "OFF"}, {"sync_binlog", "0"}, {"innodb_flush_log_at_trx_commit", "1"}})
          .ToString(),
      HasSubstr("log_bin is OFF and sync_binlog is 0" + why + "set log_bin and sync_binlog=1 in"));
}

TEST(ServerCheck, RefusesABinaryLogThatCannotCarryOurTransactions) {
  EXPECT_EQ(Check("binlog_format", "ROW"), "OK");
  EXPECT_THAT(Check("binlog_format", "STATEMENT"), HasSubstr("set it to ROW in the server's configuration"));
}

TEST(ServerCheck, RefusesAServerThatDoesNotTakeALongChronology) {
  EXPECT_EQ(Check("max_allowed_packet", "8388608"), "OK");
  for (const char* value : {"1024", "4194304", ""}) {
    EXPECT_THAT(Check("max_allowed_packet", value), HasSubstr("set it to 16M in the server's configuration"));
  }
}

TEST(ServerCheck, RefusesADatabaseThatDoesNotHoldEveryLetter) {
  for (const char* charset : {"latin1", "utf8", "utf8mb3", "ascii"}) {
    EXPECT_THAT(Check("character_set_database", charset), HasSubstr("ALTER DATABASE … CHARACTER SET utf8mb4"));
  }
}

}  // namespace
}  // namespace rujukan::mysql
