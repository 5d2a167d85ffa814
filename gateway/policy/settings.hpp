// Everything an administrator can set, as a value. Read from YAML by gateway/config.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "gateway/policy/negotiation.hpp"
#include "gateway/xmpp/domain.hpp"

namespace gateway {

enum class PartnerType : std::uint8_t { Federated, PublicVerified, PublicUnverified };
enum class DialbackProfile : std::uint8_t { Xep0220, Lync2013 };

struct Partner {
  Domain domain;
  std::string description;
  std::vector<Domain> additional_domains;
  PartnerType type = PartnerType::PublicUnverified;
  NegotiationSettings negotiation;
  std::optional<std::uint32_t> connection_limit;  // absent: the gateway's partner_connection_limit
  bool keepalive = true;
  std::optional<std::string> proxy_fqdn;  // connect there instead of asking for SRV
  std::uint16_t proxy_port = 5269;
  bool require_trusted_certificate = false;
  DialbackProfile profile = DialbackProfile::Xep0220;
  bool multiplex_targets = false;             // XEP-0220 2.6.2
  bool certificate_answers_dialback = false;  // XEP-0344 2.4
  bool bidirectional = false;     // XEP-0288: one stream for both ways, where the partner can
  bool stream_management = true;  // XEP-0198: acknowledgements, where the partner has them too
};

struct Limits {
  std::uint32_t connection_limit = 1000;
  std::uint32_t partner_connection_limit = 20;
  std::chrono::seconds keepalive_interval{300};
  std::chrono::seconds ping_interval{300};     // of silence, before we ask; zero: never
  std::chrono::seconds ping_timeout{60};       // wait for the answer
  std::chrono::seconds stream_establishment_timeout{60};
  std::chrono::seconds stream_inactivity_timeout{600};
  std::chrono::seconds subscription_refresh_interval{28800};
  std::chrono::seconds close_timeout{5};       // wait for the peer's closing tag
  std::chrono::seconds connect_timeout{10};    // one address
  std::chrono::seconds dns_timeout{10};        // one question
  std::chrono::seconds ack_timeout{30};        // wait for what <r/> asks (XEP-0198)
  std::chrono::seconds dialback_timeout{30};   // verifying one key, connect included
  std::chrono::seconds reconnect_first_wait{60};  // at most; after a lost stream or a failed attempt
  std::chrono::seconds reconnect_wait_max{900};   // further failures double the wait up to this
  std::chrono::seconds queue_timeout{60};         // a stanza waits no longer for an attempt to begin
  std::uint32_t address_connection_limit = 100;   // one address, simultaneously
  std::uint32_t address_attempts_limit = 300;     // one address, in a minute
  std::size_t stanza_bytes_max = 262144;
  std::size_t queue_stanzas_max = 1000;        // waiting for one pair; beyond it they bounce
  std::size_t send_buffer_bytes_max = 4194304; // not yet taken by the network, one stream
};

struct Settings {
  std::vector<Domain> domains;         // ours; the first is the primary one
  std::string dialback_passphrase;     // 16 octets or more; empty: random at each start
  bool log_message_bodies = false;
  bool use_dnssec = false;             // the resolver validates: DANE (RFC 7673) where TLS is allowed
  Limits limits;
  std::vector<Partner> partners;

  /// The partner a domain belongs to (its primary or an additional one), or null: no service.
  const Partner* partner_of(const Domain& domain) const;
  bool is_ours(const Domain& domain) const;
};

std::string_view to_string(PartnerType type);          // "public-unverified"
std::string_view to_string(DialbackProfile profile);   // "xep0220", "lync2013"

}  // namespace gateway
