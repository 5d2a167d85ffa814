// The digests the core needs, from OpenSSL: SHA-256 and HMAC-SHA-256 (FIPS 180-4, RFC 2104); SHA-1
// where a format names it (XEP-0115), never to protect anything.
#pragma once

#include <string>
#include <string_view>

namespace gateway {

/// 20 raw octets.
std::string sha1(std::string_view octets);
/// 32 raw octets.
std::string sha256(std::string_view octets);
std::string hmac_sha256(std::string_view key, std::string_view octets);

/// True if both are equal; takes the same time wherever they differ.
bool equal_in_constant_time(std::string_view a, std::string_view b);

}  // namespace gateway
