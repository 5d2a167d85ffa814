// The engine through its one door, without TLS: what it asks, connects, delivers, bounces, when.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/dialback/dialback_key.hpp"
#include "tests/unit/engine/plain_gateway.hpp"

namespace gateway {
namespace {

using namespace test;  // NOLINT: the words of the dialogue
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

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
              ElementsAre("bounce internal-server-error", "send#2 </stream:stream>"));
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
  Settings settings = plain_settings();
  settings.limits.ping_interval = 0s;
  Gateway gateway(std::move(settings));
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
