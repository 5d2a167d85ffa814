// PEM text to certificates and keys, in a library context of ours. Source: RFC 7468.
#pragma once

#include <optional>
#include <string_view>

#include "gateway/tls/openssl_handles.hpp"

namespace gateway {

/// All certificates in `pem`, in their order; text between them is ignored.
/// @return nothing if one of them is broken; an empty stack if there is none
std::optional<CertificateStack> read_certificates(OSSL_LIB_CTX* library, std::string_view pem);

/// @return null if there is no key, or it is broken or encrypted (nobody is asked for a password)
KeyHandle read_private_key(OSSL_LIB_CTX* library, std::string_view pem);

}  // namespace gateway
