#include "client/request_id.h"

#include <gtest/gtest.h>

#include <regex>

namespace rujukan::client {
namespace {

TEST(RequestId, IsTheSameForTheSameContent) {
  EXPECT_EQ(RequestIdOf("rows"), RequestIdOf("rows"));
  EXPECT_NE(RequestIdOf("rows"), RequestIdOf("row"));
}

TEST(RequestId, OfContentStaysTheSameBetweenVersionsOfTheProgram) {
  // The first 16 bytes of SHA-256 of nothing, with version 8 and the variant in their places.
  EXPECT_EQ(RequestIdOf(""), "e3b0c442-98fc-8c14-9afb-f4c8996fb924");
}

TEST(RequestId, IsNewEachTimeAndAUuid) {
  const std::regex uuid("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
  EXPECT_TRUE(std::regex_match(NewRequestId(), uuid));
  EXPECT_NE(NewRequestId(), NewRequestId());
}

}  // namespace
}  // namespace rujukan::client
