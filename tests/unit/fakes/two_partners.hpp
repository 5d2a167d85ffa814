// Two fake partners federating with each other: each takes the other for the gateway.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>

#include "fakes/partner/partner.hpp"
#include "fakes/pki/pki.hpp"
#include "fakes/pki/seeded_entropy.hpp"
#include "tests/unit/fakes/small_world.hpp"

namespace fakes::testing {

inline const std::string kFed = "fed.example";
inline const std::string kContoso = "contoso.example";
inline const std::string kMessage =
    "<message from='ann@fed.example' to='bob@contoso.example'><body>hello</body></message>";

inline const Pki& pki() {
  static const Pki shared(1);
  return shared;
}

inline gateway::Endpoint endpoint(const char* text) { return *gateway::parse_endpoint(text); }

inline PartnerSettings settings_of(const std::string& domain, CertificateKind certificate) {
  const bool fed = domain == kFed;
  PartnerSettings settings;
  settings.domain = domain;
  settings.gateway_domain = fed ? kContoso : kFed;
  settings.plain_endpoint = endpoint(fed ? "192.0.2.1:5269" : "192.0.2.2:5269");
  settings.direct_endpoint = endpoint(fed ? "192.0.2.1:5270" : "192.0.2.2:5270");
  settings.credentials = pki().credentials(certificate, domain);
  settings.trust_anchors_pem = pki().trusted_root_pem();
  settings.dialback_secret = "the secret of " + domain;
  return settings;
}

inline TlsContexts contexts_of(const PartnerSettings& settings) {
  static const std::shared_ptr<gateway::CryptoContext> crypto =
      gateway::CryptoContext::with_system_randomness();
  TlsContexts contexts;
  contexts.client = gateway::TlsContext::create(crypto, client_tls_settings(settings)).value();
  const auto server = server_tls_settings(settings);
  if (server) contexts.server = gateway::TlsContext::create(crypto, *server).value();
  return contexts;
}

/// fed.example is the one who sends; settings may be changed before `start`.
struct TwoPartners {
  explicit TwoPartners(CertificateKind fed_certificate = CertificateKind::None,
                       CertificateKind contoso_certificate = CertificateKind::None,
                       SmallWorld::Pieces pieces = SmallWorld::Pieces::Whole)
      : fed(settings_of(kFed, fed_certificate)),
        contoso(settings_of(kContoso, contoso_certificate)),
        world(pieces) {
    publish(kFed, "192.0.2.1");
    publish(kContoso, "192.0.2.2");
  }

  void publish(const std::string& domain, const char* address) {
    const std::string host = "xmpp." + domain;
    world.zones().sets[{"_xmpp-server._tcp." + domain, gateway::RecordType::Srv}] = {
        .records = {gateway::SrvRecord{0, 0, 5269, host}}};
    world.zones().sets[{"_xmpps-server._tcp." + domain, gateway::RecordType::Srv}] = {
        .records = {gateway::SrvRecord{0, 0, 5270, host}}};
    world.zones().sets[{host, gateway::RecordType::A}] = {
        .records = {*gateway::parse_ip_address(address)}};
  }

  void start() {
    fed_actor = std::make_unique<Partner>(fed, PartnerDependencies{entropy, contexts_of(fed)});
    contoso_actor =
        std::make_unique<Partner>(contoso, PartnerDependencies{entropy, contexts_of(contoso)});
    world.add(kFed, *fed_actor);
    world.add(kContoso, *contoso_actor);
  }

  /// fed.example sends one message; time passes until nothing moves.
  void send(gateway::Duration limit = std::chrono::seconds(30)) {
    if (!fed_actor) start();
    world.order(kFed, SendStanza{kMessage});
    world.run(limit);
  }

  bool delivered() const {
    return world.saw(kContoso, Observation::StanzaDelivered, "<body>hello</body>");
  }
  bool given_up() const { return world.saw(kFed, Observation::StanzaGivenUp, "hello"); }
  bool fed_sent(const std::string& part) const {
    return world.saw(kFed, Observation::XmlSent, part);
  }
  bool contoso_sent(const std::string& part) const {
    return world.saw(kContoso, Observation::XmlSent, part);
  }

  PartnerSettings fed;
  PartnerSettings contoso;
  SmallWorld world;
  SeededEntropy entropy{7};
  std::unique_ptr<Partner> fed_actor;
  std::unique_ptr<Partner> contoso_actor;
};

}  // namespace fakes::testing
