// gateway.yaml as values: the top-level keys, as docs/configuration.md describes them.

#include "gateway/config/configuration.hpp"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <exception>
#include <utility>

#include "gateway/config/credentials_section.hpp"
#include "gateway/config/dns_section.hpp"
#include "gateway/config/documents.hpp"
#include "gateway/config/limits_section.hpp"
#include "gateway/config/partner_section.hpp"
#include "gateway/config/pool_section.hpp"
#include "gateway/config/report.hpp"
#include "gateway/config/section.hpp"
#include "gateway/config/user_section.hpp"

namespace gateway {

namespace {

using namespace config;

constexpr std::size_t kPassphraseOctetsMin = 16;  // XEP-0185 3 asks for strength; this is our floor
constexpr std::uint16_t kDnsPort = 53;

void read_domains(Section& top, const std::vector<PlacedDomain>& domains, Settings& settings,
                  Report& report) {
  if (!top.require("domains")) return;
  if (top.sequence("domains").empty()) {
    report.error(top.place_of("domains"), "missing-value", "domains is empty",
                 "name at least one domain of ours");
  }
  for (const PlacedDomain& domain : domains) settings.domains.push_back(domain.domain);
}

void read_passphrase(Section& top, Settings& settings) {
  const std::optional<std::string> passphrase = top.text("dialback_passphrase");
  if (!passphrase) return;
  if (passphrase->size() < kPassphraseOctetsMin) {
    top.bad_value("dialback_passphrase", "dialback_passphrase is too short",
                  "write 16 octets or more, best random ones, or leave it out");
  }
  settings.dialback_passphrase = *passphrase;
}

void read_listener(const YAML::Node& node, Configuration& configuration, Report& report) {
  Section section(node, "listen entry", {"address", "direct_tls"}, report);
  if (!node.IsMap()) return;
  Listener listener;
  if (section.boolean("direct_tls").value_or(false)) listener.kind = ListenerKind::DirectTls;
  if (!section.require("address")) return;
  const std::optional<std::string> address = section.text("address");
  if (!address) return;
  const std::optional<Endpoint> endpoint = parse_endpoint(*address);
  if (!endpoint) {
    return section.bad_value("address", "\"" + *address + "\" is not an address with a port",
                             "write for example 0.0.0.0:5269 or \"[::]:5269\"");
  }
  listener.endpoint = *endpoint;
  const bool repeated = endpoint->port != 0 &&
                        std::ranges::any_of(configuration.listeners, [&](const Listener& other) {
                          return other.endpoint == *endpoint;
                        });
  if (repeated) {
    return report.error(section.place_of("address"), "duplicate-listener",
                        *address + " is listened on twice", "remove one of the two");
  }
  if (listener.kind == ListenerKind::DirectTls && !configuration.credentials) {
    return report.add(DiagnosticSeverity::Warning, section.place(), "direct-tls-needs-certificate",
                      "not listening on " + *address + ": direct TLS needs a certificate",
                      "set certificate and private_key, or remove this entry");
  }
  configuration.listeners.push_back(listener);
}

void read_listeners(Section& top, Configuration& configuration, Report& report) {
  if (!top.require("listen")) return;
  const std::vector<YAML::Node> members = top.sequence("listen");
  for (const YAML::Node& member : members) read_listener(member, configuration, report);
}

void read_dns_servers(Section& top, Configuration& configuration, Report& report) {
  for (const YAML::Node& member : top.sequence("dns_servers")) {
    const std::string text = scalar_of(member).value_or("");
    std::optional<Endpoint> server = parse_endpoint(text);
    if (!server) {
      const std::optional<IpAddress> address = parse_ip_address(text);
      if (address) server = Endpoint{*address, kDnsPort};
    }
    if (server && server->port != 0) {
      configuration.dns_servers.push_back(*server);
    } else {
      report.error(config::place_of(member.Mark()), "bad-value",
                   "\"" + text + "\" is not the address of a DNS server",
                   "write an IP address, with a port if it is not 53: 192.0.2.53:5353");
    }
  }
}

void read_log(Section& top, Configuration& configuration, Report& report) {
  const std::optional<YAML::Node> node = top.mapping("log");
  if (!node) return;
  Section section(*node, "log", {"level", "format"}, report);
  configuration.log_level = section
                                .choice<Severity>("level", {{"debug", Severity::Debug},
                                                            {"info", Severity::Info},
                                                            {"warning", Severity::Warning},
                                                            {"error", Severity::Error}})
                                .value_or(configuration.log_level);
  configuration.log_json =
      section.choice<bool>("format", {{"text", false}, {"json", true}}).value_or(false);
}

/// Partners that only SASL EXTERNAL could serve, while we have no certificate to show.
void check_certificate_is_enough(const Configuration& configuration,
                                 const std::vector<PlacedPartner>& partners, Report& report) {
  if (configuration.credentials) return;
  for (const PlacedPartner& placed : partners) {
    const AllowedMethods methods = allowed_methods(placed.partner.negotiation);
    if (!methods.sasl_over_tls || methods.any_dialback()) continue;
    report.add(DiagnosticSeverity::Warning, placed.place, "sasl-needs-certificate",
               "partner " + placed.partner.domain.text() +
                   " cannot be reached: SASL is its only method, and we have no certificate",
               "set certificate and private_key");
  }
}

void check_trust_anchors(Section& top, const std::vector<PlacedPartner>& partners, Report& report) {
  const auto needs_anchors = [](const PlacedPartner& placed) {
    return placed.partner.require_trusted_certificate ||
           allowed_methods(placed.partner.negotiation).sasl_over_tls;
  };
  if (top.has("trust_anchors") || std::ranges::none_of(partners, needs_anchors)) return;
  report.add(DiagnosticSeverity::Warning, top.place_of("partners"), "no-trust-anchors",
             "no partner's certificate can be trusted, so none can authenticate by SASL",
             "set trust_anchors, for example to /etc/ssl/certs/ca-certificates.crt");
}

Configuration read(const YAML::Node& root, const FileReader& read_file, Report& report) {
  Configuration configuration;
  Section top(root, "configuration",
              {"domains", "listen", "certificate", "private_key", "trust_anchors",
               "revocation_lists", "dialback_passphrase", "dns", "dns_servers", "limits", "log",
               "keylog_file", "log_message_bodies", "partners", "pool", "access", "users", "store"},
              report);
  if (!root.IsMap()) return configuration;
  Settings& settings = configuration.settings;
  const std::vector<PlacedDomain> ours = top.domains("domains");
  read_domains(top, ours, settings, report);
  read_credentials(top, read_file, configuration, report);
  read_listeners(top, configuration, report);
  read_pool(top, configuration, report);
  read_store(top, configuration, report);
  read_users(top, configuration, report);
  read_passphrase(top, settings);
  read_dns_servers(top, configuration, report);
  read_dns(top, read_file, configuration, report);
  if (const auto limits = top.mapping("limits")) {
    settings.limits = read_limits(*limits, report);
  }
  read_log(top, configuration, report);
  configuration.keylog_file = top.text("keylog_file");
  settings.log_message_bodies = top.boolean("log_message_bodies").value_or(false);

  std::vector<PlacedPartner> partners;
  for (const YAML::Node& member : top.sequence("partners")) {
    std::optional<PlacedPartner> partner = read_partner(member, report);
    if (partner) partners.push_back(std::move(*partner));
  }
  check_claims(ours, partners, report);
  check_certificate_is_enough(configuration, partners, report);
  check_trust_anchors(top, partners, report);
  for (PlacedPartner& placed : partners) settings.partners.push_back(std::move(placed.partner));
  return configuration;
}

std::optional<YAML::Node> parse(std::string_view yaml, Report& report) {
  const std::string text(yaml);
  YAML::Node first = YAML::Load(text);
  if (first.IsNull()) {
    report.error({}, "bad-yaml", "the file is empty", "see gateway/example/gateway.yaml");
    return std::nullopt;
  }
  if (const auto second = config::second_document(text)) {
    report.error(config::place_of(*second), "bad-yaml", "a second YAML document begins",
                 "remove the line \"---\"");
  }
  return first;
}

}  // namespace

TlsMaterial Configuration::tls_material() const {
  TlsMaterial material{credentials, trust_anchors_pem, revocation_lists, {}};
  for (const Domain& domain : settings.domains) material.our_names.push_back(domain.ascii());
  return material;
}

LoadedConfiguration load_configuration(std::string_view yaml, const std::string& file_name,
                                       const FileReader& read_file) {
  Report report(file_name);
  LoadedConfiguration loaded;
  try {
    if (const std::optional<YAML::Node> root = parse(yaml, report)) {
      loaded.configuration = read(*root, read_file, report);
    }
  } catch (const YAML::Exception& exception) {
    report.error(config::place_of(exception.mark), "bad-yaml", "this is not YAML: " + exception.msg,
                 "mind indentation, quotes and brackets");
  } catch (const std::exception& exception) {
    report.error({}, "bad-yaml", std::string("the file cannot be read: ") + exception.what(), "");
  }
  if (report.has_errors()) loaded.configuration.reset();
  loaded.diagnostics = report.take();
  return loaded;
}

}  // namespace gateway
