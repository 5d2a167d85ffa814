// The tables of keys. A new setting is one line here, one in the model and one
// in the schema.
#include "harness/scenario/fields.hpp"

#include <array>

#include "fakes/wire/tls_probe.hpp"
#include "harness/scenario/field_kinds.hpp"
#include "harness/scenario/limit_fields.hpp"

namespace harness {
namespace {

Compiled<PartnerSetup> compile_authority(Reading& in, const YAML::Node& node) {
  auto change = compile_section(in, node, authority_fields(), "authority");
  if (!change) return std::nullopt;
  return [change = std::move(*change)](PartnerSetup& partner) { change(partner.authority); };
}

Compiled<PartnerSetup> compile_contacts(Reading& in, const YAML::Node& node) {
  std::vector<ContactSetup> contacts;
  for (const auto& [key, value] : in.pairs(node, "contacts")) {
    contacts.push_back({.name = key.Scalar(), .address = {}});
    if (value.IsNull()) continue;
    auto change = compile_section(in, value, contact_fields(), "a contact");
    if (change) (*change)(contacts.back());
  }
  return [contacts = std::move(contacts)](PartnerSetup& partner) { partner.contacts = contacts; };
}

Compiled<PartnerSetup> compile_handshake(Reading& in, const YAML::Node& node) {
  auto change = compile_section(in, node, handshake_fields(), "handshake");
  if (!change) return std::nullopt;
  return [change = std::move(*change)](PartnerSetup& partner) { change(partner.handshake); };
}

Compiled<HandshakeSetup> compile_hello(Reading& in, const YAML::Node& node) {
  std::optional<std::string> text = in.text(node);
  if (text && !fakes::wire::parse_crafted_hello(*text)) {
    in.error(node.Mark(), "bad-value", "'" + *text + "' is no hello",
             "fakes/wire/tls_probe.hpp lists the words");
    return std::nullopt;
  }
  return assign(&HandshakeSetup::hello, std::move(text));
}

}  // namespace

std::span<const Field<GatewaySetup>> gateway_fields() {
  using G = GatewaySetup;
  static const auto kFields = std::to_array<Field<G>>({
      domain_list("domains", &G::domains),
      choice("certificate", &G::certificate, kCertificateNames),
      choice("revocation_list", &G::revocation_list, kRevocationListNames),
      choice("tls", &G::tls, kTlsNames),
      choice("sasl", &G::sasl, kSaslNames),
      flag("dialback", &G::dialback),
      flag("require_trusted_certificate", &G::require_trusted_certificate),
      choice("profile", &G::profile, kProfileNames),
      choice("type", &G::type, kPartnerTypeNames),
      flag("keepalive", &G::keepalive),
      flag("stream_management", &G::stream_management),
      flag("bidirectional", &G::bidirectional),
      flag("listen_direct_tls", &G::listen_direct_tls),
      {"connection_limit",
       {},
       [](Reading& in, const YAML::Node& node) -> Compiled<G> {
         const std::optional<std::uint64_t> value = in.number(node, 1, 1'000'000);
         if (!value) return std::nullopt;
         return [limit = static_cast<std::uint32_t>(*value)](G& g) { g.connection_limit = limit; };
       }},
      {"proxy_fqdn",
       {},
       [](Reading& in, const YAML::Node& node) { return assign(&G::proxy_fqdn, in.domain(node)); }},
      {"proxy_port",
       {},
       [](Reading& in, const YAML::Node& node) -> Compiled<G> {
         const std::optional<std::uint64_t> port = in.number(node, 1, 65535);
         if (!port) return std::nullopt;
         return [port = static_cast<std::uint32_t>(*port)](G& g) { g.proxy_port = port; };
       }},
      flag("dnssec", &G::dnssec),
      domain_list("additional_domains", &G::additional_domains),
      {"limits", {}, compile_limits},
      choice("passphrase", &G::passphrase, kPassphraseNames),
      flag("multiplex_targets", &G::multiplex_targets),
      flag("certificate_answers_dialback", &G::certificate_answers_dialback),
  });
  return kFields;
}

std::span<const Field<PartnerSetup>> partner_fields() {
  using P = PartnerSetup;
  static const auto kFields = std::to_array<Field<P>>({
      domain_list("further_domains", &P::further_domains),
      flag("listed", &P::listed),
      choice("tls", &P::tls, kPartnerTlsNames),
      flag("external", &P::external),
      flag("dialback", &P::dialback),
      choice("certificate", &P::certificate, kCertificateNames),
      flag("insists", &P::insists),
      {"handshake", {}, compile_handshake},
      flag("signed_zone", &P::signed_zone),
      flag("stream_management", &P::stream_management),
      flag("bidirectional", &P::bidirectional),
      {"address",
       {},
       [](Reading& in, const YAML::Node& node) { return assign(&P::address, in.address(node)); }},
      domain_list("certificate_domains", &P::certificate_domains),
      choice("dns", &P::dns, kDnsShapeNames),
      {"authority", {}, compile_authority},
      choice("type", &P::type, kPartnerTypeNames),
      {"contacts", {}, compile_contacts},
      {"deviations", {}, compile_deviations<P>},
  });
  return kFields;
}

std::span<const Field<AuthoritySetup>> authority_fields() {
  using A = AuthoritySetup;
  static const std::array<Field<A>, 8> kFields{{
      choice("host", &A::host, kAuthorityHostNames),
      choice("verdict", &A::verdict, kVerdictNames),
      duration("delay", &A::delay),
      {"condition",
       {},
       [](Reading& in, const YAML::Node& node) { return assign(&A::condition, in.text(node)); }},
      choice("tls", &A::tls, kPartnerTlsNames),
      choice("certificate", &A::certificate, kCertificateNames),
      {"insists",
       {},
       [](Reading& in, const YAML::Node& node) { return assign(&A::insists, in.boolean(node)); }},
      {"deviations", {}, compile_deviations<A>},
  }};
  return kFields;
}

std::span<const Field<HandshakeSetup>> handshake_fields() {
  using H = HandshakeSetup;
  static const std::array<Field<H>, 9> kFields{{
      choice("version_min", &H::version_min, kTlsVersionNames),
      choice("version_max", &H::version_max, kTlsVersionNames),
      text("alpn", &H::alpn),
      text("alpn_selected", &H::alpn_selected),
      text("server_name", &H::server_name),
      flag("requests_certificate", &H::requests_certificate),
      flag("early_data_tickets", &H::early_data_tickets),
      choice("staple", &H::staple, kStapleNames),
      {"hello", {}, compile_hello},
  }};
  return kFields;
}

std::span<const Field<NetworkSetup>> network_fields() {
  using N = NetworkSetup;
  static const std::array<Field<N>, 4> kFields{{
      duration("latency", &N::latency),
      choice("fragmentation", &N::fragmentation, kChunkSizeNames),
      {"unreachable",
       {},
       [](Reading& in, const YAML::Node& node) {
         return assign(&N::unreachable, in.addresses(node));
       }},
      {"black_holes",
       {},
       [](Reading& in, const YAML::Node& node) {
         return assign(&N::black_holes, in.addresses(node));
       }},
  }};
  return kFields;
}

std::span<const std::string_view> scenario_keys() {
  static constexpr std::array<std::string_view, 15> kKeys{
      "title", "intent",  "requirements", "backends", "gateway", "partners", "users", "pool",
      "dns",   "network", "steps",        "matrix",   "combine", "exclude",  "expect"};
  return kKeys;
}

std::span<const std::string_view> expect_keys() {
  static constexpr std::array<std::string_view, 3> kKeys{"oracle", "outcome", "that"};
  return kKeys;
}

std::span<const std::string_view> outcome_keys() {
  static constexpr std::array<std::string_view, 7> kKeys{
      "configuration", "method", "stage", "closed_by", "condition", "to_partner", "to_gateway"};
  return kKeys;
}

std::string known_keys(std::span<const std::string_view> keys) {
  std::string text = "use one of:";
  for (const std::string_view key : keys) text += " " + std::string(key);
  return text;
}

}  // namespace harness
