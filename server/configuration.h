// What the configuration of rujukand says, read and checked.
#ifndef RUJUKAN_SERVER_CONFIGURATION_H_
#define RUJUKAN_SERVER_CONFIGURATION_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "adapters/mysql/mysql_store.h"
#include "adapters/sqlite/sqlite_store.h"
#include "rujukan/config/v1/server_config.pb.h"
#include "server/rpc/server.h"

namespace rujukan {

// The configuration in `file`, as rujukan.config.v1.ServerConfig says. Refuses what cannot be read or would not do, naming the file
// and, in what is no configuration at all, the first place that is wrong. Texts are for the operator.
absl::StatusOr<config::v1::ServerConfig> LoadConfig(const std::string& file);
// The same of a text that stands in `file`.
absl::StatusOr<config::v1::ServerConfig> ParseConfig(const std::string& text, const std::string& file);

// What a checked configuration asks for, but for certificates; what it leaves out is as by default.
ServerOptions OptionsOf(const config::v1::ServerConfig& config);
SqliteOptions SqliteOptionsOf(const config::v1::SqliteConfig& config);
// Reads the file of the password.
absl::StatusOr<MysqlOptions> MysqlOptionsOf(const config::v1::MysqlConfig& config);
// How long calls in flight may take to end when the server stops, and after them the signing of what is left.
absl::Duration PatienceOf(const config::v1::ServerConfig& config);

}  // namespace rujukan

#endif  // RUJUKAN_SERVER_CONFIGURATION_H_
