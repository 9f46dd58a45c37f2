// Certificates as a district makes them: by deploy/make_certificates.sh, in a folder that goes away with the test.
#ifndef RUJUKAN_TESTS_TESTING_CERTIFICATES_H_
#define RUJUKAN_TESTS_TESTING_CERTIFICATES_H_

#include <string>
#include <string_view>

#include "tests/testing/temporary_folder.h"

namespace rujukan::testing {

// A certificate with its key; paths of the files.
struct CertificatePair {
  std::string certificate;
  std::string key;
};

class Authority {
 public:
  Authority();

  // Who trusts this, trusts all that the authority has signed.
  std::string ca() const { return folder_.File("authority/ca.pem"); }
  // For a server on 127.0.0.1.
  CertificatePair Server();
  // `officer` is a name, `units/{unit}/officers/{officer}`.
  CertificatePair System(std::string_view officer);

 private:
  CertificatePair Make(std::string_view kind, std::string_view subject);

  TemporaryFolder folder_;
  int made_ = 0;
};

std::string ReadFile(const std::string& path);
// Replaces what stands there, with the rights that it had.
void WriteFile(const std::string& path, std::string_view text);

}  // namespace rujukan::testing

#endif  // RUJUKAN_TESTS_TESTING_CERTIFICATES_H_
