// The engine through its one door, without TLS: what it asks, connects, delivers, bounces, when.
#include "gateway/engine/engine.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fakes/pki/seeded_entropy.hpp"
#include "gateway/dialback/dialback_key.hpp"
#include "gateway/xmpp/namespaces.hpp"

namespace gateway {
namespace {

using namespace std::chrono_literals;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr std::string_view kSecret = "a secret of 16 octets";

Settings plain_settings() {
  Settings settings;
  settings.domains = {Domain::parse("contoso.example").value(),
                      Domain::parse("sales.contoso.example").value()};
  settings.dialback_passphrase = kSecret;
  settings.partners.push_back(
      {.domain = Domain::parse("fed.example").value(), .description = {},
       .additional_domains = {}, .negotiation = {Tls::NotSupported, Sasl::NotSupported, true},
       .connection_limit = {}, .proxy_fqdn = {}});
  return settings;
}

std::string header(std::string_view id) {
  return "<stream:stream xmlns='jabber:server' xmlns:stream='http://etherx.jabber.org/streams' "
         "xmlns:db='jabber:server:dialback' from='fed.example' to='contoso.example' version='1.0'" +
         (id.empty() ? std::string() : " id='" + std::string(id) + "'") + ">";
}
const std::string kFeatures =
    "<stream:features><dialback xmlns='urn:xmpp:features:dialback'><errors/></dialback>"
    "</stream:features>";

/// An engine with a clock; collects what it ordered since the last look, in short words.
struct Gateway {
  explicit Gateway(Settings settings = plain_settings())
      : engine(std::move(settings), {.entropy = entropy, .server_tls = {}, .client_tls = {}}) {}

  std::vector<std::string> operator()(const EngineEvent& event) {
    EngineActions actions;
    engine.handle(event, {clock, WallTime{}}, actions);
    std::vector<std::string> words;
    for (const EngineAction& action : actions) note(action, words);
    return words;
  }

  void note(const EngineAction& action, std::vector<std::string>& words) {
    struct Visitor {
      Gateway& gateway;
      std::vector<std::string>& words;
      void operator()(const Connect& order) {
        gateway.connection = order.connection;
        words.push_back("connect " + to_string(order.peer));
      }
      void operator()(const Send& order) {
        words.push_back("send#" + std::to_string(order.connection) + " " + order.bytes);
      }
      void operator()(const Finish& order) {
        words.push_back("finish#" + std::to_string(order.connection));
      }
      void operator()(const Abort& order) {
        words.push_back("abort#" + std::to_string(order.connection));
      }
      void operator()(const DnsQuestion& question) {
        gateway.questions.push_back(question);
        words.push_back("ask " + std::string(to_string(question.type)) + " " + question.name);
      }
      void operator()(const DeliverStanza& deliver) {
        const auto* error = deliver.stanza.child(ns::kServer, "error");
        words.push_back(error == nullptr ? "deliver " + deliver.stanza.text()
                                         : "bounce " + error->first_child()->name);
      }
      void operator()(const LogEvent&) {}
      void operator()(const StateChanged&) {}
      void operator()(const KeyLogLine&) {}
    };
    std::visit(Visitor{*this, words}, action);
  }

  LocalStanza message(std::string_view from = "alice@contoso.example",
                      std::string_view to = "romeo@fed.example") {
    xml::Element stanza(ns::kServer, "message");
    stanza.set("from", from).set("to", to).set("id", "m1");
    stanza.add({ns::kServer, "body"}).add_text("hello");
    return {stanza};
  }

  /// Answers every open question: SRV with one target, A with one address.
  std::vector<std::string> resolve(std::initializer_list<std::string_view> addresses = {
                                       "192.0.2.1"}) {
    std::vector<std::string> words;
    while (!questions.empty()) {
      const DnsQuestion question = questions.front();
      questions.erase(questions.begin());
      DnsAnswer answer{question.id, DnsStatus::Ok, {}};
      if (question.type == RecordType::Srv) {
        answer.records.emplace_back(SrvRecord{0, 0, 5269, "xmpp.fed.example"});
      }
      if (question.type == RecordType::A) {
        for (const auto text : addresses) answer.records.emplace_back(*parse_ip_address(text));
      }
      for (auto& word : (*this)(answer)) words.push_back(std::move(word));
    }
    return words;
  }

  /// An outbound stream, authenticated by TCP dialback.
  ConnectionId open_stream() {
    (*this)(message());
    resolve();
    const ConnectionId id = connection;
    (*this)(Connected{id});
    (*this)(Received{id, header("s1") + kFeatures});
    (*this)(Received{id, "<db:result from='fed.example' to='contoso.example' type='valid'/>"});
    return id;
  }

  fakes::SeededEntropy entropy{1};
  Engine engine;
  Instant clock{1s};
  ConnectionId connection = 0;
  std::vector<DnsQuestion> questions;
};

TEST(Engine, CarriesAStanzaOverDialbackFromDnsToDelivery) {
  Gateway gateway;

  EXPECT_THAT(gateway(gateway.message()), ElementsAre("ask SRV _xmpp-server._tcp.fed.example"));
  EXPECT_THAT(gateway.resolve(),
              ElementsAre("ask AAAA xmpp.fed.example", "ask A xmpp.fed.example",
                          "connect 192.0.2.1:5269"));
  EXPECT_THAT(gateway(Connected{gateway.connection}),
              ElementsAre(HasSubstr("xmlns:db='jabber:server:dialback' from='contoso.example' "
                                    "to='fed.example' version='1.0'")));
  const std::string key = dialback_key(
      kSecret, {Domain::parse("fed.example").value(), Domain::parse("contoso.example").value(),
                "s1"});
  EXPECT_THAT(gateway(Received{gateway.connection, header("s1") + kFeatures}),
              ElementsAre(HasSubstr(key)));
  EXPECT_THAT(gateway(Received{gateway.connection,
                               "<db:result from='fed.example' to='contoso.example' type='valid'/>"}),
              ElementsAre(HasSubstr("<body>hello</body>")));
  EXPECT_THAT(gateway(gateway.message()), ElementsAre(HasSubstr("<body>hello</body>")));
}

TEST(Engine, BouncesWhatGoesToADomainOnNobodysList) {
  Gateway gateway;

  EXPECT_THAT(gateway(gateway.message("alice@contoso.example", "x@unlisted.example")),
              ElementsAre("bounce not-allowed"));
  EXPECT_THAT(gateway(gateway.message("alice@contoso.example", "x@sub.fed.example")),
              ElementsAre("bounce not-allowed"));
}

TEST(Engine, DropsALocalStanzaFromADomainThatIsNotOurs) {
  Gateway gateway;

  EXPECT_THAT(gateway(gateway.message("alice@elsewhere.example")), IsEmpty());
}

TEST(Engine, BouncesWithRemoteServerNotFoundWhenDnsKnowsNothing) {
  Gateway gateway;
  gateway(gateway.message());
  std::vector<std::string> words;
  while (!gateway.questions.empty()) {
    const QueryId id = gateway.questions.front().id;
    gateway.questions.erase(gateway.questions.begin());
    words = gateway(DnsAnswer{id, DnsStatus::NxDomain, {}});
  }

  EXPECT_THAT(words, ElementsAre("bounce remote-server-not-found"));
  EXPECT_EQ(gateway.engine.resources(), EngineResources{});
}

TEST(Engine, TriesEveryAddressAndThenBouncesWithRemoteServerTimeout) {
  Gateway gateway;
  gateway(gateway.message());
  gateway.resolve({"192.0.2.1", "192.0.2.2"});

  EXPECT_THAT(gateway(ConnectFailed{gateway.connection, ConnectError::Refused}),
              ElementsAre("connect 192.0.2.2:5269"));
  EXPECT_THAT(gateway(ConnectFailed{gateway.connection, ConnectError::Refused}),
              ElementsAre("bounce remote-server-timeout"));
  EXPECT_EQ(gateway.engine.resources(), EngineResources{});
}

TEST(Engine, GivesUpAConnectThatTakesTooLong) {
  Gateway gateway;
  gateway(gateway.message());
  gateway.resolve({"192.0.2.1", "192.0.2.2"});
  const ConnectionId first = gateway.connection;

  gateway.clock += 10s - 1us;
  EXPECT_THAT(gateway(DeadlineReached{}), IsEmpty());
  gateway.clock += 1us;
  EXPECT_THAT(gateway(DeadlineReached{}),
              ElementsAre("abort#" + std::to_string(first), "connect 192.0.2.2:5269"));
}

TEST(Engine, ClosesAStreamThatIsNotAuthenticatedInTime) {
  Gateway gateway;
  gateway(gateway.message());
  gateway.resolve();
  gateway(Connected{gateway.connection});
  gateway(Received{gateway.connection, header("s1") + kFeatures});

  gateway.clock += 60s - 1us;
  EXPECT_THAT(gateway(DeadlineReached{}), IsEmpty());
  gateway.clock += 1us;
  EXPECT_THAT(gateway(DeadlineReached{}),
              ElementsAre("bounce remote-server-timeout", HasSubstr("<connection-timeout"),
                          "finish#2"));
}

TEST(Engine, AddsAnotherOfOurDomainsToAnOpenStream) {
  Gateway gateway;
  const ConnectionId id = gateway.open_stream();

  const auto words = gateway(gateway.message("bob@sales.contoso.example"));

  ASSERT_EQ(words.size(), 1U);
  EXPECT_THAT(words.front(), HasSubstr("<db:result from='sales.contoso.example'"));
  EXPECT_THAT(gateway(Received{id, "<db:result from='fed.example' to='sales.contoso.example' "
                                   "type='valid'/>"}),
              ElementsAre(HasSubstr("bob@sales.contoso.example")));
}

TEST(Engine, BouncesWhatWaitsForAPairTheStreamRefuses) {
  Gateway gateway;
  const ConnectionId id = gateway.open_stream();
  gateway(gateway.message("bob@sales.contoso.example"));

  EXPECT_THAT(gateway(Received{id, "<db:result from='fed.example' to='sales.contoso.example' "
                                   "type='invalid'/>"}),
              ElementsAre("bounce internal-server-error"));
}

TEST(Engine, OpensANewStreamAfterThePartnerClosedTheOldOne) {
  Gateway gateway;
  const ConnectionId id = gateway.open_stream();

  EXPECT_THAT(gateway(Received{id, "</stream:stream>"}),
              ElementsAre("send#2 </stream:stream>", "finish#2"));
  EXPECT_THAT(gateway(gateway.message()), ElementsAre("ask SRV _xmpp-server._tcp.fed.example"));
  gateway(ConnectionEnded{id});
  EXPECT_EQ(gateway.engine.resources().connections, 0U);
}

TEST(Engine, HoldsTheConnectionLimitOfAPartnerInBothDirections) {
  Settings settings = plain_settings();
  settings.partners.front().connection_limit = 1;
  Gateway gateway(settings);
  gateway(StreamAccepted{{1, {}, {}}, ListenerKind::StartTls});
  gateway(Received{1, header("")});

  gateway(StreamAccepted{{3, {}, {}}, ListenerKind::StartTls});
  EXPECT_THAT(gateway(Received{3, header("")}),
              ElementsAre(HasSubstr("<policy-violation"), "finish#3"));
  EXPECT_THAT(gateway(gateway.message()), ElementsAre("bounce resource-constraint"));
}

TEST(Engine, RefusesAConnectionOverTheGatewaysLimitWithAStreamError) {
  Settings settings = plain_settings();
  settings.limits.connection_limit = 1;
  Gateway gateway(settings);
  gateway(StreamAccepted{{1, {}, {}}, ListenerKind::StartTls});

  EXPECT_THAT(gateway(StreamAccepted{{3, {}, {}}, ListenerKind::StartTls}),
              ElementsAre(HasSubstr("<resource-constraint"), "finish#3"));
}

TEST(Engine, BouncesWhatTheQueueCannotHold) {
  Settings settings = plain_settings();
  settings.limits.queue_stanzas_max = 2;
  Gateway gateway(settings);
  gateway(gateway.message());
  gateway(gateway.message());

  EXPECT_THAT(gateway(gateway.message()), ElementsAre("bounce resource-constraint"));
}

// ---- a stream the partner opens -------------------------------------------------------------------

TEST(Engine, VerifiesAKeyOnAConnectionOfItsOwnAndDeliversThen) {
  Gateway gateway;
  gateway(StreamAccepted{{1, {}, {}}, ListenerKind::StartTls});
  gateway(Received{1, header("")});

  EXPECT_THAT(gateway(Received{1, "<db:result from='fed.example' to='contoso.example'>k</db:result>"}),
              ElementsAre("ask SRV _xmpp-server._tcp.fed.example"));
  gateway.resolve();
  gateway(Connected{gateway.connection});
  const auto question = gateway(Received{gateway.connection, header("v1") + kFeatures});
  ASSERT_EQ(question.size(), 1U);
  EXPECT_THAT(question.front(), HasSubstr(">k</db:verify>"));
  const auto id_at = question.front().find(" id='") + 5;
  const std::string id = question.front().substr(id_at, 32);
  EXPECT_THAT(gateway(Received{gateway.connection,
                               "<db:verify from='fed.example' to='contoso.example' type='valid' id='" +
                                   id + "'/>"}),
              ElementsAre("send#2 </stream:stream>", HasSubstr("type='valid'")));
  EXPECT_THAT(gateway(Received{1, "<message from='romeo@fed.example' to='alice@contoso.example'>"
                                  "hi</message>"}),
              ElementsAre("deliver hi"));
}

TEST(Engine, TellsThePartnerWhenTheAuthoritativeServerStaysSilent) {
  Gateway gateway;
  gateway(StreamAccepted{{1, {}, {}}, ListenerKind::StartTls});
  gateway(Received{1, header("")});
  gateway(Received{1, "<db:result from='fed.example' to='contoso.example'>k</db:result>"});
  gateway.resolve();
  gateway(Connected{gateway.connection});
  gateway(Received{gateway.connection, header("v1") + kFeatures});

  gateway.clock += 30s;  // dialback_timeout
  EXPECT_THAT(gateway(DeadlineReached{}), Contains(HasSubstr("<remote-server-timeout")));
}

// ---- time -----------------------------------------------------------------------------------------

TEST(Engine, KeepsAnOpenStreamAliveWithWhitespaceAndClosesItWhenThePartnerIsSilent) {
  Gateway gateway;
  const ConnectionId id = gateway.open_stream();

  gateway.clock = *gateway.engine.next_deadline();
  EXPECT_EQ(gateway.clock, Instant{1s} + 150s);
  EXPECT_THAT(gateway(DeadlineReached{}), ElementsAre("send#2  "));
  gateway.clock = Instant{1s} + 300s;
  EXPECT_THAT(gateway(DeadlineReached{}),
              ElementsAre(HasSubstr("<connection-timeout"), "finish#" + std::to_string(id)));
}

TEST(Engine, AbortsAConnectionThatIsNotClosedByThePartnerInTime) {
  Gateway gateway;
  const ConnectionId id = gateway.open_stream();
  gateway(Received{id, "</stream:stream>"});

  gateway.clock += 5s;  // close_timeout
  EXPECT_THAT(gateway(DeadlineReached{}), ElementsAre("abort#2"));
}

TEST(Engine, LeavesNothingBehindAfterAShutdown) {
  Gateway gateway;
  const ConnectionId open = gateway.open_stream();
  gateway(StreamAccepted{{1, {}, {}}, ListenerKind::StartTls});

  EXPECT_THAT(gateway(ShutdownRequested{}),
              Contains(HasSubstr("<system-shutdown")).Times(2));
  gateway(ConnectionEnded{open});
  gateway(ConnectionEnded{1});
  EXPECT_EQ(gateway.engine.resources(), EngineResources{});
  EXPECT_FALSE(gateway.engine.next_deadline().has_value());
  EXPECT_THAT(gateway(gateway.message()), ElementsAre("bounce remote-server-timeout"));
}

TEST(Engine, AnswersMalformedInputWithTheRightStreamError) {
  Gateway gateway;
  gateway(StreamAccepted{{1, {}, {}}, ListenerKind::StartTls});

  EXPECT_THAT(gateway(Received{1, "<!DOCTYPE x [<!ENTITY e 'e'>]>"}),
              ElementsAre(HasSubstr("<restricted-xml"), "finish#1"));
}

}  // namespace
}  // namespace gateway
