// A pool over TLS: two of them, each in the other's gateway's place. RFC 3261 26.3.2.2: both show
// a certificate, and each insists on that of the other.
#include <gmock/gmock.h>

#include "fakes/pki/pki.hpp"
#include "fakes/pki/seeded_entropy.hpp"
#include "fakes/pool/pool.hpp"
#include "tests/unit/fakes/small_world.hpp"

namespace fakes::testing {
namespace {

class PoolTls : public ::testing::Test {
 protected:
  gateway::Credentials credentials(const std::string& host) const {
    CertificateRequest request;
    request.dns_names = {host};
    return pki_.issue(request);
  }
  static gateway::Endpoint endpoint(const char* text) {
    return gateway::parse_endpoint(text).value();
  }

  PoolSettings settings(const std::string& host, const char* here, const std::string& other,
                        const char* there) const {
    PoolSettings made;
    made.host = host;
    made.transport = SipTransport::Tls;
    made.endpoint = endpoint(here);
    made.gateway = endpoint(there);
    made.gateway_name = other;
    made.users = {{"alice@" + host, {EndpointState{}}}};
    made.credentials = credentials(host);
    made.trust_anchors_pem = pki_.trusted_root_pem();
    return made;
  }
  std::unique_ptr<Pool> make(const PoolSettings& made) {
    const auto context = [&](const gateway::TlsSettings& tls) {
      return gateway::TlsContext::create(crypto_, tls).value();
    };
    return std::make_unique<Pool>(
        made, PoolDependencies{entropy_, context(client_tls_settings(made)),
                               context(server_tls_settings(made))});
  }
  /// a.example says hello to b.example, whose certificate is for `name`.
  void say_hello(const std::string& name) {
    PoolSettings to = settings("b.example", "192.0.2.2:5061", "a.example", "192.0.2.1:5061");
    to.credentials = credentials(name);
    here_ = make(settings("a.example", "192.0.2.1:5061", "b.example", "192.0.2.2:5061"));
    there_ = make(to);
    world_.add("a", *here_);
    world_.add("b", *there_);
    world_.order("a", Event(UserOrder(Say{"alice@a.example", "alice@b.example", "hello b"})));
    world_.run(std::chrono::seconds(60));
  }

  Pki pki_{1};
  SeededEntropy entropy_{1, "pool"};
  std::shared_ptr<gateway::CryptoContext> crypto_ =
      gateway::CryptoContext::with_system_randomness();
  std::unique_ptr<Pool> here_;
  std::unique_ptr<Pool> there_;
  SmallWorld world_;
};

TEST_F(PoolTls, CarriesMessagesBetweenTwoThatTrustEachOther) {
  say_hello("b.example");

  EXPECT_TRUE(world_.saw("b", Observation::UserReceives, "<body>hello b</body>"));
  EXPECT_TRUE(world_.saw("a", Observation::UserAnswered, "code='200'"));
  EXPECT_TRUE(world_.saw("b", Observation::TlsEstablished, "peer-certificate=yes"));
  EXPECT_FALSE(world_.saw("a", Observation::SipWrong, ""));
  EXPECT_FALSE(world_.in_clear("hello b"));
}

TEST_F(PoolTls, RefusesACertificateForAnotherName) {
  say_hello("c.example");

  EXPECT_FALSE(world_.saw("b", Observation::UserReceives, ""));
  EXPECT_TRUE(world_.saw("a", Observation::TlsAlertSent, ""));
  EXPECT_TRUE(world_.saw("a", Observation::UserAnswered, "code='0'"));
}

}  // namespace
}  // namespace fakes::testing
