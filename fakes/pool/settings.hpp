// What a fake pool is: its users with their endpoints, where it is reached, where the gateway is.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "fakes/pool/deviations.hpp"
#include "fakes/pool/orders.hpp"
#include "fakes/pool/sip_rules.hpp"
#include "gateway/base/address.hpp"
#include "gateway/base/entropy.hpp"
#include "gateway/base/time.hpp"
#include "gateway/tls/tls_context.hpp"

namespace fakes {

/// A user without endpoints is offline.
struct PoolUser {
  std::string address;  // "alice@contoso.example"
  std::vector<EndpointState> endpoints;
};

struct PoolSettings {
  std::string host = "pool.contoso.example";  // in Via and Contact; what its certificate names
  SipTransport transport = SipTransport::Tcp;
  gateway::Endpoint endpoint;  // where it listens; also where its datagrams come from
  gateway::Endpoint gateway;   // where the gateway takes SIP
  std::string gateway_name;    // what the gateway's certificate must name, with TLS
  std::vector<PoolUser> users;
  std::optional<gateway::Credentials> credentials;  // with TLS
  std::string trust_anchors_pem;
  PoolDeviations deviations;
};

/// The settings of the two contexts of a pool with TLS: both sides show a certificate, and each
/// insists on that of the other (RFC 3261 26.3.2.2).
gateway::TlsSettings client_tls_settings(const PoolSettings& settings);
gateway::TlsSettings server_tls_settings(const PoolSettings& settings);

struct PoolDependencies {
  gateway::Entropy& entropy;  // tags, branches, Call-IDs; must outlive the pool
  std::shared_ptr<const gateway::TlsContext> client_tls;  // null without TLS
  std::shared_ptr<const gateway::TlsContext> server_tls;
};

/// Bounds on waiting (RFC 3261 17.1.1.1, 17.1.2.1).
inline constexpr gateway::Duration kSipT1 = std::chrono::milliseconds(500);
inline constexpr gateway::Duration kSipT2 = std::chrono::seconds(4);
inline constexpr gateway::Duration kTransactionTimeout = 64 * kSipT1;
/// A pool that is told to close does so once so long nothing came.
inline constexpr gateway::Duration kCloseLull = std::chrono::milliseconds(200);

}  // namespace fakes
