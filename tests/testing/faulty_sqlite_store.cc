#include "tests/testing/faulty_sqlite_store.h"

#include <stdexcept>
#include <utility>
#include <vector>

#include "adapters/sql/query.h"

namespace rujukan::testing {
namespace {

std::vector<std::string> Texts(sql::Connection& connection, const std::string& sql) {
  std::vector<std::string> texts;
  sql::Query query(connection, sql);
  while (true) {
    const auto row = query.Next();
    if (!row.ok()) throw std::runtime_error("cannot read: " + sql);
    if (!*row) return texts;
    texts.push_back(query.GetText());
  }
}

std::string DumpOfTable(sql::Connection& connection, const std::string& table) {
  std::string columns;
  for (const std::string& column : Texts(connection, "SELECT name FROM pragma_table_info('" + table + "') ORDER BY cid")) {
    columns += (columns.empty() ? "quote(" : " || ', ' || quote(") + column + ")";
  }
  std::string dump = table + "\n";
  for (const std::string& row : Texts(connection, "SELECT " + columns + " FROM " + table + " ORDER BY 1"))
    dump += "  " + row + "\n";
  return dump;
}

}  // namespace

std::string DumpOf(sql::Connection& connection) {
  std::string dump;
  for (const std::string& table : Texts(connection, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")) {
    dump += DumpOfTable(connection, table);
  }
  return dump;
}

FaultySqliteStore::FaultySqliteStore(const Sealer& sealer, const Clock& clock) {
  SqliteOptions options;
  options.wrap_writer = [this](std::unique_ptr<sql::Connection> inner) {
    connection_ = inner.get();
    return std::make_unique<FaultyConnection>(std::move(inner), fault_);
  };
  auto store = SqliteStore::OpenInMemory(sealer, clock, options);
  if (!store.ok()) throw std::runtime_error("the store does not open");
  store_ = *std::move(store);
}

std::string FaultySqliteStore::Dump() { return DumpOf(*connection_); }

void FaultySqliteStore::Execute(std::string_view script) {
  if (!IsOk(connection_->Execute(script))) throw std::runtime_error("refused: " + std::string(script));
}

}  // namespace rujukan::testing
