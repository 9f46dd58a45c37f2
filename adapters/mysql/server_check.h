// Whether a server can keep the promises of the store.
#ifndef RUJUKAN_ADAPTERS_MYSQL_SERVER_CHECK_H_
#define RUJUKAN_ADAPTERS_MYSQL_SERVER_CHECK_H_

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace rujukan::mysql {

// System variables by name.
using ServerVariables = std::map<std::string, std::string>;

struct ServerVersion {
  bool maria_db = false;
  int major = 0;
  int minor = 0;
  int patch = 0;
};

// "8.0.36", "9.7.0-1", "10.11.6-MariaDB-0+deb12u1", "5.5.5-10.6.18-MariaDB". Nothing when it reads otherwise.
std::optional<ServerVersion> ParseServerVersion(std::string_view text);

// The variables that CheckServer looks at, as a list of SQL literals.
inline constexpr std::string_view kCheckedVariables =
    "'version', 'log_bin', 'sync_binlog', 'binlog_format', 'innodb_flush_log_at_trx_commit', 'character_set_database', "
    "'max_allowed_packet'";

// Refuses a server that is too old (MariaDB before 10.6, MySQL before 8.0.19), that would lose in a power cut what it acknowledged
// or showed to others, that cannot replicate our transactions, or whose database does not hold every letter of a name. The text
// says what to do.
absl::Status CheckServer(const ServerVariables& variables);

}  // namespace rujukan::mysql

#endif  // RUJUKAN_ADAPTERS_MYSQL_SERVER_CHECK_H_
