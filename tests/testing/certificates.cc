#include "tests/testing/certificates.h"

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace rujukan::testing {
namespace {

void MakeCertificates(const std::string& arguments) {
  const std::string command = absl::StrCat("'" RUJUKAN_SOURCE_DIR "/deploy/make_certificates.sh' ", arguments, " >/dev/null");
  EXPECT_EQ(std::system(command.c_str()), 0) << command;
}

}  // namespace

Authority::Authority() { MakeCertificates(absl::StrCat("authority '", folder_.File("authority"), "'")); }

CertificatePair Authority::Server() { return Make("server", "127.0.0.1"); }

CertificatePair Authority::System(std::string_view officer) { return Make("system", officer); }

CertificatePair Authority::Make(std::string_view kind, std::string_view subject) {
  const std::string folder = folder_.File(absl::StrCat("made", ++made_));
  const std::string name(kind);
  MakeCertificates(absl::StrCat(name, " '", folder_.File("authority"), "' '", folder, "' '", std::string(subject), "'"));
  return {absl::StrCat(folder, "/", name, ".pem"), absl::StrCat(folder, "/", name, ".key")};
}

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file) << path;
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

void WriteFile(const std::string& path, std::string_view text) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << text;
  file.flush();
  EXPECT_TRUE(file) << path;
}

}  // namespace rujukan::testing
