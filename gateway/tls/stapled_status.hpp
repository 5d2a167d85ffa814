// What a stapled OCSP response says of a certificate (RFC 6066 8, RFC 6960). A pure function of the
// octets and the time: nobody is asked. Internal to gateway/tls.
#pragma once

#include <openssl/x509.h>

#include <optional>
#include <string>
#include <string_view>

#include "gateway/base/time.hpp"

namespace gateway {

struct StapledStatus {
  /// Why the certificate proves nothing, for the log; empty if the response says that it is good,
  /// or nothing at all (docs/negotiation.md, Revocation).
  std::string fault;
  std::optional<WallTime> next_update;  // of a response that says "good"
};

/// @param response  DER as it was stapled; empty: none was
/// @param issuer    who signed `leaf`, out of its verified chain
StapledStatus judge_stapled_status(std::string_view response, X509* leaf, X509* issuer,
                                   WallTime now);

}  // namespace gateway
