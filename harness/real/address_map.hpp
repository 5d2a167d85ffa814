// The scenario's addresses on the loopback: each world has 127.a.b.0/24 of its own, so that worlds
// which run at the same time never meet. Ports stay those of the scenario.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "gateway/base/address.hpp"

namespace harness {

class AddressMap {
 public:
  static constexpr std::uint32_t kSlices = 16384;

  /// @param slice  which /24, from 0; they repeat after kSlices
  explicit AddressMap(std::uint32_t slice) : slice_(slice) {}

  /// The address of a slice that no map gives out.
  static gateway::IpAddress last_of(std::uint32_t slice);

  /// The address on the loopback; a new one at first use, at most 254. An IPv6 address becomes the
  /// IPv4-mapped form of one (the loopback has but one IPv6 address).
  gateway::IpAddress real_of(const gateway::IpAddress& virtual_address);
  gateway::Endpoint real_of(const gateway::Endpoint& virtual_endpoint) {
    return {real_of(virtual_endpoint.address), virtual_endpoint.port};
  }
  /// Where a socket is bound: like real_of, but never in the mapped form.
  gateway::Endpoint bound_of(const gateway::Endpoint& virtual_endpoint);

  /// The reverse; an address that was never given out stands for itself.
  gateway::IpAddress virtual_of(const gateway::IpAddress& real) const;
  /// A text (of a log) with every address given out replaced by the scenario's.
  std::string virtual_text(std::string text) const;

 private:
  std::uint8_t host_of(const gateway::IpAddress& virtual_address);
  gateway::IpAddress loopback(std::uint8_t host) const;

  std::uint32_t slice_;
  std::vector<gateway::IpAddress> given_out_;  // host - 1 -> the scenario's address
};

}  // namespace harness
