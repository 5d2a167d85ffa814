// Addresses by place: equal scenarios have equal addresses in every run.
#include "harness/run/addresses.hpp"

#include "gateway/xmpp/domain.hpp"

namespace harness {
namespace {

constexpr std::uint8_t kFirstPartner = 10;
constexpr std::uint8_t kFirstAuthority = 110;
constexpr std::uint16_t kSipPort = 5060;
constexpr std::uint16_t kSipTlsPort = 5061;

gateway::IpAddress v4(std::uint8_t a, std::uint8_t b, std::uint8_t c, std::uint8_t d) {
  gateway::IpAddress address;
  address.octets[0] = a;
  address.octets[1] = b;
  address.octets[2] = c;
  address.octets[3] = d;
  return address;
}

std::uint8_t octet(std::uint8_t first, std::size_t place) {
  return static_cast<std::uint8_t>(first + place);
}

}  // namespace

gateway::IpAddress gateway_address() { return v4(198, 51, 100, 10); }

gateway::IpAddress pool_address() { return v4(198, 51, 100, 20); }

std::uint16_t sip_port(const PoolSetup& pool) {
  return pool.transport == SipTransport::Tls ? kSipTlsPort : kSipPort;
}

std::string pool_host(const Setup& setup) { return "pool." + setup.gateway.domains.front(); }

std::string edge_host(const Setup& setup) { return "edge." + setup.gateway.domains.front(); }

gateway::IpAddress partner_address(const Setup& setup, std::size_t place) {
  const PartnerSetup& partner = setup.partners[place];
  return partner.address ? *partner.address : v4(203, 0, 113, octet(kFirstPartner, place));
}

gateway::IpAddress authority_address(std::size_t place) {
  return v4(203, 0, 113, octet(kFirstAuthority, place));
}

std::string partner_host(const PartnerSetup& partner) { return "xmpp." + partner.domain; }

std::string authority_host(const PartnerSetup& partner) { return "authority." + partner.domain; }

std::string a_labels(const std::string& domain) {
  const auto parsed = gateway::Domain::parse(domain);
  return parsed ? parsed->ascii() : domain;
}

}  // namespace harness
