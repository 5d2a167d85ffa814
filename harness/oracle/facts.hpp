// What a scenario sets up, as plain values: all that the oracle needs to foresee an attempt. The
// runner fills it from the scenario, never from the gateway or the fakes. docs/negotiation.md.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace harness::oracle {

enum class Tls : std::uint8_t { Required, Optional, NotSupported };
enum class Sasl : std::uint8_t { Required, Optional, NotSupported };
enum class Certificate : std::uint8_t {
  None,
  Valid,
  Invalid,  // right name, issued by an authority nobody trusts
};
enum class PartnerTls : std::uint8_t { None, StartTls, Required, Direct };
enum class Profile : std::uint8_t { Xep0220, Lync2013 };
enum class Direction : std::uint8_t { Outbound, Inbound };  // seen from the gateway

/// Where DNS leads for the partner's domain (docs/negotiation.md 2).
enum class Found : std::uint8_t {
  Published,    // to what it published, at once or in the end
  AtTheDomain,  // no SRV: to port 5269 of the domain itself
  Nowhere,      // not found, no service, or SERVFAIL
  NobodyThere,  // nobody listens
};

/// The gateway's setting for the partner: names one of the eighteen rows.
struct RowKey {
  Tls tls = Tls::Required;
  Sasl sasl = Sasl::Required;
  bool dialback = true;
  friend bool operator==(const RowKey&, const RowKey&) = default;
};

struct PartnerFacts {
  std::string domain = "fed.example";
  std::vector<std::string> additional_domains;  // as the gateway's configuration lists them
  PartnerTls tls = PartnerTls::StartTls;
  bool external = false;
  bool dialback = false;
  Certificate certificate = Certificate::None;
  std::vector<std::string> certified_domains;  // that a valid certificate of it names
  /// Where it is the TLS client, if that differs: only servers staple what revokes them.
  std::optional<Certificate> certificate_as_client;
  bool insists = false;  // on a valid certificate of the gateway
  Found found = Found::Published;
  std::string sasl_failure;  // it answers every <auth/> with this condition

  Certificate shown_as_client() const { return certificate_as_client.value_or(certificate); }
};

/// How the authoritative server of the partner's domain answers <db:verify/>.
enum class Verdict : std::uint8_t {
  Correct,  // recomputes the key
  Valid,
  Invalid,
  Error,
  Silence,
  Late,
  WrongId,
  CloseStream,
};

struct AuthorityFacts {
  Verdict verdict = Verdict::Correct;
  std::string error_condition;  // of Verdict::Error
  /// On a host of its own: DNS leads verification there, with these settings instead of the
  /// partner's.
  bool elsewhere = false;
  bool stranger = false;  // that host serves another domain
  PartnerTls tls = PartnerTls::StartTls;
  Certificate certificate = Certificate::None;
  bool insists = false;
};

/// One stanza that a step of the scenario sends. `id` is its attribute.
struct ScriptedStanza {
  std::string id;
  Direction direction = Direction::Outbound;
  std::string from;  // JIDs
  std::string to;
  std::string body;
  bool answerable = true;  // neither an error nor an iq result (RFC 6120 8.3.1, 8.2.3): may bounce
};

struct Facts {
  // the gateway
  std::vector<std::string> our_domains{"contoso.example"};
  RowKey row;
  Certificate own_certificate = Certificate::Valid;
  bool require_trusted_certificate = false;
  bool listens_direct_tls = true;  // if it has a certificate at all
  Profile profile = Profile::Xep0220;
  bool multiplex_targets = false;
  bool certificate_answers_dialback = false;

  // the other side
  PartnerFacts partner;
  AuthorityFacts authority;

  // the attempt
  Direction direction = Direction::Outbound;
  std::vector<ScriptedStanza> stanzas;

  /// Users behind a pool, their lists and the partners, as transcripts would tell of them as
  /// changes (EntryKind::DirectoryChanged). Empty: there is no pool, and scripts speak for local
  /// users.
  std::vector<std::string> directory;

  /// Deviations, DNS overrides, raw octets, further partners, breaks: whatever docs/negotiation.md
  /// does not describe. Then nothing is predicted; explicit expectations and invariants remain.
  bool partner_is_correct = true;
  /// Connections break or fall silent while a stanza may be on its way: it may be lost (but never
  /// delivered twice, nor bounced twice).
  bool may_lose_stanzas = false;
  /// Stream management (XEP-0198) is on at both: then none may be lost without notice, and one that
  /// was not acknowledged bounces, whether it arrived or not.
  bool acknowledges = false;
  /// Bidirectional streams (XEP-0288): the gateway's setting for the partner, and the partner's.
  bool gateway_bidirectional = false;
  bool partner_bidirectional = false;
  /// Neither deviations nor octets of a script: who asks for it can be foreseen.
  bool bidirectional_is_foreseeable = false;
};

}  // namespace harness::oracle
