// The rules of docs/negotiation.md that decide whether a connection comes to stand, and why not.
#include "harness/oracle/channel.hpp"

#include <utility>

namespace harness::oracle {
namespace {

constexpr const char* kPolicyViolation = "stream:policy-violation";

Channel ended(std::string stage, Side by, std::string condition, std::string rule) {
  return {false, false, std::move(stage), by, std::move(condition), std::move(rule)};
}

Channel plain() { return {true, false, "", Side::Nobody, "", ""}; }
Channel with_tls() { return {true, true, "", Side::Nobody, "", ""}; }

// ---- the gateway initiates
// ------------------------------------------------------------------------

Channel gateway_within_tls(const Facts& facts, const Target& target) {
  // The peer's word on our certificate comes first: the handshake is not over before (6).
  if (target.insists && facts.own_certificate == Certificate::None) {
    return ended("tls", Side::Partner, "tls-alert:certificate_required",
                 "the peer insists on a certificate and the gateway has none");
  }
  if (target.insists && facts.own_certificate == Certificate::Invalid) {
    return ended("tls", Side::Partner, "tls-alert:unknown_ca",
                 "the peer insists on a certificate it can trust, and the gateway's is not");
  }
  if (facts.require_trusted_certificate && target.certificate != Certificate::Valid) {
    return ended("tls", Side::Gateway, "stream:not-authorized",
                 "require_trusted_certificate: the peer's certificate does not prove its domain");
  }
  return with_tls();
}

Channel gateway_on_plain(const NegotiationRow& row, const Facts& facts, const Target& target) {
  const bool offered = target.tls != PartnerTls::None && target.certificate != Certificate::None;
  if (offered && row.key.tls != Tls::NotSupported) return gateway_within_tls(facts, target);
  if (!offered && row.key.tls == Tls::Required) {
    return ended("starttls", Side::Partner, "starttls:failure",
                 "TLS is required and not offered: <starttls/> is sent all the same and fails");
  }
  if (offered && target.tls == PartnerTls::Required) {
    return ended("features", Side::Gateway, kPolicyViolation,
                 "the peer marks STARTTLS as required and the row does not support TLS");
  }
  return plain();
}

// ---- the partner initiates
// ------------------------------------------------------------------------

Channel partner_within_tls(const NegotiationRow& row, const Facts& facts) {
  const PartnerFacts& partner = facts.partner;
  if (partner.insists && facts.own_certificate != Certificate::Valid) {
    return ended("tls", Side::Partner, "tls-alert:unknown_ca",
                 "the partner insists on a certificate it can trust, and the gateway's is not");
  }
  const bool proved = partner.shown_as_client() == Certificate::Valid;
  if (facts.require_trusted_certificate && !proved) {
    return ended("tls", Side::Gateway, "stream:not-authorized",
                 "require_trusted_certificate: nothing proves the partner's domain");
  }
  const bool something_to_offer =
      (row.allows("sasl-over-tls") && proved) || row.allows("tls-dialback");
  if (!something_to_offer) {
    return ended("features", Side::Gateway, kPolicyViolation,
                 "the row leaves the gateway nothing to offer to this partner over TLS");
  }
  return with_tls();
}

Channel partner_on_plain(const NegotiationRow& row, const Facts& facts) {
  const bool starttls =
      facts.own_certificate != Certificate::None && row.key.tls != Tls::NotSupported;
  const bool dialback = row.allows("tcp-dialback");
  if (!starttls && !dialback) {
    return ended("features", Side::Gateway, kPolicyViolation,
                 "the gateway has nothing to offer on a plain stream");
  }
  if (facts.partner.tls == PartnerTls::None) {
    if (dialback) return plain();
    return ended("features", Side::Partner, "stream:unsupported-feature",
                 "STARTTLS is the only way on and the partner has no TLS");
  }
  if (starttls) return partner_within_tls(row, facts);
  if (facts.partner.tls == PartnerTls::Required) {
    return ended("features", Side::Partner, kPolicyViolation,
                 "the partner requires TLS and the gateway does not offer STARTTLS");
  }
  return plain();
}

}  // namespace

Channel gateway_opens(const NegotiationRow& row, const Facts& facts, const Target& target) {
  if (facts.partner.found == Found::Nowhere) {
    return ended("resolve", Side::Nobody, "dns:not-found", "DNS knows no host for the domain");
  }
  const bool only_direct = target.tls == PartnerTls::Direct;
  const bool asks_for_it = row.key.tls != Tls::NotSupported || !only_direct;
  if (facts.partner.found == Found::NobodyThere && asks_for_it) {
    return ended("connect", Side::Nobody, "connect:refused", "nobody listens where DNS leads");
  }
  if (facts.partner.found == Found::AtTheDomain && only_direct) {
    return ended("connect", Side::Nobody, "connect:refused",
                 "without SRV port 5269 is tried, and the peer has direct TLS only");
  }
  if (!only_direct) return gateway_on_plain(row, facts, target);
  if (row.key.tls == Tls::NotSupported) {
    return ended("resolve", Side::Nobody, "dns:not-found",
                 "the peer publishes direct TLS only, and the row does not support TLS");
  }
  if (target.certificate == Certificate::None) {
    return ended("connect", Side::Nobody, "connect:refused",
                 "without a certificate the peer has no direct TLS listener");
  }
  return gateway_within_tls(facts, target);
}

Channel partner_opens(const NegotiationRow& row, const Facts& facts) {
  if (facts.partner.tls != PartnerTls::Direct) return partner_on_plain(row, facts);
  if (facts.own_certificate == Certificate::None || !facts.listens_direct_tls) {
    return ended("connect", Side::Nobody, "connect:refused",
                 "without a certificate the gateway has no direct TLS listener");
  }
  return partner_within_tls(row, facts);
}

}  // namespace harness::oracle
