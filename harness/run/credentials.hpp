// What gateways and fakes of a scenario prove themselves with.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gateway/tls/tls_context.hpp"
#include "harness/scenario/model.hpp"

namespace fakes {
class Pki;
}

namespace harness {

/// @param domains  all of them are in the certificate; at least one
std::optional<gateway::Credentials> credentials_for(const fakes::Pki& pki, Certificate certificate,
                                                    const std::vector<std::string>& domains);
using RevokedHolder = std::vector<std::string>;  // domains of one certificate

/// PEM: the list with the certificate `revoked-by-crl` of each holder.
std::string revocation_list(const fakes::Pki& pki, const std::vector<RevokedHolder>& holders,
                            RevocationList kind);
/// DER; empty: nothing is stapled. @param leaf  what credentials_for() gave for `certificate`
std::string stapled_status(const fakes::Pki& pki, const gateway::Credentials& leaf,
                           Certificate certificate, Staple staple);
/// The root that issued such a certificate, as PEM.
const std::string& issuer_of(const fakes::Pki& pki, Certificate certificate);
const std::string& trust_anchors(const fakes::Pki& pki);

}  // namespace harness
