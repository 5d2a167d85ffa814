// Service: two gateways federate over loopback sockets, TLS and DNS, all of them real.

#include "gateway/net/service.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/write.hpp>
#include <string>
#include <vector>

#include "fakes/pki/pki.hpp"
#include "gateway/net/asio_address.hpp"
#include "tests/unit/net/loopback.hpp"
#include "tests/unit/net/responder.hpp"

namespace gateway::net {
namespace {

constexpr std::string_view kServer = "jabber:server";
constexpr unsigned kA = 1, kSrv = 33;

xml::Element message(std::string_view from, std::string_view to, std::string_view text) {
  xml::Element stanza(kServer, "message");
  stanza.set("from", from).set("to", to).set("type", "chat").set("id", "m1");
  stanza.add(xml::Element(kServer, "body")).add_text(text);
  return stanza;
}

Partner partner(const std::string& domain, NegotiationSettings negotiation) {
  return Partner{.domain = Domain::parse(domain).value(),
                 .description = {},
                 .additional_domains = {},
                 .type = PartnerType::Federated,
                 .negotiation = negotiation,
                 .connection_limit = {},
                 .proxy_fqdn = {}};
}

/// A gateway for `domain` with one partner; remembers what it delivers.
struct Node {
  Node(boost::asio::io_context& io, Configuration configuration)
      : service(io, std::move(configuration), observer()) {}

  ServiceObserver observer() {
    ServiceObserver observer;
    observer.deliver_stanza = [this](const xml::Element& stanza) { delivered.push_back(stanza); };
    observer.log = [this](const LogEvent& event) { log += event.code + " " + event.text + "\n"; };
    observer.keylog = [this](std::string_view) { ++keylog_lines; };
    observer.before_event = [this](const GatewayEvent& event) {
      if (std::holds_alternative<ConnectFailed>(event)) seen += "ConnectFailed ";
    };
    observer.before_action = [this](const GatewayAction& action) {
      if (std::holds_alternative<Connect>(action)) seen += "Connect ";
      if (std::holds_alternative<DeliverStanza>(action)) {
        seen += delivered.empty() ? "DeliverStanza " : "(too late) ";
      }
    };
    return observer;
  }

  std::vector<xml::Element> delivered;
  std::string log;
  std::string seen;  // of the engine's events and actions
  int keylog_lines = 0;
  Service service;
};

class ServiceTest : public testing::Test {
 protected:
  Configuration configuration(const std::string& ours, const std::string& theirs,
                              NegotiationSettings negotiation) {
    Configuration made;
    made.settings.domains = {Domain::parse(ours).value()};
    made.settings.dialback_passphrase = "a passphrase for " + ours;
    made.settings.limits.close_timeout = std::chrono::seconds(1);
    made.settings.partners = {partner(theirs, negotiation)};
    made.listeners = {{ListenerKind::StartTls, {kLoopback, 0}}};
    made.credentials = pki_.credentials(fakes::CertificateKind::Valid, ours);
    made.trust_anchors_pem = pki_.trusted_root_pem();
    made.dns_servers = {dns_.endpoint()};
    return made;
  }

  void publish(const std::string& domain, const Service& service) {
    const unsigned port = service.listening().at(0).port;
    dns_.zone[question("_xmpp-server._tcp." + domain, kSrv)] = {srv(0, 0, port, "host." + domain)};
    dns_.zone[question("host." + domain, kA)] = {record(kA, std::string("\x7f\0\0\x01", 4))};
  }

  /// One message each way; both gateways then close in good order and hold nothing any more.
  void expect_to_federate(NegotiationSettings negotiation) {
    Node a(io_, configuration("a.example", "b.example", negotiation));
    Node b(io_, configuration("b.example", "a.example", negotiation));
    ASSERT_TRUE(a.service.start().has_value());
    ASSERT_TRUE(b.service.start().has_value());
    publish("a.example", a.service);
    publish("b.example", b.service);

    a.service.send_local(message("u@a.example", "v@b.example", "hello"));
    EXPECT_TRUE(run_until(io_, [&] { return !b.delivered.empty(); })) << a.log << b.log;
    b.service.send_local(message("v@b.example", "u@a.example", "hello yourself"));
    EXPECT_TRUE(run_until(io_, [&] { return !a.delivered.empty(); })) << a.log << b.log;

    ASSERT_EQ(b.delivered.size(), 1U);
    EXPECT_EQ(b.delivered[0].child(kServer, "body")->text(), "hello");
    EXPECT_EQ(b.delivered[0].attribute_or("from", ""), "u@a.example");
    EXPECT_EQ(a.delivered.size(), 1U);
    EXPECT_EQ(a.keylog_lines > 0, negotiation.tls == Tls::Required);
    EXPECT_GT(a.service.resources().engine.connections, 0U);
    int stopped = 0;
    a.service.shutdown([&] { ++stopped; });
    EXPECT_TRUE(run_until(io_, [&] { return stopped == 1; })) << a.log;
    b.service.shutdown([&] { ++stopped; });
    EXPECT_TRUE(run_until(io_, [&] { return stopped == 2; })) << b.log;
    EXPECT_TRUE(a.service.resources().none());
    EXPECT_TRUE(b.service.resources().none());
  }

  boost::asio::io_context io_;
  Responder dns_{io_};
  const fakes::Pki pki_{1};
};

TEST_F(ServiceTest, FederatesBySaslOverTls) {
  expect_to_federate({Tls::Required, Sasl::Required, false});
}

TEST_F(ServiceTest, FederatesByDialbackOverTcp) {
  expect_to_federate({Tls::NotSupported, Sasl::NotSupported, true});
}

TEST_F(ServiceTest, FederatesByDialbackOverTls) {
  expect_to_federate({Tls::Required, Sasl::NotSupported, true});
}

TEST_F(ServiceTest, BouncesWhatNobodyInDnsTakes) {
  Node a(io_, configuration("a.example", "b.example", {}));
  ASSERT_TRUE(a.service.start().has_value());
  dns_.zone[question("unrelated.example", kA)] = {};

  a.service.send_local(message("u@a.example", "v@b.example", "hello"));

  ASSERT_TRUE(run_until(io_, [&] { return !a.delivered.empty(); })) << a.log;
  EXPECT_EQ(a.delivered[0].attribute_or("type", ""), "error");
  const xml::Element* error = a.delivered[0].child(kServer, "error");
  ASSERT_NE(error, nullptr);
  EXPECT_NE(error->child("urn:ietf:params:xml:ns:xmpp-stanzas", "remote-server-not-found"),
            nullptr);
}

TEST_F(ServiceTest, BouncesWhenNobodyListens) {
  Node a(io_, configuration("a.example", "b.example", {}));
  ASSERT_TRUE(a.service.start().has_value());
  {
    Node gone(io_, configuration("b.example", "a.example", {}));
    ASSERT_TRUE(gone.service.start().has_value());
    publish("b.example", gone.service);
  }

  a.service.send_local(message("u@a.example", "v@b.example", "hello"));

  ASSERT_TRUE(run_until(io_, [&] { return !a.delivered.empty(); })) << a.log;
  const xml::Element* error = a.delivered[0].child(kServer, "error");
  ASSERT_NE(error, nullptr);
  EXPECT_NE(error->child("urn:ietf:params:xml:ns:xmpp-stanzas", "remote-server-timeout"), nullptr);
  EXPECT_EQ(a.seen, "Connect ConnectFailed DeliverStanza ");
}

TEST_F(ServiceTest, NamesTheListenerThatIsTaken) {
  Node first(io_, configuration("a.example", "b.example", {}));
  ASSERT_TRUE(first.service.start().has_value());
  Configuration same = configuration("a.example", "b.example", {});
  same.listeners[0].endpoint = first.service.listening().at(0);

  Node second(io_, same);
  const Result<void> started = second.service.start();

  ASSERT_TRUE(started.has_error());
  EXPECT_EQ(started.error().code, "listen-failed");
  EXPECT_THAT(started.error().what, testing::HasSubstr(to_string(same.listeners[0].endpoint)));
}

TEST_F(ServiceTest, ClosesAStreamThatIsNotEstablishedInTime) {
  Configuration hasty = configuration("a.example", "b.example", {});
  hasty.settings.limits.stream_establishment_timeout = std::chrono::seconds(1);
  Node a(io_, hasty);
  ASSERT_TRUE(a.service.start().has_value());
  boost::asio::ip::tcp::socket idler(io_);
  idler.connect(to_asio(a.service.listening().at(0)));
  ASSERT_TRUE(run_until(io_, [&] { return a.service.resources().engine.connections == 1; }));

  EXPECT_TRUE(run_until(
      io_, [&] { return a.service.resources().none(); }, std::chrono::seconds(4)))
      << a.log;
}

TEST_F(ServiceTest, StopsAlthoughAPeerDoesNotCloseItsStream) {
  Node a(io_, configuration("a.example", "b.example", {}));
  ASSERT_TRUE(a.service.start().has_value());
  boost::asio::ip::tcp::socket stubborn(io_);
  stubborn.connect(to_asio(a.service.listening().at(0)));
  boost::asio::write(stubborn,
                     boost::asio::buffer(std::string(
                         "<stream:stream xmlns='jabber:server' xmlns:stream='http://etherx.jabber."
                         "org/streams' to='a.example' from='b.example' version='1.0'>")));
  ASSERT_TRUE(run_until(io_, [&] { return stubborn.available() > 0; }));

  bool stopped = false;
  a.service.shutdown([&] { stopped = true; });

  EXPECT_FALSE(stopped);
  EXPECT_TRUE(run_until(
      io_, [&] { return stopped; }, std::chrono::seconds(4)))
      << a.log;
}

TEST_F(ServiceTest, CanBeDestroyedInTheMiddleOfANegotiation) {
  {
    Node a(io_, configuration("a.example", "b.example", {}));
    Node b(io_, configuration("b.example", "a.example", {}));
    ASSERT_TRUE(a.service.start().has_value());
    ASSERT_TRUE(b.service.start().has_value());
    publish("b.example", b.service);
    a.service.send_local(message("u@a.example", "v@b.example", "hello"));
    ASSERT_TRUE(run_until(io_, [&] { return b.service.resources().engine.connections > 0; }));
  }
  run_for(io_, std::chrono::milliseconds(20));
}

}  // namespace
}  // namespace gateway::net
