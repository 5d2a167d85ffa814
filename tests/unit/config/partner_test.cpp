// The entries of `partners`; expectations from docs/configuration.md and the eighteen settings.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/config/load.hpp"

namespace gateway {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

LoadedConfiguration load_partners(const std::string& entries) {
  return load(kLeast + "partners:\n" + entries);
}

TEST(PartnerSettings, HaveTheDocumentedDefaults) {
  const LoadedConfiguration loaded = load_partners("  - {domain: fed.example, type: federated}\n");

  ASSERT_TRUE(loaded.configuration);
  const Partner& partner = loaded.configuration->settings.partners.at(0);
  EXPECT_EQ(partner.domain.text(), "fed.example");
  EXPECT_EQ(partner.type, PartnerType::Federated);
  EXPECT_EQ(partner.negotiation, (NegotiationSettings{Tls::Required, Sasl::Required, true}));
  EXPECT_TRUE(partner.description.empty());
  EXPECT_THAT(partner.additional_domains, IsEmpty());
  EXPECT_FALSE(partner.connection_limit);
  EXPECT_TRUE(partner.keepalive);
  EXPECT_FALSE(partner.proxy_fqdn);
  EXPECT_FALSE(partner.require_trusted_certificate);
  EXPECT_EQ(partner.profile, DialbackProfile::Xep0220);
  EXPECT_FALSE(partner.multiplex_targets);
  EXPECT_FALSE(partner.certificate_answers_dialback);
}

TEST(PartnerSettings, AreAllRead) {
  const LoadedConfiguration loaded = load_partners(
      "  - domain: fed.example\n"
      "    description: our supplier\n"
      "    additional_domains: [chat.fed.example, b.example]\n"
      "    type: public-verified\n"
      "    tls: optional\n"
      "    sasl: not-supported\n"
      "    dialback: true\n"
      "    connection_limit: 3\n"
      "    keepalive: false\n"
      "    proxy_fqdn: proxy.contoso.example\n"
      "    proxy_port: 15269\n"
      "    require_trusted_certificate: true\n"
      "    profile: lync2013\n"
      "    multiplex_targets: true\n"
      "    certificate_answers_dialback: true\n");

  ASSERT_TRUE(loaded.configuration);
  const Partner& partner = loaded.configuration->settings.partners.at(0);
  EXPECT_TRUE(partner.multiplex_targets);
  EXPECT_TRUE(partner.certificate_answers_dialback);
  EXPECT_EQ(partner.description, "our supplier");
  EXPECT_EQ(partner.additional_domains.at(1).text(), "b.example");
  EXPECT_EQ(partner.type, PartnerType::PublicVerified);
  EXPECT_EQ(partner.negotiation, (NegotiationSettings{Tls::Optional, Sasl::NotSupported, true}));
  EXPECT_EQ(partner.connection_limit, 3U);
  EXPECT_FALSE(partner.keepalive);
  EXPECT_EQ(partner.proxy_fqdn, "proxy.contoso.example");
  EXPECT_EQ(partner.proxy_port, 15269);
  EXPECT_TRUE(partner.require_trusted_certificate);
  EXPECT_EQ(partner.profile, DialbackProfile::Lync2013);
}

TEST(PartnerSettings, NeedADomainAndAType) {
  EXPECT_THAT(found(load_partners("  - {description: nobody}\n")),
              ElementsAre("4:5 missing-key", "4:5 missing-key"));
}

TEST(PartnerSettings, RefuseUnknownWordsWithTheirPlace) {
  EXPECT_THAT(found(load_partners("  - domain: fed.example\n"
                                  "    type: friendly\n"
                                  "    tls: maybe\n"
                                  "    dialback: yes\n"
                                  "    sasl_mechanism: PLAIN\n"
                                  "    connection_limit: 0\n")),
              ElementsAre("5:11 bad-value", "6:10 bad-value", "7:15 bad-value", "8:5 unknown-key",
                          "9:23 out-of-range"));
}

// The five rows that are not valid; codes from the specification's matrix.
struct RefusedRow {
  std::string tls, sasl, code;
};
class RefusedSetting : public testing::TestWithParam<RefusedRow> {};

TEST_P(RefusedSetting, IsAnErrorAtThePartnersLine) {
  const LoadedConfiguration loaded = load_partners(
      "  - {domain: ok.example, type: federated}\n"
      "  - {domain: fed.example, type: federated, tls: " +
      GetParam().tls + ", sasl: " + GetParam().sasl + ", dialback: false}\n");

  EXPECT_FALSE(loaded.configuration);
  EXPECT_THAT(found(loaded), ElementsAre("5:5 " + GetParam().code));
}

INSTANTIATE_TEST_SUITE_P(
    Matrix, RefusedSetting,
    testing::Values(RefusedRow{"not-supported", "required", "no-method-sasl-needs-tls"},
                    RefusedRow{"not-supported", "optional", "no-method-sasl-needs-tls"},
                    RefusedRow{"required", "not-supported", "no-method"},
                    RefusedRow{"optional", "not-supported", "no-method"},
                    RefusedRow{"not-supported", "not-supported", "no-method"}));

TEST(PartnerSettings, CarryTheWarningsAndNotesOfTheirRow) {
  const LoadedConfiguration loaded = load_partners(
      "  - {domain: a.example, type: federated}\n"
      "  - {domain: b.example, type: federated, sasl: not-supported}\n");

  EXPECT_TRUE(loaded.configuration);
  EXPECT_THAT(found(loaded, DiagnosticSeverity::Warning),
              testing::Contains("4:5 dialback-inoperative"));
  EXPECT_THAT(found(loaded, DiagnosticSeverity::Note), ElementsAre("5:5 tls-dialback-only"));
}

TEST(PartnerSettings, ClaimADomainOnce) {
  EXPECT_THAT(found(load_partners("  - {domain: a.example, type: federated}\n"
                                  "  - {domain: A.example, type: federated}\n")),
              ElementsAre("5:14 duplicate-domain"));
  EXPECT_THAT(found(load_partners("  - domain: a.example\n"
                                  "    type: federated\n"
                                  "    additional_domains: [b.example, b.example]\n")),
              ElementsAre("6:37 duplicate-domain"));
  EXPECT_THAT(found(load_partners("  - domain: a.example\n"
                                  "    type: federated\n"
                                  "    additional_domains: [b.example]\n"
                                  "  - {domain: b.example, type: federated}\n")),
              ElementsAre("7:14 duplicate-domain"));
}

TEST(PartnerSettings, CannotClaimADomainOfOurs) {
  EXPECT_THAT(found(load_partners("  - {domain: contoso.example, type: federated}\n")),
              ElementsAre("4:14 domain-is-ours"));
}

TEST(PartnerSettings, WarnWhereOnlySaslIsLeftAndWeHaveNoCertificate) {
  const LoadedConfiguration loaded =
      load_partners("  - {domain: a.example, type: federated, dialback: false}\n");

  EXPECT_TRUE(loaded.configuration);
  EXPECT_THAT(
      found(loaded, DiagnosticSeverity::Warning),
      testing::IsSupersetOf({HasSubstr("sasl-needs-certificate"), HasSubstr("no-trust-anchors")}));
}

}  // namespace
}  // namespace gateway
