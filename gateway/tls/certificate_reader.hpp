// Reads what we want to know out of an X.509 certificate. Internal to gateway/tls and the `cert`
// commands.
#pragma once

#include <openssl/x509.h>

#include "gateway/tls/peer_certificate.hpp"

namespace gateway {

/// Everything but `chain_error`, which depends on trust anchors and the time; `presented` is true.
/// A subjectAltName that is malformed or present twice yields no names at all.
/// @source RFC 5280 4.2.1.6, RFC 4985 2, RFC 6120 13.7.1.4
PeerCertificate read_certificate(X509* certificate);

/// The epoch for a time that cannot be read.
WallTime wall_time_of(const ASN1_TIME* time);

}  // namespace gateway
