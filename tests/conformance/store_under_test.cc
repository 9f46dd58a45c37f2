#include "tests/conformance/store_under_test.h"

#include <stdexcept>
#include <utility>

#include "adapters/sqlite/sqlite_store.h"
#include "tests/testing/temporary_folder.h"

namespace rujukan::testing {
namespace {

class SqliteHost final : public StoreHost {
 public:
  SqliteHost(bool in_memory, const Sealer& sealer, const Clock& clock) {
    SqliteOptions options;
    options.path = folder_.File("rujukan.db");
    options.wrap_writer = [this](std::unique_ptr<sql::Connection> connection) {
      connection_ = connection.get();
      return connection;
    };
    auto store = in_memory ? SqliteStore::OpenInMemory(sealer, clock, options) : SqliteStore::Open(options, sealer, clock);
    if (!store.ok()) throw std::runtime_error(std::string(store.status().message()));
    store_ = *std::move(store);
  }

  Store& store() override { return *store_; }
  void Execute(std::string_view script) override {
    if (!IsOk(connection_->Execute(script))) throw std::runtime_error("refused: " + std::string(script));
  }

 private:
  TemporaryFolder folder_;
  sql::Connection* connection_ = nullptr;
  std::unique_ptr<SqliteStore> store_;
};

StoreKind SqliteKind(const std::string& name, bool in_memory) {
  return {name,
          [in_memory](const Sealer& sealer, const Clock& clock) { return std::make_unique<SqliteHost>(in_memory, sealer, clock); }};
}

}  // namespace

const std::vector<StoreKind>& StoreKinds() {
  static const auto& kinds = *new std::vector<StoreKind>{
      SqliteKind("SqliteMemory", true),
      SqliteKind("SqliteFile", false),
  };
  return kinds;
}

void PrintTo(const StoreKind& kind, std::ostream* out) { *out << kind.name; }

}  // namespace rujukan::testing
