// What is expensive to make and the same for every run: OpenSSL contexts, TLS contexts, loaded
// configurations. One a thread; runs borrow it. That a thing was cached never shows in a run.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "fakes/pki/seeded_entropy.hpp"
#include "gateway/config/configuration.hpp"
#include "gateway/tls/crypto_context.hpp"
#include "gateway/tls/tls_context.hpp"
#include "harness/world/tls_context_cache.hpp"
#include "harness/world/world.hpp"

namespace harness {

/// A configuration with all that the gateway needs of it.
struct PreparedGateway {
  gateway::LoadedConfiguration loaded;
  std::string codes;  // of the diagnostics; of a failed TLS context too
  std::shared_ptr<const gateway::TlsContext> server_tls;
  std::shared_ptr<const gateway::TlsContext> client_tls;
  std::shared_ptr<const gateway::TlsContext> sip_server_tls;  // with a pool over TLS
  std::shared_ptr<const gateway::TlsContext> sip_client_tls;
  bool usable = false;
};

class SimResources {
 public:
  SimResources() = default;
  SimResources(const SimResources&) = delete;
  SimResources& operator=(const SimResources&) = delete;

  /// From now on every role's OpenSSL draws what this seed gives it, from the start.
  void begin_run(std::uint64_t seed);

  /// The OpenSSL of a role: "gateway", "partner", "authority".
  std::shared_ptr<gateway::CryptoContext> crypto(const std::string& role);

  gateway::Result<std::shared_ptr<const gateway::TlsContext>> tls_context(
      const std::string& role, const gateway::TlsSettings& settings) {
    return tls_contexts_.get(role, crypto(role), settings);
  }

  /// Valid until the next call.
  const PreparedGateway& gateway(const GatewayPlan& plan);

 private:
  struct Role {
    std::shared_ptr<gateway::CryptoContext> crypto;
    fakes::SeededEntropy entropy{0};
  };
  PreparedGateway prepare(const GatewayPlan& plan);

  std::uint64_t seed_ = 0;
  std::map<std::string, Role> roles_;
  TlsContextCache tls_contexts_;
  std::map<std::string, PreparedGateway> gateways_;
};

}  // namespace harness
