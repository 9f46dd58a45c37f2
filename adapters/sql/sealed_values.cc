#include "adapters/sql/sealed_values.h"

#include <algorithm>
#include <optional>
#include <string_view>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "adapters/sql/aggregates.h"
#include "adapters/sql/query.h"
#include "adapters/sql/refusal.h"
#include "adapters/sql/rows.h"
#include "server/domain/try.h"

namespace rujukan::sql {
namespace {

using store::v1::ExportRow;
using store::v1::ExportValue;

ExportValue& At(ExportRow& row, std::size_t place) { return *row.mutable_values(static_cast<int>(place)); }
const ExportValue& At(const ExportRow& row, std::size_t place) { return row.values(static_cast<int>(place)); }

std::size_t PlaceOf(const Table& table, std::string_view column) {
  return static_cast<std::size_t>(std::ranges::find(table.columns, column, &Column::name) - table.columns.begin());
}

Receipt ReceiptIn(const Table& table, const ExportRow& row) {
  const auto bytes = [&](std::string_view column) { return At(row, PlaceOf(table, column)).bytes(); };
  Receipt receipt;
  receipt.unit = UnitId(UnpackUuid(bytes("unit")));
  receipt.officer = OfficerId(UnpackUuid(bytes("officer")));
  receipt.method = bytes("method");
  receipt.request_id = UnpackUuid(bytes("request_id"));
  receipt.fingerprint = bytes("fingerprint");
  receipt.resource = bytes("resource");
  receipt.create_time = absl::FromUnixMicros(At(row, PlaceOf(table, "create_time")).number());
  return receipt;
}

// A receipt's check covers its sealed part as it is wrapped. One that was changed by another hand keeps a check that does not fit.
void RenewMac(const Table& table, const Sealer& sealer, const ExportRow& before, ExportRow& after,
              std::vector<std::size_t>& places) {
  const std::size_t mac = PlaceOf(table, "mac");
  if (At(before, mac).bytes() != SqlReceipts::MacOf(ReceiptIn(table, before), sealer)) return;
  At(after, mac).set_bytes(SqlReceipts::MacOf(ReceiptIn(table, after), sealer));
  places.push_back(mac);
}

// How many values of the row it wrapped.
absl::StatusOr<std::int64_t> WrapRowAnew(Connection& connection, const Sealer& sealer, const Table& table, const ExportRow& row) {
  ExportRow after = row;
  std::vector<std::size_t> places;
  for (const SealedValue& value : SealedValuesOf(table, row)) {
    if (sealer.GenerationOf(value.sealed) == sealer.Generations().back()) continue;
    const absl::StatusOr<std::string> wrapped = sealer.WrapAnew(value.sealed);
    if (!wrapped.ok()) continue;
    const bool in_base64 = table.columns[value.place].sealing == Sealing::kSealedInBase64;
    At(after, value.place).set_bytes(in_base64 ? absl::WebSafeBase64Escape(*wrapped) : *wrapped);
    places.push_back(value.place);
  }
  const auto wrapped = static_cast<std::int64_t>(places.size());
  if (wrapped == 0) return wrapped;
  if (table.name == "receipts") RenewMac(table, sealer, row, after, places);
  RUJUKAN_TRY(UpdateRow(connection, table, places, row, after));
  return wrapped;
}

absl::StatusOr<std::int64_t> WrapPageAnew(Connection& connection, const Sealer& sealer, const Table& table,
                                          const std::vector<ExportRow>& rows) {
  std::int64_t wrapped = 0;
  RUJUKAN_TRY(ForOperator(connection.Begin(), connection, "beginning"));
  for (const ExportRow& row : rows) {
    RUJUKAN_TRY_ASSIGN(const std::int64_t of_row, WrapRowAnew(connection, sealer, table, row));
    wrapped += of_row;
  }
  RUJUKAN_TRY(ForOperator(connection.Commit(), connection, "committing"));
  return wrapped;
}

bool HasSealed(const Table& table) {
  return std::ranges::any_of(table.columns, [](const Column& column) { return column.sealing != Sealing::kNone; });
}

}  // namespace

std::vector<SealedValue> SealedValuesOf(const Table& table, const ExportRow& row) {
  std::vector<SealedValue> values;
  for (std::size_t place = 0; place < table.columns.size(); ++place) {
    const Sealing sealing = table.columns[place].sealing;
    const std::string& bytes = At(row, place).bytes();
    if (sealing == Sealing::kNone || bytes.empty()) continue;
    SealedValue value{.place = place, .sealed = bytes};
    // Of what is no base64 nothing is left, and that is damaged.
    if (sealing == Sealing::kSealedInBase64) absl::WebSafeBase64Unescape(bytes, &value.sealed);
    values.push_back(std::move(value));
  }
  return values;
}

absl::StatusOr<SealedCounts> CountSealed(Connection& connection, const Sealer& sealer) {
  SealedCounts counts;
  for (const Table& table : Tables()) {
    if (!HasSealed(table)) continue;
    RUJUKAN_TRY(ReadTable(connection, table, [&](const Table&, const ExportRow& row) {
      for (const SealedValue& value : SealedValuesOf(table, row)) {
        ++(sealer.WrapAnew(value.sealed).ok() ? counts.by_generation[*sealer.GenerationOf(value.sealed)] : counts.damaged);
      }
      return absl::OkStatus();
    }));
  }
  return counts;
}

absl::StatusOr<std::int64_t> WrapAllAnew(Connection& connection, const Sealer& sealer,
                                         absl::FunctionRef<void(const Table&, std::int64_t)> done) {
  std::int64_t wrapped = 0;
  for (const Table& table : Tables()) {
    if (!HasSealed(table)) continue;
    TablePages pages(connection, table);
    std::int64_t of_table = 0;
    for (;;) {
      RUJUKAN_TRY_ASSIGN(const std::vector<ExportRow> rows, pages.Next());
      if (rows.empty()) break;
      const absl::StatusOr<std::int64_t> of_page = WrapPageAnew(connection, sealer, table, rows);
      if (!of_page.ok()) {
        connection.Rollback();
        return of_page.status();
      }
      of_table += *of_page;
    }
    done(table, of_table);
    wrapped += of_table;
  }
  return wrapped;
}

}  // namespace rujukan::sql
