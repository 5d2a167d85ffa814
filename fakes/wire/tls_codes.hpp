// Code points of TLS by their registered names (IANA "TLS Parameters"): those a dialogue of ours
// can hold, good and bad ones. An unknown code is written as its number, "0x1301".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fakes::wire {

std::string suite_name(std::uint16_t code);
std::optional<std::uint16_t> suite_code(std::string_view name);

/// "1.3" for 0x0304; "2.0" is SSL 2.0, "3.0" is SSL 3.0.
std::string tls_version_name(std::uint16_t code);
std::optional<std::uint16_t> tls_version_code(std::string_view name);

std::string extension_name(std::uint16_t code);
/// RFC 8446 6; also what alerts of a peer that speaks no TLS we know are called.
std::string alert_text(std::uint8_t code);

inline constexpr std::uint16_t kRenegotiationScsv = 0x00ff;  // RFC 5746 3.3

}  // namespace fakes::wire
