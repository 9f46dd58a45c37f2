#include "server/rpc/refusal_status.h"

#include <algorithm>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "server/domain/errors.h"

namespace rujukan::testing {
namespace {

google::rpc::Status DetailsIn(const grpc::Status& status) {
  google::rpc::Status details;
  EXPECT_TRUE(details.ParseFromString(status.error_details()));
  return details;
}

template <typename Detail>
std::optional<Detail> Find(const grpc::Status& status) {
  const google::rpc::Status details = DetailsIn(status);
  for (const google::protobuf::Any& any : details.details()) {
    Detail detail;
    if (any.UnpackTo(&detail)) return detail;
  }
  return std::nullopt;
}

TEST(RefusalStatus, CarriesReasonCodeAndBothTexts) {
  for (const absl::Status& refusal : {NotFound(), WrongState(Move::kStart), EtagStale(), ServerDefect(), SignInNeeded()}) {
    const grpc::Status status = ToGrpc(refusal);
    const std::string reason = DetailsOf(refusal)->reason;
    EXPECT_EQ(static_cast<int>(status.error_code()), static_cast<int>(refusal.code()));
    EXPECT_EQ(DetailsIn(status).code(), static_cast<int>(refusal.code()));
    EXPECT_EQ(Find<google::rpc::ErrorInfo>(status)->reason(), reason);
    EXPECT_EQ(Find<google::rpc::ErrorInfo>(status)->domain(), "rujukan");
    EXPECT_EQ(Find<google::rpc::LocalizedMessage>(status)->locale(), "id-ID");
    EXPECT_FALSE(Find<google::rpc::LocalizedMessage>(status)->message().empty());
    EXPECT_FALSE(status.error_message().empty());
  }
}

TEST(RefusalStatus, NamesThePreconditionThatWasNotMet) {
  const auto failure = Find<google::rpc::PreconditionFailure>(ToGrpc(WrongState(Move::kStart)));
  ASSERT_TRUE(failure.has_value());
  EXPECT_EQ(failure->violations(0).type(), "WRONG_STATE");
  EXPECT_EQ(Find<google::rpc::ErrorInfo>(ToGrpc(WrongState(Move::kStart)))->metadata().at("move"), "START");
  EXPECT_FALSE(Find<google::rpc::PreconditionFailure>(ToGrpc(NotFound())).has_value());
}

TEST(RefusalStatus, SaysWhenToTryAgain) {
  const auto retry = Find<google::rpc::RetryInfo>(ToGrpc(SignInLimited(absl::Milliseconds(90'500))));
  ASSERT_TRUE(retry.has_value());
  EXPECT_EQ(retry->retry_delay().seconds(), 90);
  EXPECT_EQ(retry->retry_delay().nanos(), 500'000'000);
  EXPECT_FALSE(Find<google::rpc::RetryInfo>(ToGrpc(EtagStale())).has_value());
}

TEST(RefusalStatus, ListsAllViolationsInBothLanguages) {
  const auto bad = Find<google::rpc::BadRequest>(ToGrpc(InvalidRequest({{"rt", "TOO_LONG", "5"}, {"nik", "NOT_A_NIK"}})));
  ASSERT_TRUE(bad.has_value());
  ASSERT_EQ(bad->field_violations_size(), 2);
  EXPECT_EQ(bad->field_violations(0).field(), "rt");
  EXPECT_EQ(bad->field_violations(0).reason(), "TOO_LONG");
  EXPECT_EQ(bad->field_violations(0).description(), "At most 5 characters are allowed.");
  EXPECT_EQ(bad->field_violations(0).localized_message().message(), "Paling banyak 5 karakter. Persingkat isian ini.");
  EXPECT_EQ(bad->field_violations(1).field(), "nik");
}

// gRPC's clients refuse trailers of more than 8 KiB; an answer that nobody receives names no violation at all.
TEST(RefusalStatus, FitsATrailerHoweverMuchIsWrong) {
  for (const int count : {20, 60, 1000}) {
    Violations violations;
    for (int i = 0; i < count; ++i) violations.push_back({absl::StrCat("regions[", i, "].code"), "BPS_REGION_CODE"});
    const grpc::Status status = ToGrpc(InvalidRequest(violations));
    EXPECT_LE(status.error_details().size() * 4 / 3 + status.error_message().size(), 7'900u) << count;
    const auto bad = Find<google::rpc::BadRequest>(status);
    ASSERT_TRUE(bad.has_value());
    const auto info = Find<google::rpc::ErrorInfo>(status);
    const int left_out =
        info->metadata().contains("violations_left_out") ? std::stoi(info->metadata().at("violations_left_out")) : 0;
    EXPECT_EQ(bad->field_violations_size() + left_out, count);
    EXPECT_GE(bad->field_violations_size(), std::min(count, 60)) << "fields and reasons come before texts";
    EXPECT_FALSE(bad->field_violations(0).localized_message().message().empty());
  }
}

TEST(RefusalStatus, HidesWhatIsNotOfTheCatalogue) {
  const grpc::Status status = ToGrpc(absl::FailedPreconditionError("UNIQUE constraint failed: households 9999990107900001"));
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INTERNAL);
  EXPECT_EQ(Find<google::rpc::ErrorInfo>(status)->reason(), "SERVER_DEFECT");
  EXPECT_EQ(status.error_details().find("9999990107900001"), std::string::npos);
  EXPECT_EQ(status.error_message().find("9999990107900001"), std::string::npos);
}

}  // namespace
}  // namespace rujukan::testing
