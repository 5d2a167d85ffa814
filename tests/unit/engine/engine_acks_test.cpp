// What becomes of stanzas that were not acknowledged (XEP-0198 4), by the engine's one door.
#include <gmock/gmock.h>

#include "tests/unit/engine/plain_gateway.hpp"

namespace gateway {
namespace {

using namespace test;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const std::string kRequest = "<r xmlns='urn:xmpp:sm:3'/>";

std::string acknowledgement(int handled) {
  return "<a xmlns='urn:xmpp:sm:3' h='" + std::to_string(handled) + "'/>";
}

TEST(EngineAcks, WhatWasNotAcknowledgedBouncesWhenTheConnectionBreaks) {
  Gateway gateway;
  const ConnectionId id = gateway.open_stream_with_acks();

  EXPECT_THAT(gateway(ConnectionEnded{id}), Contains("bounce remote-server-timeout"));
  EXPECT_EQ(gateway.engine.resources(), EngineResources{});
}

TEST(EngineAcks, WhatWasAcknowledgedDoesNot) {
  Gateway gateway;
  const ConnectionId id = gateway.open_stream_with_acks();
  EXPECT_EQ(gateway.engine.resources().queued_stanzas, 1U);

  gateway(Received{id, acknowledgement(1)});
  EXPECT_EQ(gateway.engine.resources().queued_stanzas, 0U);
  EXPECT_THAT(gateway(ConnectionEnded{id}), Not(Contains(HasSubstr("bounce"))));
}

TEST(EngineAcks, ItAsksOnceTheStreamIsQuiet) {
  Gateway gateway;
  const ConnectionId id = gateway.open_stream_with_acks();

  gateway.clock += 500ms;
  EXPECT_THAT(gateway(DeadlineReached{}),
              ElementsAre("send#" + std::to_string(id) + " " + kRequest));
  gateway.clock += 500ms;
  EXPECT_THAT(gateway(DeadlineReached{}), IsEmpty());
}

TEST(EngineAcks, AtShutdownItWaitsForALastAnswer) {
  Gateway gateway;
  const ConnectionId id = gateway.open_stream_with_acks();

  EXPECT_THAT(gateway(ShutdownRequested{}),
              ElementsAre("send#" + std::to_string(id) + " " + kRequest));
  const auto words = gateway(Received{id, acknowledgement(1)});
  EXPECT_THAT(words, Contains(HasSubstr("system-shutdown")));
  EXPECT_THAT(words, Not(Contains(HasSubstr("bounce"))));
}

TEST(EngineAcks, AtShutdownItDoesNotWaitForEver) {
  Gateway gateway;
  gateway.open_stream_with_acks();
  gateway(ShutdownRequested{});

  gateway.clock += 5s;
  EXPECT_THAT(gateway(DeadlineReached{}), Contains(HasSubstr("system-shutdown")));
  gateway.clock += 5s;  // nor for the closing tag
  EXPECT_THAT(gateway(DeadlineReached{}), Contains("bounce remote-server-timeout"));
}

TEST(EngineAcks, ACountTooHighEndsTheStreamAndEverythingBounces) {
  Gateway gateway;
  const ConnectionId id = gateway.open_stream_with_acks();

  const auto words = gateway(Received{id, acknowledgement(2)});
  EXPECT_THAT(words, Contains(HasSubstr("handled-count-too-high")));
  EXPECT_THAT(words, Contains("bounce remote-server-timeout"));
}

}  // namespace
}  // namespace gateway
