// What is kept until it is acknowledged, and when to ask (XEP-0198 4, 8).
#include "gateway/stream/unacknowledged.hpp"

#include <gmock/gmock.h>

namespace gateway {
namespace {

using namespace std::chrono_literals;
using Due = Unacknowledged::Due;
using testing::ElementsAre;

constexpr Instant kStart{1s};

xml::Element stanza(std::string_view id) {
  xml::Element made("jabber:server", "message");
  made.set("id", id);
  return made;
}

std::vector<std::string> ids_of(std::vector<xml::Element> stanzas) {
  std::vector<std::string> ids;
  for (const xml::Element& one : stanzas) ids.emplace_back(one.attribute_or("id", "?"));
  return ids;
}

Unacknowledged agreed(std::uint32_t first = 0) {
  Unacknowledged kept({.stanzas_max = 8, .answer_timeout = 30s}, kStart, first);
  kept.agree(kStart);
  return kept;
}

TEST(Unacknowledged, ForgetsWhatThePeerHandledAndKeepsTheRestInOrder) {
  auto kept = agreed();
  for (const auto* id : {"a", "b", "c"}) kept.sent(stanza(id), kStart);

  EXPECT_TRUE(kept.acknowledge(1, kStart));
  EXPECT_TRUE(kept.acknowledge(1, kStart));

  EXPECT_THAT(ids_of(kept.take_all()), ElementsAre("b", "c"));
  EXPECT_TRUE(kept.empty());
}

TEST(Unacknowledged, RefusesACountThatIsTooHighOrGoesBack) {
  auto kept = agreed();
  kept.sent(stanza("a"), kStart);
  kept.sent(stanza("b"), kStart);

  EXPECT_FALSE(kept.acknowledge(3, kStart));
  EXPECT_TRUE(kept.acknowledge(2, kStart));
  EXPECT_FALSE(kept.acknowledge(1, kStart));
  EXPECT_FALSE(kept.acknowledge(0xffffffff, kStart));
}

TEST(Unacknowledged, CountsOnFromZeroAfterTheHighestNumber) {
  auto kept = agreed(0xfffffffe);
  for (const auto* id : {"a", "b", "c"}) kept.sent(stanza(id), kStart);

  EXPECT_TRUE(kept.acknowledge(0xffffffff, kStart));
  EXPECT_TRUE(kept.acknowledge(0, kStart));
  EXPECT_THAT(ids_of(kept.take_all()), ElementsAre("c"));
  EXPECT_EQ(kept.sent_count(), 1U);
}

TEST(Unacknowledged, AsksAfterFiveStanzasOrAQuietMoment) {
  auto kept = agreed();
  EXPECT_EQ(kept.due(kStart + 10s), Due::Nothing);
  kept.sent(stanza("a"), kStart);

  EXPECT_EQ(kept.due(kStart), Due::Nothing);
  EXPECT_EQ(kept.next_deadline(), kStart + 500ms);
  EXPECT_EQ(kept.due(kStart + 500ms), Due::Request);
  for (int more = 0; more < 4; ++more) kept.sent(stanza("b"), kStart);
  EXPECT_EQ(kept.due(kStart), Due::Request);
}

TEST(Unacknowledged, AsksOnceAtATimeAndAgainForWhatCameAfter) {
  auto kept = agreed();
  kept.sent(stanza("a"), kStart);
  kept.requested(kStart);
  for (int more = 0; more < 6; ++more) kept.sent(stanza("b"), kStart);
  EXPECT_EQ(kept.due(kStart + 1s), Due::Nothing);

  EXPECT_TRUE(kept.acknowledge(1, kStart + 1s));
  EXPECT_EQ(kept.due(kStart + 1s), Due::Request);
}

TEST(Unacknowledged, GivesUpOnAPeerThatAnswersNothing) {
  auto kept = agreed();
  kept.sent(stanza("a"), kStart);
  kept.requested(kStart);

  EXPECT_EQ(kept.next_deadline(), kStart + 30s);
  EXPECT_EQ(kept.due(kStart + 30s - 1us), Due::Nothing);
  EXPECT_EQ(kept.due(kStart + 30s), Due::Unanswered);
}

TEST(Unacknowledged, HalfAnAnswerProlongsNothing) {
  auto kept = agreed();
  kept.sent(stanza("a"), kStart);
  kept.sent(stanza("b"), kStart);
  kept.requested(kStart);

  EXPECT_TRUE(kept.acknowledge(1, kStart + 20s));
  EXPECT_EQ(kept.due(kStart + 20s + 500ms), Due::Request);
  kept.requested(kStart + 20s + 500ms);
  EXPECT_EQ(kept.due(kStart + 30s), Due::Unanswered);
}

TEST(Unacknowledged, WaitsForTheAnswerToEnableNoLongerThanForAnother) {
  Unacknowledged kept({.stanzas_max = 8, .answer_timeout = 30s}, kStart);
  kept.sent(stanza("a"), kStart);

  EXPECT_EQ(kept.due(kStart + 1s), Due::Nothing);
  EXPECT_EQ(kept.due(kStart + 30s), Due::Unanswered);
}

TEST(Unacknowledged, IsFullAtItsBound) {
  auto kept = agreed();
  for (int count = 0; count < 7; ++count) kept.sent(stanza("a"), kStart);
  EXPECT_FALSE(kept.full());
  kept.sent(stanza("a"), kStart);
  EXPECT_TRUE(kept.full());
}

}  // namespace
}  // namespace gateway
