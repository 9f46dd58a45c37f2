#include "adapters/system/certificate_files.h"

#include <filesystem>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/testing/certificates.h"

namespace rujukan::testing {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class CertificateFilesTest : public ::testing::Test {
 protected:
  CertificateFilesTest() : pair(authority.Server()), paths{pair.certificate, pair.key, authority.ca()} {}

  std::unique_ptr<CertificateFiles> Open() {
    auto files = CertificateFiles::Open(paths, [this](const std::string& text) { warnings.push_back(text); });
    EXPECT_TRUE(files.ok()) << files.status();
    return *std::move(files);
  }
  std::string Refusal() const { return std::string(ReadCertificates(paths).status().message()); }

  Authority authority;
  CertificatePair pair;
  CertificatePaths paths;
  std::vector<std::string> warnings;
};

TEST_F(CertificateFilesTest, AreGivenOnceAndAgainAfterEachChange) {
  const auto files = Open();
  const auto first = files->Fresh();
  ASSERT_TRUE(first);
  EXPECT_EQ(first->certificate, ReadFile(pair.certificate));
  EXPECT_EQ(first->key, ReadFile(pair.key));
  EXPECT_EQ(first->client_ca, ReadFile(authority.ca()));
  EXPECT_FALSE(files->Fresh());

  const CertificatePair next = authority.Server();
  std::filesystem::rename(next.certificate, pair.certificate);
  std::filesystem::rename(next.key, pair.key);
  const auto second = files->Fresh();
  ASSERT_TRUE(second);
  EXPECT_NE(second->key, first->key);
  EXPECT_FALSE(files->Fresh());
  EXPECT_THAT(warnings, IsEmpty());
}

TEST_F(CertificateFilesTest, AreKeptUntilBothOfANewPairAreThere) {
  const auto files = Open();
  ASSERT_TRUE(files->Fresh());
  const CertificatePair next = authority.Server();
  const std::string certificate = ReadFile(next.certificate);

  WriteFile(pair.certificate, certificate.substr(0, certificate.size() / 2));
  EXPECT_FALSE(files->Fresh());
  EXPECT_FALSE(files->Fresh());
  EXPECT_THAT(warnings, ElementsAre(HasSubstr(pair.certificate))) << "once for one change";
  WriteFile(pair.certificate, certificate);
  EXPECT_FALSE(files->Fresh());
  EXPECT_THAT(warnings.back(), HasSubstr("is not the key of"));
  WriteFile(pair.key, "");
  EXPECT_FALSE(files->Fresh());
  std::filesystem::remove(pair.key);
  EXPECT_FALSE(files->Fresh());

  std::filesystem::rename(next.key, pair.key);
  const auto fresh = files->Fresh();
  ASSERT_TRUE(fresh);
  EXPECT_EQ(fresh->certificate, certificate);
}

TEST_F(CertificateFilesTest, AreRefusedWithTheFileAndTheReasonAndWithoutTheKey) {
  const std::string key = ReadFile(pair.key);
  const std::string secret = key.substr(key.find('\n') + 1, 20);
  EXPECT_EQ(Refusal(), "");

  std::filesystem::permissions(pair.key, std::filesystem::perms(0640));
  EXPECT_THAT(Refusal(), AllOf(HasSubstr(pair.key), HasSubstr("0600")));
  std::filesystem::permissions(pair.key, std::filesystem::perms(0600));
  WriteFile(pair.key, key.substr(0, key.size() / 2));
  EXPECT_THAT(Refusal(), AllOf(HasSubstr(pair.key), HasSubstr("holds no private key"), Not(HasSubstr(secret))));
  WriteFile(pair.key, key);

  const std::string chain = ReadFile(pair.certificate) + ReadFile(authority.ca());
  WriteFile(pair.certificate, chain.substr(0, chain.size() - 60));
  EXPECT_THAT(Refusal(), AllOf(HasSubstr(pair.certificate), HasSubstr("cannot be read")));
  WriteFile(pair.certificate, chain);
  EXPECT_EQ(Refusal(), "");
  WriteFile(pair.certificate, "no certificate");
  EXPECT_THAT(Refusal(), AllOf(HasSubstr(pair.certificate), HasSubstr("holds no certificate")));
  WriteFile(pair.certificate, chain);

  paths.client_ca = pair.key;
  EXPECT_THAT(Refusal(), HasSubstr("holds no certificate"));
  paths.client_ca = authority.ca() + ".missing";
  EXPECT_THAT(Refusal(), HasSubstr("cannot be read"));
}

}  // namespace
}  // namespace rujukan::testing
