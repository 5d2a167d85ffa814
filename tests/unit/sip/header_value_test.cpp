// Words with parameters, lists and numbers in headers: RFC 3261 7.3.1, 20, 25.1.
#include "gateway/sip/header_value.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gateway::sip {
namespace {

using testing::ElementsAre;

TEST(HeaderValue, IsAWordWithParameters) {
  const HeaderValue value = parse_header_value(" active ; Expires = 60;reason=\"a;b\";bare");

  EXPECT_EQ(value.value, "active");
  ASSERT_EQ(value.parameters.size(), 3U);
  EXPECT_EQ(*value.parameter("expires"), "60");
  EXPECT_EQ(*value.parameter("reason"), "\"a;b\"");
  EXPECT_EQ(value.parameter("bare"), nullptr);
  EXPECT_EQ(value.parameter("absent"), nullptr);
}

TEST(HeaderValue, ListsGoOnInTheNextHeader) {
  Message message;
  message.headers = {{"Accept", "text/plain, a/b;x=\"1,2\" ,"}, {"X", "x"}, {"accept", "*/*"}};

  EXPECT_THAT(members_of(message, "Accept"), ElementsAre("text/plain", "a/b;x=\"1,2\"", "*/*"));
}

TEST(HeaderValue, NumbersOfSeconds) {
  using std::chrono::seconds;
  EXPECT_EQ(parse_delta_seconds(" 60 "), seconds(60));
  EXPECT_EQ(parse_delta_seconds("0"), seconds(0));
  EXPECT_EQ(parse_delta_seconds("4294967296"), seconds(4294967295));
  EXPECT_EQ(parse_delta_seconds("999999999999999999999999"), seconds(4294967295));
  for (const char* text : {"", "-1", "+1", "1s", "soon", "1 2"}) {
    EXPECT_EQ(parse_delta_seconds(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace gateway::sip
