#include "gateway/sip/response_path.hpp"

#include <algorithm>
#include <string_view>

#include "gateway/sip/header_value.hpp"

namespace gateway::sip {
namespace {

bool has(const Via& via, std::string_view name) {
  return std::any_of(via.parameters.begin(), via.parameters.end(),
                     [&](const Parameter& one) { return folded(one.name) == name; });
}

bool says_address(const Via& via, const IpAddress& address) {
  std::string_view host = via.host;
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  return parse_ip_address(host) == address;
}

}  // namespace

void note_source(Via& top, const Endpoint& source) {
  const bool wants_port = has(top, "rport");
  std::erase_if(top.parameters, [](const Parameter& one) {
    const std::string name = folded(one.name);
    return name == "received" || name == "rport";
  });
  if (wants_port) top.parameters.push_back({"rport", std::to_string(source.port)});
  if (wants_port || !says_address(top, source.address)) {
    top.parameters.push_back({"received", to_string(source.address)});
  }
}

Endpoint response_target(const Via& top, const Endpoint& source, std::uint16_t port_default) {
  if (has(top, "rport")) return source;
  return {source.address, top.port.value_or(port_default)};
}

bool is_sent_by(const Via& via, const std::string& host, std::uint16_t port,
                std::uint16_t port_default) {
  return folded(via.host) == folded(host) && via.port.value_or(port_default) == port;
}

}  // namespace gateway::sip
