// UTF-8 at the borders of RFC 3629 4.
#include "gateway/xml/utf8.hpp"

#include <gtest/gtest.h>

#include <string>

namespace gateway::xml {
namespace {

using namespace std::string_literals;

TEST(Utf8, AcceptsTheBordersOfEachLength) {
  for (const std::string& character :
       {"\x01"s, "\x7f"s, "\xc2\x80"s, "\xdf\xbf"s, "\xe0\xa0\x80"s, "\xed\x9f\xbf"s,
        "\xee\x80\x80"s, "\xef\xbf\xbf"s, "\xf0\x90\x80\x80"s, "\xf4\x8f\xbf\xbf"s}) {
    EXPECT_EQ(utf8_character_length(character), character.size());
    EXPECT_EQ(utf8_character_length(character + "x"), character.size());
  }
}

TEST(Utf8, RefusesOverlongSurrogateAndTooLargeForms) {
  for (const std::string& octets :
       {"\x80"s, "\xbf"s, "\xc0\x80"s, "\xc1\xbf"s, "\xe0\x9f\xbf"s, "\xed\xa0\x80"s,
        "\xf0\x8f\xbf\xbf"s, "\xf4\x90\x80\x80"s, "\xf5\x80\x80\x80"s, "\xff"s, "\xc2"s,
        "\xe2\x82"s, "\xc2x"s, ""s}) {
    EXPECT_EQ(utf8_character_length(octets), 0U);
  }
}

TEST(Utf8, RemembersAHalfReadCharacter) {
  Utf8Checker checker;

  EXPECT_EQ(checker.accept("a\xe2\x82"), 3U);
  EXPECT_FALSE(checker.complete());
  EXPECT_EQ(checker.accept("\xac"
                           "b\xff"
                           "c"),
            2U);
}

}  // namespace
}  // namespace gateway::xml
