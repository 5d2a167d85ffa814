// Writes gateway.yaml (docs/configuration.md) and the files it names.
#include "harness/run/gateway_plan_of.hpp"

#include "harness/run/addresses.hpp"
#include "harness/run/credentials.hpp"
#include "harness/scenario/fields.hpp"
#include "harness/scenario/names.hpp"

namespace harness {
namespace {

/// What the simulated DNS says of itself needs no key; a configuration does.
constexpr const char* kDnsTrustAnchor =
    ". IN DS 1 8 2 0000000000000000000000000000000000000000000000000000000000000000\n";

std::string list_of(const std::vector<std::string>& names) {
  std::string text = "[";
  for (const std::string& name : names) text += (text.size() > 1 ? ", " : "") + name;
  return text + "]";
}

const char* boolean(bool value) { return value ? "true" : "false"; }

void write_listeners(const GatewaySetup& gateway, std::string& yaml) {
  const std::string address = gateway::to_string(gateway_address());
  yaml += "listen:\n  - address: " + address + ":" + std::to_string(kPlainPort) + "\n";
  if (!gateway.listen_direct_tls) return;
  yaml +=
      "  - address: " + address + ":" + std::to_string(kDirectTlsPort) + "\n    direct_tls: true\n";
}

void write_limits(const GatewaySetup& gateway, std::string& yaml) {
  if (gateway.limits.empty()) return;
  yaml += "limits:\n";
  for (const LimitSetup& limit : gateway.limits) {
    yaml += "  " + limit.name + ": " + std::to_string(limit.value) +
            (is_time_limit(limit.name) ? "s\n" : "\n");
  }
}

void write_pool(const Setup& setup, std::string& yaml) {
  const std::string port = ":" + std::to_string(sip_port(setup.pool));
  yaml += "pool:\n  address: " + gateway::to_string(pool_address()) + port + "\n";
  yaml += "  transport: " + std::string(name_of(kSipTransportNames, setup.pool.transport)) + "\n";
  if (setup.pool.transport == SipTransport::Tls) yaml += "  name: " + pool_host(setup) + "\n";
  yaml += "  listen: " + gateway::to_string(gateway_address()) + port + "\n";
  yaml += "  host: " + edge_host(setup) + "\n";
}

void write_list(const Setup& setup, const UserSetup& user, std::string& yaml) {
  const std::vector<ChangeContact> list = list_of(setup, user);
  if (list.empty()) return;
  yaml += "    contacts:\n";
  for (const ChangeContact& entry : list) {
    yaml += "      - {address: " + entry.contact + ", added: " + boolean(entry.standing.added) +
            ", blocked: " + boolean(entry.standing.blocked) + "}\n";
  }
}

void write_users(const Setup& setup, std::string& yaml) {
  if (setup.users.empty()) return;
  write_pool(setup, yaml);
  yaml += "users:\n";
  for (const UserSetup& user : setup.users) {
    yaml += "  - address: " + address_of(setup, user) + "\n";
    yaml += "    home: " + std::string(name_of(kHomeNames, user.home)) + "\n";
    yaml += "    access: {federation: " + std::string(boolean(user.access.federation)) +
            ", xmpp: " + boolean(user.access.xmpp) + "}\n";
    write_list(setup, user, yaml);
  }
}

void write_partner(const GatewaySetup& gateway, const PartnerSetup& partner, std::string& yaml) {
  yaml += "  - domain: " + partner.domain + "\n";
  yaml +=
      "    type: " + std::string(name_of(kPartnerTypeNames, partner.type.value_or(gateway.type))) +
      "\n";
  yaml += "    tls: " + std::string(name_of(kTlsNames, gateway.tls)) + "\n";
  yaml += "    sasl: " + std::string(name_of(kSaslNames, gateway.sasl)) + "\n";
  yaml += "    dialback: " + std::string(boolean(gateway.dialback)) + "\n";
  yaml += "    require_trusted_certificate: ";
  yaml += boolean(gateway.require_trusted_certificate);
  yaml += "\n    profile: " + std::string(name_of(kProfileNames, gateway.profile)) + "\n";
  if (gateway.bidirectional) yaml += "    bidirectional: true\n";
  if (!gateway.stream_management) yaml += "    stream_management: false\n";
  if (gateway.multiplex_targets) yaml += "    multiplex_targets: true\n";
  if (gateway.certificate_answers_dialback) yaml += "    certificate_answers_dialback: true\n";
  if (!gateway.keepalive) yaml += "    keepalive: false\n";
  if (gateway.connection_limit) {
    yaml += "    connection_limit: " + std::to_string(*gateway.connection_limit) + "\n";
  }
  if (gateway.proxy_fqdn) yaml += "    proxy_fqdn: " + *gateway.proxy_fqdn + "\n";
  if (gateway.proxy_port) yaml += "    proxy_port: " + std::to_string(*gateway.proxy_port) + "\n";
  if (!gateway.additional_domains.empty()) {
    yaml += "    additional_domains: " + list_of(gateway.additional_domains) + "\n";
  }
}

void write_partners(const Setup& setup, std::string& yaml) {
  std::string entries;
  for (const PartnerSetup& partner : setup.partners) {
    if (partner.listed) write_partner(setup.gateway, partner, entries);
  }
  yaml += entries.empty() ? "partners: []\n" : "partners:\n" + entries;
}

std::vector<RevokedHolder> holders_of(const std::vector<PartnerSetup>& partners) {
  std::vector<RevokedHolder> holders;
  for (const PartnerSetup& partner : partners) {
    RevokedHolder& domains = holders.emplace_back(RevokedHolder{partner.domain});
    domains.insert(domains.end(), partner.further_domains.begin(), partner.further_domains.end());
  }
  return holders;
}

}  // namespace

GatewayPlan gateway_plan_of(const Setup& setup, const fakes::Pki& pki) {
  GatewayPlan plan;
  std::string& yaml = plan.configuration_yaml;
  yaml.reserve(768);
  yaml += "domains: " + list_of(setup.gateway.domains) + "\n";
  write_listeners(setup.gateway, yaml);
  if (setup.gateway.passphrase == Passphrase::Configured) {
    yaml += "dialback_passphrase: a passphrase of the gateway under test\n";
  }
  yaml += "trust_anchors: trust.pem\n";
  plan.files["trust.pem"] = trust_anchors(pki);
  const auto credentials = credentials_for(pki, setup.gateway.certificate, setup.gateway.domains);
  if (credentials) {
    yaml += "certificate: gateway.pem\nprivate_key: gateway.key\n";
    plan.files["gateway.pem"] = credentials->chain_pem;
    plan.files["gateway.key"] = credentials->private_key_pem;
  }
  if (setup.gateway.revocation_list != RevocationList::None) {
    yaml += "revocation_lists: [revoked.pem]\n";
    plan.files["revoked.pem"] =
        revocation_list(pki, holders_of(setup.partners), setup.gateway.revocation_list);
  }
  if (setup.gateway.dnssec) {
    yaml += "dns: {resolver: dnssec, trust_anchor: dns.key}\n";
    plan.files["dns.key"] = kDnsTrustAnchor;
  }
  write_limits(setup.gateway, yaml);
  write_partners(setup, yaml);
  write_users(setup, yaml);
  return plan;
}

}  // namespace harness
