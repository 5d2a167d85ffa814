// The dialback key: proof that the sender of a stream shares a secret with the authoritative server.
#pragma once

#include <string>
#include <string_view>

#include "gateway/xmpp/domain.hpp"

namespace gateway {

/// What a key is bound to. In XEP-0185's words: receiving and originating are domains, not hosts.
struct DialbackBinding {
  Domain receiving;         // the target domain of the stream the key is for
  Domain originating;       // the sender domain
  std::string stream_id;    // the id in the receiving server's response header
};

/// Deterministic in its arguments: the authoritative server recomputes instead of remembering.
/// @param secret  the gateway's dialback_passphrase; 16 octets or more, never logged
/// @return        64 lower-case hexadecimal digits; never fails
/// @source        XEP-0185 2: hex(HMAC-SHA256(hex(SHA256(secret)), receiving SP originating SP id))
std::string dialback_key(std::string_view secret, const DialbackBinding& binding);

/// Compares in constant time; white space around the presented key does not count.
bool dialback_key_matches(std::string_view secret, const DialbackBinding& binding,
                          std::string_view presented);

}  // namespace gateway
