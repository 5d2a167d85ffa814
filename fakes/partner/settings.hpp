// What a fake partner is: its domains, where it listens, what it offers and insists on.
// docs/negotiation.md, section 6.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "fakes/authority/verdict.hpp"
#include "fakes/partner/contact.hpp"
#include "fakes/partner/deviations.hpp"
#include "gateway/base/address.hpp"
#include "gateway/base/entropy.hpp"
#include "gateway/base/time.hpp"
#include "gateway/tls/tls_context.hpp"

namespace fakes {

enum class PartnerTls : std::uint8_t {
  None,
  StartTls,
  Required,
  Direct,  // XEP-0368, both ways
};

/// How its TLS differs from that of an ordinary partner.
struct Handshake {
  gateway::TlsVersion version_min = gateway::TlsVersion::Tls12;
  gateway::TlsVersion version_max = gateway::TlsVersion::Tls13;
  std::optional<std::string> alpn;         // offered and taken instead of its own; "": none
  std::string alpn_selected;               // R selected whatever was offered
  std::optional<std::string> server_name;  // I SNI instead of the gateway's domain; "": none
  bool requests_certificate = true;        // R
  bool early_data_tickets = false;         // R tickets that allow early data
  std::string ocsp_response;               // R stapled; DER
  /// Instead of TLS: one crafted hello (fakes/wire/tls_probe.hpp), then the connection ends.
  std::string hello;
};

struct PartnerSettings {
  std::string domain;
  std::vector<std::string> further_domains;
  /// Where it would listen. Only `plain_endpoint` counts unless tls is Direct, then only
  /// `direct_endpoint`, and only with credentials.
  std::optional<gateway::Endpoint> plain_endpoint;
  std::optional<gateway::Endpoint> direct_endpoint;
  std::string gateway_domain;

  std::vector<ContactSettings> contacts;  // none: scripts speak for all of its users

  PartnerTls tls = PartnerTls::StartTls;
  bool external = false;
  bool dialback = true;
  bool bidirectional = false;      // XEP-0288
  bool stream_management = false;  // XEP-0198, without resumption
  bool insists = false;            // on a valid certificate of the gateway: TLS itself enforces it
  std::optional<gateway::Credentials> credentials;
  std::string trust_anchors_pem;
  std::vector<std::string> revocation_lists;  // what it knows to be revoked
  Handshake handshake;

  std::string dialback_secret = "a secret of the fake partner";
  AuthoritySettings authority;
  Deviations deviations;
  /// White space on idle authenticated streams, as a sign of life (RFC 6120 4.6.1). Zero: never.
  gateway::Duration whitespace_interval{0};
};

/// Bounds on waiting, in the time of the run.
inline constexpr gateway::Duration kAttemptTimeout = std::chrono::seconds(90);
inline constexpr gateway::Duration kDnsTimeout = std::chrono::seconds(10);
inline constexpr gateway::Duration kCloseTimeout = std::chrono::seconds(5);
/// Shorter than an attempt, so that "it stayed silent" can still be told to who waits for it.
inline constexpr gateway::Duration kVerificationTimeout = std::chrono::seconds(40);

/// The settings of the two contexts a partner needs: equal partners may share the contexts.
gateway::TlsSettings client_tls_settings(const PartnerSettings& settings);
/// Nothing without credentials.
std::optional<gateway::TlsSettings> server_tls_settings(const PartnerSettings& settings);

/// Made by whoever makes the partner, from the settings above; an SSL_CTX is expensive.
struct TlsContexts {
  std::shared_ptr<const gateway::TlsContext> client;  // null: no TLS as initiating entity
  std::shared_ptr<const gateway::TlsContext> server;  // null: no TLS as receiving entity
};

struct PartnerDependencies {
  gateway::Entropy& entropy;  // stream ids; must outlive the partner
  TlsContexts tls;
};

}  // namespace fakes
