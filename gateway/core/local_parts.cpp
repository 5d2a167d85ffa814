// How the pool finds us, and TLS with it.
#include "gateway/core/local_parts.hpp"

#include <utility>

namespace gateway {
namespace {

TlsSettings without_names(TlsSettings settings) {
  settings.alpn.clear();
  settings.server_names.clear();  // the pool may ask for our host, or for a domain
  return settings;
}

}  // namespace

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
  return without_names(server_tls_settings(material));
}

TlsSettings sip_client_tls_settings(const TlsMaterial& material) {
  return without_names(client_tls_settings(material));
}

}  // namespace gateway
