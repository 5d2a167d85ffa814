// Keys and X.509 certificates, made with OpenSSL from plain values. Internal to fakes/pki.
#pragma once

#include <cstdint>
#include <string>

#include "fakes/pki/pki.hpp"
#include "gateway/tls/openssl_handles.hpp"

namespace fakes {

/// What signs: an authority, or the leaf itself.
struct Signer {
  X509* certificate = nullptr;  // null: self-signed
  EVP_PKEY* key = nullptr;
};

enum class Standing : std::uint8_t {
  Leaf,
  Authority,
  FalseAuthority,  // says that it may sign certificates, and CA:FALSE
};

/// Both throw std::runtime_error if OpenSSL refuses: a test world without certificates is none.
gateway::KeyHandle generate_key(OSSL_LIB_CTX* library, KeyKind kind);
gateway::CertificateHandle mint_certificate(OSSL_LIB_CTX* library,
                                            const CertificateRequest& request, Standing standing,
                                            EVP_PKEY* subject_key, const Signer& signer);

std::string to_pem(X509* certificate);
std::string to_pem(X509_CRL* list);
std::string to_pem(EVP_PKEY* key);

}  // namespace fakes
