// The certificate of a listener: files that somebody renews while the server runs.
#ifndef RUJUKAN_ADAPTERS_SYSTEM_CERTIFICATE_FILES_H_
#define RUJUKAN_ADAPTERS_SYSTEM_CERTIFICATE_FILES_H_

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"

namespace rujukan {

// All in PEM.
struct CertificatePaths {
  // The listener's own certificate, and behind it those that lead to its issuer.
  std::string certificate;
  // Its private key; a secret file (secret_file.h).
  std::string key;
  // Who may have signed the certificates of callers; empty when callers need none.
  std::string client_ca;
};

// What the files hold.
struct Certificates {
  std::string certificate;
  std::string key;
  std::string client_ca;
};

// Reads and proves them: the key is the certificate's and both are strong enough for TLS. Texts are for the operator and name the
// file; a key is never shown.
absl::StatusOr<Certificates> ReadCertificates(const CertificatePaths& paths);

// Tells when the files have been replaced. Not thread-safe.
class CertificateFiles {
 public:
  // Called with what is wrong with new files, once for each change of them.
  using Warn = std::function<void(const std::string& text)>;

  // Refuses what ReadCertificates refuses.
  static absl::StatusOr<std::unique_ptr<CertificateFiles>> Open(CertificatePaths paths, Warn warn);

  // What the files hold, at the first call and after every change; nothing otherwise. Files that are missing, half-written or do
  // not fit each other are as good as unchanged until they fit: whoever replaces them need not do so at one stroke. Cheap enough to
  // be asked at each connection.
  std::optional<Certificates> Fresh();

 private:
  // Of each file: inode, size, and the times of its last change of content and of anything.
  using Stamp = std::array<std::int64_t, 12>;

  CertificateFiles(CertificatePaths paths, Warn warn) : paths_(std::move(paths)), warn_(std::move(warn)) {}
  Stamp Look() const;

  const CertificatePaths paths_;
  const Warn warn_;
  std::optional<Stamp> taken_;
  std::optional<Stamp> warned_;
};

}  // namespace rujukan

#endif  // RUJUKAN_ADAPTERS_SYSTEM_CERTIFICATE_FILES_H_
