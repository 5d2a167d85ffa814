// Statements of an authority about certificates it takes back: lists (RFC 5280 5) and OCSP
// responses (RFC 6960), good and bad ones. Internal to fakes/pki.
#pragma once

#include <string>
#include <vector>

#include "fakes/pki/minting.hpp"
#include "fakes/pki/pki.hpp"
#include "gateway/tls/openssl_handles.hpp"

namespace fakes {

using RevokedCertificates = std::vector<gateway::CertificateHandle>;

/// The first certificate of the text. All of these throw std::runtime_error if OpenSSL refuses.
gateway::CertificateHandle from_pem(OSSL_LIB_CTX* library, const std::string& pem);

/// PEM. @param key  what signs, the authority's or not
std::string mint_revocation_list(OSSL_LIB_CTX* library, X509* authority, EVP_PKEY* key,
                                 const RevokedCertificates& revoked, ListKind kind);

/// DER. @param issuer  of `leaf`
std::string mint_ocsp_response(X509* leaf, X509* issuer, const Signer& signer, StatusKind kind);

}  // namespace fakes
