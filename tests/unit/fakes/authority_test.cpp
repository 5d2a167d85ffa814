// Keys against the vectors of XEP-0185 and XEP-0220; verdicts against XEP-0220 2.2.2.
#include <gtest/gtest.h>

#include "fakes/authority/key.hpp"
#include "fakes/authority/verdict.hpp"
#include "fakes/wire/parse.hpp"

namespace fakes {
namespace {

constexpr const char* kSecret = "d14lb4ck43v3r";
constexpr const char* kKey = "225cc5aa6a071133249d25fef42ae516fc7a86c523aa1c6980a7f73e784c972d";

wire::Element verify_request(const std::string& key) {
  return *wire::parse_element(
      "<db:verify xmlns:db='jabber:server:dialback' from='capulet.example' "
      "id='417GAF25' to='montague.example'>\n  " +
          key + "\n</db:verify>",
      {});
}

wire::Element answer(const AuthoritySettings& settings, const std::string& key) {
  return *wire::parse_element(answer_verify(settings, kSecret, verify_request(key)).xml, {});
}

TEST(DialbackKey, MatchesThePublishedVectors) {
  EXPECT_EQ(dialback_key("s3cr3tf0rd14lb4ck", {"xmpp.example.com", "example.org", "D60000229F"}),
            "37c69b1cf07a3f67c04a5ef5902fa5114f2c76fe4a2686482ba5b89323075643");
  EXPECT_EQ(
      dialback_key("s3cr3tf0rd14lb4ck", {"montague.example", "capulet.example", "D60000229F"}),
      "b4835385f37fe2895af6c196b59097b16862406db80559900d96bf6fa7d23df3");
  EXPECT_EQ(dialback_key(kSecret, {"capulet.example", "montague.example", "417GAF25"}), kKey);
}

TEST(Authority, VouchesForItsOwnKeyWithAddressesTurnedRound) {
  const wire::Element verdict = answer({}, kKey);

  EXPECT_TRUE(verdict.is("verify", wire::kDialbackNs));
  EXPECT_EQ(verdict.attribute("from"), "montague.example");
  EXPECT_EQ(verdict.attribute("to"), "capulet.example");
  EXPECT_EQ(verdict.attribute("id"), "417GAF25");
  EXPECT_EQ(verdict.attribute("type"), "valid");
}

TEST(Authority, DeniesAKeyThatIsNotItsOwn) {
  EXPECT_EQ(answer({}, "b4835385").attribute("type"), "invalid");
}

TEST(Authority, CanBeWrongInEveryWay) {
  EXPECT_EQ(answer(*parse_verdict("valid"), "nonsense").attribute("type"), "valid");
  EXPECT_EQ(answer(*parse_verdict("invalid"), kKey).attribute("type"), "invalid");
  EXPECT_NE(answer(*parse_verdict("wrong-id"), kKey).attribute("id"), "417GAF25");
  EXPECT_TRUE(answer_verify(*parse_verdict("silence"), kSecret, verify_request(kKey)).xml.empty());
  EXPECT_TRUE(
      answer_verify(*parse_verdict("close-stream"), kSecret, verify_request(kKey)).close_stream);
  EXPECT_EQ(answer_verify(*parse_verdict("late:7"), kSecret, verify_request(kKey)).delay,
            std::chrono::seconds(7));
}

TEST(Authority, AnswersAnErrorWithTheConditionAsked) {
  const wire::Element verdict = answer(*parse_verdict("error:resource-constraint"), kKey);

  EXPECT_EQ(verdict.attribute("type"), "error");
  ASSERT_EQ(verdict.children.size(), 1U);
  EXPECT_EQ(condition_of(verdict.children[0], wire::kStanzaErrorNs), "resource-constraint");
}

TEST(Authority, RefusesVerdictsItDoesNotKnow) {
  EXPECT_FALSE(parse_verdict("maybe"));
  EXPECT_FALSE(parse_verdict("late:soon"));
  EXPECT_FALSE(parse_verdict("valid:really"));
}

}  // namespace
}  // namespace fakes
