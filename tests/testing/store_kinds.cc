#include "tests/testing/store_kinds.h"

#include <stdexcept>
#include <utility>

#include "adapters/mysql/mysql_store.h"
#include "adapters/sqlite/sqlite_store.h"
#include "tests/testing/empty_database.h"
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
  void Lend(absl::FunctionRef<void(sql::Connection&)> use) override { use(*connection_); }
  std::string Concatenated(const std::string& first, const std::string& second) const override {
    return "CAST(" + first + " || " + second + " AS BLOB)";
  }
  bool SideBySide() const override { return false; }
  bool SomebodyWaits() override { return true; }

 private:
  TemporaryFolder folder_;
  sql::Connection* connection_ = nullptr;
  std::unique_ptr<SqliteStore> store_;
};

StoreKind SqliteKind(const std::string& name, bool in_memory) {
  return {name,
          [in_memory](const Sealer& sealer, const Clock& clock) { return std::make_unique<SqliteHost>(in_memory, sealer, clock); }};
}

class MysqlHost final : public StoreHost {
 public:
  MysqlHost(const std::string& server_kind, const Sealer& sealer, const Clock& clock) : database_(server_kind) {
    MysqlOptions options;
    options.connection = database_.options();
    auto store = MysqlStore::Open(options, sealer, clock);
    if (!store.ok()) {
      // Files of another time made the tables.
      database_.Recreate();
      store = MysqlStore::Open(options, sealer, clock);
    }
    if (!store.ok()) throw std::runtime_error(std::string(store.status().message()));
    store_ = *std::move(store);
  }

  Store& store() override { return *store_; }
  void Execute(std::string_view script) override { database_.Execute(std::string(script)); }
  void Lend(absl::FunctionRef<void(sql::Connection&)> use) override {
    const auto connection = mysql::MysqlConnection::Open(database_.options());
    if (!connection.ok()) throw std::runtime_error(std::string(connection.status().message()));
    use(**connection);
  }
  std::string Concatenated(const std::string& first, const std::string& second) const override {
    return "CONCAT(" + first + ", " + second + ")";
  }
  bool SideBySide() const override { return true; }
  bool SomebodyWaits() override {
    return database_.Ask("SHOW GLOBAL STATUS LIKE 'Innodb_row_lock_current_waits'").front() != "Innodb_row_lock_current_waits|0";
  }

 private:
  EmptyDatabase database_;
  std::unique_ptr<MysqlStore> store_;
};

StoreKind MysqlKind(const std::string& server_kind) {
  return {server_kind, [server_kind](const Sealer& sealer, const Clock& clock) {
            return std::make_unique<MysqlHost>(server_kind, sealer, clock);
          }};
}

}  // namespace

const std::vector<StoreKind>& StoreKinds() {
  static const auto& kinds = *new std::vector<StoreKind>{
      SqliteKind("SqliteMemory", true),
      SqliteKind("SqliteFile", false),
      MysqlKind("MariaDb"),
      MysqlKind("MySql"),
  };
  return kinds;
}

void PrintTo(const StoreKind& kind, std::ostream* out) { *out << kind.name; }

}  // namespace rujukan::testing
