#include "adapters/mysql/server_errors.h"

#include "gtest/gtest.h"

namespace rujukan::mysql {
namespace {

using sql::Result;

TEST(ServerErrors, OfACollisionLetTheTransactionRunAgain) {
  for (const int error : {1213, 1205, 1020, 1615}) {
    EXPECT_EQ(ToResult(error, false), Result::kConflict) << error;
    EXPECT_FALSE(EndsConnection(error)) << error;
    EXPECT_EQ(Describe(error), "somebody else is using the database (error " + std::to_string(error) + ")");
  }
}

TEST(ServerErrors, OfALostConnectionEndItAndAreNotAnAnswer) {
  for (const int error : {2002, 2003, 2006, 2013, 2055, 1053, 1152, 1154, 1156, 1158, 1159, 1160, 1161, 1927, 3169, 4031}) {
    EXPECT_EQ(ToResult(error, false), Result::kUnavailable) << error;
    EXPECT_TRUE(EndsConnection(error)) << error;
    EXPECT_FALSE(NeedsOperator(error)) << error;
  }
  EXPECT_EQ(Describe(2006), "the server cannot be reached (error 2006)");
  EXPECT_EQ(Describe(1053), "the server is stopping (error 1053)");
}

TEST(ServerErrors, OfAServerThatWillNotNowKeepTheConnection) {
  for (const int error : {1040, 1203, 1226, 1290, 1836, 1317, 1969, 3024, 1047, 1461}) {
    EXPECT_EQ(ToResult(error, false), Result::kUnavailable) << error;
    EXPECT_FALSE(EndsConnection(error)) << error;
  }
  EXPECT_EQ(Describe(1290), "the server only lets read (error 1290)");
  EXPECT_EQ(Describe(1836), "the server only lets read (error 1836)");
  EXPECT_EQ(Describe(1040), "the server has as many connections as it may (error 1040)");
}

TEST(ServerErrors, OfAReadOnlyTransactionAreADefectOnlyWhereWeAskedForOne) {
  EXPECT_EQ(ToResult(1792, true), Result::kDefect);
  EXPECT_EQ(ToResult(1792, false), Result::kUnavailable);
}

TEST(ServerErrors, OfAFullDiskHaveAResultOfTheirOwn) {
  for (const int error : {3, 28, 1021, 1026, 1114, 1878}) {
    EXPECT_EQ(ToResult(error, false), Result::kFull) << error;
    EXPECT_EQ(Describe(error), "the server has no room (error " + std::to_string(error) + ")");
  }
}

TEST(ServerErrors, TellAKeyThatIsThereFromEverythingElse) {
  EXPECT_EQ(ToResult(1062, false), Result::kUnique);
  // No such table, a syntax error, a value that is too long, a foreign key, what nobody has heard of.
  for (const int error : {0, 1146, 1064, 1406, 1452, 9999}) EXPECT_EQ(ToResult(error, false), Result::kDefect) << error;
}

TEST(ServerErrors, ThatNeedAnOperatorSaySo) {
  for (const int error : {1045, 2026, 2061}) EXPECT_TRUE(NeedsOperator(error)) << error;
  for (const int error : {1044, 1049, 1142, 1143, 1130}) EXPECT_EQ(ToResult(error, false), Result::kDefect) << error;
}

TEST(ServerErrors, ThatOnlyADefectCanMakeTellItInWords) {
  for (const int error : {1142, 1143, 1227, 1370, 1044}) EXPECT_TRUE(IsDenied(error)) << error;
  for (const int error : {0, 1045, 1062, 1146, 1290, 2006}) EXPECT_FALSE(IsDenied(error)) << error;
  EXPECT_EQ(Describe(1143), "the user has not the right to do this; deploy/mysql/create_users.sql tells the rights (error 1143)");
  EXPECT_EQ(Describe(1146), "a table or a column is not there, although the schema says so (error 1146)");
  EXPECT_EQ(Describe(0), "the connector failed (error 0)");
  EXPECT_EQ(Describe(1406), "the server refused a statement (error 1406)");
}

}  // namespace
}  // namespace rujukan::mysql
