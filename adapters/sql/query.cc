#include "adapters/sql/query.h"
#include "server/domain/try.h"

namespace rujukan::sql {
namespace {

constexpr std::size_t kUuidBytes = 16;

// For a NULL; no value is like it.
constexpr std::string_view kCoveredNull("\0NULL", 5);

unsigned HexDigit(char c) { return static_cast<unsigned>(c <= '9' ? c - '0' : c - 'a' + 10); }

}  // namespace

std::string PackUuid(std::string_view text) {
  if (!IsUuid(text)) return std::string(text);
  std::string bytes;
  bytes.reserve(kUuidBytes);
  for (std::size_t i = 0; i < text.size(); i += 2) {
    if (text[i] == '-') ++i;
    bytes.push_back(static_cast<char>(HexDigit(text[i]) << 4 | HexDigit(text[i + 1])));
  }
  return bytes;
}

std::string UnpackUuid(std::string_view bytes) {
  if (bytes.size() != kUuidBytes) return std::string(bytes);
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  text.reserve(36);
  for (std::size_t i = 0; i < kUuidBytes; ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text.push_back('-');
    const auto byte = static_cast<unsigned char>(bytes[i]);
    text.push_back(kDigits[byte >> 4]);
    text.push_back(kDigits[byte & 0xF]);
  }
  return text;
}

Query::Query(Connection& connection, std::string_view sql) : connection_(connection), statement_(connection.Prepare(sql)) {}

Query::~Query() {
  if (statement_ != nullptr) statement_->Reset();
}

Query& Query::Int(std::int64_t value) {
  if (covered_ != nullptr) covered_->Int(value);
  if (statement_ != nullptr) statement_->BindInt(++parameter_, value);
  return *this;
}

Query& Query::Text(std::string_view value) {
  if (covered_ != nullptr) covered_->Text(value);
  if (statement_ != nullptr) statement_->BindText(++parameter_, value);
  return *this;
}

Query& Query::Blob(std::string_view value) {
  if (covered_ != nullptr) covered_->Text(value);
  if (statement_ != nullptr) statement_->BindBlob(++parameter_, value);
  return *this;
}

Query& Query::Time(absl::Time value) {
  if (value == absl::InfinitePast() || value == absl::InfiniteFuture()) return Null();
  return Int(absl::ToUnixMicros(value));
}

Query& Query::Null() {
  if (covered_ != nullptr) covered_->Text(kCoveredNull);
  if (statement_ != nullptr) statement_->BindNull(++parameter_);
  return *this;
}

Query& Query::Sealed(std::string_view sealed, const Sealer& sealer) {
  if (covered_ != nullptr) covered_->Text(sealer.Lasting(sealed));
  if (statement_ != nullptr) statement_->BindBlob(++parameter_, sealed);
  return *this;
}

void Query::CoverRow(std::string_view columns, const Sealer& sealer, DigestFields& fields) {
  for (const char type : columns) {
    const int column = column_++;
    if (statement_->IsNull(column)) {
      fields.Text(kCoveredNull);
    } else if (type == 'i') {
      fields.Int(statement_->Int(column));
    } else if (type == 't') {
      fields.Text(statement_->Text(column));
    } else {
      const std::string_view blob = statement_->Blob(column);
      fields.Text(type == 's' ? sealer.Lasting(blob) : blob);
    }
  }
}

Result Query::RunForResult() {
  if (statement_ == nullptr) return Result::kUnavailable;
  Result result = Result::kRow;
  while (result == Result::kRow) result = statement_->Step();
  return result;
}

absl::Status Query::RunOnOneRow() {
  RUJUKAN_TRY(Run());
  return ToStatus(connection_.Changes() == 1 ? Result::kDone : Result::kConflict);
}

absl::StatusOr<bool> Query::Next() {
  column_ = 0;
  const Result result = statement_ == nullptr ? Result::kUnavailable : statement_->Step();
  if (result == Result::kRow) return true;
  if (result == Result::kDone) return false;
  return ToStatus(result);
}

std::int64_t Query::GetInt() { return statement_->Int(column_++); }

std::string Query::GetText() { return std::string(statement_->Text(column_++)); }

std::string Query::GetBlob() { return std::string(statement_->Blob(column_++)); }

absl::Time Query::GetTime() { return absl::FromUnixMicros(GetInt()); }

std::optional<absl::Time> Query::GetTimeIfAny() {
  if (!statement_->IsNull(column_)) return GetTime();
  ++column_;
  return std::nullopt;
}

}  // namespace rujukan::sql
