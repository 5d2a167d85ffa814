// 127.64.0.0/10 is divided into /24s: clear of 127.0.0.1 and of what systems put near it.
#include "harness/real/address_map.hpp"

#include <algorithm>

#include "gateway/base/assert.hpp"

namespace harness {
namespace {

constexpr std::size_t kHostsMax = 254;

gateway::IpAddress mapped(const gateway::IpAddress& v4) {  // RFC 4291 2.5.5.2
  gateway::IpAddress v6;
  v6.family = gateway::AddressFamily::V6;
  v6.octets[10] = v6.octets[11] = 0xff;
  std::copy_n(v4.octets.begin(), 4, v6.octets.begin() + 12);
  return v6;
}

/// The IPv4 address within; any other stays as it is.
gateway::IpAddress unmapped(const gateway::IpAddress& address) {
  gateway::IpAddress v4;
  std::copy_n(address.octets.begin() + 12, 4, v4.octets.begin());
  return address == mapped(v4) ? v4 : address;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

void replace_all(std::string& text, const std::string& from, const std::string& to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos;) {
    const std::size_t end = at + from.size();
    if (end < text.size() && is_digit(text[end])) {  // 127.64.0.1 inside 127.64.0.12
      at = end;
      continue;
    }
    text.replace(at, from.size(), to);
    at += to.size();
  }
}

}  // namespace

gateway::IpAddress AddressMap::last_of(std::uint32_t slice) {
  return AddressMap(slice).loopback(kHostsMax + 1);
}

std::uint8_t AddressMap::host_of(const gateway::IpAddress& virtual_address) {
  const auto found = std::find(given_out_.begin(), given_out_.end(), virtual_address);
  const auto index = static_cast<std::size_t>(found - given_out_.begin());
  if (found == given_out_.end()) {
    GATEWAY_ASSERT(index < kHostsMax, "a scenario has at most 254 addresses");
    given_out_.push_back(virtual_address);
  }
  return static_cast<std::uint8_t>(index + 1);
}

gateway::IpAddress AddressMap::loopback(std::uint8_t host) const {
  gateway::IpAddress address;
  address.octets[0] = 127;
  address.octets[1] = static_cast<std::uint8_t>(64 + (slice_ >> 8) % 64);
  address.octets[2] = static_cast<std::uint8_t>(slice_ & 0xff);
  address.octets[3] = host;
  return address;
}

gateway::IpAddress AddressMap::real_of(const gateway::IpAddress& virtual_address) {
  const gateway::IpAddress real = loopback(host_of(virtual_address));
  return virtual_address.family == gateway::AddressFamily::V6 ? mapped(real) : real;
}

gateway::Endpoint AddressMap::bound_of(const gateway::Endpoint& virtual_endpoint) {
  return {loopback(host_of(virtual_endpoint.address)), virtual_endpoint.port};
}

gateway::IpAddress AddressMap::virtual_of(const gateway::IpAddress& real) const {
  const gateway::IpAddress v4 = unmapped(real);
  const std::uint8_t host = v4.octets[3];
  if (host == 0 || host > given_out_.size() || v4 != loopback(host)) return real;
  return given_out_[host - 1U];
}

std::string AddressMap::virtual_text(std::string text) const {
  for (std::size_t i = 0; i < given_out_.size(); ++i) {
    const gateway::IpAddress real = loopback(static_cast<std::uint8_t>(i + 1));
    const std::string name = to_string(given_out_[i]);
    if (given_out_[i].family == gateway::AddressFamily::V6) {
      replace_all(text, to_string(mapped(real)), name);
    }
    replace_all(text, to_string(real), name);
  }
  return text;
}

}  // namespace harness
