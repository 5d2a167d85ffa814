#include "fakes/pool/settings.hpp"

namespace fakes {
namespace {

gateway::TlsSettings tls_settings(const PoolSettings& settings, gateway::TlsRole role) {
  gateway::TlsSettings tls;
  tls.role = role;
  tls.credentials = settings.credentials;
  tls.trust_anchors_pem = settings.trust_anchors_pem;
  tls.verification = gateway::PeerVerification::Enforce;
  return tls;
}

}  // namespace

gateway::TlsSettings client_tls_settings(const PoolSettings& settings) {
  return tls_settings(settings, gateway::TlsRole::Client);
}

gateway::TlsSettings server_tls_settings(const PoolSettings& settings) {
  return tls_settings(settings, gateway::TlsRole::Server);
}

}  // namespace fakes
