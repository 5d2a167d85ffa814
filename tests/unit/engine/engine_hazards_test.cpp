// What must not hang, leak, or slip past a limit.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/engine/plain_gateway.hpp"

namespace gateway {
namespace {

using namespace test;  // NOLINT: the words of the dialogue
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr std::string_view kFromNobody =
    "<stream:stream xmlns='jabber:server' xmlns:stream='http://etherx.jabber.org/streams' "
    "xmlns:db='jabber:server:dialback' to='contoso.example' version='1.0'>";
constexpr std::string_view kKey =
    "<db:result from='fed.example' to='contoso.example'>k</db:result>";

TEST(EngineHazards, AFurtherPairThatIsNeverAnsweredBounces) {
  Gateway gateway;
  const ConnectionId id = gateway.open_stream();
  gateway(gateway.message("bob@sales.contoso.example"));

  gateway.clock += 60s - 1us;  // stream_establishment_timeout
  EXPECT_THAT(gateway(DeadlineReached{}), IsEmpty());
  gateway.clock += 1us;
  EXPECT_THAT(gateway(DeadlineReached{}), ElementsAre("bounce remote-server-timeout"));
  EXPECT_THAT(gateway(gateway.message()), ElementsAre(HasSubstr("<body>hello</body>")));
  EXPECT_THAT(gateway(Received{id, "<db:result from='fed.example' to='sales.contoso.example' "
                                   "type='valid'/>"}),
              IsEmpty());
}

TEST(EngineHazards, AFurtherPairThatIsAnsweredInTimeStaysOpen) {
  Gateway gateway;
  const ConnectionId id = gateway.open_stream();
  gateway(gateway.message("bob@sales.contoso.example"));
  gateway(Received{id, "<db:result from='fed.example' to='sales.contoso.example' type='valid'/>"});

  gateway.clock += 60s;
  EXPECT_THAT(gateway(DeadlineReached{}), IsEmpty());
  EXPECT_THAT(gateway(gateway.message("bob@sales.contoso.example")),
              ElementsAre(HasSubstr("bob@sales.contoso.example")));
}

TEST(EngineHazards, APartnersConnectionLimitHoldsForStreamsWithoutFrom) {
  Settings settings = plain_settings();
  settings.partners.front().connection_limit = 1;
  Gateway gateway(settings);
  gateway(StreamAccepted{{1, {}, {}}, ListenerKind::StartTls});
  gateway(Received{1, header("")});
  gateway(StreamAccepted{{3, {}, {}}, ListenerKind::StartTls});
  gateway(Received{3, std::string(kFromNobody)});

  EXPECT_THAT(gateway(Received{3, std::string(kKey)}),
              ElementsAre(HasSubstr("<resource-constraint")));
}

TEST(EngineHazards, AStreamWithoutFromCountsForThePartnerOnceItsKeyCame) {
  Settings settings = plain_settings();
  settings.partners.front().connection_limit = 2;  // the stream and the verification
  Gateway gateway(settings);
  gateway(StreamAccepted{{1, {}, {}}, ListenerKind::StartTls});
  gateway(Received{1, std::string(kFromNobody)});
  EXPECT_THAT(gateway(Received{1, std::string(kKey)}), Contains(HasSubstr("ask SRV")));

  gateway(StreamAccepted{{3, {}, {}}, ListenerKind::StartTls});
  EXPECT_THAT(gateway(Received{3, header("")}), Contains(HasSubstr("<policy-violation")));
}

TEST(EngineHazards, AttemptsThatStillAskDnsCountForTheGatewaysLimit) {
  Settings settings = plain_settings();
  settings.limits.connection_limit = 1;
  Gateway gateway(settings);
  gateway(gateway.message());

  EXPECT_THAT(gateway(gateway.message("bob@sales.contoso.example")),
              ElementsAre("bounce resource-constraint"));
}

TEST(EngineHazards, QuestionsThatNobodyAnswersAreForgotten) {
  Settings settings = plain_settings();
  settings.partners.front().negotiation = {Tls::Optional, Sasl::Optional, true};
  Gateway gateway(settings);
  gateway(gateway.message());
  EXPECT_EQ(gateway.engine.resources().questions, 2U);
  gateway.clock += 10s;  // dns_timeout: neither set of SRV records came
  gateway(DeadlineReached{});

  EXPECT_EQ(gateway.engine.resources().questions, 2U);  // AAAA and A of the domain itself
}

TEST(EngineHazards, TheHeaderForAPeerWithoutVersionHasNone) {
  Gateway gateway;
  gateway(StreamAccepted{{1, {}, {}}, ListenerKind::StartTls});

  const auto words = gateway(Received{
      1, "<stream:stream xmlns='jabber:server' xmlns:stream='http://etherx.jabber.org/streams' "
         "xmlns:db='jabber:server:dialback' from='fed.example' to='contoso.example'>"});

  ASSERT_EQ(words.size(), 1U);
  EXPECT_THAT(words.front(), HasSubstr("xmlns:db="));
  EXPECT_THAT(words.front(), Not(HasSubstr("version='1.0' xml:lang")));
  EXPECT_THAT(words.front(), Not(HasSubstr("features")));
}

TEST(EngineHazards, StanzasQueuedBehindAStreamThatDiesGoBack) {
  for (const bool by_footer : {true, false}) {
    Gateway gateway;
    gateway(gateway.message());
    gateway.resolve();
    gateway(Connected{gateway.connection});
    gateway(Received{gateway.connection, header("s1") + kFeatures});
    const EngineEvent end = by_footer ? EngineEvent(Received{gateway.connection, "</stream:stream>"})
                                      : EngineEvent(ConnectionEnded{gateway.connection});

    EXPECT_THAT(gateway(end), Contains("bounce remote-server-timeout").Times(1));
    EXPECT_EQ(gateway.engine.resources().queued_stanzas, 0U);
  }
}

TEST(EngineHazards, AShutdownInEveryPhaseBouncesOnceAndLeavesNothing) {
  for (int phase = 0; phase < 4; ++phase) {
    Gateway gateway;
    gateway(gateway.message());
    if (phase > 0) gateway.resolve();
    if (phase > 1) gateway(Connected{gateway.connection});
    if (phase > 2) gateway(Received{gateway.connection, header("s1") + kFeatures});

    EXPECT_THAT(gateway(ShutdownRequested{}), Contains("bounce remote-server-timeout").Times(1));
    gateway(ConnectionEnded{gateway.connection});
    EXPECT_EQ(gateway.engine.resources(), EngineResources{}) << phase;
  }
}

}  // namespace
}  // namespace gateway
