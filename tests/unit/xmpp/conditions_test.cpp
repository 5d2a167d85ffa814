// Names and types of conditions, written down from RFC 6120 4.9.3, 6.5 and 8.3.3.
#include "gateway/xmpp/conditions.hpp"

#include <gtest/gtest.h>

#include <utility>

namespace gateway {
namespace {

TEST(StreamCondition, HasTheNameOfTheRfc) {
  EXPECT_EQ(to_string(StreamCondition::BadFormat), "bad-format");
  EXPECT_EQ(to_string(StreamCondition::NotWellFormed), "not-well-formed");
  EXPECT_EQ(to_string(StreamCondition::PolicyViolation), "policy-violation");
  EXPECT_EQ(to_string(StreamCondition::UnsupportedEncoding), "unsupported-encoding");
  EXPECT_EQ(to_string(StreamCondition::UnsupportedVersion), "unsupported-version");
}

TEST(StreamCondition, IsFoundByItsName) {
  for (int i = 0; i <= static_cast<int>(StreamCondition::UnsupportedVersion); ++i) {
    const auto condition = static_cast<StreamCondition>(i);
    EXPECT_EQ(parse_stream_condition(to_string(condition)), condition);
  }
  EXPECT_FALSE(parse_stream_condition("xml-not-well-formed"));  // RFC 3920
  EXPECT_FALSE(parse_stream_condition(""));
}

TEST(SaslCondition, HasTheNameOfTheRfc) {
  EXPECT_EQ(to_string(SaslCondition::Aborted), "aborted");
  EXPECT_EQ(to_string(SaslCondition::InvalidAuthzid), "invalid-authzid");
  EXPECT_EQ(to_string(SaslCondition::InvalidMechanism), "invalid-mechanism");
  EXPECT_EQ(to_string(SaslCondition::EncryptionRequired), "encryption-required");
  EXPECT_EQ(to_string(SaslCondition::TemporaryAuthFailure), "temporary-auth-failure");
  EXPECT_EQ(parse_sasl_condition("malformed-request"), SaslCondition::MalformedRequest);
  EXPECT_FALSE(parse_sasl_condition("no-such-condition"));
}

TEST(StanzaCondition, HasTheTypeOfTheRfc) {
  const std::pair<std::string_view, std::string_view> rows[] = {
      {"bad-request", "modify"},
      {"conflict", "cancel"},
      {"forbidden", "auth"},
      {"gone", "cancel"},
      {"internal-server-error", "cancel"},
      {"item-not-found", "cancel"},
      {"jid-malformed", "modify"},
      {"not-acceptable", "modify"},
      {"not-allowed", "cancel"},
      {"not-authorized", "auth"},
      {"policy-violation", "modify"},
      {"recipient-unavailable", "wait"},
      {"redirect", "modify"},
      {"registration-required", "auth"},
      {"remote-server-not-found", "cancel"},
      {"remote-server-timeout", "wait"},
      {"resource-constraint", "wait"},
      {"service-unavailable", "cancel"},
      {"subscription-required", "auth"},
      {"unexpected-request", "wait"},
      {"feature-not-implemented", "cancel"}};
  for (const auto& [name, type] : rows) {
    const auto condition = parse_stanza_condition(name);
    ASSERT_TRUE(condition) << name;
    EXPECT_EQ(to_string(*condition), name);
    EXPECT_EQ(to_string(default_type(*condition)), type) << name;
  }
}

}  // namespace
}  // namespace gateway
