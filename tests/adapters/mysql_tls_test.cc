// Over a network, a server must prove who it is, and nobody between reads along.
#include "adapters/mysql/connection.h"

#include <cstdlib>
#include <stdexcept>

#include "adapters/sql/query.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/testing/empty_database.h"
#include "tests/testing/private_database.h"
#include "tests/testing/refusals.h"
#include "tests/testing/temporary_folder.h"

namespace rujukan::testing {
namespace {

constexpr const char* kNoTls =
    "FAILED_PRECONDITION: no TLS with this server: it has none, or its certificate is not signed by ca_file, has another name or "
    "has "
    "expired (error 2026)";

// Certificates of an authority and of another, made for one test.
class Authorities {
 public:
  Authorities() {
    for (const std::string& name : {"ours", "another"}) {
      Run("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=" + name + " -keyout " + Key(name) +
          " -out " + File(name));
    }
  }

  std::string File(const std::string& name) const { return folder_.File(name + ".pem"); }

  // The options of a server whose certificate our authority has signed for `names`, for example "DNS:localhost,IP:127.0.0.1".
  std::string ServerNamed(const std::string& names, const std::string& days = "2") {
    Run("req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=server -addext subjectAltName=" + names +
        " -keyout " + Key("server") + " -out " + folder_.File("request"));
    Run("x509 -req -copy_extensions copy -days " + days + " -in " + folder_.File("request") + " -CA " + File("ours") + " -CAkey " +
        Key("ours") + " -CAcreateserial -out " + File("server"));
    return "--ssl-ca=" + File("ours") + " --ssl-cert=" + File("server") + " --ssl-key=" + Key("server");
  }

 private:
  std::string Key(const std::string& name) const { return folder_.File(name + ".key"); }

  static void Run(const std::string& arguments) {
    if (std::system(("openssl " + arguments + " 2>/dev/null").c_str()) != 0) throw std::runtime_error("openssl failed");
  }

  TemporaryFolder folder_;
};

class MysqlTls : public ::testing::TestWithParam<std::string> {
 protected:
  mysql::ConnectionOptions Through(const std::string& host, const std::string& ca_file) const {
    const PrivateDatabase access = server.access();
    return {.host = host,
            .port = access.port,
            .database = "rujukan",
            .user = access.user,
            .password = access.password,
            .ca_file = ca_file};
  }
  std::string Open(const std::string& host, const std::string& authority) {
    return Reason(mysql::MysqlConnection::Open(Through(host, authorities.File(authority))));
  }

  // A certificate of our authority, in the place of the one before.
  void GiveTheServer(const std::string& names) {
    authorities.ServerNamed(names);
    EmptyDatabase(server.access()).Execute(GetParam() == "MySql" ? "ALTER INSTANCE RELOAD TLS" : "FLUSH SSL");
  }

  Authorities authorities;
  OwnServer server{GetParam(), authorities.ServerNamed("DNS:localhost,IP:127.0.0.1")};
};

// A server takes seconds to start, so one shows everything.
TEST_P(MysqlTls, IsTheOnlyWayToAServerWithACertificateAndTheServerIsTheOneThatWasMeant) {
  EmptyDatabase(server.access()).Execute("CREATE DATABASE rujukan CHARACTER SET utf8mb4");
  for (const char* host : {"127.0.0.1", "localhost"}) {
    SCOPED_TRACE(host);
    const auto connection = mysql::MysqlConnection::Open(Through(host, authorities.File("ours")));
    ASSERT_EQ(Reason(connection), "OK");
    sql::Query cipher(**connection, GetParam() == "MySql" ? "SELECT VARIABLE_VALUE FROM performance_schema.session_status "
                                                            "WHERE VARIABLE_NAME = 'Ssl_cipher'"
                                                          : "SELECT VARIABLE_VALUE FROM information_schema.SESSION_STATUS "
                                                            "WHERE VARIABLE_NAME = 'Ssl_cipher'");
    ASSERT_TRUE(cipher.Next().value());
    EXPECT_THAT(cipher.GetText(), ::testing::StartsWith("TLS_"));
    EXPECT_EQ(Open(host, "another"), kNoTls);
    EXPECT_EQ(Open(host, "missing"), kNoTls);
  }

  GiveTheServer("DNS:database.example");
  EXPECT_EQ(Open("127.0.0.1", "ours"), kNoTls);
  EXPECT_EQ(Open("localhost", "ours"), kNoTls);

  GiveTheServer("DNS:localhost");
  EXPECT_EQ(Open("localhost", "ours"), "OK");
  EXPECT_EQ(Open("127.0.0.1", "ours"), kNoTls);

  // MySQL takes one that has expired only when it starts.
  server.Kill();
  server.Resume(authorities.ServerNamed("DNS:localhost", "-1"));
  EXPECT_EQ(Open("localhost", "ours"), kNoTls) << "expired yesterday";

  server.Kill();
  server.Resume(GetParam() == "MySql" ? "--tls-version=" : "--skip-ssl");
  EXPECT_EQ(Open("localhost", "ours"), kNoTls);
}

INSTANTIATE_TEST_SUITE_P(, MysqlTls, ::testing::Values("MariaDb", "MySql"),
                         [](const ::testing::TestParamInfo<std::string>& info) { return info.param; });

}  // namespace
}  // namespace rujukan::testing
