// What each certificate of a scenario is called, and whether it proves the name of its holder: by
// the specification, not by what any program says. docs/negotiation.md; the sources stand at each
// row.
#pragma once

#include <array>
#include <string_view>

#include "harness/scenario/model.hpp"

namespace harness {

struct CertificateFault {
  std::string_view name;
  Certificate certificate = Certificate::None;
  bool proves = false;
  std::string_view source;
};

inline constexpr std::array<CertificateFault, 41> kCertificateFaults{{
    {"none", Certificate::None, false, "RFC 6120 13.7.2"},
    {"valid", Certificate::Valid, true, "RFC 6120 13.7.2"},
    {"invalid", Certificate::Invalid, false, "RFC 5280 6.1"},
    {"expired", Certificate::Expired, false, "RFC 5280 6.1.3 (a)(2)"},
    {"not-yet-valid", Certificate::NotYetValid, false, "RFC 5280 6.1.3 (a)(2)"},
    {"other-host", Certificate::OtherHost, false, "RFC 6120 13.7.2.1"},
    {"untrusted-root", Certificate::UntrustedRoot, false, "RFC 5280 6.1"},
    {"self-signed", Certificate::SelfSigned, false, "RFC 5280 6.1"},
    {"missing-intermediate", Certificate::MissingIntermediate, false, "RFC 6120 13.7.2, step 3"},
    {"intermediate-valid", Certificate::IntermediateValid, true, "RFC 5280 6.1"},
    {"intermediate-is-no-ca", Certificate::IntermediateIsNoCa, false, "RFC 5280 6.1.4 (k)"},
    {"expired-intermediate", Certificate::IntermediateExpired, false, "RFC 5280 6.1.3 (a)(2)"},
    {"name-constraints", Certificate::NameConstraints, false, "RFC 5280 4.2.1.10"},
    {"server-only-eku", Certificate::ServerOnlyEku, true, "RFC 5280 4.2.1.12, XEP-0178"},
    {"code-signing-eku", Certificate::CodeSigningEku, false, "RFC 5280 4.2.1.12"},
    {"no-san-right-cn", Certificate::NoSanRightCn, false, "RFC 9525 2"},
    {"cn-beside-san", Certificate::CnBesideSan, false, "RFC 9525 2"},
    {"wildcard-one-label", Certificate::WildcardOneLabel, true, "RFC 9525 6.3"},
    {"wildcard-too-deep", Certificate::WildcardTooDeep, false, "RFC 9525 6.3"},
    {"wildcard-partial", Certificate::WildcardPartial, false, "RFC 9525 6.3"},
    {"srv-name-only", Certificate::SrvNameOnly, true, "RFC 6120 13.7.1.2.1, RFC 4985 2"},
    {"srv-name-client-service", Certificate::SrvNameClientService, false, "RFC 9525 6.5"},
    {"xmpp-addr-only", Certificate::XmppAddrOnly, true, "RFC 6120 13.7.1.4"},
    {"nul-in-name", Certificate::NulInName, false, "RFC 9525 6.3"},
    {"upper-case", Certificate::UpperCase, true, "RFC 9525 6.3"},
    {"idn-a-label", Certificate::IdnALabel, true, "RFC 9525 6.3"},
    {"rsa-2048", Certificate::Rsa2048, true, "RFC 9325 4.5"},
    {"rsa-1024", Certificate::Rsa1024, false, "RFC 9325 4.5"},
    {"sha-1", Certificate::Sha1, false, "RFC 9325 4.5"},
    {"ca-true-leaf", Certificate::CaTrueLeaf, false, "RFC 6120 13.7.1.1"},
    {"critical-extension", Certificate::CriticalExtension, false, "RFC 5280 4.2"},
    {"xmpp-addr-of-user", Certificate::XmppAddrOfUser, false, "RFC 6120 13.7.1.4"},
    {"idn-u-label", Certificate::IdnULabel, false, "RFC 9525 6.3, RFC 5280 7.2"},
    {"service-host-only", Certificate::ServiceHostOnly, false, "RFC 9525 6.1.1"},
    {"must-staple", Certificate::MustStaple, false, "RFC 7633 4.2.2"},  // while nothing is stapled
    {"revoked-by-ocsp", Certificate::RevokedByOcsp, false, "RFC 6960 2.2"},
    {"revoked-by-crl", Certificate::RevokedByCrl, false, "RFC 5280 6.3"},
    {"expires-shortly", Certificate::ExpiresShortly, true, "RFC 6120 13.7.2.3"},
    {"intermediate-expires-shortly", Certificate::IntermediateExpiresShortly, true,
     "RFC 6120 13.7.2.3"},
    {"ninety-kilobytes", Certificate::NinetyKilobytes, true, "RFC 5280 6.1"},
    {"hundred-and-ten-kilobytes", Certificate::HundredAndTenKilobytes, false,
     "docs/negotiation.md, section 9"},
}};

constexpr bool proves_name(Certificate certificate) {
  for (const CertificateFault& fault : kCertificateFaults) {
    if (fault.certificate == certificate) return fault.proves;
  }
  return false;
}

}  // namespace harness
