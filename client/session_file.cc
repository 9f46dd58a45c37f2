#include "client/session_file.h"

#include <fcntl.h>
#include <google/protobuf/util/json_util.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string_view>

#include "client/fields.h"

namespace rujukan::client {
namespace {

constexpr std::size_t kProfileNameMax = 40;
constexpr auto kOthers = std::filesystem::perms::group_all | std::filesystem::perms::others_all;

std::filesystem::path Folder() {
  if (const char* home = std::getenv("RUJUKAN_HOME"); home != nullptr && *home != '\0') return home;
  const char* home = std::getenv("HOME");
  return std::filesystem::path(home == nullptr ? "." : home) / ".config" / "rujukan";
}

bool WriteOwnerOnly(const std::string& path, const std::string& content) {
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (file < 0) return false;
  const bool written =
      fchmod(file, S_IRUSR | S_IWUSR) == 0 && write(file, content.data(), content.size()) == static_cast<ssize_t>(content.size());
  return close(file) == 0 && written;
}

}  // namespace

SessionFile::SessionFile(const std::string& profile) : path_(Folder() / (profile + ".session")) {}

std::optional<SavedSession> SessionFile::Read() const {
  std::ifstream file(path_);
  SavedSession saved;
  if (!std::getline(file, saved.server)) return std::nullopt;
  if ((std::filesystem::status(path_).permissions() & kOthers) != std::filesystem::perms::none) {
    throw WrongUsage{"message.session_file_open", {path_}};
  }
  std::stringstream json;
  json << file.rdbuf();
  if (!google::protobuf::util::JsonStringToMessage(json.str(), &saved.session).ok()) return std::nullopt;
  return saved;
}

bool SessionFile::Write(const SavedSession& saved) const {
  std::error_code error;
  std::filesystem::create_directories(std::filesystem::path(path_).parent_path(), error);
  std::string json;
  if (!google::protobuf::util::MessageToJsonString(saved.session, &json).ok()) return false;
  const std::string fresh = path_ + ".new";
  return WriteOwnerOnly(fresh, saved.server + "\n" + json + "\n") && std::rename(fresh.c_str(), path_.c_str()) == 0;
}

void SessionFile::Remove() const { std::remove(path_.c_str()); }

bool IsProfileName(const std::string& name) {
  constexpr std::string_view kAllowed = "abcdefghijklmnopqrstuvwxyz0123456789.-_";
  return !name.empty() && name.size() <= kProfileNameMax && name.front() != '.' &&
         name.find_first_not_of(kAllowed) == std::string::npos;
}

}  // namespace rujukan::client
