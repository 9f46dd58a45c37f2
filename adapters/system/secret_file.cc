#include "adapters/system/secret_file.h"

#include <fcntl.h>
#include <openssl/crypto.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "absl/cleanup/cleanup.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace rujukan {
namespace {

// Longer than any password that a database server takes.
constexpr std::size_t kPasswordBytesMax = 512;

absl::Status Refuse(const std::string& file, std::string_view why) {
  return absl::FailedPreconditionError(absl::StrCat(file, std::string(why)));
}

std::string Reason() { return absl::StrCat(": ", std::strerror(errno)); }

absl::Status CheckOwner(int descriptor, const std::string& file) {
  struct stat status;
  if (fstat(descriptor, &status) != 0) return Refuse(file, Reason());
  if (!S_ISREG(status.st_mode)) return Refuse(file, " is not a plain file");
  if (status.st_uid != geteuid() && status.st_uid != 0) return Refuse(file, " belongs to another user");
  if ((status.st_mode & 077) != 0) return Refuse(file, " may be used by others than its owner; give it the mode 0600");
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::size_t> ReadSecretFile(std::string_view what, const std::string& path, std::span<char> buffer) {
  const std::string file = absl::StrCat(std::string(what), " ", path);
  // A pipe that nobody writes to is refused, and not waited for.
  const int descriptor = open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (descriptor < 0) return Refuse(file, Reason());
  const absl::Cleanup close_file = [descriptor] { close(descriptor); };
  if (absl::Status status = CheckOwner(descriptor, file); !status.ok()) return status;
  std::size_t size = 0;
  while (size < buffer.size()) {
    const ssize_t count = read(descriptor, buffer.data() + size, buffer.size() - size);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return Refuse(file, Reason());
    if (count == 0) break;
    size += static_cast<std::size_t>(count);
  }
  return size;
}

absl::StatusOr<std::string> ReadPasswordFile(const std::string& path) {
  std::array<char, kPasswordBytesMax + 1> buffer{};
  const absl::Cleanup wipe = [&buffer] { OPENSSL_cleanse(buffer.data(), buffer.size()); };
  const absl::StatusOr<std::size_t> size = ReadSecretFile("password file", path, buffer);
  if (!size.ok()) return size.status();
  const std::string_view text(buffer.data(), *size);
  const std::string_view line = text.substr(0, text.find('\n'));
  if (line.empty() || line.size() > kPasswordBytesMax) {
    return Refuse(absl::StrCat("password file ", path), " does not hold a password in its first line");
  }
  return std::string(line);
}

}  // namespace rujukan
