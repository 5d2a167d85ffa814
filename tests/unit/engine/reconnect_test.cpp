// The engine after a lost stream or a failed attempt: waits, queues, bounces. RFC 6120 3.3.
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

/// Lets the attempt end in a refused connect.
std::vector<std::string> refuse(Gateway& gateway) {
  gateway.resolve();
  return gateway(ConnectFailed{gateway.connection, ConnectError::Refused});
}

TEST(Reconnect, AStanzaAfterALossWaitsAndGoesOutLater) {
  Gateway gateway;
  const ConnectionId id = gateway.open_stream();
  gateway(ConnectionEnded{id});

  EXPECT_THAT(gateway(gateway.message()), IsEmpty());
  EXPECT_EQ(gateway.engine.resources().queued_stanzas, 1U);
  const auto due = gateway.engine.next_deadline();
  ASSERT_TRUE(due);
  EXPECT_LE(*due, gateway.clock + 60s);
  gateway.clock = *due - 1us;
  EXPECT_THAT(gateway(DeadlineReached{}), IsEmpty());
  gateway.clock = *due;
  EXPECT_THAT(gateway(DeadlineReached{}), ElementsAre(HasSubstr("ask SRV")));
}

TEST(Reconnect, AStreamThatThePartnerClosedInGoodOrderIsOpenedAgainAtOnce) {
  Gateway gateway;
  const ConnectionId id = gateway.open_stream();
  gateway(Received{id, "</stream:stream>"});
  gateway(ConnectionEnded{id});

  EXPECT_THAT(gateway(gateway.message()), ElementsAre(HasSubstr("ask SRV")));
}

TEST(Reconnect, AStreamErrorIsALoss) {
  Gateway gateway;
  const ConnectionId id = gateway.open_stream();
  gateway(Received{id,
                   "<stream:error><system-shutdown xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>"
                   "</stream:error></stream:stream>"});
  gateway(ConnectionEnded{id});

  EXPECT_THAT(gateway(gateway.message()), IsEmpty());
}

TEST(Reconnect, WhatCannotWaitForTheNextAttemptBouncesForTheReasonOfTheLast) {
  Gateway gateway;
  gateway(gateway.message());
  EXPECT_THAT(refuse(gateway), ElementsAre("bounce remote-server-timeout"));
  gateway(gateway.message());
  gateway.clock = *gateway.engine.next_deadline();
  gateway(DeadlineReached{});
  refuse(gateway);  // the second failure: the third attempt begins after a minute at least

  EXPECT_THAT(gateway(gateway.message()), ElementsAre("bounce remote-server-timeout"));
  EXPECT_EQ(gateway.engine.resources(), EngineResources{});
  gateway.clock += 120s;
  EXPECT_THAT(gateway(gateway.message()), ElementsAre(HasSubstr("ask SRV")));
}

TEST(Reconnect, ADomainThatIsNotFoundStaysNotFound) {
  Settings settings = plain_settings();
  settings.limits.queue_timeout = 1s;
  Gateway gateway(settings);
  std::vector<std::string> words = gateway(gateway.message());
  for (int i = 0; i < 2; ++i) {  // the second failure has a wait that nobody may sit out
    while (!gateway.questions.empty()) {
      const QueryId id = gateway.questions.front().id;
      gateway.questions.erase(gateway.questions.begin());
      gateway(DnsAnswer{id, DnsStatus::NxDomain, {}});
    }
    gateway.clock += i == 0 ? 60s : 1s;
    words = gateway(gateway.message());
  }

  EXPECT_THAT(words, ElementsAre("bounce remote-server-not-found"));
}

TEST(Reconnect, APartnerThatComesToUsIsNotWaitedFor) {
  Gateway gateway;
  const ConnectionId id = gateway.open_stream();
  gateway(ConnectionEnded{id});
  gateway(gateway.message());
  // The partner opens a stream and has its key verified.
  gateway(StreamAccepted{{1, {}, {}}, ListenerKind::StartTls});
  gateway(Received{1, header("")});
  gateway(Received{1, "<db:result from='fed.example' to='contoso.example'>k</db:result>"});
  gateway.resolve();
  const ConnectionId leg = gateway.connection;
  gateway(Connected{leg});
  const auto sent = gateway(Received{leg, header("s2") + kFeatures});
  ASSERT_THAT(sent, Contains(HasSubstr("<db:verify")));
  const std::size_t at = sent.front().find("id='") + 4;
  const std::string stream_id = sent.front().substr(at, sent.front().find('\'', at) - at);
  gateway(Received{leg, "<db:verify from='fed.example' to='contoso.example' id='" + stream_id +
                            "' type='valid'/>"});

  EXPECT_EQ(gateway.engine.next_deadline(), gateway.clock);
  EXPECT_THAT(gateway(DeadlineReached{}), Contains(HasSubstr("ask SRV")));
}

TEST(Reconnect, TheShutdownWaitsForNothing) {
  Gateway gateway;
  const ConnectionId id = gateway.open_stream();
  gateway(ConnectionEnded{id});
  gateway(gateway.message());

  EXPECT_THAT(gateway(ShutdownRequested{}), ElementsAre("bounce remote-server-timeout"));
  EXPECT_EQ(gateway.engine.resources(), EngineResources{});
}

}  // namespace
}  // namespace gateway
