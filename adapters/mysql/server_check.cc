#include "adapters/mysql/server_check.h"

#include <charconv>
#include <string>
#include <tuple>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "server/domain/try.h"

namespace rujukan::mysql {
namespace {

// The oldest series that still gets fixes and knows all the SQL of the schema.
constexpr auto kMariaDbMin = std::make_tuple(10, 6, 0);
constexpr auto kMySqlMin = std::make_tuple(8, 0, 19);

// A statement holds one section of a packet. A request has at most 4 MiB (server/rpc/server.h), and what is sealed is a little
// longer.
constexpr std::int64_t kPacketBytesMin = 8 << 20;

// What MariaDB before 11 puts before its version, for clients that know only MySQL.
constexpr std::string_view kMariaDbPrefix = "5.5.5-";

std::string ValueOf(const ServerVariables& variables, const std::string& name) {
  const auto found = variables.find(name);
  return found == variables.end() ? std::string() : found->second;
}

absl::Status CheckVersion(const std::string& text) {
  const std::optional<ServerVersion> version = ParseServerVersion(text);
  if (!version) return absl::FailedPreconditionError(absl::StrCat("the version '", text, "' of the server is not understood"));
  const auto number = std::make_tuple(version->major, version->minor, version->patch);
  if (number >= (version->maria_db ? kMariaDbMin : kMySqlMin)) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat("the server is ", text, "; Rujukan needs MariaDB 10.6 or MySQL 8.0.19, or newer"));
}

}  // namespace

std::optional<ServerVersion> ParseServerVersion(std::string_view text) {
  ServerVersion version;
  version.maria_db = text.find("MariaDB") != std::string_view::npos;
  if (version.maria_db && text.substr(0, kMariaDbPrefix.size()) == kMariaDbPrefix) text.remove_prefix(kMariaDbPrefix.size());
  const char* at = text.data();
  const char* const end = text.data() + text.size();
  for (int* part : {&version.major, &version.minor, &version.patch}) {
    if (part != &version.major && (at == end || *at++ != '.')) return std::nullopt;
    const auto [next, error] = std::from_chars(at, end, *part);
    if (error != std::errc()) return std::nullopt;
    at = next;
  }
  return version;
}

absl::Status CheckServer(const ServerVariables& variables) {
  RUJUKAN_TRY(CheckVersion(ValueOf(variables, "version")));
  if (const std::string flush = ValueOf(variables, "innodb_flush_log_at_trx_commit"); flush != "1") {
    return absl::FailedPreconditionError(
        absl::StrCat("innodb_flush_log_at_trx_commit is ", flush,
                     ": the server would lose acknowledged referrals in a power cut; set it to 1 in the server's configuration"));
  }
  // Without a binary log InnoDB shows a commit to others before it has written it, so that a crash takes back what a watcher was
  // told and puts another event in its place. With one it writes first; then only the binary log itself knows the last commits.
  std::vector<std::string> found;
  std::vector<std::string> wanted;
  if (const std::string log = ValueOf(variables, "log_bin"); log != "ON") {
    found.push_back(absl::StrCat("log_bin is ", log));
    wanted.emplace_back("log_bin");
  }
  if (const std::string sync = ValueOf(variables, "sync_binlog"); sync != "1") {
    found.push_back(absl::StrCat("sync_binlog is ", sync));
    wanted.emplace_back("sync_binlog=1");
  }
  if (!wanted.empty()) {
    return absl::FailedPreconditionError(absl::StrCat(
        absl::StrJoin(found, " and "), ": what the server has told or acknowledged would be gone after a power cut; set ",
        absl::StrJoin(wanted, " and "), " in the server's configuration"));
  }
  if (ValueOf(variables, "binlog_format") == "STATEMENT") {
    return absl::FailedPreconditionError(
        "binlog_format is STATEMENT, which cannot carry these transactions; set it to ROW in the server's configuration");
  }
  const std::string packet = ValueOf(variables, "max_allowed_packet");
  if (std::int64_t bytes = 0; !absl::SimpleAtoi(packet, &bytes) || bytes < kPacketBytesMin) {
    return absl::FailedPreconditionError(absl::StrCat(
        "max_allowed_packet is ", packet, ": a long chronology has no room; set it to 16M in the server's configuration"));
  }
  if (const std::string charset = ValueOf(variables, "character_set_database"); charset != "utf8mb4") {
    return absl::FailedPreconditionError(absl::StrCat("the database's character set is ", charset,
                                                      "; make it with CREATE DATABASE … CHARACTER SET utf8mb4, or change it with "
                                                      "ALTER DATABASE … CHARACTER SET utf8mb4"));
  }
  return absl::OkStatus();
}

}  // namespace rujukan::mysql
