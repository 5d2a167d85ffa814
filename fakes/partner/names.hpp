// Domains of addresses, and whether a certificate proves one: the fakes' own judgement.
// Source: RFC 6120 13.7, RFC 9525 6.3, RFC 4985.
#pragma once

#include <string>
#include <string_view>

#include "gateway/tls/peer_certificate.hpp"

namespace fakes {

/// "user@Fed.Example/desk" -> "fed.example"; ASCII only, which is all that fakes are given.
std::string domain_of(std::string_view address);

/// Trusted chain, and a subjectAltName for this domain.
bool proves(const gateway::PeerCertificate& certificate, std::string_view domain);

}  // namespace fakes
