// "WHO receives COUNT KIND with ..." word by word.
#include "harness/scenario/reception.hpp"

#include <gmock/gmock.h>

namespace harness {
namespace {

using testing::SizeIs;

std::optional<Reception> parse(const char* sentence) {
  return parse_reception(*split_sentence(sentence));
}

TEST(Reception, ReadsCountKindAndProperties) {
  const auto reception = parse(
      R"(alice@contoso.example receives two messages with xml:lang "de" and no id and body "a b")");

  ASSERT_TRUE(reception);
  EXPECT_EQ(reception->who, "alice@contoso.example");
  EXPECT_EQ(reception->count, 2U);
  EXPECT_EQ(reception->kind, "message");
  ASSERT_THAT(reception->properties, SizeIs(3));
  EXPECT_EQ(reception->properties[0].name, "xml:lang");
  EXPECT_EQ(reception->properties[0].value, "de");
  EXPECT_EQ(reception->properties[1].name, "id");
  EXPECT_FALSE(reception->properties[1].value);
  EXPECT_EQ(reception->properties[2].value, "a b");
}

TEST(Reception, TakesWordsAndNumbersForCounts) {
  EXPECT_EQ(parse("x receives no iq")->count, 0U);
  EXPECT_EQ(parse("x receives one presence")->count, 1U);
  EXPECT_EQ(parse("x receives 17 stanzas")->count, 17U);
}

TEST(Reception, StandsForEveryKindAsStanza) { EXPECT_EQ(parse("x receives one stanza")->kind, ""); }

TEST(Reception, RefusesWhatItWouldNotUnderstand) {
  for (const char* sentence :
       {"x receives iq", "x receives one letter", "x receives some iqs", "x receives one iq with",
        "x receives one iq with id", "x receives one iq with colour \"red\"",
        "x receives one iq with id \"a\" and", "x receives one iq with id \"a\" id \"b\"",
        "x receives one iq id \"a\"", "x receives -1 iqs", "x gets one iq"}) {
    EXPECT_FALSE(parse(sentence)) << sentence;
  }
}

}  // namespace
}  // namespace harness
