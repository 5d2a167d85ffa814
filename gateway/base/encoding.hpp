// Base64 (RFC 4648 4, strict) and hexadecimal text.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gateway {

std::string base64_encode(std::string_view octets);

/// Strict: no line breaks, no characters outside the alphabet, correct padding.
/// @source RFC 6120 13.9.1, RFC 4648 3.3
std::optional<std::string> base64_decode(std::string_view text);

/// Lower-case digits.
std::string hex_encode(std::string_view octets);

}  // namespace gateway
