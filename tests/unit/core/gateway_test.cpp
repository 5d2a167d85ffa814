// The routing between the three parts of the gateway, with doubles of the SIP side and the service;
// expectations from gateway/core/gateway.hpp.
#include "gateway/core/gateway.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "fakes/pki/seeded_entropy.hpp"
#include "gateway/xmpp/namespaces.hpp"

namespace gateway {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr Endpoint kPool{{AddressFamily::V4, {192, 0, 2, 5}}, 5060};
constexpr Endpoint kUs{{AddressFamily::V4, {192, 0, 2, 1}}, 5060};

/// Writes down what it is told; does what the test put in.
struct Script {
  std::vector<std::string> heard;
  sip::AgentActions sip_does;        // once, at the next event
  InterworkingActions service_does;  // once, at the next event
  std::optional<Instant> sip_deadline;
  std::optional<Instant> service_deadline;
  std::size_t transactions = 0;
  Result<void> begins{};
};

class SipDouble final : public SipSide {
 public:
  explicit SipDouble(Script& script) : script_(script) {}
  void handle(const sip::AgentEvent& event, Now, sip::AgentActions& actions) override {
    struct Words {
      std::string operator()(const Accepted& e) const { return name("accepted", e.connection); }
      std::string operator()(const Connected& e) const { return name("connected", e.connection); }
      std::string operator()(const ConnectFailed& e) const { return name("failed", e.connection); }
      std::string operator()(const Received& e) const { return name("received", e.connection); }
      std::string operator()(const PeerFinished& e) const { return name("fin", e.connection); }
      std::string operator()(const ConnectionEnded& e) const { return name("ended", e.connection); }
      std::string operator()(const DatagramReceived&) const { return "sip datagram"; }
      std::string operator()(const sip::SendRequest& e) const { return name("request", e.request); }
      std::string operator()(const sip::SendResponse& e) const {
        return name("response", e.transaction);
      }
      static std::string name(const std::string& what, std::uint64_t id) {
        return "sip " + what + " " + std::to_string(id);
      }
    };
    script_.heard.push_back(std::visit(Words{}, event));
    for (auto& action : std::exchange(script_.sip_does, {})) actions.push_back(std::move(action));
  }
  void on_deadline(Now, sip::AgentActions&) override { script_.heard.emplace_back("sip deadline"); }
  std::optional<Instant> next_deadline() const override { return script_.sip_deadline; }
  std::size_t connections() const override { return 0; }
  std::size_t transactions() const override { return script_.transactions; }

 private:
  Script& script_;
};

class ServiceDouble final : public LocalService {
 public:
  explicit ServiceDouble(Script& script) : script_(script) {}
  Result<void> begin(Now, InterworkingActions& actions) override {
    script_.heard.emplace_back("service begins");
    do_it(actions);
    return script_.begins;
  }
  void handle(const InterworkingEvent& event, Now, InterworkingActions& actions) override {
    struct Words {
      std::string operator()(const PartnerStanza& e) const {
        return "stanza " + std::string(e.stanza.attribute_or("id", "")) +
               (e.stanza.attribute_or("type", "") == "error" ? " error" : "");
      }
      std::string operator()(const StanzaTaken& e) const {
        return "taken " + std::to_string(e.reference);
      }
      std::string operator()(const sip::RequestArrived& e) const {
        return "request " + std::to_string(e.transaction);
      }
      std::string operator()(const sip::ResponseArrived& e) const {
        return "response " + std::to_string(e.request);
      }
      std::string operator()(const UserChanged& e) const { return "user " + e.user.text(); }
      std::string operator()(const ContactChanged& e) const {
        return "contact " + e.pair.contact.text();
      }
      std::string operator()(const PartnersChanged&) const { return "partners"; }
      std::string operator()(const InterworkingShutdown&) const { return "shutdown"; }
    };
    script_.heard.push_back("service " + std::visit(Words{}, event));
    do_it(actions);
  }
  void on_deadline(Now, InterworkingActions&) override {
    script_.heard.emplace_back("service deadline");
  }
  std::optional<Instant> next_deadline() const override { return script_.service_deadline; }

 private:
  void do_it(InterworkingActions& actions) {
    for (auto& action : std::exchange(script_.service_does, {})) {
      actions.push_back(std::move(action));
    }
  }
  Script& script_;
};

Settings settings() {
  Settings settings;
  settings.domains = {Domain::parse("contoso.example").value()};
  settings.dialback_passphrase = "a secret of 16 octets";
  settings.partners.push_back({.domain = Domain::parse("fed.example").value(),
                               .description = {},
                               .additional_domains = {},
                               .negotiation = {Tls::NotSupported, Sasl::NotSupported, true},
                               .connection_limit = {},
                               .proxy_fqdn = {}});
  return settings;
}

xml::Element stanza_to(const std::string& to, const std::string& id) {
  xml::Element stanza(ns::kServer, "message");
  stanza.set("from", "alice@contoso.example");
  stanza.set("to", to);
  stanza.set("id", id);
  return stanza;
}

std::string word_of(const GatewayAction& action) {
  struct Words {
    std::string operator()(const Connect& o) const {
      return "connect " + std::to_string(o.connection);
    }
    std::string operator()(const Send& o) const { return "send " + std::to_string(o.connection); }
    std::string operator()(const Finish& o) const {
      return "finish " + std::to_string(o.connection);
    }
    std::string operator()(const Abort& o) const { return "abort " + std::to_string(o.connection); }
    std::string operator()(const SendDatagram& o) const { return "datagram " + o.bytes; }
    std::string operator()(const DnsQuestion& o) const { return "ask " + o.name; }
    std::string operator()(const DeliverStanza& o) const {
      return "deliver " + std::string(o.stanza.attribute_or("id", ""));
    }
    std::string operator()(const LogEvent& o) const { return "log " + o.code; }
    std::string operator()(const StateChanged&) const { return "state"; }
    std::string operator()(const KeyLogLine&) const { return "key"; }
  };
  return std::visit(Words{}, action);
}

enum class Pool : std::uint8_t { None, Scripted };

class GatewayRouting : public testing::Test {
 protected:
  explicit GatewayRouting(Pool pool = Pool::Scripted)
      : gateway(settings(), {.entropy = entropy, .server_tls = {}, .client_tls = {}},
                pool == Pool::None ? LocalParts{}
                                   : LocalParts{std::make_unique<SipDouble>(script),
                                                std::make_unique<ServiceDouble>(script)}) {}

  std::vector<std::string> tell(const GatewayEvent& event) {
    GatewayActions actions;
    gateway.handle(event, now, actions);
    return words_of(actions);
  }
  static std::vector<std::string> words_of(const GatewayActions& actions) {
    std::vector<std::string> words;
    for (const GatewayAction& action : actions) words.push_back(word_of(action));
    return words;
  }

  Now now{Instant(1s), WallTime{}};
  Script script;
  fakes::SeededEntropy entropy{1};
  Gateway gateway;
};

class GatewayWithoutPool : public GatewayRouting {
 protected:
  GatewayWithoutPool() : GatewayRouting(Pool::None) {}
};

TEST_F(GatewayWithoutPool, DeliversStanzasAsTheEngineDoes) {
  // Bounced at once: nobody federates with that domain.
  EXPECT_THAT(tell(LocalStanza{stanza_to("x@unlisted.example", "m1")}),
              ElementsAre("log stanza-bounced", "deliver m1"));
}

TEST_F(GatewayWithoutPool, HearsNothingOfUsersAndSip) {
  EXPECT_THAT(tell(UserChanged{Jid::parse("a@contoso.example").value(), {}}), IsEmpty());
  EXPECT_THAT(tell(DatagramReceived{kUs, kPool, "x"}), IsEmpty());
  EXPECT_THAT(tell(SipAccepted{{1, kUs, kPool}}), IsEmpty());
  GatewayActions actions;
  EXPECT_TRUE(gateway.begin({}, now, actions));
  EXPECT_FALSE(gateway.resources().sip);
  EXPECT_TRUE(gateway.resources().none());
}

TEST_F(GatewayRouting, BeginsWithTheServiceThenTellsItOfLists) {
  script.service_does = {sip::SendRequest{7, {}}};
  const UserAndContact pair{Jid::parse("a@contoso.example").value(),
                            Jid::parse("b@fed.example").value()};
  GatewayActions actions;

  ASSERT_TRUE(gateway.begin({{pair, {.added = true}}}, now, actions));

  EXPECT_THAT(script.heard,
              ElementsAre("service begins", "sip request 7", "service contact b@fed.example"));
}

TEST_F(GatewayRouting, DoesNotBeginWithoutItsStore) {
  script.begins = make_error("store-unreadable", "x");
  GatewayActions actions;

  EXPECT_EQ(gateway.begin({}, now, actions).error().code, "store-unreadable");
  EXPECT_THAT(actions, IsEmpty());
}

TEST_F(GatewayRouting, GivesStanzasForUsersToTheService) {
  EXPECT_THAT(tell(LocalStanza{stanza_to("x@unlisted.example", "m1")}),
              ElementsAre("log stanza-bounced"));

  EXPECT_THAT(script.heard, ElementsAre("service stanza m1 error"));
}

TEST_F(GatewayRouting, SendsTheServicesStanzasByTheEngine) {
  script.service_does = {StanzaToPartner{stanza_to("romeo@fed.example", "m1")}};

  EXPECT_THAT(tell(PartnersChanged{}), ElementsAre("ask _xmpp-server._tcp.fed.example"));
}

TEST_F(GatewayRouting, TellsTheServiceWhenItsStanzaIsOnAStream) {
  script.service_does = {StanzaToPartner{stanza_to("romeo@fed.example", "m1"), 5}};
  GatewayActions actions;
  gateway.handle(PartnersChanged{}, now, actions);
  for (std::size_t i = 0; i < actions.size(); ++i) {  // answers lead to more questions
    const auto* question = std::get_if<DnsQuestion>(&actions[i]);
    if (question == nullptr) continue;
    DnsAnswer answer{question->id, DnsStatus::Ok, {}};
    if (question->type == RecordType::Srv)
      answer.records = {SrvRecord{0, 0, 5269, "x.fed.example"}};
    if (question->type == RecordType::A) answer.records = {kPool.address};
    gateway.handle(answer, now, actions);
  }
  tell(Connected{2});
  tell(Received{2,
                "<stream:stream xmlns='jabber:server' xmlns:db='jabber:server:dialback' "
                "xmlns:stream='http://etherx.jabber.org/streams' from='fed.example' "
                "to='contoso.example' id='s1' version='1.0'><stream:features>"
                "<dialback xmlns='urn:xmpp:features:dialback'/></stream:features>"});
  EXPECT_THAT(script.heard, ElementsAre("service partners"));

  tell(Received{2, "<db:result from='fed.example' to='contoso.example' type='valid'/>"});

  // Were it told now and its promise forgotten, a crash before the octets leave would lose it.
  EXPECT_THAT(script.heard, ElementsAre("service partners"));
  EXPECT_EQ(gateway.next_deadline(), now.instant);

  tell(DeadlineReached{});

  EXPECT_THAT(script.heard, testing::Contains("service taken 5"));
  EXPECT_NE(gateway.next_deadline(), now.instant);
}

TEST_F(GatewayRouting, LetsTheServiceSayWhatMayNotWait) {
  script.service_does = {StanzaToPartner{stanza_to("romeo@fed.example", "m1"), 5, false}};

  // No stream is open, and it may not wait: it is dropped without any news.
  EXPECT_THAT(tell(PartnersChanged{}), ElementsAre("log stanza-not-queued"));
  EXPECT_THAT(script.heard, ElementsAre("service partners"));
}

TEST_F(GatewayRouting, CarriesRequestsAndResponsesBothWays) {
  script.sip_does = {sip::RequestArrived{4, {}}};
  script.service_does = {sip::SendResponse{4, {}}, sip::SendRequest{9, {}}};

  tell(DatagramReceived{kUs, kPool, "MESSAGE"});

  EXPECT_THAT(script.heard,
              ElementsAre("sip datagram", "service request 4", "sip response 4", "sip request 9"));
}

TEST_F(GatewayRouting, LetsTheSipSideOut) {
  script.sip_does = {SendDatagram{kUs, kPool, "200"}, LogEvent{Severity::Info, "x", {}, {}}};

  EXPECT_THAT(tell(DatagramReceived{kUs, kPool, "x"}), ElementsAre("datagram 200", "log x"));
}

TEST_F(GatewayRouting, KnowsConnectionsOfTheSipSideByTheirBeginning) {
  tell(SipAccepted{{1, kUs, kPool}});
  tell(Received{1, "x"});
  tell(PeerFinished{1});
  tell(ConnectionEnded{1});
  tell(Received{1, "after its end"});
  EXPECT_THAT(script.heard,
              ElementsAre("sip accepted 1", "sip received 1", "sip fin 1", "sip ended 1"));

  script.heard.clear();
  script.sip_does = {Connect{kFirstSipConnection, kPool}};
  tell(DatagramReceived{kUs, kPool, "x"});
  tell(Connected{kFirstSipConnection});
  tell(ConnectFailed{kFirstSipConnection, ConnectError::Refused});
  tell(Connected{kFirstSipConnection});
  EXPECT_THAT(script.heard, ElementsAre("sip datagram", "sip connected 4611686018427387904",
                                        "sip failed 4611686018427387904"));
}

TEST_F(GatewayRouting, KeepsStreamsFromTheSipSide) {
  tell(StreamAccepted{{1, kUs, kPool}, ListenerKind::StartTls});
  tell(Received{1, "<stream:stream>"});

  EXPECT_THAT(script.heard, IsEmpty());
  EXPECT_EQ(gateway.resources().engine.connections, 1U);
}

TEST_F(GatewayRouting, WakesForWhoeverIsDueFirst) {
  EXPECT_FALSE(gateway.next_deadline());
  script.service_deadline = Instant(7s);
  EXPECT_EQ(gateway.next_deadline(), Instant(7s));
  script.sip_deadline = Instant(5s);
  EXPECT_EQ(gateway.next_deadline(), Instant(5s));

  tell(DeadlineReached{});

  EXPECT_THAT(script.heard, ElementsAre("sip deadline", "service deadline"));
}

TEST_F(GatewayRouting, SignsUsersOutBeforeStreamsClose) {
  script.service_does = {StanzaToPartner{stanza_to("romeo@fed.example", "bye")}};
  const std::vector<std::string> words = tell(ShutdownRequested{});

  // Taken for sending first, given up by the shutdown then.
  ASSERT_FALSE(words.empty());
  EXPECT_EQ(words.front(), "ask _xmpp-server._tcp.fed.example");
  EXPECT_THAT(script.heard, ElementsAre("service shutdown", "service stanza bye error"));
}

TEST_F(GatewayRouting, KeepsThePoolsConnectionsWhileTransactionsGoOn) {
  tell(SipAccepted{{3, kUs, kPool}});
  script.transactions = 1;
  EXPECT_THAT(tell(ShutdownRequested{}), IsEmpty());

  script.transactions = 0;
  EXPECT_THAT(tell(Received{3, "200"}), ElementsAre("finish 3"));
  EXPECT_THAT(tell(PeerFinished{3}), IsEmpty());
}

}  // namespace
}  // namespace gateway
