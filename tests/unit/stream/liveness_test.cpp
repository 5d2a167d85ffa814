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

}  // namespace
}  // namespace gateway
