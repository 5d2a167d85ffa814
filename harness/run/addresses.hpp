// Who lives where in a scenario: documentation addresses (RFC 5737) and host names, by place.
#pragma once

#include <cstdint>
#include <string>

#include "gateway/base/address.hpp"
#include "harness/scenario/model.hpp"

namespace harness {

inline constexpr std::uint16_t kPlainPort = 5269;
inline constexpr std::uint16_t kDirectTlsPort = 5270;

/// 198.51.100.10
gateway::IpAddress gateway_address();
/// 198.51.100.20
gateway::IpAddress pool_address();
/// 5060, with TLS 5061: of the pool, and of the gateway where the pool reaches it.
std::uint16_t sip_port(const PoolSetup& pool);
/// Host names of the two for each other: "pool.contoso.example", "edge.contoso.example".
std::string pool_host(const Setup& setup);
std::string edge_host(const Setup& setup);
/// The partner's own choice, or 203.0.113.10, .11, ... by its place in the scenario.
gateway::IpAddress partner_address(const Setup& setup, std::size_t place);
/// The authoritative server, if it is a host of its own: 203.0.113.110, .111, ...
gateway::IpAddress authority_address(std::size_t place);

/// RFC 9525 6.3: DNS and certificates hold A-labels, scenarios may hold U-labels.
std::string a_labels(const std::string& domain);

/// "xmpp.fed.example", "authority.fed.example"; the latter names the fake in the transcript too.
std::string partner_host(const PartnerSetup& partner);
std::string authority_host(const PartnerSetup& partner);

}  // namespace harness
