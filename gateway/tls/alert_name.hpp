// TLS alert codes by their names in the RFCs.
#pragma once

#include <cstdint>
#include <string>

namespace gateway {

/// "unknown_ca" for 48; "alert_<code>" for a code nobody registered.
/// @source RFC 8446 6, RFC 5246 7.2, RFC 7301 3.2, RFC 6066 9
std::string alert_name(std::uint8_t code);

}  // namespace gateway
