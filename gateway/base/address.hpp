// Addresses of hosts as values: no resolver, no socket.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gateway {

enum class AddressFamily : std::uint8_t { V4, V6 };

/// An IPv4 or IPv6 address. For V4 the first four octets count, the others are zero.
struct IpAddress {
  AddressFamily family = AddressFamily::V4;
  std::array<std::uint8_t, 16> octets{};
  friend auto operator<=>(const IpAddress&, const IpAddress&) = default;
};

/// @return nothing if `text` is not a dotted quad or an RFC 4291 2.2 text form
std::optional<IpAddress> parse_ip_address(std::string_view text);
std::string to_string(const IpAddress& address);

struct Endpoint {
  IpAddress address;
  std::uint16_t port = 0;
  friend auto operator<=>(const Endpoint&, const Endpoint&) = default;
};

/// "192.0.2.1:5269" or "[2001:db8::1]:5269".
std::string to_string(const Endpoint& endpoint);
/// The reverse of to_string(Endpoint).
std::optional<Endpoint> parse_endpoint(std::string_view text);

}  // namespace gateway
