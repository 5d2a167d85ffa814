// The agent over TLS: both sides prove who they are (RFC 5922 7), or nothing is said.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/sip/agent_world.hpp"
#include "tests/unit/tls/handshake.hpp"

namespace sip_test {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

constexpr ConnectionId kOut = 2;
constexpr ConnectionId kIn = 1;

// The agent, and a TLS engine at the far end of one connection.
struct TlsWorld {
  explicit TlsWorld(const std::string& pool_name = "pool.contoso.example",
                    fakes::CertificateKind kind = fakes::CertificateKind::Valid) {
    TlsSettings ours = pki_world.client;
    ours.credentials =
        pki_world.pki.credentials(fakes::CertificateKind::Valid, "edge.contoso.example");
    TlsSettings ours_as_server = ours;
    ours_as_server.role = TlsRole::Server;
    theirs = pki_world.client;
    theirs.credentials = kind == fakes::CertificateKind::None
                             ? std::nullopt
                             : std::optional(pki_world.pki.credentials(kind, pool_name));
    world.emplace(settings_of(Transport::Tls), pki_world.context(ours_as_server),
                  pki_world.context(ours));
  }

  void begin(ConnectionId id, TlsRole role) {
    theirs.role = role;
    connection = id;
    TlsParameters parameters;
    if (role == TlsRole::Client) parameters.server_name = "edge.contoso.example";
    parameters.now = sip_test::kToday;
    far.emplace(pki_world.context(theirs), parameters);
    far->start();
    exchange();
  }
  void exchange() {
    for (bool more = true; more;) {
      more = false;
      if (const std::string octets = far->take_ciphertext(); !octets.empty()) {
        world->happen(Received{connection, octets});
        more = true;
      }
      for (const Send& one : world->take<Send>()) {
        far->receive(one.bytes);
        more = true;
      }
    }
  }
  void accept() {
    world->accept(kIn);
    begin(kIn, TlsRole::Client);
  }
  void connect(RequestId id = 1) {
    world->happen(SendRequest{id, message_to_alice()});
    const ConnectionId out = world->take<Connect>().at(0).connection;
    world->happen(Connected{out});
    begin(out, TlsRole::Server);
  }
  std::vector<Message> read() {
    framer.append(far->take_plaintext());
    std::vector<Message> messages;
    while (auto message = framer.next().value()) messages.push_back(std::move(*message));
    return messages;
  }
  void write(const std::string& octets) {
    far->send(octets);
    exchange();
  }

  tls_test::World pki_world;
  TlsSettings theirs;
  std::optional<AgentWorld> world;
  ConnectionId connection = 0;
  std::optional<TlsEngine> far;
  StreamFramer framer;
};

const std::string kVia = "SIP/2.0/TLS pool.contoso.example;branch=z9hG4bKa";

TEST(AgentTls, SendsAndTakesRequestsOnceBothHaveProvenWhoTheyAre) {
  TlsWorld tls;
  tls.connect();

  const auto sent = tls.read();
  ASSERT_EQ(sent.size(), 1U);
  EXPECT_EQ(sent[0].vias[0].transport, "TLS");
  EXPECT_TRUE(tls.far->peer_certificate().presented) << "we show a certificate too";
  EXPECT_EQ(tls.far->server_name(), "pool.contoso.example");
  tls.write(response_text(sent[0], 200) + RequestText{.via = kVia}.text());

  EXPECT_EQ(tls.world->take<ResponseArrived>().at(0).response.status, 200);
  EXPECT_EQ(tls.world->take<RequestArrived>().size(), 1U);
  EXPECT_THAT(tls.world->log_codes(), Contains("sip-connected"));
}

TEST(AgentTls, TakesConnectionsOfThePoolFromAnywhere) {
  TlsWorld tls;
  tls.world->accept(kIn, kStranger);
  tls.begin(kIn, TlsRole::Client);
  tls.write(RequestText{.method = "OPTIONS", .via = kVia, .body = ""}.text());

  EXPECT_EQ(tls.read().at(0).status, 200);
}

struct Claim {
  const char* what;
  const char* name;
  fakes::CertificateKind kind;
};
const Claim kClaims[] = {
    {"another name", "other.contoso.example", fakes::CertificateKind::Valid},
    {"a name above", "contoso.example", fakes::CertificateKind::Valid},
    {"a wildcard", "*.contoso.example", fakes::CertificateKind::Valid},
    {"an authority nobody knows", "pool.contoso.example", fakes::CertificateKind::Invalid},
};

TEST(AgentTls, TellsNothingToAServerThatIsNotThePool) {
  for (const Claim& claim : kClaims) {
    SCOPED_TRACE(claim.what);
    TlsWorld tls(claim.name, claim.kind);

    tls.connect();

    EXPECT_TRUE(tls.read().empty());
    EXPECT_EQ(tls.world->take<ResponseArrived>().at(0).response.status, 503);
    EXPECT_EQ(tls.world->take<Finish>().size(), 1U);
    EXPECT_THAT(tls.world->log_codes(), Contains("sip-peer-refused"));
    tls.world->happen(SendRequest{2, message_to_alice()});
    EXPECT_TRUE(tls.world->take<Connect>().empty()) << "not again at once";
  }
}

TEST(AgentTls, TakesNothingFromAClientThatIsNotThePool) {
  std::vector<Claim> claims(std::begin(kClaims), std::end(kClaims));
  claims.push_back({"no certificate", "", fakes::CertificateKind::None});
  for (const Claim& claim : claims) {
    SCOPED_TRACE(claim.what);
    TlsWorld tls(claim.name, claim.kind);
    tls.world->accept(kIn);
    tls.begin(kIn, TlsRole::Client);
    tls.write(RequestText{.via = kVia}.text());

    EXPECT_TRUE(tls.world->take<RequestArrived>().empty());
    EXPECT_TRUE(tls.read().empty());
    EXPECT_EQ(tls.world->take<Finish>().size(), 1U);
    EXPECT_THAT(tls.world->log_codes(), Contains("sip-peer-refused"));
  }
}

TEST(AgentTls, DoesNotTalkSipInClear) {
  TlsWorld tls;
  tls.world->accept(kIn);

  tls.world->receive(kIn, RequestText{.via = kVia}.text());

  EXPECT_TRUE(tls.world->take<RequestArrived>().empty());
  EXPECT_EQ(tls.world->take<Finish>().size(), 1U);
  EXPECT_THAT(tls.world->log_codes(), Not(Contains("sip-connected")));
}

TEST(AgentTls, DropsAHandshakeThatDoesNotEnd) {
  TlsWorld tls;
  tls.world->accept(kIn);

  tls.world->wait(10s);

  EXPECT_EQ(tls.world->take<Abort>().size(), 1U);
}

TEST(AgentTls, StrangersThatIdleLockNobodyOut) {
  TlsWorld tls;
  for (ConnectionId id = 101; id < 101 + 2 * 16; id += 2) tls.world->accept(id, kStranger);
  EXPECT_TRUE(tls.world->take<Abort>().empty());

  tls.accept();

  EXPECT_EQ(tls.world->take<Abort>().at(0).connection, 101U) << "the oldest";
  EXPECT_EQ(tls.far->state(), TlsState::Established);
}

TEST(AgentTls, ClosesWithCloseNotify) {
  TlsWorld tls;
  tls.connect();
  tls.write(response_text(tls.read().at(0), 200));

  tls.world->wait(10min);
  tls.exchange();

  EXPECT_EQ(tls.far->state(), TlsState::PeerClosed);
  EXPECT_EQ(tls.world->take<Finish>().size(), 1U);
}

TEST(AgentTls, ClosesWhenThePoolDoes) {
  TlsWorld tls;
  tls.connect();

  tls.far->close();
  tls.exchange();

  EXPECT_EQ(tls.world->take<Finish>().size(), 1U);
}

}  // namespace
}  // namespace sip_test
