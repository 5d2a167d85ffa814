// The SIP side and the service as they are in earnest, for drivers of a gateway with a pool.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/entropy.hpp"
#include "gateway/core/parts.hpp"
#include "gateway/engine/engine.hpp"
#include "gateway/policy/settings.hpp"
#include "gateway/sip/agent.hpp"
#include "gateway/store/store.hpp"
#include "gateway/tls/tls_context.hpp"

namespace gateway {

struct LocalDependencies {
  Entropy& entropy;  // both must outlive the parts
  Store& store;
  /// By sip_server_tls_settings() and sip_client_tls_settings(); null unless the transport is TLS.
  std::shared_ptr<const TlsContext> server_tls;
  std::shared_ptr<const TlsContext> client_tls;
};

/// @param pool  ports given as 0 have become those that the system chose
LocalParts make_local_parts(const Settings& settings, const sip::AgentSettings& pool,
                            std::vector<UserChanged> users, LocalDependencies dependencies);

std::string_view to_string(sip::Transport transport);  // "udp", "tcp", "tls"

/// Where the pool reaches us, as a URI: "sip:edge.contoso.example:5061;transport=tls".
std::string sip_contact_of(const sip::AgentSettings& pool);

/// Both sides show a certificate; whether the pool's proves its name is the agent's to judge.
TlsSettings sip_server_tls_settings(const TlsMaterial& material);
TlsSettings sip_client_tls_settings(const TlsMaterial& material);

}  // namespace gateway
