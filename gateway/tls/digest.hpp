// The two digests the core needs, from OpenSSL: SHA-256 and HMAC-SHA-256 (FIPS 180-4, RFC 2104).
#pragma once

#include <string>
#include <string_view>

namespace gateway {

/// 32 raw octets.
std::string sha256(std::string_view octets);
std::string hmac_sha256(std::string_view key, std::string_view octets);

/// True if both are equal; takes the same time wherever they differ.
bool equal_in_constant_time(std::string_view a, std::string_view b);

}  // namespace gateway
