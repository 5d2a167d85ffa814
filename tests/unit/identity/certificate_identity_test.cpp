// Which certificates prove a domain. Expectations from RFC 6120 13.7, RFC 9525 6, RFC 4985 and
// RFC 6125 6.4.
#include "gateway/identity/certificate_identity.hpp"

#include <gmock/gmock.h>

#include <vector>

namespace {

using gateway::dns_id_matches;
using gateway::Domain;
using gateway::evaluate_identity;
using gateway::IdentityVerdict;
using gateway::PeerCertificate;
using testing::HasSubstr;
using namespace std::string_literals;

struct Names {
  std::vector<std::string> dns;
  std::vector<std::string> srv;
  std::vector<std::string> xmpp;
};

PeerCertificate certificate_with(Names names) {
  PeerCertificate certificate;
  certificate.presented = true;
  certificate.dns_names = std::move(names.dns);
  certificate.srv_names = std::move(names.srv);
  certificate.xmpp_addresses = std::move(names.xmpp);
  certificate.subject = "CN=fed.example";  // never counts
  return certificate;
}

bool proves(Names names, const std::string& domain) {
  const auto result =
      evaluate_identity(certificate_with(std::move(names)), Domain::parse(domain).value());
  EXPECT_NE(result.reason, "");
  return result.proven();
}

TEST(DnsId, MatchesTheWholeNameWithoutCase) {
  EXPECT_TRUE(dns_id_matches("fed.example", "fed.example"));
  EXPECT_TRUE(dns_id_matches("FED.Example", "fed.example"));
  EXPECT_TRUE(dns_id_matches("fed.example", "FED.EXAMPLE"));
  EXPECT_FALSE(dns_id_matches("fed.example", "chat.fed.example"));
  EXPECT_FALSE(dns_id_matches("chat.fed.example", "fed.example"));
  EXPECT_FALSE(dns_id_matches("afed.example", "fed.example"));
  EXPECT_FALSE(dns_id_matches("fed.example.org", "fed.example"));
}

TEST(DnsId, WildcardStandsForExactlyOneLeftmostLabel) {
  EXPECT_TRUE(dns_id_matches("*.fed.example", "chat.fed.example"));
  EXPECT_TRUE(dns_id_matches("*.FED.example", "chat.fed.example"));
  EXPECT_TRUE(dns_id_matches("*.fed.example", "xn--bcher-kva.fed.example"));
  EXPECT_FALSE(dns_id_matches("*.fed.example", "fed.example"));
  EXPECT_FALSE(dns_id_matches("*.fed.example", "a.chat.fed.example"));
  EXPECT_FALSE(dns_id_matches("*.fed.example", ".fed.example"));
}

TEST(DnsId, WildcardElsewhereOrWithinALabelMatchesNothing) {
  for (const char* presented :
       {"ch*.fed.example", "*t.fed.example", "c*t.fed.example", "chat.*.example", "*.*.example",
        "**.fed.example", "chat.fed.*", "*", "*.", "xn--*.fed.example"}) {
    EXPECT_FALSE(dns_id_matches(presented, "chat.fed.example")) << presented;
  }
  EXPECT_FALSE(dns_id_matches("*", "localhost"));
  EXPECT_FALSE(dns_id_matches("chat.*.example", "chat.*.example"));
}

TEST(DnsId, WithANulOrAnotherForeignOctetMatchesNothing) {
  EXPECT_FALSE(dns_id_matches("fed.example\0.evil.example"s, "fed.example"));
  EXPECT_FALSE(dns_id_matches("fed.example\0"s, "fed.example"));
  EXPECT_FALSE(dns_id_matches("\0fed.example"s, "fed.example"));
  EXPECT_FALSE(dns_id_matches("*.fed.example\0"s, "chat.fed.example"));
  EXPECT_FALSE(dns_id_matches(" fed.example", "fed.example"));
  EXPECT_FALSE(dns_id_matches("fed.example.", "fed.example"));
  EXPECT_FALSE(dns_id_matches(".fed.example", "fed.example"));
  EXPECT_FALSE(dns_id_matches("fed..example", "fed..example"));
  EXPECT_FALSE(dns_id_matches("", ""));
}

TEST(DnsId, NeverNamesAnAddress) {
  // RFC 9525 6.2, 6.6: an address is matched with an IP-ID, or not at all.
  EXPECT_FALSE(dns_id_matches("192.0.2.1", "192.0.2.1"));
  EXPECT_FALSE(dns_id_matches("*.0.2.1", "192.0.2.1"));
}

TEST(Identity, IsProvenByADnsId) {
  EXPECT_TRUE(
      proves({.dns = {"other.example", "fed.example"}, .srv = {}, .xmpp = {}}, "fed.example"));
  EXPECT_FALSE(proves({.dns = {"other.example"}, .srv = {}, .xmpp = {}}, "fed.example"));
}

TEST(Identity, NeverCountsTheCommonName) { EXPECT_FALSE(proves({}, "fed.example")); }

TEST(Identity, IsProvenByASrvIdOfTheServerService) {
  EXPECT_TRUE(proves({.dns = {}, .srv = {"_xmpp-server.fed.example"}, .xmpp = {}}, "fed.example"));
  EXPECT_TRUE(proves({.dns = {}, .srv = {"_XMPP-Server.FED.example"}, .xmpp = {}}, "fed.example"));
}

TEST(Identity, IsNotProvenByAnotherSrvId) {
  for (const std::string& srv :
       {"_xmpp-client.fed.example"s, "_xmpp-server._tcp.fed.example"s, "_xmpps-server.fed.example"s,
        "xmpp-server.fed.example"s, "_xmpp-server.chat.fed.example"s, "_xmpp-server.*.example"s,
        "_xmpp-server.fed.example\0"s, "_xmpp-server."s, "_xmpp-server"s, "fed.example"s, ""s}) {
    EXPECT_FALSE(proves({.dns = {}, .srv = {srv}, .xmpp = {}}, "fed.example")) << srv;
  }
}

TEST(Identity, ASrvIdIsNoDnsId) {
  EXPECT_FALSE(proves({.dns = {"_xmpp-server.fed.example"}, .srv = {}, .xmpp = {}}, "fed.example"));
}

TEST(Identity, IsProvenByAnXmppAddressThatIsADomain) {
  EXPECT_TRUE(proves({.dns = {}, .srv = {}, .xmpp = {"fed.example"}}, "fed.example"));
  EXPECT_TRUE(proves({.dns = {}, .srv = {}, .xmpp = {"Fed.Example"}}, "fed.example"));
}

TEST(Identity, IsNotProvenByTheXmppAddressOfSomebodyThere) {
  for (const std::string& address : {"juliet@fed.example"s, "fed.example/resource"s, "*.example"s,
                                     "fed.example\0"s, "chat.fed.example"s, ""s}) {
    EXPECT_FALSE(proves({.dns = {}, .srv = {}, .xmpp = {address}}, "fed.example")) << address;
  }
}

TEST(Identity, ComparesInternationalNamesAsALabels) {
  const std::string u_label =
      "b\xc3\xbc"
      "cher.example";

  EXPECT_TRUE(proves({.dns = {"xn--bcher-kva.example"}, .srv = {}, .xmpp = {}}, u_label));
  EXPECT_TRUE(proves({.dns = {"XN--BCHER-KVA.example"}, .srv = {}, .xmpp = {}}, u_label));
  EXPECT_TRUE(
      proves({.dns = {}, .srv = {"_xmpp-server.xn--bcher-kva.example"}, .xmpp = {}}, u_label));
  EXPECT_TRUE(proves({.dns = {}, .srv = {}, .xmpp = {u_label}}, "xn--bcher-kva.example"));
  // RFC 5280 7.2: a dNSName is IA5; a U-label there is no name.
  EXPECT_FALSE(proves({.dns = {u_label}, .srv = {}, .xmpp = {}}, u_label));
  EXPECT_FALSE(proves({.dns = {"bucher.example"}, .srv = {}, .xmpp = {}}, u_label));
}

TEST(Identity, SaysWhyItIsNotProven) {
  const Domain domain = Domain::parse("fed.example").value();
  PeerCertificate expired = certificate_with({.dns = {"fed.example"}, .srv = {}, .xmpp = {}});
  expired.chain_error = "certificate has expired";

  const auto absent = evaluate_identity(PeerCertificate{}, domain);
  const auto distrusted = evaluate_identity(expired, domain);
  const auto mismatch = evaluate_identity(
      certificate_with({.dns = {"other\n.example"}, .srv = {}, .xmpp = {}}), domain);

  EXPECT_EQ(absent.verdict, IdentityVerdict::NoCertificate);
  EXPECT_EQ(distrusted.verdict, IdentityVerdict::ChainNotTrusted);
  EXPECT_THAT(distrusted.reason, HasSubstr("certificate has expired"));
  EXPECT_EQ(mismatch.verdict, IdentityVerdict::NameMismatch);
  EXPECT_THAT(mismatch.reason, HasSubstr("DNS:other?.example"));
  EXPECT_THAT(mismatch.reason, HasSubstr("wanted fed.example"));
}

}  // namespace
