// A scenario as plain values: what is set up, what happens, and what must come
// of it. The language is described in scenarios/schema.json; the loader turns
// YAML into this.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "gateway/base/address.hpp"
#include "gateway/base/dns.hpp"
#include "gateway/base/time.hpp"
#include "gateway/policy/settings.hpp"
#include "harness/scenario/expectation.hpp"
#include "harness/scenario/people.hpp"
#include "harness/scenario/step.hpp"

namespace harness {

// ---- what is set up
// -----------------------------------------------------------------------------

/// Invalid: the right names, from an authority nobody trusts. The rest are
/// single faults, and single peculiarities that are none:
/// certificate_faults.hpp says which prove the name.
enum class Certificate : std::uint8_t {
  None,
  Valid,
  Invalid,
  Expired,
  NotYetValid,
  OtherHost,
  UntrustedRoot,
  SelfSigned,
  MissingIntermediate,
  IntermediateValid,
  IntermediateIsNoCa,
  IntermediateExpired,
  NameConstraints,
  ServerOnlyEku,
  CodeSigningEku,
  NoSanRightCn,
  CnBesideSan,
  WildcardOneLabel,
  WildcardTooDeep,
  WildcardPartial,
  SrvNameOnly,
  SrvNameClientService,
  XmppAddrOnly,
  NulInName,
  UpperCase,
  IdnALabel,
  Rsa2048,
  Rsa1024,
  Sha1,
  CaTrueLeaf,
  CriticalExtension,
  XmppAddrOfUser,
  IdnULabel,
  ServiceHostOnly,
  MustStaple,
  RevokedByOcsp,
  RevokedByCrl,
  ExpiresShortly,
  IntermediateExpiresShortly,
  NinetyKilobytes,
  HundredAndTenKilobytes,
};
/// The list of revoked certificates that a gateway is given
/// (docs/configuration.md).
enum class RevocationList : std::uint8_t { None, Current, Expired, Forged };
/// What a partner staples, as TLS server (RFC 6066 8). Own: nothing, or what
/// its certificate says.
enum class Staple : std::uint8_t {
  Own,
  Good,
  GoodByDelegate,
  GoodByWrongDelegate,
  GoodByStranger,
  GoodOfOther,
  GoodUntilShortly,
  Revoked,
  Unknown,
  Expired,
  NotYetValid,
  TryLater,
  Malformed,
};
enum class PartnerTls : std::uint8_t { None, StartTls, Required, Direct };
/// Stranger: a host that serves another domain.
enum class AuthorityHost : std::uint8_t { Own, Elsewhere, Stranger };
enum class Verdict : std::uint8_t {
  Correct,
  Valid,
  Invalid,
  Error,
  Silence,
  Late,
  WrongId,
  CloseStream,
  OtherSecret,  // recomputes the key, from a secret that is not the domain's
};
/// What DNS says of the partner.
enum class DnsShape : std::uint8_t {
  Srv,           // one record, one address
  NoSrv,         // only an address of the domain itself
  DeadFirst,     // two targets; nobody listens on the better one
  TwoAddresses,  // of the target; nobody listens on the first
  Slow,          // each answer takes two seconds
  Truncated,     // over UDP
  NotFound,      // nothing at all
  ServFail,      // for SRV, though the domain has an address
  NoService,     // the only target is "."
  AllDead,       // nobody listens where it leads
};
/// Where the gateway's dialback keys come from.
enum class Passphrase : std::uint8_t { Configured, Random };
enum class DnsMood : std::uint8_t {
  Normal,
  NxDomain,
  NoData,
  ServFail,
  Silent,
  Truncated,
  Refused,
  Bogus,
};
enum class ChunkSize : std::uint8_t { Whole, OneByte, Coalesced };

/// One limit of the gateway, by its name in gateway.yaml; seconds, octets or a
/// count.
struct LimitSetup {
  std::string name;
  std::uint64_t value = 0;
};

/// The gateway under test; its partner settings hold for every listed partner
/// of the scenario.
struct GatewaySetup {
  std::vector<std::string> domains{"contoso.example"};
  Certificate certificate = Certificate::Valid;
  RevocationList revocation_list = RevocationList::None;
  gateway::Tls tls = gateway::Tls::Required;
  gateway::Sasl sasl = gateway::Sasl::Required;
  bool dialback = true;
  bool require_trusted_certificate = false;
  gateway::DialbackProfile profile = gateway::DialbackProfile::Xep0220;
  gateway::PartnerType type = gateway::PartnerType::Federated;
  bool keepalive = true;
  bool stream_management = true;
  bool bidirectional = false;
  bool listen_direct_tls = true;
  std::optional<std::uint32_t> connection_limit;
  std::optional<std::string> proxy_fqdn;
  std::optional<std::uint32_t> proxy_port;
  bool dnssec = false;  // its resolver validates
  std::vector<std::string> additional_domains;
  std::vector<LimitSetup> limits;
  Passphrase passphrase = Passphrase::Configured;
  bool multiplex_targets = false;
  bool certificate_answers_dialback = false;
};

using Deviation = std::pair<std::string, std::string>;

/// Who vouches for the partner's dialback keys, and how. What is absent is as
/// with the partner.
struct AuthoritySetup {
  AuthorityHost host = AuthorityHost::Own;
  Verdict verdict = Verdict::Correct;
  gateway::Duration delay{0};
  std::string condition = "item-not-found";  // of Verdict::Error
  // Only of a host of its own:
  std::optional<PartnerTls> tls{};
  std::optional<Certificate> certificate{};
  std::optional<bool> insists{};
  std::vector<Deviation> deviations{};
};

enum class TlsVersion : std::uint8_t { Tls12, Tls13 };

/// How a partner's TLS differs from that of an ordinary one.
struct HandshakeSetup {
  TlsVersion version_min = TlsVersion::Tls12;
  TlsVersion version_max = TlsVersion::Tls13;
  std::optional<std::string> alpn;  // "": none
  std::string alpn_selected;
  std::optional<std::string> server_name;  // "": none
  bool requests_certificate = true;
  bool early_data_tickets = false;
  Staple staple = Staple::Own;
  std::string hello;  // fakes/wire/tls_probe.hpp
  friend bool operator==(const HandshakeSetup&, const HandshakeSetup&) = default;
};

/// A fake partner: correct, but for its deviations.
struct PartnerSetup {
  std::string domain;
  std::vector<std::string> further_domains;
  bool listed = true;  // false: the gateway's configuration does not know it
  PartnerTls tls = PartnerTls::StartTls;
  bool external = true;
  bool dialback = true;
  Certificate certificate = Certificate::Valid;
  bool insists = false;
  HandshakeSetup handshake{};
  bool bidirectional = false;
  bool stream_management = false;  // so that a dialogue that is not about it stays short
  std::vector<std::string> certificate_domains;  // empty: all that it serves
  bool signed_zone = false;                      // DNSSEC vouches for its records
  DnsShape dns = DnsShape::Srv;
  std::optional<gateway::IpAddress> address;  // absent: one of 203.0.113.0/24 by its place
  AuthoritySetup authority;
  std::optional<gateway::PartnerType> type{};  // absent: that of the gateway's section
  std::vector<ContactSetup> contacts{};        // none: scripts speak for all of its users
  std::vector<Deviation> deviations{};
};

/// Replaces what the fake DNS would say about (name, type).
struct DnsOverride {
  std::string name;
  gateway::RecordType type = gateway::RecordType::A;
  std::vector<gateway::DnsRecord> records;
  DnsMood mood = DnsMood::Normal;
  gateway::Duration delay{0};
  std::optional<bool> secure{};  // absent: as the zone of the partner
};

struct NetworkSetup {
  gateway::Duration latency{1000};
  ChunkSize fragmentation = ChunkSize::Whole;
  std::vector<gateway::IpAddress> unreachable;  // a connect fails: no route
  std::vector<gateway::IpAddress> black_holes;  // a connect is never answered
};

/// Everything one run needs to know before it starts: a scenario with one cell
/// applied.
struct Setup {
  GatewaySetup gateway;
  std::vector<PartnerSetup> partners;
  std::vector<UserSetup> users;  // none: there is no pool, and scripts speak for local users
  PoolSetup pool;
  std::vector<DnsOverride> dns;
  NetworkSetup network;
  std::vector<Step> steps;
};
using SetupChange = std::function<void(Setup&)>;

// ---- the whole
// ----------------------------------------------------------------------------------

struct AxisValue {
  std::string label;
  std::vector<SetupChange> changes;
  Expect expect;  // what its cells must come to besides
};
struct Axis {
  std::string name;
  std::vector<AxisValue> values;
  bool joined = false;  // in ids, "-" instead of "/" stands before its label
  bool steps = false;   // its values say what happens
};

struct Backends {
  bool sim = true;
  bool loopback = true;
};

struct Scenario {
  std::string id;    // path under the folder of scenarios, without .yaml
  std::string file;  // as opened
  std::string title;
  std::string intent;
  std::vector<std::string> requirements;
  Backends backends;
  Setup setup;
  std::vector<Axis> axes;  // empty: one run
  /// Of `combine: pairwise`: the cells, as the place of the value on each axis.
  /// Empty: every combination is a cell.
  std::vector<std::vector<std::uint16_t>> rows;
  Expect expect;
};

}  // namespace harness
