#include "server/configuration.h"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "adapters/system/secret_file.h"
#include "google/protobuf/io/tokenizer.h"
#include "google/protobuf/text_format.h"
#include "server/domain/try.h"

namespace rujukan {

using config::v1::ServerConfig;

namespace {

// Keeps the first error with its place; both are counted from zero.
class FirstError final : public google::protobuf::io::ErrorCollector {
 public:
  explicit FirstError(std::string file) : file_(std::move(file)) {}
  void AddError(int line, google::protobuf::io::ColumnNumber column, const std::string& message) override {
    if (text_.empty()) text_ = absl::StrCat(file_, ":", line + 1, ":", column + 1, ": ", message);
  }
  const std::string& text() const { return text_; }

 private:
  const std::string file_;
  std::string text_;
};

constexpr int kPortMax = 65535;

bool IsComplete(const config::v1::TlsConfig& tls) { return !tls.certificate_file().empty() && !tls.key_file().empty(); }

absl::Status CheckListeners(const ServerConfig& config, const std::string& file) {
  const auto refuse = [&](const char* what) { return absl::InvalidArgumentError(absl::StrCat(file, ": ", what)); };
  if (config.listen_address().empty()) return refuse("listen_address is required");
  if (config.has_tls() == config.plaintext_on_this_machine()) {
    return refuse("one of tls { … } and plaintext_on_this_machine: true is required, and only one");
  }
  if (config.has_tls() && !IsComplete(config.tls())) return refuse("tls { certificate_file key_file } are required");
  if (!config.has_systems()) return absl::OkStatus();
  const config::v1::SystemsConfig& systems = config.systems();
  if (systems.listen_address().empty()) return refuse("systems { listen_address } is required");
  if (systems.client_ca_file().empty()) return refuse("systems { client_ca_file } is required");
  if (!IsComplete(systems.tls())) return refuse("systems { tls { certificate_file key_file } } are required");
  return absl::OkStatus();
}

absl::Status CheckConfig(const ServerConfig& config, const std::string& file) {
  const auto refuse = [&](const char* what) { return absl::InvalidArgumentError(absl::StrCat(file, ": ", what)); };
  RUJUKAN_TRY(CheckListeners(config, file));
  if (config.key_file().empty()) return refuse("key_file is required");
  if (config.has_mysql()) {
    if (config.mysql().database().empty()) return refuse("mysql { database } is required");
    if (config.mysql().user().empty()) return refuse("mysql { user } is required");
    if (!config.mysql().unix_socket().empty() && (!config.mysql().host().empty() || config.mysql().port() != 0)) {
      return refuse("mysql has a unix_socket, so that host and port say nothing");
    }
    if (config.mysql().port() > kPortMax) return refuse("mysql { port } is more than 65535");
    if (config.mysql().connections_max() > 0 && config.mysql().connections_max() < MysqlOptions::kConnectionsMin) {
      return refuse("mysql { connections_max } is less than the two that reading and writing need");
    }
    if (config.mysql().connections_max() > MysqlOptions::kConnectionsMax) {
      return refuse("mysql { connections_max } is more than one process may have (128)");
    }
  } else if (config.sqlite().path().empty()) {
    return refuse("sqlite { path } or mysql { … } is required");
  }
  const std::pair<const char*, int> numbers[] = {{"threads_max", config.threads_max()},
                                                 {"watchers_per_unit_max", config.watchers_per_unit_max()},
                                                 {"watchers_max", config.watchers_max()},
                                                 {"drain_seconds", config.drain_seconds()},
                                                 {"checkpoint_seconds", config.checkpoint_seconds()},
                                                 {"sqlite { readers }", config.sqlite().readers()},
                                                 {"mysql { port }", config.mysql().port()},
                                                 {"mysql { connections_max }", config.mysql().connections_max()},
                                                 {"session { idle_seconds }", config.session().idle_seconds()},
                                                 {"session { absolute_seconds }", config.session().absolute_seconds()},
                                                 {"session { failures_free }", config.session().failures_free()}};
  for (const auto& [field, number] : numbers) {
    if (number < 0) return refuse(absl::StrCat(field, " is negative").c_str());
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<ServerConfig> LoadConfig(const std::string& file) {
  std::error_code ignored;
  const bool plain = std::filesystem::is_regular_file(file, ignored);
  std::ifstream stream(plain ? file : std::string());
  if (!stream) return absl::NotFoundError(absl::StrCat(file, ": is no plain file that can be read"));
  std::ostringstream text;
  // An empty file sets the flags of `text`, and is a configuration in which everything is missing.
  text << stream.rdbuf();
  return ParseConfig(text.str(), file);
}

absl::StatusOr<ServerConfig> ParseConfig(const std::string& text, const std::string& file) {
  FirstError error(file);
  google::protobuf::TextFormat::Parser parser;
  parser.RecordErrorsTo(&error);
  ServerConfig config;
  if (!parser.ParseFromString(text, &config)) return absl::InvalidArgumentError(error.text());
  RUJUKAN_TRY(CheckConfig(config, file));
  return config;
}

ServerOptions OptionsOf(const ServerConfig& config) {
  ServerOptions options;
  options.listen_address = config.listen_address();
  options.systems_listen_address = config.systems().listen_address();
  options.reflection = config.reflection();
  if (config.threads_max() > 0) options.threads_max = config.threads_max();
  if (config.watchers_per_unit_max() > 0) options.watch.watchers_per_unit_max = config.watchers_per_unit_max();
  if (config.watchers_max() > 0) options.watch.watchers_max = config.watchers_max();
  const config::v1::SessionConfig& session = config.session();
  if (session.idle_seconds() > 0) options.session.idle = absl::Seconds(session.idle_seconds());
  if (session.absolute_seconds() > 0) options.session.absolute = absl::Seconds(session.absolute_seconds());
  if (session.failures_free() > 0) options.session.failures_free = session.failures_free();
  return options;
}

SqliteOptions SqliteOptionsOf(const config::v1::SqliteConfig& config) {
  SqliteOptions options;
  options.path = config.path();
  if (config.readers() > 0) options.readers = config.readers();
  return options;
}

absl::StatusOr<MysqlOptions> MysqlOptionsOf(const config::v1::MysqlConfig& config) {
  constexpr int kPortOfMysql = 3306;
  MysqlOptions options;
  options.connection.host = config.host().empty() ? "127.0.0.1" : config.host();
  options.connection.port = config.port() > 0 ? config.port() : kPortOfMysql;
  options.connection.unix_socket = config.unix_socket();
  options.connection.database = config.database();
  options.connection.user = config.user();
  options.connection.ca_file = config.ca_file();
  if (!config.password_file().empty()) {
    RUJUKAN_TRY_ASSIGN(options.connection.password, ReadPasswordFile(config.password_file()));
  }
  if (config.connections_max() > 0) options.connections_max = config.connections_max();
  return options;
}

absl::Duration PatienceOf(const ServerConfig& config) {
  constexpr int kDrainSeconds = 10;
  return absl::Seconds(config.drain_seconds() > 0 ? config.drain_seconds() : kDrainSeconds);
}

}  // namespace rujukan
