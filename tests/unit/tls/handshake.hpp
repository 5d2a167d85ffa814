// Two TlsEngines back to back: what one has to send, the other receives, until both are silent.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "fakes/pki/pki.hpp"
#include "fakes/pki/seeded_entropy.hpp"
#include "gateway/tls/tls_engine.hpp"

namespace tls_test {

inline constexpr gateway::WallTime kToday = std::chrono::sys_days{std::chrono::year{2025} / 6 / 1};

struct Dialogue {
  gateway::TlsEngine client;
  gateway::TlsEngine server;
  std::string transcript;  // ciphertext of both, in the order it was written

  void start() { client.start(); }

  /// @param chunk  octets a write is cut into; 0: whole
  void exchange(std::size_t chunk = 0) {
    while (deliver(client, server, '>', chunk) + deliver(server, client, '<', chunk) > 0) {
    }
  }

 private:
  std::size_t deliver(gateway::TlsEngine& from, gateway::TlsEngine& to, char mark,
                      std::size_t chunk) {
    const std::string octets = from.take_ciphertext();
    if (octets.empty()) return 0;
    transcript += mark + octets;
    const std::size_t step = chunk == 0 ? octets.size() : chunk;
    for (std::size_t at = 0; at < octets.size(); at += step) to.receive(octets.substr(at, step));
    return octets.size();
  }
};

/// A certificate authority, a library context and settings in which everything is as it should be:
/// both sides hold valid certificates, trust the trusted root, and only report.
struct World {
  std::shared_ptr<gateway::CryptoContext> crypto =
      gateway::CryptoContext::with_injected_randomness();
  fakes::SeededEntropy entropy{1};
  fakes::Pki pki{7};
  gateway::TlsSettings client;
  gateway::TlsSettings server;
  gateway::TlsParameters client_parameters{"fed.example", "", kToday, {}};
  gateway::TlsParameters server_parameters{"", "", kToday, {}};

  World() {
    crypto->use_entropy(entropy);
    client.role = gateway::TlsRole::Client;
    server.role = gateway::TlsRole::Server;
    client.credentials = pki.credentials(fakes::CertificateKind::Valid, "contoso.example");
    server.credentials = pki.credentials(fakes::CertificateKind::Valid, "fed.example");
    client.trust_anchors_pem = server.trust_anchors_pem = pki.trusted_root_pem();
  }

  void limit_to(gateway::TlsVersion version) { client.version_max = server.version_max = version; }

  std::shared_ptr<const gateway::TlsContext> context(const gateway::TlsSettings& settings) const {
    return gateway::TlsContext::create(crypto, settings).value();
  }

  Dialogue dialogue() const {
    return {gateway::TlsEngine(context(client), client_parameters),
            gateway::TlsEngine(context(server), server_parameters),
            {}};
  }

  /// After the handshake, however it ended.
  Dialogue handshake(std::size_t chunk = 0) const {
    Dialogue dialogue_ = dialogue();
    dialogue_.start();
    dialogue_.exchange(chunk);
    return dialogue_;
  }
};

}  // namespace tls_test
