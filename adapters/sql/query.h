// One run of one statement, as a line of code: bind, then read or run.
#ifndef RUJUKAN_ADAPTERS_SQL_QUERY_H_
#define RUJUKAN_ADAPTERS_SQL_QUERY_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "adapters/sql/driver.h"
#include "server/domain/digest_fields.h"
#include "server/domain/ids.h"
#include "server/domain/ports.h"

namespace rujukan::sql {

// A UUID as 16 bytes; any other text as its own bytes, which no stored id is equal to. And back.
std::string PackUuid(std::string_view text);
std::string UnpackUuid(std::string_view bytes);

// Parameters are bound and columns are read in their order. A query must end before the same statement is run again.
class Query {
 public:
  Query(Connection& connection, std::string_view sql);
  ~Query();
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;

  Query& Int(std::int64_t value);
  template <typename Enum>
  Query& Code(Enum value) {
    return Int(static_cast<std::int64_t>(value));
  }
  Query& Text(std::string_view value);
  Query& Blob(std::string_view value);
  // NULL when empty.
  template <typename Tag>
  Query& Id(const rujukan::Id<Tag>& id) {
    return id.empty() ? Null() : Blob(PackUuid(id.value));
  }
  Query& Size(std::size_t value) { return Int(static_cast<std::int64_t>(value)); }
  // Microseconds; NULL when infinite.
  Query& Time(absl::Time value);
  Query& Null();

  // The list of an IN that names `places`: of fewer items the last again. `bind` binds one.
  template <typename Item, typename Bind>
  Query& Listed(std::size_t places, std::span<const Item> items, Bind bind) {
    for (std::size_t i = 0; i < places; ++i) bind(items[std::min(i, items.size() - 1)]);
    return *this;
  }

  // A sealed value.
  Query& Sealed(std::string_view sealed, const Sealer& sealer);

  // From here on, whatever is bound is also put into `fields`, which outlive the query; of what is sealed, what lasts.
  Query& Cover(DigestFields& fields) {
    covered_ = &fields;
    return *this;
  }
  Query& Uncover() {
    covered_ = nullptr;
    return *this;
  }
  // Puts the columns of the present row into `fields`, as they are put there when they are bound: of an 'i'nteger, a 't'ext, a
  // 'b'lob and a 's'ealed blob each.
  void CoverRow(std::string_view columns, const Sealer& sealer, DigestFields& fields);

  // Runs to the end. RunForResult is for whoever tells kUnique from other errors.
  Result RunForResult();
  absl::Status Run() { return ToStatus(RunForResult()); }
  // StoreConflict when it changed no row.
  absl::Status RunOnOneRow();
  // The next row: true when there is one.
  absl::StatusOr<bool> Next();

  std::int64_t GetInt();
  template <typename Enum>
  Enum GetCode() {
    return static_cast<Enum>(GetInt());
  }
  bool GetBool() { return GetInt() != 0; }
  std::string GetText();
  std::string GetBlob();
  template <typename IdType>
  IdType GetId() {
    return IdType(UnpackUuid(statement_->Blob(column_++)));
  }
  absl::Time GetTime();
  // Nothing for NULL.
  std::optional<absl::Time> GetTimeIfAny();

 private:
  Connection& connection_;
  Statement* const statement_;
  int parameter_ = 0;
  int column_ = 0;
  DigestFields* covered_ = nullptr;
};

}  // namespace rujukan::sql

#endif  // RUJUKAN_ADAPTERS_SQL_QUERY_H_
