#include "gateway/stream/liveness.hpp"

#include <gtest/gtest.h>

namespace gateway {
namespace {

using namespace std::chrono_literals;

constexpr Instant kStart{1s};

Liveness liveness(bool peer_must_live = true) {
  return Liveness({.keepalive_interval = 300s, .inactivity_timeout = 600s,
                   .peer_must_live = peer_must_live}, kStart);
}

TEST(Liveness, ClosesOnAPeerThatIsSilentForTheWholeInterval) {
  Liveness clock = liveness();
  clock.said(kStart + 299s);

  EXPECT_EQ(clock.due(kStart + 300s - 1us), LivenessDue::Nothing);
  EXPECT_EQ(clock.due(kStart + 300s), LivenessDue::PeerSilent);
}

TEST(Liveness, BearsASilentPeerWithoutKeepalive) {
  Liveness clock = liveness(false);
  clock.said(kStart + 299s);

  EXPECT_EQ(clock.due(kStart + 301s), LivenessDue::Nothing);
}

TEST(Liveness, ClosesAStreamWithoutStanzasHoweverMuchWhitespaceComes) {
  Liveness clock = liveness();
  clock.heard(kStart + 599s);
  clock.said(kStart + 599s);

  EXPECT_EQ(clock.due(kStart + 600s - 1us), LivenessDue::Nothing);
  EXPECT_EQ(clock.due(kStart + 600s), LivenessDue::StreamInactive);
}

TEST(Liveness, SpeaksBeforeAPeerWithTheSameIntervalWouldGiveUp) {
  Liveness clock = liveness();

  EXPECT_EQ(clock.next_deadline(), kStart + 150s);
  EXPECT_EQ(clock.due(kStart + 150s), LivenessDue::SayWhitespace);
}

Liveness asking(Duration ping_interval = 100s) {
  return Liveness({.keepalive_interval = 300s,
                   .inactivity_timeout = 600s,
                   .pings = Liveness::Pings{ping_interval, 10s}},
                  kStart);
}

TEST(Liveness, AsksASilentPeerWhenTheIntervalIsOver) {
  Liveness clock = asking();

  EXPECT_EQ(clock.due(kStart + 100s - 1us), LivenessDue::Nothing);
  EXPECT_EQ(clock.due(kStart + 100s), LivenessDue::Ping);
  EXPECT_EQ(clock.next_deadline(), kStart + 100s);
}

TEST(Liveness, GivesThePeerItsTimeToAnswerAndNoMore) {
  Liveness clock = asking();
  clock.pinged(kStart + 100s);
  clock.said(kStart + 100s);

  EXPECT_EQ(clock.next_deadline(), kStart + 110s);
  EXPECT_EQ(clock.due(kStart + 110s - 1us), LivenessDue::Nothing);
  EXPECT_EQ(clock.due(kStart + 110s), LivenessDue::PingUnanswered);
  EXPECT_EQ(clock.due(kStart + 110s + 1us), LivenessDue::PingUnanswered);
}

TEST(Liveness, AsksAgainAnIntervalAfterTheAnswer) {
  Liveness clock = asking();
  clock.pinged(kStart + 100s);
  clock.said(kStart + 100s);
  clock.heard(kStart + 105s);

  EXPECT_EQ(clock.due(kStart + 205s - 1us), LivenessDue::Nothing);
  EXPECT_EQ(clock.due(kStart + 205s), LivenessDue::Ping);
}

TEST(Liveness, AsksInsteadOfClosingWhereBothWouldFallDue) {
  EXPECT_EQ(asking(300s).due(kStart + 300s), LivenessDue::Ping);
}

TEST(Liveness, JudgesSilenceWithoutAskingWhereItCannot) {
  Liveness clock = asking();
  clock.said(kStart + 299s);
  clock.cannot_ask();

  EXPECT_EQ(clock.due(kStart + 300s - 1us), LivenessDue::Nothing);
  EXPECT_EQ(clock.due(kStart + 300s), LivenessDue::PeerSilent);

  clock.heard(kStart + 300s);
  EXPECT_EQ(clock.due(kStart + 400s), LivenessDue::Ping) << "the next silence may be another";
}

TEST(Liveness, DoesNotAskWhereSilenceIsTooLongBefore) {
  EXPECT_EQ(asking(301s).due(kStart + 300s), LivenessDue::PeerSilent);
}

}  // namespace
}  // namespace gateway
