// contoso.example's gateway and fed.example, both correct, with certificates and DNS: the smallest
// whole scenario, for worlds of either kind.
#pragma once

#include <memory>
#include <string>

#include "fakes/partner/partner.hpp"
#include "fakes/pki/pki.hpp"
#include "harness/world/world.hpp"
#include "tests/unit/sim/toy_actors.hpp"

namespace harness::testing {

inline constexpr auto kMessage =
    "<message from='anna@contoso.example' to='berta@fed.example' id='m1'><body>hi</body></message>";

struct Parties {
  fakes::Pki pki{1};
  fakes::KeyKind key = fakes::KeyKind::P256;
  bool external = true;  // false: dialback over TLS, with a verification leg

  gateway::Credentials credentials(const std::string& domain) const {
    fakes::CertificateRequest request;
    request.dns_names = {domain};
    request.key = key;
    return pki.issue(request);
  }
  GatewayPlan gateway() const {
    const gateway::Credentials ours = credentials("contoso.example");
    return {.configuration_yaml = "domains: [contoso.example]\n"
                                  "listen:\n  - address: 198.51.100.1:15269\n"
                                  "dialback_passphrase: a passphrase of the gateway under test\n"
                                  "trust_anchors: trust.pem\n"
                                  "certificate: gateway.pem\nprivate_key: gateway.key\n"
                                  "partners:\n"
                                  "  - domain: fed.example\n    type: federated\n    sasl: optional\n",
            .files = {{"trust.pem", pki.trusted_root_pem()},
                      {"gateway.pem", ours.chain_pem},
                      {"gateway.key", ours.private_key_pem}}};
  }
  fakes::PartnerSettings partner() const {
    fakes::PartnerSettings settings;
    settings.domain = "fed.example";
    settings.gateway_domain = "contoso.example";
    settings.plain_endpoint = endpoint("203.0.113.5:15269");
    settings.external = external;
    settings.credentials = credentials("fed.example");
    settings.trust_anchors_pem = pki.trusted_root_pem();
    return settings;
  }
  static fakes::Zones zones() {
    fakes::Zones zones;
    zones.sets[{"_xmpp-server._tcp.fed.example", gateway::RecordType::Srv}].records = {
        gateway::SrvRecord{0, 0, 15269, "xmpp.fed.example"}};
    zones.sets[{"_xmpp-server._tcp.contoso.example", gateway::RecordType::Srv}].records = {
        gateway::SrvRecord{0, 0, 15269, "edge.contoso.example"}};
    zones.sets[{"edge.contoso.example", gateway::RecordType::A}].records = {
        endpoint("198.51.100.1:0").address};
    zones.sets[{"xmpp.fed.example", gateway::RecordType::A}].records = {endpoint("203.0.113.5:0").address};
    return zones;
  }
};

inline void add_partner(World& world, const fakes::PartnerSettings& settings) {
  fakes::TlsContexts tls;
  tls.client = world.tls_context("partner", fakes::client_tls_settings(settings)).value();
  tls.server = world.tls_context("partner", *fakes::server_tls_settings(settings)).value();
  world.add_actor(settings.domain, std::make_unique<fakes::Partner>(
                                       settings, fakes::PartnerDependencies{
                                                     world.entropy(settings.domain), tls}));
}

}  // namespace harness::testing
