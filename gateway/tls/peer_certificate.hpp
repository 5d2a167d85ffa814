// What a peer's certificate says, read out of OpenSSL once. Whether it proves a domain is decided
// by gateway/identity, on these plain values.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "gateway/base/time.hpp"

namespace gateway {

/// Whether TLSA records were given for the handshake, and which kind matched (RFC 6698 2.1.1).
enum class DaneMatch : std::uint8_t {
  NotAsked,
  Chain,      // usages 0 to 2: the chain is good, the name is still to be looked at
  EndEntity,  // usage 3: neither chain, time nor name count (RFC 7671 5.1)
};

struct PeerCertificate {
  bool presented = false;
  /// Empty if the chain leads to a trust anchor and is valid at the time of the handshake;
  /// otherwise OpenSSL's reason ("certificate has expired"), also if none was presented. A
  /// certificate that was revoked has an untrusted chain too (docs/negotiation.md, Revocation).
  std::string chain_error;
  /// With an empty chain_error: when the first certificate of the chain expires, or the status that
  /// was stapled grows old (RFC 6120 13.7.2.3).
  WallTime valid_until{};
  /// subjectAltName entries, octets as they stand (a name holding a NUL keeps it).
  std::vector<std::string> dns_names;       // dNSName
  std::vector<std::string> srv_names;       // id-on-dnsSRV, RFC 4985: "_xmpp-server.example.org"
  std::vector<std::string> xmpp_addresses;  // id-on-xmppAddr, RFC 6120 13.7.1.4
  std::vector<std::string> uris;            // uniformResourceIdentifier: "sip:example.org"
  std::string subject;                      // for logs only; the CN proves nothing
  std::string issuer;                       // for logs only
  WallTime not_before{};
  WallTime not_after{};
  std::string sha256;  // fingerprint of the leaf, hexadecimal
  DaneMatch dane = DaneMatch::NotAsked;
};

}  // namespace gateway
