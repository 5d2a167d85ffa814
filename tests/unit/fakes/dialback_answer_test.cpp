// The little language in which scenarios write what a fake says to a key.
#include "fakes/partner/dialback_answer.hpp"

#include <gtest/gtest.h>

namespace fakes {
namespace {

using Kind = DialbackWord::Kind;

TEST(DialbackRules, AreReadWithTheirSelectorsAndWords) {
  const auto rules = parse_dialback_rules("first=error:forbidden;a.example=valid+late:20:invalid");

  ASSERT_TRUE(rules);
  ASSERT_EQ(rules->size(), 2U);
  EXPECT_EQ(rules->at(0).selector, "first");
  EXPECT_EQ(rules->at(0).words.at(0).condition, "forbidden");
  EXPECT_EQ(rules->at(1).words.at(0).kind, Kind::Valid);
  EXPECT_EQ(rules->at(1).words.at(1).kind, Kind::Invalid);
  EXPECT_EQ(rules->at(1).words.at(1).delay, std::chrono::seconds(20));
}

TEST(DialbackRules, MaySpeakOfAnotherPairOrQuestion) {
  const auto rules = parse_dialback_rules("late:1:sender:a.example:target:b.example:id:7:valid");

  ASSERT_TRUE(rules);
  const DialbackWord& word = rules->at(0).words.at(0);
  EXPECT_EQ(word.sender, "a.example");
  EXPECT_EQ(word.target, "b.example");
  EXPECT_EQ(word.id, "7");
  EXPECT_FALSE(word.swapped);
  EXPECT_TRUE(parse_dialback_rules("swapped:valid")->at(0).words.at(0).swapped);
  EXPECT_TRUE(parse_dialback_rules("previous:valid")->at(0).words.at(0).previous);
}

TEST(DialbackRules, ThatAreNoneAreRefused) {
  for (const char* text : {"perhaps", "error:", "valid:x", "late:soon:valid", "sender:valid",
                           "valid+", "a=b=c", "valid;", "up:1:valid"}) {
    EXPECT_FALSE(parse_dialback_rules(text)) << text;
  }
}

TEST(DialbackRules, TheFirstThatSpeaksOfTheKeyHolds) {
  const auto rules = parse_dialback_rules("first=silence;a.example=invalid;b.example=valid");

  ASSERT_TRUE(rules);
  EXPECT_EQ(rule_for(*rules, "a.example", "c.example", true)->words.at(0).kind, Kind::Silence);
  EXPECT_EQ(rule_for(*rules, "a.example", "b.example", false)->words.at(0).kind, Kind::Invalid);
  EXPECT_EQ(rule_for(*rules, "x.example", "b.example", false)->words.at(0).kind, Kind::Valid);
  EXPECT_EQ(rule_for(*rules, "x.example", "y.example", false), nullptr);
}

}  // namespace
}  // namespace fakes
