// Does a certificate prove a domain? RFC 6120 13.7, RFC 9525, RFC 4985. Pure functions.
#pragma once

#include <string>
#include <string_view>

#include "gateway/tls/peer_certificate.hpp"
#include "gateway/xmpp/domain.hpp"

namespace gateway {

enum class IdentityVerdict : std::uint8_t {
  Proven,
  NoCertificate,
  ChainNotTrusted,  // PeerCertificate::chain_error says why
  NameMismatch,     // trusted, but no SAN names the domain
};

struct IdentityResult {
  IdentityVerdict verdict = IdentityVerdict::NoCertificate;
  std::string reason;  // one line for the log: what was presented, what was wanted
  bool proven() const { return verdict == IdentityVerdict::Proven; }
};

/// DNS-ID (wildcard: the whole left-most label only, RFC 9525 6.3), SRV-ID for `_xmpp-server` only
/// (RFC 4985), XmppAddr (RFC 6120 13.7.1.4). Names are compared as A-labels, without case. A name
/// with an embedded NUL or any octet outside a host name matches nothing. CN never counts.
/// A certificate that a DANE-EE record names needs no name at all (RFC 7673 4.2).
/// @param secure_host  the host of the SRV record, where DNSSEC vouches for it: a DNS-ID of it does as
///                     well (RFC 7673 4.1). A-labels; empty: none
IdentityResult evaluate_identity(const PeerCertificate& certificate, const Domain& domain,
                                 std::string_view secure_host = {});

/// One DNS-ID against one reference name, both A-labels.
bool dns_id_matches(std::string_view presented, std::string_view reference);

}  // namespace gateway
