// A text is either refused with the name of its file, or it is a configuration that is complete, within its limits, and the same
// when it is written and read again.
#include "server/configuration.h"

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/strings/match.h"
#include "google/protobuf/text_format.h"
#include "google/protobuf/util/message_differencer.h"
#include "tests/fuzz/promise.h"

namespace rujukan::fuzz {
namespace {

void TryOptions(const config::v1::ServerConfig& config) {
  const ServerOptions options = OptionsOf(config);
  Promise(!options.listen_address.empty() && !config.key_file().empty(), "what is required is there");
  Promise(options.threads_max > 0 && options.watch.watchers_max > 0 && options.watch.watchers_per_unit_max > 0,
          "limits are limits");
  for (const absl::Duration duration : {options.session.idle, options.session.absolute, PatienceOf(config)}) {
    Promise(duration >= absl::Seconds(1) && duration < absl::InfiniteDuration(), "a duration is whole seconds");
  }
  if (!config.has_mysql()) {
    const SqliteOptions sqlite = SqliteOptionsOf(config.sqlite());
    Promise(!sqlite.path.empty() && sqlite.readers > 0, "a database file has a path and readers");
    return;
  }
  config::v1::MysqlConfig without_file = config.mysql();
  // No file of this machine is read.
  without_file.clear_password_file();
  const absl::StatusOr<MysqlOptions> mysql = MysqlOptionsOf(without_file);
  Promise(mysql.ok(), "a checked configuration has options");
  Promise(!mysql->connection.host.empty() && mysql->connection.port > 0 && mysql->connection.port <= 65535,
          "a server has an address");
  Promise(mysql->connections_max >= MysqlOptions::kConnectionsMin && mysql->connections_max <= MysqlOptions::kConnectionsMax,
          "connections are limited");
}

void Try(const std::string& text) {
  const absl::StatusOr<config::v1::ServerConfig> config = ParseConfig(text, "rujukand.textproto");
  if (!config.ok()) {
    Promise(absl::StartsWith(config.status().message(), "rujukand.textproto:"), "a refusal names the file");
    return;
  }
  TryOptions(*config);
  std::string written;
  google::protobuf::TextFormat::PrintToString(*config, &written);
  const absl::StatusOr<config::v1::ServerConfig> again = ParseConfig(written, "again");
  Promise(again.ok() && google::protobuf::util::MessageDifferencer::Equals(*config, *again), "what is written reads the same");
}

}  // namespace
}  // namespace rujukan::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // Protobuf's own log would tell the same.
  static const google::protobuf::LogSilencer silence;
  rujukan::fuzz::Try(std::string(reinterpret_cast<const char*>(data), size));
  return 0;
}
