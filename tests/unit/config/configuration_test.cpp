// The top-level keys of gateway.yaml; expectations from docs/configuration.md.

#include "gateway/config/configuration.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "tests/unit/config/load.hpp"

namespace gateway {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string text_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST(Configuration, TheExampleLoadsWithoutErrors) {
  const std::string example = text_of(S2SPEC_SOURCE_DIR "/gateway/example/gateway.yaml");
  ASSERT_FALSE(example.empty());

  const LoadedConfiguration loaded = load(example);

  EXPECT_THAT(found(loaded), IsEmpty());
  ASSERT_TRUE(loaded.configuration);
  EXPECT_EQ(loaded.configuration->settings.partners.size(), 3U);
  EXPECT_EQ(loaded.configuration->listeners.size(), 2U);
}

TEST(Configuration, TheLeastOneHasTheDocumentedDefaults) {
  const LoadedConfiguration loaded = load(kLeast);

  EXPECT_THAT(loaded.diagnostics, IsEmpty());
  ASSERT_TRUE(loaded.configuration);
  const Limits& limits = loaded.configuration->settings.limits;
  EXPECT_EQ(limits.connection_limit, 1000U);
  EXPECT_EQ(limits.partner_connection_limit, 20U);
  EXPECT_EQ(limits.keepalive_interval, std::chrono::seconds(300));
  EXPECT_EQ(limits.stream_establishment_timeout, std::chrono::seconds(60));
  EXPECT_EQ(limits.stream_inactivity_timeout, std::chrono::seconds(600));
  EXPECT_EQ(limits.subscription_refresh_interval, std::chrono::seconds(28800));
  EXPECT_EQ(limits.queue_timeout, std::chrono::seconds(60));
  EXPECT_EQ(limits.reconnect_first_wait, std::chrono::seconds(60));
  EXPECT_EQ(limits.reconnect_wait_max, std::chrono::seconds(900));
  EXPECT_EQ(limits.address_connection_limit, 100U);
  EXPECT_EQ(limits.address_attempts_limit, 300U);
  EXPECT_FALSE(loaded.configuration->settings.log_message_bodies);
  EXPECT_FALSE(loaded.configuration->credentials);
  EXPECT_EQ(loaded.configuration->log_level, Severity::Info);
}

TEST(Configuration, ReadsWhatIsSet) {
  const LoadedConfiguration loaded = load(
      "domains: [contoso.example, b.example]\n"
      "listen: [{address: \"0.0.0.0:5269\"}, {address: \"[::1]:5269\", direct_tls: false}]\n"
      "dialback_passphrase: 0123456789abcdef\n"
      "dns_servers: [192.0.2.53, \"[2001:db8::53]:5353\"]\n"
      "limits: {connection_limit: 50, keepalive_interval: 5m, subscription_refresh_interval: 2h}\n"
      "log: {level: debug, format: json}\n"
      "keylog_file: keys.log\n"
      "log_message_bodies: true\n");

  ASSERT_TRUE(loaded.configuration) << to_string(loaded.diagnostics.at(0));
  const Configuration& configuration = *loaded.configuration;
  EXPECT_EQ(configuration.settings.domains.at(1).text(), "b.example");
  EXPECT_EQ(to_string(configuration.listeners.at(1).endpoint), "[::1]:5269");
  EXPECT_EQ(configuration.settings.dialback_passphrase, "0123456789abcdef");
  EXPECT_EQ(to_string(configuration.dns_servers.at(0)), "192.0.2.53:53");
  EXPECT_EQ(to_string(configuration.dns_servers.at(1)), "[2001:db8::53]:5353");
  EXPECT_EQ(configuration.settings.limits.connection_limit, 50U);
  EXPECT_EQ(configuration.settings.limits.keepalive_interval, std::chrono::minutes(5));
  EXPECT_EQ(configuration.settings.limits.subscription_refresh_interval, std::chrono::hours(2));
  EXPECT_EQ(configuration.log_level, Severity::Debug);
  EXPECT_TRUE(configuration.log_json);
  EXPECT_EQ(configuration.keylog_file, "keys.log");
  EXPECT_TRUE(configuration.settings.log_message_bodies);
}

TEST(Configuration, CollectsEveryErrorInOrderOfPlace) {
  const LoadedConfiguration loaded = load(
      "domains: [contoso.example, \"bad domain\"]\n"
      "listen: [{address: nonsense}]\n"
      "colour: blue\n"
      "log_message_bodies: perhaps\n"
      "limits: {connection_limit: 0}\n"
      "log_message_bodies: true\n");

  EXPECT_FALSE(loaded.configuration);
  EXPECT_THAT(found(loaded),
              ElementsAre("1:28 bad-domain", "2:20 bad-value", "3:1 unknown-key", "4:21 bad-value",
                          "5:28 out-of-range", "6:1 duplicate-key"));
}

TEST(Configuration, NamesMissingKeys) {
  const LoadedConfiguration loaded = load("log: {level: info}\n");

  EXPECT_THAT(found(loaded), ElementsAre("1:1 missing-key", "1:1 missing-key"));
}

TEST(Configuration, WritesDiagnosticsTheWayCompilersDo) {
  const LoadedConfiguration loaded = load(kLeast + "colour: blue\n");

  ASSERT_EQ(loaded.diagnostics.size(), 1U);
  const std::string text = to_string(loaded.diagnostics[0]);
  EXPECT_THAT(text, testing::StartsWith("gateway.yaml:3:1: error: "));
  EXPECT_THAT(text, testing::EndsWith("(unknown-key)"));
  EXPECT_FALSE(loaded.diagnostics[0].advice.empty());
}

TEST(Configuration, SurvivesWhatIsNotAConfiguration) {
  for (const std::string yaml :
       {"", "# nothing\n", "just text", "- a\n- list\n", "domains: [", "a: b: c", "\t", "{}",
        "domains: {a: 1}\nlisten: 5269\nlog: 7\nlimits: []\npartners: fed.example\n",
        "? [a, b]\n: c\n", "a: *nobody\n", "\xff\xfe", "domains: ~\nlisten: ~\npartners: ~\n",
        "listen: [~, 7, [a]]\npartners: [~, 7, [a]]\n"}) {
    const LoadedConfiguration loaded = load(yaml);

    EXPECT_FALSE(loaded.configuration) << yaml;
    EXPECT_THAT(found(loaded), testing::Not(IsEmpty())) << yaml;
  }
}

TEST(Configuration, PlacesSyntaxErrors) {
  const LoadedConfiguration loaded = load("domains: [contoso.example]\nlisten: a: b\n");

  EXPECT_THAT(found(loaded), ElementsAre(testing::StartsWith("2:")));
}

TEST(Configuration, RefusesASecondDocument) {
  EXPECT_THAT(found(load(kLeast + "---\ndomains: [other.example]\n")), ElementsAre("3:1 bad-yaml"));
}

TEST(Configuration, ComesToAnEndWithAStrayComma) {
  EXPECT_THAT(found(load(",")), ElementsAre("0:0 bad-yaml"));
  EXPECT_THAT(found(load(kLeast + "]")), ElementsAre(testing::EndsWith("bad-yaml")));
}

TEST(Configuration, RefusesAShortPassphraseWithoutRepeatingIt) {
  EXPECT_TRUE(load(kLeast + "dialback_passphrase: sixteen-octets-x\n").configuration);

  const LoadedConfiguration loaded = load(kLeast + "dialback_passphrase: fifteen-octets-\n");

  EXPECT_THAT(found(loaded), ElementsAre("3:22 bad-value"));
  EXPECT_THAT(to_string(loaded.diagnostics.at(0)), testing::Not(HasSubstr("fifteen")));
}

TEST(Configuration, RefusesTheSameListenerTwice) {
  EXPECT_THAT(found(load("domains: [contoso.example]\n"
                         "listen:\n"
                         "  - address: 127.0.0.1:5269\n"
                         "  - address: 127.0.0.1:5269\n")),
              ElementsAre("4:14 duplicate-listener"));
}

TEST(Configuration, DropsADirectTlsListenerWithoutACertificate) {
  const LoadedConfiguration loaded = load(
      "domains: [contoso.example]\n"
      "listen: [{address: \"127.0.0.1:0\"}, {address: \"127.0.0.1:5270\", direct_tls: true}]\n");

  ASSERT_TRUE(loaded.configuration);
  EXPECT_EQ(loaded.configuration->listeners.size(), 1U);
  EXPECT_THAT(found(loaded, DiagnosticSeverity::Warning),
              ElementsAre(HasSubstr("direct-tls-needs-certificate")));
}

TEST(Configuration, HoldsLimitsToTheirBounds) {
  for (const std::string limit :
       {"connection_limit: 0", "connection_limit: 100001", "connection_limit: -1",
        "connection_limit: 10 partners", "partner_connection_limit: 1001", "keepalive_interval: 9s",
        "keepalive_interval: 25h", "keepalive_interval: 5 days",
        "keepalive_interval: 99999999999999999999", "keepalive_interval: 5124095576030432h",
        "stanza_bytes_max: 9999", "send_buffer_bytes_max: 65536"}) {
    EXPECT_FALSE(load(kLeast + "limits: {" + limit + "}\n").configuration) << limit;
  }
  EXPECT_TRUE(
      load(kLeast + "limits: {stanza_bytes_max: 10000, keepalive_interval: 24h}\n").configuration);
}

}  // namespace
}  // namespace gateway
