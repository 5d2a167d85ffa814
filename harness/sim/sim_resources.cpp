// A run that finds a thing made must not differ from the run that made it: making a TlsContext
// leaves a role's chance where it was (CryptoContext::Setup).
#include "harness/sim/sim_resources.hpp"

#include <utility>

#include "gateway/core/local_parts.hpp"
#include "harness/world/gateway_plan.hpp"

namespace harness {
namespace {

constexpr std::size_t kGatewaysMax = 4096;

const std::string kGatewayRole = "gateway";

void append(std::string& key, std::string_view part) {
  key += std::to_string(part.size());
  key += ':';
  key += part;
}

std::string key_of(const GatewayPlan& plan) {
  std::string key;
  append(key, plan.configuration_yaml);
  for (const auto& [name, content] : plan.files) {
    append(key, name);
    append(key, content);
  }
  return key;
}

}  // namespace

void SimResources::begin_run(std::uint64_t seed) {
  seed_ = seed;
  for (auto& [name, role] : roles_) {
    role.entropy = fakes::SeededEntropy(seed, "openssl/" + name);
    role.crypto->use_entropy(role.entropy);
  }
}

std::shared_ptr<gateway::CryptoContext> SimResources::crypto(const std::string& name) {
  const auto [found, is_new] = roles_.try_emplace(name);
  Role& role = found->second;
  if (is_new) {
    role.crypto = gateway::CryptoContext::with_injected_randomness();
    role.entropy = fakes::SeededEntropy(seed_, "openssl/" + name);
    role.crypto->use_entropy(role.entropy);
  }
  return role.crypto;
}

const PreparedGateway& SimResources::gateway(const GatewayPlan& plan) {
  std::string key = key_of(plan);
  const auto found = gateways_.find(key);
  if (found != gateways_.end()) return found->second;
  if (gateways_.size() >= kGatewaysMax) gateways_.clear();
  return gateways_.emplace(std::move(key), prepare(plan)).first->second;
}

PreparedGateway SimResources::prepare(const GatewayPlan& plan) {
  PreparedGateway prepared;
  prepared.loaded = load(plan);
  prepared.codes = codes_of(prepared.loaded.diagnostics);
  if (!prepared.loaded.configuration) return prepared;
  const gateway::Configuration& configuration = *prepared.loaded.configuration;

  const auto context = [&](const gateway::TlsSettings& settings) {
    auto made = tls_context(kGatewayRole, settings);
    if (made) return *made;
    prepared.codes += (prepared.codes.empty() ? "error:" : " error:") + made.error().code;
    return std::shared_ptr<const gateway::TlsContext>();
  };
  const gateway::TlsMaterial material = configuration.tls_material();
  prepared.client_tls = context(gateway::client_tls_settings(material));
  if (!prepared.client_tls) return prepared;
  if (configuration.credentials) {
    prepared.server_tls = context(gateway::server_tls_settings(material));
    if (!prepared.server_tls) return prepared;
  }
  if (configuration.pool && configuration.pool->transport == gateway::sip::Transport::Tls) {
    prepared.sip_server_tls = context(gateway::sip_server_tls_settings(material));
    prepared.sip_client_tls = context(gateway::sip_client_tls_settings(material));
    if (!prepared.sip_server_tls || !prepared.sip_client_tls) return prepared;
  }
  prepared.usable = true;
  return prepared;
}

}  // namespace harness
