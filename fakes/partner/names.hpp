// Domains of addresses, and whether a certificate proves one: the fakes' own judgement.
// Source: RFC 7622 3.2, RFC 3490, RFC 6120 13.7, RFC 9525 6.3, RFC 4985.
#pragma once

#include <string>
#include <string_view>

#include "gateway/tls/peer_certificate.hpp"

namespace fakes {

/// "user@Fed.Example./desk" -> "fed.example": without the final dot, in U-labels and lower case, so
/// that equal domains are equal texts.
std::string domain_of(std::string_view address);

/// As DNS, TLS and certificates have it.
std::string a_labels(std::string_view domain);

/// The same domain as a peer may write it too: "final-dot", "a-labels", "capitals"; else as it is.
std::string spelled(std::string_view domain, std::string_view spelling);

/// Trusted chain, and a subjectAltName for this domain.
bool proves(const gateway::PeerCertificate& certificate, std::string_view claimed);

}  // namespace fakes
