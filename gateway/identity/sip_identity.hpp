// Does a certificate prove a SIP domain? RFC 5922 7. A pure function.
#pragma once

#include <string_view>

#include "gateway/identity/certificate_identity.hpp"

namespace gateway {

/// URIs of scheme sip without user part; only where there is none of them dNSName. Names are
/// compared whole and without case: no wildcard means anything here (7.2). CN never counts.
/// @param domain  A-labels
IdentityResult evaluate_sip_identity(const PeerCertificate& certificate, std::string_view domain);

}  // namespace gateway
