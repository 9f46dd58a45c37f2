// The limits of the databases: loops that do nothing but write, as durably as the product.
//
//   bare_loop row --config FILE [--connections N] [--seconds N]
//       one small row per commit
//   bare_loop statements --config FILE --recording FILE [--connections N] [--seconds N]
//       the recorded statements of CreateReferral, in order, one commit per request, all prepared once
//
// The database is the one that the configuration names, and must be new; it gets the product's tables and settings. SQLite has one
// connection, and brings its log home itself.
#ifdef RUJUKAN_MYSQL_JDBC
#include <mysql/jdbc.h>
#else
#include <cppconn/connection.h>
#include <cppconn/driver.h>
#include <cppconn/exception.h>
#include <cppconn/prepared_statement.h>
#include <cppconn/resultset.h>
#include <cppconn/statement.h>
#endif
#include <sqlite3.h>

#include <CLI/CLI.hpp>
#include <atomic>
#include <chrono>
#include <functional>
#include <iostream>
#include <memory>
#include <mutex>
#include <sstream>
#include <stdexcept>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "adapters/mysql/mysql_store.h"
#include "adapters/sqlite/connection.h"
#include "adapters/sqlite/log_bringer.h"
#include "adapters/sqlite/sqlite_store.h"
#include "adapters/system/file_key_sealer.h"
#include "adapters/system/system_clock.h"
#include "adapters/system/uuid_ids.h"
#include "server/configuration.h"
#include "tests/bench/recording.h"

namespace rujukan::bench {
namespace {

using Ticker = std::chrono::steady_clock;

// A row of this size is small: less than a tenth of what a referral takes.
constexpr std::size_t kRowBytes = 400;
constexpr char kInsertRow[] = "INSERT INTO bare_rows (id, body) VALUES (?, ?)";

struct Options {
  std::string config;
  std::string recording;
  int connections = 1;
  double warm_up = 1;
  double seconds = 5;
};

// One connection and its prepared statements. Failures are std::runtime_error, but for a deadlock.
class Connection {
 public:
  struct Deadlock {};
  virtual ~Connection() = default;
  virtual void Script(const std::string& statement) = 0;
  virtual void Begin() = 0;
  virtual void Commit() = 0;
  virtual void Rollback() = 0;
  // By its place among `texts`.
  virtual void Run(const BoundStatement& statement) = 0;
};

class SqliteConnection final : public Connection {
 public:
  SqliteConnection(const std::string& path, std::vector<std::string> texts) : texts_(std::move(texts)), prepared_(texts_.size()) {
    Check(sqlite3_open_v2(path.c_str(), &database_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr));
    Script(sqlite::kSettingsOfAll);
    Script(sqlite::kSettingsOfWriter);
    // The rows are a third slower with a log of 64,000 pages, the statements a sixth with one of 1,000.
    Script(absl::StrCat("PRAGMA wal_autocheckpoint = ", sqlite::LogLimits().away_max));
    begin_ = Prepare("BEGIN IMMEDIATE");
    commit_ = Prepare("COMMIT");
  }
  ~SqliteConnection() override {
    for (sqlite3_stmt* statement : prepared_) sqlite3_finalize(statement);
    sqlite3_finalize(begin_);
    sqlite3_finalize(commit_);
    sqlite3_close(database_);
  }
  void Script(const std::string& statement) override {
    Check(sqlite3_exec(database_, statement.c_str(), nullptr, nullptr, nullptr));
  }
  void Begin() override { Step(begin_); }
  void Commit() override { Step(commit_); }
  void Rollback() override {}
  void Run(const BoundStatement& statement) override {
    sqlite3_stmt*& prepared = prepared_[statement.text];
    if (prepared == nullptr) prepared = Prepare(texts_[statement.text]);
    int index = 0;
    for (const Value& value : statement.values) {
      ++index;
      if (const auto* number = std::get_if<std::int64_t>(&value)) {
        sqlite3_bind_int64(prepared, index, *number);
      } else if (const auto* text = std::get_if<Text>(&value)) {
        sqlite3_bind_text64(prepared, index, text->bytes.data(), text->bytes.size(), SQLITE_STATIC, SQLITE_UTF8);
      } else if (const auto* blob = std::get_if<Blob>(&value)) {
        sqlite3_bind_blob64(prepared, index, blob->bytes.data(), blob->bytes.size(), SQLITE_STATIC);
      } else {
        sqlite3_bind_null(prepared, index);
      }
    }
    Step(prepared);
  }

 private:
  void Check(int code) const {
    if (code != SQLITE_OK) throw std::runtime_error(absl::StrCat("SQLite: ", sqlite3_errstr(code)));
  }
  sqlite3_stmt* Prepare(const std::string& text) {
    sqlite3_stmt* statement = nullptr;
    Check(sqlite3_prepare_v3(database_, text.c_str(), -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr));
    return statement;
  }
  void Step(sqlite3_stmt* statement) const {
    int code = SQLITE_ROW;
    while (code == SQLITE_ROW) code = sqlite3_step(statement);
    Check(sqlite3_reset(statement));
  }

  const std::vector<std::string> texts_;
  sqlite3* database_ = nullptr;
  std::vector<sqlite3_stmt*> prepared_;
  sqlite3_stmt* begin_ = nullptr;
  sqlite3_stmt* commit_ = nullptr;
};

class MysqlConnection final : public Connection {
 public:
  MysqlConnection(const mysql::ConnectionOptions& options, std::vector<std::string> texts)
      : texts_(std::move(texts)), prepared_(texts_.size()) {
    ::sql::ConnectOptionsMap properties;
    properties["hostName"] = ::sql::SQLString("unix://" + options.unix_socket);
    properties["userName"] = ::sql::SQLString(options.user);
    properties["password"] = ::sql::SQLString(options.password);
    properties["schema"] = ::sql::SQLString(options.database);
    properties["OPT_CHARSET_NAME"] = ::sql::SQLString("utf8mb4");
    connection_.reset(get_driver_instance()->connect(properties));
    plain_.reset(connection_->createStatement());
    Script("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED");
  }
  void Script(const std::string& statement) override { plain_->execute(statement); }
  // As the product does: the first statement begins a transaction.
  void Begin() override {
    if (std::exchange(each_by_itself_, false)) Script("SET SESSION autocommit = 0");
  }
  void Commit() override {
    Guarded([&] { Script("COMMIT"); });
  }
  void Rollback() override { Script("ROLLBACK"); }
  void Run(const BoundStatement& statement) override {
    auto& prepared = prepared_[statement.text];
    const std::string& text = texts_[statement.text];
    if (prepared == nullptr) prepared.reset(connection_->prepareStatement(text));
    unsigned index = 0;
    for (const Value& value : statement.values) {
      ++index;
      if (const auto* number = std::get_if<std::int64_t>(&value)) {
        prepared->setInt64(index, *number);
      } else if (const auto* words = std::get_if<Text>(&value)) {
        prepared->setString(index, ::sql::SQLString(words->bytes));
      } else if (const auto* blob = std::get_if<Blob>(&value)) {
        prepared->setString(index, ::sql::SQLString(blob->bytes));
      } else {
        prepared->setNull(index, 0);
      }
    }
    Guarded([&] {
      if (text.starts_with("SELECT")) {
        const std::unique_ptr<::sql::ResultSet> rows(prepared->executeQuery());
        while (rows->next()) continue;
      } else {
        prepared->executeUpdate();
      }
    });
  }

 private:
  template <typename Work>
  void Guarded(Work work) {
    constexpr int kDeadlock = 1213;
    try {
      work();
    } catch (const ::sql::SQLException& exception) {
      if (exception.getErrorCode() == kDeadlock) throw Deadlock();
      throw;
    }
  }

  const std::vector<std::string> texts_;
  bool each_by_itself_ = true;
  std::unique_ptr<::sql::Connection> connection_;
  std::unique_ptr<::sql::Statement> plain_;
  std::vector<std::unique_ptr<::sql::PreparedStatement>> prepared_;
};

class Database {
 public:
  explicit Database(const config::v1::ServerConfig& config) : config_(config) {
    if (!config.has_mysql()) return;
    const absl::StatusOr<MysqlOptions> options = MysqlOptionsOf(config.mysql());
    if (!options.ok()) throw std::runtime_error(std::string(options.status().message()));
    mysql_ = *options;
    get_driver_instance();
  }
  bool is_mysql() const { return config_.has_mysql(); }

  // The product's own tables.
  void MakeTables() const {
    const FileKeySealer sealer(Keys::Random());
    const SystemClock clock;
    const absl::Status status = is_mysql() ? MysqlStore::Open(mysql_, sealer, clock).status()
                                           : SqliteStore::Open(SqliteOptionsOf(config_.sqlite()), sealer, clock).status();
    if (!status.ok()) throw std::runtime_error(std::string(status.message()));
  }
  std::unique_ptr<Connection> Connect(const std::vector<std::string>& texts) const {
    if (is_mysql()) return std::make_unique<MysqlConnection>(mysql_.connection, texts);
    return std::make_unique<SqliteConnection>(config_.sqlite().path(), texts);
  }

 private:
  const config::v1::ServerConfig& config_;
  MysqlOptions mysql_;
};

// One commit; false when there is nothing left to do.
using Turn = std::function<bool(Connection&)>;

// Takes turns on every connection and prints how many a second.
int Measure(const Database& database, const Options& options, const std::vector<std::string>& texts, const Turn& turn) {
  std::atomic<std::int64_t> commits = 0;
  std::atomic<bool> counting = false;
  std::atomic<bool> stop = false;
  std::atomic<bool> used_up = false;
  std::atomic<bool> failed = false;
  std::vector<std::thread> threads;
  std::vector<std::unique_ptr<Connection>> connections;
  for (int i = 0; i < options.connections; ++i) connections.push_back(database.Connect(texts));
  for (const auto& connection : connections) {
    threads.emplace_back([&, connection = connection.get()] {
      try {
        while (!stop) {
          if (!turn(*connection)) {
            used_up = stop = true;
            break;
          }
          if (counting) ++commits;
        }
      } catch (const std::exception& exception) {
        std::cerr << "bare_loop: " << exception.what() << "\n";
        failed = stop = true;
      }
    });
  }
  const auto sleep = [&stop](double seconds) {
    const auto until = Ticker::now() + std::chrono::duration<double>(seconds);
    while (!stop && Ticker::now() < until) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  };
  sleep(options.warm_up);
  counting = true;
  const Ticker::time_point begin = Ticker::now();
  sleep(options.seconds);
  // However slow the disk is.
  while (!stop && commits == 0) sleep(options.seconds);
  const std::int64_t counted = commits;
  const std::chrono::duration<double> taken = Ticker::now() - begin;
  stop = true;
  for (std::thread& thread : threads) thread.join();
  if (failed) return 1;
  std::cout << absl::StrFormat(R"({"per_second": %.1f, "seconds": %.3f, "used_up": %s})",
                               static_cast<double>(counted) / taken.count(), taken.count(), used_up ? "true" : "false")
            << "\n";
  return 0;
}

int Rows(const Database& database, const Options& options) {
  database.MakeTables();
  const std::vector<std::string> texts = {kInsertRow};
  database.Connect(texts)->Script(database.is_mysql()
                                      ? "CREATE TABLE bare_rows (id BINARY(16) PRIMARY KEY, body VARBINARY(400) NOT NULL)"
                                      : "CREATE TABLE bare_rows (id BLOB PRIMARY KEY, body BLOB NOT NULL) STRICT, WITHOUT ROWID");
  std::atomic<std::uint64_t> last = 0;
  return Measure(database, options, texts, [&](Connection& connection) {
    // Grows, as the product's ids do.
    connection.Run({0, {Blob{absl::StrFormat("%016x", ++last)}, Blob{std::string(kRowBytes, 'x')}}});
    return true;
  });
}

int RecordedStatements(const Database& database, const Options& options) {
  database.MakeTables();
  const Recording recording = ReadRecording(options.recording);
  {
    const auto connection = database.Connect(recording.texts);
    connection->Begin();
    for (const BoundStatement& statement : recording.world) connection->Run(statement);
    connection->Commit();
  }
  std::atomic<std::size_t> next = 0;
  return Measure(database, options, recording.texts, [&](Connection& connection) {
    const std::size_t request = next++;
    if (request >= recording.requests.size()) return false;
    while (true) {
      try {
        connection.Begin();
        for (const BoundStatement& statement : recording.requests[request]) connection.Run(statement);
        connection.Commit();
        return true;
      } catch (const Connection::Deadlock&) {
        connection.Rollback();
      }
    }
  });
}

int Main(int argc, char** argv) {
  Options options;
  CLI::App app("writes in a bare loop");
  app.require_subcommand(1);
  CLI::App* const row = app.add_subcommand("row");
  CLI::App* const statements = app.add_subcommand("statements");
  for (CLI::App* command : {row, statements}) {
    command->add_option("--config", options.config)->required();
    command->add_option("--connections", options.connections);
    command->add_option("--warm-up", options.warm_up);
    command->add_option("--seconds", options.seconds);
  }
  statements->add_option("--recording", options.recording)->required();
  CLI11_PARSE(app, argc, argv);
  try {
    const absl::StatusOr<config::v1::ServerConfig> config = LoadConfig(options.config);
    if (!config.ok()) throw std::runtime_error(std::string(config.status().message()));
    const Database database(*config);
    if (!database.is_mysql() && options.connections > 1) throw std::runtime_error("SQLite has one connection that writes");
    return row->parsed() ? Rows(database, options) : RecordedStatements(database, options);
  } catch (const std::exception& exception) {
    std::cerr << "bare_loop: " << exception.what() << "\n";
    return 1;
  }
}

}  // namespace
}  // namespace rujukan::bench

int main(int argc, char** argv) { return rujukan::bench::Main(argc, argv); }
