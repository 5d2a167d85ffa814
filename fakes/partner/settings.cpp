// From a partner's settings to those of its TLS contexts.
#include "fakes/partner/settings.hpp"

namespace fakes {
namespace {

constexpr const char* kAlpn = "xmpp-server";  // XEP-0368 3, direct TLS only

gateway::TlsSettings common(const PartnerSettings& settings, gateway::TlsRole role) {
  gateway::TlsSettings result;
  result.role = role;
  result.credentials = settings.credentials;
  result.trust_anchors_pem = settings.trust_anchors_pem;
  result.verification =
      settings.insists ? gateway::PeerVerification::Enforce : gateway::PeerVerification::Report;
  if (settings.tls == PartnerTls::Direct) result.alpn = {kAlpn};
  return result;
}

}  // namespace

gateway::TlsSettings client_tls_settings(const PartnerSettings& settings) {
  return common(settings, gateway::TlsRole::Client);
}

std::optional<gateway::TlsSettings> server_tls_settings(const PartnerSettings& settings) {
  if (!settings.credentials) return std::nullopt;
  return common(settings, gateway::TlsRole::Server);
}

}  // namespace fakes
