#include "server/rpc/refusal_status.h"

#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "server/domain/errors.h"

namespace rujukan {
namespace {

constexpr char kDomain[] = "rujukan";
constexpr char kLocale[] = "id-ID";

// Of the bytes for violations these are kept for texts, so that the first ones can always be read.
constexpr std::size_t kTextBytesMin = 1'000;

std::string IndonesianFor(const std::string& reason) {
  for (const RefusalText& text : RefusalTexts()) {
    if (text.reason == reason) return std::string(text.indonesian);
  }
  return {};
}

// Lists the violations as far as they fit into `bytes_max`: first all fields and reasons, then texts from the first one on.
// Returns how many were left out.
std::size_t ListViolations(const Violations& violations, std::size_t bytes_max, google::rpc::BadRequest& bad_request) {
  std::size_t listed = 0;
  for (const Violation& violation : violations) {
    google::rpc::BadRequest::FieldViolation& field = *bad_request.add_field_violations();
    field.set_field(violation.field);
    field.set_reason(violation.reason);
    if (bad_request.ByteSizeLong() > bytes_max - kTextBytesMin) {
      bad_request.mutable_field_violations()->RemoveLast();
      break;
    }
    ++listed;
  }
  for (std::size_t i = 0; i < listed; ++i) {
    google::rpc::BadRequest::FieldViolation& field = *bad_request.mutable_field_violations(static_cast<int>(i));
    field.set_description(DescribeInEnglish(violations[i]));
    field.mutable_localized_message()->set_locale(kLocale);
    field.mutable_localized_message()->set_message(DescribeInIndonesian(violations[i]));
    if (bad_request.ByteSizeLong() > bytes_max) {
      field.clear_description();
      field.clear_localized_message();
      break;
    }
  }
  return violations.size() - listed;
}

grpc::Status Describe(const absl::Status& status, const RefusalDetails& details) {
  google::rpc::Status wire;
  wire.set_code(static_cast<int>(status.code()));
  wire.set_message(std::string(status.message()));

  google::rpc::ErrorInfo info;
  info.set_reason(details.reason);
  info.set_domain(kDomain);
  for (const auto& [key, value] : details.metadata) (*info.mutable_metadata())[key] = value;

  google::rpc::LocalizedMessage localized;
  localized.set_locale(kLocale);
  localized.set_message(IndonesianFor(details.reason));

  google::rpc::BadRequest bad_request;
  if (!details.violations.empty()) {
    const std::size_t left_out = ListViolations(details.violations, kStatusDetailsBytesMax, bad_request);
    if (left_out > 0) (*info.mutable_metadata())["violations_left_out"] = absl::StrCat(left_out);
  }
  wire.add_details()->PackFrom(info);
  if (!details.violations.empty()) wire.add_details()->PackFrom(bad_request);
  if (status.code() == absl::StatusCode::kFailedPrecondition) {
    google::rpc::PreconditionFailure failure;
    failure.add_violations()->set_type(details.reason);
    failure.mutable_violations(0)->set_description(std::string(status.message()));
    wire.add_details()->PackFrom(failure);
  }
  if (details.retry_delay > absl::ZeroDuration()) {
    google::rpc::RetryInfo retry;
    const absl::Duration delay = absl::Ceil(details.retry_delay, absl::Milliseconds(1));
    retry.mutable_retry_delay()->set_seconds(absl::ToInt64Seconds(delay));
    retry.mutable_retry_delay()->set_nanos(static_cast<int>(absl::ToInt64Nanoseconds(delay % absl::Seconds(1))));
    wire.add_details()->PackFrom(retry);
  }
  wire.add_details()->PackFrom(localized);
  return grpc::Status(static_cast<grpc::StatusCode>(status.code()), wire.message(), wire.SerializeAsString());
}

}  // namespace

grpc::Status ToGrpc(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  if (const std::optional<RefusalDetails> details = DetailsOf(status)) return Describe(status, *details);
  const absl::Status defect = ServerDefect();
  return Describe(defect, *DetailsOf(defect));
}

}  // namespace rujukan
