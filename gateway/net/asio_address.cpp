// Our addresses as Asio's and back.

#include "gateway/net/asio_address.hpp"

#include <algorithm>

namespace gateway::net {

namespace ip = boost::asio::ip;

ip::tcp::endpoint to_asio(const Endpoint& endpoint) {
  if (endpoint.address.family == AddressFamily::V6) {
    ip::address_v6::bytes_type octets{};
    std::copy_n(endpoint.address.octets.begin(), octets.size(), octets.begin());
    return {ip::address_v6(octets), endpoint.port};
  }
  ip::address_v4::bytes_type octets{};
  std::copy_n(endpoint.address.octets.begin(), octets.size(), octets.begin());
  return {ip::address_v4(octets), endpoint.port};
}

Endpoint from_asio(const ip::tcp::endpoint& endpoint) {
  ip::address address = endpoint.address();
  if (address.is_v6() && address.to_v6().is_v4_mapped()) {
    address = ip::make_address_v4(ip::v4_mapped, address.to_v6());
  }
  Endpoint ours;
  ours.port = endpoint.port();
  if (address.is_v6()) {
    const auto octets = address.to_v6().to_bytes();
    ours.address.family = AddressFamily::V6;
    std::copy(octets.begin(), octets.end(), ours.address.octets.begin());
  } else {
    const auto octets = address.to_v4().to_bytes();
    std::copy(octets.begin(), octets.end(), ours.address.octets.begin());
  }
  return ours;
}

}  // namespace gateway::net
