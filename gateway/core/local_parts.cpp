#include "gateway/core/local_parts.hpp"

#include <utility>

namespace gateway {
namespace {

TlsSettings mutual(TlsSettings settings) {
  settings.verification = PeerVerification::Enforce;
  settings.request_client_certificate = true;
  settings.alpn.clear();
  settings.server_names.clear();  // the pool says our host, or the name of a domain, or nothing
  return settings;
}

}  // namespace

// The agent and the service are not whole yet: a pool that is configured is not served.
LocalParts make_local_parts(const Settings&, const sip::AgentSettings&, std::vector<UserChanged>,
                            LocalDependencies) {
  return {};
}

std::string_view to_string(sip::Transport transport) {
  switch (transport) {
    case sip::Transport::Udp:
      return "udp";
    case sip::Transport::Tcp:
      return "tcp";
    case sip::Transport::Tls:
      return "tls";
  }
  return "?";
}

std::string sip_contact_of(const sip::AgentSettings& pool) {
  std::string uri = "sip:" + pool.host + ":" + std::to_string(pool.local.port);
  if (pool.transport == sip::Transport::Udp) return uri;  // where nothing is said (RFC 3263 4.1)
  return uri.append(";transport=").append(to_string(pool.transport));
}

TlsSettings sip_server_tls_settings(const TlsMaterial& material) {
  return mutual(server_tls_settings(material));
}

TlsSettings sip_client_tls_settings(const TlsMaterial& material) {
  return mutual(client_tls_settings(material));
}

}  // namespace gateway
