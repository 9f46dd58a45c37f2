// The two listeners over the network: people with TLS and a session, systems with a certificate.
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "adapters/system/certificate_files.h"
#include "gmock/gmock.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "rujukan/v1/referral.pb.h"
#include "rujukan/v1/session.pb.h"
#include "server/rpc/call.h"
#include "server/rpc/tls_credentials.h"
#include "tests/rpc/wire.h"
#include "tests/testing/certificates.h"

namespace rujukan::testing {
namespace {

using ::testing::HasSubstr;

// A listener's credentials as rujukand makes them.
std::shared_ptr<grpc::ServerCredentials> CredentialsOf(const CertificatePair& pair, const std::string& client_ca) {
  auto opened = CertificateFiles::Open({pair.certificate, pair.key, client_ca}, [](const std::string&) {});
  EXPECT_TRUE(opened.ok()) << opened.status();
  const std::shared_ptr<CertificateFiles> files = *std::move(opened);
  return TlsCredentials(
      [files]() -> std::optional<TlsIdentity> {
        const auto fresh = files->Fresh();
        if (!fresh) return std::nullopt;
        return TlsIdentity{fresh->certificate, fresh->key, fresh->client_ca};
      },
      !client_ca.empty());
}

struct District {
  Authority authority;
  CertificatePair server = authority.Server();
};

class Listeners : public District, public Wire {
 protected:
  Listeners() : Wire(Options(*this)), account(ServiceAccount(world.hospital)), neighbor(ServiceAccount(world.clinic)) {}

  static ServerOptions Options(const District& district) {
    ServerOptions options = QuickOptions();
    options.listen_address = options.systems_listen_address = "127.0.0.1:0";
    options.credentials = CredentialsOf(district.server, "");
    options.systems_credentials = CredentialsOf(district.server, district.authority.ca());
    return options;
  }

  Caller ServiceAccount(const Caller& of, Role role = Role::kSystem) {
    Caller caller = of;
    caller.officer = OfficerId(world.ids.NewUuid());
    caller.role = role;
    Officer officer;
    officer.id = caller.officer;
    officer.unit = caller.unit;
    officer.sign_in_name = "system." + caller.officer.value.substr(30);
    officer.display_name = "System";
    officer.assignments = {{role, of.region_scope}};
    officer.create_time = officer.update_time = world.clock.Now();
    const absl::Status made = store.Transact([&](Transaction& transaction) { return transaction.officers().Insert(officer); });
    EXPECT_TRUE(made.ok()) << made;
    return caller;
  }

  void Disable(const Caller& caller) {
    const absl::Status disabled = store.Transact([&](Transaction& transaction) -> absl::Status {
      auto officer = transaction.officers().Find(caller.officer);
      if (!officer.ok()) return officer.status();
      officer->value().disabled = true;
      ++officer->value().version;
      return transaction.officers().Update(**officer);
    });
    EXPECT_TRUE(disabled.ok()) << disabled;
  }

  // A connection of its own, not one that an earlier channel has opened.
  static std::shared_ptr<grpc::Channel> Dial(int port, const std::string& ca, const CertificatePair& own = {}) {
    grpc::SslCredentialsOptions options;
    options.pem_root_certs = ReadFile(ca);
    if (!own.key.empty()) {
      options.pem_private_key = ReadFile(own.key);
      options.pem_cert_chain = ReadFile(own.certificate);
    }
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    return grpc::CreateCustomChannel("127.0.0.1:" + std::to_string(port), grpc::SslCredentials(options), arguments);
  }
  std::shared_ptr<grpc::Channel> AsSystem(const Caller& caller) {
    return Dial(server_port(), authority.ca(), authority.System(NameOf(caller.unit, caller.officer)));
  }
  int server_port() const { return Wire::server->systems_port(); }

  // How GetSession is answered there: by a reason, or by nobody.
  std::string AnswerAt(const std::shared_ptr<grpc::Channel>& there, const std::string& token = "") {
    channel = there;
    const Answer answer = Call(token, v1::GetSessionRequest(), session);
    return answer.status.error_code() == grpc::StatusCode::UNAVAILABLE ? "nobody" : answer.reason;
  }

  const Caller account, neighbor;
  v1::Session session;
};

TEST_F(Listeners, ASystemIsTheServiceAccountOfItsCertificate) {
  EXPECT_EQ(AnswerAt(AsSystem(account)), "OK");
  EXPECT_EQ(session.officer(), NameOf(account.unit, account.officer));
  EXPECT_EQ(session.unit(), NameOf(account.unit));
  EXPECT_EQ(session.role(), v1::ROLE_SYSTEM);
  EXPECT_EQ(session.token(), "");
}

TEST_F(Listeners, NobodyCallsAsASystemWithoutACertificateOfTheDistrict) {
  EXPECT_EQ(AnswerAt(Dial(server_port(), authority.ca())), "nobody");
  Authority foreign;
  EXPECT_EQ(AnswerAt(Dial(server_port(), authority.ca(), foreign.System(NameOf(account.unit, account.officer)))), "nobody");
  EXPECT_EQ(AnswerAt(Dial(server_port(), authority.ca(), District::server)), "nobody") << "a server's is no caller's";
}

TEST_F(Listeners, ACertificateIsWorthWhatItsAccountIs) {
  const Caller person = ServiceAccount(world.hospital, Role::kPartnerOfficer);
  Caller misplaced = account;
  misplaced.unit = world.clinic.unit;
  Caller unknown = account;
  unknown.officer = OfficerId(world.ids.NewUuid());
  for (const Caller& nobody : {person, misplaced, unknown}) EXPECT_EQ(AnswerAt(AsSystem(nobody)), "SIGN_IN_NEEDED");

  const auto connected = AsSystem(account);
  EXPECT_EQ(AnswerAt(connected), "OK");
  Disable(account);
  EXPECT_EQ(AnswerAt(connected), "SIGN_IN_NEEDED") << "on the connection that it has, too";
}

TEST_F(Listeners, PeopleAndSystemsKeepToTheirOwn) {
  const std::string token = TokenOf(world.hospital);
  EXPECT_EQ(AnswerAt(Dial(Wire::server->port(), authority.ca()), token), "OK");
  EXPECT_EQ(AnswerAt(AsSystem(account), token), "SIGN_IN_NEEDED") << "a session among systems";
  v1::SignInRequest sign_in;
  sign_in.set_sign_in_name("somebody");
  sign_in.set_password("a long password");
  EXPECT_EQ(Call("", sign_in).reason, "ROLE_NOT_ALLOWED");
  const auto own = authority.System(NameOf(account.unit, account.officer));
  EXPECT_EQ(AnswerAt(Dial(Wire::server->port(), authority.ca(), own)), "SIGN_IN_NEEDED") << "a certificate among people";
}

TEST_F(Listeners, ASystemSeesWhatIsOfItsUnitOnly) {
  const ReferralView sent = world.Send(world.hospital, world.intake, ReferralKind::kReferral);
  v1::GetReferralRequest get;
  get.set_name(NameOf(sent.referral.id));
  v1::ListReferralsRequest list;
  v1::ListReferralsResponse listed;

  channel = AsSystem(account);
  EXPECT_EQ(Call("", get).reason, "OK");
  EXPECT_EQ(Call("", list, listed).reason, "OK");
  EXPECT_EQ(listed.referrals_size(), 1);
  channel = AsSystem(neighbor);
  EXPECT_EQ(Call("", get).reason, "NOT_FOUND");
  EXPECT_EQ(Call("", list, listed).reason, "OK");
  EXPECT_EQ(listed.referrals_size(), 0);
  grpc::ClientContext context;
  const auto reader = Watch(context, "", account.unit);
  v1::WatchInboxResponse response;
  ASSERT_FALSE(reader->Read(&response));
  EXPECT_EQ(AnswerOf(reader->Finish()).reason, "NOT_FOUND");
}

TEST_F(Listeners, ASystemWatchesUntilItsAccountIsDisabled) {
  channel = AsSystem(account);
  grpc::ClientContext context;
  const auto reader = Watch(context, "", account.unit);
  v1::WatchInboxResponse response;
  ASSERT_TRUE(reader->Read(&response)) << "the first heartbeat";
  Disable(account);
  world.Send(world.intake, world.hospital, ReferralKind::kReferral);
  ASSERT_FALSE(reader->Read(&response));
  EXPECT_EQ(AnswerOf(reader->Finish()).reason, "SIGN_IN_NEEDED");
}

TEST_F(Listeners, AClientThatTrustsAnotherAuthorityIsNotServed) {
  Authority foreign;
  EXPECT_EQ(AnswerAt(Dial(Wire::server->port(), foreign.ca())), "nobody");
}

TEST_F(Listeners, TakeNewCertificatesWithoutAPauseAndKeepTheOldUntilTheyFit) {
  Authority next;
  const CertificatePair renewed = next.Server();
  const auto answers = [this](const std::string& ca) { return AnswerAt(Dial(Wire::server->port(), ca)); };
  const auto connected = Dial(Wire::server->port(), authority.ca());
  EXPECT_EQ(AnswerAt(connected), "SIGN_IN_NEEDED");

  for (const std::string& broken :
       {std::string(), std::string("-----BEGIN CERTIFICATE-----\nMII"), ReadFile(renewed.certificate)}) {
    WriteFile(District::server.certificate, broken);
    EXPECT_EQ(answers(authority.ca()), "SIGN_IN_NEEDED") << broken.size();
    EXPECT_EQ(answers(next.ca()), "nobody");
  }
  WriteFile(District::server.key, ReadFile(renewed.key));
  EXPECT_EQ(answers(next.ca()), "SIGN_IN_NEEDED");
  EXPECT_EQ(answers(authority.ca()), "nobody");
  EXPECT_EQ(AnswerAt(connected), "SIGN_IN_NEEDED") << "who is connected stays so";
}

TEST_F(Listeners, TakeAnotherAuthorityForSystems) {
  Authority next;
  const auto own = next.System(NameOf(account.unit, account.officer));
  EXPECT_EQ(AnswerAt(Dial(server_port(), authority.ca(), own)), "nobody");
  const std::string server_ca = ReadFile(authority.ca());
  TemporaryFolder folder;
  WriteFile(folder.File("server_ca.pem"), server_ca);
  WriteFile(authority.ca(), ReadFile(next.ca()));
  EXPECT_EQ(AnswerAt(Dial(server_port(), folder.File("server_ca.pem"), own)), "OK");
}

// The alternative names of a certificate that a connection has verified.
class Verified final : public grpc::AuthContext {
 public:
  explicit Verified(std::vector<std::string> uris) : uris_(std::move(uris)) {}
  bool IsPeerAuthenticated() const override { return true; }
  std::vector<grpc::string_ref> GetPeerIdentity() const override { return {}; }
  std::string GetPeerIdentityPropertyName() const override { return ""; }
  std::vector<grpc::string_ref> FindPropertyValues(const std::string& name) const override {
    if (name != GRPC_PEER_URI_PROPERTY_NAME) return {};
    return {uris_.begin(), uris_.end()};
  }
  grpc::AuthPropertyIterator begin() const override { return end(); }
  grpc::AuthPropertyIterator end() const override { return NoProperty(); }
  void AddProperty(const std::string&, const grpc::string_ref&) override {}
  bool SetPeerIdentityPropertyName(const std::string&) override { return false; }

 private:
  struct NoProperty : grpc::AuthPropertyIterator {};
  const std::vector<std::string> uris_;
};

TEST(Passport, NamesTheOneAccountOfACertificateOrNone) {
  EXPECT_EQ(PassportIn({}, Verified({"urn:rujukan:units/a/officers/b"})).certificate, "units/a/officers/b");
  EXPECT_EQ(PassportIn({}, Verified({"https://example.org", "urn:rujukan:units/a/officers/b"})).certificate, "units/a/officers/b");
  EXPECT_EQ(PassportIn({}, Verified({})).certificate, "");
  EXPECT_EQ(PassportIn({}, Verified({"spiffe://district/units/a/officers/b"})).certificate, "");
  EXPECT_EQ(PassportIn({}, Verified({"urn:rujukan:units/a/officers/b", "urn:rujukan:units/c/officers/d"})).certificate, "");
}

TEST(PublicAddress, NeedsTls) {
  World world;
  PlainHasher hasher;
  District district;
  ServerOptions options;
  options.listen_address = "0.0.0.0:0";
  const auto start = [&] { return Server::Start(world.work(), hasher, options, [](LogLevel, std::string_view) {}); };
  EXPECT_THAT(std::string(start().status().message()), HasSubstr("needs tls"));
  options.credentials = CredentialsOf(district.server, "");
  const auto server = start();
  ASSERT_TRUE(server.ok()) << server.status();
  EXPECT_GT((*server)->port(), 0);
  EXPECT_EQ((*server)->systems_port(), 0);
}

}  // namespace
}  // namespace rujukan::testing
