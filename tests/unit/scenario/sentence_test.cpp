// Splitting and matching of sentences, and durations.
#include "harness/scenario/sentence.hpp"

#include <gmock/gmock.h>

namespace harness {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::Optional;

TEST(Sentence, CapturesBareAndQuotedWordsInOrder) {
  const auto words =
      split_sentence(R"(romeo@fed.example sends "good day" to alice@contoso.example)");

  ASSERT_TRUE(words);
  EXPECT_THAT(match(*words, "{} sends \"\" to {}"),
              Optional(ElementsAre("romeo@fed.example", "good day", "alice@contoso.example")));
}

TEST(Sentence, KeepsEscapedQuotationMarksAndLineFeeds) {
  const auto words = split_sentence(R"(x reads "<a b=\"c\"/>\n")");

  ASSERT_TRUE(words);
  EXPECT_THAT(match(*words, "{} reads \"\""), Optional(ElementsAre("x", "<a b=\"c\"/>\n")));
}

TEST(Sentence, DoesNotMatchAnotherLengthOrKindOfWord) {
  const auto words = split_sentence("fed.example falls silent");

  ASSERT_TRUE(words);
  EXPECT_FALSE(match(*words, "{} falls"));
  EXPECT_FALSE(match(*words, "{} falls silent now"));
  EXPECT_FALSE(match(*words, "{} falls \"\""));
}

TEST(Sentence, WritesAnyOctet) {
  const auto words = split_sentence(R"(x sends octets "a\xC0\x00\xafb")");

  ASSERT_TRUE(words);
  EXPECT_EQ(words->back().text, std::string("a\xC0\0\xAF" "b", 5));
  EXPECT_FALSE(split_sentence(R"("\xG0")"));
  EXPECT_FALSE(split_sentence(R"("\x0")"));
}

TEST(Sentence, CountsFromOne) {
  EXPECT_EQ(parse_count("17"), 17U);
  for (const char* text : {"", "0", "-1", "1.5", "x", "1000000001"}) {
    EXPECT_FALSE(parse_count(text)) << text;
  }
}

TEST(Sentence, RefusesAQuotationWithoutEnd) { EXPECT_FALSE(split_sentence("x reads \"open")); }

TEST(Duration, ReadsWholeNumbersWithUnits) {
  EXPECT_EQ(parse_duration("1500us"), gateway::Duration(1500));
  EXPECT_EQ(parse_duration("200ms"), gateway::Duration(milliseconds(200)));
  EXPECT_EQ(parse_duration("61s"), gateway::Duration(seconds(61)));
  EXPECT_EQ(parse_duration("2m"), gateway::Duration(seconds(120)));
  EXPECT_EQ(parse_duration("1h"), gateway::Duration(seconds(3600)));
}

TEST(Duration, RefusesWhatIsNoDuration) {
  for (const char* text : {"", "61", "s", "-1s", "1.5s", "1d", "99999999999999h"}) {
    EXPECT_FALSE(parse_duration(text)) << text;
  }
}

}  // namespace
}  // namespace harness
