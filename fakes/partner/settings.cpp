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
  result.revocation_lists = settings.revocation_lists;
  if (settings.tls == PartnerTls::Direct) result.alpn = {kAlpn};
  const Handshake& handshake = settings.handshake;
  if (handshake.alpn) result.alpn.clear();
  if (handshake.alpn && !handshake.alpn->empty()) result.alpn = {*handshake.alpn};
  result.version_min = handshake.version_min;
  result.version_max = handshake.version_max;
  return result;
}

}  // namespace

gateway::TlsSettings client_tls_settings(const PartnerSettings& settings) {
  return common(settings, gateway::TlsRole::Client);
}

std::optional<gateway::TlsSettings> server_tls_settings(const PartnerSettings& settings) {
  if (!settings.credentials) return std::nullopt;
  gateway::TlsSettings result = common(settings, gateway::TlsRole::Server);
  const Handshake& handshake = settings.handshake;
  result.request_client_certificate = handshake.requests_certificate;
  result.alpn_selected = handshake.alpn_selected;
  result.issues_early_data_tickets = handshake.early_data_tickets;
  result.ocsp_response = handshake.ocsp_response;
  return result;
}

}  // namespace fakes
