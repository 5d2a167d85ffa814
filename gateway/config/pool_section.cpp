#include "gateway/config/pool_section.hpp"

#include <algorithm>

namespace gateway::config {
namespace {

using sip::Transport;

std::optional<Endpoint> read_endpoint(Section& section, std::string_view key, bool port_may_be_0) {
  if (!section.require(key)) return std::nullopt;
  const std::optional<std::string> text = section.text(key);
  if (!text) return std::nullopt;
  const std::optional<Endpoint> endpoint = parse_endpoint(*text);
  if (endpoint && (endpoint->port != 0 || port_may_be_0)) return endpoint;
  section.bad_value(key, "\"" + *text + "\" is not an address with a port",
                    "write for example 192.0.2.5:5061 or \"[2001:db8::5]:5061\"");
  return std::nullopt;
}

/// TLS with the pool is proved on both sides (RFC 3261 26.3.1): it needs what proves.
void check_tls(Section& section, const Configuration& configuration, Report& report) {
  if (!configuration.credentials) {
    report.error(section.place(), "pool-needs-certificate",
                 "the pool is reached over TLS, and we have no certificate to show",
                 "set certificate and private_key; the certificate must prove the pool's host too");
  }
  if (configuration.trust_anchors_pem.empty()) {
    report.error(section.place(), "pool-needs-trust-anchors",
                 "the pool is reached over TLS, and no certificate can be trusted",
                 "set trust_anchors to the authorities of the pool and of the partners");
  }
  section.require("name");
}

void check_listener(Section& section, const Configuration& configuration,
                    const sip::AgentSettings& pool, Report& report) {
  if (pool.transport == Transport::Udp || pool.local.port == 0) return;
  const bool taken = std::ranges::any_of(configuration.listeners, [&](const Listener& listener) {
    return listener.endpoint == pool.local;
  });
  if (!taken) return;
  report.error(section.place_of("listen"), "duplicate-listener",
               to_string(pool.local) + " is listened on for partners already",
               "give the pool a port of its own, usually 5061");
}

}  // namespace

void read_pool(Section& top, Configuration& configuration, Report& report) {
  const std::optional<YAML::Node> node = top.mapping("pool");
  if (!node) return;
  Section section(*node, "pool", {"address", "transport", "name", "listen", "host"}, report);
  if (!node->IsMap()) return;
  sip::AgentSettings pool;
  pool.transport = section
                       .choice<Transport>("transport", {{"udp", Transport::Udp},
                                                        {"tcp", Transport::Tcp},
                                                        {"tls", Transport::Tls}})
                       .value_or(Transport::Tls);
  if (const auto address = read_endpoint(section, "address", false)) pool.pool = *address;
  if (const auto local = read_endpoint(section, "listen", true)) pool.local = *local;
  section.require("host");
  if (const auto host = section.domain("host")) pool.host = host->domain.ascii();
  if (const auto name = section.domain("name")) pool.pool_name = name->domain.ascii();
  if (pool.transport == Transport::Tls) check_tls(section, configuration, report);
  check_listener(section, configuration, pool, report);
  configuration.pool = std::move(pool);
}

void read_store(Section& top, Configuration& configuration, Report& report) {
  if (const std::optional<YAML::Node> node = top.mapping("store")) {
    Section section(*node, "store", {"file"}, report);
    if (node->IsMap() && section.require("file")) configuration.store_file = section.text("file");
    if (configuration.store_file && configuration.store_file->empty()) {
      section.bad_value("file", "the name of the file is empty", "write for example gateway.db");
    }
  }
  if (!top.has("pool") || top.has("store")) return;
  report.add(DiagnosticSeverity::Warning, top.place_of("pool"), "no-store",
             "lists, subscriptions and messages under way are forgotten at every restart",
             "set store, for example to {file: gateway.db}");
}

}  // namespace gateway::config
