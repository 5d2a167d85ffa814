// The tables of keys. A new setting is one line here, one in the model and one in the schema.
#include "harness/scenario/fields.hpp"

#include <array>

#include "fakes/partner/deviations.hpp"
#include "fakes/wire/tls_probe.hpp"
#include "harness/scenario/dns_records.hpp"
#include "harness/scenario/steps.hpp"

namespace harness {
namespace {

template <class T>
using Compiled = std::optional<std::function<void(T&)>>;

template <class T, class M, class V>
Compiled<T> assign(M T::*member, std::optional<V> value) {
  if (!value) return std::nullopt;
  return [member, value = std::move(*value)](T& target) { target.*member = value; };
}

/// @param member  of type E, or of std::optional<E>
template <class T, class M, class E, std::size_t N>
Field<T> choice(std::string_view key, M T::*member, const std::array<Name<E>, N>& names) {
  std::vector<std::string_view> words;
  for (const auto& [name, value] : names) words.push_back(name);
  return {key, std::move(words), [member, &names](Reading& in, const YAML::Node& node) {
            return assign(member, in.choice(node, names));
          }};
}

template <class T>
Field<T> flag(std::string_view key, bool T::*member) {
  return {key, {}, [member](Reading& in, const YAML::Node& node) {
            return assign(member, in.boolean(node));
          }};
}

template <class T>
Field<T> duration(std::string_view key, gateway::Duration T::*member) {
  return {key, {}, [member](Reading& in, const YAML::Node& node) {
            return assign(member, in.duration(node));
          }};
}

template <class T>
Field<T> domain_list(std::string_view key, std::vector<std::string> T::*member) {
  return {key, {}, [member](Reading& in, const YAML::Node& node) {
            return assign(member, in.domains(node));
          }};
}

/// Durations ("10s") where the limit is a time, whole numbers elsewhere.
std::optional<std::uint64_t> limit_value(Reading& in, std::string_view name,
                                         const YAML::Node& node) {
  if (!is_time_limit(name)) return in.number(node, 1, 1'000'000'000);
  const std::optional<gateway::Duration> value = in.duration(node);
  if (!value) return std::nullopt;
  return static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::seconds>(*value).count());
}

void set_limit(GatewaySetup& gateway, const std::string& name, std::uint64_t value) {
  for (LimitSetup& limit : gateway.limits) {
    if (limit.name == name) {
      limit.value = value;
      return;
    }
  }
  gateway.limits.push_back({name, value});
}

Compiled<GatewaySetup> compile_limit(Reading& in, const YAML::Node& key, const std::string& name,
                                     const YAML::Node& node) {
  for (const std::string_view known : limit_names()) {
    if (known != name) continue;
    const std::optional<std::uint64_t> value = limit_value(in, name, node);
    if (!value) return std::nullopt;
    return [name, value = *value](GatewaySetup& gateway) { set_limit(gateway, name, value); };
  }
  in.error(key.Mark(), "unknown-key", "'" + name + "' is no limit", known_keys(limit_names()));
  return std::nullopt;
}

Compiled<GatewaySetup> compile_limits(Reading& in, const YAML::Node& node) {
  std::vector<std::function<void(GatewaySetup&)>> changes;
  for (const auto& [key, value] : in.pairs(node, "limits")) {
    if (auto change = compile_limit(in, key, key.Scalar(), value)) {
      changes.push_back(std::move(*change));
    }
  }
  return [changes = std::move(changes)](GatewaySetup& gateway) {
    for (const auto& change : changes) change(gateway);
  };
}

/// @tparam T  who deviates: a partner, or an authoritative server elsewhere
template <class T>
Compiled<T> compile_deviation(Reading& in, const YAML::Node& key, const std::string& name,
                              const YAML::Node& node) {
  const std::optional<std::string> value = in.text(node);
  if (!value) return std::nullopt;
  fakes::Deviations scratch;
  if (!fakes::set_deviation(scratch, name, *value)) {
    in.error(key.Mark(), "bad-value", "no deviation '" + name + "' takes '" + *value + "'",
             "fakes/partner/deviations.hpp lists the deviations and their values");
    return std::nullopt;
  }
  return [deviation = Deviation{name, *value}](T& who) { who.deviations.push_back(deviation); };
}

template <class T>
Compiled<T> compile_deviations(Reading& in, const YAML::Node& node) {
  std::vector<std::function<void(T&)>> changes;
  for (const auto& [key, value] : in.pairs(node, "deviations")) {
    if (auto change = compile_deviation<T>(in, key, key.Scalar(), value)) {
      changes.push_back(std::move(*change));
    }
  }
  return [changes = std::move(changes)](T& who) {
    for (const auto& change : changes) change(who);
  };
}

Compiled<PartnerSetup> compile_authority(Reading& in, const YAML::Node& node) {
  auto change = compile_section(in, node, authority_fields(), "authority");
  if (!change) return std::nullopt;
  return [change = std::move(*change)](PartnerSetup& partner) { change(partner.authority); };
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

template <class T>
Field<T> text(std::string_view key, std::string T::*member) {
  return {key, {}, [member](Reading& in, const YAML::Node& node) {
            return assign(member, in.text(node));
          }};
}

template <class T>
Field<T> text(std::string_view key, std::optional<std::string> T::*member) {
  return {key, {}, [member](Reading& in, const YAML::Node& node) {
            return assign(member, in.text(node));
          }};
}

template <class T>
std::optional<SetupChange> compile_in(Reading& in, const YAML::Node& path, std::string_view key,
                                      std::span<const Field<T>> fields, const YAML::Node& value,
                                      std::function<T&(Setup&)> target) {
  const Field<T>* field = find_field(fields, key);
  if (field == nullptr) {
    in.error(path.Mark(), "unknown-key", "no setting has the path '" + path.Scalar() + "'",
             known_keys(fields));
    return std::nullopt;
  }
  auto change = field->compile(in, value);
  if (!change) return std::nullopt;
  return [change = std::move(*change), target = std::move(target)](Setup& setup) {
    change(target(setup));
  };
}

std::optional<SetupChange> compile_steps_change(Reading& in, const YAML::Node& value) {
  std::optional<std::vector<Step>> steps = compile_steps(in, value);
  if (!steps) return std::nullopt;
  return [steps = std::move(*steps)](Setup& setup) { setup.steps = steps; };
}

/// Appended to the steps there are: what the axes before it have begun goes on.
std::optional<SetupChange> compile_more_steps(Reading& in, const YAML::Node& value) {
  std::optional<std::vector<Step>> more = compile_steps(in, value);
  if (!more) return std::nullopt;
  return [more = std::move(*more)](Setup& setup) {
    setup.steps.insert(setup.steps.end(), more.begin(), more.end());
  };
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

bool is_time_limit(std::string_view name) {
  return name.ends_with("_timeout") || name.ends_with("_interval") ||
         name.starts_with("reconnect_");
}

std::span<const std::string_view> limit_names() {
  static constexpr std::array<std::string_view, 19> kNames{"connection_limit",
                                                           "partner_connection_limit",
                                                           "keepalive_interval",
                                                           "ping_interval",
                                                           "ping_timeout",
                                                           "stream_establishment_timeout",
                                                           "stream_inactivity_timeout",
                                                           "subscription_refresh_interval",
                                                           "close_timeout",
                                                           "connect_timeout",
                                                           "ack_timeout",
                                                           "queue_timeout",
                                                           "reconnect_first_wait",
                                                           "reconnect_wait_max",
                                                           "address_connection_limit",
                                                           "address_attempts_limit",
                                                           "stanza_bytes_max",
                                                           "queue_stanzas_max",
                                                           "send_buffer_bytes_max"};
  return kNames;
}

std::span<const std::string_view> scenario_keys() {
  static constexpr std::array<std::string_view, 13> kKeys{
      "title",   "intent", "requirements", "backends", "gateway", "partners", "dns",
      "network", "steps",  "matrix",       "combine",  "exclude", "expect"};
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

std::optional<SetupChange> compile_path(Reading& in, const YAML::Node& path,
                                        const YAML::Node& value) {
  const std::string whole = path.Scalar();
  const auto rest = [&whole](std::string_view prefix) -> std::optional<std::string> {
    if (!whole.starts_with(prefix)) return std::nullopt;
    return whole.substr(prefix.size());
  };
  if (whole == "steps") return compile_steps_change(in, value);
  if (whole == "more_steps") return compile_more_steps(in, value);
  if (whole == "dns") {
    return [more = compile_dns(in, value)](Setup& setup) {
      setup.dns.insert(setup.dns.end(), more.begin(), more.end());  // the later one counts
    };
  }
  if (const auto name = rest("gateway.limits.")) {
    auto change = compile_limit(in, path, *name, value);
    if (!change) return std::nullopt;
    return [change = std::move(*change)](Setup& setup) { change(setup.gateway); };
  }
  if (const auto name = rest("partner.deviations.")) {
    auto change = compile_deviation<PartnerSetup>(in, path, *name, value);
    if (!change) return std::nullopt;
    return [change = std::move(*change)](Setup& setup) { change(setup.partners.front()); };
  }
  if (const auto name = rest("partner.authority.deviations.")) {
    auto change = compile_deviation<AuthoritySetup>(in, path, *name, value);
    if (!change) return std::nullopt;
    return
        [change = std::move(*change)](Setup& setup) { change(setup.partners.front().authority); };
  }
  if (const auto key = rest("partner.authority.")) {
    return compile_in<AuthoritySetup>(
        in, path, *key, authority_fields(), value,
        [](Setup& setup) -> AuthoritySetup& { return setup.partners.front().authority; });
  }
  if (const auto key = rest("partner.handshake.")) {
    return compile_in<HandshakeSetup>(
        in, path, *key, handshake_fields(), value,
        [](Setup& setup) -> HandshakeSetup& { return setup.partners.front().handshake; });
  }
  if (const auto key = rest("gateway.")) {
    return compile_in<GatewaySetup>(in, path, *key, gateway_fields(), value,
                                    [](Setup& setup) -> GatewaySetup& { return setup.gateway; });
  }
  if (const auto key = rest("partner.")) {
    return compile_in<PartnerSetup>(
        in, path, *key, partner_fields(), value,
        [](Setup& setup) -> PartnerSetup& { return setup.partners.front(); });
  }
  if (const auto key = rest("network.")) {
    return compile_in<NetworkSetup>(in, path, *key, network_fields(), value,
                                    [](Setup& setup) -> NetworkSetup& { return setup.network; });
  }
  in.error(path.Mark(), "unknown-key", "no setting has the path '" + whole + "'",
           "begin with gateway., partner. or network., or use steps, more_steps or dns");
  return std::nullopt;
}

}  // namespace harness
