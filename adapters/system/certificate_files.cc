#include "adapters/system/certificate_files.h"

#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <sys/stat.h>

#include <cstddef>
#include <fstream>
#include <iterator>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/cleanup/cleanup.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "adapters/system/secret_file.h"

namespace rujukan {
namespace {

// A chain of a few certificates is ten kilobytes, the longest key four.
constexpr std::size_t kFileBytesMax = 256 * 1024;
constexpr std::int64_t kNanoseconds = 1'000'000'000;

template <auto Free>
struct Deleter {
  template <typename T>
  void operator()(T* object) const {
    Free(object);
  }
};
using Bio = std::unique_ptr<BIO, Deleter<BIO_free>>;
using Certificate = std::unique_ptr<X509, Deleter<X509_free>>;
using Key = std::unique_ptr<EVP_PKEY, Deleter<EVP_PKEY_free>>;
using Context = std::unique_ptr<SSL_CTX, Deleter<SSL_CTX_free>>;

// With OpenSSL's own reason, which shows nothing of a file.
absl::Status Refuse(const std::string& path, std::string_view what) {
  const char* const reason = ERR_reason_error_string(ERR_peek_last_error());
  ERR_clear_error();
  const std::string text = absl::StrCat(path, std::string(what));
  return absl::FailedPreconditionError(reason == nullptr ? text : absl::StrCat(text, ": ", reason));
}

absl::StatusOr<std::string> ReadPublicFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text(kFileBytesMax, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (file.gcount() == 0) return absl::FailedPreconditionError(absl::StrCat(path, ": cannot be read, or is empty"));
  text.resize(static_cast<std::size_t>(file.gcount()));
  return text;
}

absl::StatusOr<std::string> ReadKey(const std::string& path) {
  std::vector<char> buffer(kFileBytesMax);
  const absl::Cleanup wipe = [&buffer] { OPENSSL_cleanse(buffer.data(), buffer.size()); };
  const absl::StatusOr<std::size_t> size = ReadSecretFile("private key", path, buffer);
  if (!size.ok()) return size.status();
  return std::string(buffer.data(), *size);
}

Bio Open(const std::string& pem) { return Bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()))); }

// A key that asks for a passphrase would ask the terminal of a service.
int NoPassphrase(char*, int, int, void*) { return -1; }

// Certificates one behind the other; refuses a file with none, and one that is cut off within one.
absl::StatusOr<std::vector<Certificate>> ParseChain(const std::string& pem, const std::string& path) {
  std::vector<Certificate> chain;
  const Bio bio = Open(pem);
  while (Certificate next{PEM_read_bio_X509(bio.get(), nullptr, NoPassphrase, nullptr)}) chain.push_back(std::move(next));
  const bool at_end = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
  if (!at_end) return Refuse(path, " holds a certificate that cannot be read");
  ERR_clear_error();
  if (chain.empty()) return Refuse(path, " holds no certificate in PEM");
  return chain;
}

// By the very functions that the wire uses, so that it will not refuse what passed here.
absl::Status Prove(const Certificates& files, const CertificatePaths& paths) {
  const absl::StatusOr<std::vector<Certificate>> chain = ParseChain(files.certificate, paths.certificate);
  if (!chain.ok()) return chain.status();
  const Bio bio = Open(files.key);
  const Key key(PEM_read_bio_PrivateKey(bio.get(), nullptr, NoPassphrase, nullptr));
  if (key == nullptr) return Refuse(paths.key, " holds no private key in PEM without a passphrase");
  const Context context(SSL_CTX_new(TLS_server_method()));
  if (SSL_CTX_use_certificate(context.get(), chain->front().get()) != 1) return Refuse(paths.certificate, " cannot be used");
  if (SSL_CTX_use_PrivateKey(context.get(), key.get()) != 1 || SSL_CTX_check_private_key(context.get()) != 1) {
    return Refuse(paths.key, absl::StrCat(" is not the key of ", paths.certificate));
  }
  if (!paths.client_ca.empty()) return ParseChain(files.client_ca, paths.client_ca).status();
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Certificates> ReadCertificates(const CertificatePaths& paths) {
  ERR_clear_error();
  Certificates files;
  for (const auto& [path, text] :
       {std::pair(&paths.certificate, &files.certificate), std::pair(&paths.client_ca, &files.client_ca)}) {
    if (path->empty()) continue;
    absl::StatusOr<std::string> read = ReadPublicFile(*path);
    if (!read.ok()) return read.status();
    *text = *std::move(read);
  }
  absl::StatusOr<std::string> key = ReadKey(paths.key);
  if (!key.ok()) return key.status();
  files.key = *std::move(key);
  if (const absl::Status proven = Prove(files, paths); !proven.ok()) return proven;
  return files;
}

absl::StatusOr<std::unique_ptr<CertificateFiles>> CertificateFiles::Open(CertificatePaths paths, Warn warn) {
  if (const absl::Status status = ReadCertificates(paths).status(); !status.ok()) return status;
  return std::unique_ptr<CertificateFiles>(new CertificateFiles(std::move(paths), std::move(warn)));
}

std::optional<Certificates> CertificateFiles::Fresh() {
  // Looked at before reading: what changes meanwhile differs from it, and is read again.
  const Stamp stamp = Look();
  if (taken_ == stamp) return std::nullopt;
  absl::StatusOr<Certificates> read = ReadCertificates(paths_);
  if (read.ok()) {
    taken_ = stamp;
    return *std::move(read);
  }
  if (warned_ != stamp) warn_(std::string(read.status().message()));
  warned_ = stamp;
  return std::nullopt;
}

CertificateFiles::Stamp CertificateFiles::Look() const {
  Stamp stamp{};
  auto next = stamp.begin();
  for (const std::string* path : {&paths_.certificate, &paths_.key, &paths_.client_ca}) {
    struct stat status {};
    if (!path->empty() && stat(path->c_str(), &status) != 0) status = {};
    *next++ = static_cast<std::int64_t>(status.st_ino);
    *next++ = status.st_size;
    *next++ = status.st_mtim.tv_sec * kNanoseconds + status.st_mtim.tv_nsec;
    *next++ = status.st_ctim.tv_sec * kNanoseconds + status.st_ctim.tv_nsec;
  }
  return stamp;
}

}  // namespace rujukan
