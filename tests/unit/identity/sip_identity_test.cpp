// RFC 5922 7.1 and 7.2, row by row.
#include "gateway/identity/sip_identity.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace gateway {
namespace {

struct Row {
  const char* what;
  std::vector<std::string> uris;
  std::vector<std::string> dns_names;
  bool proven;
};

TEST(SipIdentity, FollowsTheRulesOfRfc5922) {
  const Row rows[] = {
      {"a URI", {"sip:pool.example"}, {}, true},
      {"schemes and names have no case", {"SIP:Pool.Example"}, {}, true},
      {"parameters do not count", {"sip:pool.example;transport=tls"}, {}, true},
      {"nor does a port", {"sip:pool.example:5061"}, {}, true},
      {"of a person", {"sip:alice@pool.example"}, {}, false},
      {"of another scheme", {"sips:pool.example"}, {}, false},
      {"no scheme", {"pool.example"}, {}, false},
      {"a DNS name", {}, {"pool.example"}, true},
      {"a DNS name besides other URIs", {"https://pool.example"}, {"pool.example"}, true},
      {"a DNS name besides a person", {"sip:alice@other.example"}, {"pool.example"}, true},
      {"DNS counts only without a URI of a domain", {"sip:other.example"}, {"pool.example"}, false},
      {"a wildcard", {}, {"*.example"}, false},
      {"a suffix", {}, {"a.pool.example", "example", ".pool.example"}, false},
      {"a name that hides a NUL", {}, {std::string("pool.example\0.evil.example", 26)}, false},
      {"nothing", {}, {}, false},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.what);
    PeerCertificate certificate;
    certificate.presented = true;
    certificate.subject = "CN=pool.example";
    certificate.uris = row.uris;
    certificate.dns_names = row.dns_names;

    EXPECT_EQ(evaluate_sip_identity(certificate, "pool.example").proven(), row.proven);
  }
}

TEST(SipIdentity, NeedsACertificateThatIsTrusted) {
  PeerCertificate certificate;
  certificate.dns_names = {"pool.example"};
  EXPECT_EQ(evaluate_sip_identity(certificate, "pool.example").verdict,
            IdentityVerdict::NoCertificate);

  certificate.presented = true;
  certificate.chain_error = "certificate has expired";
  const IdentityResult result = evaluate_sip_identity(certificate, "pool.example");

  EXPECT_EQ(result.verdict, IdentityVerdict::ChainNotTrusted);
  EXPECT_NE(result.reason.find("expired"), std::string::npos);
}

}  // namespace
}  // namespace gateway
